#include "render/chance_json.hpp"

namespace hamon {
namespace {

Json band(const ChanceBand& band) {
  return {{"p05", band.p05},
          {"median", band.median},
          {"p95", band.p95},
          {"mean", band.mean},
          {"standard_error", band.standard_error}};
}

Json rule(ChanceClass of, const ChanceRule& rule) {
  using Delay = ChanceRule::Delay;
  const bool by_size = rule.kind == Delay::BySize;
  return {{"class", name_of(of)},
          {"probability", rule.probability},
          {"delay", name_of(rule.kind)},
          {"delay_s", by_size ? Json(nullptr) : seconds_part(rule.delay)},
          {"sigma", rule.kind == Delay::LogNormal ? Json(rule.sigma) : Json(nullptr)},
          {"bytes_per_second", by_size ? Json(rule.bytes_per_second) : Json(nullptr)},
          {"source", rule.source.empty() ? Json(nullptr) : Json(rule.source)}};
}

}  // namespace

void add_chance_of(Json& entry, const FlowGraph& graph, const Chance& chance, SystemId system) {
  const SystemChance& found = chance.systems[index(system)];
  entry["probability"] = chance.share(found.reached);
  entry["standard_error"] = chance.standard_error(found.reached);
  entry["data_probability"] = chance.share(found.data_affected);
  entry["arrival_p05"] = time_or_null(graph, found.p05);
  entry["arrival_median"] = time_or_null(graph, found.median);
  entry["arrival_p95"] = time_or_null(graph, found.p95);
}

void add_runs(Json& document, const Chance& chance) {
  document["runs"] = {{"count", chance.runs},
                      {"rng", chance.rng},
                      {"compromised", band(chance.compromised)},
                      {"data_affected", band(chance.data_affected)}};
  Json rules = Json::array();
  for (const ChanceClass of : chance_classes(chance.profile)) {
    rules.push_back(rule(of, chance.rules[static_cast<std::size_t>(of)]));
  }
  document["assumptions"]["chances"] = std::move(rules);
}

void add_chance(Json& document, const FlowGraph& graph, const Chance& chance) {
  add_runs(document, chance);
  for (Json& entry : document["systems"]) {
    const std::string& ring = entry.at("ring").get_ref<const std::string&>();
    const auto id = graph.find_system(entry.at("system").get_ref<const std::string&>());
    if (id && (ring == name_of(Ring::Contacted) || ring == name_of(Ring::Connected))) {
      add_chance_of(entry, graph, chance, *id);
    }
  }
}

}  // namespace hamon
