#pragma once

#include "base/catalogue.hpp"
#include "graph/flow_graph.hpp"

#include <string>
#include <string_view>

namespace hamon {

/// What people call a service: the proper name of a product of remote access, in Japanese output
/// its Japanese name; the word of all others. Outputs for programs keep the word.
[[nodiscard]] std::string service_title(const Catalogue& catalogue, const FlowGraph& graph,
                                        std::string_view service);

}  // namespace hamon
