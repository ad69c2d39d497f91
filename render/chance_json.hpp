#pragma once

#include "analyze/chance.hpp"
#include "render/document_parts.hpp"

namespace hamon {

/// Enters what the runs told into a document of `hamon spread`: `runs`, the chance and the times of
/// its systems, and what was assumed. Systems of which no contact was observed keep their nulls.
void add_chance(Json& document, const FlowGraph& graph, const Chance& chance);

}  // namespace hamon
