#pragma once

#include "analyze/trace.hpp"
#include "render/text_context.hpp"

#include <string>

namespace hamon {

/// `hamon trace` for people: where to look first, that this is what is possible and not what
/// happened, the origins by rank, the systems by latest compromise, and the assumptions.
[[nodiscard]] std::string trace_text(const TextContext& context, const FlowGraph& graph,
                                     const TraceOptions& options, const TraceResult& result);

}  // namespace hamon
