#include "unit/capture/text_log_text.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace testing_text_log;

const std::string kHeader =
    "#Version: 1.5\r\n#Software: Microsoft Windows Firewall\r\n#Time Format: Local\r\n#Fields: "
    "date time action protocol src-ip dst-ip src-port dst-port size tcpflags tcpsyn tcpack tcpwin "
    "icmptype icmpcode info path\r\n\r\n";

TEST(WindowsFirewallLog, ReadsARefusedPacketInLocalTime) {
  const auto log = read_in_tokyo(kHeader +
                                 "2026-06-09 10:00:00 DROP TCP 192.0.2.10 192.0.2.20 50000 445 52 "
                                 "S 1 0 8192 - - - RECEIVE\r\n");
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(said(log.flows[0]), "192.0.2.10:50000 > 192.0.2.20:445 tcp rejected");
  EXPECT_EQ(utc(log.flows[0].start), "2026-06-09T01:00:00Z");
  EXPECT_EQ(log.flows[0].bytes_out, 52U);
  EXPECT_EQ(log.report.records, 1U);  // headers are no records
  EXPECT_EQ(log.report.kind, "windows-firewall");
}

TEST(WindowsFirewallLog, JoinsOpenAndClose) {
  const auto log = read_in_tokyo(
      kHeader +
      "2026-06-09 10:00:00 OPEN TCP 192.0.2.10 192.0.2.20 50000 445 - - - - - - - - -\n"
      "2026-06-09 10:00:09 CLOSE TCP 192.0.2.10 192.0.2.20 50000 445 - - - - - - - - -\n"
      "2026-06-09 10:00:10 OPEN TCP 192.0.2.10 192.0.2.20 50001 445 - - - - - - - - -\n");
  ASSERT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(said(log.flows[0]), "192.0.2.10:50000 > 192.0.2.20:445 tcp established");
  EXPECT_EQ(utc(log.flows[0].end), "2026-06-09T01:00:09Z");
  EXPECT_EQ(log.flows[0].last, 7U);
  EXPECT_EQ(said(log.flows[1]), "192.0.2.10:50001 > 192.0.2.20:445 tcp one_way");
}

TEST(WindowsFirewallLog, ReadsColumnsByNameAlsoWhenTheHeaderChanges) {
  const auto log =
      read_in_tokyo(kHeader +
                    "#Fields: date time action protocol dst-ip src-ip dst-port src-port icmptype "
                    "icmpcode path pid\n"
                    "2026-06-09 10:00:00 ALLOW UDP 192.0.2.53 192.0.2.10 53 53000 - - SEND 4\n"
                    "2026-06-09 10:00:01 ALLOW ICMP 192.0.2.53 192.0.2.10 - - 8 0 SEND 4\n");
  ASSERT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(said(log.flows[0]), "192.0.2.10:53000 > 192.0.2.53:53 udp one_way");
  EXPECT_EQ(said(log.flows[1]), "192.0.2.10:8 > 192.0.2.53:0 icmp one_way");
}

TEST(WindowsFirewallLog, CountsLostEventsAsAGap) {
  const auto log = read_in_tokyo(
      kHeader + "2026-06-09 10:00:00 INFO-EVENTS-LOST - - - - - - - - - - - - 59 -\n");
  EXPECT_EQ(log.report.drops, 59U);
  // 10:00 in Tokyo is 01:00 UTC.
  const auto when = parse_time("2026-06-09T01:00:00Z", nullptr);
  ASSERT_TRUE(when.has_value());
  EXPECT_EQ(log.report.limits, (std::vector<SourceLimit>{{"lost", Interval{*when, *when}, 59}}));
  EXPECT_EQ(log.report.unused, (ReadLog::Unused{{"nothing_to_keep", 1}}));
}

TEST(WindowsFirewallLog, AsksForTheZoneOnImportAndTakesUtcOtherwise) {
  const std::string text =
      kHeader +
      "2026-06-09 10:00:00 ALLOW UDP 192.0.2.10 192.0.2.53 53000 53 0 - - - - - - - SEND\n";
  const auto refused = read_without_zone(text);
  EXPECT_EQ(refused.flows.size(), 0U);
  EXPECT_EQ(refused.report.unused, (ReadLog::Unused{{"time_without_zone", 1}}));
  ASSERT_EQ(refused.diagnostics.size(), 1U);
  EXPECT_NE(refused.diagnostics[0].hint.id.find("--tz"), std::string_view::npos);

  const auto read = read_as_utc(text);
  ASSERT_EQ(read.flows.size(), 1U);
  EXPECT_EQ(utc(read.flows[0].start), "2026-06-09T10:00:00Z");
  ASSERT_EQ(read.diagnostics.size(), 1U);  // said once
  EXPECT_EQ(read.diagnostics[0].severity, Severity::Note);
  EXPECT_FALSE(read.report.damaged);
}

TEST(WindowsFirewallLog, CountsEachWayInWhichALineIsBad) {
  const auto reason = [](const std::string& rest) {
    return only_reason(kHeader + "2026-06-09 10:00:00 " + rest);
  };
  EXPECT_EQ(reason("DROP TCP 192.0.2.x 192.0.2.20 1 2 52 S 1 0 8192 - - - RECEIVE"), "bad_address");
  EXPECT_EQ(reason("DROP TCP 192.0.2.1 192.0.2.20 1 - 52 S 1 0 8192 - - - RECEIVE"), "bad_port");
  EXPECT_EQ(reason("DROP XYZ 192.0.2.1 192.0.2.20 1 2 52 S 1 0 8192 - - - RECEIVE"),
            "bad_protocol");
  EXPECT_EQ(reason("DROP TCP 192.0.2.1 192.0.2.20 1 2 5x S 1 0 8192 - - - RECEIVE"), "bad_number");
  EXPECT_EQ(reason("DROP TCP 192.0.2.1 192.0.2.20 1 2"), "wrong_columns");
  EXPECT_EQ(only_reason("2026-06-09 10:00:00 DROP TCP 192.0.2.1 192.0.2.20 1 2 52"), "no_header");
}

}  // namespace
}  // namespace hamon
