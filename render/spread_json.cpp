#include "render/spread_json.hpp"

#include "analyze/spread_summary.hpp"
#include "render/additions_json.hpp"
#include "render/chance_json.hpp"
#include "render/document_parts.hpp"
#include "render/evidence.hpp"

#include <algorithm>
#include <cmath>

namespace hamon {
namespace {

Json reached(const FlowGraph& graph, const SpreadOptions& options, const SpreadResult& result,
             SystemId system) {
  const SpreadState& state = result.systems[index(system)];
  Json path = Json::array();
  if (state.compromised || state.data_affected) {
    for (const SpreadStep& step : witness(result, system, !state.compromised)) {
      path.push_back(step_part(graph, step, options.profile));
    }
  }
  return {{"system", graph[system].name},
          {"zone", zone_part(graph, system)},
          {"ring", name_of(state.ring)},
          {"compromised", time_or_null(graph, state.compromised)},
          {"data_affected", time_or_null(graph, state.data_affected)},
          {"hops", state.hops},
          {"probability", nullptr},
          {"standard_error", nullptr},
          {"data_probability", nullptr},
          {"arrival_p05", nullptr},
          {"arrival_median", nullptr},
          {"arrival_p95", nullptr},
          {"path", path}};
}

Json groups_part(const FlowGraph& graph, const char* key, const std::vector<GroupSize>& groups) {
  Json out = Json::array();
  for (const GroupSize& group : groups) {
    out.push_back({{key, text_or_null(group.name)},
                   {"contacted", group.contacted},
                   {"connected", group.connected},
                   {"exposed", group.exposed},
                   {"unseen", group.unseen},
                   {"systems", group.systems},
                   {"compromised", group.compromised},
                   {"data_affected", group.data_affected},
                   {"share", std::round(group.share() * 1e4) / 1e4},
                   {"earliest", time_or_null(graph, group.earliest)}});
  }
  return out;
}

Json stopped_part(const FlowGraph& graph, const Stopped& stopped) {
  const System& system = graph[stopped.system];
  Json services = Json::array();
  for (const ServiceId service : stopped.services) {
    services.push_back(graph[service].name);
  }
  return {{"system", system.name},
          {"label", text_or_null(system.label)},
          {"role", name_of(system.role)},
          {"critical", system.critical},
          {"from", time_part(graph, stopped.from)},
          {"services", services},
          {"departments", stopped.departments},
          {"users", stopped.users}};
}

Json horizons_part(const FlowGraph& graph, const SpreadSummary& summary) {
  Json out = Json::array();
  for (const Horizon& horizon : summary.horizons) {
    Json services = Json::array();
    for (const Stopped& stopped : summary.stopped) {
      if (stopped.from <= horizon.until) {
        services.push_back(stopped_part(graph, stopped));
      }
    }
    out.push_back({{"after_s", seconds_part(horizon.after)},
                   {"until", time_part(graph, horizon.until)},
                   {"observed", horizon.observed},
                   {"compromised", horizon.compromised},
                   {"data_affected", horizon.data_affected},
                   {"departments", horizon.departments},
                   {"services", services}});
  }
  return out;
}

Json summary_part(const FlowGraph& graph, const SpreadOptions& options,
                  const SpreadResult& result) {
  const SpreadSummary summary = summarize(graph, options, result);
  Json rings = Json::object();
  for (const Ring ring : {Ring::Contacted, Ring::Connected, Ring::Exposed, Ring::Unseen}) {
    rings[std::string(name_of(ring))] =
        std::ranges::count(result.systems, ring, &SpreadState::ring);
  }
  return {{"rings", rings},
          {"zones", groups_part(graph, "zone", summary.zones)},
          {"departments", groups_part(graph, "department", summary.departments)},
          {"roles", groups_part(graph, "role", summary.roles)},
          {"horizons", horizons_part(graph, summary)}};
}

Json saved_part(const FlowGraph& graph, const Saved& saved) {
  const System& system = graph[saved.system];
  return {{"system", system.name},
          {"zone", zone_part(graph, saved.system)},
          {"department", text_or_null(system.department)},
          {"critical", system.critical},
          {"from", saved.from_compromise ? "compromise" : "data_damage"},
          {"data_remains", saved.data_remains},
          {"would_be", time_part(graph, saved.would_be)}};
}

Json late_part(const FlowGraph& graph, const SpreadOptions& options, const SpreadResult& result,
               const TooLate& late) {
  Json out = {{"kind", "isolate"}};
  if (late.kind == TooLate::Kind::Isolate) {
    out["systems"] = names_part(graph, options.isolations[late.which].systems);
  } else {
    const Cut& cut = options.cuts[late.which];
    out = {{"kind", "cut"},
           {"between", Json::array({names_part(graph, cut.a), names_part(graph, cut.b)})}};
  }
  out["at"] = time_part(graph, late.at);
  out["already"] = Json::array();
  for (const SystemId id : late.already) {
    out["already"].push_back(
        {{"system", graph[id].name},
         {"reached", time_or_null(graph, reached_at(result.systems[index(id)]))}});
  }
  return out;
}

Json measures_part(const FlowGraph& graph, const SpreadOptions& options, const SpreadResult& result,
                   const MeasuresEffect& effect) {
  const auto size = [](const SpreadSize& s) {
    return Json{{"compromised", s.compromised}, {"data_affected", s.data_affected}};
  };
  Json saved = Json::array();
  for (const Saved& s : effect.saved) {
    saved.push_back(saved_part(graph, s));
  }
  Json too_late = Json::array();
  for (const TooLate& late : effect.too_late) {
    too_late.push_back(late_part(graph, options, result, late));
  }
  return {{"without", size(effect.without)},
          {"with", size(effect.with)},
          {"saved", saved},
          {"departments_saved", effect.departments_saved},
          {"delayed", effect.delayed},
          {"reached_before", effect.reached_before},
          {"reached_after", effect.reached_after},
          {"too_late", too_late}};
}

Json spared_part(const FlowGraph& graph, const SpreadResult& result) {
  Json out = Json::array();
  for (const Spared& s : result.spared) {
    out.push_back({{"system", graph[s.system].name},
                   {"would_be", time_part(graph, s.would_be)},
                   {"reason", "not susceptible"}});
  }
  return out;
}

Json sizes_part(const SpreadResult& result) {
  Json out = Json::array();
  for (const SpreadSize& size : result.sizes) {
    out.push_back({{"profile", name_of(size.profile)},
                   {"incubation_s", seconds_part(size.incubation)},
                   {"compromised", size.compromised},
                   {"data_affected", size.data_affected}});
  }
  return out;
}

Json seeds_part(const FlowGraph& graph, const SpreadOptions& options) {
  Json out = Json::array();
  for (const Seed& seed : options.seeds) {
    out.push_back({{"system", graph[seed.system].name}, {"time", time_part(graph, seed.time)}});
  }
  return out;
}

}  // namespace

std::string spread_json(const DocumentContext& context, const FlowGraph& graph,
                        const SpreadOptions& options, const SpreadResult& result,
                        const std::optional<MeasuresEffect>& effect, const Chance* chance,
                        const Additions& additions) {
  Json document = document_head(context, graph, "hamon/spread/1");
  const Json incubation = seconds_part(effective_incubation(options));
  document["assumptions"]["profile"] = name_of(options.profile);
  document["assumptions"]["incubation_s"] = incubation;
  document["assumptions"]["shared_admin"] = options.shared_admin;
  Json systems = Json::array();
  Json not_reached = Json::array();
  Json unseen = Json::array();
  for (const SystemId id : by_arrival(graph, result)) {
    const Ring ring = result.systems[index(id)].ring;
    if (ring != Ring::None) {
      systems.push_back(reached(graph, options, result, id));
    }
    if (ring == Ring::Unseen) {
      unseen.push_back(graph[id].name);
    } else if (ring == Ring::None && !graph[id].outside) {
      not_reached.push_back(graph[id].name);
    }
  }
  document["seeds"] = seeds_part(graph, options);
  document["profile"] = name_of(options.profile);
  document["incubation_s"] = incubation;
  document["runs"] = nullptr;
  document["systems"] = std::move(systems);
  document["summary"] = summary_part(graph, options, result);
  document["not_reached"] = std::move(not_reached);
  document["unseen"] = std::move(unseen);
  document["spared"] = spared_part(graph, result);
  document["sizes"] = sizes_part(result);
  document["measures"] = effect ? measures_part(graph, options, result, *effect) : Json(nullptr);
  add_coverage(document, graph);
  add_observed_state(document, graph, additions);
  if (chance != nullptr) {
    add_chance(document, graph, *chance);
  }
  return document_text(document);
}

}  // namespace hamon
