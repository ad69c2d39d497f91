#pragma once

#include "render/additions.hpp"
#include "render/document_parts.hpp"

namespace hamon {

/// Adds the part `indicators`; null where no list was given.
void add_indicators(Json& document, const FlowGraph& graph, const Additions& additions);
/// Adds the part `observed_state`; null where no list was given.
void add_observed_state(Json& document, const FlowGraph& graph, const Additions& additions);

}  // namespace hamon
