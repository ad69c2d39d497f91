#pragma once

#include "analyze/chance.hpp"
#include "render/text_context.hpp"

#include <string>

namespace hamon {

/// What runs add to `hamon spread` for people: how many systems in most runs, how likely and when
/// each falls, most likely first, and the chances that were assumed.
[[nodiscard]] std::string chance_text(const TextContext& context, const FlowGraph& graph,
                                      const SpreadResult& result, const Chance& chance);

/// The same of one system, for `--explain`.
[[nodiscard]] std::string chance_text(const TextContext& context, const FlowGraph& graph,
                                      const SpreadResult& result, const Chance& chance,
                                      SystemId system);

}  // namespace hamon
