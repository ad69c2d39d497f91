#pragma once

#include "base/result.hpp"
#include "base/time.hpp"
#include "render/canvas.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hamon {

/// A rectangle by its upper left corner.
struct Box {
  Point at;
  Size size;
  [[nodiscard]] Point centre() const { return {at.x + size.width / 2, at.y + size.height / 2}; }
  [[nodiscard]] double right() const { return at.x + size.width; }
  [[nodiscard]] double bottom() const { return at.y + size.height; }
  /// Whether the two share more than a border.
  [[nodiscard]] bool overlaps(const Box& other) const {
    return at.x < other.right() && other.at.x < right() && at.y < other.bottom() &&
           other.at.y < bottom();
  }
};

/// Where Graphviz put everything. Nodes, clusters and edges are in the order in which they were
/// added.
struct Layout {
  struct Edge {
    std::vector<Point> curve;  ///< cubic Bézier from box to box: a start, then three points a piece
    Point label;               ///< centre of the space kept for its label
  };
  Size size;
  std::vector<Point> nodes;  ///< centres
  std::vector<Box> clusters;
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
  /// A box without words, of this size whatever fonts there are; centred at `at` for
  /// `Engine::Route`.
  std::size_t add_box(const std::string& id, Size size, Point at = {});
  /// A boundary around nodes, with room for a label of this size at its top.
  std::size_t add_cluster(const std::string& id, const std::vector<std::size_t>& nodes,
                          const Attributes& attributes, Size label = {});
  /// Keeps room for a label of this size, whatever it will say.
  std::size_t add_edge(std::size_t from, std::size_t to, const Attributes& attributes,
                       Size label = {});

  enum class Engine {
    Layers,  ///< `dot`: places nodes and draws curves around them
    Route,   ///< `nop2`: draws curves around nodes that stay where they are
  };
  /// In a child process. Errors: the layout engine cannot be loaded, gives up, or takes longer than
  /// `deadline`.
  [[nodiscard]] Result<Layout> lay_out(Engine engine, Duration deadline) const;
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
