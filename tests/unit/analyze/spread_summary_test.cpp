#include "analyze/spread_summary.hpp"

#include "support/graph_of.hpp"
#include "support/site_of.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// vendor reaches jump at 10:00 (active 10:10), jump emr at 10:30 (active 10:40), emr damages nas at
// 16:00, which is not susceptible. ward-1 and ward-2 use emr, eye-1 uses nas; admin and watch
// only administer and monitor emr; pc-9 is never reached.
constexpr const char* kSite =
    "site: {timezone: UTC}\n"
    "zones: {HIS: {prefixes: [10.1.0.0/24]}, PC: {prefixes: [10.2.0.0/24]}}\n"
    "systems:\n"
    "  jump:   {addresses: [10.1.0.1], role: jump-host, department: IT}\n"
    "  emr:    {addresses: [10.1.0.2], role: application, department: IT, critical: 9}\n"
    "  nas:    {addresses: [10.1.0.3], role: nas, department: Records, critical: 4}\n"
    "  ward-1: {addresses: [10.2.0.1], role: client, department: Ward}\n"
    "  ward-2: {addresses: [10.2.0.2], role: client, department: Ward}\n"
    "  eye-1:  {addresses: [10.2.0.3], role: client, department: Eye}\n"
    "  admin:  {addresses: [10.2.0.4], role: client, department: Admin}\n"
    "  watch:  {addresses: [10.2.0.8], role: monitoring, department: Net}\n"
    "  pc-9:   {addresses: [10.2.0.9], role: client}\n";

NamedGraph hospital() {
  return graph_of({{"203.0.113.10", "jump", "rdp", "10:00", "10:05"},
                   {"jump", "emr", "ssh", "10:30", "10:35"},
                   {"emr", "nas", "nfs", "16:00", "16:10"},
                   {"ward-1", "emr", "https", "08:00", "08:10"},
                   {"ward-2", "emr", "https", "08:00", "08:10"},
                   {"ward-1", "emr", "hl7", "08:00", "08:10"},
                   {"admin", "emr", "rdp", "08:00", "08:10"},
                   {"watch", "emr", "snmp", "08:00", "08:10"},
                   {"eye-1", "nas", "smb", "08:00", "08:10"},
                   {"pc-9", "203.0.113.10", "https", "18:00", "18:10"}},
                  site_of(kSite));
}

struct Asked {
  NamedGraph graph = hospital();
  SpreadOptions options;
  SpreadResult result;
  SpreadSummary summary;
  explicit Asked(std::optional<Timestamp> until = {}) {
    options.seeds = {{graph.id("203.0.113.10"), at("10:00")}};
    options.until = until;
    result = spread(graph, SpreadIndex(graph), options);
    summary = summarize(graph, options, result);
  }
};

const GroupSize& group(const std::vector<GroupSize>& groups, const std::string& name) {
  const auto found = std::ranges::find(groups, name, &GroupSize::name);
  EXPECT_NE(found, groups.end()) << name;
  return *found;
}

TEST(SpreadSummary, CountsHowManyOfHowManyAndTheEarliest) {
  const Asked asked;
  // HIS holds jump, emr (compromised) and nas (its data alone, at 16:00).
  const GroupSize& his = group(asked.summary.zones, "HIS");
  EXPECT_EQ(his.systems, 3U);
  EXPECT_EQ(his.contacted, 3U);
  EXPECT_EQ(his.compromised, 2U);
  EXPECT_EQ(his.data_affected, 3U);
  EXPECT_EQ(his.share(), 1.0);
  EXPECT_EQ(his.earliest, at("10:00"));
  EXPECT_EQ(group(asked.summary.departments, "IT").contacted, 2U);
  EXPECT_EQ(group(asked.summary.departments, "Records").earliest, at("16:00"));
  EXPECT_EQ(group(asked.summary.roles, "nas").compromised, 0U);
  EXPECT_EQ(group(asked.summary.roles, "application").systems, 1U);
}

TEST(SpreadSummary, LeavesOutGroupsOfWhichNothingStandsInARing) {
  const Asked asked;
  EXPECT_TRUE(
      std::ranges::none_of(asked.summary.zones, [](const GroupSize& g) { return g.name == "PC"; }));
}

TEST(SpreadSummary, TellsWhatIsReachedWithinOneFourEightAndTwentyFourHours) {
  const Asked asked;
  std::vector<std::size_t> compromised, data;
  std::vector<Timestamp> until;
  for (const Horizon& h : asked.summary.horizons) {
    compromised.push_back(h.compromised);
    data.push_back(h.data_affected);
    until.push_back(h.until);
  }
  EXPECT_THAT(until, ElementsAre(at("11:00"), at("14:00"), at("18:00"), at("10T10:00")));
  // The vendor itself, jump at 10:00, emr at 10:30; their data after 10 minutes each, nas at 16:00.
  EXPECT_THAT(compromised, ElementsAre(3U, 3U, 3U, 3U));
  EXPECT_THAT(data, ElementsAre(3U, 3U, 4U, 4U));
  EXPECT_THAT(asked.summary.horizons[0].departments, ElementsAre("IT"));
  EXPECT_THAT(asked.summary.horizons[2].departments, ElementsAre("IT", "Records"));
}

TEST(SpreadSummary, SaysWhichHorizonsNobodyObserved) {
  // The last record ends at 18:10: 18:00 was still observed, the next morning was not.
  std::vector<bool> observed;
  for (const Horizon& h : Asked().summary.horizons) {
    observed.push_back(h.observed);
  }
  EXPECT_THAT(observed, ElementsAre(true, true, true, false));
  const Asked limited(at("14:00"));
  EXPECT_TRUE(limited.summary.horizons[1].observed);
  EXPECT_FALSE(limited.summary.horizons[2].observed);
}

TEST(SpreadSummary, NamesWhatWouldStopAndForWhomTheMostCriticalFirst) {
  const Asked asked;
  const auto& graph = asked.graph;
  ASSERT_EQ(asked.summary.stopped.size(),
            2U);  // nobody uses jump but over remote desktop; the vendor is outside
  const Stopped& emr = asked.summary.stopped[0];
  EXPECT_EQ(graph[emr.system].name, "emr");
  EXPECT_EQ(emr.from, at("10:30"));
  EXPECT_THAT(emr.departments,
              ElementsAre("Ward"));  // not Admin and Net: they only administer and watch it
  EXPECT_EQ(emr.users, 2U);
  ASSERT_EQ(emr.services.size(), 2U);
  EXPECT_EQ(graph[emr.services[0]].name, "hl7");
  EXPECT_EQ(graph[emr.services[1]].name, "https");
  const Stopped& nas = asked.summary.stopped[1];
  EXPECT_EQ(nas.from, at("16:00"));
  EXPECT_THAT(nas.departments, ElementsAre("Eye", "IT"));  // emr writes there
}

TEST(SpreadSummary, BeginsAtTheFirstOfSeveralSeedsAndHasNoHorizonWithoutOne) {
  Asked asked;
  asked.options.seeds.push_back({asked.graph.id("pc-9"), at("09:00")});
  EXPECT_EQ(summarize(asked.graph, asked.options, asked.result).horizons[0].until, at("10:00"));
  asked.options.seeds.clear();
  EXPECT_THAT(summarize(asked.graph, asked.options, asked.result).horizons, IsEmpty());
}

}  // namespace
}  // namespace hamon
