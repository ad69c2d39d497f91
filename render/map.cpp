#include "render/map.hpp"

#include "render/map_labels.hpp"
#include "render/map_picture.hpp"
#include "render/map_style.hpp"
#include "render/svg_canvas.hpp"

namespace hamon {
namespace {

using Attributes = GraphvizDocument::Attributes;

MapLabels labels_of(const MapDrawing& d) {
  return {d.catalogue, d.graph, d.map, d.options, d.case_id};
}

const char* language_tag(const Catalogue& catalogue) {
  return catalogue.language() == Language::Japanese ? "ja" : "en";
}

std::string joined(const std::vector<MapLine>& lines) {
  std::string text;
  for (const MapLine& line : lines) {
    text += (text.empty() ? "" : "\n") + line.text;
  }
  return GraphvizDocument::escaped(text);
}

const char* dot_shape(const MapNode& node) {
  switch (node.shape) {
    case MapNode::Shape::Store:
      return "cylinder";
    case MapNode::Shape::Zone:
    case MapNode::Shape::Process:
    case MapNode::Shape::External:
    case MapNode::Shape::Group:
    case MapNode::Shape::Service:
      break;
  }
  return "box";
}

Attributes node_attributes(const MapDrawing& d, const MapLabels& labels, std::size_t i) {
  const MapNode& node = d.map.nodes[i];
  const Paint paint = paint_of(d.map, node, d.options.spread != nullptr);
  std::string style = "filled";
  style += node.shape == MapNode::Shape::Process || node.shape == MapNode::Shape::Group ? ",rounded"
                                                                                        : "";
  style += paint.dashes.empty() ? "" : ",dashed";
  return {{"shape", dot_shape(node)},
          {"label", joined(labels.node(i))},
          {"tooltip", GraphvizDocument::escaped(labels.node_tooltip(i))},
          {"style", style},
          {"fillcolor", paint.fill},
          {"color", paint.line},
          {"peripheries",
           node.systems.size() > 1 && node.shape == MapNode::Shape::Process ? "2" : "1"}};
}

void add_clusters(const MapDrawing& d, const MapLabels& labels, GraphvizDocument& document) {
  const std::vector<bool> drawn = drawn_clusters(d.map);
  for (std::size_t c = 0; c < d.map.clusters.size(); ++c) {
    if (!drawn[c]) {
      continue;
    }
    std::vector<std::size_t> members;
    for (std::size_t i = 0; i < d.map.nodes.size(); ++i) {
      if (d.map.nodes[i].cluster == c) {
        members.push_back(i);
      }
    }
    document.add_cluster(d.map.clusters[c].id, members,
                         {{"label", joined(labels.cluster(c))},
                          {"style", "dashed"},
                          {"color", paint_of(d.map.clusters[c]).line}});
  }
}

}  // namespace

MapLayout lay_out(const MapDrawing& drawing, std::string_view kept) {
  return lay_out(drawing.map, map_room(drawing.map, labels_of(drawing)), kept);
}

std::string map_svg(const MapDrawing& drawing, const MapLayout& layout) {
  const MapLabels labels = labels_of(drawing);
  const MapPicture picture(drawing.map, labels, layout, drawing.options.spread != nullptr);
  SvgCanvas canvas(picture.size(), labels.title().front().text, language_tag(drawing.catalogue));
  picture.draw(canvas);
  return canvas.finish();
}

std::string map_dot(const MapDrawing& drawing) {
  const MapLabels labels = labels_of(drawing);
  GraphvizDocument document({{"label", joined(labels.title())},
                             {"labelloc", "t"},
                             {"rankdir", drawing.map.level == MapLevel::Zone ? "TB" : "LR"},
                             {"charset", "UTF-8"}});
  for (std::size_t i = 0; i < drawing.map.nodes.size(); ++i) {
    document.add_node(drawing.map.nodes[i].id, node_attributes(drawing, labels, i));
  }
  add_clusters(drawing, labels, document);
  for (std::size_t i = 0; i < drawing.map.edges.size(); ++i) {
    const MapEdge& edge = drawing.map.edges[i];
    const Paint paint = paint_of(edge, drawing.options.spread != nullptr);
    Attributes attributes = {{"label", GraphvizDocument::escaped(labels.edge(i))},
                             {"tooltip", GraphvizDocument::escaped(labels.edge_tooltip(i))},
                             {"color", paint.line}};
    if (!paint.dashes.empty()) {
      attributes.emplace_back("style", "dashed");
    }
    document.add_edge(edge.from, edge.to, attributes);
  }
  return document.dot();
}

}  // namespace hamon
