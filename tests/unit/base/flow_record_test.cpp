#include "base/flow_record.hpp"

#include "base/sha256.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

TEST(PayloadBothWays, NeedsPayloadOfBothEnds) {
  FlowRecord r;
  r.payload_out = 1;
  EXPECT_FALSE(has_payload_both_ways(r));
  r.payload_in = 1;
  EXPECT_TRUE(has_payload_both_ways(r));
}

TEST(PayloadBothWays, WithoutPayloadCountsAsksForMoreThan60BytesAPacketEachWay) {
  FlowRecord r;
  r.payload_known = false;
  r.packets_out = r.packets_in = 10;
  r.bytes_out = 601;
  r.bytes_in = 600;
  EXPECT_FALSE(has_payload_both_ways(r));
  r.bytes_in = 601;
  EXPECT_TRUE(has_payload_both_ways(r));
}

TEST(ProtocolName, ReadsBackWhatItWrites) {
  for (int n = 0; n < 256; ++n) {
    EXPECT_EQ(parse_protocol(protocol_name(static_cast<std::uint8_t>(n))), n);
  }
  EXPECT_EQ(parse_protocol("ip/256"), std::nullopt);
  EXPECT_EQ(parse_protocol("ip/"), std::nullopt);
}

TEST(Sha256, EqualsTheExampleOfFips180) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Base64, EqualsTheVectorsOfRfc4648Section10) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

}  // namespace
TEST(FlowId, IsKnownWithTheFirstPacketWhateverComesLater) {
  FlowRecord a;
  a.initiator = IpAddress::v4(0x0A000001);
  a.responder = IpAddress::v4(0x0A000002);
  a.initiator_port = 40'000;
  a.responder_port = 443;
  a.protocol = protocol::kTcp;
  a.first = 7;
  FlowRecord later = a;
  std::swap(later.initiator, later.responder);  // the direction was inferred afterwards
  std::swap(later.initiator_port, later.responder_port);
  later.last = 99;
  later.packets_out = 12;
  EXPECT_EQ(flow_id(later), flow_id(a));
  EXPECT_EQ(flow_id_text(0xAB), "00000000000000ab");
}

TEST(FlowId, TellsRecordsOfOnePacketApart) {
  FlowRecord a;
  a.first = 7;
  for (const auto change :
       {+[](FlowRecord& r) { r.first = 8; }, +[](FlowRecord& r) { r.part = 1; },
        +[](FlowRecord& r) { r.carrier = 5; }, +[](FlowRecord& r) { r.tunnel = "gre"; },
        +[](FlowRecord& r) { r.exporter = IpAddress::v4(1); },
        +[](FlowRecord& r) { r.responder_port = 1; }}) {
    FlowRecord b = a;
    change(b);
    EXPECT_NE(flow_id(b), flow_id(a));
  }
}

}  // namespace hamon
