#include "graph/translated_records.hpp"

#include "graph/conversation_joiner.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace hamon {
namespace {

IpAddress ip(const char* text) {
  return *IpAddress::parse(text);
}

const IpAddress kClient = *IpAddress::parse("10.0.0.1");
const IpAddress kServer = *IpAddress::parse("203.0.113.9");
const IpAddress kPool = *IpAddress::parse("192.0.2.1");
const IpAddress kVirtual = *IpAddress::parse("192.0.2.80");
const IpAddress kOwn = *IpAddress::parse("10.0.0.80");

FlowRecord record(std::uint32_t source, const Ends& ends, double start = 10, double end = 20) {
  FlowRecord r;
  r.source = source;
  r.set_ends(ends);
  r.protocol = protocol::kTcp;
  r.start = {static_cast<std::int64_t>(start * 1e9)};
  r.end = {static_cast<std::int64_t>(end * 1e9)};
  r.state = FlowState::Established;
  r.direction = DirectionBasis::Syn;
  r.saw_syn = true;
  r.packets_out = r.packets_in = 4;
  r.bytes_out = 400;
  r.bytes_in = 300;
  r.payload_out = r.payload_in = 100;
  r.initiator_mac = *MacAddress::parse("02:00:00:00:00:01");
  r.responder_mac = *MacAddress::parse("02:00:00:00:00:02");
  r.first = r.last = static_cast<std::uint64_t>(start * 10) + 1;
  return r;
}

// A client goes out through a pool; a server is reached by a virtual address.
const Ends kInside{kClient, kServer, 50000, 443};
const Ends kOutside{kPool, kServer, 1024, 443};
const Ends kAsked{kServer, kVirtual, 40000, 443};
const Ends kServed{kServer, kOwn, 40000, 8443};

FlowRecord firewall(const Ends& own, const Ends& front, const Ends& back) {
  FlowRecord r = record(0, own);
  r.initiator_mac.reset();
  r.responder_mac.reset();
  r.set_translation(front, back);
  return r;
}

std::vector<Conversation> join(std::vector<FlowRecord> records) {
  std::vector<Conversation> out;
  for (const JoinedConversation& joined : join_conversations(records).conversations) {
    out.push_back(joined.conversation);
  }
  return out;
}

Ends ends_of(const Conversation& c) {
  return {c.initiator, c.responder, c.initiator_port, c.responder_port};
}

TEST(TranslatedRecords, AreAsToldWhereNothingIsTranslated) {
  const std::vector<FlowRecord> records{record(0, kInside), record(1, kOutside)};
  const TranslatedRecords real(records, {});
  EXPECT_EQ(real[0], records[0]);
  EXPECT_EQ(real[1], records[1]);
  EXPECT_FALSE(real.any_behind());
}

TEST(TranslatedRecords, WhatASensorSeesOutsideIsTheConversationOfTheClientInside) {
  const std::vector<FlowRecord> records{firewall(kInside, kInside, kOutside), record(1, kOutside),
                                        record(2, kInside)};
  const TranslatedRecords real(records, {});
  EXPECT_EQ(real[1].ends(), kInside);
  EXPECT_FALSE(real[1].initiator_mac);  // it was the firewall's
  EXPECT_TRUE(real[1].responder_mac);
  EXPECT_TRUE(real.is_behind(1));
  EXPECT_FALSE(real.is_behind(2));

  const auto all = join(records);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(ends_of(all[0]), kInside);
  EXPECT_EQ(all[0].evidence.size(), 3U);
  EXPECT_EQ(all[0].bytes_out, 400U);  // the largest of three, not their sum
}

TEST(TranslatedRecords, AServerBehindAVirtualAddressIsWhoWasReached) {
  for (const Ends& own : {kAsked, kServed}) {  // devices name it either way
    const auto all = join({firewall(own, kAsked, kServed), record(1, kAsked), record(2, kServed)});
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(ends_of(all[0]), kServed);
  }
  const auto alone = join({firewall(kAsked, kAsked, kServed)});
  ASSERT_EQ(alone.size(), 1U);
  EXPECT_EQ(ends_of(alone[0]), kServed);
}

TEST(TranslatedRecords, OneSourceThatWatchesBothSidesCountsOnce) {
  const auto all = join({firewall(kInside, kInside, kOutside), record(1, kInside),
                         record(1, kOutside, 10.001, 20.001)});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].bytes_out, 400U);
  EXPECT_EQ(all[0].evidence.size(), 3U);
}

TEST(TranslatedRecords, HalvesAndTurnedRecordsAreFoundToo) {
  const Ends back{kServer, kPool, 443, 1024};
  const std::vector<FlowRecord> records{firewall(kInside, kInside, kOutside), record(1, back)};
  const TranslatedRecords real(records, {});
  EXPECT_EQ(real[1].ends(), (Ends{kServer, kClient, 443, 50000}));
  EXPECT_TRUE(real[1].initiator_mac);
  EXPECT_FALSE(real[1].responder_mac);
}

TEST(TranslatedRecords, ThePortOfAPoolBelongsToWhoHasItAtTheTime) {
  const IpAddress other = ip("10.0.0.2");
  FlowRecord later = firewall(kInside, {other, kServer, 50000, 443}, kOutside);
  later.set_ends({other, kServer, 50000, 443});
  later.start = {100'000'000'000};
  later.end = {110'000'000'000};
  const std::vector<FlowRecord> records{firewall(kInside, kInside, kOutside), later,
                                        record(1, kOutside, 12, 18), record(1, kOutside, 101, 109),
                                        record(1, kOutside, 60, 61)};
  const TranslatedRecords real(records, {});
  EXPECT_EQ(real[2].initiator, kClient);
  EXPECT_EQ(real[3].initiator, other);
  EXPECT_EQ(real[4].initiator, kPool);  // neither had it then
}

TEST(TranslatedRecords, ClocksAreTakenIntoAccount) {
  const std::vector<FlowRecord> records{firewall(kInside, kInside, kOutside),
                                        record(1, kOutside, 3610, 3620)};
  EXPECT_EQ(TranslatedRecords(records, {})[1].initiator, kPool);
  const std::vector<ClockOffset> clocks{{1, 0, Duration::seconds(3600), 20}};
  EXPECT_EQ(TranslatedRecords(records, clocks)[1].initiator, kClient);
}

TEST(TranslatedRecords, DoNotDependOnTheOrderOfRecords) {
  std::vector<FlowRecord> records{firewall(kInside, kInside, kOutside), record(1, kOutside),
                                  record(2, kInside), firewall(kAsked, kAsked, kServed),
                                  record(1, kServed)};
  const auto expected = join(records);
  std::vector<std::size_t> order{0, 1, 2, 3, 4};
  do {
    std::vector<FlowRecord> shuffled;
    for (const std::size_t i : order) {
      shuffled.push_back(records[i]);
    }
    const auto again = join(shuffled);
    ASSERT_EQ(again.size(), expected.size());
    for (std::size_t i = 0; i < again.size(); ++i) {
      EXPECT_EQ(ends_of(again[i]), ends_of(expected[i]));
      EXPECT_EQ(again[i].time, expected[i].time);
    }
  } while (std::next_permutation(order.begin(), order.end()));
}

}  // namespace
}  // namespace hamon
