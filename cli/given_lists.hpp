#pragma once

#include "analyze/observed_state.hpp"
#include "cli/session.hpp"
#include "graph/indicators.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hamon {

/// The indicator lists `--ioc`, one after the other. Errors: unreadable, damaged, too many.
[[nodiscard]] Result<Indicators> read_indicators(Session& session,
                                                 const std::vector<std::string>& files);

/// The list `--state` and who talked after being off the network; nothing where none was given.
/// Errors: unreadable, or rows with errors, which are reported each.
[[nodiscard]] Result<std::optional<StateAnswer>> read_states(Session& session,
                                                             const FlowGraph& graph,
                                                             const std::string& file);

}  // namespace hamon
