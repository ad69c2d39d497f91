#include "graph/site.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

const TimeZone& tokyo() {
  static const TimeZone zone = TimeZone::named("Asia/Tokyo").value();
  return zone;
}

Timestamp at(const char* text) {
  return parse_time(text, &tokyo()).value();
}

TimeWindow window(const char* text) {
  const auto parsed = parse_window(text, tokyo());
  EXPECT_TRUE(parsed.has_value()) << text;
  return parsed.value_or(TimeWindow{});
}

bool overlapping(const char* text, const char* begin, const char* end) {
  return overlaps(window(text), Interval{at(begin), at(end)}, tokyo());
}
bool containing(const char* text, const char* begin, const char* end) {
  return contains(window(text), Interval{at(begin), at(end)}, tokyo());
}

constexpr const char* kMaintenance = "2026-06-09T10:00/2026-06-09T12:00";
constexpr const char* kOffice = "Mon-Fri 09:00-17:00";

TEST(WindowText, IsAnInterval) {
  const TimeWindow w = window(kMaintenance);

  EXPECT_EQ(w.once, (Window{at("2026-06-09T10:00"), at("2026-06-09T12:00")}));
  EXPECT_EQ(w.text, kMaintenance);
  EXPECT_EQ(window(" 2026-06-09 10:00 / 2026-06-09 12:00 ").once, w.once);
  EXPECT_EQ(window("2026-06-09T10:00+09:00/2026-06-09T03:00Z").once, w.once);
  EXPECT_EQ(window("2026/06/09 10:00/2026/06/09 12:00").once, w.once);
}

TEST(WindowText, IsAnIntervalByItsLength) {
  const auto expected = window(kMaintenance).once;

  EXPECT_EQ(window("2026-06-09T10:00/PT2H").once, expected);
  EXPECT_EQ(window("2026-06-09T10:00/PT120M").once, expected);
  EXPECT_EQ(window("PT2H/2026-06-09T12:00").once, expected);
  EXPECT_EQ(window("2026-06-09T10:00/12:00").once, expected);
  EXPECT_EQ(window("2026-06-09T10:00+09:00/12:00").once, expected);
  EXPECT_EQ(window("2026-06-09/P1D").once,
            (Window{at("2026-06-09T00:00"), at("2026-06-10T00:00")}));
}

TEST(WindowText, IsWeekly) {
  const TimeWindow w = window(kOffice);

  EXPECT_EQ(w.once, std::nullopt);
  EXPECT_EQ(w.weekdays, 0b0011111);
  EXPECT_EQ(w.from_second, 9 * 3600);
  EXPECT_EQ(w.to_second, 17 * 3600);
  EXPECT_EQ(window("Sat,Sun 10:00-12:00").weekdays, 0b1100000);
  EXPECT_EQ(window("Fri-Mon 10:00-12:00").weekdays, 0b1110001);
  EXPECT_EQ(window("mon, wed-thu 10:00-12:00").weekdays, 0b0001101);
  EXPECT_EQ(window("daily 22:00-24:00").weekdays, 0b1111111);
  EXPECT_EQ(window("daily 22:00-24:00").to_second, 86400);
  EXPECT_EQ(window("月-金 09:00-17:00").weekdays, 0b0011111);
  EXPECT_EQ(window("毎日 09:00-17:00").weekdays, 0b1111111);
}

TEST(WindowText, IsNothingOtherwise) {
  for (const char* text : {"",
                           "/",
                           "Mon-Fri",
                           "09:00-17:00",
                           "Mon-Fri 9:00-17:00",
                           "Mon-Fri 09:00",
                           "Mon-Fri 24:00-25:00",
                           "Mon-Fri 09:60-17:00",
                           "Someday 09:00-17:00",
                           "Mon- 09:00-17:00",
                           "2026-06-09T10:00",
                           "2026-06-09T10:00/",
                           "2026-06-09T12:00/2026-06-09T10:00",
                           "2026-06-09T10:00/2026-06-09T10:00",
                           "2026-06-09T10:00/PT",
                           "2026-06-09T10:00/P2M",
                           "PT2H/PT2H",
                           "2026-06-09T10:00/PT0S",
                           "a/b/c",
                           "2026-13-01/2026-13-02"}) {
    EXPECT_EQ(parse_window(text, tokyo()), std::nullopt) << text;
  }
}

TEST(Window, IsHalfOpen) {
  EXPECT_TRUE(overlapping(kMaintenance, "2026-06-09T10:00", "2026-06-09T10:00"));
  EXPECT_FALSE(overlapping(kMaintenance, "2026-06-09T12:00", "2026-06-09T13:00"));
  EXPECT_TRUE(overlapping(kMaintenance, "2026-06-09T09:00", "2026-06-09T10:00"));
  EXPECT_TRUE(overlapping(kMaintenance, "2026-06-09T11:59:59.999999999", "2026-06-09T13:00"));
  EXPECT_FALSE(overlapping(kMaintenance, "2026-06-09T08:00", "2026-06-09T09:59:59.999999999"));
}

TEST(Window, ContainsOnlyWhatLiesWhollyInside) {
  EXPECT_TRUE(containing(kMaintenance, "2026-06-09T10:00", "2026-06-09T11:59:59.999999999"));
  EXPECT_FALSE(containing(kMaintenance, "2026-06-09T10:00", "2026-06-09T12:00"));
  EXPECT_FALSE(containing(kMaintenance, "2026-06-09T09:59:59", "2026-06-09T11:00"));
}

// 2026-06-09 is a Tuesday (sample calendar; 2026-06-13 a Saturday).
TEST(WeeklyWindow, FollowsTheClockOfTheSite) {
  EXPECT_TRUE(containing(kOffice, "2026-06-09T09:00", "2026-06-09T16:59"));
  EXPECT_FALSE(containing(kOffice, "2026-06-09T09:00", "2026-06-09T17:00"));
  EXPECT_FALSE(containing(kOffice, "2026-06-13T10:00", "2026-06-13T11:00"));
  EXPECT_FALSE(overlapping(kOffice, "2026-06-13T00:00", "2026-06-14T23:59"));
  EXPECT_TRUE(overlapping(kOffice, "2026-06-13T00:00", "2026-06-15T09:00"));
  EXPECT_FALSE(overlapping(kOffice, "2026-06-09T17:00", "2026-06-10T08:59"));
  // 08:00 UTC is 17:00 in Tokyo
  EXPECT_FALSE(overlapping(kOffice, "2026-06-09T08:00Z", "2026-06-09T09:00Z"));
  EXPECT_TRUE(overlapping(kOffice, "2026-06-09T07:59Z", "2026-06-09T09:00Z"));
}

TEST(WeeklyWindow, RunsPastMidnight) {
  constexpr const char* kNight = "Tue 22:00-06:00";

  EXPECT_TRUE(containing(kNight, "2026-06-09T22:00", "2026-06-10T05:59"));
  EXPECT_TRUE(containing(kNight, "2026-06-10T01:00", "2026-06-10T02:00"));
  EXPECT_FALSE(containing(kNight, "2026-06-09T01:00", "2026-06-09T02:00"));  // belongs to Monday
  EXPECT_FALSE(containing(kNight, "2026-06-10T05:00", "2026-06-10T06:00"));
  EXPECT_TRUE(overlapping(kNight, "2026-06-10T05:00", "2026-06-10T12:00"));
  EXPECT_FALSE(overlapping(kNight, "2026-06-10T06:00", "2026-06-10T23:00"));
}

TEST(WeeklyWindow, ContainsAcrossOccurrencesThatTouch) {
  EXPECT_TRUE(containing("daily 00:00-24:00", "2026-06-09T03:00", "2026-07-09T03:00"));
  EXPECT_TRUE(containing("daily 09:00-09:00", "2026-06-09T03:00", "2026-06-12T03:00"));
  EXPECT_TRUE(containing("Mon-Tue 00:00-24:00", "2026-06-08T00:00", "2026-06-09T23:59"));
  EXPECT_FALSE(containing("Mon-Tue 00:00-24:00", "2026-06-08T00:00", "2026-06-10T00:00"));
  EXPECT_FALSE(containing("daily 00:00-23:59", "2026-06-09T03:00", "2026-06-10T03:00"));
}

TEST(WeeklyWindow, OverlapsWhateverLastsLongerThanAWeek) {
  EXPECT_TRUE(overlapping("Sun 03:00-03:01", "2026-06-08T00:00", "2026-06-30T00:00"));
}

TEST(WeeklyWindow, FollowsSummerTime) {
  // In Berlin clocks went from 02:00 to 03:00 on 2026-03-29, a Sunday: 01:00-04:00 lasts two hours.
  const TimeZone berlin = TimeZone::named("Europe/Berlin").value();
  const auto w = parse_window("Sun 01:00-04:00", berlin).value();
  const auto utc = [](const char* text) { return parse_time(text, nullptr).value(); };

  EXPECT_TRUE(contains(w, {utc("2026-03-29T00:00Z"), utc("2026-03-29T01:59Z")}, berlin));
  EXPECT_FALSE(contains(w, {utc("2026-03-29T00:00Z"), utc("2026-03-29T02:00Z")}, berlin));
}

TEST(WeeklyWindow, AnswersAtTheEndsOfTime) {
  const Interval all{Timestamp::min(), Timestamp::max()};

  EXPECT_TRUE(overlaps(window("daily 00:00-24:00"), all, tokyo()));
  EXPECT_FALSE(contains(window("Mon 00:00-24:00"), all, tokyo()));
  EXPECT_FALSE(
      contains(window("daily 00:00-12:00"), {Timestamp::max(), Timestamp::max()}, tokyo()));
  EXPECT_FALSE(overlaps(TimeWindow{}, all, tokyo()));
}

}  // namespace
}  // namespace hamon
