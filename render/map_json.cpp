#include "graph/own_names.hpp"
#include "render/chance_json.hpp"
#include "render/document_parts.hpp"
#include "render/map.hpp"
#include "render/map_layout.hpp"

#include <string_view>

namespace hamon {
namespace {

Json position(const Box& box) {
  return {{"x", box.at.x}, {"y", box.at.y}, {"width", box.size.width}, {"height", box.size.height}};
}

Json data_flow(const FlowGraph& graph, const DataFlow& flow) {
  const auto contacts = graph.contacts(flow.contacts);
  return {{"initiator", end_part(graph, flow.initiator)},
          {"responder", end_part(graph, flow.responder)},
          {"service", graph[flow.service].name},
          {"records", flow.conversations.size()},
          {"contacts", flow.contacts.size()},
          {"bytes_out", flow.bytes_out},
          {"bytes_in", flow.bytes_in},
          {"first", contacts.empty() ? Json(nullptr) : time_part(graph, contacts.front().begin)},
          {"last", contacts.empty() ? Json(nullptr) : time_part(graph, contacts.back().end)}};
}

Json edge_part(const FlowGraph& graph, const MapEdge& edge) {
  Json services = Json::array();
  for (const MapEdge::ServiceSum& service : edge.services) {
    services.push_back(
        {{"service", service.name}, {"data_flows", service.data_flows}, {"bytes", service.bytes}});
  }
  return {{"services", services},
          {"data_flows", edge.data_flows},
          {"records", edge.records},
          {"contacts", edge.contacts},
          {"bytes_out", edge.bytes_out},
          {"bytes_in", edge.bytes_in},
          {"initiators", edge.initiators},
          {"responders", edge.responders},
          {"first", edge.contacts == 0 ? Json(nullptr) : time_part(graph, edge.seen.begin)},
          {"last", edge.contacts == 0 ? Json(nullptr) : time_part(graph, edge.seen.end)}};
}

Json zones(const FlowGraph& graph, const MapModel& map, const MapLayout& layout) {
  Json out = Json::array();
  for (std::size_t i = 0; i < map.clusters.size(); ++i) {
    const MapCluster& cluster = map.clusters[i];
    Json prefixes = Json::array();
    for (const Prefix& prefix : cluster.prefixes) {
      prefixes.push_back(prefix.text());
    }
    out.push_back(
        {{"id", cluster.id},
         {"kind", name_of(cluster.kind)},
         {"name", text_or_null(cluster.name)},
         {"label", text_or_null(cluster.label)},
         {"zone_kind", text_or_null(cluster.zone_kind)},
         {"prefixes", std::move(prefixes)},
         {"systems", names_part(graph, cluster.systems)},
         {"observed", cluster.observed},
         {"inner_data_flows", cluster.inner_data_flows},
         {"inner_bytes", cluster.inner_bytes},
         {"position", layout.clusters[i] ? position(*layout.clusters[i]) : Json(nullptr)}});
  }
  return out;
}

Json zone_flows(const FlowGraph& graph, const MapModel& map) {
  Json out = Json::array();
  for (const MapEdge& edge : map.cluster_flows) {
    Json flow = edge_part(graph, edge);
    flow["from"] = map.clusters[edge.from].id;
    flow["to"] = map.clusters[edge.to].id;
    out.push_back(std::move(flow));
  }
  return out;
}

Json nodes(const FlowGraph& graph, const MapModel& map, const MapLayout& layout) {
  Json out = Json::array();
  for (std::size_t i = 0; i < map.nodes.size(); ++i) {
    const MapNode& node = map.nodes[i];
    out.push_back({{"id", node.id},
                   {"shape", name_of(node.shape)},
                   {"zone", map.clusters[node.cluster].id},
                   {"name", text_or_null(node.name)},
                   {"systems", names_part(graph, node.systems)},
                   {"declared", node.declared},
                   {"position", position(layout.nodes[i])}});
    for (const MapNode::Found& found : node.found) {
      out.back()["found"][std::string(name_of(found.condition))] = found.systems;
    }
  }
  return out;
}

Json own_names(const FlowGraph& graph, const System& system) {
  Json out = Json::array();
  for (const OwnName& own : system.called) {
    out.push_back({{"name", own.name},
                   {"basis", own_name_basis(own.kind)},
                   {"first", time_part(graph, own.heard.begin)},
                   {"last", time_part(graph, own.heard.end)},
                   {"shared", own.shared}});
  }
  return out;
}

Json edges(const FlowGraph& graph, const MapModel& map) {
  Json out = Json::array();
  for (std::size_t i = 0; i < map.edges.size(); ++i) {
    Json edge = edge_part(graph, map.edges[i]);
    edge["number"] = i + 1;
    edge["from"] = map.nodes[map.edges[i].from].id;
    edge["to"] = map.nodes[map.edges[i].to].id;
    edge["finding"] = map.edges[i].finding;
    out.push_back(std::move(edge));
  }
  return out;
}

Json systems(const FlowGraph& graph) {
  Json out = Json::array();
  for (std::uint32_t i = 0; i < graph.systems().size(); ++i) {
    const System& system = graph.systems()[i];
    Json entry = end_part(graph, SystemId{i});
    entry["role"] = name_of(system.role);
    entry["department"] = text_or_null(system.department);
    entry["observed"] = system.observed;
    entry["own_names"] = own_names(graph, system);
    out.push_back(std::move(entry));
  }
  return out;
}

Json map_part(const DocumentContext& context, const FlowGraph& graph, const MapModel& map,
              const MapLayout& layout) {
  Json document = document_head(context, graph, "hamon/map/1");
  document["runs"] = nullptr;
  document["level"] = name_of(map.level);
  document["left_out"] = map.left_out;
  document["beyond"] = map.beyond;
  document["zones"] = zones(graph, map, layout);
  document["zone_flows"] = zone_flows(graph, map);
  document["nodes"] = nodes(graph, map, layout);
  document["edges"] = edges(graph, map);
  document["systems"] = systems(graph);
  Json data_flows = Json::array();
  for (const DataFlow& flow : graph.data_flows()) {
    data_flows.push_back(data_flow(graph, flow));
  }
  document["data_flows"] = std::move(data_flows);
  return document;
}

}  // namespace

std::string map_json(const DocumentContext& context, const FlowGraph& graph, const MapModel& map,
                     const MapLayout& layout) {
  return document_text(map_part(context, graph, map, layout));
}

std::string map_json(const DocumentContext& context, const MapDrawing& drawing,
                     const MapLayout& layout) {
  Json document = map_part(context, drawing.graph, drawing.map, layout);
  if (drawing.chance != nullptr) {
    add_runs(document, *drawing.chance);
    const auto& reached = drawing.options.spread->systems;
    for (std::uint32_t i = 0; i < reached.size(); ++i) {
      if (reached[i].ring == Ring::Contacted || reached[i].ring == Ring::Connected) {
        add_chance_of(document["systems"][i], drawing.graph, *drawing.chance, SystemId{i});
      }
    }
  }
  return document_text(document);
}

}  // namespace hamon
