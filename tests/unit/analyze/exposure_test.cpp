#include "analyze/spread.hpp"

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
zones: {A: {prefixes: [10.1.0.0/16]}, B: {prefixes: [10.2.1.0/24]}}
systems:
  a1: {addresses: [10.1.1.1]}
  a2: {addresses: [10.1.2.2]}
  ct: {addresses: [10.1.2.3], role: device}
  b1: {addresses: [10.2.1.1]}
  b2: {addresses: [10.2.1.2]}
  c1: {addresses: [10.3.1.1]}
  c2: {addresses: [10.3.1.2]}
  c3: {addresses: [10.3.2.3]}
)";

std::vector<std::string> in_ring(const NamedGraph& graph, const SpreadResult& result, Ring ring) {
  std::vector<std::string> names;
  for (std::size_t v = 0; v < result.systems.size(); ++v) {
    if (result.systems[v].ring == ring) {
      names.push_back(graph.systems()[v].name);
    }
  }
  return names;
}

SpreadResult ask(const NamedGraph& graph, const std::string& seed, bool shared = true) {
  SpreadOptions options;
  options.seeds = {{graph.id(seed), at("09:00")}};
  options.shared_admin = shared;
  return spread(graph, SpreadIndex(graph), options);
}

TEST(Exposed, IsWhoServesAnAdminServiceInTheSegmentOfTheSeed) {
  // a2 serves ssh and b1 smb to others; https is no admin service; the CT counts as not
  // susceptible.
  const auto graph = graph_of({{"c1", "a2", "ssh", "08:00", "08:01"},
                               {"c1", "ct", "ssh", "08:00", "08:01"},
                               {"c1", "b1", "smb", "08:00", "08:01"},
                               {"c1", "a1", "https", "08:00", "08:01"}},
                              site_of(kSite));
  EXPECT_THAT(in_ring(graph, ask(graph, "a1"), Ring::Exposed), ElementsAre("a2"));
  EXPECT_THAT(in_ring(graph, ask(graph, "a1", false), Ring::Exposed), IsEmpty());
  EXPECT_THAT(in_ring(graph, ask(graph, "b2"), Ring::Exposed), ElementsAre("b1"));
}

TEST(Exposed, WithoutADeclaredPrefixASegmentIsASlash24) {
  const auto graph =
      graph_of({{"a1", "c2", "rdp", "08:00", "08:01"}, {"a1", "c3", "rdp", "08:00", "08:01"}},
               site_of(kSite));
  EXPECT_THAT(in_ring(graph, ask(graph, "c1"), Ring::Exposed), ElementsAre("c2"));
}

TEST(Exposed, APairOfSegmentsIsOpenForTheServiceThatWasSeenBetweenThem) {
  // From A to B ssh was seen, smb was not: of B, b2 serves ssh to others, too, and b1 only smb.
  const auto graph =
      graph_of({{"a2", "b2", "ssh", "08:00", "08:01"}, {"b2", "b1", "smb", "08:00", "08:01"}},
               site_of(kSite));
  EXPECT_THAT(in_ring(graph, ask(graph, "c1"), Ring::Exposed), IsEmpty());
  // b1 follows from b2, which is compromised then and shares its segment.
  EXPECT_THAT(in_ring(graph, ask(graph, "a1"), Ring::Exposed), ElementsAre("b1", "b2"));
}

TEST(Exposed, GoesOnOverWhatWasObserved) {
  // From a2, exposed, an observed ssh session leads to c1.
  const auto graph =
      graph_of({{"c3", "a2", "ssh", "08:00", "08:01"}, {"a2", "c1", "ssh", "08:00", "08:01"}},
               site_of(kSite));
  EXPECT_THAT(in_ring(graph, ask(graph, "a1"), Ring::Exposed), ElementsAre("a2", "c1"));
}

TEST(Exposed, NotAcrossAnIsolationOrCut) {
  const auto graph = graph_of({{"c1", "a2", "ssh", "08:00", "08:01"}}, site_of(kSite));
  SpreadOptions options;
  options.seeds = {{graph.id("a1"), at("09:00")}};
  options.shared_admin = true;
  options.isolations = {{{graph.id("a2")}, at("23:00")}};
  const SpreadResult result = spread(graph, SpreadIndex(graph), options);
  EXPECT_THAT(in_ring(graph, result, Ring::Exposed), IsEmpty());
}

TEST(Exposed, SystemsOutsidePassNothingOnUnlessTheyAreSeeds) {
  const std::vector<Line> in = {{"198.51.100.7", "b1", "rdp", "08:00", "08:01"},
                                {"c1", "b2", "rdp", "08:00", "08:01"}};
  const auto graph = graph_of(in, site_of(kSite));
  EXPECT_THAT(in_ring(graph, ask(graph, "198.51.100.7"), Ring::Exposed), ElementsAre("b2"));
  // a2 reaches 198.51.100.9, from whose segment B was seen to be open.
  std::vector<Line> out = in;
  out.push_back({"a2", "198.51.100.9", "ssh", "08:00", "08:01"});
  const auto other = graph_of(out, site_of(kSite));
  EXPECT_THAT(in_ring(other, ask(other, "a2"), Ring::Exposed), IsEmpty());
}

}  // namespace
}  // namespace hamon
