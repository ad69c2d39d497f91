#pragma once

#include "analyze/check.hpp"
#include "graph/selector.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hamon {

/// Findings about systems, for a claim or (without one) for the whole site.

/// Systems with observed or bound addresses in two different zones, or inside and outside; with
/// `zones` those of which one address lies there. Routers are left out. Indications.
[[nodiscard]] std::vector<Finding> bridges(const FlowGraph& graph, std::string_view claim,
                                           const std::optional<Selector>& zones);

/// Systems inside that neither site file nor ledger knows, once either knows any; with `zones`
/// those that lie there. Indications.
[[nodiscard]] std::vector<Finding> undeclared(const FlowGraph& graph, std::string_view claim,
                                              const std::optional<Selector>& zones);

/// For an identity claim: `system` has an observed or bound address outside `only`. Refutes.
[[nodiscard]] std::optional<Finding> stray_addresses(const FlowGraph& graph, std::string_view claim,
                                                     SystemId system,
                                                     const std::vector<Prefix>& only);

}  // namespace hamon
