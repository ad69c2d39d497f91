#include "analyze/incidence.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace hamon {
namespace {

/// So many things in one unit, in two, in three and so on.
Incidence incidence_of(std::size_t units, const std::vector<std::uint64_t>& things) {
  Incidence incidence(units);
  for (std::size_t j = 0; j < things.size(); ++j) {
    for (std::uint64_t n = 0; n < things[j]; ++n) {
      incidence.add(j + 1);
    }
  }
  return incidence;
}

TEST(Chao2, OfTheCottontailsThatWereTrappedInEighteenNights) {
  // Edwards and Eberhardt 1967, the example of Chao 1987: 76 of 135 animals were caught, 43 once,
  // 16 twice, 8, 6, 0, 2, 1 more often. The form without correction gives 76 + 43²/(2 · 16) =
  // 133.8, as printed there. Corrected: 76 + 17/18 · 43 · 42 / (2 · 17) = 76 + 30702/612 =
  // 126.1667. Equation 10 with a = 17/18, more = 17:
  //   a · 1806 / 34 + a² · 43 · 85² / (4 · 289) + a² · 1806² · 16 / (4 · 83521)
  //   = 50.1667 + 0.891975 · 310675 / 1156 + 0.891975 · 52186176 / 334084
  //   = 50.1667 + 239.7165 + 139.3327 = 429.216, its root 20.7175.
  const LowerBound bound = chao2(incidence_of(18, {43, 16, 8, 6, 0, 2, 1}));
  EXPECT_NEAR(bound.things, 126.1667, 1e-4);
  EXPECT_NEAR(bound.standard_error, 20.7175, 1e-3);
  // T = 50.1667; K = exp(1.96 · √ln(1 + 429.216 / 2516.69)) = exp(1.96 · √0.157487) = 2.17676;
  // 76 + T / K = 99.05, 76 + T · K = 185.20.
  EXPECT_NEAR(bound.low, 99.05, 0.01);
  EXPECT_NEAR(bound.high, 185.20, 0.01);
}

TEST(Chao2, OfTheAntsOfElevenBogsLiesBelowTheUncorrectedForm) {
  // Gotelli and Ellison's ants of Massachusetts bogs, the sample data of EstimateS: 26 species, 6
  // in one bog, 8 in two; without correction 26 + 10/11 · 36/16 = 28.0455, as EstimateS prints.
  // Corrected: 26 + 10/11 · 30/18 = 27.5152.
  const LowerBound bound = chao2(incidence_of(11, {6, 8, 12}));
  EXPECT_NEAR(bound.things, 27.5152, 1e-4);
  EXPECT_LT(bound.things, 28.0455);
  EXPECT_GT(bound.low, 26);
  EXPECT_GT(bound.high, bound.things);
}

TEST(Chao2, WithoutThingsInTwoUnitsStaysFinite) {
  // 8 + 9/10 · 5 · 4 / 2 = 17. Equation 11: 0.9 · 10 + 0.81 · 5 · 81 / 4 − 0.81 · 625 / (4 · 17)
  // = 9 + 82.0125 − 7.4449 = 83.5676.
  const LowerBound bound = chao2(incidence_of(10, {5, 0, 3}));
  EXPECT_NEAR(bound.things, 17, 1e-9);
  EXPECT_NEAR(bound.standard_error * bound.standard_error, 83.5676, 1e-3);
}

TEST(Chao2, AddsNothingWhereEveryThingShowedOftenButSaysHowSureThatIs) {
  // 10 things in 3 of 8 units each. P = 10 e⁻³ / 10 = 0.049787; equation 12:
  // 10 (e⁻³ − e⁻⁶) − (3 · 10 e⁻³)² / 8 = 0.497871 − 0.024788 − 2.230876 / 8 = 0.194224;
  // equation 14: (10 ± 1.96 · 0.440708) / 0.950213, the lower end not below 10.
  const LowerBound bound = chao2(incidence_of(8, {0, 0, 10}));
  EXPECT_EQ(bound.things, 10);
  EXPECT_NEAR(bound.standard_error, 0.4407, 1e-4);
  EXPECT_EQ(bound.low, 10);
  EXPECT_NEAR(bound.high, 11.433, 1e-3);
}

TEST(Chao2, OfNothingIsNothing) {
  EXPECT_EQ(chao2(Incidence(0)).things, 0);
  EXPECT_EQ(chao2(Incidence(30)).high, 0);
}

TEST(ExpectedThings, AreTheMeanOverAllOrdersOfTheUnits) {
  // Each thing as the set of units in which it showed; all 720 orders of six units.
  const std::vector<std::set<std::size_t>> things = {
      {0}, {5}, {2}, {1, 4}, {0, 1, 2, 3, 4, 5}, {2, 3, 5}, {0, 1, 2, 3}, {3, 4}, {1, 2, 3, 4, 5}};
  Incidence incidence(6);
  for (const auto& thing : things) {
    incidence.add(thing.size());
  }
  std::array<std::size_t, 6> order{};
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::array<double, 7> sums{};
  int orders = 0;
  do {
    ++orders;
    std::set<std::size_t> seen;
    for (std::size_t h = 1; h <= order.size(); ++h) {
      for (std::size_t i = 0; i < things.size(); ++i) {
        if (things[i].contains(order[h - 1])) {
          seen.insert(i);
        }
      }
      sums[h] += static_cast<double>(seen.size());
    }
  } while (std::next_permutation(order.begin(), order.end()));
  ASSERT_EQ(orders, 720);
  EXPECT_EQ(expected_things(incidence, 0), 0);
  for (std::size_t h = 1; h <= 6; ++h) {
    EXPECT_NEAR(expected_things(incidence, h), sums[h] / orders, 1e-9) << h << " units";
  }
}

TEST(ChanceToShow, OfAVendorLineThatIsUsedOnceAMonth) {
  // 28 connections of 26 vendors in 33 days: 0.0326 for a vendor and day. 1 − e^(−0.0653) = 6 %,
  // 1 − e^(−0.979) = 62 %, ln 20 / 0.0326 = 91.8 days.
  constexpr double kPerDay = 28.0 / 26 / 33;
  EXPECT_NEAR(chance_to_show(kPerDay, 2), 0.06, 0.005);
  EXPECT_NEAR(chance_to_show(kPerDay, 30), 0.62, 0.005);
  EXPECT_EQ(days_to_show(kPerDay, 0.95), 92U);
  EXPECT_EQ(chance_to_show(kPerDay, 0), 0);
}

}  // namespace
}  // namespace hamon
