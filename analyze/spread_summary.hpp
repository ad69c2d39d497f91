#pragma once

#include "analyze/spread.hpp"
#include "graph/flow_graph.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace hamon {

/// How much of a zone, a department or a role stands in which ring.
struct GroupSize {
  std::string name;         ///< empty: systems of none
  std::size_t systems = 0;  ///< all of the group
  std::size_t contacted = 0, connected = 0, exposed = 0, unseen = 0;
  std::size_t compromised = 0, data_affected = 0;  ///< as in SpreadSize
  std::optional<Timestamp> earliest;               ///< something of it compromised or data affected
  [[nodiscard]] double share() const;              ///< contacted of all, 0 to 1
};

/// A reached system inside that others use: what it serves would stop.
struct Stopped {
  SystemId system{};
  Timestamp from;                        ///< compromised or data affected, whichever is sooner
  std::vector<ServiceId> services;       ///< sorted by name
  std::vector<std::string> departments;  ///< of its users, sorted
  std::size_t users = 0;                 ///< systems inside that used it
};

/// What is reached within a time after the first seed.
struct Horizon {
  Duration after;
  Timestamp until;
  bool observed =
      true;  ///< observation, and what `until` of the options lets happen, reaches so far
  std::size_t compromised = 0;           ///< T at or before `until`
  std::size_t data_affected = 0;         ///< Td at or before `until`
  std::vector<std::string> departments;  ///< of systems in either state by then, sorted
};

struct SpreadSummary {
  /// Those of which a system stands in a ring, by name; roles by their words.
  std::vector<GroupSize> zones, departments, roles;
  std::vector<Horizon> horizons;  ///< 1, 4, 8 and 24 hours; none without a seed
  std::vector<Stopped> stopped;   ///< most critical first, then by (time, name)
};

/// Sums of a spread for those who decide. A system would stop for its users when it is compromised
/// or its data is hit; its users are the systems inside that opened something established to it at
/// any time of the case, administration from afar (classes remote-admin, remote-tool, vpn) and
/// monitoring left out. O(V + F log F) for V systems and F data flows. The hours are those between
/// the first harm and its discovery in published incidents (3 h, 2.5 to 7.5 h, 3.5 h, 14 h).
[[nodiscard]] SpreadSummary summarize(const FlowGraph& graph, const SpreadOptions& options,
                                      const SpreadResult& result);

}  // namespace hamon
