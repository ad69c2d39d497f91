#include "graph/conversation_joiner.hpp"

#include <algorithm>
#include <random>

#include "support/graph_of.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

/// A record of 10.0.0.1:1000 to 10.0.0.2:445, in seconds.
FlowRecord tcp(std::uint32_t source, double start, double end) {
  FlowRecord r;
  r.start = {static_cast<std::int64_t>(start * 1e9)};
  r.end = {static_cast<std::int64_t>(end * 1e9)};
  r.initiator = *IpAddress::parse("10.0.0.1");
  r.responder = *IpAddress::parse("10.0.0.2");
  r.initiator_port = 1000;
  r.responder_port = 445;
  r.protocol = protocol::kTcp;
  r.state = FlowState::Established;
  r.direction = DirectionBasis::Syn;
  r.saw_syn = true;
  r.packets_out = 4;
  r.packets_in = 3;
  r.bytes_out = 400;
  r.bytes_in = 300;
  r.payload_out = 200;
  r.payload_in = 100;
  r.source = source;
  r.first = r.last = static_cast<std::uint64_t>(start * 10) + 1;
  return r;
}

FlowRecord without_syn(FlowRecord r) {
  r.saw_syn = false;
  return r;
}

/// What an exporter of one direction says.
FlowRecord half(std::uint32_t source, double start, double end, bool back) {
  FlowRecord r = without_syn(tcp(source, start, end));
  r.direction = DirectionBasis::FirstPacket;
  r.packets_in = r.bytes_in = r.payload_in = 0;
  r.payload_known = false;
  r.payload_out = 0;
  r.state = FlowState::OneWay;
  if (back) {
    std::swap(r.initiator, r.responder);
    std::swap(r.initiator_port, r.responder_port);
    r.packets_out = 3;
    r.bytes_out = 300;
  }
  return r;
}

FlowRecord turned(FlowRecord r) {
  std::swap(r.initiator, r.responder);
  std::swap(r.initiator_port, r.responder_port);
  std::swap(r.packets_out, r.packets_in);
  std::swap(r.bytes_out, r.bytes_in);
  std::swap(r.payload_out, r.payload_in);
  return r;
}

std::vector<Conversation> join(const std::vector<FlowRecord>& records) {
  std::vector<Conversation> out;
  for (const JoinedConversation& joined : join_conversations(records).conversations) {
    out.push_back(joined.conversation);
  }
  return out;
}

Interval seconds(double begin, double end) {
  return {{static_cast<std::int64_t>(begin * 1e9)}, {static_cast<std::int64_t>(end * 1e9)}};
}

TEST(JoinConversations, OfNothingIsNothing) {
  EXPECT_TRUE(join({}).empty());
}

TEST(JoinConversations, KeepsASingleRecordAsItIs) {
  const auto all = join({tcp(0, 10, 20)});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].time, seconds(10, 20));
  EXPECT_EQ(all[0].bytes_out, 400U);
  EXPECT_EQ(all[0].packets_in, 3U);
  EXPECT_EQ(all[0].initiator_port, 1000);
  EXPECT_TRUE(all[0].carries);
}

TEST(JoinConversations, JoinsPiecesOfAnActiveTimeoutUpToOneSecondApart) {
  const auto all =
      join({tcp(0, 0, 300), without_syn(tcp(0, 301, 600)), without_syn(tcp(0, 601.1, 700))});
  ASSERT_EQ(all.size(), 2U);  // the last begins 1.1 s after
  EXPECT_EQ(all[0].time, seconds(0, 600));
  EXPECT_EQ(all[0].bytes_out, 800U);  // 400 + 400
  EXPECT_EQ(all[0].evidence.size(), 2U);
}

TEST(JoinConversations, ASessionThatBeginsInOneRotatedLogAndEndsInTheNextIsOne) {
  // What a firewall's log.1 has of it: who opened, no answer yet. What its log has: length and
  // bytes in whole seconds, and the ends in the order of the device.
  FlowRecord begun = tcp(0, 10.4, 10.4);
  begun.state = FlowState::OneWay;
  begun.direction = DirectionBasis::Sensor;
  begun.packets_out = begun.packets_in = begun.bytes_out = begun.bytes_in = 0;
  FlowRecord ended = without_syn(turned(tcp(1, 10, 70)));
  ended.direction = DirectionBasis::FirstPacket;
  for (const auto& records : {std::vector{begun, ended}, std::vector{ended, begun}}) {
    const auto all = join(records);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].time, seconds(10, 70));
    EXPECT_EQ(all[0].initiator_port, 1000) << "the side that the log of its beginning names";
    EXPECT_EQ(all[0].state, FlowState::Established);
  }
}

TEST(JoinConversations, KeepsANewSynOfTheSameSourceSeparate) {
  EXPECT_EQ(join({tcp(0, 0, 10), tcp(0, 10.5, 20)}).size(), 2U);
  EXPECT_EQ(join({tcp(0, 0, 10), tcp(0, 5, 20)}).size(), 2U);
}

TEST(JoinConversations, JudgesPayloadAfterPiecesAreJoined) {
  FlowRecord first = tcp(0, 0, 300);
  first.payload_in = 0;
  FlowRecord second = without_syn(tcp(0, 300, 600));
  second.payload_out = 0;
  const auto all = join({first, second});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_TRUE(all[0].carries);
}

TEST(JoinConversations, JoinsHalvesOfOneSource) {
  for (const bool back_first : {false, true}) {
    const auto forth = half(0, 10, 20, false);
    const auto back = half(0, 10.001, 19, true);
    const auto all = join(back_first ? std::vector{back, forth} : std::vector{forth, back});
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].initiator, *IpAddress::parse("10.0.0.1"));  // sent first
    EXPECT_EQ(all[0].bytes_out, 400U);
    EXPECT_EQ(all[0].bytes_in, 300U);
    EXPECT_EQ(all[0].state, FlowState::Established);
    EXPECT_TRUE(all[0].carries);  // 400 > 60 * 4 and 300 > 60 * 3
  }
}

TEST(JoinConversations, JoinsHalvesThatWereSplitToo) {
  std::vector<FlowRecord> records;
  for (const double t : {0.0, 300.0, 600.0}) {
    records.push_back(half(0, t, t + 299.5, false));
    records.push_back(half(0, t + 0.01, t + 299.6, true));
  }
  const auto all = join(records);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].bytes_out, 1200U);
  EXPECT_EQ(all[0].bytes_in, 900U);
  EXPECT_EQ(all[0].evidence.size(), 6U);
}

TEST(JoinConversations, PairsTheHalvesOfEachConnection) {
  const auto syn = [](FlowRecord r) {
    r.saw_syn = true;
    return r;
  };
  const auto all = join({syn(half(0, 0, 10, false)), syn(half(0, 0.1, 10, true)),
                         syn(half(0, 11, 20, false)), syn(half(0, 11.1, 20, true))});
  ASSERT_EQ(all.size(), 2U);
  for (const Conversation& c : all) {
    EXPECT_EQ(c.bytes_out, 400U);
    EXPECT_EQ(c.bytes_in, 300U);
  }
}

TEST(JoinConversations, LeavesAHalfAloneOneWay) {
  const auto all = join({half(0, 0, 10, false), half(0, 13, 20, true)});  // 3 s apart
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].state, FlowState::OneWay);
}

TEST(JoinConversations, CountsTwoSourcesOnce) {
  FlowRecord other = tcp(1, 10.5, 19.5);
  other.bytes_out = 390;
  other.bytes_in = 310;
  const auto all = join({tcp(0, 10, 20), other});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].time, seconds(10, 20));
  EXPECT_EQ(all[0].bytes_out, 400U);  // of each direction the larger
  EXPECT_EQ(all[0].bytes_in, 310U);
  EXPECT_EQ(all[0].evidence.size(), 2U);
}

TEST(JoinConversations, SumsPiecesOfASourceBeforeItComparesSources) {
  const auto all = join({tcp(0, 0, 600), tcp(1, 0, 300), without_syn(tcp(1, 300, 600))});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].bytes_out, 800U);  // source 1: 400 + 400
}

TEST(JoinConversations, JoinsSourcesWithinTwoSecondsAndNotBeyond) {
  EXPECT_EQ(join({tcp(0, 0, 10), tcp(1, 12, 20)}).size(), 1U);
  EXPECT_EQ(join({tcp(0, 0, 10), tcp(1, 12.1, 20)}).size(), 2U);
}

TEST(JoinConversations, TakesOneRecordOfASourceUnlessItHasNoSyn) {
  // Source 0 splits by idle timeout what source 1 keeps whole.
  EXPECT_EQ(join({tcp(0, 0, 10), without_syn(tcp(0, 80, 90)), tcp(1, 0, 90)}).size(), 1U);
  EXPECT_EQ(join({tcp(0, 0, 10), tcp(0, 80, 90), tcp(1, 0, 90)}).size(), 2U);
}

TEST(JoinConversations, SendsARecordToTheNearestStart) {
  // The port is used again half a second after: each sensor's second record belongs to the second.
  const auto all = join({tcp(0, 0, 10), tcp(0, 10.5, 20), tcp(1, 0.4, 9.8), tcp(1, 10.9, 19)});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].time, seconds(0, 10));
  EXPECT_EQ(all[1].time, seconds(10.5, 20));
  EXPECT_EQ(all[1].evidence.size(), 2U);
}

TEST(JoinConversations, KnowsTheNextConnectionOfASourceThatMissedTheFirst) {
  // Source 0 saw only the second; source 1 saw both, its second a little later.
  const auto all = join({tcp(0, 10.5, 20), tcp(1, 0, 10), tcp(1, 10.8, 19)});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].time, seconds(0, 10));
  EXPECT_EQ(all[1].time, seconds(10.5, 20));
}

TEST(JoinConversations, JoinsHalvesOfSourcesOnDifferentPaths) {
  FlowRecord forth = half(0, 0, 10, false);
  FlowRecord back = half(1, 0.1, 10, true);
  const auto all = join({forth, back});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].bytes_in, 300U);
  EXPECT_EQ(all[0].state, FlowState::Established);
}

TEST(JoinConversations, TakesDirectionStateAndServiceFromTheStrongest) {
  FlowRecord weak = turned(tcp(0, 0, 10));
  weak.direction = DirectionBasis::FirstPacket;
  weak.state = FlowState::OneWay;
  weak.service = "http";
  weak.service_basis = ServiceBasis::Sensor;
  FlowRecord strong = tcp(1, 0.5, 9);
  strong.service = "dicom";
  strong.service_basis = ServiceBasis::Payload;
  const std::vector records{weak, strong};  // the joined conversations view their words
  const auto joined = join_conversations(records);
  ASSERT_EQ(joined.conversations.size(), 1U);
  const Conversation& c = joined.conversations[0].conversation;
  EXPECT_EQ(c.initiator, *IpAddress::parse("10.0.0.1"));
  EXPECT_EQ(c.direction, DirectionBasis::Syn);
  EXPECT_EQ(c.bytes_out, 400U);
  EXPECT_EQ(c.state, FlowState::Established);
  EXPECT_EQ(joined.conversations[0].service, "dicom");
  EXPECT_EQ(c.service_basis, ServiceBasis::Payload);
}

TEST(JoinConversations, KeepsOtherProtocolsPortsAndCarriersApart) {
  FlowRecord udp = tcp(1, 0, 10);
  udp.protocol = protocol::kUdp;
  FlowRecord port = tcp(1, 0, 10);
  port.initiator_port = 1001;
  FlowRecord inner = tcp(1, 0, 10);
  inner.tunnel = "gre";
  EXPECT_EQ(join({tcp(0, 0, 10), udp, port, inner}).size(), 4U);
}

FlowRecord ping(const char* from, const char* to, std::uint16_t type) {
  FlowRecord r = half(0, 0, 1, false);
  r.protocol = protocol::kIcmp;
  r.initiator = *IpAddress::parse(from);
  r.responder = *IpAddress::parse(to);
  r.initiator_port = type;
  r.responder_port = 0;
  return r;
}

TEST(JoinConversations, PairsEchoRequestsWithTheirReplies) {
  // RFC 792: 8 is echo, 0 echo reply. Both hosts ping each other at the same time.
  FlowRecord reply = ping("10.0.0.2", "10.0.0.1", 0);
  reply.start.ns -= 1;  // clocks of an exporter
  const auto all = join({ping("10.0.0.1", "10.0.0.2", 8), reply, ping("10.0.0.2", "10.0.0.1", 8),
                         ping("10.0.0.1", "10.0.0.2", 0)});
  ASSERT_EQ(all.size(), 2U);
  for (const Conversation& c : all) {
    EXPECT_EQ(c.initiator_port, 8);
    EXPECT_EQ(c.state, FlowState::Established);
  }
  EXPECT_NE(all[0].initiator, all[1].initiator);
}

TEST(JoinConversations, TakesErrorsOfBothEndsForNoExchange) {
  // RFC 792: type 3 is unreachable and answers nothing of its own.
  const auto all = join({ping("10.0.0.1", "10.0.0.2", 3), ping("10.0.0.2", "10.0.0.1", 3)});
  EXPECT_EQ(all.size(), 2U);
}

TEST(JoinConversations, CountsFramesWithoutTheirLinkLayerWhenItJudgesPayload) {
  FlowRecord r = tcp(0, 0, 1);
  r.payload_known = false;
  r.bytes_with_link_layer = true;
  r.bytes_out = 4 * (60 + 14);  // handshake with options, as frames
  r.bytes_in = 3 * (60 + 14);
  EXPECT_FALSE(join({r})[0].carries);
  ++r.bytes_out;
  ++r.bytes_in;
  EXPECT_TRUE(join({r})[0].carries);
}

TEST(JoinConversations, DoesNotDependOnTheOrderOfRecords) {
  std::vector<FlowRecord> records;
  for (std::uint32_t source = 0; source < 3; ++source) {
    for (int k = 0; k < 6; ++k) {
      FlowRecord r = tcp(source, k * 7 + source * 0.4, k * 7 + 6.5);
      r.saw_syn = (k + static_cast<int>(source)) % 3 != 0;
      records.push_back(k % 2 == 0 ? r : turned(r));
      records.push_back(half(source, k * 9 + source * 0.3, k * 9 + 5, k % 2 == 1));
    }
  }
  const auto expected = join_conversations(records);
  std::mt19937 random(1);
  for (int i = 0; i < 50; ++i) {
    std::shuffle(records.begin(), records.end(), random);
    const auto again = join_conversations(records);
    ASSERT_EQ(again.conversations.size(), expected.conversations.size());
    EXPECT_EQ(again.evidence, expected.evidence);
    for (std::size_t k = 0; k < again.conversations.size(); ++k) {
      const Conversation& a = again.conversations[k].conversation;
      const Conversation& b = expected.conversations[k].conversation;
      EXPECT_EQ(a.time, b.time);
      EXPECT_EQ(a.initiator, b.initiator);
      EXPECT_EQ(a.bytes_out, b.bytes_out);
      EXPECT_EQ(a.bytes_in, b.bytes_in);
      EXPECT_EQ(a.state, b.state);
    }
  }
}

TEST(JoinConversations, LosesNoRecordAndCountsNoneTwice) {
  std::mt19937 random(7);
  std::vector<FlowRecord> records;
  for (int i = 0; i < 2000; ++i) {
    const double start = static_cast<double>(random() % 500) / 2;
    FlowRecord r = tcp(random() % 4, start, start + static_cast<double>(random() % 60) / 3);
    r.saw_syn = random() % 3 != 0;
    r.first = r.last = static_cast<std::uint64_t>(i) + 1;
    records.push_back(random() % 2 == 0 ? r : turned(r));
  }
  auto evidence = join_conversations(records).evidence;
  std::sort(evidence.begin(), evidence.end());
  std::vector<EvidenceRef> expected;
  for (const FlowRecord& r : records) {
    expected.push_back({r.source, r.first, r.last});
  }
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(evidence, expected);
}

TEST(JoinConversations, StaysFastWhenOnePortPairNeverEnds) {
  // 60,000 overlapping connections of one pair of ports: impossible, but a log may say so.
  std::vector<FlowRecord> records;
  for (int i = 0; i < 30'000; ++i) {
    records.push_back(tcp(0, i * 0.001, 1e6));
    records.push_back(tcp(1, i * 0.001, 1e6));
  }
  EXPECT_FALSE(join(records).empty());
}

TEST(JoinConversations, OfTwoExportersInOneSourceTheLargerCountCounts) {
  FlowRecord one = tcp(0, 10, 20);
  FlowRecord other = tcp(0, 10.2, 20.1);
  one.exporter = *IpAddress::parse("192.0.2.1");
  other.exporter = *IpAddress::parse("192.0.2.2");
  other.bytes_out = 500;
  const std::vector<FlowRecord> records{one, other};
  const auto joined = join_conversations(records);
  ASSERT_EQ(joined.conversations.size(), 1U);
  EXPECT_EQ(joined.conversations[0].conversation.packets_out, 4U);
  EXPECT_EQ(joined.conversations[0].conversation.bytes_out, 500U);
}

TEST(Joiner, TakesATtlFromTheRecordThatItsMacIsFrom) {
  const auto near = MacAddress::parse("02:00:00:00:00:01");
  const auto far = MacAddress::parse("02:00:00:00:00:02");
  FlowRecord first = tcp(0, 0, 10);
  FlowRecord second = tcp(1, 0, 10);
  second.initiator_mac = far;
  second.initiator_ttl = 127;
  EXPECT_EQ(join({first, second}).at(0).initiator_ttl, 127);
  first.initiator_mac = near;  // the second stands behind a router
  first.initiator_ttl = 128;
  const Conversation both = join({first, second}).at(0);
  EXPECT_EQ(both.initiator_mac, near);
  EXPECT_EQ(both.initiator_ttl, 128);
}

TEST(Joiner, TakesTheTtlOfAHalfWhoseMacTheOtherHalfWasSentTo) {
  const auto mac_a = MacAddress::parse("02:00:00:00:00:01");
  const auto mac_b = MacAddress::parse("02:00:00:00:00:02");
  FlowRecord out = half(0, 0, 10, false);
  out.initiator_mac = mac_a;
  out.responder_mac = mac_b;
  out.initiator_ttl = 64;
  FlowRecord back = half(0, 0, 10, true);
  back.initiator_mac = mac_b;
  back.responder_mac = mac_a;
  back.initiator_ttl = 128;
  const Conversation c = join({out, back}).at(0);
  EXPECT_EQ(c.initiator_mac, mac_a);
  EXPECT_EQ(c.initiator_ttl, 64);
  EXPECT_EQ(c.responder_ttl, 128);
}

}  // namespace
}  // namespace hamon
