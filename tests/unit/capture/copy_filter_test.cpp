#include "capture/copy_filter.hpp"

#include "unit/capture/made_capture.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace made;
using testing::Contains;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

constexpr std::int64_t kMs = 1'000'000;

/// A SYN with identification `id`, as a router passes it on: another MAC, TTL and checksum.
Data syn(unsigned id, unsigned ttl = 64, const char* from_mac = kMacA) {
  Data packet = ipv4(kA, kB, 6, tcp(40000, 443, kSyn, id), id);
  packet[8] = static_cast<char>(ttl);
  packet[10] = static_cast<char>(ttl * 7);
  return ethernet(0x0800, packet, from_mac);
}

std::uint64_t packets_of(const Pcap& file, Duplicates mode = Duplicates::Auto) {
  ReadOptions options;
  options.duplicates = mode;
  std::uint64_t packets = 0;
  for (const FlowRecord& record : read(file.bytes(), options).records) {
    packets += record.packets_out + record.packets_in;
  }
  return packets;
}

TEST(CopyFilter, LeavesOutWhatARouterShowsASecondTime) {
  Pcap file;
  file.add(0, syn(1)).add(1 * kMs, syn(1, 63, kMacB));
  EXPECT_EQ(packets_of(file), 1U);
  EXPECT_EQ(packets_of(file, Duplicates::Keep), 2U);
  const Reading reading = read(file);
  EXPECT_THAT(reading.report.unused, Contains(Pair("duplicate", 1U)));
  EXPECT_EQ(reading.report.used, 1U);
}

TEST(CopyFilter, TakesFrameForACopyUpToFiveMillisecondsLater) {
  EXPECT_EQ(packets_of(Pcap().add(0, syn(1)).add(5 * kMs, syn(1))), 1U);
  EXPECT_EQ(packets_of(Pcap().add(0, syn(1)).add(5 * kMs + 1, syn(1))), 2U);
}

TEST(CopyFilter, AnotherIdentificationMakesAnotherPacket) {
  EXPECT_EQ(packets_of(Pcap().add(0, syn(1)).add(kMs, syn(2))), 2U);
}

TEST(CopyFilter, PacketsWithoutIdentificationAndPayloadAreSentTwiceAtTimes) {
  // Two acknowledgements of one lost segment are equal byte by byte (RFC 5681, section 3.2).
  const Data ack = ethernet(0x0800, ipv4(kA, kB, 6, tcp(40000, 443, kAck, 5, 7), 0));
  EXPECT_EQ(packets_of(Pcap().add(0, ack).add(kMs, ack)), 2U);
  const Data data = ethernet(0x0800, ipv4(kA, kB, 6, tcp(40000, 443, kAck, 5, 7, "x"), 0));
  EXPECT_EQ(packets_of(Pcap().add(0, data).add(kMs, data)), 1U);
}

TEST(CopyFilter, CollapsesOnlySourcesOfWhichAtLeastFiveInAHundredFramesAreCopies) {
  // 20 eligible frames, 1 copy among them: 5 in 100; 21 with 1: fewer.
  const auto with_one_copy = [](unsigned distinct) {
    Pcap file;
    for (unsigned id = 1; id <= distinct; ++id) {
      file.add(id * 10 * kMs, syn(id));
    }
    file.add(distinct * 10 * kMs + kMs, syn(distinct));
    return file;
  };
  EXPECT_EQ(packets_of(with_one_copy(19)), 19U);
  EXPECT_EQ(packets_of(with_one_copy(20)), 21U);
  EXPECT_EQ(packets_of(with_one_copy(20), Duplicates::Drop), 20U);
  // Both counts are told where they are kept.
  const Reading kept = read(with_one_copy(20));
  ASSERT_THAT(kept.told.diagnostics, SizeIs(1));
  EXPECT_EQ(kept.told.diagnostics[0].severity, Severity::Note);
}

TEST(CopyFilter, DecidesByTheFirstTwentyThousandEligibleFramesForTheWholeSource) {
  // Copies begin after them: they count.
  Pcap late;
  for (unsigned id = 1; id <= 20'000; ++id) {
    late.add(id * 10 * kMs, syn(id));
  }
  for (unsigned id = 20'001; id <= 22'000; ++id) {
    late.add(id * 10 * kMs, syn(id)).add(id * 10 * kMs + kMs, syn(id));
  }
  EXPECT_EQ(packets_of(late), 24'000U);
}

}  // namespace
}  // namespace hamon
