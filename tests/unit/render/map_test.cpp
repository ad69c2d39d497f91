#include "render/map.hpp"

#include "analyze/chance.hpp"
#include "render/json_documents.hpp"

#include <set>
#include <utility>

#include "support/rendered_hospital.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace hamon {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Catalogue& en() {
  return Catalogue::in(Language::English);
}

const MapNode* node(const MapModel& map, const std::string& id) {
  for (const MapNode& n : map.nodes) {
    if (n.id == id) {
      return &n;
    }
  }
  return nullptr;
}

const MapEdge* edge(const MapModel& map, const std::string& from, const std::string& to) {
  for (const MapEdge& e : map.cluster_flows) {
    if (map.clusters[e.from].name == from && map.clusters[e.to].name == to) {
      return &e;
    }
  }
  return nullptr;
}

constexpr MapLevel kLevels[] = {MapLevel::Zone, MapLevel::System, MapLevel::Service,
                                MapLevel::Department};

MapOptions at_level(MapLevel level) {
  MapOptions options;
  options.level = level;
  return options;
}

/// Data flows on edges, inside nodes and not drawn.
std::uint64_t counted(const MapModel& map) {
  std::uint64_t flows = map.left_out + map.beyond;
  for (const MapNode& n : map.nodes) {
    flows += n.inner_data_flows;
  }
  for (const MapEdge& e : map.edges) {
    flows += e.data_flows;
  }
  return flows;
}

// SV, CL and INFO are zones; 203.0.113.10 is the far end of link X1.
TEST(MapModel, AtTheZoneLevelHasANodeForEveryZoneAndForWhoStandsOutside) {
  const MapModel map = map_model(rendered_hospital());
  ASSERT_EQ(map.nodes.size(), 4U);
  EXPECT_EQ(map.nodes.back().id, "link-" + slug("X1"));
  EXPECT_EQ(map.nodes.back().shape, MapNode::Shape::External);
  EXPECT_TRUE(map.nodes.back().declared);
  EXPECT_EQ(map.clusters[map.nodes.back().cluster].kind, MapCluster::Kind::Outside);
}

TEST(MapModel, CountsEveryDataFlowOnceWhateverTheLevelAndTheFilter) {
  const FlowGraph graph = rendered_hospital();
  for (const MapLevel level : kLevels) {
    for (const bool crossings : {false, true}) {
      MapOptions options = at_level(level);
      options.crossings_only = crossings;
      const MapModel map = map_model(graph, options);
      EXPECT_EQ(counted(map), graph.data_flows().size()) << name_of(level);
      for (const MapEdge& e : map.edges) {
        EXPECT_NE(e.from, e.to);
        EXPECT_TRUE(e.crossing || !crossings);
      }
    }
  }
}

// 30 clients of one department that do the same are one node, the server they use is its own.
TEST(MapModel, FoldsTerminalsThatAreAlikeAndKeepsServersApart) {
  std::string site =
      "site: {name: h, timezone: Asia/Tokyo}\n"
      "zones:\n  CL: {kind: clinical, prefixes: [10.2.0.0/24]}\n"
      "  SV: {kind: clinical, prefixes: [10.1.0.0/24]}\n"
      "systems:\n  emr: {addresses: [10.1.0.1], role: application}\n"
      "  fs: {addresses: [10.1.0.2], role: file-server}\n";
  std::vector<StatedRecord> records;
  for (int i = 1; i <= 30; ++i) {
    const std::string address = fmt::format("10.2.0.{}", i);
    site +=
        fmt::format("  pc{:02}: {{addresses: [{}], role: client, department: ward}}\n", i, address);
    records.push_back({address, "10.1.0.1", 443, i, i + 1});
  }
  records.push_back({"10.1.0.1", "10.1.0.2", 445, 0, 1});
  const MapModel map = map_model(hospital(site, records), at_level(MapLevel::System));
  ASSERT_EQ(map.nodes.size(), 3U);  // 30 clients, emr, fs
  EXPECT_EQ(map.nodes[0].systems.size(), 30U);
  ASSERT_NE(node(map, "system-emr"), nullptr);
  EXPECT_EQ(node(map, "system-fs")->shape, MapNode::Shape::Store);
  ASSERT_EQ(map.edges.size(), 2U);
  EXPECT_EQ(map.edges[0].initiators, 30U);  // the crossing one stands first
}

// Six servers, each asked by a domain controller: one arrow to a group of them instead of six.
TEST(MapModel, BundlesTheArrowsOfAHubIntoOneFromItsBoundarysGroup) {
  std::string site =
      "site: {name: h, timezone: Asia/Tokyo}\n"
      "zones:\n  SV: {kind: clinical, prefixes: [10.1.0.0/24]}\n"
      "systems:\n  ad: {addresses: [10.1.0.100], role: domain-controller}\n";
  std::vector<StatedRecord> records;
  for (int i = 1; i <= 6; ++i) {
    site += fmt::format("  sv{}: {{addresses: [10.1.0.{}], role: application}}\n", i, i);
    records.push_back({fmt::format("10.1.0.{}", i), "10.1.0.100", 389, i, i + 1});
  }
  const FlowGraph graph = hospital(site, records);
  const MapModel map = map_model(graph, at_level(MapLevel::System));
  ASSERT_EQ(map.edges.size(), 1U);
  EXPECT_EQ(map.edges[0].data_flows, 6U);
  EXPECT_EQ(map.nodes[map.edges[0].from].shape, MapNode::Shape::Group);
  EXPECT_EQ(map.nodes[map.edges[0].from].systems.size(), 6U);
  EXPECT_EQ(map.nodes.size(), 8U);  // six servers stay, with ad and the group
  EXPECT_EQ(counted(map), graph.data_flows().size());
}

// Three departments use emr, two of them also rx: who does not is what the map is asked.
TEST(MapModel, ByDepartmentBundlesOnlyWhatAllDepartmentsDo) {
  const FlowGraph graph = hospital(
      "site: {name: h, timezone: Asia/Tokyo}\n"
      "zones:\n  CL: {kind: clinical, prefixes: [10.2.0.0/24]}\n"
      "  SV: {kind: clinical, prefixes: [10.1.0.0/24]}\n"
      "systems:\n  emr: {addresses: [10.1.0.1], role: application}\n"
      "  rx: {addresses: [10.1.0.2], role: application}\n"
      "  a: {addresses: [10.2.0.1], role: client, department: ward}\n"
      "  b: {addresses: [10.2.0.2], role: client, department: office}\n"
      "  c: {addresses: [10.2.0.3], role: client, department: pharmacy}\n",
      {{"10.2.0.1", "10.1.0.1", 443, 0, 1},
       {"10.2.0.2", "10.1.0.1", 443, 0, 1},
       {"10.2.0.3", "10.1.0.1", 443, 0, 1},
       {"10.2.0.1", "10.1.0.2", 443, 0, 1},
       {"10.2.0.3", "10.1.0.2", 443, 0, 1}});
  const MapModel map = map_model(graph, at_level(MapLevel::Department));
  ASSERT_EQ(map.edges.size(), 3U);
  std::size_t bundled = 0;
  for (const MapEdge& e : map.edges) {
    if (map.nodes[e.from].shape == MapNode::Shape::Group) {
      ++bundled;
      EXPECT_EQ(map.nodes[e.to].id, "system-emr");
      EXPECT_EQ(e.initiators, 3U);
    } else {
      EXPECT_EQ(map.nodes[e.to].id, "system-rx");
    }
  }
  EXPECT_EQ(bundled, 1U);
}

TEST(MapModel, OfAWholeCaseHasANodeForEverySystemAndAnArrowForEveryPair) {
  std::vector<StatedRecord> records = rendered_records();
  for (int host = 1; host <= 250; ++host) {  // more than a page bears
    records.push_back({fmt::format("10.2.0.{}", host % 240 + 10),
                       fmt::format("198.51.100.{}", host), 443, 100, 101});
    records.push_back({fmt::format("10.2.0.{}", host % 240 + 10), "10.1.0.1", 443, 100, 101});
  }
  const FlowGraph graph = hospital(kRenderedSite, records);
  MapOptions options = at_level(MapLevel::System);
  options.whole = true;
  const MapModel map = map_model(graph, options);
  EXPECT_EQ(map.nodes.size(), graph.systems().size());
  std::set<std::pair<SystemId, SystemId>> pairs, drawn;
  for (const DataFlow& flow : graph.data_flows()) {
    pairs.insert({flow.initiator, flow.responder});
  }
  for (const MapEdge& e : map.edges) {
    ASSERT_EQ(map.nodes[e.from].systems.size(), 1U);
    drawn.insert({map.nodes[e.from].systems.front(), map.nodes[e.to].systems.front()});
  }
  EXPECT_EQ(drawn, pairs);
  EXPECT_EQ(map.edges.size(), pairs.size());
  EXPECT_GT(map.edges.size(), kMostEdges);
  EXPECT_EQ(map.beyond + map.left_out, 0U);
}

TEST(MapModel, OfAWholeCaseTellsWhichLinkASystemOutsideBelongsTo) {
  MapOptions options = at_level(MapLevel::System);
  options.whole = true;
  const FlowGraph graph = rendered_hospital();
  const MapModel map = map_model(graph, options);
  const MapNode* far = node(map, "system-" + slug("203.0.113.10"));
  ASSERT_NE(far, nullptr);
  EXPECT_EQ(far->link, "X1");
  EXPECT_TRUE(far->declared);
  EXPECT_THAT(map_mermaid({en(), graph, map, options, "0"}), HasSubstr("203.0.113.10<br/>X1"));
}

TEST(MapModel, WithAFocusShowsOnlyWhatIsNear) {
  const FlowGraph graph = rendered_hospital();
  MapOptions options = at_level(MapLevel::System);
  options.focus = {*graph.find_system("nas")};
  const MapModel map = map_model(graph, options);
  ASSERT_EQ(map.edges.size(), 1U);  // emr writes to nas
  EXPECT_EQ(map.nodes[map.edges[0].from].id, "system-emr");
  EXPECT_TRUE(map.nodes[map.edges[0].to].focus);
  EXPECT_EQ(counted(map), graph.data_flows().size());
}

TEST(MapModel, ShowsAFocusAtEveryLevelThoughNothingWasSeenOfIt) {
  const FlowGraph graph = rendered_hospital();
  const SystemId gone = *graph.find_system("gone");
  for (const MapLevel level : kLevels) {
    MapOptions options = at_level(level);
    options.focus = {gone};
    const MapModel map = map_model(graph, options);
    ASSERT_EQ(map.nodes.size(), 1U) << name_of(level);
    EXPECT_EQ(map.nodes.front().systems, std::vector{gone}) << name_of(level);
  }
}

TEST(MapModel, TellsAFocusOutsideFromTheCrowdThere) {
  std::vector<StatedRecord> records;
  for (int host = 1; host <= 40; ++host) {
    records.push_back({"10.1.0.1", fmt::format("198.51.100.{}", host), 443, 0, 1});
  }
  const FlowGraph graph = hospital(kRenderedSite, records);
  MapOptions options = at_level(MapLevel::System);
  options.focus = {*graph.find_system("198.51.100.7")};
  options.hops = 2;
  const MapModel map = map_model(graph, options);
  const MapNode* focus = node(map, "system-" + slug("198.51.100.7"));
  ASSERT_NE(focus, nullptr);
  EXPECT_TRUE(focus->focus);
}

/// How many systems the nodes show in each ring, by `Ring`.
std::array<std::size_t, 5> shown_rings(const MapModel& map) {
  std::array<std::size_t, 5> rings{};
  for (const MapNode& n : map.nodes) {
    for (std::size_t ring = 0; ring < rings.size(); ++ring) {
      rings[ring] += n.rings[ring];
    }
  }
  return rings;
}

// What can still be reached, or cannot be excluded, has no step on the map but belongs there.
TEST(MapModel, OfASpreadHasEverySystemOfARingAtEveryLevel) {
  const FlowGraph graph = rendered_hospital();
  SpreadResult spread;
  spread.systems.resize(graph.systems().size());
  const auto ring_of = [&](const char* name) -> Ring& {
    return spread.systems[index(*graph.find_system(name))].ring;
  };
  ring_of("emr") = Ring::Contacted;
  ring_of("pc1") = Ring::Connected;
  ring_of("nas") = Ring::Connected;
  ring_of("av") = Ring::Exposed;
  ring_of("gone") = Ring::Unseen;
  for (const MapLevel level : kLevels) {
    MapOptions options = at_level(level);
    options.spread = &spread;
    const auto rings = shown_rings(map_model(graph, options));
    EXPECT_EQ(rings[static_cast<std::size_t>(Ring::Contacted)], 1U) << name_of(level);
    EXPECT_EQ(rings[static_cast<std::size_t>(Ring::Connected)], 2U) << name_of(level);
    EXPECT_EQ(rings[static_cast<std::size_t>(Ring::Exposed)], 1U) << name_of(level);
    EXPECT_EQ(rings[static_cast<std::size_t>(Ring::Unseen)], 1U) << name_of(level);
  }
}

TEST(MapModel, NeverHasMoreNodesAndArrowsThanAPageBears) {
  std::vector<StatedRecord> records;
  for (int net = 0; net < 250; ++net) {
    for (int host = 1; host <= 3; ++host) {
      records.push_back({fmt::format("10.{}.7.{}", net, host),
                         fmt::format("10.{}.7.9", (net * 7 + host) % 250), 443, 0, 1});
    }
  }
  const FlowGraph graph = hospital("", records);
  for (const MapLevel level : kLevels) {
    const MapModel map = map_model(graph, at_level(level));
    EXPECT_LE(map.nodes.size(), kMostNodes) << name_of(level);
    EXPECT_LE(map.edges.size(), kMostEdges) << name_of(level);
    EXPECT_EQ(counted(map), graph.data_flows().size()) << name_of(level);
  }
}

// 250 segments of one system each, with two services each: 500 boxes by service. What is put
// together for want of room holds systems twice that offer both.
TEST(MapModel, CountsASystemOnceInTheNodeOfAllThatIsLeft) {
  std::vector<StatedRecord> records;
  for (int net = 0; net < 250; ++net) {
    const std::string from = fmt::format("10.{}.7.9", net);
    const std::string to = fmt::format("10.{}.7.9", (net + 1) % 250);
    records.push_back({from, to, 443, 0, 1});
    records.push_back({from, to, 22, 0, 1});
  }
  const MapModel map = map_model(hospital("", records), at_level(MapLevel::Service));
  for (const MapNode& n : map.nodes) {
    EXPECT_EQ(std::adjacent_find(n.systems.begin(), n.systems.end()), n.systems.end()) << n.id;
  }
}

// pc1 uses emr for 30 minutes: one record of 1000 bytes out and 5000 in.
TEST(MapModel, SumsWhatRunsBetweenTwoZones) {
  const MapModel map = map_model(rendered_hospital());
  const MapEdge* e = edge(map, "CL", "SV");
  ASSERT_NE(e, nullptr);
  EXPECT_EQ(e->records, 1U);
  EXPECT_EQ(e->bytes_out, 1000U);
  EXPECT_EQ(e->bytes_in, 5000U);
  EXPECT_EQ(e->initiators, 1U);
  ASSERT_EQ(e->services.size(), 1U);
  EXPECT_EQ(e->services[0].name, "https");
  EXPECT_EQ(e->seen.end - e->seen.begin, Duration::minutes(30));
  EXPECT_EQ(edge(map, "SV", "CL"), nullptr);
}

TEST(MapModel, WithoutASiteFileShowsSegments) {
  const MapModel map = map_model(hospital("", rendered_records()));
  std::vector<std::string> names;
  for (const MapCluster& cluster : map.clusters) {
    names.push_back(cluster.name);
  }
  EXPECT_THAT(names, ::testing::ElementsAre("10.1.0.0/24", "10.2.0.0/24", "172.16.1.0/24", ""));
}

TEST(MapModel, GroupsHighPortsAsDynamic) {
  const MapModel map = map_model(hospital("", {{"10.2.0.1", "10.1.0.1", 50100, 0, 1},
                                               {"10.2.0.1", "10.1.0.1", 50200, 2, 3},
                                               {"10.2.0.1", "10.1.0.1", 49151, 4, 5}}));
  ASSERT_EQ(map.edges.size(), 1U);
  std::vector<std::string> names;
  for (const auto& service : map.edges[0].services) {
    names.push_back(service.name);
  }
  EXPECT_THAT(names, ::testing::ElementsAre("tcp/dynamic", "tcp/49151"));
  EXPECT_EQ(map.edges[0].services[0].data_flows, 2U);
}

TEST(MapModel, OfAnEmptyCaseIsEmpty) {
  const MapModel map = map_model(hospital("", {}));
  EXPECT_TRUE(map.nodes.empty());
  EXPECT_TRUE(map.edges.empty());
}

TEST(MapModel, IdsAreMadeFromNamesAndStayApart) {
  EXPECT_EQ(slug("ad1"), "ad1");
  EXPECT_NE(slug("AD1"), slug("ad1"));
  EXPECT_NE(slug("外来"), slug("病棟"));
  EXPECT_EQ(slug("外来").find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"),
            std::string::npos);
}

std::string svg_of(const FlowGraph& graph, const MapOptions& options,
                   Language language = Language::English, const Chance* chance = nullptr) {
  const MapModel map = map_model(graph, options);
  const MapDrawing drawing{Catalogue::in(language), graph, map, options,
                           "0123456789abcdef",      chance};
  return map_svg(drawing, lay_out(drawing));
}

TEST(MapSvg, IsTheSameBytesEachTimeAndEscapesNames) {
  const FlowGraph graph = rendered_hospital();
  for (const MapLevel level : kLevels) {
    const std::string first = svg_of(graph, at_level(level));
    EXPECT_EQ(first, svg_of(graph, at_level(level)));
    EXPECT_THAT(first, HasSubstr("みなと &lt;総合&gt; &amp; &quot;病院&quot;"));
    EXPECT_THAT(first, Not(HasSubstr("<総合>")));
    EXPECT_THAT(first, HasSubstr("case 0123456789abcdef"));
  }
  EXPECT_THAT(svg_of(graph, {}), HasSubstr("id=\"flow-link-"));
}

TEST(MapSvg, OfASpreadTellsCompromiseFromDamageThatCameBefore) {
  const FlowGraph graph = rendered_hospital();
  SpreadResult spread;
  spread.systems.resize(graph.systems().size());
  const auto reach = [&](const char* name, const char* compromised, const char* data) {
    SpreadState& state = spread.systems[index(*graph.find_system(name))];
    state.ring = Ring::Contacted;
    state.compromised = parse_time(compromised, nullptr);
    state.data_affected = parse_time(data, nullptr);
  };
  // emr loses its data at 02:00 and is itself compromised at 06:41; av passes it on ten minutes
  // after its compromise, which is no news about its data; nas runs nobody's code.
  reach("emr", "2026-06-09T06:41:00+09:00", "2026-06-09T02:00:00+09:00");
  reach("av", "2026-06-09T03:00:00+09:00", "2026-06-09T03:10:00+09:00");
  reach("nas", "", "2026-06-09T04:00:00+09:00");
  MapOptions options = at_level(MapLevel::System);
  options.spread = &spread;

  const std::string svg = svg_of(graph, options);

  EXPECT_THAT(svg, HasSubstr("06-09 02:00 data hit"));
  EXPECT_THAT(svg, HasSubstr("06-09 06:41 compromised"));
  EXPECT_THAT(svg, Not(HasSubstr("06-09 02:00 compromised")));
  EXPECT_THAT(svg, HasSubstr("06-09 03:00 compromised"));
  EXPECT_THAT(svg, Not(HasSubstr("06-09 03:10")));
  EXPECT_THAT(svg, HasSubstr("06-09 04:00 data hit"));
}

// pc1 is there from the start, emr fell in 340 of 1000 runs, nas in none.
struct LikelySpread {
  FlowGraph graph = rendered_hospital();
  SpreadResult spread;
  Chance chance;
  MapOptions options = at_level(MapLevel::System);

  LikelySpread() {
    spread.systems.resize(graph.systems().size());
    chance.runs = 1000;
    chance.rng = 7;
    chance.systems.resize(graph.systems().size());
    for (const auto& [name, runs] :
         {std::pair("pc1", 1000U), std::pair("emr", 340U), std::pair("nas", 0U)}) {
      const std::size_t system = index(*graph.find_system(name));
      spread.systems[system].ring = Ring::Contacted;
      spread.systems[system].compromised = parse_time("2026-06-09T02:00:00+09:00", nullptr);
      chance.systems[system].reached = runs;
    }
    options.spread = &spread;
  }
};

TEST(MapSvg, OfASpreadWithRunsSaysHowLikelyEachSystemFallsAndWhatThatRestsOn) {
  const LikelySpread likely;
  const std::string svg = svg_of(likely.graph, likely.options, Language::English, &likely.chance);
  EXPECT_THAT(svg, HasSubstr("chance 100.0 %"));
  EXPECT_THAT(svg, HasSubstr("chance 34.0 %"));
  EXPECT_THAT(svg, HasSubstr("chance &lt; 0.3 %"));  // 3 / 1000
  EXPECT_THAT(svg, HasSubstr("chance: in how many of 1,000 runs it falls (random numbers 7)"));
  EXPECT_THAT(svg, HasSubstr("Assumed, not measured here: one trial for each direction"));
  EXPECT_THAT(svg_of(likely.graph, likely.options, Language::Japanese, &likely.chance),
              HasSubstr("確率 34.0 %"));
}

TEST(MapSvg, OfASpreadWithoutRunsSaysNothingOfChances) {
  const LikelySpread likely;
  EXPECT_THAT(svg_of(likely.graph, likely.options), Not(HasSubstr("chance")));
}

// emr and nas are all that falls of zone SV.
TEST(MapSvg, OfABoxOfSeveralSystemsTheLeastAndTheMostLikelyStandThere) {
  LikelySpread likely;
  likely.options.level = MapLevel::Zone;
  const std::string svg = svg_of(likely.graph, likely.options, Language::English, &likely.chance);
  EXPECT_THAT(svg, HasSubstr("chance &lt; 0.3 % to 34.0 %"));
}

TEST(MapJson, OfASpreadWithRunsHasTheChancesOfSystemsThatFall) {
  const LikelySpread likely;
  const MapModel map = map_model(likely.graph, likely.options);
  const MapDrawing drawing{en(), likely.graph, map, likely.options, "0", &likely.chance};
  const DocumentContext context{"0", {}, Timestamp{}};
  const auto document = nlohmann::json::parse(map_json(context, drawing, lay_out(drawing)));
  EXPECT_EQ(document["runs"]["count"], 1000);
  EXPECT_FALSE(document["assumptions"]["chances"].empty());
  for (const auto& system : document["systems"]) {
    const std::string name = system["system"];
    EXPECT_EQ(system.contains("probability"), name == "pc1" || name == "emr" || name == "nas");
    if (name == "emr") {
      EXPECT_DOUBLE_EQ(system["probability"], 0.34);
    }
  }
}

TEST(MapSvg, OfAnEmptyCaseStillSaysWhatItIs) {
  const FlowGraph graph = hospital("", {});
  const std::string svg = svg_of(graph, {}, Language::Japanese);
  EXPECT_THAT(svg, HasSubstr("データフロー図"));
  EXPECT_THAT(svg, HasSubstr("</svg>"));
}

TEST(MapDot, NamesNodesByIdAndKeepsBackslashesInLabels) {
  const FlowGraph graph = hospital(
      "site: {name: 'a\\nb \"c\"', timezone: Asia/Tokyo}\n"
      "zones:\n  Z: {kind: clinical, prefixes: [10.0.0.0/8]}\n",
      rendered_records());
  const MapOptions options;
  const MapModel map = map_model(graph, options);
  const std::string dot = map_dot({en(), graph, map, options, "0"});
  EXPECT_THAT(dot, HasSubstr("digraph hamon"));
  EXPECT_THAT(dot, HasSubstr("\"zone-" + slug("Z") + "\""));
  EXPECT_THAT(dot, HasSubstr("a\\\\nb \\\"c\\\""));  // as written: a\\nb \"c\"
}

}  // namespace
}  // namespace hamon
