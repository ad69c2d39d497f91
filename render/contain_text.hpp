#pragma once

#include "analyze/contain.hpp"
#include "render/text_context.hpp"

#include <string>

namespace hamon {

/// `hamon contain` for people: who is infected, who is to be kept out of reach, the three cuts side
/// by side, each as a numbered work list with what it stops and what remains, the choke points, and
/// the assumptions.
[[nodiscard]] std::string contain_text(const TextContext& context, const FlowGraph& graph,
                                       const ContainOptions& options, const ContainResult& result);

}  // namespace hamon
