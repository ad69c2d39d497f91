#pragma once

#include "base/catalogue.hpp"
#include "base/result.hpp"
#include "render/map_layout.hpp"
#include "render/map_model.hpp"

#include <string>

namespace hamon {

/// A map to be drawn: the model with what its words need. All references must outlive the call.
struct MapDrawing {
  const Catalogue& catalogue;
  const FlowGraph& graph;
  const MapModel& map;
  const MapOptions& options;
  std::string case_id;
};

/// Where everything goes, on `kept` places of an earlier edition if they fit.
[[nodiscard]] MapLayout lay_out(const MapDrawing& drawing, std::string_view kept = {});

/// The map as SVG: title block, diagram, table, legend; everything in the tooltips. The same bytes
/// whatever fonts a machine has.
[[nodiscard]] std::string map_svg(const MapDrawing& drawing, const MapLayout& layout);

/// The map in the DOT language, for Graphviz and what reads it.
[[nodiscard]] std::string map_dot(const MapDrawing& drawing);

}  // namespace hamon
