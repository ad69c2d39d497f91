#include "analyze/find.hpp"

#include "support/graph_of.hpp"
#include "support/site_of.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

NamedGraph some_graph() {
  return graph_of({{"b", "a", "ssh", "12:00", "12:10"},
                   {"a", "b", "https", "10:00", "10:10"},
                   {"a", "192.0.2.9", "https", "11:00", "11:01", FlowState::Attempted},
                   {"c", "b", "rdp", "10:00", "10:05"}},
                  site_of("site: {name: t, timezone: UTC}\n"
                          "zones: {Z: {prefixes: [10.0.0.0/24]}}\n"
                          "systems: {a: {addresses: [10.0.0.1]}, b: {addresses: [10.0.0.2]}, "
                          "c: {addresses: [10.0.0.3]}}\n"));
}

std::vector<std::string> told(const NamedGraph& graph, const FindOptions& options) {
  std::vector<std::string> rows;
  const auto found = find(graph, options);
  for (const Conversation* c : found.value()) {
    rows.push_back(graph[c->from].name + " " + (c->to ? graph[*c->to].name : c->responder.text()) +
                   " " + graph[c->service].name);
  }
  return rows;
}

TEST(Find, ListsEverythingByStartThenInitiator) {
  EXPECT_THAT(told(some_graph(), {}),
              ElementsAre("a b https", "c b rdp", "a 192.0.2.9 https", "b a ssh"));
}

TEST(Find, AsksForEitherEnd) {
  FindOptions options;
  options.with = {"a"};
  EXPECT_THAT(told(some_graph(), options),
              ElementsAre("a b https", "a 192.0.2.9 https", "b a ssh"));
  options = {};
  options.to = {"outside"};
  EXPECT_THAT(told(some_graph(), options), ElementsAre("a 192.0.2.9 https"));
}

TEST(Find, AllOptionsMustHold) {
  FindOptions options;
  options.from = {"a", "c"};
  options.services = {"https"};
  options.state = FlowState::Established;
  EXPECT_THAT(told(some_graph(), options), ElementsAre("a b https"));
  options.services = {"remote-admin"};
  EXPECT_THAT(told(some_graph(), options), ElementsAre("c b rdp"));
}

TEST(Find, DuringMeansThatItOverlaps) {
  FindOptions options;
  options.during = parse_window("2026-06-09T10:05/2026-06-09T11:00", TimeZone::utc());
  EXPECT_THAT(told(some_graph(), options), ElementsAre("a b https", "c b rdp"));
  options.during = parse_window("2026-06-09T10:06/2026-06-09T10:07", TimeZone::utc());
  EXPECT_THAT(told(some_graph(), options), ElementsAre("a b https"));
}

TEST(Find, RefusesASelectorThatNamesNothing) {
  FindOptions options;
  options.from = {"nobody"};
  EXPECT_FALSE(find(some_graph(), options));
}

}  // namespace
}  // namespace hamon
