#pragma once

#include "base/flow_record.hpp"
#include "graph/site.hpp"

#include <span>
#include <vector>

namespace hamon {

/// One record for each conversation, as the graph joins them (graph/conversation_joiner.hpp): what
/// several sources told, or one in pieces, is one record. Ends, times, packets, bytes, state and
/// direction are the conversation's; history, VLAN and tunnel are those of the record whose
/// direction counts, payload too where that one alone counted every byte, else it is unknown. Those
/// that are no data flow (multicast, attempts, …) are among them.
///
/// `records` in any order, `source` below `sources`. Sorted by `record_before`, ids unique,
/// carriers named within the list. O(n log n).
[[nodiscard]] std::vector<FlowRecord> merged_records(std::span<const FlowRecord> records,
                                                     std::size_t sources, const Site& site);

}  // namespace hamon
