#include "analyze/spread.hpp"

#include "support/graph_maker.hpp"
#include "support/graph_of.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

SpreadResult spread_from(const NamedGraph& graph, const std::string& seed, const std::string& time,
                         Duration incubation = Duration::minutes(10)) {
  SpreadOptions options;
  options.seeds = {{graph.id(seed), at(time)}};
  options.incubation = incubation;
  return spread(graph, SpreadIndex(graph), options);
}

std::vector<std::string> in_ring(const FlowGraph& graph, const SpreadResult& result, Ring ring) {
  std::vector<std::string> names;
  for (std::size_t v = 0; v < result.systems.size(); ++v) {
    if (result.systems[v].ring == ring) {
      names.push_back(graph.systems()[v].name);
    }
  }
  return names;
}

TEST(Spread, WaitsForALaterContactButNeverGoesBackInTime) {
  // ws-1 opens pacs; pacs had opened archive before, and opens backup after.
  const auto graph = graph_of({{"ws-1", "pacs", "rdp", "10:05", "10:06"},
                               {"pacs", "archive", "ssh", "10:00", "10:01"},
                               {"pacs", "backup", "ssh", "10:20", "10:30"}});

  const auto result = spread_from(graph, "ws-1", "10:00");

  EXPECT_EQ(result.systems[index(graph.id("pacs"))].compromised, at("10:05"));
  EXPECT_EQ(result.systems[index(graph.id("backup"))].compromised, at("10:20"));
  EXPECT_THAT(in_ring(graph, result, Ring::Connected), ElementsAre("archive"));
}

TEST(Spread, AContactStillOpenWhenIncubationEndsCarriesThen) {
  // Reached 10:00, active 10:10, and the contact lasts exactly that long, or a second less.
  const auto carried =
      graph_of({{"a", "b", "rdp", "10:00", "10:01"}, {"b", "c", "rdp", "10:05", "10:10"}});
  const auto missed =
      graph_of({{"a", "b", "rdp", "10:00", "10:01"}, {"b", "c", "rdp", "10:05", "10:09:59"}});

  EXPECT_EQ(spread_from(carried, "a", "09:00").systems[index(carried.id("c"))].compromised,
            at("10:10"));
  EXPECT_EQ(spread_from(missed, "a", "09:00").systems[index(missed.id("c"))].compromised,
            std::nullopt);
}

TEST(Spread, AHandshakeWithoutPayloadCarriesNothing) {
  const auto graph =
      graph_of({{"scan", "sv", "rdp", "10:00", "10:01", FlowState::Established, 0, 0}});

  EXPECT_THAT(in_ring(graph, spread_from(graph, "scan", "09:00"), Ring::Contacted),
              ElementsAre("scan"));
}

TEST(Spread, OutsidePassesNothingOnUnlessItIsASeed) {
  // The internet is no bridge between two machines that both speak to it.
  FlowGraph graph =
      FlowGraphMaker::make({{"a"}, {"b"}, {"relay", Role::Other, true, true}},
                           {{"a", "relay", "rdp", 0, 10}, {"relay", "b", "rdp", 100, 110}});
  SpreadOptions options;
  options.incubation = Duration{};
  options.seeds = {{*graph.find_system("a"), Timestamp{0}}};
  const SpreadIndex edges(graph);

  const auto from_inside = spread(graph, edges, options);
  options.seeds = {{*graph.find_system("relay"), Timestamp{0}}};
  const auto from_outside = spread(graph, edges, options);

  EXPECT_THAT(in_ring(graph, from_inside, Ring::Contacted), ElementsAre("a", "relay"));
  EXPECT_THAT(in_ring(graph, from_outside, Ring::Contacted), ElementsAre("b", "relay"));
}

TEST(Spread, TheStandbyLosesItsDataWithThePrimary) {
  // From the table: smb to a server is F:S and F:D; `relay` passes damage on without incubation.
  FlowGraph graph = FlowGraphMaker::make(
      {{"a"}, {"primary", Role::Database, false}, {"standby", Role::Database}},
      {{"a", "primary", "smb", 100, 200}, {"primary", "standby", "relay", 0, 1000}});
  SpreadOptions options;
  options.seeds = {{*graph.find_system("a"), Timestamp{0}}};
  const auto result = spread(graph, SpreadIndex(graph), options);

  const SpreadState& standby = result.systems[index(*graph.find_system("standby"))];
  EXPECT_EQ(standby.compromised, std::nullopt);
  EXPECT_EQ(standby.data_affected, Timestamp::from_seconds(100));
  const auto chain = witness(result, *graph.find_system("standby"), true);
  ASSERT_EQ(chain.size(), 2U);
  EXPECT_EQ(chain[0].kind, carry::kDamage);
  EXPECT_EQ(chain[1].kind, carry::kPass);
}

TEST(Spread, ASeedThatOthersReachSoonerDoesNotWaitForItsIncubation) {
  // sv is reached at 10:00 and would be active at 10:10, but is a seed from 10:05.
  const auto graph =
      graph_of({{"a", "sv", "rdp", "10:00", "10:01"}, {"sv", "b", "rdp", "10:05", "10:06"}});
  SpreadOptions options;
  options.seeds = {{graph.id("a"), at("09:00")}, {graph.id("sv"), at("10:05")}};
  const auto result = spread(graph, SpreadIndex(graph), options);

  EXPECT_EQ(result.systems[index(graph.id("sv"))].compromised, at("10:00"));
  EXPECT_EQ(result.systems[index(graph.id("b"))].compromised, at("10:05"));
  const auto chain = witness(result, graph.id("b"), false);
  ASSERT_EQ(chain.size(), 1U) << "a chain starts at a seed active by its own time";
  EXPECT_EQ(chain[0].from, graph.id("sv"));
}

TEST(Spread, OfEqualWaysTakesTheShortestThenTheLeastName) {
  const auto graph = graph_of({{"seed", "x", "rdp", "10:00", "11:00"},
                               {"x", "target", "rdp", "10:00", "11:00"},
                               {"seed", "b", "rdp", "10:00", "11:00"},
                               {"b", "last", "rdp", "10:00", "11:00"},
                               {"a", "last", "rdp", "10:00", "11:00"},
                               {"seed", "a", "rdp", "10:00", "11:00"},
                               {"seed", "target", "ssh", "10:00", "11:00"}});

  const auto result = spread_from(graph, "seed", "09:00", Duration{});

  EXPECT_EQ(result.systems[index(graph.id("target"))].step->from, graph.id("seed"));
  EXPECT_EQ(result.systems[index(graph.id("last"))].step->from, graph.id("a"));
  EXPECT_EQ(result.systems[index(graph.id("last"))].hops, 2U);
}

TEST(Spread, AnIsolationLeavesOnlyWhatCameBefore) {
  const auto graph = graph_of({{"a", "b", "rdp", "10:00", "10:30"}});
  SpreadOptions options;
  options.seeds = {{graph.id("a"), at("10:00")}};
  const SpreadIndex edges(graph);
  options.isolations = {{{graph.id("b")}, at("10:00")}};
  EXPECT_EQ(spread(graph, edges, options).systems[index(graph.id("b"))].ring, Ring::None);
  options.isolations = {{{graph.id("b")}, {at("10:00") + Duration{1}}}};
  EXPECT_EQ(spread(graph, edges, options).systems[index(graph.id("b"))].compromised, at("10:00"));
}

TEST(Spread, UntilLimitsWhatHappensButNotWhatCanStillHappen) {
  const auto graph = graph_of({{"a", "b", "rdp", "10:00", "10:30"}});
  SpreadOptions options;
  options.seeds = {{graph.id("a"), at("09:00")}};
  options.until = at("09:59");
  const auto result = spread(graph, SpreadIndex(graph), options);
  EXPECT_THAT(in_ring(graph, result, Ring::Contacted), ElementsAre("a"));
  EXPECT_THAT(in_ring(graph, result, Ring::Connected), ElementsAre("b"));
}

TEST(Spread, NamesWhatWasNeverSeenAndWhoWasSpared) {
  FlowGraph graph =
      FlowGraphMaker::make({{"a"},
                            {"ct", Role::Device, false},
                            {"behind"},
                            {"silent", Role::Other, true, false, true, false}},
                           {{"a", "ct", "rdp", 100, 200}, {"ct", "behind", "rdp", 10'000, 10'001}});
  SpreadOptions options;
  options.seeds = {{*graph.find_system("a"), Timestamp{0}}};
  const auto result = spread(graph, SpreadIndex(graph), options);
  EXPECT_THAT(in_ring(graph, result, Ring::Unseen), ElementsAre("silent"));
  ASSERT_EQ(result.spared.size(), 1U);
  EXPECT_EQ(result.spared[0].system, *graph.find_system("ct"));
  EXPECT_EQ(result.spared[0].would_be, Timestamp::from_seconds(100));
}

TEST(Spread, OfAnUnobservedSeedIsThatSystemAlone) {
  FlowGraph graph = FlowGraphMaker::make({{"usb-pc", Role::Other, true, false, true, false}}, {});
  SpreadOptions options;
  options.seeds = {{SystemId{0}, Timestamp{5}}};
  const auto result = spread(graph, SpreadIndex(graph), options);
  EXPECT_EQ(result.systems[0].ring, Ring::Contacted);
  EXPECT_EQ(result.systems[0].compromised, Timestamp{5});
  EXPECT_THAT(witness(result, SystemId{0}, false), IsEmpty());
}

TEST(Spread, OfNoSeedIsNothing) {
  const auto graph = graph_of({{"a", "b", "rdp", "10:00", "10:30"}});
  const auto result = spread(graph, SpreadIndex(graph), SpreadOptions{});
  EXPECT_THAT(in_ring(graph, result, Ring::Contacted), IsEmpty());
  EXPECT_THAT(in_ring(graph, result, Ring::Connected), IsEmpty());
}

TEST(Technique, FollowsServiceRoleAndDirection) {
  EXPECT_EQ(technique_of("rdp", Role::Client, true, carry::kStrong), "T1021.001");
  EXPECT_EQ(technique_of("smb", Role::DomainController, false, carry::kStrong), "T1484.001");
  EXPECT_EQ(technique_of("smb", Role::Nas, true, carry::kDamage), "T1486");
  EXPECT_EQ(technique_of("wsus", Role::Deployment, false, carry::kStrong), "T1072");
  EXPECT_EQ(technique_of("dicom", Role::Other, true, 0), "");
}

}  // namespace
}  // namespace hamon
