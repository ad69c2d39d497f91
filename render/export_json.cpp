#include "render/document_parts.hpp"
#include "render/export_attributes.hpp"
#include "render/export_graph.hpp"
#include "render/map_model.hpp"

namespace hamon {
namespace {

struct JsonOf {
  Json operator()(std::monostate) const { return nullptr; }
  Json operator()(Timestamp time) const { return format_time(time, TimeZone::utc()); }
  Json operator()(const auto& value) const { return value; }
};

/// What applies, by name.
Json members(std::span<const Attribute> attributes, const std::vector<AttributeValue>& values) {
  Json out = Json::object();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].index() != 0) {
      out[std::string(attributes[i].name)] = std::visit(JsonOf{}, values[i]);
    }
  }
  return out;
}

std::string id_of(const FlowGraph& graph, SystemId system) {
  return slug(graph[system].name);
}

}  // namespace

std::string json_graph(const ExportContext& context) {
  const FlowGraph& graph = context.graph;
  Json nodes = Json::object();
  for (std::uint32_t i = 0; i < graph.systems().size(); ++i) {
    const SystemId system{i};
    nodes[id_of(graph, system)] = {
        {"label", graph[system].name},
        {"metadata", members(system_attributes(), attributes_of(graph, system))}};
  }
  Json edges = Json::array();
  for (std::size_t i = 0; i < graph.data_flows().size(); ++i) {
    const DataFlow& flow = graph.data_flows()[i];
    edges.push_back({{"id", "e" + std::to_string(i)},
                     {"source", id_of(graph, flow.initiator)},
                     {"target", id_of(graph, flow.responder)},
                     {"relation", graph[flow.service].name},
                     {"directed", true},
                     {"metadata", members(data_flow_attributes(), attributes_of(graph, flow))}});
  }
  Json metadata = {{"tool", "hamon " HAMON_VERSION},
                   {"generated", format_time(context.generated, TimeZone::utc())}};
  add_coverage(metadata, graph);
  return document_text({{"graph",
                         {{"id", "case-" + context.case_id},
                          {"type", "data flows"},
                          {"label", graph.site().name},
                          {"directed", true},
                          {"metadata", std::move(metadata)},
                          {"nodes", std::move(nodes)},
                          {"edges", std::move(edges)}}}});
}

std::string bloodhound_graph(const ExportContext& context) {
  const FlowGraph& graph = context.graph;
  Json nodes = Json::array();
  for (std::uint32_t i = 0; i < graph.systems().size(); ++i) {
    const SystemId system{i};
    Json properties = members(system_attributes(), attributes_of(graph, system));
    properties["name"] = graph[system].name;
    nodes.push_back({{"id", id_of(graph, system)},
                     {"kinds", {"HamonSystem"}},
                     {"properties", std::move(properties)}});
  }
  Json edges = Json::array();
  for (const DataFlow& flow : graph.data_flows()) {
    edges.push_back({{"kind", "HamonTalksTo"},
                     {"start", {{"value", id_of(graph, flow.initiator)}, {"match_by", "id"}}},
                     {"end", {{"value", id_of(graph, flow.responder)}, {"match_by", "id"}}},
                     {"properties", members(data_flow_attributes(), attributes_of(graph, flow))}});
  }
  return document_text({{"metadata", {{"source_kind", "Hamon"}}},
                        {"graph", {{"nodes", std::move(nodes)}, {"edges", std::move(edges)}}}});
}

}  // namespace hamon
