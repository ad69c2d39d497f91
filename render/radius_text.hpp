#pragma once

#include "analyze/radius.hpp"
#include "render/text_context.hpp"

#include <string>

namespace hamon {

/// `hamon spread --all` for people: ways in from outside first, then systems inside, each by how
/// far it comes by itself; at most `context.rows` of either.
[[nodiscard]] std::string radius_text(const TextContext& context, const FlowGraph& graph,
                                      const RadiusRanking& ranking);

}  // namespace hamon
