#pragma once

#include "analyze/check.hpp"
#include "graph/selector.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace hamon {

/// Ways by which somebody outside can work inside: established data flows between a system inside
/// and one outside over a remote-access product, a VPN or an admin service (class `remote-tool`,
/// `vpn`, `remote-admin`), whoever opened them and whether a link declares them or not; with
/// `zones` those of which the inner address lies there. One finding for each (initiator, responder,
/// service), by the graph's order; the service's basis says what it rests on. Indications.
[[nodiscard]] std::vector<Finding> entrances(const FlowGraph& graph, std::string_view claim,
                                             const std::optional<Selector>& zones);

}  // namespace hamon
