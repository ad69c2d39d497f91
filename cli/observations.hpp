#pragma once

#include "analyze/product_names.hpp"
#include "cli/sources.hpp"
#include "graph/case_file.hpp"

namespace hamon {

/// Reads every input into memory, as a case would keep it. What no reader knows is told and counted
/// in `status`. `names`, if any, learns the names in the traffic.
[[nodiscard]] Observations observe(Session& session, const OpenInputs& inputs, RunStatus& status,
                                   TrafficNames* names = nullptr);

}  // namespace hamon
