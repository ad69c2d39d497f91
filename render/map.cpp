#include "render/map.hpp"

#include "render/graphviz_document.hpp"
#include "render/map_labels.hpp"
#include "render/map_svg.hpp"

namespace hamon {
namespace {

using Attributes = GraphvizDocument::Attributes;

constexpr double kPointsPerInch = 72;

std::string inches(double points) {
  return fmt::format("{:.4f}", points / kPointsPerInch);
}

std::vector<std::size_t> outside_boxes(const MapModel& map) {
  std::vector<std::size_t> boxes;
  for (std::size_t i = 0; i < map.nodes.size(); ++i) {
    if (map.nodes[i].kind == MapNode::Kind::Outside) {
      boxes.push_back(i);
    }
  }
  return boxes;
}

std::string joined(const std::vector<MapLine>& lines) {
  std::string text;
  for (const MapLine& line : lines) {
    text += (text.empty() ? "" : "\n") + line.text;
  }
  return text;
}

}  // namespace

Result<std::string> map_svg(const Catalogue& catalogue, const FlowGraph& graph, const MapModel& map,
                            const MapTitle& title) {
  const MapLabels labels(catalogue, graph, map, title.case_id);
  GraphvizDocument document({{"rankdir", "TB"}, {"nodesep", "0.5"}, {"ranksep", "0.6"}});
  for (std::size_t i = 0; i < map.nodes.size(); ++i) {
    const MapSize size = box_size(labels.node(i));
    document.add_node(map.nodes[i].id, {{"shape", "box"},
                                        {"label", ""},
                                        {"fixedsize", "true"},
                                        {"width", inches(size.width)},
                                        {"height", inches(size.height)}});
  }
  for (std::size_t i = 0; i < map.edges.size(); ++i) {
    const MapSize size = label_size(labels.edge(i));
    document.add_edge(map.edges[i].from, map.edges[i].to, {}, size.width, size.height);
  }
  document.put_first(outside_boxes(map));
  const auto layout = document.lay_out();
  if (!layout) {
    return tl::unexpected(layout.error());
  }
  return draw_map(map, labels, *layout);
}

std::string map_dot(const Catalogue& catalogue, const FlowGraph& graph, const MapModel& map,
                    const MapTitle& title) {
  const MapLabels labels(catalogue, graph, map, title.case_id);
  const auto escaped = [](const std::vector<MapLine>& lines) {
    return GraphvizDocument::escaped(joined(lines));
  };
  GraphvizDocument document({{"label", escaped(labels.title())},
                             {"labelloc", "t"},
                             {"rankdir", "TB"},
                             {"charset", "UTF-8"}});
  for (std::size_t i = 0; i < map.nodes.size(); ++i) {
    const MapColours colours = colours_of(map.nodes[i]);
    document.add_node(map.nodes[i].id, {{"shape", "box"},
                                        {"label", escaped(labels.node(i))},
                                        {"style", colours.dashes.empty() ? "rounded,filled"
                                                                         : "rounded,filled,dashed"},
                                        {"fillcolor", colours.fill},
                                        {"color", colours.line}});
  }
  for (std::size_t i = 0; i < map.edges.size(); ++i) {
    const bool outside = touches_outside(map, map.edges[i]);
    Attributes attributes = {{"label", escaped(labels.edge(i))},
                             {"tooltip", GraphvizDocument::escaped(labels.tooltip(i))},
                             {"color", outside ? kOutsideLine : kInsideLine}};
    if (outside) {
      attributes.emplace_back("style", "dashed");
    }
    document.add_edge(map.edges[i].from, map.edges[i].to, attributes);
  }
  document.put_first(outside_boxes(map));
  return document.dot();
}

}  // namespace hamon
