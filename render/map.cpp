#include "render/map.hpp"

#include "render/cairo_canvas.hpp"
#include "render/map_labels.hpp"
#include "render/map_picture.hpp"
#include "render/map_style.hpp"
#include "render/svg_canvas.hpp"
#include "render/table.hpp"

#include <algorithm>

namespace hamon {
namespace {

using Attributes = GraphvizDocument::Attributes;

constexpr double kPointsPerInch = 72;
constexpr double kDotsPerInch = 144;
constexpr double kLargestPicture = 9000;  // pixels of the longer side
constexpr double kSmallestPrint = 5;      // points: smaller letters are no longer read on paper

bool is_spread(const MapDrawing& d) {
  return d.options.spread != nullptr;
}

MapLabels labels_of(const MapDrawing& d) {
  return {d.catalogue, d.graph, d.map, d.options, d.case_id, d.chance};
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
  const Paint paint = paint_of(d.map, node, is_spread(d));
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

void add_table_pages(PdfDocument& pdf, const MapTable& table, Paper paper) {
  const Size page = paper_size(paper);
  const std::size_t columns = table.columns_in(page.width - 2 * kPaperMargin);
  const std::size_t rows = MapTable::rows_in(page.height - 2 * kPaperMargin);
  for (std::size_t first = 0; first < table.rows(); first += columns * rows) {
    pdf.begin_page(page);
    // A table wider than the paper is drawn smaller.
    const double scale =
        std::min(1.0, (page.width - 2 * kPaperMargin) / table.size(columns, rows).width);
    ScaledCanvas canvas(pdf, scale, {kPaperMargin, kPaperMargin});
    table.draw(canvas, {}, first, columns, rows);
  }
}

std::string svg_of(const MapDrawing& drawing, const MapLabels& labels, const MapLayout& layout,
                   const MapTable* table) {
  const MapPicture picture(drawing.map, labels, layout, is_spread(drawing), table);
  SvgCanvas canvas(picture.size(), labels.title().front().text, language_tag(drawing.catalogue));
  picture.draw(canvas);
  return canvas.finish();
}

}  // namespace

MapLayout lay_out(const MapDrawing& drawing, std::string_view kept) {
  return lay_out(drawing.map, map_room(drawing.map, labels_of(drawing)), kept);
}

std::string map_svg(const MapDrawing& drawing, const MapLayout& layout) {
  const MapLabels labels = labels_of(drawing);
  const MapTable table(drawing.map, labels);
  return svg_of(drawing, labels, layout, &table);
}

std::string map_diagram(const MapDrawing& drawing, const MapLayout& layout) {
  return svg_of(drawing, labels_of(drawing), layout, nullptr);
}

std::string map_arrows(const TextContext& context, const MapDrawing& drawing) {
  const MapLabels labels = labels_of(drawing);
  Table table;
  for (const std::string& title : labels.table_head()) {
    table.column(title);
  }
  for (std::size_t i = 0; i < drawing.map.edges.size(); ++i) {
    const Ink ink = drawing.map.edges[i].finding ? Ink::Red : Ink::Plain;
    std::vector<Table::Cell> row;
    for (const std::string& cell : labels.table_row(i)) {
      row.emplace_back(cell, ink);
    }
    table.row(std::move(row));
  }
  return table.text(context);
}

Result<std::string> map_png(const MapDrawing& drawing, const MapLayout& layout,
                            const std::string& font) {
  const MapLabels labels = labels_of(drawing);
  const MapTable table(drawing.map, labels);
  const MapPicture picture(drawing.map, labels, layout, is_spread(drawing), &table);
  // A large map gets fewer dots an inch rather than no picture.
  const Size size = picture.size();
  const double most = kLargestPicture * kPointsPerInch / std::max(size.width, size.height);
  auto canvas = PngImage::create(size, std::min(kDotsPerInch, most), font);
  if (!canvas) {
    return tl::unexpected(canvas.error());
  }
  picture.draw(*canvas);
  return canvas->finish();
}

Result<std::string> map_pdf(const MapDrawing& drawing, const MapLayout& layout,
                            std::optional<Paper> paper, const std::string& font) {
  const MapLabels labels = labels_of(drawing);
  const MapTable table(drawing.map, labels);
  const MapPicture whole(drawing.map, labels, layout, is_spread(drawing), &table);
  const Timestamp created = drawing.graph.window() ? drawing.graph.window()->end : Timestamp{};
  auto pdf = PdfDocument::create({labels.title().front().text, created}, font);
  if (!pdf) {
    return tl::unexpected(pdf.error());
  }
  const auto sheet = [&](const MapPicture& picture) {
    const Placement place = place_on(*paper, picture.size());
    pdf->begin_page(place.page);
    ScaledCanvas canvas(*pdf, place.scale, place.offset);
    picture.draw(canvas);
  };
  if (!paper) {
    pdf->begin_page(whole.size());
    whole.draw(*pdf);
  } else if (place_on(*paper, whole.size()).scale * kTableText >= kSmallestPrint) {
    sheet(whole);
  } else {
    sheet(MapPicture(drawing.map, labels, layout, is_spread(drawing), nullptr));
    add_table_pages(*pdf, table, *paper);
  }
  return pdf->finish();
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
    const Paint paint = paint_of(edge, is_spread(drawing));
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
