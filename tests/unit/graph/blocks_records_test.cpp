#include "base/sha256.hpp"
#include "graph/byte_codec.hpp"
#include "graph/record_blocks.hpp"

#include <random>

#include <gtest/gtest.h>

namespace hamon {
namespace {

FlowRecord full_record() {
  FlowRecord r;
  r.start = {1'780'930'800'000'000'001};
  r.end = {1'780'934'400'000'000'002};
  r.initiator = *IpAddress::parse("10.0.0.1");
  r.responder = *IpAddress::parse("2001:db8::1");
  r.initiator_port = 65535;
  r.responder_port = 443;
  r.has_ports = true;
  r.protocol = 255;
  r.state = FlowState::Established;
  r.direction = DirectionBasis::Syn;
  r.saw_syn = true;
  r.bytes_with_link_layer = true;
  r.payload_known = false;
  r.packets_out = UINT64_MAX;
  r.bytes_out = 1;
  r.payload_out = 2;
  r.packets_in = 3;
  r.bytes_in = 4;
  r.payload_in = 5;
  r.initiator_mac = *MacAddress::parse("02:00:00:00:00:01");
  r.initiator_ttl = 255;
  r.responder_ttl = 1;
  r.vlan = 4094;
  r.service = "https";
  r.service_basis = ServiceBasis::Site;
  r.tunnel = "gre";
  r.history = "ShADadFf";
  r.names = {"a.example", "b.example"};
  r.activity = {{5936436, 10, 20}, {5936437, 0, UINT64_MAX}};
  r.translation = Translation{
      r.ends(), {*IpAddress::parse("192.0.2.1"), *IpAddress::parse("2001:db8::2"), 1024, 8443}};
  r.first = 7;
  r.last = 9;
  return r;
}

TEST(RecordBlock, GivesBackEveryField) {
  FlowRecord other;  // nothing set, at the ends of time
  other.start = Timestamp::min();
  other.end = Timestamp::max();
  other.has_ports = false;
  other.first = UINT64_MAX;
  const std::vector<FlowRecord> records = {other, full_record(), full_record()};
  EXPECT_EQ(decode_records(encode_records(records)), records);
}

TEST(RecordBlock, OfNothingIsNothing) {
  EXPECT_EQ(decode_records(encode_records({})), std::vector<FlowRecord>{});
  EXPECT_EQ(decode_bindings(encode_bindings({})), std::vector<Binding>{});
}

TEST(RecordBlock, KeepsBindings) {
  Binding b;
  b.kind = BindingKind::ServerName;
  b.first = {5};
  b.last = {6};
  b.address = *IpAddress::parse("fe80::1");
  b.mac = *MacAddress::parse("02:00:00:00:00:02");
  b.name = "lis-an2";
  b.client_id = "01020000000002";
  b.count = 12;
  b.first_record = 3;
  const std::vector<Binding> bindings = {Binding{}, b};
  EXPECT_EQ(decode_bindings(encode_bindings(bindings)), bindings);
}

TEST(RecordBlock, IsNotTakenForTheOtherKind) {
  const std::vector<FlowRecord> records = {full_record()};
  EXPECT_EQ(decode_bindings(encode_records(records)), std::nullopt);
}

TEST(RecordBlock, CutOffOrWithMoreBehindIsRefused) {
  const std::vector<FlowRecord> records = {full_record(), full_record()};
  const std::string plain = *decompress(encode_records(records), 1 << 20);
  for (std::size_t size = 0; size < plain.size(); ++size) {
    EXPECT_EQ(decode_records(compress(plain.substr(0, size), 1)), std::nullopt) << size;
  }
  EXPECT_EQ(decode_records(compress(plain + '\0', 1)), std::nullopt);
  const std::string frame = encode_records(records);
  EXPECT_EQ(decode_records(frame.substr(0, frame.size() - 1)), std::nullopt);
}

TEST(RecordBlock, WithAnyByteChangedIsReadOrRefusedButNeverMore) {
  const std::vector<FlowRecord> records = {full_record(), full_record()};
  const std::string plain = *decompress(encode_records(records), 1 << 20);
  for (std::size_t i = 0; i < plain.size(); ++i) {
    for (const int bit : {0, 3, 7}) {
      std::string damaged = plain;
      damaged[i] = static_cast<char>(damaged[i] ^ (1 << bit));
      const auto read = decode_records(compress(damaged, 1));
      if (read) {
        EXPECT_LE(read->size(), kBlockRecords);
      }
    }
  }
}

TEST(RecordBlock, WhoseWordsWouldFillTheMemoryIsRefused) {
  // 32,768 records that each name one word of 1 MiB: 32 GiB from a few bytes.
  std::vector<FlowRecord> records(kBlockRecords);
  const std::string word(1 << 20, 'x');
  for (FlowRecord& r : records) {
    r.tunnel = "t";
  }
  std::string plain = *decompress(encode_records(records), 64 << 20);
  CodecWriter longer;
  longer.text(word);
  const std::string shorter = std::string("\x01") + "t";
  plain.replace(plain.find(shorter), shorter.size(), longer.bytes());
  EXPECT_EQ(decode_records(compress(plain, 1)), std::nullopt);
}

TEST(ByteCodec, GivesBackNumbersAtTheEndsOfTheirRange) {
  CodecWriter out;
  for (const std::int64_t n : {INT64_MIN, std::int64_t{-1}, std::int64_t{0}, INT64_MAX}) {
    out.signed_number(n);
  }
  for (const std::uint64_t n : {std::uint64_t{127}, std::uint64_t{128}, UINT64_MAX}) {
    out.number(n);
  }
  CodecReader in(out.bytes());
  EXPECT_EQ(in.signed_number(), INT64_MIN);
  EXPECT_EQ(in.signed_number(), -1);
  EXPECT_EQ(in.signed_number(), 0);
  EXPECT_EQ(in.signed_number(), INT64_MAX);
  EXPECT_EQ(in.number(), 127U);
  EXPECT_EQ(in.number(), 128U);
  EXPECT_EQ(in.number(), UINT64_MAX);
  EXPECT_TRUE(in.ok() && in.at_end());
}

TEST(ByteCodec, RefusesNumbersThatDoNotFit) {
  CodecReader in(
      std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10));  // 2^64 and more
  EXPECT_EQ(in.number(), 0U);
  EXPECT_FALSE(in.ok());
  CodecReader count(
      std::string_view("\x05"
                       "abcd"));
  EXPECT_EQ(count.count(), 0U);  // five things cannot stand in four bytes
  EXPECT_FALSE(count.ok());
}

}  // namespace
}  // namespace hamon
