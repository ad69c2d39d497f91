#include "render/map_style.hpp"

#include <algorithm>
#include <cmath>

namespace hamon {
namespace {

constexpr double kHead = 7;  // length of an arrow's head
constexpr double kCorner = 5;
constexpr double kStack = 3;  // how far the second box of a stack shows

struct Colours {
  const char* fill;
  const char* line;
};
constexpr Colours kClinical{"#E8F3FA", "#0072B2"};
constexpr Colours kInternal{"#E9F6F0", "#009E73"};
constexpr Colours kMaintenance{"#FDF4DE", "#B87A00"};
constexpr Colours kOther{"#F4F4F4", "#666666"};
constexpr Colours kUndeclared{"#FFF1EA", "#D55E00"};
constexpr Colours kOutside{"#FBFBFB", "#8A8A8A"};
constexpr const char* kInsideLine = "#6B7A90";
constexpr const char* kCrossingLine = "#1F4E8C";
constexpr const char* kOutsideLine = "#C04A00";
constexpr const char* kDamageLine = "#8C6D1F";

Colours colours_of(const MapCluster& cluster) {
  switch (cluster.kind) {
    case MapCluster::Kind::Outside:
      return kOutside;
    case MapCluster::Kind::Undeclared:
      return kUndeclared;
    case MapCluster::Kind::Zone:
    case MapCluster::Kind::Segment:
    case MapCluster::Kind::NoZone:
      break;
  }
  return cluster.zone_kind == "clinical"      ? kClinical
         : cluster.zone_kind == "internal"    ? kInternal
         : cluster.zone_kind == "maintenance" ? kMaintenance
                                              : kOther;
}

/// A trust boundary is dashed; how, says its kind once more.
std::vector<double> dashes_of(const MapCluster& cluster) {
  if (cluster.kind == MapCluster::Kind::Outside || cluster.kind == MapCluster::Kind::Undeclared) {
    return {2, 3};
  }
  return cluster.zone_kind == "clinical"      ? std::vector<double>{9, 4}
         : cluster.zone_kind == "internal"    ? std::vector<double>{5, 3}
         : cluster.zone_kind == "maintenance" ? std::vector<double>{9, 3, 2, 3}
                                              : std::vector<double>{3, 3};
}

/// How a spread marks a node, by the worst that happens to one of its systems.
Paint ring_paint(const MapNode& node) {
  const auto has = [&](Ring ring) { return node.rings[static_cast<std::size_t>(ring)] > 0; };
  if (node.reached && node.compromised) {
    return {"#F2A58A", kAlarm, 2.4, {}, 1};
  }
  if (node.reached) {
    return {"#FBD98F", kDamageLine, 2, {6, 2}, 1};
  }
  if (has(Ring::Connected)) {
    return {"#FFF8DC", "#8C6D1F", 1.2, {4, 2}, 1};
  }
  if (has(Ring::Exposed)) {
    return {"#FFF8DC", "#8C6D1F", 1.2, {1.5, 2}, 1};
  }
  if (has(Ring::Unseen)) {
    return {"#FFFFFF", "#777777", 1, {1.5, 2}, 1};
  }
  return {"#F3F3F3", "#B5B5B5", 0.8, {}, 1};
}

Path drum(const Box& box) {
  const double rx = box.size.width / 2;
  const double ry = kLidHeight / 2;
  constexpr double kQuarter = 0.5523;  // a quarter of an ellipse as one cubic curve
  const double left = box.at.x, right = box.right(), middle = left + rx;
  const double top = box.at.y + ry, bottom = box.bottom() - ry;
  Path path;
  path.move({left, top})
      .curve({left, top - ry * kQuarter}, {middle - rx * kQuarter, box.at.y}, {middle, box.at.y})
      .curve({middle + rx * kQuarter, box.at.y}, {right, top - ry * kQuarter}, {right, top})
      .line({right, bottom})
      .curve({right, bottom + ry * kQuarter}, {middle + rx * kQuarter, box.bottom()},
             {middle, box.bottom()})
      .curve({middle - rx * kQuarter, box.bottom()}, {left, bottom + ry * kQuarter}, {left, bottom})
      .close();
  path.move({left, top})
      .curve({left, top + ry * kQuarter}, {middle - rx * kQuarter, top + ry}, {middle, top + ry})
      .curve({middle + rx * kQuarter, top + ry}, {right, top + ry * kQuarter}, {right, top});
  return path;
}

}  // namespace

Paint paint_of(const MapCluster& cluster) {
  const Colours colours = colours_of(cluster);
  return {colours.fill, colours.line, 1.2, dashes_of(cluster), 1};
}

Paint paint_of(const MapModel& map, const MapNode& node, bool spread) {
  const MapCluster& cluster = map.clusters[node.cluster];
  if (spread) {
    return ring_paint(node);
  }
  if (node.shape == MapNode::Shape::Zone) {
    Paint paint = paint_of(cluster);
    paint.width = 1.6;
    return paint;
  }
  const Colours colours = colours_of(cluster);
  if (node.shape == MapNode::Shape::External) {
    return node.declared ? Paint{"#FFFFFF", kOutsideLine, 1.6, {}, 1}
                         : Paint{"#FFF1EA", kOutsideLine, 2.2, {6, 3}, 1};
  }
  if (node.shape == MapNode::Shape::Group) {
    return {"#FFFFFF", colours.line, 0.9, {1.5, 2}, 1};
  }
  Paint paint{"#FFFFFF", colours.line, node.focus ? 2.6 : 1.1, {}, 1};
  if (!node.declared) {
    paint.dashes = {2, 2};
  }
  return paint;
}

Paint paint_of(const MapEdge& edge, bool spread) {
  if (spread) {
    return edge.damage ? Paint{{}, kDamageLine, 1.6, {6, 3}, 1} : Paint{{}, kAlarm, 2, {}, 1};
  }
  const double bytes = static_cast<double>(edge.bytes_out) + static_cast<double>(edge.bytes_in);
  const double width = std::clamp(std::log10(bytes + 1) * 0.45 - 1.4, 0.7, 3.6);
  if (edge.finding) {
    return {{}, kAlarm, std::max(width, 2.0), {9, 3, 2, 3}, 1};
  }
  if (edge.outside) {
    return {{}, kOutsideLine, std::max(width, 1.2), {6, 3}, 1};
  }
  return {{}, edge.crossing ? kCrossingLine : kInsideLine, width, {}, 1};
}

void draw_shape(Canvas& canvas, const Box& box, MapNode::Shape shape, bool several,
                const Paint& paint) {
  const double radius = shape == MapNode::Shape::External ? 0
                        : shape == MapNode::Shape::Group  ? box.size.height / 2
                        : shape == MapNode::Shape::Zone   ? 8
                                                          : kCorner;
  if (several && shape != MapNode::Shape::Group && shape != MapNode::Shape::Zone) {
    const Box behind{{box.at.x + kStack, box.at.y + kStack}, box.size};
    canvas.draw(Path::box(behind.at, behind.size, radius), paint);
  }
  if (shape == MapNode::Shape::Store) {
    canvas.draw(drum(box), paint);
    return;
  }
  canvas.draw(Path::box(box.at, box.size, radius), paint);
}

void draw_arrow(Canvas& canvas, const std::vector<Point>& curve, const Paint& paint) {
  if (curve.size() < 4) {
    return;
  }
  const Point tip = curve.back();
  Point from = curve[curve.size() - 2];
  if (std::hypot(tip.x - from.x, tip.y - from.y) < 0.1) {
    from = curve[curve.size() - 3];
  }
  const double length = std::hypot(tip.x - from.x, tip.y - from.y);
  if (length < 0.01) {
    return;
  }
  const double head = kHead + paint.width;
  const double ux = (tip.x - from.x) / length;
  const double uy = (tip.y - from.y) / length;
  const Point neck{tip.x - ux * head * 0.8, tip.y - uy * head * 0.8};
  Path line;
  line.move(curve[0]);
  for (std::size_t i = 1; i + 2 < curve.size(); i += 3) {
    const bool last = i + 3 >= curve.size();
    line.curve(curve[i], curve[i + 1], last ? neck : curve[i + 2]);
  }
  canvas.draw(line, paint);
  Path arrow;
  arrow.move(tip)
      .line({tip.x - ux * head - uy * head * 0.42, tip.y - uy * head + ux * head * 0.42})
      .line({tip.x - ux * head + uy * head * 0.42, tip.y - uy * head - ux * head * 0.42})
      .close();
  canvas.draw(arrow, {paint.line, {}, 0, {}, 1});
}

Point point_at(const std::vector<Point>& curve, double t) {
  const std::size_t pieces = (curve.size() - 1) / 3;
  const double scaled = t * static_cast<double>(pieces);
  const auto piece =
      std::min(pieces - 1, static_cast<std::size_t>(std::max(0.0, std::floor(scaled))));
  const double u = scaled - static_cast<double>(piece);
  const double v = 1 - u;
  const Point* p = &curve[piece * 3];
  const auto at = [&](double a, double b, double c, double d) {
    return v * v * v * a + 3 * v * v * u * b + 3 * v * u * u * c + u * u * u * d;
  };
  return {at(p[0].x, p[1].x, p[2].x, p[3].x), at(p[0].y, p[1].y, p[2].y, p[3].y)};
}

void draw_sign(Canvas& canvas, const Box& box, MapLabels::LegendEntry::Sign sign) {
  using Sign = MapLabels::LegendEntry::Sign;
  const auto boundary = [&](MapCluster::Kind kind, const char* zone_kind) {
    MapCluster cluster;
    cluster.kind = kind;
    cluster.zone_kind = zone_kind;
    canvas.draw(Path::box(box.at, box.size, 3), paint_of(cluster));
  };
  const auto external = [&](bool declared) {
    MapNode node;
    node.shape = MapNode::Shape::External;
    node.declared = declared;
    MapModel map;
    map.clusters.emplace_back();
    draw_shape(canvas, box, node.shape, false, paint_of(map, node, false));
  };
  const auto ring = [&](Ring which, bool reached, bool compromised) {
    MapNode node;
    node.rings[static_cast<std::size_t>(which)] = 1;
    node.compromised = compromised;
    if (reached) {
      node.reached = Timestamp{};
    }
    draw_shape(canvas, box, MapNode::Shape::Process, false, ring_paint(node));
  };
  const auto arrow = [&](const MapEdge& edge, bool spread) {
    const double y = box.centre().y;
    const double third = box.size.width / 3;
    draw_arrow(canvas,
               {{box.at.x, y}, {box.at.x + third, y}, {box.right() - third, y}, {box.right(), y}},
               paint_of(edge, spread));
  };
  const Paint plain{"#FFFFFF", kOther.line, 1.1, {}, 1};
  MapEdge edge;
  switch (sign) {
    case Sign::Clinical:
      return boundary(MapCluster::Kind::Zone, "clinical");
    case Sign::Internal:
      return boundary(MapCluster::Kind::Zone, "internal");
    case Sign::Maintenance:
      return boundary(MapCluster::Kind::Zone, "maintenance");
    case Sign::Other:
      return boundary(MapCluster::Kind::Zone, "");
    case Sign::Undeclared:
      return boundary(MapCluster::Kind::Undeclared, "");
    case Sign::Outside:
      return external(false);
    case Sign::DeclaredLink:
      return external(true);
    case Sign::Process:
      return draw_shape(canvas, box, MapNode::Shape::Process, false, plain);
    case Sign::Store:
      return draw_shape(canvas, box, MapNode::Shape::Store, false, plain);
    case Sign::Several:
      return draw_shape(canvas, {box.at, {box.size.width - kStack, box.size.height - kStack}},
                        MapNode::Shape::Process, true, plain);
    case Sign::Finding:
      edge.finding = true;
      return arrow(edge, false);
    case Sign::ToOutside:
      edge.outside = true;
      return arrow(edge, false);
    case Sign::Crossing:
      edge.crossing = true;
      edge.bytes_out = 1000000;
      return arrow(edge, false);
    case Sign::Inside:
      edge.bytes_out = 1000000;
      return arrow(edge, false);
    case Sign::Compromised:
      return ring(Ring::Contacted, true, true);
    case Sign::DataAffected:
      return ring(Ring::Contacted, true, false);
    case Sign::Connected:
      return ring(Ring::Connected, false, false);
    case Sign::Exposed:
      return ring(Ring::Exposed, false, false);
    case Sign::Unseen:
      return ring(Ring::Unseen, false, false);
    case Sign::NotReached:
      return ring(Ring::None, false, false);
    case Sign::Damage:
      edge.damage = true;
      return arrow(edge, true);
    case Sign::Infection:
      return arrow(edge, true);
  }
}

}  // namespace hamon
