#include "render/spread_json.hpp"

#include "render/document_parts.hpp"
#include "render/evidence.hpp"

#include <map>

namespace hamon {
namespace {

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json time_or_null(const FlowGraph& graph, const std::optional<Timestamp>& time) {
  return time ? time_part(graph, *time) : Json(nullptr);
}

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
          {"zone", text_or_null(graph.zone_name(system).value_or(""))},
          {"ring", name_of(state.ring)},
          {"compromised", time_or_null(graph, state.compromised)},
          {"data_affected", time_or_null(graph, state.data_affected)},
          {"hops", state.hops},
          {"probability", nullptr},
          {"arrival_p05", nullptr},
          {"arrival_p95", nullptr},
          {"path", path}};
}

// Counts of a ring's systems by some name of theirs, in the order of the names.
struct RingCounts {
  std::uint64_t contacted = 0, connected = 0, exposed = 0, unseen = 0;
  void add(Ring ring) {
    contacted += ring == Ring::Contacted ? 1U : 0U;
    connected += ring == Ring::Connected ? 1U : 0U;
    exposed += ring == Ring::Exposed ? 1U : 0U;
    unseen += ring == Ring::Unseen ? 1U : 0U;
  }
  [[nodiscard]] Json json() const {
    return {{"contacted", contacted},
            {"connected", connected},
            {"exposed", exposed},
            {"unseen", unseen}};
  }
};

Json summary_part(const FlowGraph& graph, const SpreadResult& result) {
  RingCounts rings;
  std::map<std::string, RingCounts, std::less<>> zones;
  std::map<std::string, RingCounts, std::less<>> departments;
  for (std::size_t i = 0; i < result.systems.size(); ++i) {
    const Ring ring = result.systems[i].ring;
    const SystemId id{static_cast<std::uint32_t>(i)};
    if (ring == Ring::None) {
      continue;
    }
    rings.add(ring);
    zones[graph.zone_name(id).value_or("")].add(ring);
    departments[graph[id].department].add(ring);
  }
  const auto list = [](const char* key, const auto& counts) {
    Json out = Json::array();
    for (const auto& [name, count] : counts) {
      Json entry = {{key, text_or_null(name)}};
      entry.update(count.json());
      out.push_back(std::move(entry));
    }
    return out;
  };
  return {{"rings", rings.json()},
          {"zones", list("zone", zones)},
          {"departments", list("department", departments)}};
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
                        const SpreadOptions& options, const SpreadResult& result) {
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
  document["systems"] = std::move(systems);
  document["summary"] = summary_part(graph, result);
  document["not_reached"] = std::move(not_reached);
  document["unseen"] = std::move(unseen);
  document["spared"] = spared_part(graph, result);
  document["sizes"] = sizes_part(result);
  add_coverage(document, graph);
  return document_text(document);
}

}  // namespace hamon
