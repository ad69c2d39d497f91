#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "graph/flow_graph.hpp"

namespace hamon {

struct FindOptions {
  std::vector<std::string> from, to, with;  ///< selectors; empty: any
  std::vector<ServiceText> services;
  std::optional<TimeWindow> during;  ///< conversations that overlap it
  std::optional<FlowState> state;    ///< nothing: all
};

/// Conversations of the case that hold all options, by (start, initiator, …). They view `graph`.
/// Errors: a selector that names nothing.
[[nodiscard]] Result<std::vector<const Conversation*>> find(const FlowGraph& graph, const FindOptions& options);

}  // namespace hamon
