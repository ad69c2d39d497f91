#include "render/map_svg.hpp"

#include "render/text_width.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

namespace hamon {
namespace {

constexpr double kFont = 11;  // points
constexpr double kTitleFont = 16;
constexpr double kColumn = 0.6;  // em a column: generous, so that any sans-serif font fits
constexpr double kTight = 0.86;  // of that, what the words themselves take
constexpr double kLine = 1.35;   // em from line to line
constexpr double kPadding = 10;
constexpr double kMargin = 24;
constexpr double kArrow = 8;
constexpr double kLegendHeight = 62;
constexpr const char* kFonts =
    "Noto Sans CJK JP, Noto Sans JP, IPAexGothic, Yu Gothic, Meiryo, Hiragino Sans, sans-serif";

double text_width(const std::vector<MapLine>& lines, double font) {
  std::size_t columns = 0;
  for (const MapLine& line : lines) {
    columns = std::max(columns, display_width(line.text));
  }
  return static_cast<double>(columns) * font * kColumn;
}

/// Writes SVG; every number has one digit, so that rounding in the last place never shows.
class Drawing {
 public:
  Drawing(double width, double height) {
    write(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}pt\" height=\"{1:.0f}pt\" "
        "viewBox=\"0 0 {0:.1f} {1:.1f}\" font-family=\"{2}\" font-size=\"{3}\">\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>\n",
        width, height, kFonts, kFont);
  }

  template <class... Args>
  void write(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }

  void text(double x, double y, const MapLine& line, const char* anchor, double font = kFont) {
    write("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" font-size=\"{}\"{}>{}</text>\n", x, y,
          anchor, font, line.bold ? " font-weight=\"bold\"" : "", xml_text(line.text));
  }

  /// Lines centred on a point.
  void lines(LayoutPoint centre, const std::vector<MapLine>& lines) {
    const double step = kFont * kLine;
    double y = centre.y - step * static_cast<double>(lines.size()) / 2 + kFont;
    for (const MapLine& line : lines) {
      text(centre.x, y, line, "middle");
      y += step;
    }
  }

  void box(LayoutPoint centre, MapSize size, const MapColours& colours) {
    write(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"6\" fill=\"{}\" "
        "stroke=\"{}\" stroke-width=\"1.5\"{}/>\n",
        centre.x - size.width / 2, centre.y - size.height / 2, size.width, size.height,
        colours.fill, colours.line,
        colours.dashes.empty() ? "" : fmt::format(" stroke-dasharray=\"{}\"", colours.dashes));
  }

  void curve(const std::vector<LayoutPoint>& points, const char* colour, double width,
             bool dashed) {
    write("<path d=\"M{:.1f},{:.1f}", points[0].x, points[0].y);
    for (std::size_t i = 1; i < points.size(); ++i) {
      write("{}{:.1f},{:.1f}", i % 3 == 1 ? " C" : " ", points[i].x, points[i].y);
    }
    write("\" fill=\"none\" stroke=\"{}\" stroke-width=\"{:.1f}\"{}/>\n", colour, width,
          dashed ? " stroke-dasharray=\"6,3\"" : "");
  }

  /// A head at `tip` that comes from `from`.
  void arrow(LayoutPoint from, LayoutPoint tip, const char* colour) {
    const double dx = tip.x - from.x;
    const double dy = tip.y - from.y;
    const double length = std::hypot(dx, dy);
    if (length < 0.01) {
      return;
    }
    const double ux = dx / length * kArrow;
    const double uy = dy / length * kArrow;
    write("<polygon points=\"{:.1f},{:.1f} {:.1f},{:.1f} {:.1f},{:.1f}\" fill=\"{}\"/>\n", tip.x,
          tip.y, tip.x - ux - uy * 0.45, tip.y - uy + ux * 0.45, tip.x - ux + uy * 0.45,
          tip.y - uy - ux * 0.45, colour);
  }

  std::string finish() {
    out_ += "</svg>\n";
    return std::move(out_);
  }

 private:
  std::string out_;
};

double stroke_width(const MapEdge& edge) {
  const double bytes = static_cast<double>(edge.bytes_out) + static_cast<double>(edge.bytes_in);
  return std::clamp(std::log10(bytes + 1) * 0.5 - 1, 1.0, 4.0);
}

void draw_edge(Drawing& drawing, const MapModel& map, const MapLabels& labels, std::size_t i,
               const Layout::Edge& placed) {
  if (placed.curve.size() < 4) {
    return;
  }
  const MapEdge& edge = map.edges[i];
  const bool outside = touches_outside(map, edge);
  const char* colour = outside ? kOutsideLine : kInsideLine;
  drawing.write("<g id=\"flow-{}-{}\"><title>{}</title>\n", map.nodes[edge.from].id,
                map.nodes[edge.to].id, xml_text(labels.tooltip(i)));
  drawing.curve(placed.curve, colour, stroke_width(edge), outside);
  drawing.arrow(placed.curve.back(), placed.tip, colour);
  drawing.write("</g>\n");
}

// Labels come after all curves, on a ground of their own, so that no line runs through a word.
void draw_edge_label(Drawing& drawing, const MapLabels& labels, std::size_t i,
                     const Layout::Edge& placed) {
  if (placed.curve.size() < 4) {
    return;
  }
  MapSize size = label_size(labels.edge(i));
  size.width *= kTight;
  drawing.write(
      "<g><title>{}</title><rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
      "fill=\"#FFFFFF\" fill-opacity=\"0.85\"/>\n",
      xml_text(labels.tooltip(i)), placed.label.x - size.width / 2,
      placed.label.y - size.height / 2, size.width, size.height);
  drawing.lines(placed.label, labels.edge(i));
  drawing.write("</g>\n");
}

void draw_legend(Drawing& drawing, const MapLabels& labels, double y) {
  const MapLabels::Legend legend = labels.legend();
  const auto sample = [](const char* zone_kind, MapNode::Kind kind) {
    MapNode node;
    node.kind = kind;
    node.zone_kind = zone_kind;
    return colours_of(node);
  };
  const std::array<std::pair<MapColours, std::string>, 5> boxes = {{
      {sample("clinical", MapNode::Kind::Zone), legend.clinical},
      {sample("internal", MapNode::Kind::Zone), legend.internal},
      {sample("maintenance", MapNode::Kind::Zone), legend.maintenance},
      {sample("", MapNode::Kind::Zone), legend.other},
      {sample("", MapNode::Kind::Outside), legend.outside},
  }};
  double x = kMargin;
  for (const auto& [colours, words] : boxes) {
    drawing.box({x + 10, y}, {20, 12}, colours);
    drawing.text(x + 26, y + 4, {words, false}, "start");
    x += 40 + text_width({{words, false}}, kFont);
  }
  x = kMargin;
  for (const bool outside : {false, true}) {
    const char* colour = outside ? kOutsideLine : kInsideLine;
    const std::string& words = outside ? legend.outside_flow : legend.inside_flow;
    const double line = y + 22;
    drawing.curve({{x, line}, {x + 8, line}, {x + 16, line}, {x + 24, line}}, colour, 1.5, outside);
    drawing.arrow({x + 24, line}, {x + 32, line}, colour);
    drawing.text(x + 38, line + 4, {words, false}, "start");
    x += 54 + text_width({{words, false}}, kFont);
  }
  drawing.text(kMargin, y + 46, {legend.note, false}, "start");
}

double legend_width(const MapLabels& labels) {
  const MapLabels::Legend l = labels.legend();
  return std::max(text_width({{l.note, false}}, kFont),
                  108 + text_width({{l.inside_flow + l.outside_flow, false}}, kFont));
}

void shift(Layout& layout, double dx, double dy) {
  const auto move = [&](LayoutPoint& point) {
    point.x += dx;
    point.y += dy;
  };
  std::for_each(layout.nodes.begin(), layout.nodes.end(), move);
  for (Layout::Edge& edge : layout.edges) {
    std::for_each(edge.curve.begin(), edge.curve.end(), move);
    move(edge.tip);
    move(edge.label);
  }
}

}  // namespace

MapColours colours_of(const MapNode& node) {
  if (node.kind == MapNode::Kind::Outside) {
    return {"#FFFFFF", "#D55E00", "6,3"};
  }
  if (node.kind == MapNode::Kind::Undeclared) {
    return {"#FFFFFF", "#D55E00", "2,2"};
  }
  if (node.zone_kind == "clinical") {
    return {"#DCEEF9", "#0072B2", {}};
  }
  if (node.zone_kind == "internal") {
    return {"#E2F4ED", "#009E73", {}};
  }
  if (node.zone_kind == "maintenance") {
    return {"#FDF1D3", "#B87A00", {}};
  }
  return {"#F1F1F1", "#666666", {}};
}

bool touches_outside(const MapModel& map, const MapEdge& edge) {
  return map.nodes[edge.from].kind == MapNode::Kind::Outside ||
         map.nodes[edge.to].kind == MapNode::Kind::Outside;
}

MapSize box_size(const std::vector<MapLine>& lines) {
  return {text_width(lines, kFont) + 2 * kPadding,
          static_cast<double>(lines.size()) * kFont * kLine + kPadding};
}

MapSize label_size(const std::vector<MapLine>& lines) {
  return {text_width(lines, kFont), static_cast<double>(lines.size()) * kFont * kLine};
}

std::string draw_map(const MapModel& map, const MapLabels& labels, const Layout& laid_out) {
  const std::vector<MapLine> title = labels.title();
  const double title_height =
      kTitleFont * kLine + static_cast<double>(title.size()) * kFont * kLine;
  const double title_width =
      std::max(text_width({title.front()}, kTitleFont), text_width(title, kFont));
  const double inner = std::max({laid_out.width, title_width, legend_width(labels)});
  Layout layout = laid_out;
  shift(layout, kMargin + (inner - laid_out.width) / 2, kMargin + title_height);

  Drawing drawing(inner + 2 * kMargin,
                  title_height + laid_out.height + kLegendHeight + 2.5 * kMargin);
  drawing.write("<title>{}</title>\n", xml_text(title.front().text));
  double y = kMargin + kTitleFont;
  for (const MapLine& line : title) {
    drawing.text(kMargin, y, line, "start", line.bold ? kTitleFont : kFont);
    y += kFont * kLine + (line.bold ? 4 : 0);
  }
  for (std::size_t i = 0; i < map.edges.size(); ++i) {
    draw_edge(drawing, map, labels, i, layout.edges[i]);
  }
  for (std::size_t i = 0; i < map.nodes.size(); ++i) {
    drawing.write("<g id=\"{}\"><title>{}</title>\n", map.nodes[i].id,
                  xml_text(labels.node_tooltip(i)));
    drawing.box(layout.nodes[i], box_size(labels.node(i)), colours_of(map.nodes[i]));
    drawing.lines(layout.nodes[i], labels.node(i));
    drawing.write("</g>\n");
  }
  for (std::size_t i = 0; i < map.edges.size(); ++i) {
    draw_edge_label(drawing, labels, i, layout.edges[i]);
  }
  draw_legend(drawing, labels, kMargin * 2 + title_height + laid_out.height);
  return drawing.finish();
}

}  // namespace hamon
