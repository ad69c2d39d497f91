#include "render/map.hpp"
#include "render/map_labels.hpp"
#include "render/map_style.hpp"
#include "render/svg_canvas.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hamon {
namespace {

std::string lines_of(const std::vector<MapLine>& lines) {
  std::string out;
  for (const MapLine& line : lines) {
    out += (out.empty() ? "" : "\n") + line.text;
  }
  return out;
}

/// An attribute of XML that keeps its line ends.
std::string attribute(std::string_view text) {
  std::string out = xml_text(text);
  for (std::size_t at = out.find('\n'); at != std::string::npos; at = out.find('\n', at)) {
    out.replace(at, 1, "&#10;");
  }
  return out;
}

/// What draw.io calls the shape; labels are plain text, never HTML.
std::string drawio_style(const MapNode& node, const Paint& paint) {
  const char* shape = "rounded=1";
  switch (node.shape) {
    case MapNode::Shape::Store:
      shape = "shape=cylinder3;size=7";
      break;
    case MapNode::Shape::External:
      shape = "rounded=0";
      break;
    case MapNode::Shape::Group:
    case MapNode::Shape::Zone:
    case MapNode::Shape::Process:
    case MapNode::Shape::Service:
      break;
  }
  return fmt::format(
      "{};html=0;whiteSpace=wrap;fontSize=9;fillColor={};strokeColor={};strokeWidth={:.1f};", shape,
      paint.fill.empty() ? "none" : paint.fill, paint.line.empty() ? "none" : paint.line,
      paint.width);
}

class DrawioDocument {
 public:
  DrawioDocument(const MapDrawing& drawing, const MapLayout& layout)
      : drawing_(drawing),
        layout_(layout),
        labels_(drawing.catalogue, drawing.graph, drawing.map, drawing.options, drawing.case_id) {}

  std::string text() {
    const auto title = labels_.title();
    out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<mxfile host=\"hamon\">\n";
    out_ += fmt::format("  <diagram id=\"{}\" name=\"{}\">\n", name_of(drawing_.map.level),
                        attribute(title.empty() ? std::string("hamon") : title.front().text));
    out_ += fmt::format(
        "    <mxGraphModel grid=\"1\" gridSize=\"10\" page=\"1\" pageWidth=\"{:.0f}\" "
        "pageHeight=\"{:.0f}\">\n      <root>\n        <mxCell id=\"0\"/>\n"
        "        <mxCell id=\"1\" parent=\"0\"/>\n",
        layout_.size.width, layout_.size.height + kTitle);
    add_box("title", "1", lines_of(title), {{0, -kTitle}, {layout_.size.width, kTitle}},
            "text;html=0;whiteSpace=wrap;align=left;verticalAlign=top;fontSize=9;");
    add_clusters();
    for (std::size_t i = 0; i < drawing_.map.nodes.size(); ++i) {
      add_node(i);
    }
    for (std::size_t i = 0; i < drawing_.map.edges.size(); ++i) {
      add_edge(i);
    }
    return out_ + "      </root>\n    </mxGraphModel>\n  </diagram>\n</mxfile>\n";
  }

 private:
  static constexpr double kTitle = 80;  // height of the words above the drawing

  /// Boxes of a container are placed from its corner.
  void add_box(const std::string& id, const std::string& parent, const std::string& words,
               const Box& box, const std::string& style) {
    out_ += fmt::format(
        "        <mxCell id=\"{}\" value=\"{}\" style=\"{}\" vertex=\"1\" parent=\"{}\">\n"
        "          <mxGeometry x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
        "as=\"geometry\"/>\n        </mxCell>\n",
        id, attribute(words), style, parent, box.at.x, box.at.y, box.size.width, box.size.height);
  }

  void add_clusters() {
    const auto drawn = drawn_clusters(drawing_.map);
    for (std::size_t i = 0; i < drawing_.map.clusters.size(); ++i) {
      if (!drawn[i] || !layout_.clusters[i]) {
        continue;
      }
      const Paint paint = paint_of(drawing_.map.clusters[i]);
      add_box("zone-" + std::to_string(i), "1", lines_of(labels_.cluster(i)), *layout_.clusters[i],
              fmt::format("rounded=0;html=0;whiteSpace=wrap;container=1;collapsible=0;dashed=1;"
                          "align=left;verticalAlign=top;spacingLeft=6;fontSize=9;fontStyle=1;"
                          "fillColor={};strokeColor={};",
                          paint.fill, paint.line));
    }
  }

  void add_node(std::size_t index) {
    const MapNode& node = drawing_.map.nodes[index];
    const auto drawn = drawn_clusters(drawing_.map);
    const auto& cluster = layout_.clusters[node.cluster];
    const bool inside = drawn[node.cluster] && cluster.has_value();
    Box box = layout_.nodes[index];
    if (inside) {
      box.at = {box.at.x - cluster->at.x, box.at.y - cluster->at.y};
    }
    const bool spread = drawing_.options.spread != nullptr;
    add_box(node.id, inside ? "zone-" + std::to_string(node.cluster) : "1",
            lines_of(labels_.node(index)), box,
            drawio_style(node, paint_of(drawing_.map, node, spread)));
  }

  void add_edge(std::size_t index) {
    const MapEdge& edge = drawing_.map.edges[index];
    const Paint paint = paint_of(edge, drawing_.options.spread != nullptr);
    out_ += fmt::format(
        "        <mxCell id=\"edge-{}\" value=\"{}\" style=\"html=0;fontSize=8;rounded=1;"
        "strokeColor={};strokeWidth={:.1f};{}\" edge=\"1\" parent=\"1\" source=\"{}\" "
        "target=\"{}\">\n          <mxGeometry relative=\"1\" as=\"geometry\"/>\n"
        "        </mxCell>\n",
        index + 1, attribute(labels_.edge(index)), paint.line, paint.width,
        paint.dashes.empty() ? "" : "dashed=1;", drawing_.map.nodes[edge.from].id,
        drawing_.map.nodes[edge.to].id);
  }

  const MapDrawing& drawing_;
  const MapLayout& layout_;
  MapLabels labels_;
  std::string out_;
};

/// A label of Mermaid: what its grammar or HTML would take for more than text is written as the
/// number of the character.
std::string mermaid_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "<br/>";
    } else if (std::string_view("\"#%&<>`;\\|[]{}()").find(c) != std::string_view::npos) {
      out += fmt::format("#{};", static_cast<int>(c));
    } else {
      out += c;
    }
  }
  return out;
}

/// Mermaid takes `--` within an id for the beginning of an arrow.
std::string mermaid_id(const MapNode& node) {
  std::string id = "n_" + node.id;
  std::ranges::replace(id, '-', '_');
  return id;
}

std::string mermaid_node(const MapNode& node, const std::string& words) {
  const std::string text = "\"" + mermaid_text(words) + "\"";
  switch (node.shape) {
    case MapNode::Shape::Store:
      return mermaid_id(node) + "[(" + text + ")]";
    case MapNode::Shape::External:
      return mermaid_id(node) + "[" + text + "]";
    default:
      return mermaid_id(node) + "(" + text + ")";
  }
}

}  // namespace

std::string map_drawio(const MapDrawing& drawing, const MapLayout& layout) {
  return DrawioDocument(drawing, layout).text();
}

std::string map_mermaid(const MapDrawing& drawing) {
  const MapModel& map = drawing.map;
  const MapLabels labels(drawing.catalogue, drawing.graph, map, drawing.options, drawing.case_id,
                         drawing.chance);
  const auto drawn = drawn_clusters(map);
  std::string out = map.level == MapLevel::Zone ? "flowchart TB\n" : "flowchart LR\n";
  for (const MapLine& line : labels.title()) {
    out += "%% " + mermaid_text(line.text) + "\n";
  }
  for (std::size_t c = 0; c < map.clusters.size(); ++c) {
    std::string nodes;
    for (std::size_t i = 0; i < map.nodes.size(); ++i) {
      if (map.nodes[i].cluster == c) {
        nodes += "    " + mermaid_node(map.nodes[i], lines_of(labels.node(i))) + "\n";
      }
    }
    if (drawn[c] && !nodes.empty()) {
      out += fmt::format("  subgraph zone_{}[\"{}\"]\n{}  end\n", c,
                         mermaid_text(lines_of(labels.cluster(c))), nodes);
    } else {
      out += nodes;
    }
  }
  for (std::size_t i = 0; i < map.edges.size(); ++i) {
    const MapEdge& edge = map.edges[i];
    const std::string words = labels.edge(i);
    out += fmt::format("  {} -->{} {}\n", mermaid_id(map.nodes[edge.from]),
                       words.empty() ? "" : "|\"" + mermaid_text(words) + "\"|",
                       mermaid_id(map.nodes[edge.to]));
  }
  return out;
}

}  // namespace hamon
