#include "render/map_picture.hpp"

#include "render/map_style.hpp"
#include "render/text_width.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace hamon {
namespace {

constexpr double kMargin = 24;
constexpr double kGap = 18;
constexpr double kPadding = 7;  // of words in a box
constexpr double kLegendRow = 17;
constexpr double kSignWidth = 26;
constexpr double kBadge = 6.5;           // half of a number's height
constexpr std::size_t kLabelled = 16;    // arrows that bear their services themselves
constexpr double kPaper = 1.4142;        // width to height of ISO 216 paper, landscape
constexpr std::size_t kMostColumns = 4;  // of rows, side by side
constexpr std::size_t kShortest = 8;     // rows of such a column

using Anchor = TextStyle::Anchor;

TextStyle style(double size, bool bold = false, Anchor anchor = Anchor::Start,
                std::string colour = kInk) {
  return {size, bold, anchor, std::move(colour)};
}

double widest(const std::vector<MapLine>& lines, double size) {
  double width = 0;
  for (const MapLine& line : lines) {
    width = std::max(width, text_width(line.text, style(size, line.bold)));
  }
  return width;
}

/// Sizes in steps, so that a count that gains a digit moves nothing.
double in_steps(double width) {
  return std::ceil(width / 12) * 12;
}

Size box_size(const std::vector<MapLine>& lines, const MapNode& node) {
  const double height = static_cast<double>(lines.size()) * kNodeText * kLineHeight;
  const double lid = node.shape == MapNode::Shape::Store ? 2 * kLidHeight : 0;
  return {in_steps(widest(lines, kNodeText) + 2 * kPadding), height + 2 * kPadding - 3 + lid};
}

/// Text lines centred in a box.
void draw_lines(Canvas& canvas, Point centre, const std::vector<MapLine>& lines,
                const std::string& colour = kInk) {
  const double step = kNodeText * kLineHeight;
  double y = centre.y - static_cast<double>(lines.size()) * step / 2 + kNodeText * 1.02;
  for (const MapLine& line : lines) {
    canvas.text({centre.x, y}, line.text, style(kNodeText, line.bold, Anchor::Middle, colour));
    y += step;
  }
}

}  // namespace

MapRoom map_room(const MapModel& map, const MapLabels& labels) {
  MapRoom room;
  for (std::size_t i = 0; i < map.nodes.size(); ++i) {
    room.nodes.push_back(box_size(labels.node(i), map.nodes[i]));
  }
  for (std::size_t i = 0; i < map.clusters.size(); ++i) {
    const std::vector<MapLine> lines = labels.cluster(i);
    room.clusters.push_back({in_steps(widest(lines, kNodeText)),
                             static_cast<double>(lines.size()) * kNodeText * kLineHeight + 4});
  }
  for (std::size_t i = 0; i < map.edges.size(); ++i) {
    const double width = text_width(labels.edge(i), style(kTableText));
    room.edges.push_back(map.edges.size() <= kLabelled
                             ? Size{in_steps(width + 3 * kBadge + 6), 2 * kBadge + 4}
                             : Size{});
  }
  return room;
}

MapPicture::MapPicture(const MapModel& map, const MapLabels& labels, const MapLayout& layout,
                       bool spread, const MapTable* table)
    : map_(map),
      labels_(labels),
      layout_(layout),
      spread_(spread),
      title_(labels.title()),
      legend_(labels.legend()),
      notes_(labels.notes()),
      table_(table == nullptr || table->rows() == 0 ? nullptr : table) {
  title_width_ =
      std::max(text_width(title_[0].text, style(kTitleText, true)), widest(title_, kNodeText));
  title_height_ = kTitleText * kLineHeight +
                  static_cast<double>(title_.size() - 1) * kNodeText * kLineHeight + kGap;
  arrange();
}

MapPicture::Arrangement MapPicture::arranged(std::size_t columns, bool beside) const {
  const Size diagram = layout_.size;
  Arrangement out{{std::max(title_width_, diagram.width), diagram.height}, beside, columns, 0};
  if (table_ != nullptr) {
    out.rows_a_column = (table_->rows() + columns - 1) / columns;
    const Size table = table_->size(columns, out.rows_a_column);
    out.size = beside ? Size{std::max(title_width_, diagram.width + kGap + table.width),
                             std::max(diagram.height, table.height)}
                      : Size{std::max({title_width_, diagram.width, table.width}),
                             diagram.height + kGap + table.height};
  }
  return out;
}

void MapPicture::arrange() {
  arrangement_ = arranged(1, true);
  double least = 0;
  for (const bool beside : {true, false}) {
    for (std::size_t columns = 1; columns <= kMostColumns; ++columns) {
      const Arrangement tried = arranged(columns, beside);
      if (columns > 1 && tried.rows_a_column < kShortest) {
        continue;
      }
      // Paper, either way round, that would hold it; of equal ones, the one with less on it.
      const Size size = tried.size;
      const double height = size.height + title_height_;
      const double page =
          std::min(std::max(size.width / kPaper, height), std::max(size.width, height / kPaper)) +
          1e-4 * size.width * height / (size.width + height);
      if (least == 0 || page < least) {
        least = page;
        arrangement_ = tried;
      }
    }
  }
  const double inner = arrangement_.size.width;
  double x = kMargin, legend_rows = 1;
  for (const auto& entry : legend_) {
    const double width = kSignWidth + 20 + text_width(entry.words, style(kNodeText));
    if (x + width > kMargin + inner && x > kMargin) {
      x = kMargin;
      ++legend_rows;
    }
    x += width;
  }
  const double top = kMargin + title_height_;
  diagram_at_ = {kMargin, top};
  table_at_ = arrangement_.beside ? Point{kMargin + layout_.size.width + kGap, top}
                                  : Point{kMargin, top + layout_.size.height + kGap};
  legend_at_ = top + arrangement_.size.height + kGap;
  double width = inner;
  for (const std::string& note : notes_) {
    width = std::max(width, text_width(note, style(kNodeText)));
  }
  size_ = {width + 2 * kMargin,
           legend_at_ + (legend_rows + static_cast<double>(notes_.size())) * kLegendRow + kMargin};
}

std::vector<Point> MapPicture::shifted(const std::vector<Point>& curve) const {
  std::vector<Point> out = curve;
  for (Point& p : out) {
    p = {p.x + diagram_at_.x, p.y + diagram_at_.y};
  }
  return out;
}

Box MapPicture::shifted(const Box& box) const {
  return {{box.at.x + diagram_at_.x, box.at.y + diagram_at_.y}, box.size};
}

void MapPicture::draw(Canvas& canvas) const {
  draw_title(canvas);
  draw_clusters(canvas);
  draw_edges(canvas);
  draw_cluster_words(canvas);
  draw_nodes(canvas);
  draw_numbers(canvas);
  if (table_ != nullptr) {
    table_->draw(canvas, table_at_, 0, arrangement_.columns, arrangement_.rows_a_column);
  }
  draw_legend(canvas);
}

void MapPicture::draw_title(Canvas& canvas) const {
  double y = kMargin + kTitleText;
  canvas.text({kMargin, y}, title_[0].text, style(kTitleText, true));
  for (std::size_t i = 1; i < title_.size(); ++i) {
    y += kNodeText * kLineHeight + (i == 1 ? 4 : 0);
    canvas.text({kMargin, y}, title_[i].text, style(kNodeText));
  }
}

void MapPicture::draw_clusters(Canvas& canvas) const {
  for (std::size_t i = 0; i < map_.clusters.size(); ++i) {
    if (!layout_.clusters[i]) {
      continue;
    }
    const Box box = shifted(*layout_.clusters[i]);
    const Paint paint = paint_of(map_.clusters[i]);
    canvas.begin_group("boundary-" + map_.clusters[i].id, {});
    canvas.draw(Path::box(box.at, box.size, 8), paint);
    canvas.end_group();
  }
}

/// Over the arrows, on a ground of their own.
void MapPicture::draw_cluster_words(Canvas& canvas) const {
  for (std::size_t i = 0; i < map_.clusters.size(); ++i) {
    if (!layout_.clusters[i]) {
      continue;
    }
    const Box box = shifted(*layout_.clusters[i]);
    const Paint paint = paint_of(map_.clusters[i]);
    const std::vector<MapLine> lines = labels_.cluster(i);
    const double height = static_cast<double>(lines.size()) * kNodeText * kLineHeight;
    canvas.draw(Path::box({box.at.x + kPadding - 2, box.at.y + 3},
                          {widest(lines, kNodeText) + 4, height}, 2),
                {paint.fill, {}, 0, {}, 0.85});
    double y = box.at.y + kNodeText + 4;
    for (const MapLine& line : lines) {
      canvas.text({box.at.x + kPadding, y}, line.text,
                  style(kNodeText, line.bold, Anchor::Start, line.bold ? paint.line : kInk));
      y += kNodeText * kLineHeight;
    }
  }
}

void MapPicture::draw_edges(Canvas& canvas) const {
  // The most important arrows come first and are drawn last, over the others.
  for (std::size_t i = map_.edges.size(); i-- > 0;) {
    canvas.begin_group(fmt::format("flow-{}-{}", map_.nodes[map_.edges[i].from].id,
                                   map_.nodes[map_.edges[i].to].id),
                       labels_.edge_tooltip(i));
    draw_arrow(canvas, shifted(layout_.edges[i].curve), paint_of(map_.edges[i], spread_));
    canvas.end_group();
  }
}

void MapPicture::draw_nodes(Canvas& canvas) const {
  for (std::size_t i = 0; i < map_.nodes.size(); ++i) {
    const MapNode& node = map_.nodes[i];
    const Box box = shifted(layout_.nodes[i]);
    canvas.begin_group(node.id, labels_.node_tooltip(i));
    draw_shape(canvas, box, node.shape, node.systems.size() > 1, paint_of(map_, node, spread_));
    const double lid = node.shape == MapNode::Shape::Store ? kLidHeight / 2 : 0;
    draw_lines(canvas, {box.centre().x, box.centre().y + lid}, labels_.node(i));
    canvas.end_group();
  }
}

/// Where a number lies on its arrow: near the middle, on no box and no other number.
Point MapPicture::number_place(const std::vector<Point>& curve, const std::vector<Box>& taken,
                               Size size) const {
  const auto box_at = [&](Point p) {
    return Box{{p.x - size.width / 2, p.y - size.height / 2}, size};
  };
  for (int step = 0; step <= 16; ++step) {
    const double t =
        0.5 + (step % 2 == 0 ? 1 : -1) * 0.025 * static_cast<double>((step + 1) / 2) * 2;
    const Point p = point_at(curve, t);
    const Box box = box_at(p);
    const auto hits = [&](const Box& other) { return box.overlaps(other); };
    if (std::none_of(taken.begin(), taken.end(), hits) &&
        std::none_of(layout_.nodes.begin(), layout_.nodes.end(),
                     [&](const Box& node) { return hits(shifted(node)); })) {
      return p;
    }
  }
  return point_at(curve, 0.5);
}

void MapPicture::draw_numbers(Canvas& canvas) const {
  std::vector<Box> taken;
  const bool labelled = map_.edges.size() <= kLabelled;
  for (std::size_t i = 0; i < map_.edges.size(); ++i) {
    const std::vector<Point> curve = shifted(layout_.edges[i].curve);
    const std::string number = std::to_string(i + 1);
    const std::string label = labelled ? labels_.edge(i) : std::string();
    const double badge = std::max(2 * kBadge, text_width(number, style(kTableText, true)) + 5);
    const double words = labelled ? text_width(label, style(kTableText)) + 4 : 0;
    const Size size{badge + words, 2 * kBadge};
    const Point place = number_place(curve, taken, size);
    const Box box{{place.x - size.width / 2, place.y - size.height / 2}, size};
    taken.push_back(box);
    const Paint line = paint_of(map_.edges[i], spread_);
    if (labelled) {
      canvas.draw(Path::box(box.at, box.size, kBadge), {"#FFFFFF", {}, 0, {}, 0.88});
      canvas.text({box.at.x + badge + 2, place.y + kTableText * 0.36}, label, style(kTableText));
    }
    const bool alarm = map_.edges[i].finding;
    canvas.draw(Path::box(box.at, {badge, 2 * kBadge}, kBadge),
                {alarm ? line.line : "#FFFFFF", line.line, 0.8, {}, 1});
    canvas.text({box.at.x + badge / 2, place.y + kTableText * 0.36}, number,
                style(kTableText, true, Anchor::Middle, alarm ? "#FFFFFF" : kInk));
  }
}

void MapPicture::draw_legend(Canvas& canvas) const {
  double x = kMargin, y = legend_at_;
  for (const auto& entry : legend_) {
    const double width = kSignWidth + 20 + text_width(entry.words, style(kNodeText));
    if (x + width > size_.width - kMargin && x > kMargin) {
      x = kMargin;
      y += kLegendRow;
    }
    draw_sign(canvas, {{x, y - 1}, {kSignWidth, 12}}, entry.sign);
    canvas.text({x + kSignWidth + 6, y + 8.5}, entry.words, style(kNodeText));
    x += width;
  }
  for (const std::string& note : notes_) {
    y += kLegendRow;
    canvas.text({kMargin, y + 9}, note, style(kNodeText));
  }
}

}  // namespace hamon
