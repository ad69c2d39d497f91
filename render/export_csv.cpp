#include "render/csv.hpp"
#include "render/export_attributes.hpp"
#include "render/export_graph.hpp"

namespace hamon {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

void add_row(std::string& out, std::vector<std::string> front,
             const std::vector<AttributeValue>& values) {
  for (const AttributeValue& value : values) {
    front.push_back(attribute_text(value));
  }
  for (std::size_t i = 0; i < front.size(); ++i) {
    out += (i == 0 ? "" : ",") + csv_cell(front[i]);
  }
  out += '\n';
}

void add_head(std::string& out, std::string_view front, std::span<const Attribute> attributes) {
  out += front;
  for (const Attribute& attribute : attributes) {
    out += ',';
    out += attribute.name;
  }
  out += '\n';
}

}  // namespace

std::string csv_table(const ExportContext& context, CsvTable table, bool bom) {
  const FlowGraph& graph = context.graph;
  std::string out(bom ? kByteOrderMark : "");
  if (table == CsvTable::Systems) {
    add_head(out, "system", system_attributes());
    for (std::uint32_t i = 0; i < graph.systems().size(); ++i) {
      add_row(out, {graph.systems()[i].name}, attributes_of(graph, SystemId{i}));
    }
    return out;
  }
  add_head(out, "initiator,initiator_zone,responder,responder_zone", data_flow_attributes());
  for (const DataFlow& flow : graph.data_flows()) {
    add_row(out,
            {graph[flow.initiator].name, graph.zone_name(flow.initiator).value_or(""),
             graph[flow.responder].name, graph.zone_name(flow.responder).value_or("")},
            attributes_of(graph, flow));
  }
  return out;
}

}  // namespace hamon
