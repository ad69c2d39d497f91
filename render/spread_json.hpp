#pragma once

#include "analyze/spread.hpp"
#include "render/json_documents.hpp"

#include <string>

namespace hamon {

/// `hamon/spread/1`: every system that stands in a ring with its way there, sums, and the sizes
/// under other assumptions.
[[nodiscard]] std::string spread_json(const DocumentContext& context, const FlowGraph& graph,
                                      const SpreadOptions& options, const SpreadResult& result);

}  // namespace hamon
