#include "render/trace_json.hpp"

#include "support/rendered_hospital.hpp"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace hamon {
namespace {

using nlohmann::json;

json traced(const FlowGraph& graph, const TraceOptions& options) {
  const DocumentContext context{"0123456789abcdef", {}, Timestamp::from_seconds(1'781'100'000)};
  return json::parse(
      trace_json(context, graph, options,
                 trace(graph, SpreadIndex(graph, SpreadIndex::Side::Arriving), options)));
}

TraceOptions to_nas(const FlowGraph& graph) {
  TraceOptions options;
  options.targets = {{*graph.find_system("nas"), graph.window()->end}};
  return options;
}

// emr writes to nas until 00:40 and is compromised by 00:30 for it; the desktop from outside is
// open then, so its end is compromised by 00:20.
TEST(TraceJson, HoldsLatestTimesWithPathsAndRankedOrigins) {
  const FlowGraph graph = rendered_hospital();
  const json document = traced(graph, to_nas(graph));

  EXPECT_EQ(document["schema"], "hamon/trace/1");
  EXPECT_EQ(document["targets"], json({"nas"}));
  ASSERT_EQ(document["systems"].size(), 2U);
  EXPECT_EQ(document["systems"][0]["system"], "203.0.113.10");
  EXPECT_EQ(document["systems"][0]["zone"], "outside");
  EXPECT_EQ(document["systems"][0]["latest_departure"], "2026-06-09T00:20:00+09:00");
  EXPECT_EQ(document["systems"][1]["latest_departure"], "2026-06-09T00:30:00+09:00");
  const json& path = document["systems"][0]["path"];
  ASSERT_EQ(path.size(), 2U);
  EXPECT_EQ(path[0]["to"], path[1]["from"]);
  EXPECT_EQ(path[1]["arrival"], "2026-06-09T00:40:00+09:00");
  EXPECT_EQ(path[1]["evidence"][0]["first"], 2);
  const json& first = document["origins"][0];
  EXPECT_EQ(first["rank"], 1);
  EXPECT_EQ(first["system"], "203.0.113.10");
  EXPECT_EQ(first["kind"], "link");
  EXPECT_EQ(first["link"], "X1");
  EXPECT_EQ(first["explains"], json({"nas"}));
  EXPECT_EQ(first["window"],
            json({{"from", "2026-06-09T00:00:00+09:00"}, {"to", "2026-06-09T00:20:00+09:00"}}));
  EXPECT_EQ(first["bounded"], false);
}

TEST(TraceJson, ASystemThatAWitnessRulesOutStaysListedAndIsNoOrigin) {
  const FlowGraph graph = rendered_hospital();
  TraceOptions options = to_nas(graph);
  options.clean = {{*graph.find_system("emr"), graph.window()->end}};
  const json document = traced(graph, options);

  ASSERT_EQ(document["systems"].size(), 2U);
  EXPECT_EQ(document["systems"][0]["ruled_out"], true);
  EXPECT_EQ(document["origins"], json::array());
}

// The NAS falls both ways that are asked for, but is one system.
TEST(TraceJson, NamesEachTargetOnce) {
  const FlowGraph graph = rendered_hospital();
  TraceOptions options = to_nas(graph);
  options.targets.push_back({*graph.find_system("nas"), graph.window()->end, true});
  const json document = traced(graph, options);

  EXPECT_EQ(document["targets"], json({"nas"}));
  EXPECT_EQ(document["falls"].size(), 2U);
  EXPECT_EQ(document["origins"][0]["explains"], json({"nas"}));
}

}  // namespace
}  // namespace hamon
