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

/// A share of the runs: `34.0 %`; of none of them what it is below, with 95 % confidence.
[[nodiscard]] std::string share_text(const Chance& chance, std::uint32_t count);

/// What stands with every chance: that it is assumed, and what is tried.
[[nodiscard]] Message chance_assumption();

}  // namespace hamon
