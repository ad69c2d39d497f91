#pragma once

#include "render/map_nodes.hpp"

namespace hamon {

/// Where many nodes of one boundary send like arrows to one node, or receive them from it, one
/// arrow from (or to) the boundary's group node stands for all: a domain controller, a name server
/// or a monitoring server would else draw a line to everything. Arrows that join outside or a focus
/// stay single. Systems of a group node stay in their own nodes as well.
/// At the system level, and by department where all departments of a boundary do the same: who of
/// them does is the question there.
void bundle(const FlowGraph& graph, const MapClusters& clusters,
            const std::vector<MapArrow>& arrows, MapNodes& nodes, MapLevel level);

}  // namespace hamon
