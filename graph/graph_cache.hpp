#pragma once

#include "graph/flow_graph.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hamon {

/// A graph as bytes, to be kept in the case it came from.
struct GraphCache {
  /// Changes whenever the bytes, or what `build_graph` makes of the same observations, change.
  static constexpr int kFormat = 8;

  /// What the bytes of a case with this id, and of this program, stand under.
  [[nodiscard]] static std::string key(const std::string& case_id);

  /// Everything but site file and ledger, compressed.
  [[nodiscard]] static std::string encode(const FlowGraph& graph);
  /// The graph again; nothing when the bytes are not one, whatever they are: every id and range of
  /// what is returned is within its list.
  [[nodiscard]] static std::optional<FlowGraph> decode(std::string_view bytes, Site site,
                                                       Ledger ledger);

 private:
  template <class Io, class Graph>
  static void visit(Io& io, Graph& graph);
  static bool is_sound(const FlowGraph& graph);
};

}  // namespace hamon
