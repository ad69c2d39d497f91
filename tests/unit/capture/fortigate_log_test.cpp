#include "unit/capture/text_log_text.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace testing_text_log;

/// A line of the traffic log about one session.
std::string traffic(const std::string& logid, const std::string& rest) {
  return "date=2026-06-09 time=10:05:00 devname=\"fw\" devid=\"X\" tz=\"+0900\" logid=\"" + logid +
         "\" type=\"traffic\" subtype=\"forward\" level=\"notice\" vd=\"root\" srcip=192.0.2.10 "
         "srcport=50000 dstip=198.51.100.20 dstport=443 sessionid=7 proto=6 " +
         rest + "\n";
}

TEST(FortigateLog, ReadsTheEndOfASession) {
  const auto log = read_without_zone(
      "<189>" + traffic("0000000013",
                        "action=\"close\" service=\"HTTPS\" duration=300 sentbyte=900 "
                        "rcvdbyte=1200 sentpkt=9 rcvdpkt=8 srcmac=\"00:00:5e:00:53:07\" "
                        "trandisp=\"snat\" transip=203.0.113.1 transport=61000"));
  ASSERT_EQ(log.flows.size(), 1U);
  const FlowRecord& r = log.flows[0];
  EXPECT_EQ(said(r), "192.0.2.10:50000 > 198.51.100.20:443 tcp established");
  EXPECT_EQ(utc(r.start), "2026-06-09T01:00:00Z");  // 10:05 in Tokyo less 300 s
  EXPECT_EQ(utc(r.end), "2026-06-09T01:05:00Z");
  EXPECT_EQ(r.bytes_out, 900U);
  EXPECT_EQ(r.bytes_in, 1200U);
  EXPECT_EQ(r.packets_out, 9U);
  EXPECT_EQ(r.packets_in, 8U);
  EXPECT_FALSE(r.payload_known);
  EXPECT_EQ(r.initiator_mac->text(), "00:00:5e:00:53:07");
  EXPECT_EQ(r.direction, DirectionBasis::Sensor);
  EXPECT_EQ(r.service, "");  // the policy's name of a port is no recognition
  EXPECT_EQ(log.report.kind, "fortigate");
  EXPECT_EQ(log.report.format_note, "translated 1");
  ASSERT_TRUE(r.translation);
  EXPECT_EQ(r.translation->front, r.ends());
  EXPECT_EQ(r.translation->back, (Ends{*IpAddress::parse("203.0.113.1"), r.responder, 61000, 443}));
}

TEST(FortigateLog, KeepsTheServerBehindAVirtualAddress) {
  const auto log = read_without_zone(
      traffic("0000000013",
              "action=\"close\" service=\"HTTPS\" duration=300 sentbyte=900 rcvdbyte=1200 "
              "sentpkt=9 rcvdpkt=8 trandisp=\"dnat\" tranip=192.0.2.80 tranport=8443"));
  ASSERT_EQ(log.flows.size(), 1U);
  ASSERT_TRUE(log.flows[0].translation);
  EXPECT_EQ(log.flows[0].translation->back,
            (Ends{log.flows[0].initiator, *IpAddress::parse("192.0.2.80"), 50000, 8443}));
}

TEST(FortigateLog, MakesOneRecordOfBeginningPeriodicLinesAndEnd) {
  const auto log = read_without_zone(
      traffic("0000000015", "action=\"start\" duration=0 sentbyte=0 rcvdbyte=0") +
      traffic("0000000020", "action=\"accept\" duration=120 sentbyte=100 rcvdbyte=200") +
      traffic("0000000020", "action=\"accept\" duration=240 sentbyte=700 rcvdbyte=900") +
      traffic("0000000013", "action=\"close\" duration=300 sentbyte=900 rcvdbyte=1200"));
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.flows[0].bytes_out, 900U);  // the last line's, not 100 + 700 + 900
  EXPECT_EQ(log.flows[0].first, 1U);
  EXPECT_EQ(log.flows[0].last, 4U);
  EXPECT_EQ(log.report.used, 4U);
}

TEST(FortigateLog, KeepsTheLastPeriodicLineOfASessionThatGoesOn) {
  const auto log = read_without_zone(
      traffic("0000000020", "action=\"accept\" duration=120 sentbyte=100 rcvdbyte=200") +
      traffic("0000000020", "action=\"accept\" duration=240 sentbyte=700 rcvdbyte=900"));
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.flows[0].bytes_out, 700U);
  EXPECT_EQ(log.report.format_note, "still open 1");
}

TEST(FortigateLog, TellsStatesByActionAndAnswer) {
  const auto state = [](const std::string& rest) {
    return read_without_zone(traffic("0000000013", rest)).flows.at(0).state;
  };
  EXPECT_EQ(state("action=\"deny\" sentbyte=0 rcvdbyte=0"), FlowState::Rejected);
  EXPECT_EQ(state("action=\"ip-conn\""), FlowState::Attempted);
  EXPECT_EQ(state("action=\"timeout\" sentbyte=120 rcvdbyte=0 sentpkt=2 rcvdpkt=0"),
            FlowState::Attempted);
  EXPECT_EQ(state("action=\"server-rst\" sentbyte=60 rcvdbyte=40 sentpkt=1 rcvdpkt=1"),
            FlowState::Rejected);
  EXPECT_EQ(state("action=\"server-rst\" sentbyte=600 rcvdbyte=400 sentpkt=5 rcvdpkt=5"),
            FlowState::Established);
  EXPECT_EQ(state("action=\"accept\" sentbyte=0 rcvdbyte=0"), FlowState::OneWay);
}

TEST(FortigateLog, TakesEventTimeInSecondsAndNanosecondsBeforeTheLocalOne) {
  // 1780966800 is 2026-06-09T01:00:00Z (date -u -d @1780966800).
  for (const std::string time : {"1780966800", "1780966800000000000"}) {
    const auto log =
        read_without_zone(traffic("0000000013", "action=\"accept\" eventtime=" + time));
    EXPECT_EQ(utc(log.flows.at(0).end), "2026-06-09T01:00:00Z");
  }
}

TEST(FortigateLog, TakesTheLocalTimeWhereEventTimeFitsNoUnit) {
  // 890483405 s fit as seconds, the same with 9 zeroes more neither as micro- nor as nanoseconds.
  const auto log =
      read_without_zone(traffic("0000000013", "action=\"accept\" eventtime=890483405000000000"));
  EXPECT_EQ(utc(log.flows.at(0).end), "2026-06-09T01:05:00Z");
}

TEST(FortigateLog, TakesTheServersTimeWhereItsOwnHasNoOffset) {
  const auto log = read_without_zone(
      "<189>1 2026-06-09T01:00:02Z fw - - - - date=2026-06-09 time=10:00:00 logid=\"0000000013\" "
      "type=\"traffic\" subtype=\"forward\" srcip=192.0.2.1 dstip=192.0.2.2 proto=47 "
      "action=\"accept\"\n");
  EXPECT_EQ(utc(log.flows.at(0).end), "2026-06-09T01:00:02Z");
}

TEST(FortigateLog, ReadsCommasAndIcmp) {
  const auto log = read_in_tokyo(
      "date=2026-06-09,time=10:00:00,logid=\"0000000013\",type=\"traffic\",subtype=\"local\","
      "srcip=192.0.2.10,dstip=198.51.100.20,proto=1,action=\"accept\",service=\"icmp/8/0\","
      "sentpkt=1,rcvdpkt=1\n");
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(said(log.flows[0]), "192.0.2.10:8 > 198.51.100.20:0 icmp established");
}

TEST(FortigateLog, TakesTheApplicationOnlyWhereItWasRecognised) {
  const auto service = [](const std::string& rest) {
    return read_without_zone(traffic("0000000013", rest)).flows.at(0).service;
  };
  EXPECT_EQ(service("action=\"accept\" appid=15893 app=\"SSH\""), "ssh");
  EXPECT_EQ(service("action=\"accept\" app=\"SSH\""), "");
}

TEST(FortigateLog, KeepsATunnelAsAConversationOfItsPublicEndsAndNoUser) {
  const std::string head =
      "date=2026-06-09 time=10:05:00 tz=\"+0900\" logid=\"0101037138\" type=\"event\" "
      "subtype=\"vpn\" remip=203.0.113.9 locip=203.0.113.1 remport=4500 locport=4500 tunnelid=3 "
      "user=\"somebody\" tunneltype=\"ipsec\" ";
  const auto log = read_without_zone(
      head + "action=\"tunnel-up\"\n" + head +
      "action=\"tunnel-down\" duration=300 sentbyte=1000 rcvdbyte=200 assignip=10.9.9.9\n");
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(said(log.flows[0]), "203.0.113.9:4500 > 203.0.113.1:4500 udp established");
  EXPECT_EQ(log.flows[0].service, "ipsec");
  EXPECT_EQ(log.flows[0].bytes_in, 1000U);  // sent by the firewall
  EXPECT_EQ(log.bindings.size(), 0U);
  EXPECT_EQ(log.flows[0].names.size(), 0U);
  EXPECT_EQ(log.report.format_note, "tunnels up 1, tunnels down 1");
}

TEST(FortigateLog, TakesLeasesForIdentity) {
  const auto log = read_without_zone(
      "time=10:00:00 date=2026-06-09 tz=\"+0900\" logid=\"0100026001\" type=\"event\" "
      "subtype=\"system\" dhcp_msg=\"Ack\" mac=\"00:00:5E:00:53:08\" ip=192.0.2.8 "
      "hostname=\"WARD-7\"\n");
  ASSERT_EQ(log.bindings.size(), 1U);
  EXPECT_EQ(log.bindings[0].kind, BindingKind::Dhcp);
  EXPECT_EQ(log.bindings[0].address.text(), "192.0.2.8");
  EXPECT_EQ(log.bindings[0].mac->text(), "00:00:5e:00:53:08");
  EXPECT_EQ(log.bindings[0].name, "ward-7");
}

TEST(FortigateLog, CountsEachWayInWhichALineIsBad) {
  const std::string head =
      "date=2026-06-09 time=10:00:00 logid=1 type=traffic subtype=forward action=accept ";
  EXPECT_EQ(only_reason(head + "srcip=192.0.2.300 dstip=192.0.2.2 proto=6"), "bad_address");
  EXPECT_EQ(only_reason(head + "srcip=192.0.2.1 proto=6"), "bad_address");
  EXPECT_EQ(only_reason(head + "srcip=192.0.2.1 dstip=192.0.2.2 proto=6 srcport=70000"),
            "bad_port");
  EXPECT_EQ(only_reason(head + "srcip=192.0.2.1 dstip=192.0.2.2 proto=abc"), "bad_protocol");
  EXPECT_EQ(only_reason(head + "srcip=192.0.2.1 dstip=192.0.2.2 proto=6 sentbyte=-1"),
            "bad_number");
  EXPECT_EQ(only_reason("logid=1 type=traffic subtype=forward srcip=192.0.2.1 dstip=192.0.2.2 "
                        "proto=6"),
            "no_time");
  EXPECT_EQ(only_reason("logid=1 type=utm subtype=ips srcip=192.0.2.1"), "log_not_read");
  EXPECT_EQ(only_reason("logid=1 type=event subtype=user"), "nothing_to_keep");
}

}  // namespace
}  // namespace hamon
