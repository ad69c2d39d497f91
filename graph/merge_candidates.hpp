#pragma once

#include "graph/flow_graph.hpp"

#include <vector>

namespace hamon {

/// Marks in `called` the names that several systems call themselves, and gives what these may mean:
/// the first of them by id and each other one may be one system. Always for equal host names; for
/// an equal AE title or HL7 application, which many machines may share, only where another own name
/// is equal, too, or there are two and they were never seen at once; for an equal certificate only
/// among at most eight systems (more are a service spread over machines, not a machine).
///
/// `systems` by id. Not sorted. O(n log n) for n names.
[[nodiscard]] std::vector<Merge> merges_by_equal_names(std::vector<System>& systems);

}  // namespace hamon
