#pragma once

#include "analyze/contain.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace hamon {

/// One service of one system that a cut takes from those who use it.
struct StoppedService {
  SystemId responder{};
  ServiceId service{};
  std::size_t users = 0;
  std::vector<std::string> departments;  ///< of users and responder, sorted
  CutCost weight;
};

/// What is interrupted as those who work there know it, by (responder, service).
[[nodiscard]] std::vector<StoppedService> stopped_services(const FlowGraph& graph,
                                                           const Interrupted& interrupted);

}  // namespace hamon
