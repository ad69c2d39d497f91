#include "graph/merged_records.hpp"

#include <utility>

#include "support/graph_of.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

/// 10.0.0.1:1000 to 10.0.0.2:445 from second `start` on, for 60 s.
FlowRecord smb(std::uint32_t source, std::int64_t start) {
  FlowRecord r;
  r.start = Timestamp{start * 1'000'000'000};
  r.end = r.start + Duration::seconds(60);
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
  r.history = "ShADad";
  r.source = source;
  r.first = r.last = 1;
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

TEST(MergedRecords, TellOnceWhatTwoSourcesSaw) {
  const std::vector<FlowRecord> told = {smb(0, 100), smb(1, 100), smb(0, 500)};
  const auto records = merged_records(told, 2, {});
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].bytes_out, 400U);
  EXPECT_EQ(records[0].history, "ShADad");
  EXPECT_TRUE(records[0].payload_known);
  EXPECT_EQ(records[0].payload_out, 200U);
  EXPECT_NE(flow_id(records[0]), flow_id(records[1])) << "both began in line 1 of their source";
}

TEST(MergedRecords, SumPiecesAndSayNothingOfPayloadThatNoneCountedWhole) {
  FlowRecord later = smb(0, 160);
  later.saw_syn = false;
  later.direction = DirectionBasis::FirstPacket;
  later.first = later.last = 2;
  const auto records = merged_records(std::vector<FlowRecord>{smb(0, 100), later}, 1, {});
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].bytes_out, 800U);
  EXPECT_EQ(records[0].packets_in, 6U);
  EXPECT_EQ((records[0].end - records[0].start).ns, Duration::seconds(120).ns);
  EXPECT_FALSE(records[0].payload_known);
}

TEST(MergedRecords, TurnHistoryWithTheDirection) {
  // Its only record begins with the answer; port 445 of three peers says who serves.
  std::vector<FlowRecord> told;
  for (int peer = 3; peer < 6; ++peer) {
    FlowRecord r = smb(0, 10 * peer);
    r.initiator = *IpAddress::parse("10.0.0." + std::to_string(peer));
    r.responder_port = 7777;
    r.first = r.last = static_cast<std::uint64_t>(peer);
    told.push_back(r);
  }
  FlowRecord late = smb(0, 100);
  late.responder_port = 7777;
  late = turned(late);
  late.direction = DirectionBasis::FirstPacket;
  late.saw_syn = false;
  late.history = "Dad";
  late.first = late.last = 9;
  told.push_back(late);
  const auto records = merged_records(told, 1, {});
  ASSERT_EQ(records.size(), 4U);
  EXPECT_EQ(records[3].initiator.text(), "10.0.0.1");
  EXPECT_EQ(records[3].responder_port, 7777);
  EXPECT_EQ(records[3].history, "dAD");
  EXPECT_EQ(records[3].bytes_out, 400U);
  EXPECT_EQ(records[3].payload_out, 200U);
}

TEST(MergedRecords, NameTheConversationThatCarriedATunnel) {
  FlowRecord outer = smb(0, 100);
  outer.protocol = 47;
  outer.has_ports = false;
  outer.initiator_port = outer.responder_port = 0;
  FlowRecord again = outer;  // the same as another source saw it, and saw more
  again.source = 1;
  again.direction = DirectionBasis::FirstPacket;
  FlowRecord inner = smb(1, 110);
  inner.initiator = *IpAddress::parse("10.9.0.1");
  inner.tunnel = "gre";
  inner.carrier = flow_id(again);
  inner.first = inner.last = 5;
  const auto records = merged_records(std::vector<FlowRecord>{outer, again, inner}, 2, {});
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].protocol, 47);
  EXPECT_EQ(records[1].carrier, flow_id(records[0]));
}

TEST(MergedRecords, AreNoneOfNothing) {
  EXPECT_TRUE(merged_records({}, 0, {}).empty());
}

}  // namespace
}  // namespace hamon
