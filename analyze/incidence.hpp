#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hamon {

/// How many things showed in exactly so many of some sampling units. What counts is whether a thing
/// showed in a unit, not how often.
class Incidence {
 public:
  explicit Incidence(std::size_t units) : showed_(units + 1) {}

  /// A thing that showed in `in_units` of the units; one that showed in none is not counted.
  void add(std::size_t in_units) { showed_[in_units] += in_units == 0 ? 0U : 1U; }

  [[nodiscard]] std::size_t units() const { return showed_.size() - 1; }
  /// Things that showed in exactly so many units; 0 beyond their number.
  [[nodiscard]] std::uint64_t in(std::size_t units) const {
    return units < showed_.size() ? showed_[units] : 0;
  }
  [[nodiscard]] std::uint64_t things() const;

 private:
  std::vector<std::uint64_t> showed_;  // by number of units, from 0
};

/// How many things there are at the least, by those that showed.
struct LowerBound {
  double things = 0;
  double standard_error = 0;
  double low = 0, high = 0;  ///< log-normal 95 % interval of the bound; never below what showed
};

/// Chao2, bias-corrected: S + (m − 1)/m · Q1 (Q1 − 1) / (2 (Q2 + 1)) for S things that showed in m
/// units, Q1 of them in one and Q2 in two. A lower bound even where things show unequally often;
/// units are taken as alike and drawn at random. Of no unit or no thing: zeros.
/// Source: Chao, "Estimating the population size for capture-recapture data with unequal
/// catchability", Biometrics 43 (1987); Colwell, EstimateS user's guide, appendix B: equations 3
/// (bound), 10 to 12 (variance), 13 and 14 (interval).
[[nodiscard]] LowerBound chao2(const Incidence& incidence);

/// How many things show in `units` of the units on average over all choices of so many:
/// Σ Q_j (1 − C(m − j, h) / C(m, h)) (sample-based rarefaction, "Mao Tau"). O(largest j).
/// Source: Colwell, Mao, Chang, "Interpolating, extrapolating, and comparing incidence-based
/// species accumulation curves", Ecology 85 (2004), equation 5.
[[nodiscard]] double expected_things(const Incidence& incidence, std::size_t units);

/// Chance that what happens at random `per_day` times a day happens at least once in `days`:
/// 1 − e^(−λT).
[[nodiscard]] double chance_to_show(double per_day, double days);
/// The fewest whole days in which it shows with at least this chance (below 1).
[[nodiscard]] std::uint64_t days_to_show(double per_day, double chance);

}  // namespace hamon
