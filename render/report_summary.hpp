#pragma once

#include "analyze/check.hpp"
#include "analyze/spread.hpp"
#include "render/text_context.hpp"

#include <string>
#include <vector>

namespace hamon {

/// Parts of the report for those who decide, as HTML; `context` asks for it.

/// Every verdict in a line with what it rests on, refuted ones first.
[[nodiscard]] std::string report_verdicts(const TextContext& context, const FlowGraph& graph,
                                          const CheckResult& check);

/// How far one infection could come: its rings, what would stop, and its size under each assumption
/// beside the others.
[[nodiscard]] std::string report_sizes(const TextContext& context, const FlowGraph& graph,
                                       const SpreadOptions& options, const SpreadResult& result);

/// The three things to do first: `first`, then about what refutes a claim, about other findings,
/// about what no sensor sees, about systems that stand in no list; each thing once.
[[nodiscard]] std::string report_actions(const TextContext& context, const FlowGraph& graph,
                                         const CheckResult& check,
                                         const std::vector<Message>& first);

/// How sure all of it is: what was watched and for how long, and what was not.
[[nodiscard]] std::string report_certainty(const TextContext& context, const FlowGraph& graph,
                                           const Coverage& coverage);

}  // namespace hamon
