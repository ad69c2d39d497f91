#pragma once

#include "analyze/chance.hpp"
#include "render/document_parts.hpp"

namespace hamon {

/// Enters what the runs told into a document of `hamon spread`: `runs`, the chance and the times of
/// its systems, and what was assumed. Systems of which no contact was observed keep their nulls.
void add_chance(Json& document, const FlowGraph& graph, const Chance& chance);
/// Of these only `runs` and what was assumed.
void add_runs(Json& document, const Chance& chance);
/// Of these only the chance and the times of one system, into its entry.
void add_chance_of(Json& entry, const FlowGraph& graph, const Chance& chance, SystemId system);

}  // namespace hamon
