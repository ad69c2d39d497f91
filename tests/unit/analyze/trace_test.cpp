#include "analyze/trace.hpp"

#include "analyze/missed.hpp"

#include "support/graph_maker.hpp"
#include "support/graph_of.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TraceResult traced(const FlowGraph& graph, const TraceOptions& options) {
  return trace(graph, SpreadIndex(graph, SpreadIndex::Side::Arriving), options);
}

TraceOptions to(const NamedGraph& graph, const std::string& target, const std::string& by,
                bool data = false) {
  TraceOptions options;
  options.targets = {{graph.id(target), at(by), data}};
  return options;
}

std::optional<Timestamp> latest(const NamedGraph& graph, const TraceResult& result,
                                const std::string& name) {
  return result.systems[index(graph.id(name))].latest;
}

std::vector<std::string> origins(const FlowGraph& graph, const TraceResult& result) {
  std::vector<std::string> names;
  for (const Origin& origin : result.origins) {
    names.push_back(graph[origin.system].name + (origin.event ? " (event)" : ""));
  }
  return names;
}

TEST(Trace, GoesBackOneIncubationAStep) {
  // c falls by 12:00 if b signs in until 11:30; b must have fallen ten minutes before, so a has
  // until 11:10 to sign in to b, and must have fallen ten minutes before that.
  const auto graph =
      graph_of({{"a", "b", "rdp", "11:00", "11:10"}, {"b", "c", "rdp", "11:20", "11:30"}});

  const auto result = traced(graph, to(graph, "c", "12:00"));

  EXPECT_EQ(latest(graph, result, "b"), at("11:20"));
  EXPECT_EQ(latest(graph, result, "a"), at("11:00"));
  EXPECT_EQ(latest(graph, result, "c"), std::nullopt) << "a target is no origin of itself";
  EXPECT_THAT(origins(graph, result), ElementsAre("b", "a"));
}

TEST(Trace, TheDeadlineCutsAContactShort) {
  const auto graph = graph_of({{"a", "b", "rdp", "11:00", "12:00"}});

  EXPECT_EQ(latest(graph, traced(graph, to(graph, "b", "11:30")), "a"), at("11:20"));
  EXPECT_EQ(latest(graph, traced(graph, to(graph, "b", "11:00")), "a"), at("10:50"));
  EXPECT_EQ(latest(graph, traced(graph, to(graph, "b", "10:59:59")), "a"), std::nullopt);
}

TEST(Trace, WhatCannotBeInfectedFallsWhenItsDataIsHit) {
  // pc encrypts the share of the NAS until 10:30, which takes no incubation of the NAS.
  Site site;
  SiteSystem nas;
  nas.name = "nas";
  nas.role = Role::Nas;
  site.systems = {nas};
  const auto graph = graph_of({{"pc", "nas", "smb", "10:00", "10:30"}}, site);

  EXPECT_EQ(latest(graph, traced(graph, to(graph, "nas", "11:00")), "pc"), at("10:20"));
  EXPECT_EQ(latest(graph, traced(graph, to(graph, "nas", "11:00", true)), "pc"), at("10:20"));
}

TEST(Trace, TheTimeOfSeveralTargetsIsThatOfTheLast) {
  const auto graph =
      graph_of({{"a", "b", "rdp", "10:00", "10:30"}, {"a", "c", "rdp", "11:00", "11:30"}});
  TraceOptions options = to(graph, "b", "12:00");
  options.targets.push_back({graph.id("c"), at("12:00")});

  const auto result = traced(graph, options);

  EXPECT_EQ(latest(graph, result, "a"), at("11:20"));
  ASSERT_EQ(result.origins.size(), 1U);
  EXPECT_EQ(result.origins[0].explains.size(), 2U);
  EXPECT_EQ(result.origins[0].window.end, at("10:20")) << "until then both fall";
}

TEST(Trace, ACleanSystemRulesOutEarlierTimesAndWholeOrigins) {
  // a reaches witness until 10:30 and b until 11:30; other reaches both at once, until 10:30.
  const auto graph = graph_of({{"a", "witness", "rdp", "10:00", "10:30"},
                               {"a", "b", "rdp", "11:00", "11:30"},
                               {"other", "witness", "rdp", "10:00", "10:30"},
                               {"other", "b", "rdp", "10:00", "10:30"}});
  TraceOptions options = to(graph, "b", "12:00");
  options.clean = {{graph.id("witness"), at("10:45")}};

  const auto result = traced(graph, options);

  EXPECT_THAT(origins(graph, result), ElementsAre("a"));
  EXPECT_TRUE(result.origins[0].bounded);
  EXPECT_EQ(result.origins[0].window.begin, at("10:20") + Duration{1});
  EXPECT_EQ(result.origins[0].window.end, at("11:20"));
  EXPECT_EQ(latest(graph, result, "other"), at("10:20")) << "the definition does not change";
  EXPECT_TRUE(result.systems[index(graph.id("other"))].ruled_out());
}

TEST(Trace, RanksWhatComesFromOutsideBeforeWhatIsKnownAndEventsByTheirTime) {
  Site site;
  for (const char* name : {"pc", "b"}) {
    SiteSystem system;
    system.name = name;
    site.systems.push_back(system);
  }
  site.internal = {*Prefix::parse("10.0.0.0/8")};
  site.events = {{at("10:00"), "usb", "pc", "stick"}, {at("11:00"), "usb", "pc", "too late"}};
  const auto graph = graph_of(
      {{"203.0.113.9", "b", "rdp", "10:00", "10:30"}, {"pc", "b", "rdp", "10:30", "11:00"}}, site);

  const auto result = traced(graph, to(graph, "b", "12:00"));

  EXPECT_THAT(origins(graph, result), ElementsAre("203.0.113.9", "pc (event)", "pc"));
  EXPECT_EQ(result.origins[0].kind, OriginKind::Outside);
  EXPECT_EQ(result.origins[1].window, (Interval{at("10:00"), at("10:00")}));
  EXPECT_EQ(result.origins[2].window.end, at("10:50"));
}

TEST(Trace, NamesTheLinkWhoseFarEndAnOriginIs) {
  Site site;
  SiteSystem b;
  b.name = "b";
  site.systems = {b};
  site.internal = {*Prefix::parse("10.0.0.0/8")};
  SiteLink link;
  link.name = "X1";
  link.outside = {"203.0.113.0/24"};
  site.links = {link};
  const auto graph = graph_of({{"203.0.113.9", "b", "rdp", "10:00", "10:30"}}, site);

  const auto result = traced(graph, to(graph, "b", "12:00"));

  ASSERT_EQ(result.origins.size(), 1U);
  EXPECT_EQ(result.origins[0].kind, OriginKind::Link);
  EXPECT_EQ(result.origins[0].link, "X1");
}

TEST(Trace, OfTwoDeadlinesOfOneTargetTheEarlierCounts) {
  const auto graph = graph_of({{"a", "b", "rdp", "10:00", "11:30"}});
  TraceOptions options = to(graph, "b", "11:00");
  options.targets.push_back({graph.id("b"), at("10:30")});

  const auto result = traced(graph, options);

  EXPECT_EQ(result.targets.size(), 1U);
  EXPECT_EQ(latest(graph, result, "a"), at("10:20"));
}

TEST(Trace, OfNothingIsNothing) {
  const FlowGraph empty = FlowGraphMaker::make({}, {});
  EXPECT_THAT(traced(empty, {}).origins, IsEmpty());

  const auto graph = graph_of({{"a", "b", "rdp", "10:00", "11:00"}});
  const auto result = traced(graph, {});
  EXPECT_THAT(result.origins, IsEmpty());
  EXPECT_EQ(latest(graph, result, "a"), std::nullopt);
}

TEST(MissedArrivals, NameTheContactThatEndedBeforeItMattered) {
  // a is active at 10:10 after being reached at 10:00; it last talked to b until 10:05.
  const auto graph =
      graph_of({{"seed", "a", "rdp", "10:00", "10:01"}, {"a", "b", "rdp", "10:02", "10:05"}});
  SpreadOptions options;
  options.seeds = {{graph.id("seed"), at("10:00")}};
  const SpreadResult result = spread(graph, SpreadIndex(graph), options);

  const Missed missed = missed_arrivals(graph, options, result, graph.id("b"));

  ASSERT_EQ(missed.steps.size(), 1U);
  EXPECT_EQ(missed.steps[0].why, MissedStep::Why::TooEarly);
  EXPECT_EQ(missed.steps[0].from, graph.id("a"));
  EXPECT_EQ(missed.steps[0].contact.end, at("10:05"));
  EXPECT_EQ(missed.steps[0].bound, at("10:10"));
}

TEST(MissedArrivals, NameWhatAnIsolationStopped) {
  const auto graph = graph_of({{"seed", "a", "rdp", "10:00", "10:30"}});
  SpreadOptions options;
  options.seeds = {{graph.id("seed"), at("10:10")}};
  options.isolations = {{{graph.id("a")}, at("10:05")}};
  const SpreadResult result = spread(graph, SpreadIndex(graph), options);

  const Missed missed = missed_arrivals(graph, options, result, graph.id("a"));

  ASSERT_EQ(missed.steps.size(), 1U);
  EXPECT_EQ(missed.steps[0].why, MissedStep::Why::Separated);
}

TEST(MissedArrivals, OfAFlowThatCarriesNothingAreNone) {
  const auto graph = graph_of({{"seed", "a", "https", "10:00", "10:30"}});
  SpreadOptions options;
  options.seeds = {{graph.id("seed"), at("10:00")}};
  const SpreadResult result = spread(graph, SpreadIndex(graph), options);

  const Missed missed = missed_arrivals(graph, options, result, graph.id("a"));

  EXPECT_THAT(missed.carriers, IsEmpty());
  EXPECT_THAT(missed.steps, IsEmpty());
}

TEST(MissedDepartures, NameTheContactThatCameTooLate) {
  // b reaches c until 10:30 and must have fallen by 10:20; a talked to b from 10:40 on.
  const auto graph =
      graph_of({{"b", "c", "rdp", "10:00", "10:30"}, {"a", "b", "rdp", "10:40", "10:50"}});
  const TraceOptions options = to(graph, "c", "11:00");
  const TraceResult result = traced(graph, options);

  const Missed missed = missed_departures(graph, options, result, graph.id("a"));

  ASSERT_EQ(missed.steps.size(), 1U);
  EXPECT_EQ(missed.steps[0].why, MissedStep::Why::TooLate);
  EXPECT_EQ(missed.steps[0].contact.begin, at("10:40"));
  EXPECT_EQ(missed.steps[0].bound, at("10:20"));
}

}  // namespace
}  // namespace hamon
