#include "render/contain_json.hpp"

#include "render/document_parts.hpp"
#include "render/evidence.hpp"
#include "render/stopped_services.hpp"

namespace hamon {
namespace {

Json zone_part(const FlowGraph& graph, const CutZone& zone) {
  switch (zone.kind) {
    case CutZone::Kind::Zone:
      return graph[zone.zone].name;
    case CutZone::Kind::Outside:
      return "outside";
    case CutZone::Kind::None:
      break;
  }
  return nullptr;
}

Json cost_part(const CutCost& cost) {
  constexpr std::int64_t kWhole = 2000;
  return cost.units % kWhole == 0 ? Json(cost.units / kWhole) : Json(cost.value());
}

void add_data_flow(Json& out, const FlowGraph& graph, DataFlowId id) {
  const DataFlow& flow = graph[id];
  out["initiator"] = end_part(graph, flow.initiator);
  out["responder"] = end_part(graph, flow.responder);
  out["service"] = graph[flow.service].name;
}

Json item_part(const FlowGraph& graph, CutKind kind, const CutItem& item) {
  Json out;
  switch (kind) {
    case CutKind::DataFlow:
      add_data_flow(out, graph, item.data_flow);
      break;
    case CutKind::System:
      out = {{"system", graph[item.system].name}, {"zone", zone_part(graph, item.system)}};
      break;
    case CutKind::ZonePair:
      out["zones"] =
          Json::array({zone_part(graph, item.zones.first), zone_part(graph, item.zones.second)});
      break;
  }
  out["cost"] = cost_part(item.cost);
  out["stage"] = name_of(item.stage);
  return out;
}

/// The stages that there is something to do in, with the places of their items.
Json order_part(const std::vector<CutItem>& items) {
  Json out = Json::array();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Json stage = name_of(items[i].stage);
    if (out.empty() || out.back()["stage"] != stage) {
      out.push_back({{"stage", stage}, {"items", Json::array()}});
    }
    out.back()["items"].push_back(i);
  }
  return out;
}

Json interrupts_part(const FlowGraph& graph, const Interrupted& interrupted) {
  Json services = Json::array();
  for (const StoppedService& stopped : stopped_services(graph, interrupted)) {
    services.push_back({{"system", graph[stopped.responder].name},
                        {"service", graph[stopped.service].name},
                        {"users", stopped.users},
                        {"departments", stopped.departments},
                        {"cost", cost_part(stopped.weight)}});
  }
  return {{"data_flows", interrupted.data_flows.size()},
          {"systems", names_part(graph, interrupted.systems)},
          {"services", services}};
}

Json cut_part(const FlowGraph& graph, const ContainCut& cut) {
  const bool possible = cut.state != CutState::Impossible;
  Json items = Json::array();
  for (const CutItem& item : cut.items) {
    items.push_back(item_part(graph, cut.kind, item));
  }
  return {{"kind", name_of(cut.kind)},
          {"state", name_of(cut.state)},
          {"obstacle", possible ? Json(nullptr) : Json(name_of(cut.obstacle))},
          {"minimal", possible ? Json(cut.minimal) : Json(nullptr)},
          {"items", items},
          {"cost", possible ? cost_part(cut.cost) : Json(nullptr)},
          {"interrupts", interrupts_part(graph, cut.interrupted)},
          {"leaves", names_part(graph, cut.leaves)},
          {"remains",
           {{"contacted", names_part(graph, cut.contacted)},
            {"connected", names_part(graph, cut.connected)}}},
          {"order", order_part(cut.items)}};
}

/// A data flow stands at no system: `system` and `zone` are null.
Json choke_part(const FlowGraph& graph, const ChokePoint& choke) {
  Json out;
  out["kind"] = name_of(choke.kind);
  if (choke.kind == CutKind::System) {
    out["system"] = graph[choke.system].name;
    out["zone"] = zone_part(graph, choke.system);
  } else {
    out["system"] = nullptr;
    out["zone"] = nullptr;
    add_data_flow(out, graph, choke.data_flow);
  }
  out["before"] = names_part(graph, choke.before);
  return out;
}

}  // namespace

std::string contain_json(const DocumentContext& context, const FlowGraph& graph,
                         const ContainOptions& options, const ContainResult& result) {
  Json document = document_head(context, graph, "hamon/contain/1");
  document["assumptions"]["profile"] = name_of(options.spread.profile);
  document["assumptions"]["incubation_s"] = seconds_part(effective_incubation(options.spread));
  document["at"] = time_part(graph, result.at);
  document["infected"] = names_part(graph, result.infected);
  document["protected"] = Json::array();
  document["reach"] = Json::array();
  for (const Protected& p : result.guarded) {
    document["protected"].push_back(graph[p.system].name);
    document["reach"].push_back(
        {{"system", graph[p.system].name},
         {"zone", zone_part(graph, p.system)},
         {"state", name_of(p.state)},
         {"earliest", p.earliest ? time_part(graph, *p.earliest) : Json(nullptr)}});
  }
  document["cuts"] = Json::array();
  for (const ContainCut& cut : result.cuts) {
    document["cuts"].push_back(cut_part(graph, cut));
  }
  document["choke_points"] = Json::array();
  for (const ChokePoint& choke : result.chokes) {
    document["choke_points"].push_back(choke_part(graph, choke));
  }
  add_coverage(document, graph);
  return document_text(document);
}

}  // namespace hamon
