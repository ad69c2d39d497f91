#include "render/additions_json.hpp"

namespace hamon {
namespace {

Json evidence_list(const FlowGraph& graph, const std::vector<EvidenceRef>& references,
                   const std::string& filter) {
  Json out = Json::array();
  for (const EvidenceRef& reference : references) {
    const SourceReport& report = graph.sources()[reference.source];
    out.push_back({{"source", report.name},
                   {"sha256", report.sha256},
                   {"first", reference.first},
                   {"last", reference.last},
                   {"filter", graph.pseudonymised() ? Json(nullptr) : text_or_null(filter)}});
  }
  return out;
}

std::string name_of_end(const FlowGraph& graph, const HitEnd& end) {
  return end.system ? graph[*end.system].name : end.address.text();
}

Json kinds_part(const std::map<std::string, std::uint64_t>& kinds) {
  Json out = Json::object();
  for (const auto& [kind, count] : kinds) {
    out[kind] = count;
  }
  return out;
}

Json hit_part(const FlowGraph& graph, const Indicators& indicators, const IndicatorHit& hit) {
  const Indicator& indicator = indicators.all[hit.indicator];
  return {{"indicator", indicator.text()},
          {"type", indicator.type()},
          {"matched", hit.matched},
          {"file", indicators.files[indicator.file].name},
          {"line", indicator.line},
          {"id", text_or_null(indicator.id)},
          {"note", text_or_null(indicator.note)},
          {"system", name_of_end(graph, hit.other)},
          {"outside", name_of_end(graph, hit.named)},
          {"opened_by", name_of_end(graph, hit.opened_by_named ? hit.named : hit.other)},
          {"service", graph[hit.service].name},
          {"first", time_part(graph, hit.seen.begin)},
          {"last", time_part(graph, hit.seen.end)},
          {"records", hit.established ? hit.records : 0},
          {"attempts", hit.established ? 0 : hit.records},
          {"bytes_out", hit.bytes_out},
          {"bytes_in", hit.bytes_in},
          {"evidence", evidence_list(graph, hit.evidence, hit.filter)},
          {"evidence_total", hit.evidence_total}};
}

Json indicators_part(const FlowGraph& graph, const Indicators& indicators,
                     const IndicatorHits& found) {
  Json files = Json::array();
  std::map<std::string, std::uint64_t> not_understood;
  std::uint64_t repeated = 0;
  for (const IndicatorFile& file : indicators.files) {
    files.push_back({{"name", file.name},
                     {"sha256", file.sha256},
                     {"format", file.format},
                     {"used", file.used},
                     {"repeated", file.repeated},
                     {"not_understood", kinds_part(file.not_understood)}});
    repeated += file.repeated;
    for (const auto& [kind, count] : file.not_understood) {
      not_understood[kind] += count;
    }
  }
  std::map<std::string, std::uint64_t> types{
      {"domain-name", 0}, {"ipv4-addr", 0}, {"ipv6-addr", 0}};
  for (const Indicator& indicator : indicators.all) {
    ++types[std::string(indicator.type())];
  }
  Json counts = kinds_part(types);
  counts["repeated"] = repeated;
  counts["not_understood"] = kinds_part(not_understood);
  Json hits = Json::array();
  for (const IndicatorHit& hit : found.hits) {
    hits.push_back(hit_part(graph, indicators, hit));
  }
  Json origins = Json::array();
  for (const CandidateOrigin& origin : found.origins) {
    origins.push_back({{"system", graph[origin.system].name},
                       {"time", time_part(graph, origin.time)},
                       {"established", origin.established},
                       {"indicator", indicators.all[found.hits[origin.hit].indicator].text()}});
  }
  return {{"files", files}, {"counts", counts}, {"hits", hits}, {"candidate_origins", origins}};
}

Json state_part(const FlowGraph& graph, const ObservedState& row) {
  return {{"system", graph[row.system].name},
          {"state", name_of(row.condition)},
          {"time", time_or_null(graph, row.time)},
          {"by", text_or_null(row.by)},
          {"line", row.line}};
}

Json talked_part(const FlowGraph& graph, const StateAnswer& answer, const TalkedAfter& talked) {
  const ObservedState& row = answer.states.rows[talked.row];
  Json peers = Json::array();
  for (const SystemId peer : talked.peers) {
    peers.push_back(graph[peer].name);
  }
  return {{"system", graph[talked.system].name},
          {"offline", time_or_null(graph, row.time)},
          {"by", text_or_null(row.by)},
          {"line", row.line},
          {"certain", talked.certain()},
          {"records", talked.records},
          {"attempts", talked.attempts},
          {"open_across", talked.open_across},
          {"first", time_part(graph, talked.seen.begin)},
          {"last", time_part(graph, talked.seen.end)},
          {"peers", peers},
          {"evidence", evidence_list(graph, talked.evidence, talked.filter)},
          {"evidence_total", talked.evidence_total}};
}

Json compared_part(const FlowGraph& graph, const StateAnswer& answer,
                   const std::vector<ComparedState>& list, bool with_reason) {
  Json out = Json::array();
  for (const ComparedState& item : list) {
    Json entry = state_part(graph, answer.states.rows[item.row]);
    entry["predicted"] = time_or_null(graph, item.predicted);
    if (with_reason) {
      entry["reason"] = name_of(item.reason);
    }
    out.push_back(std::move(entry));
  }
  return out;
}

Json observed_state_part(const FlowGraph& graph, const StateAnswer& answer) {
  Json rows = Json::array();
  for (const ObservedState& row : answer.states.rows) {
    rows.push_back(state_part(graph, row));
  }
  Json talked = Json::array();
  for (const TalkedAfter& item : answer.talked) {
    talked.push_back(talked_part(graph, answer, item));
  }
  Json out = {{"file", answer.states.file},
              {"sha256", answer.states.sha256},
              {"states", rows},
              {"talked_after_offline", talked}};
  if (answer.comparison) {
    const StateComparison& comparison = *answer.comparison;
    out["starts"] = compared_part(graph, answer, comparison.starts, false);
    out["predicted_and_confirmed"] = compared_part(graph, answer, comparison.confirmed, false);
    out["predicted_and_clean"] = compared_part(graph, answer, comparison.found_clean, false);
    out["confirmed_not_predicted"] = compared_part(graph, answer, comparison.not_predicted, true);
    Json next = Json::array();
    for (const Unexamined& item : comparison.not_examined) {
      next.push_back({{"system", graph[item.system].name},
                      {"predicted", time_part(graph, item.predicted)},
                      {"clean_at", time_or_null(graph, item.clean_at)}});
    }
    out["not_examined"] = std::move(next);
  }
  return out;
}

}  // namespace

void add_indicators(Json& document, const FlowGraph& graph, const Additions& additions) {
  document["indicators"] = additions.indicators != nullptr && additions.hits != nullptr
                               ? indicators_part(graph, *additions.indicators, *additions.hits)
                               : Json(nullptr);
}

void add_observed_state(Json& document, const FlowGraph& graph, const Additions& additions) {
  document["observed_state"] =
      additions.states != nullptr ? observed_state_part(graph, *additions.states) : Json(nullptr);
}

}  // namespace hamon
