#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace hamon {

/// How regularly something begins: every `period`, within `jitter` of it, for `share` of the steps
/// from one beginning to the next.
struct Regularity {
  Duration period;
  Duration jitter;
  double share = 0;          ///< of the steps, 0 to 1
  std::uint64_t starts = 0;  ///< that were looked at
  bool operator==(const Regularity&) const = default;
};

/// The period of beginnings, if they have one.
///
/// Of the steps between one beginning and the next (those that lie less than a second apart are
/// one), a step agrees with a period p when it lies within max(1 s, 5 % of p) of a multiple m·p, m
/// from 1 to 8: beginnings that were not seen leave gaps. Candidates are the medians of the steps'
/// groups (steps that lie within 10 % of one another); the one with the most agreeing steps is
/// taken, of equal ones the longest. It is a period when it has 80 % of the steps and at least half
/// of the agreeing ones are single (m = 1). `period` is the median of step/m, `jitter` what 90 % of
/// the agreeing steps differ from m·period at most.
///
/// Nothing for fewer than 5 beginnings, for steps without a period, and for those under a second.
/// O(n log n); beginnings in any order. The idea: beacon detection by the regularity of intervals,
/// robust to gaps, as RITA has it (median and dispersion of intervals).
[[nodiscard]] std::optional<Regularity> regularity_of(std::vector<Timestamp> starts);

}  // namespace hamon
