#include "analyze/coverage.hpp"

#include "support/graph_of.hpp"
#include "support/site_of.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kSite = R"(
site: {name: test, timezone: Asia/Tokyo}
zones: {A: {prefixes: [10.1.1.0/24]}, B: {prefixes: [10.1.2.0/24]}}
systems: {a: {addresses: [10.1.1.1]}, b: {addresses: [10.1.1.2]}, silent: {addresses: [10.1.2.9]}}
)";

TEST(Coverage, NamesDeclaredPrefixesAndSystemsThatWereNeverSeen) {
  const auto graph = graph_of({{"a", "b", "https", "10:00", "10:01"}}, site_of(kSite));
  const Coverage coverage = coverage_of(graph);
  EXPECT_THAT(coverage.prefixes_never_seen, ElementsAre(*Prefix::parse("10.1.2.0/24")));
  EXPECT_THAT(coverage.systems_never_seen, ElementsAre(graph.id("silent")));
  EXPECT_EQ(coverage.conversations, 1U);
}

TEST(Coverage, AHoleIsAnHourWithoutAnyRecord) {
  const auto graph = graph_of({{"a", "b", "https", "10:00", "10:10"},
                               {"a", "b", "https", "11:09:59", "11:30"},
                               {"a", "b", "https", "12:30", "12:40", FlowState::Attempted}},
                              site_of(kSite));
  // 10:10 to 11:09:59 is a second short of an hour.
  EXPECT_THAT(coverage_of(graph).holes, ElementsAre(Interval{at("11:30"), at("12:30")}));
}

TEST(Coverage, CountsHoursOfTheWeekAtTheSite) {
  // 23:59 to 00:00 UTC is 08:59 to 09:00 in Tokyo: two hours of the week; a week later the same.
  const auto two = graph_of(
      {{"a", "b", "https", "09T23:59", "10T00:00"}, {"a", "b", "https", "16T23:59", "17T00:00"}},
      site_of(kSite));
  EXPECT_EQ(coverage_of(two).hours_of_week, 2);
  const auto all = graph_of({{"a", "b", "https", "09T00:00", "20T00:00"}}, site_of(kSite));
  EXPECT_EQ(coverage_of(all).hours_of_week, 168);
}

TEST(Coverage, AnUnboundSensorCountsAsDeclaredWithinItsTimes) {
  const auto graph = graph_of({{"a", "b", "https", "10:00", "12:00"}}, site_of(kSite + R"(
sensors:
  core: {sees: between}
  tap:  {sees: within, prefixes: [10.1.1.0/24], from: 2026-06-09T20:00, to: 2026-06-09T20:30}
  gone: {sees: outside, to: 2026-06-01T00:00}
)"));
  const auto sensors = coverage_of(graph).sensors;
  ASSERT_EQ(sensors.size(), 3U);
  EXPECT_FALSE(sensors[0].bound);
  EXPECT_THAT(sensors[0].seen, ElementsAre(Interval{at("10:00"), at("12:00")}));
  // 20:00 to 20:30 in Tokyo, the end not included.
  EXPECT_THAT(sensors[1].seen, ElementsAre(Interval{at("11:00"), at("11:30") - Duration{1}}));
  EXPECT_THAT(sensors[2].seen, IsEmpty());
}

TEST(Coverage, ABoundSensorSeesWhileItsSourcesHaveRecords) {
  const Site site = site_of(kSite + R"(
sensors:
  fw:   {sees: outside, sources: ["fw-*.log"]}
  tap:  {sees: within, prefixes: [10.1.1.0/24]}
)");
  const GraphOf base({{"a", "b", "https", "08:00", "20:00"}}, site);
  Observations observed = base.observations();
  const auto add = [&](const char* name, const char* sensor, const char* from, const char* to) {
    SourceReport source;
    source.name = name;
    source.sensor = sensor;
    source.window = Interval{at(from), at(to)};
    observed.sources.push_back(source);
  };
  add("/logs/fw-1.log", "", "09:00", "10:00");
  add("/logs/fw-2.log", "", "10:00", "11:00");
  add("/logs/fw-3.log", "", "13:00", "14:00");
  add("other.pcap", "tap", "09:00", "09:30");
  CollectingSink sink;
  const auto sensors = coverage_of(build_graph(observed, base.site(), {}, sink)).sensors;
  ASSERT_EQ(sensors.size(), 2U);
  EXPECT_TRUE(sensors[0].bound);
  EXPECT_THAT(sensors[0].seen,
              ElementsAre(Interval{at("09:00"), at("11:00")}, Interval{at("13:00"), at("14:00")}));
  EXPECT_TRUE(sensors[1].bound) << "by the name given at import";
  EXPECT_THAT(sensors[1].seen, ElementsAre(Interval{at("09:00"), at("09:30")}));
}

TEST(Coverage, ASensorDoesNotSeeWhileItsSourceWasBlindAndTellsAllLimits) {
  const Site site = site_of(kSite + R"(
sensors:
  tap: {sees: between}
)");
  const GraphOf base({{"a", "b", "https", "08:00", "20:00"}}, site);
  Observations observed = base.observations();
  SourceReport source;
  source.name = "eth1";
  source.sensor = "tap";
  source.window = Interval{at("09:00"), at("12:00")};
  source.limits = {{"down", Interval{at("10:00"), at("10:30")}, 0},
                   {"lost", Interval{at("11:00"), at("11:00")}, 3},
                   {"not_kept", Interval{at("10:20"), at("11:00")}, 0}};
  source.format_note = "sampling 100";
  observed.sources.push_back(source);
  CollectingSink sink;
  const Coverage coverage = coverage_of(build_graph(observed, base.site(), {}, sink));
  ASSERT_EQ(coverage.sensors.size(), 1U);
  EXPECT_THAT(coverage.sensors[0].seen,
              ElementsAre(Interval{at("09:00"), at("10:00")}, Interval{at("11:00"), at("12:00")}));
  ASSERT_EQ(coverage.limits.size(), 3U);
  EXPECT_EQ(coverage.limits[1].source, "eth1");
  EXPECT_EQ(coverage.limits[1].limit.count, 3U);
  EXPECT_EQ(coverage.sampled_sources, 1U);
}

TEST(Coverage, OfAnEmptyCaseIsEmpty) {
  const Coverage coverage = coverage_of(graph_of({}, site_of(kSite)));
  EXPECT_EQ(coverage.window, std::nullopt);
  EXPECT_THAT(coverage.holes, IsEmpty());
  EXPECT_EQ(coverage.hours_of_week, 0);
  EXPECT_EQ(coverage.systems_never_seen.size(), 3U);
}

}  // namespace
}  // namespace hamon
