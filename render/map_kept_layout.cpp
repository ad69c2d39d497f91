#include "render/map_kept_layout.hpp"

#include <algorithm>
#include <cmath>
#include <istream>
#include <map>
#include <sstream>

#include <fmt/format.h>

namespace hamon {
namespace {

constexpr const char* kHead = "layout-1";
constexpr double kGap = 16;
constexpr double kPad = 12;
constexpr double kLargest = 1e6;  // points; nothing sane lies beyond
constexpr std::size_t kMostPoints = 4096;

/// A layout as it was kept, by the ids of its parts.
struct Kept {
  Size size;
  std::map<std::string, Box> nodes, clusters;
  std::map<std::pair<std::string, std::string>, Layout::Edge> edges;
  bool simple = false;
};

bool read(std::istream& in, double& number) {
  return static_cast<bool>(in >> number) && std::abs(number) <= kLargest;
}
bool read(std::istream& in, Point& p) {
  return read(in, p.x) && read(in, p.y);
}
bool read(std::istream& in, Box& box) {
  return read(in, box.at) && read(in, box.size.width) && read(in, box.size.height);
}
bool read(std::istream& in, Layout::Edge& edge) {
  std::size_t points = 0;
  if (!(in >> points) || points > kMostPoints) {
    return false;
  }
  edge.curve.resize(points);
  return std::all_of(edge.curve.begin(), edge.curve.end(), [&](Point& p) { return read(in, p); }) &&
         read(in, edge.label);
}

std::optional<Kept> parse(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::string word, from, to;
  Kept kept;
  if (!(in >> word >> kept.simple) || word != kHead || !read(in, kept.size.width) ||
      !read(in, kept.size.height)) {
    return std::nullopt;
  }
  while (in >> word) {
    bool good = false;
    if (!(in >> from)) {
      return std::nullopt;
    }
    if (word == "node") {
      good = read(in, kept.nodes[from]);
    } else if (word == "cluster") {
      good = read(in, kept.clusters[from]);
    } else if (word == "edge" && in >> to) {
      good = read(in, kept.edges[{from, to}]);
    }
    if (!good) {
      return std::nullopt;
    }
  }
  return kept;
}

bool contains(const Box& outer, const Box& inner) {
  return outer.at.x <= inner.at.x && outer.at.y <= inner.at.y && outer.right() >= inner.right() &&
         outer.bottom() >= inner.bottom();
}

/// The kept layout for exactly this map, if it is one.
std::optional<MapLayout> unchanged(const MapModel& map, const MapRoom& room, const Kept& kept) {
  const std::vector<bool> drawn = drawn_clusters(map);
  if (kept.nodes.size() != map.nodes.size() || kept.edges.size() != map.edges.size()) {
    return std::nullopt;
  }
  MapLayout layout;
  layout.size = kept.size;
  layout.simple = kept.simple;
  for (std::size_t i = 0; i < map.nodes.size(); ++i) {
    const auto found = kept.nodes.find(map.nodes[i].id);
    // Sizes are kept with one digit.
    if (found == kept.nodes.end() ||
        std::abs(found->second.size.width - room.nodes[i].width) > 0.06 ||
        std::abs(found->second.size.height - room.nodes[i].height) > 0.06) {
      return std::nullopt;
    }
    layout.nodes.push_back({found->second.at, room.nodes[i]});
  }
  layout.clusters.resize(map.clusters.size());
  for (std::size_t i = 0; i < map.clusters.size(); ++i) {
    const auto found = kept.clusters.find(map.clusters[i].id);
    if (drawn[i] && found == kept.clusters.end()) {
      return std::nullopt;
    }
    if (drawn[i]) {
      layout.clusters[i] = found->second;
    }
  }
  for (const MapEdge& edge : map.edges) {
    const auto found = kept.edges.find({map.nodes[edge.from].id, map.nodes[edge.to].id});
    if (found == kept.edges.end()) {
      return std::nullopt;
    }
    layout.edges.push_back(found->second);
  }
  return layout;
}

/// Puts new nodes where nothing stands.
class Extension {
 public:
  Extension(const MapModel& map, const MapRoom& room, const Kept& kept)
      : map_(map), room_(room), layout_(), drawn_(drawn_clusters(map)) {
    layout_.size = kept.size;
    layout_.nodes.resize(map.nodes.size());
    layout_.clusters.resize(map.clusters.size());
    placed_.resize(map.nodes.size(), false);
    for (std::size_t i = 0; i < map.nodes.size(); ++i) {
      if (const auto found = kept.nodes.find(map.nodes[i].id); found != kept.nodes.end()) {
        const Point centre = found->second.centre();
        const Size size = room.nodes[i];
        layout_.nodes[i] = {{centre.x - size.width / 2, centre.y - size.height / 2}, size};
        placed_[i] = true;
      }
    }
    for (std::size_t i = 0; i < map.clusters.size(); ++i) {
      if (const auto found = kept.clusters.find(map.clusters[i].id);
          drawn_[i] && found != kept.clusters.end()) {
        layout_.clusters[i] = found->second;
      }
    }
    for (std::size_t i = 0; i < map.nodes.size(); ++i) {
      placed_[i] = placed_[i] && still_fits(i);
    }
  }

  std::optional<MapLayout> extend() {
    const auto stay = static_cast<std::size_t>(std::count(placed_.begin(), placed_.end(), true));
    if (stay * 2 < placed_.size()) {
      return std::nullopt;  // another map altogether: better drawn anew
    }
    for (std::size_t c = 0; c < map_.clusters.size(); ++c) {
      std::vector<std::size_t> fresh;
      for (std::size_t i = 0; i < map_.nodes.size(); ++i) {
        if (map_.nodes[i].cluster == c && !placed_[i]) {
          fresh.push_back(i);
        }
      }
      if (!fresh.empty()) {
        layout_.clusters[c] ? widen(c, fresh) : append(c, fresh);
      }
    }
    if (!is_clean()) {
      return std::nullopt;
    }
    return std::move(layout_);
  }

 private:
  /// What has grown, or went to another boundary, may not fit where it was.
  [[nodiscard]] bool still_fits(std::size_t i) const {
    const Box& box = layout_.nodes[i];
    for (std::size_t c = 0; c < layout_.clusters.size(); ++c) {
      const auto& cluster = layout_.clusters[c];
      const bool own = c == map_.nodes[i].cluster;
      if (cluster && (own ? !contains(*cluster, box) : cluster->overlaps(box))) {
        return false;
      }
    }
    for (std::size_t other = 0; other < layout_.nodes.size(); ++other) {
      if (other != i && placed_[other] && box.overlaps(layout_.nodes[other])) {
        return false;
      }
    }
    return true;
  }

  /// Nodes in rows from `at` on, `width` wide; returns the rectangle they fill.
  Size rows(Point at, double width, const std::vector<std::size_t>& nodes) {
    double x = 0, y = 0, row = 0, most = 0;
    for (const std::size_t node : nodes) {
      const Size size = room_.nodes[node];
      if (x > 0 && x + size.width > width) {
        x = 0;
        y += row + kGap;
        row = 0;
      }
      layout_.nodes[node] = {{at.x + x, at.y + y}, size};
      placed_[node] = true;
      x += size.width + kGap;
      most = std::max(most, x - kGap);
      row = std::max(row, size.height);
    }
    return {most, y + row};
  }

  /// New nodes below those of a boundary; whatever lies below or to the right moves on.
  void widen(std::size_t c, const std::vector<std::size_t>& fresh) {
    const Box box = *layout_.clusters[c];
    const Size added = rows({box.at.x + kPad, box.bottom()}, box.size.width - 2 * kPad, fresh);
    const double down = added.height + kPad;
    const double right = std::max(0.0, added.width + 2 * kPad - box.size.width);
    // A boundary moves with all its nodes or stays: then nothing that moves meets what stays.
    const auto way = [&](const Box& other) {
      return Point{other.at.x >= box.right() ? right : 0, other.at.y >= box.bottom() ? down : 0};
    };
    std::vector<Point> moves(map_.clusters.size());
    for (std::size_t i = 0; i < layout_.clusters.size(); ++i) {
      if (layout_.clusters[i] && i != c) {
        moves[i] = way(*layout_.clusters[i]);
        layout_.clusters[i]->at.x += moves[i].x;
        layout_.clusters[i]->at.y += moves[i].y;
      }
    }
    for (std::size_t i = 0; i < layout_.nodes.size(); ++i) {
      const std::size_t own = map_.nodes[i].cluster;
      if (placed_[i] && own != c) {
        const Point move = layout_.clusters[own] ? moves[own] : way(layout_.nodes[i]);
        layout_.nodes[i].at.x += move.x;
        layout_.nodes[i].at.y += move.y;
      }
    }
    layout_.clusters[c]->size = {box.size.width + right, box.size.height + down};
    layout_.size.height += down;
    layout_.size.width += right;
  }

  /// A boundary that was not there, or nodes without one, below everything.
  void append(std::size_t c, const std::vector<std::size_t>& fresh) {
    const double top = layout_.size.height + kGap;
    const double head = drawn_[c] ? room_.clusters[c].height + kPad : 0;
    const Size filled = rows({kPad, top + head}, std::max(layout_.size.width, 400.0), fresh);
    if (drawn_[c]) {
      layout_.clusters[c] = Box{{0, top},
                                {std::max(filled.width, room_.clusters[c].width) + 2 * kPad,
                                 head + filled.height + kPad}};
    }
    layout_.size.height = top + head + filled.height + kPad;
    layout_.size.width = std::max(layout_.size.width, filled.width + 2 * kPad);
  }

  [[nodiscard]] bool is_clean() const {
    for (std::size_t a = 0; a < layout_.nodes.size(); ++a) {
      for (std::size_t b = a + 1; b < layout_.nodes.size(); ++b) {
        if (layout_.nodes[a].overlaps(layout_.nodes[b])) {
          return false;
        }
      }
      for (std::size_t c = 0; c < layout_.clusters.size(); ++c) {
        if (layout_.clusters[c] && map_.nodes[a].cluster != c &&
            layout_.nodes[a].overlaps(*layout_.clusters[c])) {
          return false;
        }
      }
    }
    return true;
  }

  const MapModel& map_;
  const MapRoom& room_;
  MapLayout layout_;
  std::vector<bool> drawn_, placed_;
};

void write(std::string& out, const Box& box) {
  fmt::format_to(std::back_inserter(out), " {:.1f} {:.1f} {:.1f} {:.1f}\n", box.at.x, box.at.y,
                 box.size.width, box.size.height);
}

}  // namespace

std::optional<MapLayout> layout_like(const MapModel& map, const MapRoom& room,
                                     std::string_view kept) {
  const auto old = parse(kept);
  if (!old) {
    return std::nullopt;
  }
  if (auto same = unchanged(map, room, *old)) {
    return same;
  }
  return old->simple ? std::nullopt : Extension(map, room, *old).extend();
}

std::string kept_layout(const MapModel& map, const MapLayout& layout) {
  std::string out = fmt::format("{} {:d} {:.1f} {:.1f}\n", kHead, layout.simple, layout.size.width,
                                layout.size.height);
  for (std::size_t i = 0; i < map.nodes.size(); ++i) {
    out += "node " + map.nodes[i].id;
    write(out, layout.nodes[i]);
  }
  for (std::size_t i = 0; i < map.clusters.size(); ++i) {
    if (layout.clusters[i]) {
      out += "cluster " + map.clusters[i].id;
      write(out, *layout.clusters[i]);
    }
  }
  for (std::size_t i = 0; i < map.edges.size(); ++i) {
    const Layout::Edge& edge = layout.edges[i];
    out += fmt::format("edge {} {} {}", map.nodes[map.edges[i].from].id,
                       map.nodes[map.edges[i].to].id, edge.curve.size());
    for (const Point& p : edge.curve) {
      out += fmt::format(" {:.1f} {:.1f}", p.x, p.y);
    }
    out += fmt::format(" {:.1f} {:.1f}\n", edge.label.x, edge.label.y);
  }
  return out;
}

}  // namespace hamon
