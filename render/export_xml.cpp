#include "render/export_attributes.hpp"
#include "render/export_graph.hpp"
#include "render/map_model.hpp"
#include "render/svg_canvas.hpp"

#include <fmt/format.h>

namespace hamon {
namespace {

constexpr std::string_view kHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// The types of GraphML and GEXF have the same names.
std::string_view xml_type(AttributeType type) {
  switch (type) {
    case AttributeType::Whole:
      return "long";
    case AttributeType::Number:
      return "double";
    case AttributeType::Flag:
      return "boolean";
    case AttributeType::Text:
    case AttributeType::Texts:
    case AttributeType::Time:
      break;
  }
  return "string";
}

std::string id_of(const FlowGraph& graph, SystemId system) {
  return xml_text(slug(graph[system].name));
}

void add_graphml_keys(std::string& out, std::string_view whose,
                      std::span<const Attribute> attributes) {
  for (const Attribute& attribute : attributes) {
    out += fmt::format("  <key id=\"{0}_{1}\" for=\"{0}\" attr.name=\"{1}\" attr.type=\"{2}\"/>\n",
                       whose, attribute.name, xml_type(attribute.type));
  }
}

void add_graphml_data(std::string& out, std::string_view whose,
                      std::span<const Attribute> attributes,
                      const std::vector<AttributeValue>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].index() != 0) {
      out += fmt::format("      <data key=\"{}_{}\">{}</data>\n", whose, attributes[i].name,
                         xml_text(attribute_text(values[i])));
    }
  }
}

void add_gexf_attributes(std::string& out, std::string_view whose,
                         std::span<const Attribute> attributes) {
  out += fmt::format("    <attributes class=\"{}\" mode=\"static\">\n", whose);
  for (const Attribute& attribute : attributes) {
    out += fmt::format("      <attribute id=\"{0}\" title=\"{0}\" type=\"{1}\"/>\n", attribute.name,
                       xml_type(attribute.type));
  }
  out += "    </attributes>\n";
}

void add_gexf_values(std::string& out, std::span<const Attribute> attributes,
                     const std::vector<AttributeValue>& values) {
  out += "        <attvalues>\n";
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].index() != 0) {
      out += fmt::format("          <attvalue for=\"{}\" value=\"{}\"/>\n", attributes[i].name,
                         xml_text(attribute_text(values[i])));
    }
  }
  out += "        </attvalues>\n";
}

void add_spells(std::string& out, const ContactView& contacts) {
  out += "        <spells>\n";
  for (const Interval& contact : contacts) {
    out += fmt::format("          <spell start=\"{}\" end=\"{}\"/>\n",
                       format_time(contact.begin, TimeZone::utc()),
                       format_time(contact.end, TimeZone::utc()));
  }
  out += "        </spells>\n";
}

}  // namespace

std::string graphml(const ExportContext& context) {
  const FlowGraph& graph = context.graph;
  std::string out(kHead);
  out +=
      "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" "
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
      "xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns "
      "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n"
      "  <key id=\"graph_coverage\" for=\"graph\" attr.name=\"coverage\" attr.type=\"string\"/>\n"
      "  <key id=\"node_name\" for=\"node\" attr.name=\"name\" attr.type=\"string\"/>\n";
  add_graphml_keys(out, "node", system_attributes());
  add_graphml_keys(out, "edge", data_flow_attributes());
  out += fmt::format(
      "  <graph id=\"case-{}\" edgedefault=\"directed\">\n    <data key=\"graph_coverage\">{}</data>\n",
      xml_text(context.case_id), xml_text(coverage_attribute(graph)));
  for (std::uint32_t i = 0; i < graph.systems().size(); ++i) {
    const SystemId system{i};
    out += fmt::format("    <node id=\"{}\">\n      <data key=\"node_name\">{}</data>\n",
                       id_of(graph, system), xml_text(graph[system].name));
    add_graphml_data(out, "node", system_attributes(), attributes_of(graph, system));
    out += "    </node>\n";
  }
  for (std::size_t i = 0; i < graph.data_flows().size(); ++i) {
    const DataFlow& flow = graph.data_flows()[i];
    out += fmt::format("    <edge id=\"e{}\" source=\"{}\" target=\"{}\">\n", i,
                       id_of(graph, flow.initiator), id_of(graph, flow.responder));
    add_graphml_data(out, "edge", data_flow_attributes(), attributes_of(graph, flow));
    out += "    </edge>\n";
  }
  return out + "  </graph>\n</graphml>\n";
}

std::string gexf(const ExportContext& context) {
  const FlowGraph& graph = context.graph;
  std::string out(kHead);
  out +=
      "<gexf xmlns=\"http://gexf.net/1.3\" "
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
      "xsi:schemaLocation=\"http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd\" "
      "version=\"1.3\">\n";
  out += fmt::format(
      "  <meta lastmodifieddate=\"{}\">\n    <creator>hamon {}</creator>\n"
      "    <description>coverage {}</description>\n  </meta>\n",
      format_time(context.generated, TimeZone::utc()).substr(0, 10), HAMON_VERSION,
      xml_text(coverage_attribute(graph)));
  out +=
      "  <graph mode=\"dynamic\" defaultedgetype=\"directed\" timerepresentation=\"interval\" "
      "timeformat=\"dateTime\">\n";
  add_gexf_attributes(out, "node", system_attributes());
  add_gexf_attributes(out, "edge", data_flow_attributes());
  out += "    <nodes>\n";
  for (std::uint32_t i = 0; i < graph.systems().size(); ++i) {
    const SystemId system{i};
    out += fmt::format("      <node id=\"{}\" label=\"{}\">\n", id_of(graph, system),
                       xml_text(graph[system].name));
    add_gexf_values(out, system_attributes(), attributes_of(graph, system));
    out += "      </node>\n";
  }
  out += "    </nodes>\n    <edges>\n";
  for (std::size_t i = 0; i < graph.data_flows().size(); ++i) {
    const DataFlow& flow = graph.data_flows()[i];
    const std::string service = xml_text(graph[flow.service].name);
    out += fmt::format(
        "      <edge id=\"{}\" source=\"{}\" target=\"{}\" kind=\"{}\" label=\"{}\">\n", i,
        id_of(graph, flow.initiator), id_of(graph, flow.responder), service, service);
    add_gexf_values(out, data_flow_attributes(), attributes_of(graph, flow));
    add_spells(out, graph.contacts(flow.contacts));
    out += "      </edge>\n";
  }
  return out + "    </edges>\n  </graph>\n</gexf>\n";
}

}  // namespace hamon
