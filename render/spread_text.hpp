#pragma once

#include "analyze/measures.hpp"
#include "analyze/spread.hpp"
#include "render/text_parts.hpp"

#include <string>

namespace hamon {

/// `hamon spread` for people: how many systems from where and when, the sentence that this is what
/// is possible and not what happened, what the measures change, the systems by earliest time with
/// their last step, how far by when and what would stop, how much of each zone, department and
/// role, the other rings, what would be reached besides, the sizes under other assumptions, and the
/// assumptions.
[[nodiscard]] std::string spread_text(const TextContext& context, const FlowGraph& graph,
                                      const SpreadOptions& options, const SpreadResult& result,
                                      const std::optional<MeasuresEffect>& effect = std::nullopt);

/// What counts as internal and why, profile, incubation, and the measures that are taken.
void add_assumptions(Lines& lines, const TextContext& context, const FlowGraph& graph,
                     const SpreadOptions& options);

}  // namespace hamon
