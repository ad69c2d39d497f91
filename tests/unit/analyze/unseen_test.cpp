#include "analyze/coverage.hpp"

#include <algorithm>
#include <string>

#include "support/graph_of.hpp"
#include "support/site_of.hpp"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Clocks there show UTC.
const std::string kSite = R"(
site: {name: test, timezone: UTC}
zones:
  A: {kind: clinical, prefixes: [10.1.1.0/24]}
  B: {prefixes: [10.1.2.0/24]}
systems: {a: {addresses: [10.1.1.1]}, a2: {addresses: [10.1.1.2]}, b: {addresses: [10.1.2.1]}}
)";

std::string hour(int day, const std::string& time) {
  return fmt::format("2026-06-{:02}T{}", day, time);
}

/// a to b over a service on a day of June.
Line line(int day, const std::string& from, const std::string& to, const std::string& service) {
  return {from, to, service, hour(day, "12:00"), hour(day, "12:10")};
}

/// What runs all day long, from the first day of June to the last, so that all of them are whole.
Line all_days(int last) {
  return {"a", "a2", "https", hour(1, "00:00"), hour(last, "23:59")};
}

const UnseenFlows& flows_of(const Unseen& missed, FlowScope scope) {
  return *std::find_if(missed.flows.begin(), missed.flows.end(),
                       [&](const UnseenFlows& flows) { return flows.scope == scope; });
}

Unseen unseen_of(std::vector<Line> lines, const std::string& site = kSite) {
  return coverage_of(graph_of(std::move(lines), site_of(site))).missed;
}

TEST(Unseen, UnderSevenWholeDaysGivesNoNumber) {
  const Unseen six = unseen_of({all_days(6), line(3, "a", "b", "ssh")});
  EXPECT_EQ(six.whole_days, 6U);
  for (const UnseenFlows& flows : six.flows) {
    EXPECT_FALSE(flows.estimate.has_value());
  }
  EXPECT_TRUE(
      flows_of(unseen_of({all_days(7), line(3, "a", "b", "ssh")}), FlowScope::All).estimate);
}

TEST(Unseen, CountsDataFlowsByTheWholeDaysOnWhichTheyRan) {
  const Unseen missed = unseen_of({all_days(8), line(2, "a", "b", "ssh"), line(2, "a", "b", "ssh"),
                                   line(3, "a", "b", "smb"), line(5, "a", "b", "smb"),
                                   line(7, "b", "a", "rdp"), line(8, "b", "a", "dns")});
  const UnseenFlows& all = flows_of(missed, FlowScope::All);
  EXPECT_EQ(all.data_flows, 5U);
  EXPECT_EQ(all.once, 3U) << "ssh twice on one day, rdp, dns";
  EXPECT_EQ(all.twice, 1U);
  // 5 + 7/8 · 3 · 2 / (2 · 2) = 6.3125.
  ASSERT_TRUE(all.estimate);
  EXPECT_NEAR(all.estimate->bound.things, 6.3125, 1e-9);
  // On average 1 data flow each day, and 3 · 1 + 2 more in 8 days: 1 + 5/8.
  EXPECT_NEAR(all.estimate->curve.front().data_flows, 1.625, 1e-9);
  EXPECT_EQ(all.estimate->curve.back().data_flows, 5);
  EXPECT_EQ(missed.days[1].data_flows, 2U);
  EXPECT_EQ(missed.days[1].fresh, 1U);
  EXPECT_EQ(missed.days[4].fresh, 0U) << "smb is not new on the fifth";
}

TEST(Unseen, RecentDaysAreTheLastSevenOrHalfOfAll) {
  const Unseen missed = unseen_of({all_days(8), line(2, "a", "b", "ssh"), line(6, "a", "b", "ssh"),
                                   line(6, "a", "b", "smb"), line(8, "b", "a", "dns")});
  EXPECT_EQ(missed.recent_days, 4U) << "the fifth to the eighth";
  const UnseenFlows& all = flows_of(missed, FlowScope::All);
  EXPECT_EQ(all.estimate->recent_with_new, 2U);
  EXPECT_EQ(all.estimate->recent_new, 2U);
  ASSERT_THAT(missed.newest, SizeIs(2));
  EXPECT_EQ(missed.newest[0].first, at(hour(8, "12:00")));
  EXPECT_EQ(missed.newest[1].first, at(hour(6, "12:00")));
  EXPECT_EQ(unseen_of({all_days(28)}).recent_days, 7U);
}

TEST(Unseen, IsTheSameWhateverTheOrderOfTheInput) {
  std::vector<Line> lines = {all_days(9)};
  const char* const services[] = {"ssh", "smb", "rdp", "dns", "http"};
  for (int i = 0; i < 30; ++i) {
    lines.push_back(
        line(1 + i * 7 % 9, i % 2 == 0 ? "a" : "b", i % 2 == 0 ? "b" : "a", services[i * i % 5]));
  }
  const auto numbers = [](const Unseen& missed) {
    std::vector<double> out;
    for (const UnseenFlows& flows : missed.flows) {
      out.insert(out.end(), {static_cast<double>(flows.data_flows), static_cast<double>(flows.once),
                             flows.estimate ? flows.estimate->bound.high : -1});
    }
    for (const ObservedDay& day : missed.days) {
      out.push_back(static_cast<double>(day.fresh));
    }
    return out;
  };
  const auto once = numbers(unseen_of(lines));
  std::reverse(lines.begin(), lines.end());
  EXPECT_EQ(numbers(unseen_of(lines)), once);
}

TEST(Unseen, TellsScopesApartByTheZonesOfBothEnds) {
  const Unseen missed =
      unseen_of({all_days(7), line(1, "a", "b", "ssh"), line(2, "203.0.113.7", "a", "rdp"),
                 line(3, "203.0.113.7", "b", "rdp")});
  EXPECT_EQ(flows_of(missed, FlowScope::All).data_flows, 4U);
  EXPECT_EQ(flows_of(missed, FlowScope::Border).data_flows, 2U);
  EXPECT_EQ(flows_of(missed, FlowScope::Between).data_flows, 1U);
  EXPECT_EQ(flows_of(missed, FlowScope::Within).data_flows, 1U);
  EXPECT_EQ(flows_of(missed, FlowScope::Clinical).data_flows, 3U);
  EXPECT_EQ(flows_of(missed, FlowScope::ClinicalBorder).data_flows, 1U);
  const Unseen none = unseen_of({all_days(7)}, "site: {name: none, timezone: UTC}");
  EXPECT_THAT(none.flows, SizeIs(4)) << "no clinical zones";
}

TEST(Unseen, TakesUnrecognisedHighPortsBetweenTwoSystemsAsOne) {
  const Unseen missed =
      unseen_of({all_days(7), line(1, "a", "b", "tcp/50001"), line(2, "a", "b", "tcp/60001"),
                 line(2, "a", "b", "udp/50001"), line(3, "a", "b", "tcp/49000")});
  const UnseenFlows& between = flows_of(missed, FlowScope::Between);
  EXPECT_EQ(between.data_flows, 3U);
  EXPECT_EQ(between.twice, 1U);
  EXPECT_EQ(between.once, 2U);
}

TEST(Unseen, APartDayIsOneThatTheWindowCutsOrThatIsMostlyAHole) {
  // From 01:00 of the first (whole) to 22:59 of the fourth (not whole); on the second nothing but
  // 11 hours, on the third 12.
  const Unseen missed = unseen_of({{"a", "b", "ssh", hour(1, "01:00"), hour(2, "11:00")},
                                   {"a", "b", "ssh", hour(3, "12:00"), hour(4, "22:59")}});
  ASSERT_THAT(missed.days, SizeIs(4));
  EXPECT_TRUE(missed.days[0].whole);
  EXPECT_FALSE(missed.days[1].whole);
  EXPECT_TRUE(missed.days[2].whole) << "half of it";
  EXPECT_FALSE(missed.days[3].whole);
  EXPECT_NEAR(missed.days[1].watched, 11.0 / 24, 1e-9);
  EXPECT_NEAR(missed.days_watched, 2 + 11.0 / 24 + (22 + 59.0 / 60) / 24, 1e-9);
  // Of the third day the first six hours count as its watched half would: a quarter of a whole day.
  EXPECT_NEAR(days_watched(missed, {at(hour(3, "00:00")), at(hour(3, "06:00"))}), 0.25, 1e-9);
}

TEST(Unseen, DaysBeginAtMidnightOfTheSiteAndMayHaveTwentyThreeHours) {
  // Berlin sets its clocks forward on 2026-03-29: that day has 23 hours, from 23:00 UTC to 22:00.
  const Unseen missed = unseen_of(
      {{"a", "b", "ssh", "2026-03-28T23:00", "2026-03-29T22:00"}},
      "site: {name: x, timezone: Europe/Berlin}\nsystems: {a: {addresses: [10.1.1.1]}}\n");
  ASSERT_FALSE(missed.days.empty());
  EXPECT_EQ(missed.days[0].time.to - missed.days[0].time.from, Duration::minutes(23 * 60));
  EXPECT_TRUE(missed.days[0].whole);
  EXPECT_EQ(missed.days[0].data_flows, 1U);
  ASSERT_THAT(missed.days, SizeIs(2)) << "the window ends with the first instant of the next day";
  EXPECT_EQ(missed.days[1].data_flows, 0U);
  EXPECT_EQ(missed.whole_days, 1U);
}

TEST(Unseen, WhatRunsOverMidnightShowsOnBothDays) {
  const Unseen missed =
      unseen_of({all_days(7), {"a", "b", "ssh", hour(2, "23:00"), hour(4, "01:00")}});
  EXPECT_EQ(missed.days[1].data_flows, 2U);
  EXPECT_EQ(missed.days[2].data_flows, 2U);
  EXPECT_EQ(missed.days[3].data_flows, 2U);
  EXPECT_EQ(missed.days[2].fresh, 0U);
}

TEST(Unseen, WhatEndsAtMidnightDoesNotRunOnTheNextDayButWhatBeginsThenDoes) {
  const Unseen missed =
      unseen_of({all_days(7), {"a", "b", "ssh", hour(2, "23:00"), hour(3, "00:00")}});
  EXPECT_EQ(missed.days[1].data_flows, 2U);
  EXPECT_EQ(missed.days[2].data_flows, 1U);
  const Unseen instant = unseen_of({all_days(7),
                                    {"a", "b", "ssh", hour(2, "22:00"), hour(2, "23:00")},
                                    {"a", "b", "ssh", hour(3, "00:00"), hour(3, "00:00")}});
  EXPECT_EQ(instant.days[2].data_flows, 2U);
  EXPECT_EQ(instant.days[2].fresh, 0U);
}

TEST(Unseen, OfAnEmptyCaseIsEmpty) {
  EXPECT_THAT(unseen_of({}).days, IsEmpty());
  EXPECT_EQ(unseen_of({}).whole_days, 0U);
}

}  // namespace
}  // namespace hamon
