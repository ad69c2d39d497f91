#pragma once

#include "base/catalogue.hpp"
#include "base/result.hpp"
#include "render/map_layout.hpp"
#include "render/map_model.hpp"
#include "render/paper.hpp"
#include "render/text_context.hpp"

#include <string>

namespace hamon {

struct Chance;
struct DocumentContext;

/// A map to be drawn: the model with what its words need. All references must outlive the call.
struct MapDrawing {
  const Catalogue& catalogue;
  const FlowGraph& graph;
  const MapModel& map;
  const MapOptions& options;
  std::string case_id;
  const Chance* chance = nullptr;  ///< beside `options.spread`: how likely each system falls
};

/// Where everything goes, on `kept` places of an earlier edition if they fit.
[[nodiscard]] MapLayout lay_out(const MapDrawing& drawing, std::string_view kept = {});

/// The map as SVG: title block, diagram, table, legend; everything in the tooltips. The same bytes
/// whatever fonts a machine has.
[[nodiscard]] std::string map_svg(const MapDrawing& drawing, const MapLayout& layout);

/// The same without the table, for a document that has `map_arrows` beside it.
[[nodiscard]] std::string map_diagram(const MapDrawing& drawing, const MapLayout& layout);
/// The table of a map's arrows: what each number on them stands for.
[[nodiscard]] std::string map_arrows(const TextContext& context, const MapDrawing& drawing);

/// The same as a picture of 144 dots an inch (fewer where it would be too large), its letters from
/// the file `font` (see `find_font`). Errors: the font cannot be read.
[[nodiscard]] Result<std::string> map_png(const MapDrawing& drawing, const MapLayout& layout,
                                          const std::string& font);

/// The same as PDF: on a page of its own size, or on sheets of paper, where the table gets pages of
/// its own if the letters would else be too small to read. Errors: the font cannot be read.
[[nodiscard]] Result<std::string> map_pdf(const MapDrawing& drawing, const MapLayout& layout,
                                          std::optional<Paper> paper, const std::string& font);

/// The same as `hamon/map/1`; with chances also those of each system, and what they rest on.
[[nodiscard]] std::string map_json(const DocumentContext& context, const MapDrawing& drawing,
                                   const MapLayout& layout);

/// The map in the DOT language, for Graphviz and what reads it.
[[nodiscard]] std::string map_dot(const MapDrawing& drawing);

/// The map for draw.io, to be edited there: an uncompressed mxGraphModel, boundaries as containers
/// that their boxes move with, arrows tied to boxes, labels as plain text.
[[nodiscard]] std::string map_drawio(const MapDrawing& drawing, const MapLayout& layout);

/// The map as a flowchart of Mermaid, which places the boxes itself.
[[nodiscard]] std::string map_mermaid(const MapDrawing& drawing);

}  // namespace hamon
