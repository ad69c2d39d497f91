#include "analyze/regularity.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

std::vector<Timestamp> at_seconds(const std::vector<std::int64_t>& seconds) {
  std::vector<Timestamp> times;
  for (const std::int64_t s : seconds) {
    times.push_back(Timestamp::from_seconds(1'780'000'000 + s));
  }
  return times;
}

TEST(Regularity, APollOfEveryMinuteHasItsPeriodAndJitter) {
  // Steps: 60, 61, 59, 60, 62, 58, 60: the median is 60, nine tenths of seven (7th of 7) differ by
  // 2 at most.
  const auto found = regularity_of(at_seconds({0, 60, 121, 180, 240, 302, 360, 420}));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->period, Duration::seconds(60));
  EXPECT_EQ(found->jitter, Duration::seconds(2));
  EXPECT_DOUBLE_EQ(found->share, 1.0);
  EXPECT_EQ(found->starts, 8U);
}

TEST(Regularity, GapsAreMultiplesOfThePeriod) {
  // Of beginnings every 300 s three were not seen: steps 300 ×4, 900, 600.
  const auto found = regularity_of(at_seconds({0, 300, 600, 900, 1800, 2100, 2700}));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->period, Duration::seconds(300));
  EXPECT_EQ(found->jitter, Duration::seconds(0));
  EXPECT_DOUBLE_EQ(found->share, 1.0);
}

TEST(Regularity, AFewOthersBetweenLeaveThePeriod) {
  // Ten steps of 3600 s, and one beginning 500 s after the sixth: steps of 500 and 3100 instead of
  // one of 3600. 9 of 11 steps agree.
  const auto found = regularity_of(
      at_seconds({0, 3600, 7200, 10800, 14400, 18000, 18500, 21600, 25200, 28800, 32400, 36000}));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->period, Duration::seconds(3600));
  EXPECT_DOUBLE_EQ(found->share, 9.0 / 11.0);
}

TEST(Regularity, FourBeginningsAreTooFew) {
  EXPECT_FALSE(regularity_of(at_seconds({0, 60, 120, 180})));
  EXPECT_TRUE(regularity_of(at_seconds({0, 60, 120, 180, 240})));
  EXPECT_FALSE(regularity_of({}));
}

TEST(Regularity, PeopleHaveNoPeriod) {
  EXPECT_FALSE(regularity_of(at_seconds({0, 700, 950, 3100, 9000, 9900, 15000, 15400, 22000})));
}

TEST(Regularity, BeginningsInOneSecondAreOne) {
  auto times = at_seconds({0, 60, 120, 180, 240, 300});
  for (std::size_t i = 0; i < 6; ++i) {
    times.push_back({times[i].ns + 300'000'000});
  }
  const auto found = regularity_of(times);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->starts, 6U);
  EXPECT_EQ(found->period, Duration::seconds(60));
}

TEST(Regularity, TheOrderOfBeginningsIsNothing) {
  EXPECT_EQ(regularity_of(at_seconds({240, 0, 180, 60, 120})),
            regularity_of(at_seconds({0, 60, 120, 180, 240})));
}

}  // namespace
}  // namespace hamon
