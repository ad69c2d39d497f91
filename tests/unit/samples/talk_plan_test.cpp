#include "samples/talk_plan.hpp"

#include "base/flow_record.hpp"
#include "samples/sample_payloads.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

SampleTalk talk_of(std::string_view service, std::int64_t seconds, std::uint64_t out,
                   std::uint64_t in) {
  SampleTalk talk;
  talk.start = 1'000'000'000;
  talk.end = talk.start + seconds * 1'000'000;
  talk.initiator = *IpAddress::parse("10.0.0.1");
  talk.responder = *IpAddress::parse("10.0.0.2");
  talk.initiator_port = 50'000;
  talk.responder_port = sample_service(service).port;
  talk.protocol = sample_service(service).protocol;
  talk.service = sample_service(service).word;
  talk.out = out;
  talk.in = in;
  return talk;
}

TEST(TalkPlan, BeginsWithAHandshakeAndEndsWithBothClosing) {
  const auto packets = plan_of(talk_of("mirror", 2, 0, 0)).packets;
  // The mirror has no opening of a standard, and no data was asked for: SYN, SYN ACK, ACK, FIN,
  // FIN, ACK.
  ASSERT_EQ(packets.size(), 6U);
  using tcp_flag::kAck;
  using tcp_flag::kFin;
  using tcp_flag::kSyn;
  const std::vector<int> flags{kSyn, kSyn | kAck, kAck, kFin | kAck, kFin | kAck, kAck};
  for (std::size_t i = 0; i < flags.size(); ++i) {
    EXPECT_EQ(packets[i].flags, flags[i]) << i;
  }
  EXPECT_EQ(packets.front().time, 1'000'000'000);
  EXPECT_EQ(packets.back().time, 1'002'000'000);
}

TEST(TalkPlan, AcknowledgesEveryByteThatWasSentAlsoThoseLeftOut) {
  const TalkPlan plan = plan_of(talk_of("mirror", 10, 100'000, 3'000));
  // 100,000 bytes in segments of 1460 are 69 packets, 3,000 are 3; two each way are kept.
  EXPECT_EQ(plan.left_out[0], 67U);
  EXPECT_EQ(plan.left_out[1], 1U);
  const auto& last = plan.packets.back();
  const auto& syn = plan.packets[0];
  const auto& syn_ack = plan.packets[1];
  EXPECT_EQ(last.sequence - syn.sequence, 100'002U);  // SYN and FIN count one each
  EXPECT_EQ(last.acknowledged - syn_ack.sequence, 3'002U);
}

TEST(TalkPlan, CountsWhatASensorWouldCount) {
  const TalkPlan plan = plan_of(talk_of("mirror", 10, 100'000, 3'000));
  EXPECT_EQ(plan.payload[0], 100'000U);
  // From the initiator SYN, ACK, FIN, ACK and 69 data packets; 40 bytes of headers, 12 more in SYN.
  EXPECT_EQ(plan.all_packets[0], 4U + 69U);
  EXPECT_EQ(plan.all_ip_bytes[0], 100'000U + 73U * 40U + 12U);
  EXPECT_EQ(plan.all_packets[1], 2U + 3U);
  EXPECT_EQ(plan.all_ip_bytes[1], 3'000U + 5U * 40U + 12U);
}

TEST(TalkPlan, LeavesNothingOutOfASmallConversation) {
  const TalkPlan plan = plan_of(talk_of("hl7", 4, 2'000, 400));
  EXPECT_EQ(plan.left_out[0] + plan.left_out[1], 0U);
  std::uint64_t payload = 0;
  for (const PlannedPacket& packet : plan.packets) {
    payload += packet.payload.size();
  }
  EXPECT_EQ(payload, 2'400U);
}

TEST(TalkPlan, NeverFallsSilentForAsLongAsASensorWaits) {
  for (const auto& [service, most] : {std::pair{"mirror", 300}, std::pair{"ipsec", 60}}) {
    const auto plan = plan_of(talk_of(service, 14'400, 1'000'000, 1'000'000));
    for (std::size_t i = 1; i < plan.packets.size(); ++i) {
      const auto gap = plan.packets[i].time - plan.packets[i - 1].time;
      ASSERT_LT(gap, most * std::int64_t{1'000'000}) << service << ", packet " << i;
      ASSERT_GE(gap, 0) << service << ", packet " << i;
    }
  }
}

TEST(TalkPlan, AnUnansweredOneIsASingleSynAndARefusedOneEndsInAReset) {
  SampleTalk talk = talk_of("smb", 0, 0, 0);
  talk.course = TalkCourse::Unanswered;
  EXPECT_EQ(plan_of(talk).packets.size(), 1U);
  talk.course = TalkCourse::Refused;
  const auto refused = plan_of(talk).packets;
  ASSERT_EQ(refused.size(), 2U);
  EXPECT_EQ(refused[1].side, 1);
  EXPECT_EQ(refused[1].flags, tcp_flag::kRst | tcp_flag::kAck);
  EXPECT_EQ(refused[1].acknowledged, refused[0].sequence + 1);
}

TEST(SamplePayloads, FillerIsTheSameForTheSameSeedOnly) {
  EXPECT_EQ(filler(7, 100), filler(7, 100));
  EXPECT_NE(filler(7, 100), filler(8, 100));
  EXPECT_TRUE(filler(7, 0).empty());
}

}  // namespace
}  // namespace hamon
