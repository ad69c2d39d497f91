#include "analyze/source_check.hpp"
#include "render/document_parts.hpp"
#include "render/json_documents.hpp"
#include "render/unseen_json.hpp"

namespace hamon {

void add_coverage(Json& document, const FlowGraph& graph) {
  document["coverage"] = coverage_part(graph, coverage_of(graph));
}

Json coverage_part(const FlowGraph& graph, const Coverage& c) {
  Json sensors = Json::array();
  for (const SensorCoverage& sensor : c.sensors) {
    Json seen = Json::array();
    for (const Interval& interval_seen : sensor.seen) {
      seen.push_back(interval_part(graph, interval_seen));
    }
    sensors.push_back({{"name", sensor.name},
                       {"sees", name_of(sensor.sees)},
                       {"prefixes", prefixes_part(sensor.prefixes)},
                       {"bound", sensor.bound},
                       {"seen", seen}});
  }
  Json holes = Json::array();
  for (const Interval& hole : c.holes) {
    holes.push_back(interval_part(graph, hole));
  }
  Json clocks = Json::array();
  for (const ClockOffset& clock : graph.clocks()) {
    clocks.push_back({{"source", graph.sources()[clock.source].name},
                      {"reference", graph.sources()[clock.reference].name},
                      {"ahead_ns", clock.ahead.ns},
                      {"handshakes", clock.handshakes}});
  }
  Json limits = Json::array();
  for (const LimitedSource& limited : c.limits) {
    limits.push_back({{"source", limited.source},
                      {"what", limited.limit.what},
                      {"when", interval_part(graph, limited.limit.when)},
                      {"count", limited.limit.count}});
  }
  return {{"window", interval_part(graph, c.window)},
          {"sensors", sensors},
          {"limits", limits},
          {"clocks", clocks},
          {"holes", holes},
          {"hours_of_week", c.hours_of_week},
          {"drops", c.drops_known ? Json(c.drops) : Json(nullptr)},
          {"sampled_sources", c.sampled_sources},
          {"conversations", c.conversations},
          {"one_way", c.one_way},
          {"prefixes_never_seen", prefixes_part(c.prefixes_never_seen)},
          {"systems_never_seen", names_part(graph, c.systems_never_seen)},
          {"missed", unseen_part(graph, c.missed)},
          {"sensor_advice", advice_part(graph, c.advice)}};
}

std::string coverage_json(const DocumentContext& context, const FlowGraph& graph,
                          const Coverage& coverage) {
  Json document = document_head(context, graph, "hamon/coverage/1");
  document["coverage"] = coverage_part(graph, coverage);
  Json troubles = Json::array();
  for (const SourceReport& source : graph.sources()) {
    for (const SourceFinding& finding : check_source(source)) {
      troubles.push_back({{"source", source.name},
                          {"trouble", name_of(finding.trouble)},
                          {"count", finding.count},
                          {"place", finding.place}});
    }
  }
  document["source_troubles"] = std::move(troubles);
  return document_text(document);
}

}  // namespace hamon
