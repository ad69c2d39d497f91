#include "capture/log_time.hpp"

#include "capture/syslog_line.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

using Kind = WrittenTime::Kind;

std::string utc(Timestamp t) {
  return format_time(t, TimeZone::utc());
}

std::optional<Timestamp> read_one(LogClock& clock, std::string_view text) {
  const auto time = take_time(text);
  Timestamp out;
  return time && clock.read(*time, out) == LineFate::Used ? std::optional(out) : std::nullopt;
}

LogClock clock_of(std::string_view written) {
  return {nullptr, true, *parse_time(written, nullptr)};
}

TEST(LogTime, TakesWhatDevicesWriteAndLeavesTheRest) {
  const std::pair<std::string_view, Kind> kForms[] = {
      {"2026-06-09T10:00:00.5+09:00|", Kind::Instant}, {"2026-06-09T10:00:00Z|", Kind::Instant},
      {"2026-06-09 10:00:00|", Kind::Local},           {"2026/06/09 10:00:00|", Kind::Local},
      {"Jun  9 10:00:00|", Kind::WithoutYear},         {"Jun 09 2026 10:00:00|", Kind::Local},
      {"Jun  9 10:00:00 2026|", Kind::Local},          {"Feb 29 10:00:00.123|", Kind::WithoutYear}};
  for (const auto& [text, kind] : kForms) {
    std::string_view rest = text;
    const auto time = take_time(rest);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(time->kind, kind) << text;
    EXPECT_EQ(rest, "|") << text;
  }
}

TEST(LogTime, LeavesWhatIsNoTime) {
  for (const std::string_view text :
       {"", "Jun", "Jun 9", "Jun 31 10:00:00", "Jux  9 10:00:00", "2026-13-01 10:00:00",
        "2026-06-09", "2026-06/09 10:00:00", "2026-02-29 10:00:00", "10:00:00", "Jun  9 25:00:00",
        "0000-01-01 10:00:00"}) {
    std::string_view rest = text;
    EXPECT_FALSE(take_time(rest)) << text;
    EXPECT_EQ(rest, text);
  }
}

TEST(LogTime, ReadsOffsetsEastAndWest) {
  EXPECT_EQ(parse_offset("+0900"), 32'400);
  EXPECT_EQ(parse_offset("-03:30"), -12'600);
  EXPECT_EQ(parse_offset("Z"), 0);
  EXPECT_EQ(parse_offset("+9900"), std::nullopt);
  EXPECT_EQ(parse_offset("0900"), std::nullopt);
}

TEST(LogClock, ReadsLocalTimesByItsZone) {
  const TimeZone tokyo = *TimeZone::named("Asia/Tokyo");
  LogClock clock(&tokyo, false, {});
  EXPECT_EQ(utc(*read_one(clock, "2026-06-09 10:00:00")), "2026-06-09T01:00:00Z");
  EXPECT_EQ(utc(*read_one(clock, "2026-06-09T10:00:00Z")), "2026-06-09T10:00:00Z");
  EXPECT_FALSE(clock.read_as_utc());
}

TEST(LogClock, RefusesLocalTimesWithoutZoneUnlessToldToTakeThemForUtc) {
  LogClock strict(nullptr, false, {});
  EXPECT_EQ(read_one(strict, "2026-06-09 10:00:00"), std::nullopt);
  EXPECT_TRUE(read_one(strict, "2026-06-09T10:00:00+09:00"));
  LogClock lenient(nullptr, true, {});
  EXPECT_EQ(utc(*read_one(lenient, "2026-06-09 10:00:00")), "2026-06-09T10:00:00Z");
  EXPECT_TRUE(lenient.read_as_utc());
}

TEST(LogClock, FollowsALogWithoutYearOverNewYear) {
  LogClock clock = clock_of("2026-01-15T00:00:00Z");
  EXPECT_EQ(utc(*read_one(clock, "Nov 30 10:00:00")), "2025-11-30T10:00:00Z");
  EXPECT_EQ(utc(*read_one(clock, "Dec 31 23:59:59")), "2025-12-31T23:59:59Z");
  EXPECT_EQ(utc(*read_one(clock, "Jan  1 00:00:01")), "2026-01-01T00:00:01Z");
  EXPECT_EQ(utc(*read_one(clock, "Dec 31 23:59:58")), "2025-12-31T23:59:58Z");  // a late line
  EXPECT_EQ(clock.guessed_year(), 2025);
}

TEST(LogClock, PrefersAYearThatTheLogWrites) {
  LogClock clock = clock_of("2026-01-15T00:00:00Z");
  CivilTime civil;
  civil.year = 2016;
  civil.month = 2;
  clock.learn_year(civil);
  EXPECT_EQ(utc(*read_one(clock, "Feb 23 10:00:00")), "2016-02-23T10:00:00Z");
  EXPECT_EQ(utc(*read_one(clock, "Dec 31 10:00:00")), "2015-12-31T10:00:00Z");
  EXPECT_EQ(clock.guessed_year(), 0);
}

TEST(LogClock, RefusesA29thOfFebruaryThatTheYearDoesNotHave) {
  LogClock clock = clock_of("2026-03-15T00:00:00Z");
  EXPECT_EQ(read_one(clock, "Feb 29 10:00:00"), std::nullopt);
}

TEST(SyslogLine, StripsEveryKindOfPrefix) {
  const std::pair<std::string_view, std::string_view> kLines[] = {
      {"Jun  9 10:00:00 gw kernel: x", "gw kernel: x"},
      {"<13>Jun  9 10:00:00 gw kernel: x", "gw kernel: x"},
      {"<13>Jun 09 2026 10:00:00 gw : x", "gw : x"},
      {"<34>1 2026-06-09T10:00:00.003Z gw app - ID47 - x", "x"},
      {"2026-06-09T10:00:00+09:00 gw x", "gw x"},
      {"<13>gw x", "gw x"},
      {"x", "x"},
      {"6|Nov 28 2014 12:59:03|302021: x", "302021: x"},
      {"Jun  9 10:00:00 relay Jun 09 2026 10:00:00: %ASA-6-1: x", "%ASA-6-1: x"}};
  for (const auto& [line, text] : kLines) {
    EXPECT_EQ(strip_syslog(line).text, text) << line;
  }
}

TEST(SyslogLine, PrefersTheTimeThatSaysMost) {
  EXPECT_EQ(strip_syslog("Jun  9 10:00:00 relay Jun 09 2026 10:00:01: x").time.kind, Kind::Local);
  EXPECT_EQ(strip_syslog("2026-06-09T10:00:00+09:00 relay Jun  9 09:00:00 gw x").time.kind,
            Kind::Instant);
  EXPECT_EQ(strip_syslog("no time at all").time.kind, Kind::None);
}

}  // namespace
}  // namespace hamon
