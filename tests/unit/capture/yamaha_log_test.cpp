#include "unit/capture/text_log_text.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace testing_text_log;

TEST(YamahaLog, ReadsAnInspectedSessionFromItsCreationToTheTimeOfTheLine) {
  const auto log = read_in_tokyo(
      "Jun  9 10:00:09 192.0.2.1 [INSPECT] PP[01][out][101] TCP 192.0.2.10:50000 > "
      "198.51.100.20:443 (2026/06/09 09:59:59)\n");
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(said(log.flows[0]), "192.0.2.10:50000 > 198.51.100.20:443 tcp established");
  EXPECT_EQ(utc(log.flows[0].start), "2026-06-09T00:59:59Z");
  EXPECT_EQ(utc(log.flows[0].end), "2026-06-09T01:00:09Z");
  EXPECT_FALSE(log.flows[0].payload_known);
  EXPECT_EQ(log.report.kind, "yamaha");
}

TEST(YamahaLog, TakesTheYearOfALineWithoutOneFromTheCreationEvenOfALaterLine) {
  const auto log = read_in_tokyo(
      "Dec 31 23:00:00 PP[01] Rejected at IN(2000) filter: UDP 203.0.113.9:5060 > "
      "203.0.113.1:5060\n"
      "Jan  1 00:00:09 [INSPECT] PP[01][out][101] TCP 192.0.2.10:50000 > 198.51.100.20:443 "
      "(2016/12/31 23:59:59)\n");
  ASSERT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(utc(log.flows[0].start), "2016-12-31T14:00:00Z");
  EXPECT_EQ(utc(log.flows[1].end), "2016-12-31T15:00:09Z");  // 2017 in Tokyo
}

TEST(YamahaLog, ReadsPortsOfIpv6BehindADot) {
  const auto log = read_in_tokyo(
      "[INSPECT] LAN2[out][5] UDP 2001:db8::1.53000 > 2001:db8::2.53 (2026/06/09 10:00:05)\n");
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(said(log.flows[0]), "2001:db8::1:53000 > 2001:db8::2:53 udp established");
  EXPECT_EQ(log.flows[0].end, log.flows[0].start);  // the line says no end
}

TEST(YamahaLog, ReadsWhatFiltersRefusedAndPassed) {
  const auto log = read_in_tokyo(
      "2026/06/09 10:00:10: PP[01] Rejected at IN(default) filter: TCP 203.0.113.9:60000 > "
      "203.0.113.1:445\n"
      "2026/06/09 10:00:11: LAN2 Passed at OUT(3000) filter: ICMP 192.0.2.10 > 192.0.2.1 : echo "
      "request\n"
      "2026/06/09 10:00:12: LAN1(port1) Rejected at IN(1) filter: 00:00:5e:00:53:0a > "
      "00:00:5e:00:53:0b IP\n");
  ASSERT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(said(log.flows[0]), "203.0.113.9:60000 > 203.0.113.1:445 tcp rejected");
  EXPECT_EQ(said(log.flows[1]), "192.0.2.10 > 192.0.2.1 icmp one_way");
  EXPECT_EQ(log.report.unused, (ReadLog::Unused{{"nothing_to_keep", 1}}));
}

TEST(YamahaLog, TakesLeasesForIdentityAndCountsTunnels) {
  const auto log = read_in_tokyo(
      "2026/06/09 10:00:00: [DHCPD] LAN1(port3) Extends 192.0.2.7: 00:00:5e:00:53:07\n"
      "2026/06/09 10:00:01: [DHCPD] LAN1(port3) Allocates 192.0.2.8: 00:00:5e:00:53:08\n"
      "2026/06/09 10:00:02: [DHCPD] LAN1(port3) Releases 192.0.2.9: 00:00:5e:00:53:09\n"
      "2026/06/09 10:00:03: IP Tunnel[1] Up\n"
      "2026/06/09 10:00:04: [IKE] respond ISAKMP phase to 203.0.113.9\n");
  ASSERT_EQ(log.bindings.size(), 2U);
  EXPECT_EQ(log.bindings[0].address.text(), "192.0.2.7");
  EXPECT_EQ(log.bindings[1].mac->text(), "00:00:5e:00:53:08");
  EXPECT_EQ(log.report.format_note, "tunnels up 1");
  EXPECT_EQ(log.report.unused, (ReadLog::Unused{{"nothing_to_keep", 3}}));
}

TEST(YamahaLog, SaysWhatFiltersWithoutSyslogHide) {
  const auto log = read_in_tokyo("2026/06/09 10:00:03: IP Tunnel[1] Up\n");
  ASSERT_EQ(log.diagnostics.size(), 1U);
  EXPECT_EQ(log.diagnostics[0].severity, Severity::Note);
  EXPECT_FALSE(log.report.damaged);
}

TEST(YamahaLog, LeavesOtherDevicesLinesAboutKeyExchange) {
  EXPECT_EQ(only_reason("Jun  9 10:00:00 gw charon: 05[IKE] initiating IKE_SA"), "log_not_read");
}

TEST(YamahaLog, CountsEachWayInWhichALineIsBad) {
  const std::string end = " (2026/06/09 10:00:00)";
  EXPECT_EQ(only_reason("[INSPECT] LAN2[out][1] ICMP no-port-here"), "bad_address");
  EXPECT_EQ(only_reason("[INSPECT] L TCP 192.0.2.1:1 > 192.0.2.x:2" + end), "bad_address");
  EXPECT_EQ(only_reason("[INSPECT] L TCP 192.0.2.1:1 > 192.0.2.2:99999" + end), "bad_port");
  EXPECT_EQ(only_reason("[INSPECT] L TCP 192.0.2.1 > 192.0.2.2" + end), "bad_port");
  EXPECT_EQ(only_reason("[INSPECT] L ABC 192.0.2.1:1 > 192.0.2.2:2" + end), "bad_protocol");
  EXPECT_EQ(only_reason("[INSPECT] L TCP 192.0.2.1:1 > 192.0.2.2:2"), "bad_time");
  EXPECT_EQ(only_reason("[INSPECT] L TCP 192.0.2.1:1 > 192.0.2.2:2 (2026/13/09 10:00:00)"),
            "bad_time");
  EXPECT_EQ(only_reason("Jun  9 10:00:00 [DHCPD] LAN1 Extends 192.0.2.1: xx"), "bad_address");
  EXPECT_EQ(only_reason("[DHCPD] LAN1 Extends 192.0.2.1: 00:00:5e:00:53:07"), "no_time");
}

}  // namespace
}  // namespace hamon
