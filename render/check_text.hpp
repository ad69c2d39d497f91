#pragma once

#include "analyze/check.hpp"
#include "analyze/coverage.hpp"
#include "render/text_context.hpp"

#include <string>

namespace hamon {

/// `hamon check` for people: all verdicts on the first lines, then each claim's findings with
/// evidence, then coverage and assumptions. Findings beyond `context.rows` of a claim are counted,
/// not shown.
[[nodiscard]] std::string check_text(const TextContext& context, const FlowGraph& graph,
                                     const CheckResult& result);

/// Of that the verdicts and each claim's findings alone.
[[nodiscard]] std::string claims_text(const TextContext& context, const FlowGraph& graph,
                                      const CheckResult& result);

/// What was watched and what was not: `hamon coverage`, and the block beside every verdict.
[[nodiscard]] std::string coverage_text(const TextContext& context, const FlowGraph& graph,
                                        const Coverage& coverage);
/// What to do about sources that are not delivered as they should be, each trouble once; empty
/// where there is none.
[[nodiscard]] std::string coverage_hints(const TextContext& context, const FlowGraph& graph);

}  // namespace hamon
