#pragma once

#include "base/catalogue.hpp"
#include "graph/flow_graph.hpp"
#include "render/map_model.hpp"

#include <span>
#include <string>
#include <vector>

namespace hamon {

struct Chance;

/// A line of text in a drawing, valid UTF-8 without control characters.
struct MapLine {
  std::string text;
  bool bold = false;
};

/// What a map says, in one language.
class MapLabels {
 public:
  /// All must outlive the labels.
  MapLabels(const Catalogue& catalogue, const FlowGraph& graph, const MapModel& map,
            const MapOptions& options, std::string case_id, const Chance* chance = nullptr)
      : catalogue_(catalogue),
        graph_(graph),
        map_(map),
        options_(options),
        case_id_(std::move(case_id)),
        chance_(chance) {}

  /// Site and kind of diagram first; then window, sources, coverage, version and case, what was not
  /// drawn: what tells one edition from another.
  [[nodiscard]] std::vector<MapLine> title() const;
  /// What a boundary is called, its kind, its prefixes.
  [[nodiscard]] std::vector<MapLine> cluster(std::size_t index) const;
  [[nodiscard]] std::vector<MapLine> node(std::size_t index) const;
  /// On the arrow itself: its main services.
  [[nodiscard]] std::string edge(std::size_t index) const;
  /// Everything about an edge, in lines.
  [[nodiscard]] std::string edge_tooltip(std::size_t index) const;
  /// The systems of a node, in lines.
  [[nodiscard]] std::string node_tooltip(std::size_t index) const;
  /// A node in one line.
  [[nodiscard]] std::string name(std::size_t index) const;

  /// The table beside the map: head and a row for each edge, in order.
  [[nodiscard]] std::vector<std::string> table_head() const;
  [[nodiscard]] std::vector<std::string> table_row(std::size_t edge) const;

  struct LegendEntry {
    enum class Sign {
      Clinical,
      Internal,
      Maintenance,
      Other,
      Undeclared,
      Outside,
      DeclaredLink,
      Process,
      Store,
      Several,
      Inside,
      Crossing,
      ToOutside,
      Finding,
      Compromised,
      DataAffected,
      Connected,
      Exposed,
      Unseen,
      NotReached,
      Infection,
      Damage
    } sign;
    std::string words;
  };
  /// What signs this map uses, and what they mean.
  [[nodiscard]] std::vector<LegendEntry> legend() const;
  /// What every reader must know, a line each: that only what was observed is drawn, and what
  /// chances mean and rest on.
  [[nodiscard]] std::vector<std::string> notes() const;

 private:
  [[nodiscard]] std::string cluster_name(std::size_t index) const;
  [[nodiscard]] std::string systems_range(const MapNode& node) const;
  [[nodiscard]] std::string what(const MapNode& node) const;
  [[nodiscard]] std::string reached(const MapNode& node) const;
  [[nodiscard]] std::string likely(std::span<const SystemId> systems) const;
  [[nodiscard]] std::string found(const MapNode& node, const MapNode::Found& found) const;
  [[nodiscard]] std::vector<MapLine> title_lines(std::size_t index) const;
  [[nodiscard]] std::vector<MapLine> zone(const MapNode& node) const;
  [[nodiscard]] std::vector<MapLine> external(std::size_t index) const;
  /// For a line in a box or on an arrow: cut to what it holds, but of a whole map.
  [[nodiscard]] std::string fit(const std::string& text) const;
  [[nodiscard]] std::string count(std::size_t systems) const;

  const Catalogue& catalogue_;
  const FlowGraph& graph_;
  const MapModel& map_;
  const MapOptions& options_;
  std::string case_id_;
  const Chance* chance_;  // how likely each system falls, or null
};

}  // namespace hamon
