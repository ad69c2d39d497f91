#include "analyze/link_use.hpp"

#include "support/graph_of.hpp"
#include "support/site_of.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

/// A tunnel that was open from midnight for `hours`, with `bytes` in each 5-minute slice but for
/// those that say otherwise.
FlowGraph tunnel(int hours, std::uint64_t bytes,
                 std::vector<std::pair<std::uint32_t, std::uint64_t>> busy) {
  const GraphOf made({{"203.0.113.10", "rt", "udp/4500", "00:00", fmt::format("{:02}:00", hours)}},
                     site_of("site: {name: t, timezone: UTC}\ninternal: [10.0.0.0/8]\n"));
  Observations seen = made.observations();
  const auto first = static_cast<std::uint32_t>(at("00:00").ns / Duration::minutes(5).ns);
  for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(hours) * 12; ++i) {
    seen.records[0].activity.push_back({first + i, bytes / 2, bytes - bytes / 2});
  }
  for (const auto& [slice, more] : busy) {
    seen.records[0].activity[slice].bytes_in += more;
  }
  CollectingSink sink;
  return build_graph(std::move(seen), made.site(), {}, sink);
}

std::optional<LinkUse> use_of(const FlowGraph& graph) {
  LinkUseSum sum(graph);
  for (const Conversation& c : graph.conversations()) {
    sum.add(c);
  }
  return sum.finish();
}

TEST(LinkUse, KeepAlivesAreNoUse) {
  const auto use = use_of(tunnel(10, 3000, {}));
  ASSERT_TRUE(use);
  EXPECT_EQ(use->occasions, 0U);
  EXPECT_FALSE(use->last);
  EXPECT_EQ(use->open, Duration::minutes(600));
}

TEST(LinkUse, OccasionsAreRunsOfBusySlices) {
  // 01:00 to 01:10, and with one idle slice between 05:00 to 05:15.
  const auto use =
      use_of(tunnel(10, 3000, {{12, 500'000}, {13, 500'000}, {60, 90'000}, {62, 90'000}}));
  ASSERT_TRUE(use);
  EXPECT_EQ(use->occasions, 2U);
  EXPECT_EQ(use->last->begin, at("05:00"));
  EXPECT_EQ(use->last->end, at("05:15"));
}

TEST(LinkUse, WhatIsAlwaysBusyIsNotKeptAlive) {
  EXPECT_FALSE(use_of(tunnel(10, 2'000'000, {})));
}

TEST(LinkUse, AnHourMakesItPermanent) {
  EXPECT_TRUE(use_of(tunnel(1, 3000, {})));
  const GraphOf made({{"203.0.113.10", "rt", "udp/4500", "00:00", "05:00"}},
                     site_of("site: {name: t, timezone: UTC}\ninternal: [10.0.0.0/8]\n"));
  EXPECT_FALSE(use_of(made.build())) << "no source told its slices";
}

TEST(LinkUse, OfTwoSourcesTheSliceThatCountedMoreStands) {
  const GraphOf made({{"203.0.113.10", "rt", "udp/4500", "00:00", "02:00"}},
                     site_of("site: {name: t, timezone: UTC}\ninternal: [10.0.0.0/8]\n"));
  Observations seen = made.observations();
  const auto first = static_cast<std::uint32_t>(at("00:00").ns / Duration::minutes(5).ns);
  seen.records[0].activity = {{first, 10, 20}, {first + 3, 5, 5}};
  seen.records.push_back(seen.records[0]);
  seen.records[1].source = 1;
  seen.records[1].activity = {{first, 15, 1}};
  seen.sources.push_back(seen.sources[0]);
  seen.sources[1].sha256 = std::string(64, 'b');
  CollectingSink sink;
  const FlowGraph graph = build_graph(std::move(seen), made.site(), {}, sink);
  ASSERT_EQ(graph.activity().size(), 2U);
  EXPECT_EQ(graph.activity()[0], (Activity{first, 15, 20}));
  EXPECT_EQ(graph.activity()[1], (Activity{first + 3, 5, 5}));
}

}  // namespace
}  // namespace hamon
