#include "analyze/diff.hpp"

#include "graph/graph_builder.hpp"

#include "support/graph_of.hpp"
#include "support/site_of.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kSite = R"(
site: {name: test, timezone: UTC}
internal: [10.0.0.0/8]
zones: {A: {prefixes: [10.1.1.0/24]}, B: {prefixes: [10.1.2.0/24]}}
systems: {a: {addresses: [10.1.1.1]}, b: {addresses: [10.1.2.1]}, c: {addresses: [10.1.2.2]}}
claims: {K: {text: no ssh, never: {services: [ssh]}}}
)";

CheckResult checked(const FlowGraph& graph) {
  return *check(graph, {});
}

std::vector<std::string> said(const FlowGraph& graph, const Differences& d) {
  std::vector<std::string> out;
  for (const SystemId id : d.systems) {
    out.push_back(graph[id].name);
  }
  for (const FlowDifference& f : d.data_flows) {
    const DataFlow& flow = graph[f.flow];
    out.push_back(graph[flow.initiator].name + " > " + graph[flow.responder].name + " " +
                  graph[flow.service].name + " " + std::to_string(f.before.records) + " " +
                  std::to_string(f.after.records));
  }
  for (const FindingDifference& f : d.findings) {
    out.push_back(f.claim + " " + f.finding->initiator.name + " " + f.finding->service);
  }
  return out;
}

TEST(Diff, TellsWhatStandsOnOneSideAlone) {
  const auto before = graph_of({{"a", "b", "https", "10:00", "10:01"},
                                {"a", "c", "smb", "10:00", "10:01"},
                                {"a", "c", "smb", "11:00", "11:01"}},
                               site_of(kSite));
  const auto after = graph_of({{"a", "b", "https", "10:00", "10:01"},
                               {"a", "b", "ssh", "10:02", "10:03"},
                               {"198.51.100.1", "b", "https", "10:02", "10:03"}},
                              site_of(kSite));
  const CheckResult was = checked(before);
  const CheckResult is = checked(after);
  const Diff found = diff({before, was}, {after, is});
  EXPECT_THAT(said(after, found.fresh), ElementsAre("198.51.100.1", "198.51.100.1 > b https 0 1",
                                                    "a > b ssh 0 1", "K a ssh"));
  EXPECT_THAT(said(before, found.vanished), ElementsAre("c", "a > c smb 2 0"));
  EXPECT_THAT(said(after, found.changed), IsEmpty());
}

TEST(Diff, ADataFlowChangedByMoreThanTenTimesOrByThreeTimesAndAHundredMegabytes) {
  // A record's bytes are 200 of headers and the payload.
  const auto changed = [](std::uint64_t before, std::uint64_t after) {
    const auto one =
        graph_of({{"a", "b", "https", "10:00", "10:01", FlowState::Established, before - 200, 1}},
                 site_of(kSite));
    const auto other =
        graph_of({{"a", "b", "https", "10:00", "10:01", FlowState::Established, after - 200, 1}},
                 site_of(kSite));
    const CheckResult was = checked(one);
    const CheckResult is = checked(other);
    return diff({one, was}, {other, is}).changed.data_flows.size() == 1;
  };
  EXPECT_FALSE(changed(1000, 10000));
  EXPECT_TRUE(changed(1000, 10001));
  EXPECT_TRUE(changed(10001, 1000));
  EXPECT_FALSE(changed(50'000'000, 150'000'000));  // three times, not more
  EXPECT_FALSE(changed(40'000'000, 140'000'000));  // a difference of 100 MB, not more
  EXPECT_TRUE(changed(40'000'000, 140'000'001));
  EXPECT_TRUE(changed(140'000'001, 40'000'000));
}

TEST(Diff, ASystemChangedWhenItsZoneDid) {
  const std::string moved = R"(
site: {name: test, timezone: UTC}
zones: {A: {prefixes: [10.1.1.0/24]}, B: {prefixes: [10.1.2.0/24]}}
systems: {a: {addresses: [10.1.1.1]}, b: {addresses: [10.1.1.2]}, c: {addresses: [10.1.2.2]}}
)";
  const auto before = graph_of({{"a", "b", "https", "10:00", "10:01"}}, site_of(kSite));
  const auto after = graph_of({{"a", "b", "https", "10:00", "10:01"}}, site_of(moved));
  const CheckResult was = checked(before);
  const CheckResult is = checked(after);
  EXPECT_THAT(said(after, diff({before, was}, {after, is}).changed), ElementsAre("b"));
}

TEST(GraphWithin, KeepsWhatBeginsInTheWindowAndItsEndBelongsToTheNext) {
  const auto graph = graph_of({{"a", "b", "https", "10:00", "12:00"},
                               {"a", "b", "https", "11:00", "11:05"},
                               {"b", "a", "ssh", "10:59:59", "11:30"},
                               {"c", "a", "ssh", "10:30", "10:31", FlowState::Attempted},
                               {"c", "a", "ssh", "11:30", "11:31", FlowState::Attempted}},
                              site_of(kSite));
  const TimeZone utc = TimeZone::utc();
  const auto window = [&](const char* text) { return *parse_window(text, utc); };
  const FlowGraph first = graph_within(graph, window("2026-06-09T10:00/2026-06-09T11:00"));
  const FlowGraph second = graph_within(graph, window("2026-06-09T11:00/2026-06-09T12:00"));
  EXPECT_EQ(first.conversations().size(), 2U);
  EXPECT_EQ(first.attempts().size(), 1U);
  EXPECT_EQ(second.conversations().size(), 1U);
  EXPECT_EQ(second.attempts().size(), 1U);
  ASSERT_EQ(first.data_flows().size(), 2U);
  EXPECT_EQ(first.data_flows()[0].contacts, (Range{0, 1}));
  EXPECT_EQ(first.contacts()[0], (Interval{at("10:00"), at("12:00")}));
  EXPECT_EQ(*first.window(), (Interval{at("10:00"), at("12:00")}));
  const FlowGraph whole = graph_within(graph, window("2026-06-09T00:00/2026-06-10T00:00"));
  EXPECT_EQ(whole.data_flows().size(), graph.data_flows().size());
  EXPECT_EQ(whole.contacts().size(), graph.contacts().size());
  EXPECT_FALSE(graph_within(graph, window("2026-06-01T00:00/2026-06-02T00:00")).window());
}

}  // namespace
}  // namespace hamon
