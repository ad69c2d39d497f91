#include "capture/time_pattern.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

// 2026-06-09 is 20,613 days after 1970-01-01 (date -u -d 2026-06-09 +%s: 1780963200).
constexpr std::int64_t kDay = 1'780'963'200;
constexpr std::int64_t kSecond = 1'000'000'000;

std::int64_t seconds_of(const std::optional<WrittenTime>& time) {
  return time ? time->civil.as_utc().value_or(-1) / kSecond : -1;
}

std::int64_t by(std::string_view pattern, std::string_view text) {
  const auto parsed = TimePattern::parse(pattern);
  EXPECT_TRUE(parsed) << pattern;
  return parsed ? seconds_of(parsed->read(text)) : -2;
}

TEST(TimePattern, ReadsPartsOfOneDigitAndJapaneseWords) {
  EXPECT_EQ(by("%Y/%m/%d %H:%M:%S", "2026/6/9 1:02:03"), kDay + 3'723);
  EXPECT_EQ(by("%Y年%m月%d日 %H時%M分", "2026年6月9日 13時05分"), kDay + 13 * 3'600 + 300);
  EXPECT_EQ(by("%d-%b-%y %I:%M:%S %p", "09-Jun-26 12:00:00 AM"), kDay);
  EXPECT_EQ(by("%Y/%m/%d %p%I:%M", "2026/06/09 午後0:30"), kDay + 12 * 3'600 + 1'800);
  EXPECT_EQ(by("%m/%d/%Y %H:%M", " 06/09/2026   10:00 "), kDay + 36'000);
}

TEST(TimePattern, ReadsFractionsAndOffsets) {
  const auto pattern = TimePattern::parse("%Y-%m-%dT%H:%M:%S%z");
  ASSERT_TRUE(pattern);
  const auto time = pattern->read("2026-06-09T09:00:00.250+0900");
  ASSERT_TRUE(time);
  EXPECT_EQ(time->kind, WrittenTime::Kind::Instant);
  EXPECT_EQ(time->instant, (Timestamp{kDay * kSecond + 250'000'000}));
}

TEST(TimePattern, RefusesOtherTextAndDaysThatAreNone) {
  EXPECT_EQ(by("%Y/%m/%d %H:%M", "2026-06-09 10:00"), -1);
  EXPECT_EQ(by("%Y/%m/%d %H:%M", "2026/02/30 10:00"), -1);
  EXPECT_EQ(by("%Y/%m/%d %H:%M", "2026/06/09 10:00 x"), -1);
  EXPECT_EQ(by("%Y/%m/%d %H:%M", ""), -1);
}

TEST(TimePattern, NeedsADayAndAnHour) {
  EXPECT_FALSE(TimePattern::parse("%H:%M:%S"));
  EXPECT_FALSE(TimePattern::parse("%Y-%m-%d"));
  EXPECT_FALSE(TimePattern::parse("%Y-%m-%d %H:%M %Q"));
  EXPECT_FALSE(TimePattern::parse("%"));
}

TEST(CommonTime, IsReadAsPeopleAndProgramsWriteIt) {
  for (const char* text : {"2026-06-09T10:05:00", "2026/06/09 10:05:00", "2026/6/9 10:05",
                           "2026年6月9日 10時5分0秒"}) {
    EXPECT_EQ(seconds_of(read_common_time(text)), kDay + 36'300) << text;
  }
  EXPECT_FALSE(read_common_time("10:05"));
  EXPECT_FALSE(read_common_time("1780963200"));
}

TEST(Serial, CountsDaysAsSpreadsheetsDo) {
  // ECMA-376 part 1, 18.17.4.1: 2007-02-16T06:00 is 39129.25 from 1900; 1462 days less from 1904.
  const std::int64_t expected = 1'171'605'600;  // date -u -d '2007-02-16 06:00' +%s
  EXPECT_EQ(seconds_of(time_of_serial("39129.25", false)), expected);
  EXPECT_EQ(seconds_of(time_of_serial("37667.25", true)), expected);
  // 10:00:00 is 0.416666… of a day, which 15 digits do not write exactly.
  EXPECT_EQ(seconds_of(time_of_serial("46182.416666666664", false)), kDay + 36'000);
  EXPECT_FALSE(time_of_serial("60", false)) << "29 February 1900, which was none";
  EXPECT_FALSE(time_of_serial("2958466", false));
  EXPECT_FALSE(time_of_serial("-1", true));
  EXPECT_FALSE(time_of_serial("x", false));
}

TEST(Length, IsAClockOrADecimal) {
  EXPECT_EQ(read_length("0:10:06", kSecond), Duration::seconds(606));
  EXPECT_EQ(read_length("02:30.5", kSecond), Duration::milliseconds(150'500));
  EXPECT_EQ(read_length("1500", 1'000'000), Duration::milliseconds(1'500));
  EXPECT_FALSE(read_length("-1", kSecond));
  EXPECT_FALSE(read_length("", kSecond));
  EXPECT_FALSE(read_length("9223372036854775807:00:00", kSecond));
  EXPECT_FALSE(read_length("1:9223372036", kSecond));
}

TEST(DecimalUnits, StopAtTheEndOfTheRange) {
  EXPECT_EQ(decimal_units("1.5", 10), 15);
  EXPECT_EQ(decimal_units("-0.25", 1'000), -250);
  EXPECT_FALSE(decimal_units("9223372036854775808", 1));
  EXPECT_FALSE(decimal_units("9223372037", kSecond));
  EXPECT_FALSE(decimal_units("1.2.3", 1));
  EXPECT_FALSE(decimal_units(".", 1));
}

}  // namespace
}  // namespace hamon
