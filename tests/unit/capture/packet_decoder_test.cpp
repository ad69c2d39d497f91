#include "capture/packet_decoder.hpp"

#include "capture/link_layer.hpp"

#include "unit/capture/made_capture.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace made;
using testing::IsEmpty;
using testing::SizeIs;

FlowRecord record_of(const Data& frame, unsigned link_type = 1) {
  return only_record(Pcap(link_type).at(0, frame));
}

TEST(LinkLayer, LooksThroughVlanTagsAndKeepsTheOutermost) {
  const Data ip = ipv4(kA, kB, 6, tcp(40000, 443, kSyn));
  EXPECT_EQ(record_of(ethernet(0x8100, u16(0x2064) + u16(0x0800) + ip)).vlan, 100);
  const Data inner = u16(200) + u16(0x0800) + ip;
  EXPECT_EQ(record_of(ethernet(0x88A8, u16(100) + u16(0x8100) + inner)).vlan, 100);
  // Tag 0 carries a priority only.
  EXPECT_EQ(record_of(ethernet(0x8100, u16(0xE000) + u16(0x0800) + ip)).vlan, std::nullopt);
}

/// IEEE 802.11 data from the distribution system to a station (section 9.2): frame control 08 02,
/// duration, station, access point, sender, sequence control.
Data wlan_to_station() {
  return u16(0x0802) + u16(0) + mac(kMacB) + mac("02:00:00:00:00:99") + mac(kMacA) + u16(0x1000);
}

/// radiotap.org: version 0, 9 bytes in little endian, field 1 (flags) present: none set.
Data radiotap() {
  return Data("\0\0\x09\0\x02\0\0\0", 8) + Data(1, '\0');
}

TEST(LinkLayer, ReadsIpOnEveryKnownLinkAlike) {
  const Data ip = ipv4(kA, kB, 6, tcp(40000, 443, kSyn));
  const Data snap = mac(kMacB) + mac(kMacA) + u16(8 + 40) + u32(0xAAAA0300) + u32(0x00000800) + ip;
  const std::vector<std::pair<unsigned, Data>> links = {
      {1, ethernet(0x0800, ip)},
      {1, snap},
      {1, ethernet(0x8847, u32(0x00064140) + ip)},  // MPLS, one label
      // A pseudowire: control word 0, then an Ethernet frame.
      {1, ethernet(0x8847, u32(0x00064140) + u32(0) + ethernet(0x0800, ip))},
      {1, ethernet(0x8864, u32(0x11000001) + u16(42) + u16(0x0021) + ip)},  // PPPoE
      {0, Data("\x02\0\0\0", 4) + ip},
      {0, Data("\0\0\0\x02", 4) + ip},
      {108, u32(2) + ip},
      {9, u16(0xFF03) + u16(0x0021) + ip},
      {50, u16(0x0021) + ip},
      {104, u32(0x0F000800) + ip},
      {12, ip},
      {14, ip},
      {101, ip},
      {228, ip},
      {113, u16(0) + u16(1) + u16(6) + mac(kMacA) + u16(0) + u16(0x0800) + ip},
      {105, wlan_to_station() + u32(0xAAAA0300) + u32(0x00000800) + ip},
      {127, radiotap() + wlan_to_station() + u32(0xAAAA0300) + u32(0x00000800) + ip},
      // Prism: a code and the length of the header in the order of the machine; AVS: a cookie and
      // it.
      {119, Data("\x44\0\0\0\x10\0\0\0", 8) + Data(8, '\0') + wlan_to_station() + u32(0xAAAA0300) +
                u32(0x00000800) + ip},
      {119, u32(0x44) + u32(16) + Data(8, '\0') + wlan_to_station() + u32(0xAAAA0300) +
                u32(0x00000800) + ip},
      {163, u32(0x80211001) + u32(16) + Data(8, '\0') + wlan_to_station() + u32(0xAAAA0300) +
                u32(0x00000800) + ip},
      {276, u16(0x0800) + u16(0) + u32(1) + u16(1) + u16(0x0006) + mac(kMacA) + u16(0) + ip},
  };
  for (const auto& [link, frame] : links) {
    const FlowRecord record = record_of(frame, link);
    EXPECT_EQ(record.initiator, made::ip(kA)) << link;
    EXPECT_EQ(record.responder_port, 443) << link;
    EXPECT_EQ(record.bytes_out, 40U) << link;
  }
}

TEST(LinkLayer, NamesTheStationsOfAWirelessFrameAndNotTheAccessPoint) {
  const Data body = u32(0xAAAA0300) + u32(0x00000800) + ipv4(kA, kB, 6, tcp(40000, 443, kSyn));
  const auto expect_ends = [&](const Data& header) {
    const FlowRecord record = record_of(header + body, 105);
    EXPECT_EQ(record.initiator_mac, MacAddress::parse(kMacA));
    EXPECT_EQ(record.responder_mac, MacAddress::parse(kMacB));
  };
  const Data ap = mac("02:00:00:00:00:99");
  expect_ends(wlan_to_station());
  // To the access point: receiver, sender, destination. Between access points: four addresses.
  expect_ends(u16(0x0801) + u16(0) + ap + mac(kMacA) + mac(kMacB) + u16(0x1000));
  expect_ends(u16(0x0803) + u16(0) + ap + ap + mac(kMacB) + u16(0x1000) + mac(kMacA));
  // Quality of service: two bytes more; with the order flag a field of four besides.
  expect_ends(u16(0x8801) + u16(0) + ap + mac(kMacA) + mac(kMacB) + u16(0x1000) + u16(0));
  expect_ends(u16(0x8881) + u16(0) + ap + mac(kMacA) + mac(kMacB) + u16(0x1000) + u16(0) + u32(0));
}

TEST(LinkLayer, CountsWirelessFramesThatCarryNothingToRead) {
  const Data addresses = mac(kMacB) + mac("02:00:00:00:00:99") + mac(kMacA);
  const auto reason = [&](const Data& frame) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(frame.data());
    return LinkHeader::parse(105, {bytes, frame.size()}).reason;
  };
  const Data body(60, '\0');
  EXPECT_EQ(reason(u16(0x8000) + u16(0) + addresses + body), UnusedReason::WlanManagement);
  EXPECT_EQ(reason(u16(0x4802) + u16(0) + addresses + body), UnusedReason::WlanManagement);
  EXPECT_EQ(reason(u16(0x0842) + u16(0) + addresses + body), UnusedReason::WlanEncrypted);
  EXPECT_EQ(reason(u16(0x0802) + u16(0) + addresses + u16(0x1100) + body),
            UnusedReason::WlanFragment);
  EXPECT_EQ(reason(u16(0x0802)), UnusedReason::TruncatedLinkHeader);
  // Several frames in one: the first of 10 bytes, then more.
  EXPECT_EQ(reason(u16(0x8802) + u16(0) + addresses + u16(0) + u16(0x8000) + mac(kMacB) +
                   mac(kMacA) + u16(10) + body),
            UnusedReason::WlanAggregate);
}

TEST(LinkLayer, CountsWhatIsNoIpByItsKind) {
  Pcap file;
  file.at(0, ethernet(0x88CC, Data(46, '\0')));
  file.at(0, mac("01:80:c2:00:00:00") + mac(kMacA) + u16(38) + u16(0x4242) + Data(44, '\0'));
  file.at(0, ethernet(0x88B5, Data(46, '\0')));
  file.at(0, ethernet(0x0806, Data(28, '\0')));
  file.at(0, mac(kMacB));
  const Reading reading = read(file);
  EXPECT_THAT(reading.records, IsEmpty());
  const std::vector<std::pair<std::string, std::uint64_t>> expected = {
      {"arp", 1}, {"lldp", 1}, {"stp", 1}, {"truncated_link_header", 1}, {"unknown_ethertype", 1}};
  EXPECT_EQ(reading.report.unused, expected);
  EXPECT_EQ(reading.report.records, 5U);
  EXPECT_EQ(reading.report.used, 0U);
}

TEST(IpHeader, CountsBytesByTheHeaderWhateverWasCaptured) {
  const Data whole = a_to_b(kAck, 1001, 5001, Data(1000, 'x'));
  for (const std::size_t captured : {54U, 64U, 1054U}) {
    const FlowRecord record = only_record(Pcap().add(0, whole.substr(0, captured), whole.size()));
    EXPECT_EQ(record.bytes_out, 1040U) << captured;  // 20 + 20 + 1000
    EXPECT_EQ(record.payload_out, 1000U) << captured;
  }
}

TEST(IpHeader, LeavesOutPaddingOfShortFrames) {
  const FlowRecord record = record_of(a_to_b(kAck, 1001, 5001) + Data(6, '\0'));
  EXPECT_EQ(record.bytes_out, 40U);
  EXPECT_EQ(record.payload_out, 0U);
}

TEST(IpHeader, TakesTheFrameLengthWhereTheNetworkCardFillsInTheTotal) {
  Data frame = a_to_b(kAck, 1001, 5001, Data(3000, 'x'));
  frame.replace(16, 2, u16(0));
  EXPECT_EQ(record_of(frame).bytes_out, 3040U);
  EXPECT_EQ(record_of(frame).payload_out, 3000U);
}

TEST(IpHeader, KeepsAConversationWhosePortsWereNotCaptured) {
  const FlowRecord record = record_of(a_to_b(kSyn).substr(0, 14 + 20));
  EXPECT_FALSE(record.has_ports);
  EXPECT_EQ(record.protocol, 6);
  EXPECT_EQ(record.bytes_out, 40U);
}

TEST(IpHeader, CountsHeadersThatWereCutOrCannotBe) {
  Pcap file;
  file.add(0, a_to_b(kSyn).substr(0, 14 + 19), 54);
  Data short_total = a_to_b(kSyn);
  short_total.replace(16, 2, u16(19));
  file.at(0, short_total);
  Data version = a_to_b(kSyn);
  version[14] = 0x55;
  file.at(0, version);
  const Reading reading = read(file);
  EXPECT_EQ(reading.unused("truncated_ip_header"), 1U);
  EXPECT_EQ(reading.unused("bad_ip_header"), 2U);
  ASSERT_THAT(reading.told.diagnostics, SizeIs(2));
  EXPECT_EQ(reading.told.diagnostics[0].place, Place::packet(1));
  EXPECT_EQ(reading.told.diagnostics[1].place, Place::packet(2));
}

TEST(IpHeader, WalksIpv6ExtensionHeaders) {
  const Data options = u8(60) + u8(0) + Data(6, '\0');         // hop-by-hop, 8 bytes
  const Data routing = u8(51) + u8(0) + Data(6, '\0');         // destination options, 8 bytes
  const Data authentication = u8(6) + u8(4) + Data(22, '\0');  // 24 bytes (RFC 4302)
  const Data packet = ipv6("2001:db8::1", "2001:db8::2", 0,
                           options + routing + authentication + tcp(40000, 443, kSyn));
  const FlowRecord record = record_of(ethernet(0x86DD, packet));
  EXPECT_EQ(record.initiator, made::ip("2001:db8::1"));
  EXPECT_EQ(record.protocol, 6);
  EXPECT_EQ(record.responder_port, 443);
  EXPECT_EQ(record.bytes_out, 100U);  // 40 + 8 + 8 + 24 + 20
  EXPECT_EQ(record.payload_out, 0U);
}

TEST(IpHeader, SurvivesAnEndlessChainOfExtensionHeaders) {
  Data chain;
  for (int i = 0; i < 100; ++i) {
    chain += u8(60) + u8(0) + Data(6, '\0');
  }
  EXPECT_EQ(read(Pcap().at(0, ethernet(0x86DD, ipv6("2001:db8::1", "2001:db8::2", 60, chain))))
                .report.used,
            1U);
}

TEST(IpHeader, OtherProtocolsHaveNoPorts) {
  const FlowRecord record = record_of(ethernet(0x0800, ipv4(kA, kB, 47, Data(4, '\0'))));
  EXPECT_EQ(protocol_name(record.protocol), "ip/47");
  EXPECT_FALSE(record.has_ports);
  EXPECT_EQ(record.state, FlowState::OneWay);
}

TEST(Fragments, JoinTheConversationOfTheirFirst) {
  const Data whole = udp(4000, 5000, Data(1600, 'x'));  // 1608 bytes
  Pcap file;
  file.at(0, ethernet(0x0800, ipv4(kA, kB, 17, whole.substr(0, 1480), 7, 0x2000)));
  file.at(0, ethernet(0x0800, ipv4(kA, kB, 17, whole.substr(1480), 7, 1480 / 8)));
  const FlowRecord record = only_record(file);
  EXPECT_EQ(record.responder_port, 5000);
  EXPECT_EQ(record.packets_out, 2U);
  EXPECT_EQ(record.bytes_out, 1648U);  // two headers of 20, 1608 bytes
  EXPECT_EQ(record.payload_out, 1600U);
}

TEST(Fragments, WithoutTheirFirstBelongToAddressesAndProtocol) {
  Pcap file;
  file.at(0, ethernet(0x0800, ipv4(kA, kB, 17, Data(128, 'x'), 7, 185)));
  file.at(61, ethernet(0x0800, ipv4(kA, kB, 17, udp(4000, 5000, Data(8, 'x')), 8, 0x2000)));
  file.at(122, ethernet(0x0800, ipv4(kA, kB, 17, Data(128, 'x'), 8, 185)));  // 61 s later
  const Reading reading = read(file);
  ASSERT_THAT(reading.records, SizeIs(3));
  EXPECT_FALSE(reading.records[0].has_ports);
  EXPECT_TRUE(reading.records[1].has_ports);
  EXPECT_FALSE(reading.records[2].has_ports);
}

TEST(Fragments, OfIpv6JoinByTheLongIdentifier) {
  const Data whole = udp(4000, 5000, Data(100, 'x'));
  const auto piece = [&](unsigned word, const Data& data) {
    return ethernet(0x86DD, ipv6("2001:db8::1", "2001:db8::2", 44,
                                 u8(17) + u8(0) + u16(word) + u32(0x12345678) + data));
  };
  Pcap file;
  file.at(0, piece(1, whole.substr(0, 56)));
  file.at(0, piece(56, whole.substr(56)));
  const FlowRecord record = only_record(file);
  EXPECT_EQ(record.packets_out, 2U);
  EXPECT_EQ(record.initiator_port, 4000);
}

TEST(Icmp, EchoAndReplyAreOneConversationOfTheOneWhoAsks) {
  Pcap file;
  file.at(0, ethernet(0x0800, ipv4(kB, kA, 1, icmp(8, 0))));
  file.at(1, ethernet(0x0800, ipv4(kA, kB, 1, icmp(0, 0))));
  const FlowRecord record = only_record(file);
  EXPECT_EQ(record.initiator, made::ip(kB));
  EXPECT_EQ(record.initiator_port, 8);
  EXPECT_EQ(record.responder_port, 0);
  EXPECT_EQ(record.packets_in, 1U);
  EXPECT_EQ(record.state, FlowState::Established);
}

TEST(Icmp, BothAskingAreTwoConversations) {
  Pcap file;
  file.at(0, ethernet(0x0800, ipv4(kA, kB, 1, icmp(8, 0))));
  file.at(0, ethernet(0x0800, ipv4(kB, kA, 1, icmp(8, 0))));
  EXPECT_THAT(read(file).records, SizeIs(2));
}

TEST(Icmp, AReplyAloneNamesTheOneWhoAsked) {
  const FlowRecord record = record_of(ethernet(0x0800, ipv4(kA, kB, 1, icmp(0, 0))));
  EXPECT_EQ(record.initiator, made::ip(kB));
  EXPECT_EQ(record.packets_out, 0U);
  EXPECT_EQ(record.packets_in, 1U);
}

TEST(Icmp, AnErrorRejectsWhatItQuotesAndIsNoConversation) {
  const Data probe = ipv4(kA, kB, 17, udp(4000, 161, "x"));
  const Data error = icmp(3, 3, u32(0) + probe.substr(0, 28));
  Pcap file;
  file.at(0, ethernet(0x0800, probe));
  file.at(1, ethernet(0x0800, ipv4("192.0.2.1", kA, 1, error)));
  const Reading reading = read(file);
  ASSERT_THAT(reading.records, SizeIs(1));
  EXPECT_EQ(reading.records[0].state, FlowState::Rejected);
  EXPECT_EQ(reading.unused("icmp_error"), 1U);
}

TEST(Icmp, AnErrorDoesNotUndoWhatWasAnswered) {
  const Data request = ipv4(kA, kB, 17, udp(4000, 161, "x"));
  const Data answer = ipv4(kB, kA, 17, udp(161, 4000, "x"));
  Pcap file;
  file.at(0, ethernet(0x0800, request)).at(1, ethernet(0x0800, answer));
  file.at(2, ethernet(0x0800, ipv4(kA, kB, 1, icmp(3, 3, u32(0) + answer))));
  EXPECT_EQ(only_record(file).state, FlowState::Established);
}

TEST(Icmp, TooBigAndRedirectRejectNothing) {
  const Data probe = ipv4(kA, kB, 17, udp(4000, 161, "x"));
  Pcap file;
  file.at(0, ethernet(0x0800, probe));
  file.at(1, ethernet(0x0800, ipv4("192.0.2.1", kA, 1, icmp(3, 4, u32(0) + probe))));
  file.at(1, ethernet(0x0800, ipv4("192.0.2.1", kA, 1, icmp(5, 1, u32(0) + probe))));
  const Reading reading = read(file);
  ASSERT_THAT(reading.records, SizeIs(1));
  EXPECT_EQ(reading.records[0].state, FlowState::Attempted);
  EXPECT_EQ(reading.unused("icmp_error"), 2U);
}

// Most frames are decoded in one step; a second tag before the EtherType takes the general way.
TEST(PacketDecoder, DecodesPlainFramesAsItDecodesTheSameBehindAnotherTag) {
  std::uint32_t state = 7;
  const auto random = [&state] {
    state = state * 1'664'525U + 1'013'904'223U;  // Numerical Recipes, a linear congruence
    return state >> 8U;
  };
  for (int round = 0; round < 20'000; ++round) {
    const char* from = random() % 2 == 0 ? kA : kB;
    const char* to = random() % 8 == 0 ? from : random() % 2 == 0 ? kA : "10.0.0.1";
    constexpr std::array<std::uint16_t, 6> kPorts{53, 67, 546, 1701, 4789, 50'000};
    const Data padding(random() % 5, '\0');
    Data packet = random() % 2 == 0
                      ? ipv4(from, to, 6,
                             tcp(random() % 3, random() % 3, random() % 256, random(), random(),
                                 Data(random() % 40, 'p')) +
                                 padding)
                      : ipv4(from, to, 17,
                             udp(kPorts[random() % 6], kPorts[random() % 6],
                                 Data(random() % 2, '\x08') + Data(random() % 60, '\0')) +
                                 padding);
    packet[2 + random() % 20] = static_cast<char>(random());  // lengths, fragments, TTL, addresses
    packet[20 + random() % 16] = static_cast<char>(random());
    packet.resize(packet.size() - random() % 4);
    const Data tag = u16(random() % 3) + u16(0x0800);
    const Data plain =
        random() % 2 == 0 ? ethernet(0x0800, packet) : ethernet(0x8100, tag + packet);
    const Data tagged = ethernet(0x8100, u16(0) + plain.substr(12));  // a priority only
    const auto decode = [](const Data& frame, auto& layers) {
      CaptureFrame f;
      f.captured = {reinterpret_cast<const std::uint8_t*>(frame.data()), frame.size()};
      f.wire_bytes = static_cast<std::uint32_t>(frame.size());
      f.link_type = 1;
      PacketDecoder decoder;
      return decoder.decode(f, 1, layers);
    };
    std::array<PacketSummary, PacketDecoder::kMostLayers> a;
    std::array<PacketSummary, PacketDecoder::kMostLayers> b;
    ASSERT_EQ(decode(plain, a), decode(tagged, b));
    EXPECT_EQ(a[0].kind, b[0].kind);
    EXPECT_EQ(a[0].reason, b[0].reason);
    if (a[0].kind != PacketKind::Flow) {
      continue;
    }
    EXPECT_EQ(a[0].key, b[0].key);
    EXPECT_EQ(a[0].hash, b[0].hash);
    EXPECT_EQ(a[0].shard, b[0].shard);
    EXPECT_EQ(a[0].side, b[0].side);
    EXPECT_EQ(a[0].ip_bytes, b[0].ip_bytes);
    EXPECT_EQ(a[0].payload_bytes, b[0].payload_bytes);
    EXPECT_EQ(Data(a[0].payload.begin(), a[0].payload.end()),
              Data(b[0].payload.begin(), b[0].payload.end()));
    EXPECT_EQ(a[0].tcp_flags, b[0].tcp_flags);
    EXPECT_EQ(a[0].vlan, b[0].vlan);
    if (a[0].tcp_flags != 0) {
      EXPECT_EQ(a[0].sequence, b[0].sequence);
      EXPECT_EQ(a[0].acknowledged, b[0].acknowledged);
    }
  }
}

}  // namespace
}  // namespace hamon
