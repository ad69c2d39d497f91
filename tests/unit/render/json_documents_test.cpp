#include "render/json_documents.hpp"

#include "render/check_json.hpp"
#include "render/map.hpp"
#include "render/spread_json.hpp"

#include "support/rendered_hospital.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace hamon {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::ElementsAre;
using ::testing::IsSupersetOf;

DocumentContext context() {
  return {"0123456789abcdef",
          {{"from", std::vector<std::string>{"pc1"}},
           {"until", ParameterValue{}},
           {"runs", std::int64_t{3}}},
          Timestamp::from_seconds(1'781'100'000)};
}

Finding teamviewer(const FlowGraph& graph) {
  Finding f;
  f.id = "3f2a9c01d7be";
  f.refutes = true;
  f.initiator = {graph.find_system("pc1"), "pc1", "CL", {*IpAddress::parse("10.2.0.1")}};
  f.responder = FindingEnd{{}, "198.51.100.99", "outside", {*IpAddress::parse("198.51.100.99")}};
  f.service = "teamviewer";
  f.service_basis = ServiceBasis::Port;
  f.records = 2;
  f.contacts = 1;
  f.bytes_out = 10;
  f.seen = Interval{Timestamp::from_seconds(1780930800), Timestamp{1780930801'250000000}};
  f.evidence = {{0, 7, 9}};
  f.evidence_total = 40;
  f.filter = "ip.addr == 10.2.0.1";
  return f;
}

std::vector<std::string> keys(const Json& object) {
  std::vector<std::string> out;
  for (const auto& [key, value] : object.items()) {
    out.push_back(key);
  }
  return out;
}

TEST(JsonDocuments, HaveTheHeadOfTheFormat) {
  const FlowGraph graph = rendered_hospital();
  const Json document = Json::parse(coverage_json(context(), graph, {}));
  EXPECT_THAT(keys(document), ElementsAre("schema", "tool", "case", "parameters", "assumptions",
                                          "generated", "coverage", "source_troubles"));
  EXPECT_EQ(document["schema"], "hamon/coverage/1");
  EXPECT_EQ(document["tool"]["name"], "hamon");
  EXPECT_EQ(document["case"]["id"], "0123456789abcdef");
  EXPECT_EQ(document["case"]["sources"][0]["unused"]["log_not_read"], 2);
  EXPECT_TRUE(document["case"]["sources"][0]["drops"].is_null());
  EXPECT_EQ(document["parameters"]["from"], Json::array({"pc1"}));
  EXPECT_TRUE(document["parameters"]["until"].is_null());
  EXPECT_EQ(document["parameters"]["runs"], 3);
  EXPECT_EQ(document["assumptions"]["internal"]["basis"], "zones");
  EXPECT_THAT(keys(document["assumptions"]),
              IsSupersetOf({"internal", "roles", "merges", "inferred_directions", "sensors"}));
  // 1781100000 is 2026-06-10T14:00:00Z; the site's clocks are nine hours ahead.
  EXPECT_EQ(document["generated"], "2026-06-10T23:00:00+09:00");
}

TEST(JsonDocuments, CheckHasEndsAsObjectsAndEvidenceOfTheSource) {
  const FlowGraph graph = rendered_hospital();
  CheckResult result;
  ClaimResult claim;
  claim.id = "C1";
  claim.text = "閉じている";
  claim.verdict = Verdict::Refuted;
  claim.parts = {{"border", graph.window(), Verdict::Refuted},
                 {"within 10.1.0.0/24", std::nullopt, Verdict::NotTestable}};
  claim.findings = {teamviewer(graph)};
  result.claims = {claim};

  const Json document = Json::parse(check_json(context(), graph, result));
  const Json& c = document["claims"][0];
  EXPECT_EQ(c["verdict"], "refuted");
  EXPECT_EQ(c["parts"][1]["verdict"], "not_testable");
  EXPECT_TRUE(c["parts"][1]["seen_from"].is_null());
  const Json& f = c["findings"][0];
  EXPECT_EQ(f["kind"], "direct");
  EXPECT_EQ(f["refutes"], true);
  EXPECT_EQ(f["initiator"]["system"], "pc1");
  EXPECT_EQ(f["initiator"]["zone"], "CL");
  EXPECT_EQ(f["responder"]["zone"], "outside");
  EXPECT_EQ(f["responder"]["addresses"], Json::array({"198.51.100.99"}));
  EXPECT_EQ(f["basis"], "port");
  EXPECT_EQ(f["first"], "2026-06-09T00:00:00+09:00");
  EXPECT_EQ(f["last"], "2026-06-09T00:00:01.25+09:00");
  EXPECT_EQ(f["evidence"][0]["source"], "conn.log");
  EXPECT_EQ(f["evidence"][0]["sha256"], std::string(64, 'a'));
  EXPECT_EQ(f["evidence"][0]["first"], 7);
  EXPECT_EQ(f["evidence"][0]["filter"], "ip.addr == 10.2.0.1");
  EXPECT_EQ(f["evidence_total"], 40);
  EXPECT_THAT(keys(c), IsSupersetOf({"attempts", "coverage"}));
}

TEST(JsonDocuments, AFindingWithoutResponderHasNull) {
  const FlowGraph graph = rendered_hospital();
  CheckResult result;
  Finding bridge = teamviewer(graph);
  bridge.kind = FindingKind::Bridge;
  bridge.responder.reset();
  bridge.service.clear();
  result.findings = {bridge};
  const Json document = Json::parse(check_json(context(), graph, result));
  EXPECT_TRUE(document["findings"][0]["responder"].is_null());
  EXPECT_TRUE(document["findings"][0]["service"].is_null());
}

TEST(JsonDocuments, SpreadListsEverySystemOfARingByTimeThenName) {
  const FlowGraph graph = rendered_hospital();
  const auto at = [](int seconds) { return Timestamp::from_seconds(1780930800 + seconds); };
  SpreadOptions options;
  options.seeds = {{*graph.find_system("pc1"), at(0)}};
  SpreadResult result;
  result.systems.resize(graph.systems().size());
  const auto set = [&](const char* name, Ring ring, std::optional<Timestamp> compromised,
                       std::optional<Timestamp> data_affected) {
    SpreadState& state = result.systems[index(*graph.find_system(name))];
    state.ring = ring;
    state.compromised = compromised;
    state.data_affected = data_affected;
  };
  set("pc1", Ring::Contacted, at(0), at(0));
  set("emr", Ring::Contacted, at(60), at(60));
  set("nas", Ring::Contacted, {}, at(30));
  set("av", Ring::Connected, {}, {});
  set("gone", Ring::Unseen, {}, {});
  result.spared = {{*graph.find_system("203.0.113.10"), at(5)}};
  result.sizes = {{Profile::Default, Duration::milliseconds(1500), 2, 3}};

  const Json document = Json::parse(spread_json(context(), graph, options, result));
  std::vector<std::string> order;
  for (const Json& system : document["systems"]) {
    order.push_back(system["system"]);
  }
  EXPECT_THAT(order, ElementsAre("pc1", "emr", "nas", "av", "gone"));
  EXPECT_TRUE(document["systems"][2]["compromised"].is_null());
  EXPECT_EQ(document["systems"][2]["data_affected"], "2026-06-09T00:00:30+09:00");
  EXPECT_TRUE(document["systems"][0]["probability"].is_null());
  EXPECT_EQ(document["systems"][3]["ring"], "connected");
  EXPECT_EQ(document["unseen"], Json::array({"gone"}));
  EXPECT_EQ(document["summary"]["rings"]["contacted"], 3);
  EXPECT_EQ(document["incubation_s"], 600);
  EXPECT_EQ(document["sizes"][0]["incubation_s"], 1.5);
  EXPECT_EQ(document["spared"][0]["system"], "203.0.113.10");
  EXPECT_EQ(document["seeds"][0]["system"], "pc1");
}

TEST(JsonDocuments, AStepNamesItsContactAndTheRecordsItRestsOn) {
  const FlowGraph graph = rendered_hospital();
  SpreadOptions options;
  options.seeds = {{*graph.find_system("pc1"), graph.window()->begin}};
  // emr → nas over smb from minute 20 to 40, in line 2.
  const auto flows = graph.data_flows();
  const auto flow = std::find_if(flows.begin(), flows.end(), [&](const DataFlow& f) {
    return graph[f.responder].name == "nas" && graph[f.initiator].name == "emr";
  });
  ASSERT_NE(flow, flows.end());
  SpreadResult result;
  result.systems.resize(graph.systems().size());
  const Timestamp arrival = graph.window()->begin + Duration::minutes(30);
  SpreadState& nas = result.systems[index(flow->responder)];
  nas.ring = Ring::Contacted;
  nas.data_affected = arrival;
  nas.damage_step = SpreadStep{flow->initiator,
                               flow->responder,
                               DataFlowId{static_cast<std::uint32_t>(flow - flows.begin())},
                               true,
                               carry::kDamage,
                               graph.contacts()[flow->contacts.begin],
                               arrival};
  SpreadState& emr = result.systems[index(flow->initiator)];
  emr.ring = Ring::Contacted;
  emr.compromised = emr.data_affected = graph.window()->begin;
  emr.starts = true;

  const Json document = Json::parse(spread_json(context(), graph, options, result));
  const Json& path = document["systems"][1]["path"];
  ASSERT_EQ(path.size(), 1U);
  EXPECT_EQ(path[0]["from"], "emr");
  EXPECT_EQ(path[0]["to"], "nas");
  EXPECT_EQ(path[0]["carry"], "forward");
  EXPECT_EQ(path[0]["contact_start"], "2026-06-09T00:20:00+09:00");
  EXPECT_EQ(path[0]["contact_end"], "2026-06-09T00:40:00+09:00");
  EXPECT_EQ(path[0]["arrival"], "2026-06-09T00:30:00+09:00");
  ASSERT_EQ(path[0]["evidence"].size(), 1U);
  EXPECT_EQ(path[0]["evidence"][0]["first"], 2);
}

TEST(JsonDocuments, FindGivesNamesZonesAndNullForATargetThatIsNoSystem) {
  const FlowGraph graph = rendered_hospital();
  std::vector<const Conversation*> found;
  for (const Conversation& c : graph.attempts()) {
    found.push_back(&c);
  }
  const Json document = Json::parse(find_json(context(), graph, found));
  EXPECT_EQ(document["count"], 2);
  const Json& attempt = document["conversations"][0];
  EXPECT_EQ(attempt["initiator"]["system"], "pc1");
  EXPECT_EQ(attempt["responder"]["system"], "10.1.0.250");
  EXPECT_EQ(attempt["responder"]["zone"], "SV");
  EXPECT_EQ(attempt["state"], "attempted");
  EXPECT_EQ(document["conversations"][1]["initiator"]["zone"], "outside");
}

TEST(JsonDocuments, FindNamesTheOrganisationOfTheFarEndOrNull) {
  const FlowGraph graph = rendered_hospital();
  const Organisations organisations{{{*IpAddress::parse("203.0.113.10"), "AS64500 Example"}}};
  std::vector<const Conversation*> found;
  for (const Conversation& c : graph.conversations()) {
    found.push_back(&c);
  }
  const Json document = Json::parse(find_json(context(), graph, found, organisations));
  for (const Json& c : document["conversations"]) {
    const bool far =
        c["initiator"]["system"] == "203.0.113.10" || c["responder"]["system"] == "203.0.113.10";
    EXPECT_EQ(c["organisation"], far ? Json("AS64500 Example") : Json(nullptr));
  }
  EXPECT_TRUE(Json::parse(find_json(context(), graph, found))["conversations"][0]["organisation"]
                  .is_null());
}

TEST(JsonDocuments, NamesThatAreNoUtf8AreReplacedAndDoNotThrow) {
  const FlowGraph graph = rendered_hospital();
  CheckResult result;
  Finding f = teamviewer(graph);
  f.initiator.name = "pc\xFF";
  result.findings = {f};
  const Json document = Json::parse(check_json(context(), graph, result));
  EXPECT_EQ(document["findings"][0]["initiator"]["system"], "pc\uFFFD");
}

std::string map_document(const FlowGraph& graph) {
  const MapOptions options;
  const MapModel map = map_model(graph, options);
  const MapDrawing drawing{Catalogue::in(Language::English), graph, map, options, "0"};
  return map_json(context(), graph, map, lay_out(drawing));
}

TEST(JsonDocuments, OfAnEmptyCaseAreWhole) {
  const FlowGraph graph = hospital("", {});
  const Json document = Json::parse(map_document(graph));
  EXPECT_EQ(document["systems"], Json::array());
  EXPECT_EQ(document["data_flows"], Json::array());
  EXPECT_EQ(document["assumptions"]["internal"]["basis"], "assumed");
}

TEST(JsonDocuments, AreTheSameBytesEachTime) {
  EXPECT_EQ(map_document(rendered_hospital()), map_document(rendered_hospital()));
}

}  // namespace
}  // namespace hamon
