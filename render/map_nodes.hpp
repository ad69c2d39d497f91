#pragma once

#include "render/map_clusters.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace hamon {

/// What an arrow of the map stands for before it is summed up: a data flow, or a step of a spread.
struct MapArrow {
  DataFlowId data_flow{};
  SystemId from{};
  SystemId to{};
  std::optional<Timestamp> arrival;
  bool damage = false;
  bool finding = false;
};

/// Nodes, and between which of them each arrow goes.
struct MapNodes {
  std::vector<MapNode> nodes;         ///< by (cluster, id)
  std::vector<std::size_t> from, to;  ///< by arrow
};

/// Someone's or something's end point, not a server: what stands in a ward or an office.
[[nodiscard]] bool is_terminal(Role role);

/// The name under which a service stands on the map: unrecognised ports from 49152 up are one.
[[nodiscard]] std::string shown_service(const Service& service);

/// Folds systems into at most `kMostNodes` nodes, as finely as that allows. `shown`: by system,
/// whether it stands on the map at all.
[[nodiscard]] MapNodes map_nodes(const FlowGraph& graph, const MapClusters& clusters,
                                 const std::vector<MapArrow>& arrows,
                                 const std::vector<bool>& shown, const MapOptions& options);

}  // namespace hamon
