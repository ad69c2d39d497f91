#pragma once

#include "render/graphviz_document.hpp"
#include "render/map_labels.hpp"
#include "render/map_model.hpp"
#include "render/svg_canvas.hpp"

#include <string>
#include <vector>

namespace hamon {

/// Points of 1/72 inch.
struct MapSize {
  double width = 0;
  double height = 0;
};

/// The colours of a box (from Okabe and Ito's palette, told apart by colour-blind people too).
/// Dashes say the same as the colour: what is not part of the declared inside.
struct MapColours {
  std::string fill;
  std::string line;
  std::string dashes;  ///< SVG `stroke-dasharray`; empty: solid
};
[[nodiscard]] MapColours colours_of(const MapNode& node);

inline constexpr const char* kInsideLine = "#44546A";
inline constexpr const char* kOutsideLine = "#C04A00";
[[nodiscard]] bool touches_outside(const MapModel& map, const MapEdge& edge);

/// Room for lines of text, by columns of display width and not by any font's measures.
[[nodiscard]] MapSize box_size(const std::vector<MapLine>& lines);
[[nodiscard]] MapSize label_size(const std::vector<MapLine>& lines);

/// The drawing: title block, boxes, arrows with labels and tooltips, legend.
[[nodiscard]] std::string draw_map(const MapModel& map, const MapLabels& labels,
                                   const Layout& laid_out);

}  // namespace hamon
