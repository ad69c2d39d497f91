#pragma once

#include "render/map_model.hpp"

#include <vector>

namespace hamon {

/// The trust boundaries of a graph, and where each system stands.
struct MapClusters {
  std::vector<MapCluster> clusters;
  std::vector<std::size_t> of;  ///< by system, in id order
};
[[nodiscard]] MapClusters map_clusters(const FlowGraph& graph);

}  // namespace hamon
