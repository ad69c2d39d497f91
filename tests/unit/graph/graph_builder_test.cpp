#include "graph/graph_builder.hpp"

#include "base/sha256.hpp"

#include <filesystem>

#include "support/graph_of.hpp"
#include <gtest/gtest.h>
#include <unistd.h>

namespace hamon {
namespace {

SiteService service(const char* name, const char* port, std::optional<Carry> carry = {}) {
  SiteService s;
  s.name = name;
  s.ports = {*parse_service_port(port)};
  s.carry = carry;
  return s;
}

NamedGraph build(Observations observations, Site site = {}) {
  CollectingSink sink;
  return NamedGraph(build_graph(std::move(observations), std::move(site), {}, sink));
}

TEST(ServiceOfAConversation, IsTheSitesNameThenWhatWasRecognisedThenThePorts) {
  Site site;
  site.services = {service("emr-app", "tcp/8443")};
  GraphOf lines({{"a", "b", "tcp/8443", "10:00", "10:01"},
                 {"a", "c", "tcp/9443", "10:00", "10:01"},
                 {"a", "d", "tcp/443", "10:00", "10:01"},
                 {"a", "e", "tcp/9999", "10:00", "10:01"}},
                site);
  Observations observed = lines.observations();
  for (FlowRecord& r : observed.records) {
    if (r.responder_port != 443 && r.responder_port != 9999) {
      r.service = "tls";
      r.service_basis = ServiceBasis::Sensor;
    }
  }
  const auto graph = build(observed, lines.site());
  std::vector<std::pair<std::string, ServiceBasis>> got;
  for (const Conversation& c : graph.conversations()) {
    got.emplace_back(graph[c.service].name, c.service_basis);
  }
  EXPECT_EQ(got,
            (std::vector<std::pair<std::string, ServiceBasis>>{{"emr-app", ServiceBasis::Site},
                                                               {"tls", ServiceBasis::Sensor},
                                                               {"https", ServiceBasis::Port},
                                                               {"tcp/9999", ServiceBasis::None}}));
}

Binding announced(const char* address, const char* mac) {
  Binding binding;
  binding.kind = BindingKind::Arp;
  binding.first = binding.last = at("10:00");
  binding.address = *IpAddress::parse(address);
  binding.mac = MacAddress::parse(mac);
  return binding;
}

TEST(InsideWithoutDeclaration, TakesInThePublicSegmentsAnnouncedOnTheLink) {
  Observations observed =
      GraphOf({{"203.0.113.5", "198.51.100.7", "https", "10:00", "10:01"}}).observations();
  observed.bindings = {announced("203.0.113.5", "02:00:00:00:00:05")};
  const auto graph = build(observed);

  EXPECT_FALSE(graph[graph.id("203.0.113.5")].outside);
  EXPECT_TRUE(graph[graph.id("198.51.100.7")].outside);
  EXPECT_TRUE(graph.internal_assumed());
}

TEST(InsideWithoutDeclaration, BelievesNoProxyThatAnswersForSeveralSegments) {
  Observations observed =
      GraphOf({{"203.0.113.5", "198.51.100.7", "https", "10:00", "10:01"}}).observations();
  observed.bindings = {announced("203.0.113.5", "02:00:00:00:00:05"),
                       announced("192.0.2.9", "02:00:00:00:00:05")};
  const auto graph = build(observed);

  ASSERT_EQ(graph.systems().size(), 2U);  // the proxy's two addresses are one system
  EXPECT_TRUE(graph.systems()[0].outside);
  EXPECT_TRUE(graph.systems()[1].outside);
}

TEST(InsideWithoutDeclaration, IsWhatTheSiteSaysWhereItSaysAnything) {
  Site site;
  site.internal = {*Prefix::parse("10.0.0.0/8")};
  Observations observed =
      GraphOf({{"203.0.113.5", "198.51.100.7", "https", "10:00", "10:01"}}).observations();
  observed.bindings = {announced("203.0.113.5", "02:00:00:00:00:05")};

  const auto graph = build(observed, site);

  EXPECT_TRUE(graph[graph.id("203.0.113.5")].outside);
}

TEST(CarryOfADataFlow, FollowsTheRespondersRoleUnlessTheSiteSays) {
  Site site;
  for (const auto& [name, role] :
       {std::pair{"nas1", Role::Nas}, std::pair{"db2", Role::Database}}) {
    SiteSystem system;
    system.name = name;
    system.role = role;
    site.systems.push_back(system);
  }
  site.services = {service("db-repl", "tcp/5022", Carry{carry::kDamage | carry::kPass, 0})};
  const auto graph = graph_of({{"a", "nas1", "smb", "10:00", "10:01"},
                               {"a", "db2", "smb", "10:00", "10:01"},
                               {"a", "db2", "tcp/5022", "10:00", "10:01"}},
                              site);
  std::map<std::string, Carry> got;
  for (const DataFlow& flow : graph.data_flows()) {
    got[graph[flow.service].name + " " + graph[flow.responder].name] = flow.carry;
  }
  // formats, section 6: smb to a nas F:D F:W R:W, to others F:S F:D R:W.
  EXPECT_EQ(got["smb nas1"], (Carry{carry::kDamage | carry::kWeak, carry::kWeak}));
  EXPECT_EQ(got["smb db2"], (Carry{carry::kStrong | carry::kDamage, carry::kWeak}));
  EXPECT_EQ(got["db-repl db2"], (Carry{carry::kDamage | carry::kPass, 0}));
}

/// Clients of a server on tcp/6000 by handshake, and one record the wrong way round without one.
Observations served_by(std::size_t clients) {
  std::vector<Line> lines;
  for (std::size_t i = 1; i <= clients; ++i) {
    lines.push_back({"10.0.0." + std::to_string(i), "10.0.9.9", "tcp/6000", "10:00", "10:01"});
  }
  lines.push_back({"10.0.9.9", "10.0.0.77", "tcp/40000", "11:00", "11:01"});
  Observations observed = GraphOf(lines).observations();
  observed.records.back().initiator_port = 6000;
  observed.records.back().direction = DirectionBasis::FirstPacket;
  observed.records.back().payload_in = 7;
  return observed;
}

TEST(InferredDirection, TurnsToAnEndThatServedThreePeers) {
  const auto graph = build(served_by(3));
  EXPECT_EQ(graph.inferred_directions(), 1U);
  const auto from = graph.id("10.0.0.77");
  ASSERT_EQ(graph.data_flows().size(), 4U);
  for (const DataFlow& flow : graph.data_flows()) {
    EXPECT_EQ(flow.responder, graph.id("10.0.9.9"));
    if (flow.initiator == from) {
      const Conversation& c = graph.conversations()[flow.conversations.begin];
      EXPECT_EQ(c.direction, DirectionBasis::Served);
      EXPECT_EQ(c.responder_port, 6000);
      EXPECT_EQ(c.bytes_in, 5 * 40 + 100U);  // what its first packet's sender sent
    }
  }
}

TEST(InferredDirection, NeedsThreePeersSeenByHandshake) {
  const auto two = build(served_by(2));
  EXPECT_EQ(two.data_flows().back().responder, two.id("10.0.0.77"));
  Observations observed = served_by(3);
  observed.records[0].direction = DirectionBasis::ServicePort;  // inferred: no evidence
  const auto graph = build(observed);
  EXPECT_EQ(graph.data_flows().back().responder, graph.id("10.0.0.77"));
  EXPECT_EQ(graph.inferred_directions(), 2U);
}

TEST(InferredDirection, NeverTurnsWhatWasObserved) {
  Observations observed = served_by(3);
  observed.records.back().direction = DirectionBasis::Sensor;
  const auto graph = build(observed);
  EXPECT_EQ(graph.data_flows().back().responder, graph.id("10.0.0.77"));
}

TEST(InferredDirection, TurnsToAPortThatTheSiteNames) {
  Site site;
  site.services = {service("db-repl", "tcp/6000")};
  const auto graph = build(served_by(0), site);
  ASSERT_EQ(graph.data_flows().size(), 1U);
  EXPECT_EQ(graph[graph.data_flows()[0].service].name, "db-repl");
  EXPECT_EQ(graph.data_flows()[0].responder, graph.id("10.0.9.9"));
}

class LoadGraph : public testing::Test {
 protected:
  void SetUp() override {
    path_ = (std::filesystem::temp_directory_path() /
             ("hamon-load-" + std::to_string(::getpid()) + "-" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name()))
                .string();
    std::filesystem::remove(path_);
  }
  void TearDown() override { std::filesystem::remove(path_); }

  [[nodiscard]] CaseFile make(const std::string& site) const {
    auto file = CaseFile::open(path_, CaseFile::Mode::Create).value();
    EXPECT_TRUE(file.begin());
    const auto writer = file.add_source();
    Observations observed = GraphOf({{"a", "b", "ssh", "10:00", "10:01"}}).observations();
    for (FlowRecord& r : observed.records) {
      writer->flow(std::move(r));
    }
    EXPECT_TRUE(writer->finish(observed.sources[0]).value());
    EXPECT_TRUE(
        file.add_document({CaseDocument::Kind::Site, "site.yaml", sha256_hex(site), site, "x"})
            .value());
    EXPECT_TRUE(file.commit());
    return file;
  }

 private:
  std::string path_;
};

TEST_F(LoadGraph, DerivesOnceAndThenReadsWhatItKept) {
  CaseFile file = make("systems:\n  a: {addresses: [10.0.0.1]}\n");
  CollectingSink sink;
  const auto derived = load_graph(file, sink);
  ASSERT_TRUE(derived);
  const auto kept = load_graph(file, sink);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->data_flows().size(), 1U);
  EXPECT_EQ(kept->systems()[1].name, "a");
  EXPECT_EQ(kept->site().systems.size(), 1U);
}

TEST_F(LoadGraph, FollowsACorrectedSiteFile) {
  CaseFile file = make("systems:\n  a: {addresses: [10.0.0.1]}\n");
  CollectingSink sink;
  ASSERT_TRUE(load_graph(file, sink));
  const std::string corrected = "systems:\n  ws: {addresses: [10.0.0.1]}\n";
  ASSERT_TRUE(file.add_document(
      {CaseDocument::Kind::Site, "site.yaml", sha256_hex(corrected), corrected, "x"}));
  EXPECT_TRUE(load_graph(file, sink)->find_system("ws"));
}

TEST_F(LoadGraph, RefusesASiteFileThatThisVersionCannotRead) {
  CaseFile file = make("no such key: 1\n");
  CollectingSink sink;
  const auto graph = load_graph(file, sink);
  ASSERT_FALSE(graph);
  EXPECT_EQ(graph.error().what.id, "the site file in the case cannot be read by this version");
  EXPECT_FALSE(sink.diagnostics.empty());
}

}  // namespace
}  // namespace hamon
