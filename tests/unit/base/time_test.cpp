#include "base/time.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

const TimeZone& tokyo() {
  static const TimeZone zone = *TimeZone::named("Asia/Tokyo");
  return zone;
}

TEST(ParseTime, TakesTheOffsetOfTheTextBeforeThatOfTheZone) {
  // 2026-06-09T00:00:00+09:00 is 1780930800 (date -d @1780930800).
  EXPECT_EQ(parse_time("2026-06-09T00:00:00+09:00", nullptr), Timestamp::from_seconds(1780930800));
  EXPECT_EQ(parse_time("2026-06-08T15:00:00Z", &tokyo()), Timestamp::from_seconds(1780930800));
  EXPECT_EQ(parse_time("2026-06-09T00:00:00+0900", nullptr), Timestamp::from_seconds(1780930800));
}

TEST(ParseTime, TakesTheZoneWhereTheTextNamesNoOffsetAndRefusesWithoutOne) {
  EXPECT_EQ(parse_time("2026-06-09T00:00", &tokyo()), Timestamp::from_seconds(1780930800));
  EXPECT_EQ(parse_time("2026-06-09 00:00:00", &tokyo()), Timestamp::from_seconds(1780930800));
  EXPECT_EQ(parse_time("2026-06-09", &tokyo()), Timestamp::from_seconds(1780930800));
  EXPECT_EQ(parse_time("2026-06-09T00:00", nullptr), std::nullopt);
}

TEST(ParseTime, KeepsNanosecondsAndDropsWhatIsFiner) {
  EXPECT_EQ(parse_time("1970-01-01T00:00:00.1234567899Z", nullptr), Timestamp{123456789});
  EXPECT_EQ(parse_time("1970-01-01T00:00:01.5Z", nullptr), Timestamp{1500000000});
}

TEST(ParseTime, RefusesWhatNoCalendarHolds) {
  for (const char* text :
       {"", "2026", "2026-13-01", "2026-02-29", "2026-06-09T24:01Z", "2026-06-09T10:60Z",
        "2026-06-09T10:00+", "2026-06-09T10:00ZZ", "2026-06-09T1:00Z", "2026-06-09Tx", "9999-01-01",
        "2026-06-09T10:00:00.Z", "2026-06-09T10:00+09:00x"}) {
    EXPECT_EQ(parse_time(text, &tokyo()), std::nullopt) << text;
  }
}

TEST(FormatTime, WritesTheSitesOffsetAndAFractionOnlyWhereThereIsOne) {
  EXPECT_EQ(format_time(Timestamp::from_seconds(1780930800), tokyo()), "2026-06-09T00:00:00+09:00");
  EXPECT_EQ(format_time(Timestamp{1500000000}, TimeZone::utc()), "1970-01-01T00:00:01.5Z");
  EXPECT_EQ(format_time(Timestamp{-1}, TimeZone::utc(), true), "1969-12-31T23:59:59.999999999Z");
}

TEST(FormatTime, HoldsAtTheEndsOfTheRange) {
  // 2^63 - 1 ns after and 2^63 ns before 1970.
  EXPECT_EQ(format_time(Timestamp::max(), TimeZone::utc()), "2262-04-11T23:47:16.854775807Z");
  EXPECT_EQ(format_time(Timestamp::min(), TimeZone::utc()), "1677-09-21T00:12:43.145224192Z");
}

TEST(TimeZone, MapsASkippedHourToItsEndAndTakesTheEarlierOfAHourThatOccursTwice) {
  const TimeZone berlin = *TimeZone::named("Europe/Berlin");
  // Clocks went from 02:00 to 03:00 (01:00 UTC) on 2026-03-29 and from 03:00 back to 02:00 on
  // 2026-10-25.
  EXPECT_EQ(parse_time("2026-03-29T02:30", &berlin), parse_time("2026-03-29T01:00Z", nullptr));
  EXPECT_EQ(parse_time("2026-10-25T02:30", &berlin), parse_time("2026-10-25T00:30Z", nullptr));
  EXPECT_EQ(TimeZone::named("Nowhere/City"), std::nullopt);
}

TEST(TimeZone, KnowsTheNamesOfTheDatabaseAndNoPath) {
  for (const char* name : {"Asia/Tokyo", "Japan", "Etc/GMT-9"}) {
    const auto zone = TimeZone::named(name);
    ASSERT_TRUE(zone) << name;
    EXPECT_EQ(zone->offset_seconds(Timestamp::from_seconds(0)), 9 * 3600) << name;
  }
  for (const char* name : {"", "Asia", "localtime", "/usr/share/zoneinfo/Asia/Tokyo",
                           "Asia/../Asia/Tokyo", "Fixed/UTC+09:00:00", "right/Asia/Tokyo"}) {
    EXPECT_EQ(TimeZone::named(name), std::nullopt) << name;
  }
}

TEST(TimeZone, KnowsTheDayOfTheWeek) {
  // 2026-06-09 is a Tuesday.
  EXPECT_EQ(tokyo().weekday_and_second(Timestamp::from_seconds(1780930800)), std::pair(1, 0));
  EXPECT_EQ(tokyo().weekday_and_second(Timestamp::from_seconds(1780930799)), std::pair(0, 86399));
}

TEST(Timestamp, HoldsAtTheEndsOfItsRange) {
  EXPECT_EQ(Timestamp::max() + Duration{1}, Timestamp::max());
  EXPECT_EQ(Timestamp::min() - Duration{1}, Timestamp::min());
  EXPECT_EQ(Timestamp{5} - Duration{7}, Timestamp{-2});
}

TEST(ParseDuration, ReadsANumberAndAUnit) {
  EXPECT_EQ(parse_duration("10m"), Duration::minutes(10));
  EXPECT_EQ(parse_duration("1.5h"), Duration::minutes(90));
  EXPECT_EQ(parse_duration("250ms"), Duration::milliseconds(250));
  EXPECT_EQ(parse_duration("0s"), Duration{0});
  for (const char* text : {"", "10", "m", "-1m", "10 m", "1w", "1e30d", "nan s"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

TEST(Interval, TouchesAtItsEndsAndAWindowDoesNotHoldItsOwnEnd) {
  const Interval a{{10}, {20}};
  EXPECT_TRUE(a.touches({{20}, {30}}));
  EXPECT_FALSE(a.touches({{21}, {30}}));
  EXPECT_TRUE((Window{{10}, {21}}).contains(a));
  EXPECT_FALSE((Window{{10}, {20}}).contains(a));
  EXPECT_FALSE((Window{{0}, {10}}).overlaps(a));
  EXPECT_TRUE((Window{{20}, {30}}).overlaps(a));
}

}  // namespace
}  // namespace hamon
