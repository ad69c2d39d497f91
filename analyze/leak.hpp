#pragma once

#include "analyze/spread.hpp"

#include <cstdint>
#include <vector>

namespace hamon {

/// Bytes in one hour of the clock at the site.
struct LeakHour {
  Timestamp hour;  ///< its begin
  std::uint64_t bytes = 0;
};

/// What one possibly compromised system sent to one system outside over one service.
struct LeakPath {
  SystemId system{};
  SystemId destination{};
  ServiceId service{};
  std::uint64_t bytes = 0;      ///< towards the destination, whoever opened
  Interval seen;                ///< of the records
  std::vector<LeakHour> hours;  ///< by time; a record's bytes are spread evenly over its time
};

struct Leak {
  std::uint64_t total_bytes = 0;
  std::vector<LeakPath> paths;  ///< by (system, destination, service); only with bytes
};

/// An upper bound of what can have left: whole established records between a system inside and one
/// outside that end at or after the time from which the inner one can be compromised (formats,
/// section 3, `hamon/leak/1`). O(F) beyond one spread, for F data flows and their conversations.
[[nodiscard]] Leak leak(const FlowGraph& graph, const SpreadIndex& index,
                        const SpreadOptions& options);

}  // namespace hamon
