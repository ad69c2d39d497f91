#include "graph/clock_offsets.hpp"

#include "graph/conversation_joiner.hpp"

#include <algorithm>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::IsEmpty;

constexpr std::int64_t kMs = 1'000'000;

/// The connection from port 1000 + `number`, as `source` saw it begin.
FlowRecord begins(std::uint32_t source, std::uint32_t number, std::int64_t at_ms) {
  FlowRecord r;
  r.start = {at_ms * kMs};
  r.end = {(at_ms + 500) * kMs};
  r.initiator = *IpAddress::parse("10.0.0.1");
  r.responder = *IpAddress::parse("10.0.0.2");
  r.initiator_port = static_cast<std::uint16_t>(1000 + number);
  r.responder_port = 445;
  r.protocol = protocol::kTcp;
  r.state = FlowState::Established;
  r.saw_syn = true;
  r.packets_out = r.packets_in = 3;
  r.source = source;
  r.first = r.last = number + 1;
  return r;
}

/// `count` connections, a minute apart, that source 0 and `source` both saw.
void share(std::vector<FlowRecord>& records, std::uint32_t source, std::uint32_t count,
           std::int64_t ahead_ms, std::uint32_t base = 0) {
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::int64_t at = (base + i) * std::int64_t{60'000};
    records.push_back(begins(base == 0 ? 0 : source - 1, base + i, at));
    // 0, 7, 14, 21 ms of way between the two.
    records.push_back(begins(source, base + i, at + ahead_ms + i % 4 * 7));
  }
}

TEST(ClockOffsets, AreWhatMostSharedConnectionsDifferBy) {
  std::vector<FlowRecord> records;
  share(records, 1, 30, 3200);
  for (std::uint32_t i = 0; i < 10; ++i) {  // told late by whoever buffered them
    records[2 * i + 1].start = {records[2 * i + 1].start.ns + (i + 1) * 1'000 * kMs};
  }
  const auto offsets = clock_offsets(records, 2);
  ASSERT_EQ(offsets.size(), 1U);
  EXPECT_EQ(offsets[0].source, 1U);
  EXPECT_EQ(offsets[0].reference, 0U);
  EXPECT_EQ(offsets[0].handshakes, 30U);
  EXPECT_GE(offsets[0].ahead.ns, 3200 * kMs);
  EXPECT_LE(offsets[0].ahead.ns, 3221 * kMs);
}

TEST(ClockOffsets, NeedTwentySharedConnectionsAndOneDifferenceThatIsUsual) {
  std::vector<FlowRecord> few;
  share(few, 1, 19, 3200);
  EXPECT_THAT(clock_offsets(few, 2), IsEmpty());
  std::vector<FlowRecord> scattered;
  share(scattered, 1, 30, 0);
  for (std::uint32_t i = 0; i < 30; ++i) {
    scattered[2 * i + 1].start = {scattered[2 * i + 1].start.ns + i * 1'000 * kMs};
  }
  EXPECT_THAT(clock_offsets(scattered, 2), IsEmpty());
}

TEST(ClockOffsets, LeaveOutConnectionsThatOneSourceSawBeginTwice) {
  std::vector<FlowRecord> records;
  share(records, 1, 20, 3200);
  records.push_back(begins(1, 5, 90'000'000));
  EXPECT_THAT(clock_offsets(records, 2), IsEmpty()) << "nineteen are left";
}

TEST(ClockOffsets, AddUpOverASourceThatSharesWithBoth) {
  std::vector<FlowRecord> records;
  share(records, 1, 24, 1000);
  share(records, 2, 24, 500, 100);  // source 2 before source 1
  std::vector<FlowRecord> turned(records.rbegin(), records.rend());
  const auto offsets = clock_offsets(records, 3);
  ASSERT_EQ(offsets.size(), 2U);
  EXPECT_EQ(offsets[1].source, 2U);
  EXPECT_EQ(offsets[1].reference, 0U);
  EXPECT_NEAR(static_cast<double>(offsets[1].ahead.ns), 1500e6, 50e6);
  EXPECT_EQ(clock_offsets(turned, 3), offsets) << "whatever the order";
}

TEST(ClockOffsets, FindTheSameConversationAgainAndChangeNoTime) {
  std::vector<FlowRecord> records;
  share(records, 1, 20, 3'600'000);  // an hour: a wrong zone
  const auto apart = join_conversations(records);
  EXPECT_EQ(apart.conversations.size(), 40U);
  const auto joined = join_conversations(records, clock_offsets(records, 2));
  ASSERT_EQ(joined.conversations.size(), 20U);
  // As told: from source 0's start to source 1's end, an hour later.
  EXPECT_EQ(joined.conversations[0].conversation.time, (Interval{{0}, {(3'600'000 + 500) * kMs}}));
}

}  // namespace
}  // namespace hamon
