#include "render/map.hpp"

#include "render/map_svg.hpp"

#include "support/rendered_hospital.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
  for (const MapEdge& e : map.edges) {
    if (map.nodes[e.from].name == from && map.nodes[e.to].name == to) {
      return &e;
    }
  }
  return nullptr;
}

TEST(MapModel, HasABoxForEveryZoneAndOneForOutside) {
  const MapModel map = map_model(rendered_hospital());
  ASSERT_EQ(map.nodes.size(), 4U);
  EXPECT_EQ(map.nodes.back().id, "outside");
  EXPECT_EQ(map.nodes.back().systems.size(), 1U);
}

TEST(MapModel, CountsEveryDataFlowOnceInABoxOrOnAnEdge) {
  const FlowGraph graph = rendered_hospital();
  const MapModel map = map_model(graph);
  std::uint64_t flows = 0;
  for (const MapNode& n : map.nodes) {
    flows += n.inner_data_flows;
  }
  for (const MapEdge& e : map.edges) {
    flows += e.data_flows;
    EXPECT_NE(e.from, e.to);
  }
  EXPECT_EQ(flows, graph.data_flows().size());
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
  ASSERT_NE(node(map, "segment-0"), nullptr);
  EXPECT_EQ(node(map, "segment-0")->name, "10.1.0.0/24");
  EXPECT_EQ(node(map, "segment-1")->name, "10.2.0.0/24");
  EXPECT_EQ(node(map, "segment-2")->name, "172.16.1.0/24");
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

TEST(MapSvg, IsTheSameBytesEachTimeAndEscapesNames) {
  const FlowGraph graph = rendered_hospital();
  const auto first = map_svg(en(), graph, map_model(graph), {"0123456789abcdef"});
  const auto second = map_svg(en(), graph, map_model(graph), {"0123456789abcdef"});
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(*first, *second);
  EXPECT_THAT(*first, HasSubstr("みなと &lt;総合&gt; &amp; &quot;病院&quot;"));
  EXPECT_THAT(*first, Not(HasSubstr("<総合>")));
  EXPECT_THAT(*first, HasSubstr("case 0123456789abcdef"));
  EXPECT_THAT(*first, HasSubstr("id=\"zone-0\""));
  EXPECT_THAT(*first, HasSubstr("id=\"flow-outside-"));
}

TEST(MapSvg, OfAnEmptyCaseStillSaysWhatItIs) {
  const FlowGraph graph = hospital("", {});
  const auto svg = map_svg(Catalogue::in(Language::Japanese), graph, map_model(graph), {"0"});
  ASSERT_TRUE(svg.has_value());
  EXPECT_THAT(*svg, HasSubstr("データフロー図"));
  EXPECT_THAT(*svg, HasSubstr("</svg>"));
}

TEST(MapSvg, XmlTextHasNoCharacterThatXmlForbids) {
  EXPECT_EQ(xml_text("a<b>&\"c\""), "a&lt;b&gt;&amp;&quot;c&quot;");
  EXPECT_EQ(xml_text("a\x01z"), "a\uFFFDz");
  EXPECT_EQ(xml_text("a\xFFz"), "a\uFFFDz");
  EXPECT_EQ(xml_text("a\xEF\xBF\xBFz"), "a\uFFFDz");  // U+FFFF
}

TEST(MapDot, NamesNodesByIdAndKeepsBackslashesInLabels) {
  const FlowGraph graph = hospital(
      "site: {name: 'a\\nb \"c\"', timezone: Asia/Tokyo}\n"
      "zones:\n  Z: {kind: clinical, prefixes: [10.0.0.0/8]}\n",
      rendered_records());
  const std::string dot = map_dot(en(), graph, map_model(graph), {"0"});
  EXPECT_THAT(dot, HasSubstr("digraph hamon"));
  EXPECT_THAT(dot, HasSubstr("\"zone-0\""));
  EXPECT_THAT(dot, HasSubstr("a\\\\nb \\\"c\\\""));  // as written: a\\nb \"c\"
}

}  // namespace
}  // namespace hamon
