#include "render/radius_json.hpp"

#include "render/document_parts.hpp"

#include <algorithm>

namespace hamon {
namespace {

Json reach_part(const Reach& reach) {
  return {{"compromised", reach.compromised}, {"data_affected", reach.data_affected}};
}

void add_radius(Json& row, const Radius& radius) {
  row["compromised"] = radius.timely.compromised;
  row["data_affected"] = radius.timely.data_affected;
  row["time_ignored"] = reach_part(radius.timeless);
  row["departments"] = radius.departments;
  row["zones"] = radius.zones;
}

Json system_part(const FlowGraph& graph, const RankedRadius& ranked) {
  const SystemId id = ranked.source.front();
  const System& system = graph[id];
  const auto zone = graph.zone_name(id);
  Json row = {{"system", system.name},
              {"zone", zone ? Json(*zone) : Json(nullptr)},
              {"outside", system.outside},
              {"role", name_of(system.role)},
              {"department", system.department}};
  add_radius(row, ranked.radius);
  return row;
}

Json link_part(const FlowGraph& graph, const RankedRadius& ranked) {
  Json row = {{"link", ranked.name}, {"systems", Json::array()}};
  for (const SystemId id : ranked.source) {
    row["systems"].push_back(graph[id].name);
  }
  add_radius(row, ranked.radius);
  return row;
}

}  // namespace

std::string radius_json(const DocumentContext& context, const FlowGraph& graph,
                        const RadiusRanking& ranking, std::size_t most) {
  Json document = document_head(context, graph, "hamon/radius/1");
  document["assumptions"]["profile"] = name_of(ranking.options.profile);
  document["assumptions"]["incubation_s"] = seconds_part(ranking.options.incubation);
  document["from"] = time_part(graph, ranking.options.from);
  document["systems"] = Json::array();
  for (std::size_t i = 0; i < std::min(most, ranking.systems.size()); ++i) {
    document["systems"].push_back(system_part(graph, ranking.systems[i]));
  }
  document["links"] = Json::array();
  for (std::size_t i = 0; i < std::min(most, ranking.links.size()); ++i) {
    document["links"].push_back(link_part(graph, ranking.links[i]));
  }
  document["unseen_links"] = ranking.unseen_links;
  document["counted"] = {{"systems", ranking.systems.size()}, {"links", ranking.links.size()}};
  add_coverage(document, graph);
  return document_text(document);
}

}  // namespace hamon
