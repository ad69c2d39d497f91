#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hamon {

/// A point of a laid-out graph: points of 1/72 inch, x to the right, y downwards.
struct LayoutPoint {
  double x = 0;
  double y = 0;
};

/// Where Graphviz put everything. Nodes and edges are in the order in which they were added.
struct Layout {
  struct Edge {
    std::vector<LayoutPoint> curve;  ///< cubic Bézier: a start, then three points a piece
    LayoutPoint tip;                 ///< of the arrow head; the curve ends where the head begins
    LayoutPoint label;               ///< centre of the space kept for its label
  };
  double width = 0;
  double height = 0;
  std::vector<LayoutPoint> nodes;  ///< centres
  std::vector<Edge> edges;
};

/// The one door to Graphviz: a directed graph that is laid out or written in the DOT language.
class GraphvizDocument {
 public:
  using Attributes = std::vector<std::pair<std::string, std::string>>;

  explicit GraphvizDocument(const Attributes& graph_attributes);
  ~GraphvizDocument();
  GraphvizDocument(GraphvizDocument&&) noexcept;
  GraphvizDocument& operator=(GraphvizDocument&&) noexcept;

  /// `id` names the node in DOT; a second node of the same id would be the same node.
  std::size_t add_node(const std::string& id, const Attributes& attributes);
  /// Keeps room for a label of this size (points), whatever it will say.
  std::size_t add_edge(std::size_t from, std::size_t to, const Attributes& attributes,
                       double label_width = 0, double label_height = 0);
  /// Holds these nodes in the first row.
  void put_first(const std::vector<std::size_t>& nodes);

  /// Runs `dot`. Errors: the layout engine cannot be loaded, or gives up.
  [[nodiscard]] Result<Layout> lay_out();
  /// The graph in the DOT language.
  [[nodiscard]] std::string dot() const;

  /// `text` for an attribute that Graphviz reads escapes in (labels): backslashes doubled, lines
  /// ended by `\n`.
  [[nodiscard]] static std::string escaped(const std::string& text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hamon
