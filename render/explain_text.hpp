#pragma once

#include "analyze/spread.hpp"
#include "analyze/trace.hpp"
#include "render/text_context.hpp"

#include <string>

namespace hamon {

/// `hamon spread --explain SYSTEM`: the witness chain to one system in sentences, step by step with
/// times, techniques and what to open; for a system that is not reached why not, as far as known.
[[nodiscard]] std::string explain_text(const TextContext& context, const FlowGraph& graph,
                                       const SpreadOptions& options, const SpreadResult& result,
                                       SystemId system);

/// `hamon trace --explain SYSTEM`: the chain from one system to a target, told the same way; for a
/// system from which no target falls, or that a clean one rules out, why.
[[nodiscard]] std::string explain_trace_text(const TextContext& context, const FlowGraph& graph,
                                             const TraceOptions& options, const TraceResult& result,
                                             SystemId system);

}  // namespace hamon
