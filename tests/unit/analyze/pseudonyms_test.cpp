#include "graph/pseudonyms.hpp"

#include "analyze/check.hpp"
#include "analyze/spread.hpp"

#include <numeric>

#include "support/graph_of.hpp"
#include "support/site_of.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

constexpr const char* kSite = R"(
site: {name: Minato, timezone: UTC}
zones:
  SV: {kind: clinical, prefixes: [10.1.1.0/24]}
  CL: {kind: clinical, prefixes: [10.1.2.0/24]}
  INFO: {kind: internal, prefixes: [172.16.1.0/24]}
groups: {clinic: [SV, CL]}
systems:
  emr: {addresses: [10.1.1.10], role: application, vendor: EMR-KK}
  nas: {addresses: [10.1.1.20], role: nas}
  pc-1: {addresses: [10.1.2.1], role: client}
  pc-2: {addresses: [10.1.2.2], role: client}
  pc-3: {addresses: [172.16.1.3, 10.1.2.3], role: client}
links: {X1: {inside: [emr], outside: [203.0.113.9], services: [rdp], vendor: EMR-KK,
             windows: ["2026-06-09T10:00/2026-06-09T11:00"]}}
services: {emr-sync: {ports: [tcp/5022], carry: {forward: [strong]}}}
claims:
  C1: {text: closed, closed: [clinic]}
  C2: {text: no pc writes, never: {from: "pc-*", to: nas, services: [smb]}}
  C3: {text: the vendor stays out, never: {with: "vendor:EMR-KK", services: [rdp]}, except: [X1]}
  C4: {text: one LAN, addresses: {system: pc-3, only: [172.16.1.0/24]}}
  C5: {text: nobody syncs, never: {services: [emr-sync]}}
)";

FlowGraph hospital() {
  const GraphOf made({{"203.0.113.9", "emr", "rdp", "10:10", "10:20"},
                      {"203.0.113.9", "emr", "rdp", "12:10", "12:20"},
                      {"192.168.77.5", "pc-1", "rdp", "10:30", "10:40"},
                      {"pc-1", "nas", "smb", "10:50", "11:00"},
                      {"pc-1", "pc-2", "rdp", "11:00", "11:10"},
                      {"pc-2", "emr", "tcp/5022", "11:30", "11:40"},
                      {"emr", "172.16.1.3", "ssh", "11:55", "12:00"},
                      {"10.1.2.3", "198.51.100.7", "https", "13:00", "13:10"}},
                     site_of(kSite));
  Observations seen = made.observations();
  Binding vpn;
  vpn.kind = BindingKind::VpnClient;
  vpn.address = *IpAddress::parse("192.168.77.5");
  vpn.name = "198.51.100.20";  // whose own traffic was not seen
  vpn.first = at("10:25");
  vpn.last = at("10:45");
  seen.bindings.push_back(vpn);
  CollectingSink sink;
  return build_graph(std::move(seen), made.site(), {}, sink);
}

Pseudonyms pseudonyms() {
  Pseudonyms::Key key{};
  std::iota(key.begin(), key.end(), std::uint8_t{40});
  return Pseudonyms(key);
}

TEST(UnderPseudonyms, EveryClaimHasTheSameVerdictAndAsManyFindings) {
  const FlowGraph graph = hospital();
  const FlowGraph other = pseudonymised(graph, pseudonyms());
  const auto one = check(graph, {});
  const auto two = check(other, {});
  ASSERT_TRUE(one);
  ASSERT_TRUE(two);
  ASSERT_EQ(one->claims.size(), 5U);
  ASSERT_EQ(two->claims.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(two->claims[i].verdict, one->claims[i].verdict) << one->claims[i].id;
    EXPECT_EQ(two->claims[i].findings.size(), one->claims[i].findings.size()) << one->claims[i].id;
    EXPECT_EQ(two->claims[i].id, pseudonyms().name("claim", one->claims[i].id));
  }
  EXPECT_EQ(two->findings.size(), one->findings.size());
}

TEST(UnderPseudonyms, AnInfectionReachesTheSameSystemsAtTheSameTimes) {
  const FlowGraph graph = hospital();
  const Pseudonyms names = pseudonyms();
  const FlowGraph other = pseudonymised(graph, names);
  SpreadOptions options;
  options.seeds = {{*graph.find_system("pc-1"), at("10:30")}};
  const SpreadResult result = spread(graph, SpreadIndex(graph), options);
  options.seeds = {{*other.find_system(names.system_name("pc-1")), at("10:30")}};
  const SpreadResult under = spread(other, SpreadIndex(other), options);
  std::size_t reached = 0;
  for (std::uint32_t i = 0; i < graph.systems().size(); ++i) {
    const auto id = other.find_system(names.system_name(graph.systems()[i].name));
    ASSERT_TRUE(id) << graph.systems()[i].name;
    EXPECT_EQ(under.systems[index(*id)].ring, result.systems[i].ring);
    EXPECT_EQ(under.systems[index(*id)].compromised, result.systems[i].compromised);
    EXPECT_EQ(under.systems[index(*id)].data_affected, result.systems[i].data_affected);
    reached += result.systems[i].compromised ? 1U : 0U;
  }
  EXPECT_EQ(reached, 4U);  // pc-1, pc-2, emr over the site's own service, pc-3
}

}  // namespace
}  // namespace hamon
