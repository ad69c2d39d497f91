#pragma once

#include "analyze/diff.hpp"
#include "render/text_context.hpp"

#include <string>

namespace hamon {

/// `hamon diff` for people: what is new, what vanished, what changed, each with its data flows,
/// systems and findings.
[[nodiscard]] std::string diff_text(const TextContext& context, const DiffSide& before,
                                    const DiffSide& after, const Diff& diff);

}  // namespace hamon
