#pragma once

#include "analyze/trace.hpp"
#include "render/additions.hpp"
#include "render/json_documents.hpp"

namespace hamon {

/// `hamon/trace/1`: what fell, the latest compromise of each system from which it still falls with
/// the way there, and the origins by rank.
[[nodiscard]] std::string trace_json(const DocumentContext& context, const FlowGraph& graph,
                                     const TraceOptions& options, const TraceResult& result,
                                     const Additions& additions = {});

}  // namespace hamon
