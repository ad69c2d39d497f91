#include "render/map_layout.hpp"

#include "render/map_kept_layout.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

namespace hamon {
namespace {

// Far more than any map takes that `kMostNodes` and `kMostEdges` let through: a guard, never the
// rule, for a map must not depend on how busy a machine is.
constexpr Duration kDeadline = Duration::seconds(60);
constexpr std::size_t kMostLayered = 160;  // arrows
constexpr double kGap = 16;                // between boxes of a simple layout
constexpr double kPad = 12;                // of a boundary around its nodes

double rounded(double value) {
  return std::round(value * 10) / 10;
}

Point rounded(Point p) {
  return {rounded(p.x), rounded(p.y)};
}

std::vector<std::vector<std::size_t>> nodes_by_cluster(const MapModel& map) {
  std::vector<std::vector<std::size_t>> members(map.clusters.size());
  for (std::size_t i = 0; i < map.nodes.size(); ++i) {
    members[map.nodes[i].cluster].push_back(i);
  }
  return members;
}

Box around_centre(Point centre, Size size) {
  return {rounded(Point{centre.x - size.width / 2, centre.y - size.height / 2}), size};
}

/// Outside stands first whoever opened: arrows towards it are laid out the other way round.
bool is_turned(const MapModel& map, const MapEdge& edge) {
  return map.nodes[edge.to].shape == MapNode::Shape::External &&
         map.nodes[edge.from].shape != MapNode::Shape::External;
}

/// A document with the boxes and arrows of the map.
GraphvizDocument document_of(const MapModel& map, const MapRoom& room) {
  const bool zones = map.level == MapLevel::Zone;
  // Between departments and servers runs one arrow for every pair: they need room to part.
  const char* between_layers = zones ? "0.7" : map.level == MapLevel::Department ? "1.8" : "0.65";
  GraphvizDocument document({{"rankdir", zones ? "TB" : "LR"},
                             {"nodesep", zones ? "0.5" : "0.1"},
                             {"ranksep", between_layers},
                             {"nslimit", "8"},
                             {"nslimit1", "8"},
                             {"mclimit", "1"}});
  for (std::size_t i = 0; i < map.nodes.size(); ++i) {
    document.add_box(map.nodes[i].id, room.nodes[i]);
  }
  for (std::size_t i = 0; i < map.edges.size(); ++i) {
    const bool turned = is_turned(map, map.edges[i]);
    document.add_edge(turned ? map.edges[i].to : map.edges[i].from,
                      turned ? map.edges[i].from : map.edges[i].to, {{"arrowhead", "none"}},
                      room.edges[i]);
  }
  return document;
}

std::optional<MapLayout> layered(const MapModel& map, const MapRoom& room) {
  GraphvizDocument document = document_of(map, room);
  const std::vector<bool> drawn = drawn_clusters(map);
  const auto members = nodes_by_cluster(map);
  std::vector<std::size_t> added;
  for (std::size_t i = 0; i < map.clusters.size(); ++i) {
    if (drawn[i]) {
      added.push_back(i);
      document.add_cluster(map.clusters[i].id, members[i],
                           {{"margin", fmt::format("{:.0f}", kPad)}}, room.clusters[i]);
    }
  }
  const auto placed = document.lay_out(GraphvizDocument::Engine::Layers, kDeadline);
  if (!placed) {
    return std::nullopt;
  }
  MapLayout layout;
  layout.size = placed->size;
  for (std::size_t i = 0; i < map.nodes.size(); ++i) {
    layout.nodes.push_back(around_centre(placed->nodes[i], room.nodes[i]));
  }
  layout.clusters.resize(map.clusters.size());
  for (std::size_t i = 0; i < added.size(); ++i) {
    const Box& box = placed->clusters[i];
    layout.clusters[added[i]] =
        Box{rounded(box.at), {rounded(box.size.width), rounded(box.size.height)}};
  }
  layout.edges = placed->edges;
  for (std::size_t i = 0; i < map.edges.size(); ++i) {
    if (is_turned(map, map.edges[i])) {
      std::reverse(layout.edges[i].curve.begin(), layout.edges[i].curve.end());
    }
  }
  return layout;
}

/// The way back along a curve, a little beside it.
std::vector<Point> beside(std::vector<Point> curve) {
  constexpr double kApart = 7;  // points
  if (curve.size() < 4) {
    return curve;
  }
  const double dx = curve.back().x - curve.front().x;
  const double dy = curve.back().y - curve.front().y;
  const double length = std::max(1.0, std::hypot(dx, dy));
  for (std::size_t i = 1; i + 1 < curve.size(); ++i) {
    curve[i] = {curve[i].x - dy / length * kApart, curve[i].y + dx / length * kApart};
  }
  std::reverse(curve.begin(), curve.end());
  return curve;
}

/// Curves around boxes that stay where they are; straight lines where that fails, or where there
/// are so many boxes and arrows that curves would cost seconds and show nothing more.
void route(const MapModel& map, const MapRoom& room, MapLayout& layout) {
  constexpr std::size_t kMostRouted = 30'000;  // boxes times arrows
  if (map.nodes.empty() || map.nodes.size() * map.edges.size() > kMostRouted) {
    layout.simple = true;
    layout.edges.assign(map.edges.size(), {});
    return;
  }
  GraphvizDocument document(GraphvizDocument::Attributes{{"splines", "true"}, {"esep", "+1"}});
  for (std::size_t i = 0; i < map.nodes.size(); ++i) {
    document.add_box(map.nodes[i].id, room.nodes[i], layout.nodes[i].centre());
  }
  // Two arrows between the same boxes share one curve: Graphviz's way to part them may give up.
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> routed;
  for (const MapEdge& edge : map.edges) {
    const auto [found, added] = routed.try_emplace(std::minmax(edge.from, edge.to), routed.size());
    if (added) {
      document.add_edge(edge.from, edge.to, {{"arrowhead", "none"}});
    }
  }
  const auto placed = document.lay_out(GraphvizDocument::Engine::Route, kDeadline);
  if (!placed || placed->nodes.empty()) {
    layout.simple = true;
    layout.edges.assign(map.edges.size(), {});
    return;
  }
  // Graphviz may have moved everything together.
  const Point now = placed->nodes.front();
  const Point was = layout.nodes.front().centre();
  std::vector<bool> taken(routed.size(), false);
  for (const MapEdge& edge : map.edges) {
    const std::size_t curve = routed.at(std::minmax(edge.from, edge.to));
    std::vector<Point> points = placed->edges[curve].curve;
    for (Point& point : points) {
      point = {point.x + was.x - now.x, point.y + was.y - now.y};
    }
    if (taken[curve]) {
      points = beside(points);
    }
    taken[curve] = true;
    layout.edges.push_back({std::move(points), {}});
  }
}

/// Boxes one after another, like words in lines.
class Rows {
 public:
  explicit Rows(double width) : width_(width) {}

  Point add(Size size) {
    if (x_ > 0 && x_ + size.width > width_) {
      x_ = 0;
      y_ += row_ + kGap;
      row_ = 0;
    }
    const Point at{x_, y_};
    x_ += size.width + kGap;
    row_ = std::max(row_, size.height);
    filled_ = {std::max(filled_.width, x_ - kGap), y_ + row_};
    return at;
  }
  [[nodiscard]] Size filled() const { return filled_; }

 private:
  double width_, x_ = 0, y_ = 0, row_ = 0;
  Size filled_;
};

double area_of(const std::vector<std::size_t>& nodes, const MapRoom& room) {
  double area = 0;
  for (const std::size_t node : nodes) {
    area += (room.nodes[node].width + kGap) * (room.nodes[node].height + kGap);
  }
  return area;
}

/// Boundaries in rows, their nodes in rows; room between them for arrows.
MapLayout simple(const MapModel& map, const MapRoom& room) {
  constexpr double kWide = 1.6;   // a boundary's width to its height, about
  constexpr double kRoomy = 2.5;  // times the area that boxes take
  constexpr double kLane = 24;    // around a boundary
  const auto members = nodes_by_cluster(map);
  const std::vector<bool> drawn = drawn_clusters(map);
  MapLayout layout;
  layout.nodes.resize(map.nodes.size());
  layout.clusters.resize(map.clusters.size());
  std::vector<Size> blocks(map.clusters.size());
  double area = 0;
  for (std::size_t c = 0; c < members.size(); ++c) {
    const double head = drawn[c] ? room.clusters[c].height + kPad : 0;
    Rows rows(std::sqrt(area_of(members[c], room) * kWide));
    for (const std::size_t node : members[c]) {
      const Point at = rows.add(room.nodes[node]);
      layout.nodes[node] = {{at.x + kPad, at.y + head + kPad}, room.nodes[node]};
    }
    blocks[c] = {std::max(rows.filled().width, drawn[c] ? room.clusters[c].width : 0) + 2 * kPad,
                 rows.filled().height + head + 2 * kPad};
    area += members[c].empty() ? 0 : (blocks[c].width + kLane) * (blocks[c].height + kLane);
  }
  Rows page(std::sqrt(area * kRoomy));
  for (std::size_t c = 0; c < members.size(); ++c) {
    if (members[c].empty()) {
      continue;
    }
    const Point at = page.add({blocks[c].width + kLane, blocks[c].height + kLane});
    for (const std::size_t node : members[c]) {
      layout.nodes[node].at =
          rounded(Point{layout.nodes[node].at.x + at.x, layout.nodes[node].at.y + at.y});
    }
    if (drawn[c]) {
      layout.clusters[c] = Box{rounded(at), {rounded(blocks[c].width), rounded(blocks[c].height)}};
    }
  }
  layout.size = page.filled();
  return layout;
}

/// An arrow for every edge: what nobody drew a curve for is a straight line from box to box.
void straighten(const MapModel& map, MapLayout& layout) {
  const auto border = [](const Box& box, Point towards) -> Point {
    const Point c = box.centre();
    const double dx = towards.x - c.x;
    const double dy = towards.y - c.y;
    const double scale = std::min(dx == 0 ? 1e9 : box.size.width / 2 / std::abs(dx),
                                  dy == 0 ? 1e9 : box.size.height / 2 / std::abs(dy));
    return scale >= 1 ? towards : Point{c.x + dx * scale, c.y + dy * scale};
  };
  for (std::size_t i = 0; i < map.edges.size(); ++i) {
    Layout::Edge& edge = layout.edges[i];
    if (edge.curve.size() >= 4) {
      continue;
    }
    const Box& from = layout.nodes[map.edges[i].from];
    const Box& to = layout.nodes[map.edges[i].to];
    const Point a = border(from, to.centre());
    const Point b = border(to, from.centre());
    edge.curve = {a,
                  {a.x + (b.x - a.x) / 3, a.y + (b.y - a.y) / 3},
                  {a.x + (b.x - a.x) * 2 / 3, a.y + (b.y - a.y) * 2 / 3},
                  b};
  }
}

/// Curves may leave the boxes' rectangle: everything is moved into one that holds all.
void enclose(MapLayout& layout) {
  double left = 0, top = 0, right = layout.size.width, bottom = layout.size.height;
  const auto hold = [&](Point p) {
    left = std::min(left, p.x);
    top = std::min(top, p.y);
    right = std::max(right, p.x);
    bottom = std::max(bottom, p.y);
  };
  for (const Box& box : layout.nodes) {
    hold(box.at);
    hold({box.right(), box.bottom()});
  }
  for (const auto& box : layout.clusters) {
    if (box) {
      hold(box->at);
      hold({box->right(), box->bottom()});
    }
  }
  for (Layout::Edge& edge : layout.edges) {
    for (Point& p : edge.curve) {
      p = rounded(p);
      hold(p);
    }
    edge.label = rounded(edge.label);
  }
  const auto move = [&](Point& p) { p = {rounded(p.x - left), rounded(p.y - top)}; };
  for (Box& box : layout.nodes) {
    move(box.at);
  }
  for (auto& box : layout.clusters) {
    if (box) {
      move(box->at);
    }
  }
  for (Layout::Edge& edge : layout.edges) {
    std::for_each(edge.curve.begin(), edge.curve.end(), move);
    move(edge.label);
  }
  layout.size = {rounded(right - left), rounded(bottom - top)};
}

/// Layers of many boxes become too wide for any paper.
bool is_ribbon(Size size) {
  constexpr double kMost = 3.2;     // one side to the other
  constexpr double kNarrow = 1500;  // points: what is small may have any shape
  const double longer = std::max(size.width, size.height);
  return longer > kNarrow && longer > kMost * std::min(size.width, size.height);
}

}  // namespace

std::vector<bool> drawn_clusters(const MapModel& map) {
  std::vector<bool> drawn(map.clusters.size(), false);
  for (const MapNode& node : map.nodes) {
    if (node.shape != MapNode::Shape::Zone) {
      drawn[node.cluster] = true;
    }
  }
  return drawn;
}

MapLayout lay_out(const MapModel& map, const MapRoom& room, std::string_view kept) {
  if (!kept.empty()) {
    if (auto layout = layout_like(map, room, kept)) {
      if (layout->edges.empty() && !map.edges.empty()) {
        route(map, room, *layout);
        straighten(map, *layout);
        enclose(*layout);
      }
      return std::move(*layout);
    }
  }
  // Layers of so many arrows are no longer seen as layers, and cost seconds.
  auto layout = map.edges.size() <= kMostLayered ? layered(map, room) : std::nullopt;
  if (!layout || is_ribbon(layout->size)) {
    layout = simple(map, room);
    route(map, room, *layout);
  }
  straighten(map, *layout);
  enclose(*layout);
  return std::move(*layout);
}

}  // namespace hamon
