#pragma once

#include "analyze/claim_unseen.hpp"
#include "render/text_parts.hpp"

#include <string>

namespace hamon {

/// What one more sensor would add most, and where it would stand; empty where none is of use.
[[nodiscard]] std::string best_advice(const TextContext& context, const Coverage& coverage);

/// What was missed, in the lines that stand beside every verdict.
void add_unseen(Lines& lines, const TextContext& context, const Coverage& coverage);

/// The same for what a claim speaks of.
void add_unseen(Lines& lines, const TextContext& context, const ClaimResult& claim,
                const Unseen& missed);

/// All of it: by scope, by how rarely a link is used, what was new of late, and where one more
/// sensor would add most.
[[nodiscard]] std::string unseen_text(const TextContext& context, const FlowGraph& graph,
                                      const Coverage& coverage);

}  // namespace hamon
