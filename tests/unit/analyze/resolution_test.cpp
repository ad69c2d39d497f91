#include "analyze/resolution.hpp"

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
zones:
  HIS: {kind: clinical, prefixes: [10.1.1.0/24]}
systems:
  pc: {addresses: [10.1.1.99], role: client}
  ad: {addresses: [10.1.1.11], role: domain-controller}
)";

struct Asked {
  std::string from, to;
  std::vector<std::string> names;
};

FlowGraph graph_of_lookups(const std::vector<Asked>& asked,
                           const std::vector<std::pair<std::string, std::string>>& answers) {
  std::vector<Line> lines;
  for (const Asked& a : asked) {
    lines.push_back({a.from, a.to, "dns", "10:00", "10:00:01"});
  }
  const GraphOf made(lines, site_of(kSite));
  Observations seen = made.observations();
  for (std::size_t i = 0; i < asked.size(); ++i) {
    seen.records[i].names = asked[i].names;
  }
  for (const auto& [name, address] : answers) {
    Binding b;
    b.kind = BindingKind::DnsAnswer;
    b.name = name;
    b.address = *IpAddress::parse(address);
    b.first = b.last = at("10:00");
    seen.bindings.push_back(b);
  }
  CollectingSink sink;
  return build_graph(std::move(seen), made.site(), {}, sink);
}

std::vector<std::string> told(const FlowGraph& graph) {
  std::vector<std::string> rows;
  for (const Finding& f : resolutions(graph, "C", std::nullopt)) {
    EXPECT_FALSE(f.refutes);
    rows.push_back(f.initiator.name + " > " + f.responder->name);
  }
  return rows;
}

TEST(Resolution, ANameServerOutsideThatAnswersIsTold) {
  EXPECT_THAT(told(graph_of_lookups({{"ad", "198.51.100.53", {}}}, {})),
              ElementsAre("ad > 198.51.100.53"));
}

TEST(Resolution, AnInnerServerThatAnswersNamesOfOutsideIsTold) {
  const std::vector<Asked> asked{{"pc", "ad", {"www.example.com"}}};
  EXPECT_THAT(told(graph_of_lookups(asked, {{"www.example.com", "198.51.100.1"}})),
              ElementsAre("pc > ad"));
  EXPECT_THAT(told(graph_of_lookups(asked, {{"www.example.com", "10.1.1.5"}})), IsEmpty())
      << "a name of the hospital's own";
  EXPECT_THAT(told(graph_of_lookups(asked, {})), IsEmpty()) << "nobody answered with an address";
}

TEST(Resolution, LongRandomLabelsAreToldWithoutAnyAddress) {
  std::vector<Asked> asked;
  for (int i = 0; i < 12; ++i) {
    asked.push_back(
        {"pc", "ad", {fmt::format("mzxw6ytboi2gc3tfon2gk4q7ku{:02}dfq.t.example.net", i)}});
  }
  const FlowGraph graph = graph_of_lookups(asked, {});
  const auto found = resolutions(graph, "C", std::nullopt);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(std::string(found[0].detail.id),
            "{} asked {} for {} names with long random labels: data can leave so ({})");
  EXPECT_EQ(graph.lookups()[0].random, 12U);
  EXPECT_EQ(graph.lookups()[0].random_examples.size(), 8U);
}

TEST(Resolution, OrdinaryNamesOfTheHospitalAreNoSign) {
  EXPECT_THAT(told(graph_of_lookups({{"pc", "ad", {"emr.hospital.example", "ad.hospital.example"}}},
                                    {{"emr.hospital.example", "10.1.1.21"}})),
              IsEmpty());
}

}  // namespace
}  // namespace hamon
