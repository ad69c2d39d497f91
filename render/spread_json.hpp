#pragma once

#include "analyze/chance.hpp"
#include "analyze/measures.hpp"
#include "analyze/spread.hpp"
#include "render/additions.hpp"
#include "render/json_documents.hpp"

#include <string>

namespace hamon {

/// `hamon/spread/1`: every system that stands in a ring with its way there, sums, what is reached
/// by when and would stop, what measures change, how likely it is if runs told, and the sizes under
/// other assumptions.
[[nodiscard]] std::string spread_json(const DocumentContext& context, const FlowGraph& graph,
                                      const SpreadOptions& options, const SpreadResult& result,
                                      const std::optional<MeasuresEffect>& effect = std::nullopt,
                                      const Chance* chance = nullptr,
                                      const Additions& additions = {});

}  // namespace hamon
