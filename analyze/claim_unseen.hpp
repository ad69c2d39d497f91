#pragma once

#include "analyze/check.hpp"

#include <vector>

namespace hamon {

/// What was missed of that of which a claim speaks: with a part at the border, what crosses it;
/// else with one between segments, what passes between zones; else what stays within one. Views
/// `missed`; nothing for a claim without parts.
[[nodiscard]] std::vector<const UnseenFlows*> unseen_of(const Unseen& missed,
                                                        const ClaimResult& claim);

/// How long the part of the claim that was watched shortest was watched, of those that were at all.
[[nodiscard]] double days_watched(const Unseen& missed, const ClaimResult& claim);

}  // namespace hamon
