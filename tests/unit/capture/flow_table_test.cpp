#include "capture/flow_table.hpp"

#include "unit/capture/made_capture.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace made;
using testing::ElementsAre;
using testing::SizeIs;

TEST(FlowTable, GivesACompleteConnectionWithBothEnds) {
  Pcap file;
  file.at(0, a_to_b(kSyn, 1000)).at(1, b_to_a(kSyn | kAck, 5000, 1001));
  file.at(2, a_to_b(kAck, 1001, 5001)).at(3, a_to_b(kAck, 1001, 5001, Data(10, 'q')));
  file.at(4, b_to_a(kAck, 5001, 1011, Data(30, 'r'))).at(5, b_to_a(kFin | kAck, 5031, 1011));
  file.at(6, a_to_b(kFin | kAck, 1011, 5032));
  const FlowRecord record = only_record(file);
  EXPECT_EQ(record.initiator, ip(kA));
  EXPECT_EQ(record.initiator_port, 40000);
  EXPECT_EQ(record.responder, ip(kB));
  EXPECT_EQ(record.start, at(0));
  EXPECT_EQ(record.end, at(6));
  EXPECT_EQ(record.state, FlowState::Established);
  EXPECT_EQ(record.direction, DirectionBasis::Syn);
  EXPECT_TRUE(record.saw_syn);
  EXPECT_EQ(record.packets_out, 4U);
  EXPECT_EQ(record.bytes_out, 170U);  // 4 x 40 + 10
  EXPECT_EQ(record.payload_out, 10U);
  EXPECT_EQ(record.packets_in, 3U);
  EXPECT_EQ(record.bytes_in, 150U);  // 3 x 40 + 30
  EXPECT_EQ(record.history, "ShADdfF");
  EXPECT_EQ(record.first, 1U);
  EXPECT_EQ(record.last, 7U);
  EXPECT_EQ(record.initiator_mac, MacAddress::parse(kMacA));
  EXPECT_EQ(record.responder_mac, MacAddress::parse(kMacB));
  EXPECT_EQ(record.initiator_ttl, 64);
  EXPECT_EQ(record.responder_ttl, 64);
}

TEST(FlowTable, TellsTheTtlOfTheFirstFrameOfEachEnd) {
  const auto with_ttl = [](Data frame, char ttl) {
    frame[14 + 8] = ttl;  // RFC 791: the ninth byte of the IP header
    return frame;
  };
  const FlowRecord record = only_record(Pcap()
                                            .at(0, with_ttl(a_to_b(kSyn), 127))
                                            .at(1, with_ttl(b_to_a(kSyn | kAck), 63))
                                            .at(2, with_ttl(a_to_b(kAck), 9)));
  EXPECT_EQ(record.initiator_ttl, 127);
  EXPECT_EQ(record.responder_ttl, 63);
}

TEST(FlowTable, TellsNoTtlOfAnEndThatSentNothing) {
  const FlowRecord record = only_record(Pcap().at(0, a_to_b(kSyn)));
  EXPECT_EQ(record.responder_mac, MacAddress::parse(kMacB));  // that it was sent to
  EXPECT_EQ(record.responder_ttl, 0);
}

TEST(FlowTable, AnAnsweredSynWithoutTheFinalAckIsAnAttempt) {
  const FlowRecord record =
      only_record(Pcap().at(0, a_to_b(kSyn)).at(1, b_to_a(kSyn | kAck)).at(2, a_to_b(kRst)));
  EXPECT_EQ(record.state, FlowState::Attempted);
}

TEST(FlowTable, ASynAloneIsAnAttemptAndOneAnsweredByResetIsRejected) {
  EXPECT_EQ(only_record(Pcap().at(0, a_to_b(kSyn))).state, FlowState::Attempted);
  EXPECT_EQ(only_record(Pcap().at(0, a_to_b(kSyn)).at(0, b_to_a(kRst | kAck, 0))).state,
            FlowState::Rejected);
}

TEST(FlowTable, ASynAckAloneNamesTheInitiator) {
  const FlowRecord record = only_record(Pcap().at(0, b_to_a(kSyn | kAck)));
  EXPECT_EQ(record.initiator, ip(kA));
  EXPECT_EQ(record.direction, DirectionBasis::SynAck);
  EXPECT_EQ(record.state, FlowState::OneWay);
}

TEST(FlowTable, FromTheMiddleTheServicePortOnOneSideTellsTheResponder) {
  Pcap file;
  file.at(0, b_to_a(kAck, 5001, 1001, "x")).at(1, a_to_b(kAck, 1001, 5002));
  const FlowRecord record = only_record(file);
  EXPECT_EQ(record.initiator, ip(kA));
  EXPECT_EQ(record.direction, DirectionBasis::ServicePort);
  EXPECT_EQ(record.state, FlowState::Established);
  EXPECT_EQ(record.history, "^dA");
}

TEST(FlowTable, FromTheMiddleWithoutServicePortTheFirstPacketCounts) {
  const auto packet = [](const char* from, unsigned port, const char* to, unsigned to_port) {
    return ethernet(0x0800, ipv4(from, to, 6, tcp(port, to_port, kAck, 1, 1)));
  };
  Pcap file;
  file.at(0, packet(kB, 50001, kA, 50000)).at(0, packet(kA, 50000, kB, 50001));
  const FlowRecord record = only_record(file);
  EXPECT_EQ(record.initiator, ip(kB));
  EXPECT_EQ(record.direction, DirectionBasis::FirstPacket);
}

TEST(FlowTable, OneSideAloneIsEstablishedOnceItSendsPayloadAfterItsSyn) {
  Pcap file;
  file.at(0, a_to_b(kSyn)).at(1, a_to_b(kAck, 1001, 5001));
  EXPECT_EQ(only_record(file).state, FlowState::Attempted);
  file.at(2, a_to_b(kAck, 1001, 5001, "x"));
  EXPECT_EQ(only_record(file).state, FlowState::Established);
}

TEST(FlowTable, OneSideFromTheMiddleIsEstablishedOnceItAcknowledgesMore) {
  Pcap file;
  file.at(0, a_to_b(kAck, 1001, 5001, "x"));
  EXPECT_EQ(only_record(file).state, FlowState::OneWay);
  file.at(1, a_to_b(kAck, 1002, 5001, "y"));
  EXPECT_EQ(only_record(file).state, FlowState::OneWay);
  file.at(2, a_to_b(kAck, 1003, 5100, "z"));
  EXPECT_EQ(only_record(file).state, FlowState::Established);
}

TEST(FlowTable, ASynRepeatedBelongsToTheSameConnectionAndAnotherBeginsOne) {
  EXPECT_EQ(only_record(Pcap().at(0, a_to_b(kSyn, 7)).at(1, a_to_b(kSyn, 7))).packets_out, 2U);
  Pcap file;
  file.at(0, a_to_b(kSyn, 7)).at(1, b_to_a(kSyn | kAck, 9, 8)).at(2, a_to_b(kAck, 8, 10));
  file.at(3, a_to_b(kSyn, 7007)).at(4, b_to_a(kRst | kAck, 0, 7008));
  const Reading reading = read(file);
  ASSERT_THAT(reading.records, SizeIs(2));
  EXPECT_EQ(reading.records[0].state, FlowState::Established);
  EXPECT_EQ(reading.records[0].packets_out, 2U);
  EXPECT_EQ(reading.records[1].state, FlowState::Rejected);
  EXPECT_EQ(reading.records[1].first, 4U);
}

TEST(FlowTable, AConnectionReopenedFromTheOtherEndIsAnother) {
  Pcap file;
  file.at(0, a_to_b(kAck, 1001, 5001, "x")).at(1, b_to_a(kAck, 5001, 1002, "y"));
  file.at(2, b_to_a(kSyn, 9000, 0));
  const Reading reading = read(file);
  ASSERT_THAT(reading.records, SizeIs(2));
  EXPECT_EQ(reading.records[1].initiator, ip(kB));
  EXPECT_EQ(reading.records[1].direction, DirectionBasis::Syn);
}

TEST(FlowTable, SynAndSynAckOutOfOrderAreOneConnection) {
  Pcap file;
  file.at(0, b_to_a(kSyn | kAck, 5000, 1001)).at(0, a_to_b(kSyn, 1000));
  file.at(1, a_to_b(kAck, 1001, 5001));
  const FlowRecord record = only_record(file);
  EXPECT_EQ(record.initiator, ip(kA));
  EXPECT_EQ(record.state, FlowState::Established);
}

TEST(FlowTable, UdpIsOpenedByItsFirstSenderUnlessOnlyThatOneServes) {
  const auto opened = [](unsigned from, unsigned to) {
    return only_record(Pcap().at(0, datagram(kA, from, kB, to, "x"))).initiator;
  };
  EXPECT_EQ(opened(50000, 161), ip(kA));
  EXPECT_EQ(opened(161, 50000), ip(kB));
  EXPECT_EQ(opened(500, 500), ip(kA));
  EXPECT_EQ(opened(123, 161), ip(kA));
  EXPECT_EQ(opened(50000, 50001), ip(kA));
}

TEST(FlowTable, AnsweredUdpIsEstablishedAndUnansweredAnAttempt) {
  Pcap file;
  file.at(0, datagram(kA, 50000, kB, 161, "x"));
  EXPECT_EQ(only_record(file).state, FlowState::Attempted);
  file.at(1, datagram(kB, 161, kA, 50000, "x"));
  EXPECT_EQ(only_record(file).state, FlowState::Established);
  EXPECT_EQ(only_record(file).history, "Dd");
}

TEST(FlowTable, IdleConversationsEndAfterFiveMinutesOfTcpAndOneOfUdp) {
  const auto records = [](std::int64_t gap_ns, bool is_tcp) {
    const Data packet = is_tcp ? a_to_b(kAck, 1001, 5001) : datagram(kA, 50000, kB, 50001, "x");
    return read(Pcap().add(0, packet).add(gap_ns, packet)).records.size();
  };
  EXPECT_EQ(records(Duration::minutes(5).ns, true), 1U);
  EXPECT_EQ(records(Duration::minutes(5).ns + 1, true), 2U);
  EXPECT_EQ(records(Duration::minutes(1).ns, false), 1U);
  EXPECT_EQ(records(Duration::minutes(1).ns + 1, false), 2U);
}

TEST(FlowTable, AResumedConversationKeepsItsInitiatorThoughTheOtherEndSpeaksFirst) {
  const auto other = [](std::int64_t second) {
    return datagram("192.0.2.99", static_cast<unsigned>(2000 + second), kB, 9, "x");
  };
  Pcap file;
  file.at(0, datagram(kA, 50000, kB, 50001, "x"));
  for (std::int64_t second = 1; second < 600; ++second) {  // others let its time run out
    file.at(second, other(second));
  }
  file.at(600, datagram(kB, 50001, kA, 50000, "x"));
  int found = 0;
  for (const FlowRecord& record : read(file).records) {
    if (record.initiator_port == 50000 || record.responder_port == 50000) {
      EXPECT_EQ(record.initiator, ip(kA));
      ++found;
    }
  }
  EXPECT_EQ(found, 2);
}

TEST(FlowTable, OneWrongTimeEndsNothing) {
  Pcap file;
  file.at(0, a_to_b(kSyn));
  file.at(1, b_to_a(kSyn | kAck));
  file.add(Duration::minutes(100'000).ns, datagram(kB, 1, kA, 2, "x"));
  file.at(2, a_to_b(kAck, 1001, 5001));
  const Reading reading = read(file);
  ASSERT_THAT(reading.records, SizeIs(2));
  EXPECT_EQ(reading.records[0].state, FlowState::Established);
}

TEST(FlowTable, KeepsBytesPerFiveMinutesOfLongRecords) {
  Pcap file;
  for (const std::int64_t second : {0, 200, 299, 300, 550}) {
    file.at(second, a_to_b(kAck, 1001, 5001));
  }
  file.at(620, b_to_a(kAck, 5001, 1001));
  const FlowRecord record = only_record(file);
  const auto first = static_cast<std::uint32_t>(kBegin / 300);
  EXPECT_THAT(record.activity, ElementsAre(Activity{first, 120, 0}, Activity{first + 1, 80, 0},
                                           Activity{first + 2, 0, 40}));
}

TEST(FlowTable, ShortRecordsHaveNoActivity) {
  Pcap file;  // across the boundary of a slice, but only 2 s long
  file.at(299, a_to_b(kAck, 1001, 5001)).at(301, a_to_b(kAck, 1001, 5001));
  EXPECT_TRUE(only_record(file).activity.empty());
}

TEST(FlowTable, TheSameConversationInTwoVlansIsOne) {
  const Data ip_packet = ipv4(kA, kB, 17, udp(50000, 50001, "x"));
  Pcap file;
  file.at(0, ethernet(0x8100, u16(10) + u16(0x0800) + ip_packet));
  file.at(1, ethernet(0x8100, u16(20) + u16(0x0800) + ip_packet));
  EXPECT_EQ(only_record(file).vlan, 10);
  EXPECT_EQ(only_record(file).packets_out, 2U);
}

TEST(FlowTable, MulticastHasARecordAndItsGroupAddressIsNoMac) {
  const Data frame = ethernet(0x0800, ipv4(kA, "224.0.0.251", 17, udp(5353, 5353, Data(12, '\0'))),
                              kMacA, "01:00:5e:00:00:fb");
  const FlowRecord record = only_record(Pcap().at(0, frame));
  EXPECT_EQ(record.responder, ip("224.0.0.251"));
  EXPECT_EQ(record.responder_mac, std::nullopt);
}

// Feeds packets straight to a table with small limits.
class SmallTable : public testing::Test {
 protected:
  void add(unsigned port, std::int64_t second) {
    PacketSummary packet;
    packet.kind = PacketKind::Flow;
    packet.key.addresses = {0, 1, 0, 2};
    packet.key.low_port = static_cast<std::uint16_t>(port);
    packet.key.high_port = 9;
    packet.key.protocol = protocol::kUdp;
    packet.hash = packet.key.hash();
    packet.number = ++number_;
    packet.time = at(second);
    packet.ip_bytes = 28;
    table_.add(packet);
  }

  Reading sink_;
  PayloadInspector inspector_;
  EntryIndex index_;
  FlowTable table_{sink_, inspector_, index_, FlowTable::Limits{8, 16}};
  std::uint64_t number_ = 0;
};

TEST_F(SmallTable, EndsTheLongestIdleWhenTooManyAreOpenAndLosesNoPacket) {
  for (unsigned port = 1; port <= 8; ++port) {
    add(port, port);
  }
  add(1, 20);  // no longer idle
  add(100, 21);
  EXPECT_LE(table_.live(), 8U);
  EXPECT_GE(table_.evicted(), 1U);
  ASSERT_FALSE(sink_.records.empty());
  EXPECT_EQ(sink_.records[0].start, at(2));
  for (unsigned port = 200; port < 1200; ++port) {
    add(port, 22);
  }
  EXPECT_LE(table_.live(), 8U);
  table_.finish(index_.open_by_shard()[0]);
  std::uint64_t packets = 0;
  for (const FlowRecord& record : sink_.records) {
    packets += record.packets_out + record.packets_in;
  }
  EXPECT_EQ(packets, number_);
}

TEST_F(SmallTable, FindsEveryConversationAgainWhateverCameAndWent) {
  // Ten thousand steps over 40 ports: with at most 8 open, entries are taken and given back all the
  // time.
  std::uint32_t state = 1;
  for (std::int64_t step = 0; step < 10'000; ++step) {
    state = state * 1'664'525U + 1'013'904'223U;  // Numerical Recipes, a linear congruence
    add(1 + (state >> 16U) % 40, step);
  }
  table_.finish(index_.open_by_shard()[0]);
  std::uint64_t packets = 0;
  for (const FlowRecord& record : sink_.records) {
    packets += record.packets_out + record.packets_in;
    EXPECT_LE(record.start, record.end);
  }
  EXPECT_EQ(packets, number_);
  EXPECT_EQ(table_.live(), 0U);
}

}  // namespace
}  // namespace hamon
