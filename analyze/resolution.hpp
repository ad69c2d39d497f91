#pragma once

#include "analyze/check.hpp"
#include "graph/selector.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace hamon {

/// Names of the world outside that were looked up from inside and answered: data flows of `dns` from
/// a system inside to one outside, and to one inside where an answer of the case puts a name that was
/// asked for at an outside address, or where names with long random labels were asked for (graph/
/// name_lookups.hpp). Such an answer is a way for data: whatever stands in a name reaches the name
/// server of its domain, whoever forwards it. With `zones` those of which the asking address lies
/// there. One finding for each (client, resolver), by the graph's order. Indications.
[[nodiscard]] std::vector<Finding> resolutions(const FlowGraph& graph, std::string_view claim,
                                               const std::optional<Selector>& zones);

}  // namespace hamon
