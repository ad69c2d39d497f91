#include "unit/capture/made_export.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace made;

constexpr std::uint32_t kReverse = 29305;  // RFC 5103
constexpr std::uint32_t kYaf = 6871;

TEST(NetflowV9, DataFollowItsTemplate) {
  // FIRST_SWITCHED and LAST_SWITCHED: 97 s and 99 s of 100 s.
  const Data sets = set(0, form(256, usual({{22, 4}, {21, 4}}))) +
                    set(256, usual_record() + u32(97'000) + u32(99'000));
  const FlowRecord record = Collector().add(v9(sets)).only();

  EXPECT_EQ(record.initiator, ip(kA));
  EXPECT_EQ(record.responder, ip(kB));
  EXPECT_EQ(record.responder_port, 443);
  EXPECT_EQ(record.packets_out, 10U);
  EXPECT_EQ(record.bytes_out, 5000U);
  EXPECT_EQ(record.start, at(7));
  EXPECT_EQ(record.end, at(9));
}

TEST(NetflowV9, DataBeforeItsTemplateIsReadWhenThatComesAndKeepsItsPlace) {
  Collector collector;
  collector.add(v9(set(256, usual_record()), 1));
  EXPECT_TRUE(collector.records.empty());

  collector.add(v9(set(0, form(256, usual())), 2)).finish();

  EXPECT_EQ(collector.only().first, 1U);
  EXPECT_EQ(collector.only().bytes_out, 5000U);
  EXPECT_EQ(collector.notes().without_template.times, 0U);
}

TEST(NetflowV9, DataWhoseTemplateNeverCameIsCounted) {
  const Collector collector =
      Collector().add(v9(set(256, usual_record()))).add(v9(set(257, usual_record()))).finish();

  EXPECT_TRUE(collector.records.empty());
  EXPECT_EQ(collector.notes().without_template.times, 2U);
  EXPECT_EQ(collector.notes().without_template.first, 1U);
}

TEST(NetflowV9, ATemplateHoldsForItsExporterAndSourceOnly) {
  const Collector collector = Collector()
                                  .add(v9(set(0, form(256, usual())), 1, 7))
                                  .add(v9(set(256, usual_record()), 1, 8))
                                  .add(v9(set(256, usual_record()), 1, 7), "203.0.113.2")
                                  .finish();

  EXPECT_TRUE(collector.records.empty());
  EXPECT_EQ(collector.notes().without_template.times, 2U);
}

TEST(NetflowV9, ATemplateThatComesAgainChanged) {
  std::vector<Field> turned = usual();
  std::swap(turned[0], turned[1]);
  const Collector collector = Collector()
                                  .add(v9(set(0, form(256, usual())) + set(256, usual_record())))
                                  .add(v9(set(0, form(256, turned)) + set(256, usual_record()), 2));

  ASSERT_EQ(collector.records.size(), 2U);
  EXPECT_EQ(collector.records[0].initiator, ip(kA));
  EXPECT_EQ(collector.records[1].initiator, ip(kB));
}

TEST(NetflowV9, PaddingIsNoRecord) {
  const Data sets = set(0, form(256, usual())) + set(256, usual_record() + Data(3, '\0'));

  EXPECT_EQ(Collector().add(v9(sets)).records.size(), 1U);
}

TEST(NetflowV9, ZerosAfterTheLastSetAreNoDamage) {
  const Data sets = set(0, form(256, usual())) + set(256, usual_record()) + Data(400, '\0');
  const Collector collector = Collector().add(v9(sets));

  EXPECT_EQ(collector.records.size(), 1U);
  EXPECT_EQ(collector.notes().malformed.times, 0U);
}

TEST(NetflowV9, ASamplerOfAnOptionsTemplateScalesWhatNamesIt) {
  // Scope "system" of 4 bytes; FLOW_SAMPLER_ID, FLOW_SAMPLER_RANDOM_INTERVAL (RFC 3954, 6.1).
  const Data options = u16(257) + u16(4) + u16(8) + fields({{1, 4}, {48, 1}, {50, 4}});
  const Data samplers = u32(0) + u8(3) + u32(64) + u32(0) + u8(4) + u32(2);
  const Data data = usual_record() + u8(3) + usual_record() + u8(4) + usual_record() + u8(9);
  const Collector collector = Collector()
                                  .add(v9(set(1, options) + set(257, samplers)))
                                  .add(v9(set(0, form(256, usual({{48, 1}}))) + set(256, data), 2));

  ASSERT_EQ(collector.records.size(), 3U);
  EXPECT_EQ(collector.records[0].sampling, 64U);
  EXPECT_EQ(collector.records[0].packets_out, 640U);
  EXPECT_EQ(collector.records[1].bytes_out, 10'000U);
  EXPECT_EQ(collector.records[2].sampling, 1U);
  EXPECT_EQ(collector.notes().options, 2U);
}

TEST(NetflowV9, AnIntervalWithoutSamplerHoldsForTheWholeSource) {
  const Data options = u16(257) + u16(4) + u16(4) + fields({{1, 4}, {34, 4}});
  const Collector collector =
      Collector()
          .add(v9(set(1, options) + set(257, u32(0) + u32(1000))))
          .add(v9(set(0, form(256, usual())) + set(256, usual_record()), 2));

  EXPECT_EQ(collector.only().sampling, 1000U);
  EXPECT_EQ(collector.only().packets_out, 10'000U);
}

TEST(NetflowV9, OutgoingCountsBesideIncomingOnesAreTheOtherDirections) {
  const Data template_set = set(0, form(256, usual({{23, 4}, {24, 4}})));
  const Data both = usual_record() + u32(70'000) + u32(60);
  const Data only_out = usual_record(6, 40000, 443, 0, 0) + u32(70'000) + u32(60);
  const Collector collector = Collector().add(v9(template_set + set(256, both + only_out)));

  ASSERT_EQ(collector.records.size(), 2U);
  EXPECT_EQ(collector.records[0].bytes_in, 70'000U);
  EXPECT_EQ(collector.records[0].packets_in, 60U);
  EXPECT_EQ(collector.records[0].state, FlowState::Established);
  EXPECT_EQ(collector.records[1].bytes_out, 70'000U);
  EXPECT_EQ(collector.records[1].bytes_in, 0U);
}

TEST(NetflowV9, AMissingDatagramIsLost) {
  const Data sets = set(0, form(256, usual()));
  const Collector collector =
      Collector().add(v9(sets, 1)).add(v9(sets, 2)).add(v9(sets, 5)).add(v9(sets, 6));

  EXPECT_EQ(collector.notes().lost.times, 2U);
  EXPECT_EQ(collector.notes().lost.first, 3U);
}

TEST(NetflowV9, AnApplicationTableNamesTheService) {
  // RFC 6759: engine 13 (Cisco) number 5; engine 3 is by port and says nothing new.
  const Data options = u16(257) + u16(4) + u16(8) + fields({{1, 4}, {95, 4}, {96, 8}});
  const Data table = u32(0) + u32(0x0D000005) + "ssh" + Data(5, '\0') +  //
                     u32(0) + u32(0x03000016) + "ssh" + Data(5, '\0');
  const Data data = usual_record(6, 40000, 2222) + u32(0x0D000005) + usual_record(6, 40000, 2223) +
                    u32(0x03000016);
  const Collector collector = Collector()
                                  .add(v9(set(1, options) + set(257, table)))
                                  .add(v9(set(0, form(256, usual({{95, 4}}))) + set(256, data), 2));

  ASSERT_EQ(collector.records.size(), 2U);
  EXPECT_EQ(collector.records[0].service, "ssh");
  EXPECT_EQ(collector.records[0].service_basis, ServiceBasis::Sensor);
  EXPECT_EQ(collector.records[1].service, "");
}

TEST(NetflowV9, AsaEventsSayWhoOpenedAndWhatWasDenied) {
  // Cisco ASA NSEL: create 1, teardown 2, denied 3; counts of both directions without packets.
  const std::vector<Field> list = {{8, 4}, {12, 4},  {7, 2},   {11, 2},
                                   {4, 1}, {233, 1}, {231, 4}, {232, 4}};
  const Data ends = address(kA) + address(kB) + u16(443) + u16(40000) + u8(6);
  const Data data = ends + u8(1) + u32(0) + u32(0) + ends + u8(2) + u32(81) + u32(763) + ends +
                    u8(3) + u32(0) + u32(0);
  const Collector collector = Collector().add(v9(set(0, form(256, list)) + set(256, data)));

  ASSERT_EQ(collector.records.size(), 3U);
  for (const FlowRecord& record : collector.records) {
    EXPECT_EQ(record.initiator, ip(kA));
    EXPECT_EQ(record.direction, DirectionBasis::Sensor);
  }
  EXPECT_EQ(collector.records[0].state, FlowState::OneWay);
  EXPECT_TRUE(collector.records[0].saw_syn);
  EXPECT_EQ(collector.records[1].state, FlowState::Established);
  EXPECT_EQ(collector.records[1].bytes_out, 81U);
  EXPECT_EQ(collector.records[1].bytes_in, 763U);
  EXPECT_FALSE(collector.records[1].saw_syn);
  EXPECT_EQ(collector.records[2].state, FlowState::Rejected);
}

TEST(NetflowV9, EndsBehindATranslationAreKeptWhicheverWayARecordLooks) {
  // IANA, elements 225 to 228: addresses and ports after translation.
  const std::vector<Field> list = {{8, 4}, {12, 4},  {7, 2},   {11, 2},  {4, 1},  {2, 4},
                                   {1, 4}, {225, 4}, {226, 4}, {227, 2}, {228, 2}};
  const auto pool = address("203.0.113.1");
  const Data counts = u8(6) + u32(10) + u32(5000);
  // A client's request, whose source is exchanged, and the answer, whose target is.
  const Data request = address(kA) + address(kB) + u16(40000) + u16(443) + counts + pool +
                       address(kB) + u16(1024) + u16(443);
  const Data answer = address(kB) + pool + u16(443) + u16(1024) + counts + address(kB) +
                      address(kA) + u16(443) + u16(40000);
  const Collector collector =
      Collector().add(v9(set(0, form(256, list)) + set(256, request + answer)));

  ASSERT_EQ(collector.records.size(), 2U);
  const Ends front{ip(kA), ip(kB), 40000, 443};
  const Ends back{ip("203.0.113.1"), ip(kB), 1024, 443};
  for (const FlowRecord& record : collector.records) {
    ASSERT_TRUE(record.translation);
    EXPECT_EQ(record.translation->front, front);
    EXPECT_EQ(record.translation->back, back);
  }
  EXPECT_EQ(collector.records[0].ends(), front);
  EXPECT_EQ(collector.records[1].ends(), back);
}

TEST(Ipfix, TimesInEveryUnit) {
  // RFC 7011, section 6.1: seconds, milliseconds, and the format of NTP (from 1900).
  constexpr std::uint64_t kNtp = 2'208'988'800;
  const auto time_of = [](unsigned number, unsigned bytes, const Data& value) {
    return one_of(usual({{number, bytes}}), usual_record() + value).start;
  };

  EXPECT_EQ(time_of(150, 4, u32(kBegin + 5)), at(5));
  EXPECT_EQ(time_of(152, 8, u64((kBegin + 5) * 1000ULL + 7)), at(5) + Duration::milliseconds(7));
  const Data half = u32(kNtp + kBegin + 5) + u32(0x80000000);
  EXPECT_EQ(time_of(154, 8, half), at(5) + Duration::milliseconds(500));
  EXPECT_EQ(time_of(156, 8, half), at(5) + Duration::milliseconds(500));
  // 2.5 s before the export at 10 s.
  EXPECT_EQ(time_of(158, 4, u32(2'500'000)), at(7) + Duration::milliseconds(500));
  // Microseconds since 1970, as some exporters have it.
  EXPECT_EQ(time_of(154, 8, u64((kBegin + 5) * 1'000'000ULL + 9)), at(5) + Duration{9000});
}

TEST(Ipfix, ARecordWithoutTimesHasThatOfTheExport) {
  const FlowRecord record = one_of(usual(), usual_record());

  EXPECT_EQ(record.start, at(10));
  EXPECT_EQ(record.end, at(10));
}

TEST(Ipfix, UptimesCountFromTheStartOfTheExporter) {
  // Options: scope observationDomainId; systemInitTimeMilliseconds is kBegin − 100 s.
  const Data options = u16(257) + u16(2) + u16(1) + fields({{149, 4}, {160, 8}});
  const Data started = u32(7) + u64((kBegin - 100) * 1000ULL);
  const Data flows = set(2, form(256, usual({{22, 4}, {21, 4}}))) +
                     set(256, usual_record() + u32(101'000) + u32(103'000));
  const FlowRecord known =
      Collector().add(ipfix(set(3, options) + set(257, started) + flows)).only();
  const FlowRecord unknown = Collector().add(ipfix(flows)).only();

  EXPECT_EQ(known.start, at(1));
  EXPECT_EQ(known.end, at(3));
  // Without it: the length of 2 s up to the export.
  EXPECT_EQ(unknown.start, at(8));
  EXPECT_EQ(unknown.end, at(10));
}

TEST(Ipfix, ADurationGivesTheEnd) {
  const FlowRecord record =
      one_of(usual({{150, 4}, {161, 4}}), usual_record() + u32(kBegin + 1) + u32(1500));

  EXPECT_EQ(record.end, at(2) + Duration::milliseconds(500));
}

TEST(Ipfix, ReverseElementsFillTheOtherDirection) {
  const FlowRecord record = one_of(usual({{1, 4, kReverse}, {2, 4, kReverse}, {239, 1}}),
                                   usual_record(17, 40000, 53, 2, 132) + u32(200) + u32(2) + u8(1));

  EXPECT_EQ(record.bytes_out, 132U);
  EXPECT_EQ(record.bytes_in, 200U);
  EXPECT_EQ(record.packets_in, 2U);
  EXPECT_EQ(record.state, FlowState::Established);
  EXPECT_EQ(record.direction, DirectionBasis::Sensor);
}

TEST(Ipfix, ABiflowMayBeTurnedRound) {
  // biflowDirection 2: the source is the one that answered (RFC 5103, section 6.3).
  const FlowRecord record =
      one_of(usual({{1, 4, kReverse}, {2, 4, kReverse}, {239, 1}}),
             usual_record(17, 40000, 41000, 2, 132) + u32(200) + u32(3) + u8(2));

  EXPECT_EQ(record.initiator, ip(kB));
  EXPECT_EQ(record.initiator_port, 41000);
  EXPECT_EQ(record.bytes_out, 200U);
  EXPECT_EQ(record.packets_in, 2U);
}

TEST(Ipfix, ABiflowWithoutAnswerIsAnAttempt) {
  const FlowRecord record = one_of(usual({{1, 4, kReverse}, {2, 4, kReverse}}),
                                   usual_record(17, 40000, 53, 1, 60) + u32(0) + u32(0));

  EXPECT_EQ(record.state, FlowState::Attempted);
}

TEST(Ipfix, YafsFirstFlagsShowWhoOpened) {
  const FlowRecord record = one_of(usual({{14, 1, kYaf}, {15, 1, kYaf}, {33, 2, kYaf}}),
                                   usual_record(6, 40000, 41000) + u8(kSyn) + u8(kAck) + u16(22));

  EXPECT_EQ(record.initiator, ip(kA));
  EXPECT_TRUE(is_observed(record.direction));
  EXPECT_EQ(record.state, FlowState::Established);
  EXPECT_EQ(record.service, "ssh");
}

TEST(Ipfix, VariableAndForeignElementsArePassedOver) {
  // RFC 7011, section 7: one byte of length, or 255 and two bytes.
  std::vector<Field> list = {{1, 65535, 9999}, {291, 65535}, {82, 65535}};
  const std::vector<Field> rest = usual();
  list.insert(list.end(), rest.begin(), rest.end());
  const FlowRecord record =
      one_of(list, u8(3) + "abc" + u8(255) + u16(300) + Data(300, 'x') + u8(0) + usual_record());

  EXPECT_EQ(record.initiator, ip(kA));
  EXPECT_EQ(record.bytes_out, 5000U);
}

TEST(Ipfix, NumbersMayBeShorterThanTheirType) {
  // RFC 7011, section 6.2.
  const FlowRecord record = one_of({{8, 4}, {12, 4}, {4, 1}, {1, 3}, {2, 1}},
                                   address(kA) + address(kB) + u8(50) + u8(1) + u16(0) + u8(200));

  EXPECT_EQ(record.bytes_out, 65'536U);
  EXPECT_EQ(record.packets_out, 200U);
}

TEST(Ipfix, AddressesOfBothFamiliesInOneTemplate) {
  const std::vector<Field> list = {{8, 4}, {12, 4}, {27, 16}, {28, 16}, {4, 1}};
  const Data v6 = address("2001:db8::1") + address("2001:db8::2");

  EXPECT_EQ(one_of(list, u32(0) + u32(0) + v6 + u8(6)).initiator, ip("2001:db8::1"));
  EXPECT_EQ(one_of(list, address(kA) + address(kB) + Data(32, '\0') + u8(6)).initiator, ip(kA));
}

TEST(Ipfix, OfHeadersWithinEachOtherTheInnermostIsTheConversation) {
  // RFC 7011, section 8: repeated elements stand in the order of the headers.
  const std::vector<Field> list = {{27, 16}, {28, 16}, {4, 1}, {8, 4}, {12, 4},
                                   {7, 2},   {11, 2},  {4, 1}, {1, 4}};
  const FlowRecord record =
      one_of(list, address("2001:db8::1") + address("2001:db8::2") + u8(4) + address(kA) +
                       address(kB) + u16(40000) + u16(53) + u8(17) + u32(500));

  EXPECT_EQ(record.initiator, ip(kA));
  EXPECT_EQ(record.responder_port, 53);
  EXPECT_EQ(record.protocol, 17);
}

TEST(Ipfix, MacAddressesAndVlan) {
  const FlowRecord record =
      one_of(usual({{56, 6}, {80, 6}, {58, 2}, {243, 2}}),
             usual_record() + mac(kMacA) + mac(kMacB) + u16(7) + u16(0x3000 | 12));

  EXPECT_EQ(record.initiator_mac, MacAddress::parse(kMacA));
  EXPECT_EQ(record.responder_mac, MacAddress::parse(kMacB));
  EXPECT_EQ(record.vlan, 12);
}

TEST(Ipfix, TheLeastTtlBelongsToTheSourcesMac) {
  // minimumTTL 52, ipTTL 192, sourceMacAddress 56, postSourceMacAddress 81 (IANA).
  EXPECT_EQ(one_of(usual({{56, 6}, {52, 1}}), usual_record() + mac(kMacA) + u8(127)).initiator_ttl,
            127);
  EXPECT_EQ(one_of(usual({{56, 6}, {192, 1}}), usual_record() + mac(kMacA) + u8(63)).initiator_ttl,
            63);
  EXPECT_EQ(one_of(usual({{81, 6}, {52, 1}}), usual_record() + mac(kMacA) + u8(127)).initiator_ttl,
            0);  // behind the router it is another one
}

TEST(Ipfix, FramesAreMarkedWhereOnlyTheyAreCounted) {
  const FlowRecord record =
      one_of({{8, 4}, {12, 4}, {4, 1}, {352, 8}}, address(kA) + address(kB) + u8(17) + u64(900));

  EXPECT_EQ(record.bytes_out, 900U);
  EXPECT_TRUE(record.bytes_with_link_layer);
}

TEST(Ipfix, ASampledFrameIsReadLikeACapturedOne) {
  // dataLinkFrameSize 312, dataLinkFrameSection 315, samplingPacketInterval 305 and space 306.
  const Data frame = a_to_b(kSyn);
  const FlowRecord record =
      one_of({{312, 2}, {315, 65535}, {305, 4}, {306, 4}},
             u16(static_cast<unsigned>(frame.size())) + u8(static_cast<unsigned>(frame.size())) +
                 frame + u32(1) + u32(99));

  EXPECT_EQ(record.initiator, ip(kA));
  EXPECT_EQ(record.responder_port, 443);
  EXPECT_EQ(record.sampling, 100U);
  EXPECT_EQ(record.packets_out, 100U);
  EXPECT_EQ(record.bytes_out, 4000U);
  EXPECT_EQ(record.initiator_mac, MacAddress::parse(kMacA));
}

TEST(Ipfix, SamplingInEveryForm) {
  const auto rate_of = [](const std::vector<Field>& more, const Data& values) {
    return one_of(usual(more), usual_record() + values).sampling;
  };

  EXPECT_EQ(rate_of({{34, 4}}, u32(50)), 50U);
  EXPECT_EQ(rate_of({{305, 4}}, u32(4096)), 4096U);
  EXPECT_EQ(rate_of({{309, 4}, {310, 4}}, u32(1) + u32(256)), 256U);
  EXPECT_EQ(rate_of({{311, 8}}, u64(0x3F847AE147AE147B)), 100U);  // 0.01 (IEEE 754)
  EXPECT_EQ(rate_of({{34, 4}}, u32(0)), 1U);
}

TEST(Ipfix, WithdrawnTemplatesAreForgotten) {
  const Data withdrawal = set(2, u16(256) + u16(0));
  const Collector collector = Collector()
                                  .add(ipfix(set(2, form(256, usual()))))
                                  .add(ipfix(withdrawal))
                                  .add(ipfix(set(256, usual_record())))
                                  .finish();

  EXPECT_TRUE(collector.records.empty());
  EXPECT_EQ(collector.notes().without_template.times, 1U);
}

TEST(Ipfix, RecordsThatTheSequenceNumberSkipsAreLost) {
  const Data two = set(256, usual_record() + usual_record());
  const Collector collector = Collector()
                                  .add(ipfix(set(2, form(256, usual())) + two, 100))
                                  .add(ipfix(two, 102))
                                  .add(ipfix(two, 109));

  EXPECT_EQ(collector.notes().lost.times, 5U);
}

// softflowd 1.1.0: after messages of 2, 3, 3, 1 and 3 records the numbers are 2, 5, 8, 9 and 12;
// the third would do for either way of counting.
TEST(Ipfix, ANumberThatCountsTheMessageItselfIsToldFromALoss) {
  const auto records = [](unsigned count) {
    Data data;
    for (unsigned i = 0; i < count; ++i) {
      data += usual_record();
    }
    return set(256, data);
  };
  Collector softflowd;
  softflowd.add(ipfix(set(2, form(256, usual())) + records(2), 2))
      .add(ipfix(records(3), 5))
      .add(ipfix(records(3), 8))
      .add(ipfix(records(1), 9))
      .add(ipfix(records(3), 12));
  EXPECT_EQ(softflowd.notes().lost.times, 0U);
  softflowd.add(ipfix(records(2), 18));  // a message of four is missing: 12 + 4 + 2
  EXPECT_EQ(softflowd.notes().lost.times, 4U);
}

TEST(Ipfix, WhereRecordsCouldNotBeCountedNothingIsCalledLost) {
  const Data two = set(256, usual_record() + usual_record());
  const Collector collector = Collector().add(ipfix(two, 100)).add(ipfix(two, 102));

  EXPECT_EQ(collector.notes().lost.times, 0U);
}

TEST(Ipfix, RecordsWithoutTwoEndsAreCounted) {
  const Collector collector = Collector().add(
      ipfix(set(2, form(256, {{366, 4}, {1, 4}})) + set(256, address(kA) + u32(5))));

  EXPECT_TRUE(collector.records.empty());
  EXPECT_EQ(collector.notes().without_addresses.times, 1U);
}

TEST(Ipfix, TemplatesWithoutBytesAreRefused) {
  const Collector collector = Collector()
                                  .add(ipfix(set(2, form(256, {{1, 0}, {2, 0}}))))
                                  .add(ipfix(set(256, usual_record())));

  EXPECT_EQ(collector.notes().templates_refused.times, 1U);
}

TEST(Ipfix, FieldsWithoutBytesAreNone) {
  const FlowRecord record = one_of(usual({{96, 0}, {82, 0}}), usual_record());

  EXPECT_EQ(record.bytes_out, 5000U);
  EXPECT_EQ(record.service, "");
}

TEST(Ipfix, OfAMessageCutAtAnyByteNothingIsMadeUp) {
  const Data whole = ipfix(set(2, form(256, usual())) + set(256, usual_record() + usual_record()));
  // 16 of the message, 4 + 32 of the template, 4 of the set; a record has 21.
  constexpr std::size_t kBefore = 16 + 4 + 32 + 4;
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    const Collector collector = Collector().add(whole.substr(0, cut));

    EXPECT_EQ(collector.records.size(), cut < kBefore ? 0 : (cut - kBefore) / 21) << cut;
    EXPECT_EQ(collector.notes().malformed.times + collector.notes().other_version.times, 1U) << cut;
    EXPECT_FALSE(ExportDecoder::recognises(view(whole.substr(0, cut)), 50000)) << cut;
  }
  EXPECT_TRUE(ExportDecoder::recognises(view(whole), 50000));
}

TEST(ExportLimits, AHostileExporterFillsNoMemory) {
  ExportLimits limits;
  limits.domains = 2;
  limits.templates = 2;
  limits.fields = 20;
  limits.waiting_bytes = 300;
  Collector collector(limits);
  collector.add(ipfix(set(2, form(256, usual()) + form(257, usual()) + form(258, {{1, 4}}))));
  EXPECT_EQ(collector.notes().templates_refused.times, 1U);  // the third

  collector.add(ipfix(set(2, form(257, usual({{5, 1}, {6, 1}})))));
  collector.add(ipfix(set(2, form(257, usual(std::vector<Field>(9, {5, 1}))))));
  EXPECT_EQ(collector.notes().templates_refused.times, 2U);  // 7 + 16 fields

  collector.add(ipfix(set(300, Data(100, 'x')) + set(301, Data(100, 'x'))));
  EXPECT_EQ(collector.notes().not_kept.times, 1U);

  collector.add(ipfix({}, 0, 8)).add(ipfix({}, 0, 9));
  EXPECT_EQ(collector.notes().malformed.times, 1U);  // the third domain
  EXPECT_EQ(collector.add(ipfix(set(256, usual_record()))).records.size(), 1U);
}

TEST(ExportDecoder, RecognisesNetflowV9ByItsSets) {
  const Data good = v9(set(0, form(256, usual())) + set(256, usual_record()));
  EXPECT_TRUE(ExportDecoder::recognises(view(good), 50000));

  EXPECT_FALSE(ExportDecoder::recognises(view(v9(set(5, usual_record()))), 50000));
  EXPECT_FALSE(ExportDecoder::recognises(view(v9(u16(256) + u16(3) + Data(9, 'x'))), 50000));
  EXPECT_TRUE(ExportDecoder::recognises(view(v9(u16(256) + u16(3) + Data(9, 'x'))), 2055));
  for (std::size_t cut = 0; cut + 26 < good.size(); ++cut) {
    EXPECT_FALSE(ExportDecoder::recognises(view(good.substr(0, cut)), 50000) && cut < 20) << cut;
  }
}

}  // namespace
}  // namespace hamon
