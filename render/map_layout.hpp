#pragma once

#include "base/result.hpp"
#include "render/graphviz_document.hpp"
#include "render/map_model.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// The room that each part of a map needs, by index.
struct MapRoom {
  std::vector<Size> nodes;
  std::vector<Size> clusters;  ///< of the words at a boundary's top
  std::vector<Size> edges;     ///< of a label on the arrow; zero: none
};

/// Where each part of a map stands; nothing overlaps but arrows.
struct MapLayout {
  Size size;
  std::vector<Box> nodes;
  std::vector<std::optional<Box>> clusters;  ///< none for a boundary that is a node itself or empty
  std::vector<Layout::Edge> edges;
  bool simple = false;  ///< Graphviz could not do it: arrows are straight lines
};

/// Lays a map out. With `kept` (a text from `kept_layout`, of an earlier edition of the same case)
/// nodes that were there stay where they were and new ones come below them; what cannot be read or
/// does not fit any more is laid out anew. The same arguments give the same layout on every
/// machine. Errors: none so far; a map that Graphviz cannot lay out becomes a simple one.
[[nodiscard]] MapLayout lay_out(const MapModel& map, const MapRoom& room,
                                std::string_view kept = {});

/// The layout as text, to be kept for the next edition.
[[nodiscard]] std::string kept_layout(const MapModel& map, const MapLayout& layout);

/// Whether a boundary is drawn around its nodes: not where it is a node itself.
[[nodiscard]] std::vector<bool> drawn_clusters(const MapModel& map);

}  // namespace hamon
