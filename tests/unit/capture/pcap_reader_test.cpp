#include "unit/capture/made_capture.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace made;
using testing::IsEmpty;
using testing::SizeIs;

// The same file in the other byte order: the six words of the header (the two versions share one)
// and the four of each record, each turned round.
Data little_endian(const Data& big, std::uint32_t magic) {
  Data out = reversed(u32(magic)) + reversed(big.substr(4, 2)) + reversed(big.substr(6, 2));
  for (std::size_t at = 8; at < 24; at += 4) {
    out += reversed(big.substr(at, 4));
  }
  for (std::size_t at = 24; at < big.size();) {
    const std::size_t length = static_cast<unsigned char>(big[at + 11]);
    for (std::size_t word = 0; word < 16; word += 4) {
      out += reversed(big.substr(at + word, 4));
    }
    out += big.substr(at + 16, length);
    at += 16 + length;
  }
  return out;
}

Pcap handshake() {
  return Pcap().at(0, a_to_b(kSyn)).at(1, b_to_a(kSyn | kAck)).at(2, a_to_b(kAck, 1001, 5001));
}

TEST(PcapReader, ReadsBothByteOrdersAlike) {
  const Reading big = read(handshake());
  const Reading little = read(little_endian(handshake().bytes(), 0xA1B23C4D));
  ASSERT_THAT(big.records, SizeIs(1));
  EXPECT_EQ(big.records, little.records);
  EXPECT_EQ(little.report.kind, "pcap");
  EXPECT_THAT(little.told.diagnostics, IsEmpty());
}

TEST(PcapReader, TakesFractionsAsMicrosecondsOrNanosecondsByTheMagicNumber) {
  Pcap file;
  file.add(1'500, a_to_b(kSyn));  // fraction 1500
  Data micro = file.bytes();
  micro.replace(0, 4, u32(0xA1B2C3D4));
  EXPECT_EQ(read(file).records.at(0).start.ns, at(0).ns + 1'500);
  EXPECT_EQ(read(micro).records.at(0).start.ns, at(0).ns + 1'500'000);
}

TEST(PcapReader, GivesTheSameWhateverTheSizeOfTheBlocks) {
  const Reading whole = read(handshake().bytes());
  for (const std::size_t block : {1U, 2U, 7U, 16U, 60U, 100U}) {
    EXPECT_EQ(read(handshake().bytes(), block).records, whole.records) << block;
  }
}

TEST(PcapReader, KeepsEveryPacketBeforeACutAndNamesThePlace) {
  const Data whole = handshake().bytes();
  // Header 24, two records of 16 + 54 bytes each end at 164; the third is cut after one byte more.
  const Reading cut = read(whole.substr(0, 165));
  EXPECT_EQ(cut.report.records, 2U);
  EXPECT_TRUE(cut.report.damaged);
  ASSERT_THAT(cut.told.diagnostics, SizeIs(1));
  EXPECT_EQ(cut.told.diagnostics[0].place, Place::byte(164));
  EXPECT_EQ(cut.told.diagnostics[0].file, "made.pcap");
}

TEST(PcapReader, SurvivesACutAtEveryByte) {
  const Data whole = handshake().bytes();
  for (std::size_t n = 0; n < whole.size(); ++n) {
    const Reading cut = read(whole.substr(0, n), 16);
    const std::size_t complete = n < 24 ? 0 : (n - 24) / 70;
    EXPECT_EQ(cut.report.records, complete) << n;
    const bool at_boundary = n == 0 || (n >= 24 && (n - 24) % 70 == 0);
    EXPECT_EQ(cut.report.damaged, !at_boundary) << n;
  }
}

TEST(PcapReader, EndsAtALengthThatNoLinkCarries) {
  Data file = handshake().bytes();
  file.replace(24 + 70 + 8, 4, u32(300'000));
  const Reading damaged = read(file);
  EXPECT_EQ(damaged.report.records, 1U);
  EXPECT_TRUE(damaged.report.damaged);
}

TEST(PcapReader, AnEmptyFileHasNoRecordsAndNoDamage) {
  const Reading empty = read(Data());
  EXPECT_EQ(empty.report.records, 0U);
  EXPECT_FALSE(empty.report.damaged);
  EXPECT_THAT(read(Pcap()).records, IsEmpty());
}

TEST(PcapReader, NamesTheNumberOfALinkTypeThatItCannotRead) {
  const Reading foreign = read(Pcap(147).at(0, a_to_b(kSyn)));
  EXPECT_TRUE(foreign.report.damaged);
  EXPECT_EQ(foreign.unused("unknown_link_type"), 1U);
  ASSERT_THAT(foreign.told.diagnostics, SizeIs(1));
  EXPECT_THAT(foreign.told.diagnostics[0].what.args, testing::Contains("147"));
}

TEST(PcapReader, SaysThatFramesWereCutByTheSnapLength) {
  Pcap file(1, 96);
  file.add(0, a_to_b(kAck, 1001, 5001, Data(42, 'x')), 1514);
  EXPECT_EQ(read(file).report.format_note, "snaplen 96");
}

TEST(LooksLikeCapture, KnowsTheMagicNumbers) {
  const auto known = [](const Data& head) {
    return looks_like_capture(std::as_bytes(std::span(head.data(), head.size())));
  };
  EXPECT_TRUE(known(u32(0xA1B2C3D4)));
  EXPECT_TRUE(known(u32(0xD4C3B2A1)));
  EXPECT_TRUE(known(u32(0xA1B23C4D)));
  EXPECT_TRUE(known(u32(0x0A0D0D0A)));
  EXPECT_FALSE(known("#separator"));
  EXPECT_FALSE(known(u16(0xA1B2)));
  EXPECT_FALSE(known(""));
}

}  // namespace
}  // namespace hamon
