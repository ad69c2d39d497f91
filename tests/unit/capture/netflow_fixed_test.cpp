#include "unit/capture/made_export.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace made;

TEST(NetflowV5, ARecordHasEndsCountsAndTimesByTheExportersClock) {
  const FlowRecord record = Collector().add(v5({V5{}})).only();

  EXPECT_EQ(record.initiator, ip(kA));
  EXPECT_EQ(record.initiator_port, 40000);
  EXPECT_EQ(record.responder, ip(kB));
  EXPECT_EQ(record.responder_port, 443);
  EXPECT_EQ(record.protocol, 6);
  EXPECT_EQ(record.packets_out, 10U);
  EXPECT_EQ(record.bytes_out, 5000U);
  EXPECT_EQ(record.packets_in, 0U);
  EXPECT_EQ(record.exporter, ip(kExporter));
  EXPECT_EQ(record.sampling, 1U);
  EXPECT_FALSE(record.payload_known);
  // 10.25 s − (100 s − 97 s) and − (100 s − 99 s).
  EXPECT_EQ(record.start, at(7) + Duration::milliseconds(250));
  EXPECT_EQ(record.end, at(9) + Duration::milliseconds(250));
  EXPECT_EQ(record.first, 1U);
  EXPECT_EQ(record.last, 1U);
}

TEST(NetflowV5, RecordsOfOneDatagramAreNumbered) {
  const Collector collector = Collector().add(v5({V5{}, V5{.from_port = 40001}}));

  ASSERT_EQ(collector.records.size(), 2U);
  EXPECT_EQ(collector.records[0].part, 0U);
  EXPECT_EQ(collector.records[1].part, 1U);
  EXPECT_NE(flow_id(collector.records[0]), flow_id(collector.records[1]));
}

TEST(NetflowV5, TheCounterOfMillisecondsWraps) {
  // The exporter is up for 1 s since its counter wrapped; the flow began 2 s before that.
  const FlowRecord record =
      Collector().add(v5({V5{.first = 0xFFFFFFFF - 1999, .last = 500}}, 1, 0, 1000)).only();

  // 10.25 s − 3 s and − 0.5 s.
  EXPECT_EQ(record.start, at(7) + Duration::milliseconds(250));
  EXPECT_EQ(record.end, at(9) + Duration::milliseconds(750));
}

TEST(NetflowV5, CountsAreMultipliedByTheIntervalWhateverTheMode) {
  for (const unsigned mode : {0U, 1U, 2U}) {
    const Collector collector = Collector().add(v5({V5{}}, 1, (mode << 14U) | 100));

    EXPECT_EQ(collector.only().sampling, 100U);
    EXPECT_EQ(collector.only().packets_out, 1000U);
    EXPECT_EQ(collector.only().bytes_out, 500'000U);
    EXPECT_EQ(collector.notes().sampled.times, 1U);
    EXPECT_EQ(collector.notes().highest_sampling, 100U);
  }
}

TEST(NetflowV5, ARecordThatEndsBeforeItStartsIsTurnedAndCounted) {
  const Collector collector = Collector().add(v5({V5{.first = 99'000, .last = 97'000}}));

  EXPECT_LT(collector.only().start, collector.only().end);
  EXPECT_EQ(collector.notes().turned.times, 1U);
}

TEST(NetflowV5, FlowsThatTheSequenceNumberSkipsAreLost) {
  // 2 flows from number 10, then one at 12, then one at 20: 13 to 19 are missing.
  const Collector collector =
      Collector().add(v5({V5{}, V5{}}, 10)).add(v5({V5{}}, 12)).add(v5({V5{}}, 20));

  EXPECT_EQ(collector.notes().lost.times, 7U);
  EXPECT_EQ(collector.notes().lost.first, 3U);
}

TEST(NetflowV5, ALateDatagramAndARestartAreNoLoss) {
  const Collector collector = Collector()
                                  .add(v5({V5{}}, 2'000'000))
                                  .add(v5({V5{}}, 1'999'999))
                                  .add(v5({V5{}}, 2'000'001))
                                  .add(v5({V5{}}, 0))
                                  .add(v5({V5{}}, 1));

  EXPECT_EQ(collector.notes().lost.times, 0U);
}

TEST(NetflowV5, SequencesOfDifferentExportersAndEnginesAreTheirOwn) {
  Data other_engine = v5({V5{}}, 900);
  other_engine[21] = 3;
  const Collector collector = Collector()
                                  .add(v5({V5{}}, 5))
                                  .add(v5({V5{}}, 500), "203.0.113.2")
                                  .add(other_engine)
                                  .add(v5({V5{}}, 6));

  EXPECT_EQ(collector.notes().lost.times, 0U);
}

TEST(NetflowV5, OfADatagramCutAtAnyByteTheWholeRecordsAreRead) {
  const Data whole = v5({V5{}, V5{}, V5{}});
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    const Collector collector = Collector().add(whole.substr(0, cut));

    EXPECT_EQ(collector.records.size(), cut < 24 ? 0 : (cut - 24) / 48) << cut;
    EXPECT_EQ(collector.notes().malformed.times + collector.notes().other_version.times, 1U) << cut;
  }
}

TEST(NetflowV5, MoreRecordsThanTheFormatAllowsAreReadIfTheyAreThere) {
  EXPECT_EQ(Collector().add(v5(std::vector<V5>(31))).records.size(), 31U);
}

TEST(NetflowV5, OfAHeaderThatPromisesTheImpossibleNothingIsRead) {
  Data datagram = v5(std::vector<V5>(30));
  datagram[2] = '\x7F';  // 32,542 records
  const Collector collector = Collector().add(datagram);

  EXPECT_TRUE(collector.records.empty());
  EXPECT_EQ(collector.notes().malformed.times, 1U);
}

TEST(NetflowV5, IcmpHasTypeAndCodeAndAnAnswerNamesWhoAsked) {
  const Collector collector =
      Collector().add(v5({V5{.from_port = 0, .to_port = 0x0800, .protocol = 1, .flags = 0},
                          V5{.from_port = 0, .to_port = 0x0E00, .protocol = 1, .flags = 0}}));

  ASSERT_EQ(collector.records.size(), 2U);
  EXPECT_EQ(collector.records[0].initiator, ip(kA));
  EXPECT_EQ(collector.records[0].initiator_port, 8);
  EXPECT_EQ(collector.records[0].responder_port, 0);
  // Type 14 answers type 13.
  EXPECT_EQ(collector.records[1].initiator, ip(kB));
  EXPECT_EQ(collector.records[1].initiator_port, 13);
  EXPECT_EQ(collector.records[1].packets_in, 10U);
}

TEST(NetflowV1, ProtocolAndFlagsStandElsewhereAndThereIsNoSequence) {
  const Data record = V5{.protocol = 17}.head() + u16(0) + u8(17) + u8(0) + u8(2) + Data(11, '\0');
  const Data v1 = u16(1) + u16(1) + u32(100'000) + u32(kBegin + 10) + u32(0) + record;
  const FlowRecord read = Collector().add(v1).only();

  EXPECT_EQ(read.protocol, 17);
  EXPECT_EQ(read.responder_port, 443);
  EXPECT_EQ(read.start, at(7));
}

TEST(NetflowV7, ARecordHasFourBytesMore) {
  const Data record = V5{}.data() + u32(0);
  const Data v7 = u16(7) + u16(2) + u32(100'000) + u32(kBegin + 10) + u32(0) + u32(1) + u32(0) +
                  record + record;
  const Collector collector = Collector().add(v7);

  ASSERT_EQ(collector.records.size(), 2U);
  EXPECT_EQ(collector.records[1].initiator, ip(kA));
  EXPECT_EQ(collector.records[1].protocol, 6);
}

TEST(ExportDecoder, RecognisesFixedDatagramsByVersionCountAndLength) {
  const Data one = v5({V5{}});

  EXPECT_TRUE(ExportDecoder::recognises(view(one), 50000));
  EXPECT_FALSE(ExportDecoder::recognises(view(one + "x"), 50000));
  EXPECT_TRUE(ExportDecoder::recognises(view(one + "x"), 2055));
  for (std::size_t cut = 0; cut < one.size(); ++cut) {
    EXPECT_FALSE(ExportDecoder::recognises(view(one.substr(0, cut)), 50000)) << cut;
  }
  Data six = one;
  six[1] = 6;
  EXPECT_FALSE(ExportDecoder::recognises(view(six), 2055));
}

}  // namespace
}  // namespace hamon
