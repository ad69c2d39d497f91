#include "unit/capture/made_export.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace made;

Data with_length(const Data& body) {
  return u32(body.size()) + body;
}
/// `sampled_header` of an Ethernet frame, of which `stripped` bytes (the check sequence) are gone.
Data raw_header(const Data& frame, unsigned protocol = 1) {
  Data padded = frame;
  padded.resize((frame.size() + 3) / 4 * 4, '\0');
  return u32(1) +
         with_length(u32(protocol) + u32(frame.size() + 4) + u32(4) + u32(frame.size()) + padded);
}
Data flow_sample(const std::vector<Data>& records, unsigned rate = 512) {
  Data body =
      u32(1) + u32(3) + u32(rate) + u32(1000) + u32(0) + u32(3) + u32(4) + u32(records.size());
  for (const Data& record : records) {
    body += record;
  }
  return u32(1) + with_length(body);
}
Data expanded_sample(const Data& record, unsigned rate = 512) {
  return u32(3) + with_length(u32(1) + u32(0) + u32(3) + u32(rate) + u32(1000) + u32(0) + u32(0) +
                              u32(3) + u32(0) + u32(4) + u32(1) + record);
}
Data counter_sample() {
  return u32(2) + with_length(u32(1) + u32(3) + u32(0));
}
Data sflow(const std::vector<Data>& samples, unsigned sequence = 1) {
  Data data = u32(5) + u32(1) + address("203.0.113.9") + u32(0) + u32(sequence) + u32(100'000) +
              u32(samples.size());
  for (const Data& sample : samples) {
    data += sample;
  }
  return data;
}

TEST(Sflow, ASampledFrameIsOneRecordTimesTheRate) {
  const Collector collector =
      Collector().add(sflow({flow_sample({raw_header(a_to_b(kAck, 1000, 1, "hello"))})}));
  const FlowRecord record = collector.only();

  EXPECT_EQ(record.initiator, ip(kA));
  EXPECT_EQ(record.responder, ip(kB));
  EXPECT_EQ(record.responder_port, 443);
  EXPECT_EQ(record.sampling, 512U);
  EXPECT_EQ(record.packets_out, 512U);
  EXPECT_EQ(record.bytes_out, 512U * 45);  // 20 of IP, 20 of TCP, 5 of payload
  EXPECT_EQ(record.payload_out, 512U * 5);
  EXPECT_TRUE(record.payload_known);
  EXPECT_EQ(record.state, FlowState::Established);
  EXPECT_EQ(record.start, at(1));
  EXPECT_EQ(record.end, at(1));
  EXPECT_EQ(record.exporter, ip(kExporter));
  EXPECT_EQ(record.initiator_mac, MacAddress::parse(kMacA));
  EXPECT_EQ(record.initiator_ttl, 64);
}

TEST(Sflow, SamplesAreNumberedAndCountersPassedOver) {
  const Data frame = raw_header(a_to_b(kAck));
  const Collector collector =
      Collector().add(sflow({counter_sample(), flow_sample({frame}), expanded_sample(frame)}));

  ASSERT_EQ(collector.records.size(), 2U);
  EXPECT_NE(flow_id(collector.records[0]), flow_id(collector.records[1]));
  EXPECT_EQ(collector.notes().counters, 1U);
  EXPECT_EQ(collector.notes().used, 2U);
}

TEST(Sflow, ASampledSynIsNoAttemptSinceTheAnswerMayNotHaveBeenLookedAt) {
  const FlowRecord record =
      Collector().add(sflow({flow_sample({raw_header(a_to_b(kSyn))})})).only();

  EXPECT_EQ(record.state, FlowState::OneWay);
  EXPECT_EQ(record.direction, DirectionBasis::Syn);
}

TEST(Sflow, IpPacketsWithoutLinkHeader) {
  const Data packet = ipv4(kA, kB, 17, udp(40000, 53, "question"));
  const FlowRecord record = Collector().add(sflow({flow_sample({raw_header(packet, 11)})})).only();

  EXPECT_EQ(record.protocol, 17);
  EXPECT_EQ(record.responder_port, 53);
  EXPECT_EQ(record.payload_out, 512U * 8);
}

TEST(Sflow, FieldsOfAnIpPacketInsteadOfItsBytes) {
  const Data fields = u32(3) + with_length(u32(60) + u32(6) + address(kA) + address(kB) +
                                           u32(40000) + u32(22) + u32(kSyn) + u32(0));
  const Data vlan = u32(1001) + with_length(u32(30) + u32(0) + u32(30) + u32(0));
  const FlowRecord record = Collector().add(sflow({flow_sample({fields, vlan}, 1)})).only();

  EXPECT_EQ(record.responder_port, 22);
  EXPECT_EQ(record.bytes_out, 60U);
  EXPECT_EQ(record.sampling, 1U);
  EXPECT_EQ(record.state, FlowState::Attempted);
  EXPECT_EQ(record.vlan, 30);
}

TEST(Sflow, FramesWithoutIpAreCounted) {
  const Collector collector =
      Collector().add(sflow({flow_sample({raw_header(ethernet(0x0806, Data(28, '\0')))})}));

  EXPECT_TRUE(collector.records.empty());
  EXPECT_EQ(collector.notes().not_ip.times, 1U);
}

TEST(Sflow, MissingDatagramsAreLostPerAgent) {
  const std::vector<Data> none = {counter_sample()};
  const Collector collector =
      Collector().add(sflow(none, 1)).add(sflow(none, 2)).add(sflow(none, 6));

  EXPECT_EQ(collector.notes().lost.times, 3U);
}

TEST(Sflow, OfADatagramCutAtAnyByteTheWholeSamplesAreRead) {
  const Data one = flow_sample({raw_header(a_to_b(kAck))});
  const Data whole = sflow({one, one});
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    const Collector collector = Collector().add(whole.substr(0, cut));

    EXPECT_EQ(collector.records.size(), cut < 28 ? 0 : (cut - 28) / one.size()) << cut;
    EXPECT_EQ(collector.notes().malformed.times + collector.notes().other_version.times, 1U) << cut;
  }
}

TEST(Sflow, IsRecognisedByVersionAgentAndSamples) {
  const Data good = sflow({flow_sample({raw_header(a_to_b(kAck))})});
  EXPECT_TRUE(ExportDecoder::recognises(view(good), 50000));

  Data other_version = good;
  other_version[3] = 4;
  EXPECT_FALSE(ExportDecoder::recognises(view(other_version), 6343));
  Data other_agent = good;
  other_agent[7] = 3;
  EXPECT_FALSE(ExportDecoder::recognises(view(other_agent), 6343));
  for (std::size_t cut = 0; cut < 36; ++cut) {
    EXPECT_FALSE(ExportDecoder::recognises(view(good.substr(0, cut)), 6343)) << cut;
  }
}

}  // namespace
}  // namespace hamon
