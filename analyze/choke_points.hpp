#pragma once

#include "analyze/contain.hpp"
#include "analyze/future_graph.hpp"

#include <vector>

namespace hamon {

/// Systems, then data flows, without which nothing leads from the infected to some of `reachable`;
/// of each kind those before most of them first, then by id. `infected`: states at the time of the
/// decision.
///
/// What stands on every way stands on the shortest one, too, so what is there is tried: one search
/// over the future graph tells of 64 what would still be reached without each. O(⌈T/64⌉ · A) time
/// for T on shortest ways and A arcs, and more where ways differ much in length.
[[nodiscard]] std::vector<ChokePoint> choke_points(const FutureGraph& future,
                                                   const std::vector<SpreadState>& infected,
                                                   const std::vector<SystemId>& reachable);

}  // namespace hamon
