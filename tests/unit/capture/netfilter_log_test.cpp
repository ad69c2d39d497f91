#include "unit/capture/text_log_text.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace testing_text_log;

const std::string kTime = "2026-06-09T10:00:00+09:00 gw kernel: ";
const std::string kPacket =
    "IN=eth0 OUT=eth1 MAC=00:00:5e:00:53:01:00:00:5e:00:53:02:08:00 SRC=192.0.2.10 "
    "DST=198.51.100.20 LEN=60 TOS=0x00 PREC=0x00 TTL=64 ID=1 DF PROTO=TCP SPT=50000 DPT=22 "
    "WINDOW=64240 RES=0x00 SYN URGP=0";

TEST(NetfilterLog, ReadsAPacketWithItsCards) {
  const auto log = read_without_zone(kTime + "[UFW BLOCK] " + kPacket + "\n");
  ASSERT_EQ(log.flows.size(), 1U);
  const FlowRecord& r = log.flows[0];
  EXPECT_EQ(said(r), "192.0.2.10:50000 > 198.51.100.20:22 tcp rejected");
  EXPECT_EQ(utc(r.start), "2026-06-09T01:00:00Z");
  EXPECT_EQ(r.packets_out, 1U);
  EXPECT_EQ(r.bytes_out, 60U);
  EXPECT_EQ(r.initiator_mac->text(), "00:00:5e:00:53:02");  // a frame begins with its destination
  EXPECT_EQ(r.responder_mac->text(), "00:00:5e:00:53:01");
  EXPECT_EQ(r.direction, DirectionBasis::Syn);
  EXPECT_EQ(log.report.kind, "netfilter");
}

TEST(NetfilterLog, TellsByThePrefixWhatBecameOfThePacket) {
  const auto state = [](const std::string& prefix) {
    return read_without_zone(kTime + prefix + kPacket + "\n").flows.at(0).state;
  };
  EXPECT_EQ(state("FWD-DROP "), FlowState::Rejected);
  EXPECT_EQ(state("filter_IN_public_REJECT: "), FlowState::Rejected);
  EXPECT_EQ(state("Denied "), FlowState::Rejected);
  EXPECT_EQ(state("FWD ACCEPT "), FlowState::OneWay);  // whether it was answered is not said
  EXPECT_EQ(state(""), FlowState::OneWay);
}

TEST(NetfilterLog, TakesNoHostNameForTheFateOfAPacket) {
  const auto log =
      read_without_zone("2026-06-09T10:00:00Z blockhouse kernel: ACCEPT " + kPacket + "\n");
  EXPECT_EQ(log.flows.at(0).state, FlowState::OneWay);
}

TEST(NetfilterLog, TakesTheSenderOfASynAckForTheResponder) {
  const auto log = read_without_zone(
      kTime +
      "IN=a OUT=b SRC=192.0.2.1 DST=192.0.2.10 LEN=60 PROTO=TCP SPT=443 DPT=50000 ACK SYN\n");
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(said(log.flows[0]), "192.0.2.10:50000 > 192.0.2.1:443 tcp one_way");
  EXPECT_EQ(log.flows[0].bytes_in, 60U);
  EXPECT_EQ(log.flows[0].bytes_out, 0U);
  EXPECT_EQ(log.flows[0].direction, DirectionBasis::SynAck);
}

TEST(NetfilterLog, KeepsThePacketAndNotTheOneThatItsIcmpErrorQuotes) {
  const auto log = read_without_zone(
      kTime +
      "DROP IN=a OUT= SRC=192.0.2.1 DST=192.0.2.10 LEN=88 PROTO=ICMP TYPE=3 CODE=1 "
      "[SRC=192.0.2.10 DST=192.0.2.1 LEN=60 PROTO=UDP SPT=1 DPT=2 ]\n");
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(said(log.flows[0]), "192.0.2.1:3 > 192.0.2.10:1 icmp rejected");
}

TEST(NetfilterLog, TakesTheFirstLengthForThePacketsAndReadsFragmentsWithoutPorts) {
  const auto log = read_without_zone(
      kTime + "IN=a OUT= SRC=2001:db8::1 DST=2001:db8::2 LEN=132 PROTO=UDP SPT=1 DPT=2 LEN=112\n" +
      kTime + "IN=a OUT= SRC=192.0.2.1 DST=192.0.2.2 LEN=1500 FRAG:185 PROTO=UDP\n");
  ASSERT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(log.flows[0].bytes_out, 132U);
  EXPECT_EQ(said(log.flows[1]), "192.0.2.1 > 192.0.2.2 udp one_way");
}

TEST(NetfilterLog, CountsEachWayInWhichALineIsBad) {
  EXPECT_EQ(only_reason(kTime + "IN=a OUT= SRC=192.0.2 DST=192.0.2.2 LEN=1 PROTO=47"),
            "bad_address");
  EXPECT_EQ(only_reason(kTime + "IN=a OUT= SRC=192.0.2.1 DST=192.0.2.2 LEN=1 PROTO=XX"),
            "bad_protocol");
  EXPECT_EQ(
      only_reason(kTime + "IN=a OUT= SRC=192.0.2.1 DST=192.0.2.2 LEN=1 PROTO=TCP SPT=1 DPT=70000"),
      "bad_port");
  EXPECT_EQ(only_reason(kTime + "IN=a OUT= SRC=192.0.2.1 DST=192.0.2.2 LEN=x PROTO=47"),
            "bad_number");
  EXPECT_EQ(only_reason("IN=a OUT= SRC=192.0.2.1 DST=192.0.2.2 LEN=1 PROTO=47"), "no_time");
}

}  // namespace
}  // namespace hamon
