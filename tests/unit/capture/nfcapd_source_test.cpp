#include "capture/nfcapd_source.hpp"

#include "capture/block_compression.hpp"

#include "line_text.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using testing_lines::at;
using testing_lines::ReadLog;

/// `value` in `width` bytes, lowest first.
std::string little(std::uint64_t value, int width) {
  std::string out;
  for (int i = 0; i < width; ++i) {
    out.push_back(static_cast<char>(value >> (8 * i)));
  }
  return out;
}

std::uint64_t ms(Timestamp t) {
  return static_cast<std::uint64_t>(t.ns / 1'000'000);
}

std::string element(int type, const std::string& body) {
  return little(static_cast<std::uint64_t>(type), 2) + little(body.size() + 4, 2) + body;
}

/// A record of nfdump 1.7: 192.0.2.7:50000 to 192.0.2.9:445, TCP, 10 packets, 3000 bytes.
std::string record_v3(const std::string& more = {}, int elements = 2) {
  const std::string flow = little(ms(at(1)), 8) + little(ms(at(3)), 8) + little(0, 8) +
                           little(10, 8) + little(3000, 8) + little(50000, 2) + little(445, 2) +
                           little(6, 1) + little(0x1B, 1) + little(0, 2);
  const std::string body =
      element(1, flow) + element(2, little(0xC0000207, 4) + little(0xC0000209, 4)) + more;
  return little(11, 2) + little(12 + body.size(), 2) +
         little(static_cast<std::uint64_t>(elements), 2) + little(0, 6) + body;
}

std::string block(const std::string& content, int flags = 0) {
  return little(1, 4) + little(content.size(), 4) + little(3, 2) +
         little(static_cast<std::uint64_t>(flags), 2) + content;
}

std::string file_v2(const std::string& blocks, int compression = 0, int count = 1) {
  return little(0xA50C, 2) + little(2, 2) + little(0x01070100, 4) + little(0, 8) +
         little(static_cast<std::uint64_t>(compression), 1) + little(0, 15) + little(1 << 20, 4) +
         little(static_cast<std::uint64_t>(count), 4) + blocks;
}

ReadLog read_nfcapd(const std::string& bytes) {
  return testing_lines::read_with(make_nfcapd_source, bytes, nullptr, 7);
}

TEST(NfcapdSource, ReadsARecordOfLayout2) {
  const std::string counters = element(5, little(1, 8) + little(8, 8) + little(2000, 8));
  const auto log = read_nfcapd(file_v2(block(record_v3(counters, 3))));
  ASSERT_EQ(log.flows.size(), 1U);
  const FlowRecord& r = log.flows[0];
  EXPECT_EQ(r.initiator.text(), "192.0.2.7");
  EXPECT_EQ(r.responder_port, 445);
  EXPECT_EQ(r.start, at(1));
  EXPECT_EQ(r.end, at(3));
  EXPECT_EQ(r.bytes_out, 3000U);
  EXPECT_EQ(r.bytes_in, 2000U);
  EXPECT_EQ(r.state, FlowState::Established);
  EXPECT_TRUE(log.diagnostics.empty());
}

TEST(NfcapdSource, ReadsARecordOfLayout1) {
  const std::uint64_t seconds = ms(at(1)) / 1000;
  const std::string body = little(500, 2) + little(0, 2) + little(seconds, 4) +
                           little(seconds + 2, 4) + little(0, 1) + little(0x1B, 1) + little(6, 1) +
                           little(0, 1) + little(50000, 2) + little(445, 2) + little(0, 4) +
                           little(0xC0000207, 4) + little(0xC0000209, 4) + little(10, 4) +
                           little(3000, 4);
  const std::string record = little(10, 2) + little(8 + body.size(), 2) + little(0, 4) + body;
  const std::string file = little(0xA50C, 2) + little(1, 2) + little(0, 4) + little(1, 4) +
                           std::string(128 + 136, '\0') + little(1, 4) + little(record.size(), 4) +
                           little(2, 2) + little(0, 2) + record;
  const auto log = read_nfcapd(file);
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.flows[0].start, at(1) + Duration::milliseconds(500));
  EXPECT_EQ(log.flows[0].packets_out, 10U);
  EXPECT_EQ(log.flows[0].bytes_out, 3000U);
}

TEST(NfcapdSource, TakesTheTimeOfArrivalWhereTheExporterGaveNone) {
  const std::string flow = little(0, 16) + little(ms(at(7)), 8) + little(1, 8) + little(75, 8) +
                           little(50000, 2) + little(53, 2) + little(17, 1) + little(0, 3);
  const std::string body =
      element(1, flow) + element(2, little(0xC0000207, 4) + little(0xC0000209, 4));
  const std::string record =
      little(11, 2) + little(12 + body.size(), 2) + little(2, 2) + little(0, 6) + body;
  const auto log = read_nfcapd(file_v2(block(record)));
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.flows[0].start, at(7));
}

TEST(NfcapdSource, UnpacksLz4AndSaysWhyItReadsNoLzo) {
  // One token for literals alone: 15 and then bytes of 255 until one is less.
  const std::string record = record_v3();
  std::string packed = "\xF0";
  std::size_t rest = record.size() - 15;
  for (; rest >= 255; rest -= 255) {
    packed += '\xFF';
  }
  packed += static_cast<char>(rest);
  packed += record;
  EXPECT_EQ(read_nfcapd(file_v2(block(packed), 3)).flows.size(), 1U);

  const auto lzo = read_nfcapd(file_v2(block(packed), 1));
  EXPECT_TRUE(lzo.flows.empty());
  EXPECT_TRUE(lzo.report.damaged);
  ASSERT_EQ(lzo.diagnostics.size(), 1U);
  EXPECT_THAT(std::string(lzo.diagnostics[0].what.id), ::testing::HasSubstr("LZO"));
}

TEST(NfcapdSource, KeepsWhatPrecedesDamage) {
  const std::string good = block(record_v3());
  EXPECT_EQ(read_nfcapd(file_v2(good + good.substr(0, 40), 0, 2)).flows.size(), 1U);
  const auto shortened = read_nfcapd(file_v2(block(record_v3() + "\x0B") + good, 0, 2));
  EXPECT_EQ(shortened.flows.size(), 2U);
  EXPECT_EQ(shortened.unused("export_malformed"), 1U);
  EXPECT_EQ(shortened.report.records, 3U);
  EXPECT_TRUE(read_nfcapd(file_v2(block("xxxx"), 3)).report.damaged);
  EXPECT_TRUE(read_nfcapd(file_v2({}).substr(0, 20)).report.damaged);
}

TEST(UnpackBlock, RepeatsWhatOverlapsInLz4) {
  // Two literals, then 6 bytes from 2 before (lz4_Block_format.md: overlapping copies repeat).
  const std::string packed = std::string("\x22") + "ab" + std::string("\x02\x00\x10z", 4);
  const Bytes bytes{reinterpret_cast<const std::uint8_t*>(packed.data()), packed.size()};
  std::vector<std::uint8_t> out;
  ASSERT_TRUE(unpack_block(BlockCompression::Lz4, bytes, 100, out));
  EXPECT_EQ(std::string(out.begin(), out.end()), "ababababz");
  EXPECT_FALSE(unpack_block(BlockCompression::Lz4, bytes, 5, out)) << "more than allowed";
  EXPECT_FALSE(unpack_block(BlockCompression::Lz4, bytes.first(5), 100, out)) << "cut";
}

TEST(NfcapdSource, IsRecognisedByItsMagicNumber) {
  const auto looks = [](std::string_view text) {
    return looks_like_nfcapd(std::as_bytes(std::span(text)));
  };
  EXPECT_TRUE(looks(file_v2({})));
  EXPECT_FALSE(looks(std::string("\x0C\xA5\x00\x00\x00\x00\x00\x00", 8)));
  EXPECT_FALSE(looks("\x0C\xA5"));
}

}  // namespace
}  // namespace hamon
