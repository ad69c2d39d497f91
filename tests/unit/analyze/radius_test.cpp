#include "analyze/radius.hpp"

#include "analyze/bit_rows.hpp"

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
zones: {A: {prefixes: [10.1.0.0/16]}, B: {prefixes: [10.2.0.0/16]}}
systems:
  a1: {addresses: [10.1.1.1], department: ward}
  a2: {addresses: [10.1.1.2], department: ward}
  b1: {addresses: [10.2.1.1], department: lab}
  fs: {addresses: [10.2.1.2], role: nas, department: office}
  ct: {addresses: [10.2.1.3], role: device}
links:
  X1: {inside: [10.1.1.1], outside: [203.0.113.10], services: [udp/4500]}
  X2: {inside: [10.9.9.9], outside: [203.0.113.99], services: [udp/4500]}
)";

Radius of(const NamedGraph& graph, const std::string& name, RadiusOptions options = {}) {
  const RadiusSource source = {graph.id(name)};
  if (options.from == Timestamp{}) {
    options.from = at("08:00");
  }
  return radii(graph, SpreadIndex(graph), std::span(&source, 1), options).front();
}

// a1 logs on to a2 at nine, a2 to b1 at ten, b1 writes to the NAS at eleven; a2 had logged on to
// the CT at eight, before anything could come from a1.
NamedGraph chain() {
  return graph_of({{"a2", "ct", "ssh", "08:00", "08:01"},
                   {"a1", "a2", "ssh", "09:00", "09:01"},
                   {"a2", "b1", "ssh", "10:00", "10:01"},
                   {"b1", "fs", "smb", "11:00", "11:01"}},
                  site_of(kSite));
}

TEST(Radius, CountsTheStartWhatFallsAfterItAndWhoseDataIsHit) {
  const auto graph = chain();
  // a1, a2 and b1 fall; the NAS is hit. Departments: ward, lab, office. Zones: A, B.
  EXPECT_EQ(of(graph, "a1").timely, (Reach{3, 4}));
  EXPECT_EQ(of(graph, "a1").departments, 3U);
  EXPECT_EQ(of(graph, "a1").zones, 2U);
  EXPECT_EQ(of(graph, "b1").timely, (Reach{1, 2}));
  EXPECT_EQ(of(graph, "fs").timely, (Reach{1, 1}));
}

TEST(Radius, WithoutTimeGoesOverWhatWasBeforeAsWell) {
  const auto graph =
      graph_of({{"a1", "a2", "ssh", "09:00", "09:01"}, {"a2", "b1", "ssh", "08:00", "08:01"}},
               site_of(kSite));
  EXPECT_EQ(of(graph, "a1").timely, (Reach{2, 2}));
  EXPECT_EQ(of(graph, "a1").timeless, (Reach{3, 3}));
}

TEST(Radius, WaitsForTheIncubationOfAllButTheStart) {
  // b1 is reached from a2 within the minute that follows a2's own infection.
  const auto graph =
      graph_of({{"a1", "a2", "ssh", "09:00", "09:01"}, {"a2", "b1", "ssh", "09:00", "09:02"}},
               site_of(kSite));
  const auto with = [](Duration incubation) {
    RadiusOptions options;
    options.incubation = incubation;
    return options;
  };
  EXPECT_EQ(of(graph, "a1", with(Duration::minutes(10))).timely, (Reach{2, 2}));
  EXPECT_EQ(of(graph, "a1", with(Duration::minutes(2))).timely, (Reach{3, 3}))
      << "active when the contact ends: closed intervals";
  EXPECT_EQ(of(graph, "a1", with(Duration{})).timely, (Reach{3, 3}));
}

TEST(Radius, StartsAtTheTimeAskedFor) {
  const auto graph = chain();
  RadiusOptions late;
  late.from = at("09:02");
  EXPECT_EQ(of(graph, "a1", late).timely, (Reach{1, 1}));
  EXPECT_EQ(of(graph, "a2", late).timely, (Reach{2, 3}));
}

TEST(Radius, OfAnOutsideSystemIsItsOwnAndNoOtherPassesThroughIt) {
  const auto graph = graph_of({{"a1", "203.0.113.10", "ssh", "08:00", "08:01"},
                               {"203.0.113.10", "b1", "ssh", "09:00", "09:01"}},
                              site_of(kSite));
  EXPECT_EQ(of(graph, "203.0.113.10").timely, (Reach{2, 2}));
  EXPECT_EQ(of(graph, "a1").timely, (Reach{2, 2}));
  EXPECT_EQ(of(graph, "a1").timeless, (Reach{2, 2}));
}

TEST(Radius, RanksTheWidestFirstThenByName) {
  const auto graph = chain();
  RadiusOptions options;
  options.from = at("08:00");
  const auto ranking = rank_radii(graph, SpreadIndex(graph), options);
  std::vector<std::string> names;
  for (const RankedRadius& ranked : ranking.systems) {
    names.push_back(graph[ranked.source.front()].name);
  }
  // a1: 3/4; a2: a2, b1, NAS 2/3; b1 1/2; ct and fs 1/1. The CT counts as not susceptible.
  EXPECT_THAT(names, ElementsAre("a1", "a2", "b1", "ct", "fs"));
}

TEST(Radius, TakesALinkAsAllOfItsSystemsAndNamesThoseThatStandForNone) {
  const auto graph = graph_of(
      {{"203.0.113.10", "a1", "ssh", "09:00", "09:01"}, {"a1", "a2", "ssh", "08:00", "08:01"}},
      site_of(kSite));
  RadiusOptions options;
  options.from = at("08:00");
  const auto ranking = rank_radii(graph, SpreadIndex(graph), options);
  ASSERT_EQ(ranking.links.size(), 1U);
  EXPECT_EQ(ranking.links[0].name, "X1");
  EXPECT_EQ(ranking.links[0].source.size(), 2U) << "both ends";
  EXPECT_EQ(ranking.links[0].radius.timely, (Reach{3, 3}));
  EXPECT_THAT(ranking.unseen_links, ElementsAre("X2"));
}

TEST(Radius, OfNothingIsNothing) {
  const auto graph = graph_of({}, site_of("site: {name: test, timezone: UTC}\n"));
  const auto ranking = rank_radii(graph, SpreadIndex(graph), {});
  EXPECT_THAT(ranking.systems, IsEmpty());
  EXPECT_THAT(ranking.links, IsEmpty());
}

TEST(ColumnCounter, CountsEachColumnOverAnyNumberOfRows) {
  // Row r has column c set when c divides r: of rows 0 to 999 that are ceil(1000 / c).
  constexpr std::size_t kRows = 1000, kColumns = 128;
  BitRows rows(kRows, 2);
  ColumnCounter counter(2);
  for (std::size_t r = 0; r < kRows; ++r) {
    for (std::size_t c = 1; c < kColumns; ++c) {
      if (r % c == 0) {
        rows.set(r, c);
      }
    }
    counter.add(rows[r]);
  }
  counter.add(rows[0], 100);  // has all but column 0
  counter.add(rows[1], 3);    // column 1 alone
  const auto counts = counter.counts();
  EXPECT_EQ(counts[0], 0U);
  EXPECT_EQ(counts[1], 1000U + 100U + 3U);
  for (std::size_t c = 2; c < kColumns; ++c) {
    EXPECT_EQ(counts[c], (kRows + c - 1) / c + 100U) << c;
  }
}

}  // namespace
}  // namespace hamon
