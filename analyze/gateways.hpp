#pragma once

#include "analyze/check.hpp"
#include "graph/selector.hpp"

#include <optional>
#include <set>
#include <string_view>
#include <vector>

namespace hamon {

/// Ways out that nobody declared: MAC addresses that deliver frames of systems outside and belong
/// to no router of the site file, nor to a system of that role. Where no router is declared, all
/// but the one that delivers most are listed, once there are several. With `zones`, of
/// conversations of which the inner address lies there. One finding for each MAC, by the system
/// that has it, else by the MAC itself; its responder is the outside system where there is but one.
/// By MAC. Indications.
[[nodiscard]] std::vector<Finding> gateways(const FlowGraph& graph, std::string_view claim,
                                            const std::optional<Selector>& zones);

/// The MACs of declared routers and of systems of that role.
[[nodiscard]] std::set<MacAddress> router_macs(const FlowGraph& graph);

}  // namespace hamon
