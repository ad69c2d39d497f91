#include "analyze/contain.hpp"

#include "support/graph_of.hpp"
#include "support/site_of.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// pc can reach emr over ad alone, nas over emr and over bk; vendor is outside.
const std::string kSite = R"(
site: {name: test, timezone: UTC}
internal: [10.0.0.0/8]
zones:
  CL: {prefixes: [10.1.0.0/24]}
  SV: {prefixes: [10.2.0.0/24]}
  BK: {prefixes: [10.3.0.0/24]}
systems:
  pc: {addresses: [10.1.0.1]}
  pc2: {addresses: [10.1.0.2]}
  ad: {addresses: [10.2.0.1], critical: 5}
  emr: {addresses: [10.2.0.2], critical: 10}
  bk: {addresses: [10.3.0.1], role: backup}
  nas: {addresses: [10.3.0.2], role: nas, critical: 4}
)";

struct Question {
  std::vector<Line> lines;
  std::string from = "pc";
  std::vector<std::string> protect;
  std::string site = kSite;
  std::string at = "10:00";
};

struct Asked {
  explicit Asked(const Question& q) : graph(graph_of(q.lines, site_of(q.site))) {
    options.spread.seeds = {{graph.id(q.from), at(q.at)}};
    for (const std::string& name : q.protect) {
      options.protect.push_back(graph.id(name));
    }
  }
  [[nodiscard]] ContainResult answer() const { return contain(graph, SpreadIndex(graph), options); }
  [[nodiscard]] std::vector<std::string> names(const std::vector<SystemId>& systems) const {
    std::vector<std::string> out;
    for (const SystemId id : systems) {
      out.push_back(graph[id].name);
    }
    return out;
  }
  [[nodiscard]] std::vector<std::string> items(const ContainCut& cut) const {
    std::vector<std::string> out;
    for (const CutItem& item : cut.items) {
      out.push_back(std::string(name_of(item.stage)) + " " + text(cut.kind, item));
    }
    return out;
  }
  /// What stands before whom.
  [[nodiscard]] std::vector<std::string> chokes() const {
    std::vector<std::string> out;
    for (const ChokePoint& choke : answer().chokes) {
      CutItem item;
      item.system = choke.system;
      item.data_flow = choke.data_flow;
      out.push_back(text(choke.kind, item) + ": " +
                    fmt::format("{}", fmt::join(names(choke.before), " ")));
    }
    return out;
  }
  [[nodiscard]] std::string text(CutKind kind, const CutItem& item) const {
    const auto zone = [&](const CutZone& z) {
      return z.kind == CutZone::Kind::Zone      ? graph[z.zone].name
             : z.kind == CutZone::Kind::Outside ? std::string("outside")
                                                : std::string("none");
    };
    const DataFlow& flow = graph.data_flows()[index(item.data_flow)];
    return kind == CutKind::System ? graph[item.system].name
           : kind == CutKind::DataFlow
               ? graph[flow.initiator].name + ">" + graph[flow.responder].name + " " +
                     graph[flow.service].name
               : zone(item.zones.first) + "/" + zone(item.zones.second);
  }

  NamedGraph graph;
  ContainOptions options;
};

const std::vector<Line> kWays = {{"pc", "ad", "rdp", "11:00", "11:05"},
                                 {"pc2", "ad", "https", "08:00", "08:05"},
                                 {"ad", "emr", "ssh", "12:00", "12:05"},
                                 {"pc", "emr", "https", "11:00", "11:05"},
                                 {"emr", "nas", "nfs", "13:00", "13:05"}};

TEST(Contain, CutsTheDataFlowWhoseEndsWeighLeast) {
  // pc→ad weighs (1 + 5) / 2, ad→emr (5 + 10) / 2.
  const Asked asked({kWays, "pc", {"emr"}});
  const ContainCut cut = asked.answer().cuts[0];
  EXPECT_EQ(cut.state, CutState::Found);
  EXPECT_THAT(asked.items(cut), ElementsAre("segment pc>ad rdp"));
  EXPECT_EQ(cut.cost.value(), 3);
  EXPECT_TRUE(cut.minimal);
}

TEST(Contain, ASystemCostsAllItsDataFlows) {
  // ad: 3 from pc, 3 from pc2, 7.5 to emr. It stops the work of pc2 as well.
  const Asked asked({kWays, "pc", {"emr"}});
  const ContainCut cut = asked.answer().cuts[1];
  EXPECT_THAT(asked.items(cut), ElementsAre("segment ad"));
  EXPECT_EQ(cut.cost.value(), 13.5);
  EXPECT_THAT(asked.names(cut.interrupted.systems), ElementsAre("ad", "emr", "pc", "pc2"));
  EXPECT_EQ(cut.interrupted.data_flows.size(), 3U);
}

TEST(Contain, AZonePairCostsAllThatPassesBetweenThem) {
  // CL and SV: pc→ad 3, pc2→ad 3, pc→emr 5.5.
  const Asked asked({kWays, "pc", {"emr"}});
  const ContainCut cut = asked.answer().cuts[2];
  EXPECT_THAT(asked.items(cut), ElementsAre("segment CL/SV"));
  EXPECT_EQ(cut.cost.value(), 11.5);
}

TEST(Contain, ANasIsReachedByDamageThatOnlyACompromisedSystemDoes) {
  const Asked asked({kWays, "pc", {"nas"}});
  const ContainResult result = asked.answer();
  // emr→nas weighs (10 + 4) / 2, more than pc→ad.
  EXPECT_THAT(asked.items(result.cuts[0]), ElementsAre("segment pc>ad rdp"));
  EXPECT_EQ(result.guarded.at(0).state, ProtectedState::Reachable);
  EXPECT_EQ(result.guarded.at(0).earliest, at("13:00"));
}

TEST(Contain, CutsTheBackupNetworkFirstThenLinesToOutsideThenSegments) {
  const Asked asked({{{"pc", "emr", "ssh", "11:00", "11:05"},
                      {"pc", "bk", "ssh", "11:00", "11:05"},
                      {"198.51.100.7", "emr", "rdp", "11:00", "11:05"},
                      {"pc", "198.51.100.7", "ssh", "11:00", "11:05"}},
                     "pc",
                     {"emr", "bk"}});
  Asked with_vendor = asked;
  with_vendor.options.spread.seeds.push_back({asked.graph.id("198.51.100.7"), at("10:00")});
  EXPECT_THAT(
      with_vendor.items(with_vendor.answer().cuts[0]),
      ElementsAre("backup pc>bk ssh", "external 198.51.100.7>emr rdp", "segment pc>emr ssh"));
  EXPECT_THAT(with_vendor.items(with_vendor.answer().cuts[2]),
              ElementsAre("backup CL/BK", "external SV/outside", "segment CL/SV"));
}

TEST(Contain, PaysADataFlowThatCarriesBothWaysOnce) {
  // dfsr carries both ways: one data flow, (5 + 10) / 2.
  const Asked asked({{{"ad", "emr", "dfsr", "11:00", "11:05"}}, "ad", {"emr"}});
  const ContainCut cut = asked.answer().cuts[0];
  EXPECT_EQ(cut.items.size(), 1U);
  EXPECT_EQ(cut.cost.value(), 7.5);
}

TEST(Contain, SystemsThatTalkToEachOtherAreNotPaidTwiceForIt) {
  // x and y must both be isolated: x 1 + 1, y 1 + 1, and the 1 between them once.
  const std::string site = "site: {name: t, timezone: UTC}\ninternal: [10.0.0.0/8]\n";
  const Asked asked({{{"pc", "x", "ssh", "11:00", "11:05"},
                      {"pc", "y", "ssh", "11:00", "11:05"},
                      {"x", "sv", "ssh", "11:00", "11:05"},
                      {"y", "sv", "ssh", "11:00", "11:05"},
                      {"x", "y", "https", "11:00", "11:05"}},
                     "pc",
                     {"sv"},
                     site});
  const ContainCut cut = asked.answer().cuts[1];
  EXPECT_EQ(cut.items.size(), 2U);
  EXPECT_EQ(cut.cost.value(), 5);
  EXPECT_TRUE(cut.minimal);
}

TEST(Contain, SaysWhenAProtectedSystemIsInfectedOrTalkedToDirectly) {
  Asked asked({kWays, "pc", {"ad"}});
  EXPECT_EQ(asked.answer().cuts[1].state, CutState::Impossible);
  EXPECT_EQ(asked.answer().cuts[1].obstacle, CutObstacle::Direct);
  EXPECT_THAT(asked.names(asked.answer().cuts[1].leaves), ElementsAre("ad"));
  asked.options.at = at("11:30");  // ad was reached at 11:00
  const ContainResult late = asked.answer();
  EXPECT_THAT(asked.names(late.infected), ElementsAre("ad", "pc"));
  EXPECT_EQ(late.guarded.at(0).state, ProtectedState::Infected);
  for (const ContainCut& cut : late.cuts) {
    EXPECT_EQ(cut.state, CutState::Impossible);
    EXPECT_EQ(cut.obstacle, CutObstacle::Infected);
    EXPECT_THAT(asked.names(cut.leaves), ElementsAre("ad"));
  }
}

TEST(Contain, LeavesWhatIsInfectedAlreadyAndSavesTheRest) {
  Asked asked({kWays, "pc", {"ad", "emr"}});
  asked.options.at = at("11:30");
  const ContainResult result = asked.answer();
  EXPECT_THAT(asked.items(result.cuts[0]), ElementsAre("inside ad>emr ssh"));
  EXPECT_THAT(asked.names(result.cuts[0].leaves), ElementsAre("ad"));
  EXPECT_EQ(result.cuts[2].obstacle, CutObstacle::NoBoundary);  // ad and emr share SV
}

TEST(Contain, NeedsNothingWhereNothingLeads) {
  const Asked asked({kWays, "pc2", {"emr"}});
  const ContainResult result = asked.answer();
  EXPECT_EQ(result.guarded.at(0).state, ProtectedState::NoPath);
  for (const ContainCut& cut : result.cuts) {
    EXPECT_EQ(cut.state, CutState::NotNeeded);
    EXPECT_THAT(cut.items, IsEmpty());
    EXPECT_EQ(cut.cost.units, 0);
  }
  EXPECT_THAT(result.chokes, IsEmpty());
}

TEST(Contain, TellsWhatRemainsOnTheInfectedSide) {
  std::vector<Line> lines = kWays;
  lines.push_back({"pc", "pc2", "rdp", "11:00", "11:05"});
  lines.push_back({"pc2", "x", "rdp", "09:00", "09:05"});  // was over before pc2 falls
  const Asked asked({lines, "pc", {"emr"}});
  const ContainCut cut = asked.answer().cuts[0];
  EXPECT_THAT(asked.names(cut.contacted), ElementsAre("pc2"));
  EXPECT_THAT(asked.names(cut.connected), ElementsAre("x"));
  EXPECT_THAT(cut.leaves, IsEmpty());
}

TEST(Contain, ChokePointsStandOnEveryWay) {
  std::vector<Line> lines = kWays;
  lines.push_back({"pc", "bk", "ssh", "11:00", "11:05"});
  lines.push_back({"bk", "nas", "nfs", "11:00", "11:05"});
  const Asked asked({lines, "pc", {"emr", "nas"}});
  // nas is reached beside it over bk
  EXPECT_THAT(asked.chokes(), ElementsAre("ad: emr", "ad>emr ssh: emr", "pc>ad rdp: emr"));
}

TEST(Contain, ADataFlowBesideAnotherOneThatCarriesIsNoChokePoint) {
  std::vector<Line> lines = kWays;
  lines.push_back({"pc", "ad", "ssh", "11:00", "11:05"});
  lines.push_back({"ad", "emr", "https", "11:00", "11:05"});  // carries nothing
  const Asked asked({lines, "pc", {"emr", "nas"}});
  EXPECT_THAT(asked.chokes(),
              ElementsAre("ad: emr nas", "emr: nas", "ad>emr ssh: emr nas", "emr>nas nfs: nas"));
}

TEST(Contain, ADataFlowThatCarriesBothWaysIsAChokePointInEither) {
  // dfsr carries both ways: from pc to ad, and from ad to pc, which pc2 is behind.
  const std::vector<Line> lines = {{"pc", "ad", "dfsr", "11:00", "11:05"},
                                   {"ad", "emr", "ssh", "12:00", "12:05"},
                                   {"pc", "pc2", "ssh", "12:00", "12:05"}};
  EXPECT_THAT(Asked({lines, "pc", {"emr", "pc2"}}).chokes(),
              ElementsAre("ad: emr", "ad>emr ssh: emr", "pc>ad dfsr: emr", "pc>pc2 ssh: pc2"));
  EXPECT_THAT(Asked({lines, "ad", {"emr", "pc2"}}).chokes(),
              ElementsAre("pc: pc2", "ad>emr ssh: emr", "pc>ad dfsr: pc2", "pc>pc2 ssh: pc2"));
}

TEST(Contain, WhatIsIsolatedAlreadyNeedsNoCutAndCostsNothing) {
  Asked asked({kWays, "pc", {"emr"}});
  asked.options.spread.isolations = {{{asked.graph.id("ad")}, at("09:59")}};
  EXPECT_EQ(asked.answer().cuts[0].state, CutState::NotNeeded);
  asked.options.spread.isolations[0].at = at("10:01");  // not yet when it is decided
  EXPECT_EQ(asked.answer().cuts[0].state, CutState::Found);
}

TEST(Contain, DecidesAtTheLatestStartUnlessTold) {
  Asked asked({kWays, "pc", {"emr"}});
  asked.options.spread.seeds.push_back({asked.graph.id("pc2"), at("10:30")});
  EXPECT_EQ(asked.answer().at, at("10:30"));
}

TEST(Contain, OfAnEmptyCaseIsNothing) {
  const NamedGraph graph = graph_of({}, site_of(kSite));
  ContainOptions options;
  options.protect = {graph.id("emr")};
  const ContainResult result = contain(graph, SpreadIndex(graph), options);
  EXPECT_THAT(result.infected, IsEmpty());
  EXPECT_EQ(result.cuts.at(0).state, CutState::NotNeeded);
}

}  // namespace
}  // namespace hamon
