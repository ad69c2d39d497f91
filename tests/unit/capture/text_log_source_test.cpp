#include "unit/capture/text_log_text.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace testing_text_log;

const std::string kYamaha =
    "2026-06-09T10:00:09+09:00 rt [INSPECT] PP[01][out][101] TCP 192.0.2.10:50000 > "
    "198.51.100.20:443 (2026/06/09 09:59:59)\n";
const std::string kNetfilter =
    "2026-06-09T10:00:01+09:00 gw kernel: DROP IN=a OUT= SRC=192.0.2.1 DST=192.0.2.2 LEN=1 "
    "PROTO=47\n";

bool known(std::string_view text) {
  return looks_like_text_log(std::as_bytes(std::span(text)));
}

TEST(TextLogSource, ReadsSeveralDevicesOutOfOneFileAndCountsTheOthers) {
  const auto log =
      read_in_tokyo(kYamaha + "2026-06-09T10:00:10+09:00 gw sshd[1]: nothing\n\n" + kNetfilter);
  EXPECT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(log.report.kind, "text-log");
  EXPECT_EQ(log.report.records, 3U);
  EXPECT_EQ(log.report.used, 2U);
  EXPECT_EQ(log.report.unused, (ReadLog::Unused{{"log_not_read", 1}}));
  EXPECT_FALSE(log.report.damaged);
}

TEST(TextLogSource, ReadsTheSameWhateverTheBlocks) {
  const std::string text = kYamaha + kNetfilter + kYamaha;
  const auto whole = read_in_tokyo(text);
  const TimeZone tokyo = *TimeZone::named("Asia/Tokyo");
  ReadOptions options;
  options.zone = &tokyo;
  for (const std::size_t block : {std::size_t{1}, std::size_t{3}, std::size_t{64}}) {
    EXPECT_EQ(read_log(text, options, block).flows, whole.flows) << block;
  }
}

TEST(TextLogSource, TakesCrLfByteOrderMarkCp932AndInvalidBytesAsTheyCome) {
  std::string text = "\xEF\xBB\xBF" + kYamaha;
  text.insert(text.size() - 1, "\r");
  text +=
      "2026-06-09T10:00:10+09:00 \x83\x8B\x81[\x83^ " + kNetfilter.substr(26);  // a host in CP932
  text += "\xFF\xFE\x80 nothing\n";
  const auto log = read_in_tokyo(text);
  EXPECT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(log.report.unused, (ReadLog::Unused{{"log_not_read", 1}}));
}

TEST(TextLogSource, CountsZeroBytesAndALineOfTenMegabytesAndReadsOn) {
  const auto log = read_in_tokyo(kYamaha + std::string(100, '\0') + "\n" +
                                 std::string(10'000'000, 'x') + "\n" + kNetfilter);
  EXPECT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(log.report.unused, (ReadLog::Unused{{"not_text", 1}, {"too_long", 1}}));
  EXPECT_TRUE(log.report.damaged);
}

TEST(TextLogSource, SaysThatTheLastLineIsCutOff) {
  const auto log = read_in_tokyo(kNetfilter + kYamaha.substr(0, kYamaha.size() - 30));
  EXPECT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.report.unused, (ReadLog::Unused{{"cut_off", 1}}));
  EXPECT_TRUE(log.report.damaged);
}

TEST(TextLogSource, GivesLinesWithoutAnyTimeThatOfTheLineBeforeAndSaysSo) {
  const std::string bare = "DROP IN=a OUT= SRC=192.0.2.1 DST=192.0.2.2 LEN=1 PROTO=47\n";
  const auto log = read_as_utc(kNetfilter + bare);
  ASSERT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(log.flows[1].start, log.flows[0].start);
  EXPECT_TRUE(log.report.damaged);
  ASSERT_EQ(log.diagnostics.size(), 1U);
  EXPECT_EQ(log.diagnostics[0].severity, Severity::Warning);
  EXPECT_EQ(read_without_zone(bare).report.unused, (ReadLog::Unused{{"no_time", 1}}));
}

TEST(TextLogSource, TakesNothingThatPeopleWriteIntoOtherLinesForADevicesLine) {
  const std::string marks[] = {
      "[INSPECT] L[out][1] TCP 192.0.2.1:1 > 192.0.2.2:2 (2026/06/09 10:00:00)",
      "%ASA-6-106015: Deny TCP (no connection) from 192.0.2.1/1 to 192.0.2.2/2",
      "IN=a OUT= SRC=192.0.2.1 DST=192.0.2.2 LEN=1 PROTO=47",
      "logid=1 type=traffic subtype=forward srcip=192.0.2.1 dstip=192.0.2.2 proto=47"};
  for (const std::string& mark : marks) {
    for (const std::string before : {"gw sshd[12]: Invalid user ", "gw sshd 12 - - Invalid user ",
                                     "gw httpd: \"GET /", "gw postfix/smtpd[5]: warning: "}) {
      const auto log = read_in_tokyo("2026-06-09T10:00:00Z " + before + mark + "\n");
      EXPECT_TRUE(log.flows.empty()) << before << mark;
    }
    EXPECT_EQ(read_in_tokyo("2026-06-09T10:00:00Z gw " + mark + "\n").flows.size(), 1U) << mark;
  }
}

// `logger --rfc5424` writes such structured data by default (RFC 5424, section 7.1).
TEST(TextLogSource, TakesOffWhatRfc5424PutsBeforeTheMessage) {
  const std::string mark = "IN=a OUT= SRC=192.0.2.1 DST=192.0.2.2 LEN=1 PROTO=47";
  const std::string head = "<13>1 2026-06-09T10:00:00.123456+09:00 gw kernel 7 - ";
  for (const std::string data :
       {"- ", "[timeQuality tzKnown=\"1\" isSynced=\"1\" syncAccuracy=\"500\"] ",
        "[a@1 b=\"x\\\"] y\"][c@2] ", "- \xEF\xBB\xBF"}) {
    EXPECT_EQ(read_in_tokyo(head + data + mark + "\n").flows.size(), 1U) << data;
  }
  EXPECT_TRUE(read_in_tokyo(head + "[a b=\"no end " + mark + "\n").flows.empty());
}

TEST(TextLogSource, RecognisesALogAmongLinesOfOthers) {
  EXPECT_TRUE(known(kYamaha));
  EXPECT_TRUE(known("Jun  9 10:00:00 gw sshd[1]: nothing\n" + kNetfilter));
  EXPECT_TRUE(known("#Version: 1.5\r\n#Software: Microsoft Windows Firewall\r\n"));
  EXPECT_TRUE(known("\xEF\xBB\xBF<13>Jun  9 10:00:00 pa 1,2026/06/09 10:00:20,00,TRAFFIC,end,1"));
  EXPECT_FALSE(known("Jun  9 10:00:00 gw sshd[1]: nothing\n"));
  EXPECT_FALSE(known(""));
  EXPECT_FALSE(known("{\"event_type\":\"flow\",\"src_ip\":\"192.0.2.1\"}\n"));
  EXPECT_FALSE(known("CEF:0|Fortinet|Fortigate|v6|1|x|2|FTNTFGTlogid=1 cat=traffic:forward\n"));
  EXPECT_FALSE(known(std::string(100, '\0') + kNetfilter.substr(0, 20)));
}

}  // namespace
}  // namespace hamon
