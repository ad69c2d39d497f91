#pragma once

#include "graph/flow_graph.hpp"
#include "render/text_context.hpp"

#include <string>

namespace hamon {

/// `hamon site show`: what counts as inside, zone by zone with their systems, declared links,
/// sensors and claims; what was observed inside and declared nowhere.
[[nodiscard]] std::string site_text(const TextContext& context, const FlowGraph& graph);

/// The block under every answer: what counts as internal and why, merges and inferred directions
/// used, roles, sensors as declared or bound.
[[nodiscard]] std::string assumptions_text(const TextContext& context, const FlowGraph& graph);

/// Which addresses may be one system and were not merged, on what basis and why not: at most `most`
/// of them, in one line; empty for none.
[[nodiscard]] std::string candidates_text(const TextContext& context, const FlowGraph& graph,
                                          std::size_t most);

}  // namespace hamon
