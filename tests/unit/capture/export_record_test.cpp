#include "unit/capture/made_export.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace made;

constexpr unsigned kPush = 8;

/// A TCP flow of one direction from A:40000 to B:443 or, `answer`, back.
FlowRecord tcp_flow(unsigned flags, unsigned packets, unsigned bytes, bool answer = false,
                    unsigned sampling = 0) {
  V5 flow{.flags = flags, .packets = packets, .bytes = bytes};
  if (answer) {
    std::swap(flow.from, flow.to);
    std::swap(flow.from_port, flow.to_port);
  }
  return Collector().add(v5({flow}, 1, sampling)).only();
}

TEST(ExportedFlow, ASynThatNeverWentOnIsAnObservedAttempt) {
  const FlowRecord record = tcp_flow(kSyn, 3, 180);

  EXPECT_EQ(record.state, FlowState::Attempted);
  EXPECT_EQ(record.direction, DirectionBasis::Syn);
  EXPECT_TRUE(record.saw_syn);
}

TEST(ExportedFlow, AScannerThatResetsAfterTheAnswerMadeAnAttempt) {
  EXPECT_EQ(tcp_flow(kSyn | kRst, 2, 80).state, FlowState::Attempted);
}

TEST(ExportedFlow, ASingleSynAckComesFromTheResponder) {
  const FlowRecord record = tcp_flow(kSyn | kAck, 1, 60, true);

  EXPECT_EQ(record.initiator, ip(kA));
  EXPECT_EQ(record.responder, ip(kB));
  EXPECT_EQ(record.responder_port, 443);
  EXPECT_EQ(record.packets_in, 1U);
  EXPECT_EQ(record.packets_out, 0U);
  EXPECT_EQ(record.direction, DirectionBasis::SynAck);
  EXPECT_EQ(record.state, FlowState::Attempted);
}

TEST(ExportedFlow, PayloadWithAckIsEstablished) {
  // 10 packets of 61 bytes: more than headers of 60.
  EXPECT_EQ(tcp_flow(kAck | kPush, 10, 610).state, FlowState::Established);
  EXPECT_EQ(tcp_flow(kAck | kPush, 10, 600).state, FlowState::OneWay);
}

TEST(ExportedFlow, ASynFollowedByAnAckTookTheAnswer) {
  EXPECT_EQ(tcp_flow(kSyn | kAck, 2, 112).state, FlowState::Established);
}

TEST(ExportedFlow, RepeatedSynAcksDoNotShowThatAnybodyTookThem) {
  EXPECT_EQ(tcp_flow(kSyn | kAck, 3, 180, true).state, FlowState::OneWay);
}

TEST(ExportedFlow, AResetWithAckAndNothingElseRefuses) {
  const FlowRecord record = tcp_flow(kRst | kAck, 1, 40, true);

  EXPECT_EQ(record.state, FlowState::Rejected);
  EXPECT_EQ(record.responder, ip(kB));
}

TEST(ExportedFlow, ASourceAtAServicePortIsTheResponder) {
  const FlowRecord record = tcp_flow(kAck | kPush, 10, 5000, true);

  EXPECT_EQ(record.initiator, ip(kA));
  EXPECT_EQ(record.initiator_port, 40000);
  EXPECT_EQ(record.direction, DirectionBasis::ServicePort);
  EXPECT_EQ(record.bytes_in, 5000U);
  EXPECT_EQ(record.bytes_out, 0U);
}

TEST(ExportedFlow, WhatIsSampledIsNoAttemptAndNoRefusal) {
  EXPECT_EQ(tcp_flow(kSyn, 1, 60, false, 100).state, FlowState::OneWay);
  EXPECT_EQ(tcp_flow(kRst | kAck, 1, 40, true, 100).state, FlowState::OneWay);
  EXPECT_EQ(tcp_flow(kAck | kPush, 1, 1500, false, 100).state, FlowState::Established);
}

TEST(ExportedFlow, AUdpFlowOfOneDirectionSaysNothingOfAnAnswer) {
  EXPECT_EQ(Collector().add(v5({V5{.to_port = 53, .protocol = 17, .flags = 0}})).only().state,
            FlowState::OneWay);
}

TEST(ExportedFlow, CountsThatDoNotFitAreHeldAtTheHighest) {
  const Data record = usual_record() + u64(0xFFFFFFFFFFFFFFFF);
  // Octets of eight bytes after those of four: the first counts.
  const std::vector<Field> list = {{8, 4}, {12, 4}, {4, 1}, {1, 8}, {34, 4}};
  const FlowRecord read =
      one_of(list, address(kA) + address(kB) + u8(47) + u64(0xFFFFFFFFFFFFFFFF) + u32(2));

  EXPECT_EQ(read.bytes_out, 0xFFFFFFFFFFFFFFFFU);
  EXPECT_FALSE(read.has_ports);
  EXPECT_EQ(one_of(usual({{1, 8}}), record).bytes_out, 5000U);
}

}  // namespace
}  // namespace hamon
