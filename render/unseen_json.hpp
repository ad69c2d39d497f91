#pragma once

#include "analyze/claim_unseen.hpp"
#include "render/document_parts.hpp"

#include <vector>

namespace hamon {

/// What was missed, as the coverage part holds it.
[[nodiscard]] Json unseen_part(const FlowGraph& graph, const Unseen& missed);
/// The same as far as it concerns a claim (`missed_of`).
[[nodiscard]] Json unseen_part(const FlowGraph& graph, const Unseen& missed,
                               const ClaimResult& claim);
[[nodiscard]] Json advice_part(const FlowGraph& graph, const std::vector<SensorAdvice>& advice);

}  // namespace hamon
