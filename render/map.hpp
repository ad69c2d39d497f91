#pragma once

#include "base/catalogue.hpp"
#include "base/result.hpp"
#include "render/map_model.hpp"

#include <string>

namespace hamon {

/// What the title block of a map says besides the graph.
struct MapTitle {
  std::string case_id;
};

/// The map as SVG: boxes placed by Graphviz, drawn with sizes of our own, so that the same graph
/// gives the same bytes whatever fonts a machine has. Title block, legend, and every service in the
/// tooltips. Errors: Graphviz cannot lay it out (its plugins are missing).
[[nodiscard]] Result<std::string> map_svg(const Catalogue& catalogue, const FlowGraph& graph,
                                          const MapModel& map, const MapTitle& title);

/// The map in the DOT language, for Graphviz and what reads it.
[[nodiscard]] std::string map_dot(const Catalogue& catalogue, const FlowGraph& graph,
                                  const MapModel& map, const MapTitle& title);

}  // namespace hamon
