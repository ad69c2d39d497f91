#include "analyze/observed_state.hpp"

#include "support/graph_of.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

constexpr auto kInfected = Condition::Infected;
constexpr auto kClean = Condition::Clean;
constexpr auto kEncrypted = Condition::Encrypted;
constexpr auto kOffline = Condition::Offline;

ObservedStates states_of(const NamedGraph& graph,
                         const std::vector<std::tuple<std::string, Condition, std::string>>& rows) {
  ObservedStates out;
  for (const auto& [system, condition, time] : rows) {
    ObservedState row;
    row.system = graph.id(system);
    row.condition = condition;
    if (!time.empty()) {
      row.time = at(time);
    }
    row.line = out.rows.size() + 2;
    out.rows.push_back(row);
  }
  return out;
}

SpreadOptions from(const NamedGraph& graph, const std::string& system, const std::string& time) {
  SpreadOptions options;
  options.seeds = {{graph.id(system), at(time)}};
  options.incubation = Duration::minutes(10);
  return options;
}

std::string names(const NamedGraph& graph, const std::vector<ComparedState>& list) {
  std::string out;
  for (const ComparedState& item : list) {
    out += (out.empty() ? "" : " ") + graph[item.system].name;
  }
  return out;
}

Site with_nas() {
  Site site;
  SiteSystem nas;
  nas.name = "nas";
  nas.role = Role::Nas;
  site.systems.push_back(nas);
  return site;
}

/// rdp carries from the initiator to the responder: a at 10:00, b at 10:20, c at 10:40.
NamedGraph chain() {
  return graph_of({{"a", "b", "rdp", "10:20", "10:30"},
                   {"b", "c", "rdp", "10:40", "10:50"},
                   {"a", "nas", "smb", "11:00", "11:10"},
                   {"d", "a", "ntp", "10:00", "12:00"}},
                  with_nas());
}

TEST(ComparedStates, TellWhatWasPredictedFromWhatWasNot) {
  const auto graph = chain();
  const auto states = states_of(graph, {{"b", kInfected, "10:25"},       // reached 10:20
                                        {"c", kClean, "11:00"},          // reached 10:40
                                        {"d", kInfected, "10:30"},       // ntp carries nothing
                                        {"nas", kEncrypted, "11:30"}});  // its data from 11:00
  const auto compared =
      compare_states(graph, SpreadIndex(graph), from(graph, "a", "10:00"), states);
  EXPECT_EQ(names(graph, compared.confirmed), "b nas");
  EXPECT_EQ(compared.confirmed.at(0).predicted, at("10:20"));
  EXPECT_EQ(compared.confirmed.at(1).predicted, at("11:00"));
  EXPECT_EQ(names(graph, compared.found_clean), "c");
  EXPECT_EQ(names(graph, compared.not_predicted), "d");
  EXPECT_EQ(compared.not_predicted.at(0).reason, Unpredicted::NotReached);
  EXPECT_TRUE(compared.not_examined.empty());
  EXPECT_TRUE(compared.starts.empty());
}

TEST(ComparedStates, FoundBeforeItWasPossibleIsNotPredicted) {
  const auto graph = chain();
  const auto compared = compare_states(graph, SpreadIndex(graph), from(graph, "a", "10:00"),
                                       states_of(graph, {{"c", kInfected, "10:39:59"}}));
  EXPECT_EQ(names(graph, compared.not_predicted), "c");
  EXPECT_EQ(compared.not_predicted.at(0).reason, Unpredicted::Later);
  EXPECT_EQ(compared.not_predicted.at(0).predicted, at("10:40"));
  // At the very time it was possible.
  const auto just = compare_states(graph, SpreadIndex(graph), from(graph, "a", "10:00"),
                                   states_of(graph, {{"c", kInfected, "10:40"}}));
  EXPECT_EQ(names(graph, just.confirmed), "c");
}

TEST(ComparedStates, WhatNobodyLookedAtIsTheWorkList) {
  const auto graph = chain();
  const auto compared = compare_states(graph, SpreadIndex(graph), from(graph, "a", "10:00"),
                                       states_of(graph, {{"c", kClean, "10:30"}}));
  ASSERT_EQ(compared.not_examined.size(), 3U);  // by time; the start itself is known
  EXPECT_EQ(graph[compared.not_examined[0].system].name, "b");
  EXPECT_EQ(graph[compared.not_examined[1].system].name, "c");  // clean, but before 10:40
  EXPECT_EQ(compared.not_examined[1].clean_at, at("10:30"));
  EXPECT_EQ(graph[compared.not_examined[2].system].name, "nas");
}

TEST(ComparedStates, WithoutFromThoseFoundFirstAreStarts) {
  const auto graph = chain();
  const auto states = states_of(
      graph, {{"a", kInfected, "10:00"}, {"b", kInfected, "10:25"}, {"d", kInfected, "10:30"}});
  const auto compared = compare_states(graph, SpreadIndex(graph), SpreadOptions{}, states);
  EXPECT_EQ(names(graph, compared.starts), "a");
  EXPECT_EQ(names(graph, compared.confirmed), "b");
  EXPECT_EQ(names(graph, compared.not_predicted), "d");
}

TEST(ComparedStates, OfADeviceThatCountsAsNotSusceptibleSaySo) {
  const auto graph = chain();
  const auto compared = compare_states(graph, SpreadIndex(graph), from(graph, "a", "10:00"),
                                       states_of(graph, {{"nas", kInfected, "11:30"}}));
  EXPECT_EQ(names(graph, compared.not_predicted), "nas");
  EXPECT_EQ(compared.not_predicted.at(0).reason, Unpredicted::NotSusceptible);
}

TEST(AppliedStates, BecomeSeedsIsolationsTargetsAndCleanSystems) {
  const auto graph = chain();
  const auto states = states_of(graph, {{"a", kInfected, ""},
                                        {"b", kEncrypted, "10:25"},
                                        {"nas", kEncrypted, "11:30"},
                                        {"c", kClean, "10:30"},
                                        {"d", kOffline, "10:45"}});
  SpreadOptions spread;
  apply_states(graph, states, spread);
  EXPECT_EQ(spread.seeds,
            (std::vector<Seed>{{graph.id("a"), at("10:00")}, {graph.id("b"), at("10:25")}}));
  ASSERT_EQ(spread.isolations.size(), 1U);
  EXPECT_EQ(spread.isolations[0].systems, std::vector{graph.id("d")});
  EXPECT_EQ(spread.isolations[0].at, at("10:45"));
  TraceOptions trace;
  apply_states(graph, states, trace);
  EXPECT_EQ(trace.targets, (std::vector<Fall>{{graph.id("a"), at("12:00"), false},
                                              {graph.id("b"), at("10:25"), false},
                                              {graph.id("nas"), at("11:30"), true}}));
  EXPECT_EQ(trace.clean, (std::vector<Fall>{{graph.id("c"), at("10:30"), false}}));
}

TEST(TalkedAfterOffline, CountsOnlyWhatTheSystemItselfSent) {
  const auto graph = graph_of({
      {"pc", "sv", "smb", "09:00", "09:30"},                          // before
      {"sv", "pc", "smb", "10:10", "10:10", FlowState::Attempted},    // no answer
      {"pc", "sv", "https", "10:20", "10:20", FlowState::Attempted},  // it sent
      {"ad", "pc", "rdp", "10:05", "10:15"},                          // it answered
      {"quiet", "sv", "smb", "09:00", "09:10"},
      {"sv", "quiet", "smb", "11:00", "11:00", FlowState::Attempted},
  });
  const auto talked = talked_after_offline(
      graph, states_of(graph, {{"pc", kOffline, "10:00"}, {"quiet", kOffline, "10:00"}}));
  ASSERT_EQ(talked.size(), 1U);
  EXPECT_EQ(talked[0].system, graph.id("pc"));
  EXPECT_TRUE(talked[0].certain());
  EXPECT_EQ(talked[0].records, 1U);
  EXPECT_EQ(talked[0].attempts, 1U);
  EXPECT_EQ(talked[0].seen.begin, at("10:05"));
  EXPECT_EQ(talked[0].seen.end, at("10:20"));
  EXPECT_EQ(talked[0].evidence, (std::vector<EvidenceRef>{{0, 3, 3}, {0, 4, 4}}));
}

TEST(TalkedAfterOffline, TellsWhatWasOpenThenApart) {
  const auto graph = graph_of({{"pc", "sv", "smb", "09:00", "10:01"},
                               {"late", "sv", "smb", "09:00", "10:01"},
                               {"late", "sv", "https", "10:30", "10:31"},
                               {"edge", "sv", "https", "09:50", "10:00"}});
  const auto talked = talked_after_offline(graph, states_of(graph, {{"pc", kOffline, "10:00"},
                                                                    {"late", kOffline, "10:00"},
                                                                    {"edge", kOffline, "10:00"}}));
  ASSERT_EQ(talked.size(), 2U);  // what is certain first; `edge` ended at that very time
  EXPECT_EQ(talked[0].system, graph.id("late"));
  EXPECT_EQ(talked[0].records, 1U);
  EXPECT_EQ(talked[0].open_across, 1U);
  EXPECT_EQ(talked[0].seen.begin, at("10:30"));
  EXPECT_EQ(talked[1].system, graph.id("pc"));
  EXPECT_FALSE(talked[1].certain());
  EXPECT_EQ(talked[1].open_across, 1U);
}

TEST(TalkedAfterOffline, CountsFromTheEarliestOfSeveralTimes) {
  const auto graph = graph_of({{"pc", "sv", "smb", "10:30", "10:40"}});
  EXPECT_EQ(talked_after_offline(
                graph, states_of(graph, {{"pc", kOffline, "11:00"}, {"pc", kOffline, "10:00"}}))
                .size(),
            1U);
  EXPECT_TRUE(talked_after_offline(graph, states_of(graph, {{"pc", kOffline, "10:40"}})).empty());
}

}  // namespace
}  // namespace hamon
