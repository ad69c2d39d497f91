#pragma once

#include "analyze/measures.hpp"
#include "analyze/spread_summary.hpp"
#include "render/text_parts.hpp"

namespace hamon {

/// Blocks of `hamon spread` for those who decide.

/// Both sizes side by side, who is saved, and what came too late.
void add_measures(Lines& lines, const TextContext& context, const FlowGraph& graph,
                  const SpreadOptions& options, const MeasuresEffect& effect);
/// How far after 1, 4, 8 and 24 hours, and what would stop.
void add_horizons(Lines& lines, const TextContext& context, const FlowGraph& graph,
                  const SpreadSummary& summary);
/// How many of how many by zone, department and role.
void add_groups(Lines& lines, const TextContext& context, const FlowGraph& graph,
                const SpreadSummary& summary);

}  // namespace hamon
