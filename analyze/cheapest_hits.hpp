#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hamon {

/// Elements of which every set of `HitProblem` holds at least one.
struct Hits {
  std::vector<std::uint32_t> elements;  ///< sorted
  std::int64_t cost = 0;
  bool minimal = true;  ///< proven to be the cheapest
};
struct HitProblem {
  std::vector<std::int64_t> costs;               ///< per element, positive
  std::vector<std::vector<std::uint32_t>> sets;  ///< none empty
};

/// The cheapest hitting set by branch and bound: depth first over the elements of the smallest set
/// that is not hit, bounded by the cheapest elements of sets that share none. After `most_steps`
/// the best found so far, at worst the greedy one, with `minimal` false.
[[nodiscard]] Hits cheapest_hits(const HitProblem& problem, std::size_t most_steps = 50'000);

}  // namespace hamon
