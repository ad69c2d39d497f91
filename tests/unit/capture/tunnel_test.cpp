#include "capture/tunnel.hpp"

#include "unit/capture/made_capture.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace made;
using testing::ElementsAre;
using testing::SizeIs;

constexpr const char* kInnerA = "10.1.0.1";
constexpr const char* kInnerB = "10.1.0.2";

Data inner_tcp(unsigned flags = kSyn) {
  return ipv4(kInnerA, kInnerB, 6, tcp(50000, 104, flags));
}
Data inner_frame() {
  return ethernet(0x0800, inner_tcp());
}
Data inner_v6() {
  return ipv6("2001:db8::1", "2001:db8::2", 6, tcp(50000, 104, kSyn));
}
Data over(unsigned protocol, const Data& payload) {
  return ethernet(0x0800, ipv4(kA, kB, protocol, payload));
}
Data over_udp(unsigned port, const Data& payload) {
  return over(17, udp(50001, port, payload));
}

struct Case {
  const char* kind;
  Data frame;
  bool v6 = false;
};

/// RFC 2661, 3.1: flags and version 2, tunnel 1, session 2; PPP with address and control.
Data l2tp() {
  return u16(0x0002) + u16(1) + u16(2) + u16(0xFF03) + u16(0x0021) + inner_tcp();
}
/// draft-foschiano-erspan: type III, twelve bytes, Ethernet, no subheader.
Data erspan3() {
  return u32(0x20010001) + u32(0) + u32(0) + inner_frame();
}

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"gre", over(47, u16(0) + u16(0x0800) + inner_tcp())},
      // Checksum, key and sequence number, four bytes each (RFC 2784, RFC 2890).
      {"gre", over(47, u16(0xB000) + u16(0x0800) + u32(0) + u32(7) + u32(1) + inner_tcp())},
      {"gre", over(47, u16(0) + u16(0x6558) + inner_frame())},
      {"gre", over(47, u16(0) + u16(0x8847) + u32(0x00064140) + inner_tcp())},
      // PPTP (RFC 2637): version 1, key (length and call), sequence number, PPP.
      {"gre", over(47, u16(0x3001) + u16(0x880B) + u32(0) + u32(1) + u16(0x0021) + inner_tcp())},
      {"gre", over_udp(4754, u16(0) + u16(0x0800) + inner_tcp())},
      {"erspan", over(47, u16(0) + u16(0x88BE) + inner_frame())},
      {"erspan",
       over(47, u16(0x1000) + u16(0x88BE) + u32(1) + u32(0x10010001) + u32(0) + inner_frame())},
      {"erspan", over(47, u16(0x1000) + u16(0x22EB) + u32(1) + erspan3())},
      {"ipip", over(4, inner_tcp())},
      {"6in4", over(41, inner_v6()), true},
      {"etherip", over(97, u16(0x3000) + inner_frame())},
      {"mpls", over(137, u32(0x00064140) + inner_tcp())},
      {"mpls", over_udp(6635, u32(0x00064140) + inner_tcp())},
      {"teredo", over_udp(3544, inner_v6()), true},
      {"teredo", over_udp(3544, u16(0) + Data(6, '\1') + inner_v6()), true},  // origin indication
      {"vxlan", over_udp(4789, u32(0x08000000) + u32(0x00012300) + inner_frame())},
      {"vxlan", over_udp(4790, u32(0x0C000001) + u32(0x00012300) + inner_tcp())},
      {"geneve", over_udp(6081, u32(0x00006558) + u32(0x00012300) + inner_frame())},
      {"geneve", over_udp(6081, u32(0x01000800) + u32(0) + u32(0) + inner_tcp())},  // one option
      {"gtp", over_udp(2152, u32(0x30FF0028) + u32(1) + inner_tcp())},
      // Extension headers (TS 29.281, 5.2): one of one word, then none.
      {"gtp",
       over_udp(2152, u32(0x34FF0030) + u32(1) + u32(0x00000085) + u32(0x01000000) + inner_tcp())},
      {"l2tp", over_udp(1701, l2tp())},
  };
  return all;
}

TEST(Tunnel, GivesTheOuterConversationAndTheOneInside) {
  for (const Case& c : cases()) {
    const Reading reading = read(Pcap().at(0, c.frame));
    ASSERT_THAT(reading.records, SizeIs(2)) << c.kind;
    const bool first_is_outer = reading.records[0].tunnel.empty();
    const FlowRecord& outer = reading.records[first_is_outer ? 0 : 1];
    const FlowRecord& inner = reading.records[first_is_outer ? 1 : 0];
    EXPECT_EQ(outer.initiator, made::ip(kA)) << c.kind;
    EXPECT_EQ(outer.carrier, 0U) << c.kind;
    if (outer.protocol == protocol::kUdp) {
      EXPECT_EQ(outer.service, c.kind);
    }
    EXPECT_EQ(inner.tunnel, c.kind);
    EXPECT_EQ(inner.carrier, flow_id(outer)) << c.kind;
    EXPECT_EQ(inner.responder, made::ip(c.v6 ? "2001:db8::2" : kInnerB)) << c.kind;
    EXPECT_EQ(inner.responder_port, 104) << c.kind;
    EXPECT_EQ(inner.bytes_out, c.v6 ? 60U : 40U) << c.kind;
    EXPECT_EQ(reading.report.records, 1U);
    EXPECT_EQ(reading.report.used, 1U);
  }
}

TEST(Tunnel, SurvivesACutAtEveryByte) {
  for (const Case& c : cases()) {
    for (std::size_t size = 0; size < c.frame.size(); ++size) {
      const Reading reading = read(Pcap().add(0, c.frame.substr(0, size), c.frame.size()));
      EXPECT_LE(reading.records.size(), 2U) << c.kind << " cut at " << size;
    }
  }
}

TEST(Tunnel, LeavesNearMissesClosed) {
  for (const Data& frame : {
           over(47, u16(0x0002) + u16(0x0800) + inner_tcp()),            // GRE version 2
           over(47, u16(0x4000) + u16(0x0800) + inner_tcp()),            // source routes
           over_udp(4789, u32(0) + u32(0x00012300) + inner_frame()),     // no network identifier
           over_udp(6081, u32(0x40006558) + u32(0) + inner_frame()),     // Geneve version 1
           over_udp(2152, u32(0x30010028) + u32(1) + inner_tcp()),       // an echo request
           over_udp(2152, u32(0x50FF0028) + u32(1) + inner_tcp()),       // version 2
           over_udp(1701, u16(0x8002) + u16(1) + u16(2) + inner_tcp()),  // a control message
           over_udp(3544, inner_tcp()),                                  // IPv4 is not Teredo's
           over_udp(4791, u32(0x08000000) + u32(0) + inner_frame()),     // another port
       }) {
    EXPECT_THAT(read(Pcap().at(0, frame)).records, SizeIs(1));
  }
}

TEST(Tunnel, CountsWhatItCannotReadInside) {
  const Reading reading = read(Pcap().at(0, over(4, Data("\x41") + Data(30, '\0'))));
  EXPECT_THAT(reading.records, SizeIs(1));
  ASSERT_THAT(reading.told.diagnostics, SizeIs(1));
  EXPECT_EQ(reading.told.diagnostics[0].severity, Severity::Warning);
  EXPECT_FALSE(reading.report.damaged);
}

TEST(Tunnel, TheDirectionsOfAConversationMayRideInDifferentPorts) {
  const Data there = datagram(kA, 50001, kB, 4789, u32(0x08000000) + u32(0x100) + inner_frame());
  const Data back = datagram(
      kB, 60002, kA, 4789,
      u32(0x08000000) + u32(0x200) +
          ethernet(0x0800, ipv4(kInnerB, kInnerA, 6, tcp(104, 50000, kSyn | kAck, 9, 1001))));
  const Reading reading = read(Pcap().at(0, there).at(1, back));
  ASSERT_THAT(reading.records, SizeIs(3));  // two outer ones, one inside
  const auto inner = std::ranges::find(reading.records, "vxlan", &FlowRecord::tunnel);
  ASSERT_NE(inner, reading.records.end());
  EXPECT_EQ(inner->packets_out, 1U);
  EXPECT_EQ(inner->packets_in, 1U);
}

TEST(Tunnel, EqualAddressesInDifferentTunnelsAreDifferentConversations) {
  const Reading reading =
      read(Pcap()
               .at(0, over(4, inner_tcp()))
               .at(1, ethernet(0x0800, ipv4(kA, "203.0.113.9", 4, inner_tcp()))));
  EXPECT_THAT(reading.records, SizeIs(4));
}

TEST(Tunnel, OpensTunnelsWithinTunnelsEightHeadersDeep) {
  Data packet = inner_tcp();
  for (int i = 0; i < 9; ++i) {
    packet = ipv4(kA, kB, 4, packet);
  }
  const Reading reading = read(Pcap().at(0, ethernet(0x0800, packet)));
  EXPECT_THAT(reading.records, SizeIs(8));
  EXPECT_THAT(reading.told.diagnostics, SizeIs(1));
}

TEST(Tunnel, AnErrorInsideATunnelRejectsTheConversationInsideIt) {
  const Data syn = over(4, inner_tcp());
  const Data error =
      ethernet(0x0800, ipv4(kB, kA, 4, ipv4("10.1.0.9", kInnerA, 1, icmp(3, 1) + inner_tcp())));
  const Reading reading = read(Pcap().at(0, syn).at(1, error));
  const auto inner = std::ranges::find(reading.records, made::ip(kInnerA), &FlowRecord::initiator);
  ASSERT_NE(inner, reading.records.end());
  EXPECT_EQ(inner->state, FlowState::Rejected);
}

}  // namespace
}  // namespace hamon
