#include "capture/open_sessions.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

class Counting : public FlowSink {
 public:
  void flow(FlowRecord&& record) override { firsts.push_back(record.first); }
  void binding(Binding&& /*binding*/) override {}
  std::vector<std::uint64_t> firsts;
};

/// A record of line `number`, later ones later.
FlowRecord record(std::uint64_t number) {
  FlowRecord r;
  r.start = r.end = Timestamp{static_cast<std::int64_t>(number)};
  r.first = r.last = number;
  return r;
}

class OpenSessionsTest : public testing::Test {
 protected:
  Counting sink;
  LogReport report;
  LogClock clock{nullptr, true, {}};
  TextLogOutput out{sink, report, clock};
  OpenSessions sessions;
};

TEST_F(OpenSessionsTest, GivesARecordBackOnce) {
  sessions.open("a", record(1), out);
  EXPECT_EQ(sessions.close("a")->first, 1U);
  EXPECT_FALSE(sessions.close("a"));
  EXPECT_TRUE(sink.firsts.empty());
}

TEST_F(OpenSessionsTest, HandsOnOneWhoseNameIsUsedAgainAndTheRestInOrder) {
  sessions.open("a", record(3), out);
  sessions.open("b", record(2), out);
  sessions.open("a", record(4), out);
  sessions.finish(out);
  EXPECT_EQ(sink.firsts, (std::vector<std::uint64_t>{3, 2, 4}));
  EXPECT_EQ(out.notes.kept_open, 3U);
}

TEST_F(OpenSessionsTest, HoldsABoundedNumber) {
  for (std::uint64_t i = 1; i <= OpenSessions::kMost + 1; ++i) {
    sessions.open(std::to_string(i), record(i), out);
  }
  EXPECT_EQ(sink.firsts.size(), OpenSessions::kMost);
  EXPECT_EQ(sessions.close(std::to_string(OpenSessions::kMost + 1))->first,
            OpenSessions::kMost + 1);
}

TEST(SessionKey, TakesOnlyTheBeginningOfALongPart) {
  EXPECT_EQ(session_key({std::string(1'000'000, 'x'), "7"}).size(), 128U + 1U + 2U);
}

}  // namespace
}  // namespace hamon
