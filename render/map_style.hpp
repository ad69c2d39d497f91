#pragma once

#include "render/canvas.hpp"
#include "render/graphviz_document.hpp"
#include "render/map_labels.hpp"
#include "render/map_model.hpp"

#include <vector>

namespace hamon {

// Sizes of letters, points.
inline constexpr double kTitleText = 15;
inline constexpr double kNodeText = 9;
inline constexpr double kTableText = 8;
inline constexpr double kLineHeight = 1.35;  // of the letters' size
inline constexpr double kLidHeight = 7;      // of the drum that keeps data
inline constexpr const char* kInk = "#222222";
inline constexpr const char* kAlarm = "#B2182B";

/// How boundaries, boxes and arrows look. Shape, dashes and words say the same as the colours,
/// which are from Okabe and Ito's palette, told apart by colour-blind people too.
[[nodiscard]] Paint paint_of(const MapCluster& cluster);
[[nodiscard]] Paint paint_of(const MapModel& map, const MapNode& node, bool spread);
/// The line of an arrow, its width by bytes.
[[nodiscard]] Paint paint_of(const MapEdge& edge, bool spread);

/// A box of the map without words: drum, stack, rounded or sharp corners by what it stands for.
void draw_shape(Canvas& canvas, const Box& box, MapNode::Shape shape, bool several,
                const Paint& paint);

/// An arrow along a curve from box to box; a head at its end.
void draw_arrow(Canvas& canvas, const std::vector<Point>& curve, const Paint& paint);

/// The point of a curve of cubic pieces at `t` from 0 to 1.
[[nodiscard]] Point point_at(const std::vector<Point>& curve, double t);

/// Draws the sign of a legend entry into a box.
void draw_sign(Canvas& canvas, const Box& box, MapLabels::LegendEntry::Sign sign);

}  // namespace hamon
