#pragma once

#include "graph/flow_graph.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hamon {

/// What the systems of one department use of one system.
struct DepartmentUse {
  std::string department;           ///< as site file or ledger name it; never empty
  SystemId system{};                ///< the responder
  std::vector<ServiceId> services;  ///< in id order
  std::uint64_t records = 0;        ///< established conversations
};

/// From the systems at home in one zone to those at home in another, or in the same.
struct ZoneTraffic {
  std::optional<std::string> from;  ///< `outside` for outside systems; nothing: of no zone
  std::optional<std::string> to;
  std::uint64_t records = 0;
  std::uint64_t bytes_out = 0;  ///< initiator to responder
  std::uint64_t bytes_in = 0;
};

/// Who needs whom, by what was established, initiator to responder.
struct Matrix {
  std::vector<DepartmentUse> departments;  ///< by (department, system)
  std::vector<ZoneTraffic> zones;          ///< by (from, to); only pairs with records
};

/// O(F log F) for F data flows.
[[nodiscard]] Matrix matrix_of(const FlowGraph& graph);

}  // namespace hamon
