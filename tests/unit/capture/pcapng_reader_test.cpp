#include "unit/capture/made_capture.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace made;
using testing::IsEmpty;
using testing::SizeIs;

// Blocks of draft-ietf-opsawg-pcapng in either byte order.
class Pcapng {
 public:
  explicit Pcapng(bool big) : big_(big) {}

  Pcapng& section() {
    return block(0x0A0D0D0A, n32(0x1A2B3C4D) + n16(1) + n16(0) + n64(UINT64_MAX));
  }
  Pcapng& interface(unsigned link, const Data& options = {}) {
    return block(1, n16(link) + n16(0) + n32(0) + options);
  }
  Pcapng& packet(unsigned interface, std::uint64_t ticks, const Data& frame,
                 const Data& options = {}) {
    return block(6, n32(interface) + n32(ticks >> 32) + n32(ticks & 0xFFFFFFFF) +
                        n32(frame.size()) + n32(frame.size()) + padded(frame) + options);
  }
  Pcapng& block(std::uint32_t type, const Data& body) {
    bytes += n32(type) + n32(body.size() + 12) + body + n32(body.size() + 12);
    return *this;
  }
  Data option(unsigned code, const Data& value) const {
    return n16(code) + n16(static_cast<unsigned>(value.size())) + padded(value);
  }
  Data n16(unsigned v) const { return big_ ? u16(v) : reversed(u16(v)); }
  Data n32(std::uint64_t v) const { return big_ ? u32(v) : reversed(u32(v)); }
  Data n64(std::uint64_t v) const { return big_ ? u64(v) : reversed(u64(v)); }
  static Data padded(Data d) {
    d.resize((d.size() + 3) / 4 * 4);
    return d;
  }

  Data bytes;

 private:
  bool big_;
};

constexpr std::uint64_t kMicro = static_cast<std::uint64_t>(kBegin) * 1'000'000;

class PcapngReader : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(ByteOrders, PcapngReader, testing::Values(false, true));

TEST_P(PcapngReader, ReadsPacketsWithMicrosecondsByDefault) {
  Pcapng file(GetParam());
  file.section().interface(1).packet(0, kMicro + 7, a_to_b(kSyn));
  const Reading reading = read(file.bytes);
  ASSERT_THAT(reading.records, SizeIs(1));
  EXPECT_EQ(reading.records[0].start.ns, at(0).ns + 7'000);
  EXPECT_EQ(reading.report.kind, "pcapng");
  EXPECT_FALSE(reading.report.damaged);
}

TEST_P(PcapngReader, ReadsTimesInTheResolutionOfEachInterface) {
  Pcapng file(GetParam());
  const Data nano = file.option(9, u8(9));
  const Data two_to_the_tenth = file.option(9, u8(0x80 | 10));
  const Data ten_seconds_later = file.option(14, file.n64(10));
  file.section().interface(1, nano).interface(1, two_to_the_tenth).interface(1, ten_seconds_later);
  file.packet(0, kMicro * 1000 + 1, datagram(kA, 1001, kB, 9, "x"));
  // 512 of 1024 parts of a second are half a second.
  file.packet(1, static_cast<std::uint64_t>(kBegin) * 1024 + 512, datagram(kA, 1002, kB, 9, "x"));
  file.packet(2, kMicro, datagram(kA, 1003, kB, 9, "x"));
  const Reading reading = read(file.bytes);
  ASSERT_THAT(reading.records, SizeIs(3));
  EXPECT_EQ(reading.records[0].start.ns, at(0).ns + 1);
  EXPECT_EQ(reading.records[1].start.ns, at(0).ns + 500'000'000);
  EXPECT_EQ(reading.records[2].start, at(10));
}

TEST_P(PcapngReader, BeginsAnewWithEachSection) {
  Pcapng file(GetParam());
  file.section().interface(1).packet(0, kMicro, a_to_b(kSyn));
  Pcapng other(!GetParam());
  other.section().interface(101).packet(0, kMicro, ipv4(kB, kA, 17, udp(53, 5300, "x")));
  const Reading reading = read(file.bytes + other.bytes);
  EXPECT_THAT(reading.records, SizeIs(2));
  EXPECT_FALSE(reading.report.damaged);
}

TEST_P(PcapngReader, PassesOverBlocksThatItDoesNotKnow) {
  Pcapng file(GetParam());
  file.section().block(0x0BAD, Data(8, 'x')).interface(1).block(10, Data(400, 's'));
  file.packet(0, kMicro, a_to_b(kSyn));
  for (const std::size_t block : {1U << 20U, 5U, 1U}) {
    const Reading reading = read(file.bytes, block);
    EXPECT_THAT(reading.records, SizeIs(1));
    EXPECT_THAT(reading.told.diagnostics, IsEmpty());
  }
}

TEST_P(PcapngReader, AddsTheLastDropCounterOfEachInterface) {
  Pcapng file(GetParam());
  const auto statistics = [&](unsigned interface, std::uint64_t drops) {
    file.block(5, file.n32(interface) + file.n64(0) + file.option(5, file.n64(drops)));
  };
  file.section().interface(1).interface(1);
  statistics(0, 3);
  statistics(0, 5);
  statistics(1, 7);
  EXPECT_EQ(read(file.bytes).report.drops, 12U);  // 5 + 7
}

TEST_P(PcapngReader, HasNoDropCounterWhereNobodyStatesOne) {
  Pcapng file(GetParam());
  file.section().interface(1).packet(0, kMicro, a_to_b(kSyn));
  EXPECT_EQ(read(file.bytes).report.drops, std::nullopt);
}

TEST_P(PcapngReader, PlacesImpossibleTimesAtThePacketBeforeAndCallsTheFileDamaged) {
  Pcapng file(GetParam());
  file.section().interface(1).packet(0, kMicro, a_to_b(kSyn));
  file.packet(0, UINT64_MAX, b_to_a(kSyn | kAck));  // the year 586,524
  const Reading reading = read(file.bytes);
  ASSERT_THAT(reading.records, SizeIs(1));
  EXPECT_EQ(reading.records[0].packets_in, 1U);
  EXPECT_EQ(reading.records[0].end, at(0));
  EXPECT_TRUE(reading.report.damaged);
}

TEST_P(PcapngReader, CountsPacketsOfInterfacesThatNobodyDescribed) {
  Pcapng file(GetParam());
  file.section().interface(1).packet(3, kMicro, a_to_b(kSyn)).packet(0, kMicro, a_to_b(kSyn));
  const Reading reading = read(file.bytes);
  EXPECT_EQ(reading.report.records, 2U);
  EXPECT_EQ(reading.report.used, 1U);
  EXPECT_EQ(reading.unused("unknown_interface"), 1U);
  EXPECT_TRUE(reading.report.damaged);
}

TEST_P(PcapngReader, EndsWhereTheTwoLengthsOfABlockDiffer) {
  Pcapng file(GetParam());
  file.section().interface(1).packet(0, kMicro, a_to_b(kSyn));
  const std::size_t intact = file.bytes.size();
  file.packet(0, kMicro, a_to_b(kAck, 1001)).packet(0, kMicro, a_to_b(kAck, 1001));
  file.bytes[intact + 4 + (GetParam() ? 3 : 0)] ^= 4;
  const Reading reading = read(file.bytes);
  EXPECT_EQ(reading.report.records, 1U);
  EXPECT_TRUE(reading.report.damaged);
  ASSERT_THAT(reading.told.diagnostics, SizeIs(1));
  EXPECT_EQ(reading.told.diagnostics[0].place, Place::byte(intact));
}

TEST_P(PcapngReader, ReadsSimpleAndObsoletePacketBlocks) {
  Pcapng file(GetParam());
  const Data frame = a_to_b(kSyn);
  const Data later = ethernet(0x0800, ipv4(kA, kB, 6, tcp(40000, 443, kSyn), 2));  // no copy
  file.section().interface(1);
  file.block(2, file.n16(0) + file.n16(0xFFFF) + file.n32(kMicro >> 32) +
                    file.n32(kMicro & 0xFFFFFFFF) + file.n32(frame.size()) +
                    file.n32(frame.size()) + Pcapng::padded(frame));
  file.block(3, file.n32(later.size()) + Pcapng::padded(later));
  const Reading reading = read(file.bytes);
  ASSERT_THAT(reading.records, SizeIs(1));
  EXPECT_EQ(reading.records[0].packets_out, 2U);
  EXPECT_EQ(reading.records[0].end, at(0));  // the simple block has no time of its own
}

TEST_P(PcapngReader, SurvivesACutAtEveryByte) {
  Pcapng file(GetParam());
  file.section().interface(1, file.option(9, u8(9)));
  file.packet(0, kMicro * 1000, a_to_b(kSyn), file.option(2, u32(1)))
      .block(5, file.n32(0) + file.n64(0));
  for (std::size_t n = 0; n < file.bytes.size(); ++n) {
    const Reading cut = read(file.bytes.substr(0, n), 32);
    EXPECT_LE(cut.report.records, 1U) << n;
  }
}

}  // namespace
}  // namespace hamon
