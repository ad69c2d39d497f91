#include "render/trace_json.hpp"

#include "render/additions_json.hpp"
#include "render/document_parts.hpp"
#include "render/evidence.hpp"

namespace hamon {
namespace {

Json falls(const FlowGraph& graph, const std::vector<Fall>& list) {
  Json out = Json::array();
  for (const Fall& fall : list) {
    out.push_back({{"system", graph[fall.system].name},
                   {"by", time_part(graph, fall.by)},
                   {"data", fall.data}});
  }
  return out;
}

// Each system once, though it may fall in two ways.
Json target_names(const FlowGraph& graph, const std::vector<Fall>& targets,
                  const std::vector<std::uint32_t>& which) {
  Json out = Json::array();
  for (const std::uint32_t t : which) {
    const Json name = graph[targets[t].system].name;
    if (out.empty() || out.back() != name) {
      out.push_back(name);
    }
  }
  return out;
}

Json system_part(const FlowGraph& graph, const TraceOptions& options, const TraceState& state,
                 SystemId system) {
  Json path = Json::array();
  for (const SpreadStep& step : state.path) {
    path.push_back(step_part(graph, step, options.profile));
  }
  return {{"system", graph[system].name},
          {"zone", zone_part(graph, system)},
          {"latest_departure", time_or_null(graph, state.latest)},
          {"excluded_until", time_or_null(graph, state.excluded_until)},
          {"ruled_out", state.ruled_out()},
          {"hops", state.path.size()},
          {"path", path}};
}

Json origin_part(const FlowGraph& graph, const TraceResult& result, const Origin& origin,
                 std::size_t rank) {
  Json event = nullptr;
  if (origin.event) {
    const SiteEvent& e = graph.site().events[*origin.event];
    event = {{"time", time_part(graph, e.time)}, {"kind", e.kind}, {"note", e.note}};
  }
  return {{"rank", rank},
          {"system", graph[origin.system].name},
          {"zone", zone_part(graph, origin.system)},
          {"kind", name_of(origin.kind)},
          {"link", origin.link.empty() ? Json(nullptr) : Json(origin.link)},
          {"event", event},
          {"window",
           {{"from", time_part(graph, origin.window.begin)},
            {"to", time_part(graph, origin.window.end)}}},
          {"bounded", origin.bounded},
          {"explains", target_names(graph, result.targets, origin.explains)},
          {"hops", origin.hops}};
}

}  // namespace

std::string trace_json(const DocumentContext& context, const FlowGraph& graph,
                       const TraceOptions& options, const TraceResult& result,
                       const Additions& additions) {
  Json document = document_head(context, graph, "hamon/trace/1");
  const Json incubation = seconds_part(effective_incubation(options));
  document["assumptions"]["profile"] = name_of(options.profile);
  document["assumptions"]["incubation_s"] = incubation;
  std::vector<std::uint32_t> all(result.targets.size());
  for (std::uint32_t t = 0; t < all.size(); ++t) {
    all[t] = t;
  }
  document["targets"] = target_names(graph, result.targets, all);
  document["falls"] = falls(graph, result.targets);
  document["clean"] = falls(graph, options.clean);
  document["profile"] = name_of(options.profile);
  document["incubation_s"] = incubation;
  document["systems"] = Json::array();
  for (const SystemId system : by_latest(result)) {
    document["systems"].push_back(
        system_part(graph, options, result.systems[index(system)], system));
  }
  document["origins"] = Json::array();
  for (std::size_t i = 0; i < result.origins.size(); ++i) {
    document["origins"].push_back(origin_part(graph, result, result.origins[i], i + 1));
  }
  add_coverage(document, graph);
  add_observed_state(document, graph, additions);
  return document_text(document);
}

}  // namespace hamon
