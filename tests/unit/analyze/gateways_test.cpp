#include "analyze/gateways.hpp"

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
zones: {A: {prefixes: [10.1.1.0/24]}, B: {prefixes: [10.1.2.0/24]}}
systems:
  a: {addresses: [10.1.1.1]}
  b: {addresses: [10.1.2.1]}
  pc: {addresses: [10.1.1.9], macs: ["02:00:00:00:00:09"]}
)";
const std::string kRouter = R"(routers: {core: {macs: ["02:00:00:00:00:01"]}}
)";

/// A line with the MACs of both ends, by their last digit; 0: not seen.
struct Frame {
  Line line;
  int initiator = 0;
  int responder = 0;
};

NamedGraph graph_with(const std::vector<Frame>& frames, const std::string& site) {
  std::vector<Line> lines;
  for (const Frame& frame : frames) {
    lines.push_back(frame.line);
  }
  const GraphOf base(lines, site_of(site));
  Observations observed = base.observations();
  const auto mac = [](int digit) {
    return digit == 0 ? std::nullopt
                      : MacAddress::parse("02:00:00:00:00:0" + std::to_string(digit));
  };
  for (std::size_t i = 0; i < frames.size(); ++i) {
    observed.records[i].initiator_mac = mac(frames[i].initiator);
    observed.records[i].responder_mac = mac(frames[i].responder);
  }
  CollectingSink sink;
  return NamedGraph(build_graph(std::move(observed), base.site(), {}, sink));
}

std::vector<std::string> told(const std::vector<Finding>& findings) {
  std::vector<std::string> rows;
  for (const Finding& f : findings) {
    rows.push_back(f.initiator.name + (f.responder ? " > " + f.responder->name : "") + " x" +
                   std::to_string(f.records));
  }
  return rows;
}

TEST(Gateways, AreMacsThatDeliverWhatIsOutsideAndBelongToNoDeclaredRouter) {
  const auto graph = graph_with({{{"a", "198.51.100.1", "https", "10:00", "10:01"}, 5, 1},
                                 {{"a", "198.51.100.2", "https", "10:00", "10:01"}, 5, 2},
                                 {{"198.51.100.2", "a", "ssh", "11:00", "11:01"}, 2, 5},
                                 {{"198.51.100.3", "a", "ssh", "11:00", "11:01"}, 3, 5},
                                 {{"198.51.100.4", "a", "ssh", "11:00", "11:01"}, 3, 5},
                                 {{"b", "a", "ssh", "11:00", "11:01"}, 4, 5}},
                                kSite + kRouter);
  const auto findings = gateways(graph, "C", std::nullopt);
  EXPECT_THAT(told(findings),
              ElementsAre("02:00:00:00:00:02 > 198.51.100.2 x2", "02:00:00:00:00:03 x2"));
  EXPECT_FALSE(findings[0].refutes);
}

TEST(Gateways, AreNamedByTheSystemThatHasTheMac) {
  const auto graph =
      graph_with({{{"a", "198.51.100.1", "https", "10:00", "10:01"}, 5, 9}}, kSite + kRouter);
  EXPECT_THAT(told(gateways(graph, "C", std::nullopt)), ElementsAre("pc > 198.51.100.1 x1"));
}

TEST(Gateways, WithoutADeclaredRouterTheOneThatDeliversMostIsTakenForIt) {
  const auto one = graph_with({{{"a", "198.51.100.1", "https", "10:00", "10:01"}, 5, 1}}, kSite);
  EXPECT_THAT(gateways(one, "C", std::nullopt), IsEmpty());
  const auto two = graph_with({{{"a", "198.51.100.1", "https", "10:00", "10:01"}, 5, 2},
                               {{"a", "198.51.100.2", "https", "10:00", "10:01"}, 5, 2},
                               {{"a", "198.51.100.3", "https", "10:00", "10:01"}, 5, 1}},
                              kSite);
  EXPECT_THAT(told(gateways(two, "C", std::nullopt)),
              ElementsAre("02:00:00:00:00:01 > 198.51.100.3 x1"));
}

TEST(Gateways, OfAZoneAreThoseOfItsOwnConversations) {
  const auto graph = graph_with({{{"a", "198.51.100.1", "https", "10:00", "10:01"}, 5, 2},
                                 {{"b", "198.51.100.2", "https", "10:00", "10:01"}, 6, 3}},
                                kSite + kRouter);
  const auto zone = Selector::bind({"B"}, graph);
  ASSERT_TRUE(zone);
  EXPECT_THAT(told(gateways(graph, "C", *zone)),
              ElementsAre("02:00:00:00:00:03 > 198.51.100.2 x1"));
}

}  // namespace
}  // namespace hamon
