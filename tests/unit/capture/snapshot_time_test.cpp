#include "capture/snapshot_time.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

/// As an instant where there is an offset, else as the clock there shows it.
std::string said(std::string_view line) {
  const auto time = date_line(line);
  if (!time) {
    return "no";
  }
  if (time->kind == WrittenTime::Kind::Instant) {
    return format_time(time->instant, TimeZone::utc());
  }
  const auto local = time->civil.as_utc();
  return local ? "local " + format_time(Timestamp{*local}, TimeZone::utc()) : "no";
}

TEST(DateLine, ReadsWhatDateWrites) {
  EXPECT_EQ(said("Tue Jun  9 10:00:00 JST 2026"), "2026-06-09T01:00:00Z");
  EXPECT_EQ(said("Tue Jun  9 10:00:00 UTC 2026"), "2026-06-09T10:00:00Z");
  EXPECT_EQ(said("Tue Jun  9 10:00:00 PM JST 2026"), "2026-06-09T13:00:00Z");
  EXPECT_EQ(said("Tue Jun  9 12:00:00 AM UTC 2026"), "2026-06-09T00:00:00Z");
  EXPECT_EQ(said("Tue 09 Jun 2026 10:00:00 AM JST"), "2026-06-09T01:00:00Z");
  EXPECT_EQ(said("Tue Jun  9 10:00:00 2026"), "local 2026-06-09T10:00:00Z");
  EXPECT_EQ(said("2026-06-09T10:00:00+09:00"), "2026-06-09T01:00:00Z");
  EXPECT_EQ(said("2026年  6月  9日 火曜日 10:00:00 JST"), "2026-06-09T01:00:00Z");
  EXPECT_EQ(said("2026年 06月 09日 火曜日 10:00:00 JST"), "2026-06-09T01:00:00Z");
}

TEST(DateLine, ReadsWhatWindowsWrites) {
  EXPECT_EQ(said("2026/06/09 10:00:00.12"), "local 2026-06-09T10:00:00.12Z");
  EXPECT_EQ(said("2026/06/09  9:00:00.12"), "local 2026-06-09T09:00:00.12Z");
  EXPECT_EQ(said("2026/06/09(\xE7\x81\xAB)  9:00:00.12 "), "local 2026-06-09T09:00:00.12Z");
  EXPECT_EQ(said("2026年6月9日 10:00:00"), "local 2026-06-09T10:00:00Z");
  EXPECT_EQ(said("2026\x94\x4e"
                 "6\x8c\x8e"
                 "9\x93\xfa 10:00:00"),  // the same in CP932
            "local 2026-06-09T10:00:00Z");
}

TEST(DateLine, LeavesOtherLinesAlone) {
  EXPECT_EQ(said(""), "no");
  EXPECT_EQ(said("2026-06-09"), "no");
  EXPECT_EQ(said("Tue 06/09/2026 10:00:00.12"), "no");  // 9 June or 6 September
  EXPECT_EQ(said("Tue Jun 31 10:00:00 JST 2026"), "no");
  EXPECT_EQ(said("2026-06-09 10:00:00 sshd[812]: accepted"), "no");
  EXPECT_EQ(said("2026-13-09 10:00:00"), "no");
  EXPECT_EQ(said("99999999999999999999 1 1 1:1:1"), "no");
  EXPECT_EQ(said(std::string("2026-06-09 10:00:0\0", 19)), "no");
}

}  // namespace
}  // namespace hamon
