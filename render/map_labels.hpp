#pragma once

#include "base/catalogue.hpp"
#include "graph/flow_graph.hpp"
#include "render/map_model.hpp"

#include <string>
#include <vector>

namespace hamon {

/// A line of text in a drawing, valid UTF-8 without control characters.
struct MapLine {
  std::string text;
  bool bold = false;
};

/// What a map says, in one language.
class MapLabels {
 public:
  MapLabels(const Catalogue& catalogue, const FlowGraph& graph, const MapModel& map,
            std::string case_id)
      : catalogue_(catalogue), graph_(graph), map_(map), case_id_(std::move(case_id)) {}

  /// Site, window, sources, version and case: what tells one edition from another.
  [[nodiscard]] std::vector<MapLine> title() const;
  [[nodiscard]] std::vector<MapLine> node(std::size_t index) const;
  [[nodiscard]] std::vector<MapLine> edge(std::size_t index) const;
  /// Everything about an edge, in lines.
  [[nodiscard]] std::string tooltip(std::size_t index) const;
  /// The systems of a box, in lines.
  [[nodiscard]] std::string node_tooltip(std::size_t index) const;
  [[nodiscard]] std::string name(std::size_t index) const;

  struct Legend {
    std::string clinical, internal, maintenance, other, outside, inside_flow, outside_flow, note;
  };
  [[nodiscard]] Legend legend() const;

 private:
  const Catalogue& catalogue_;
  const FlowGraph& graph_;
  const MapModel& map_;
  std::string case_id_;
};

}  // namespace hamon
