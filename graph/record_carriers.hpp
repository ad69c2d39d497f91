#pragma once

#include "base/flow_record.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace hamon {

/// What `FlowRecord::carrier` names, as places in a list, so that it can be named again after
/// something in the list has changed that `flow_id` is made of.

inline constexpr std::size_t kNoCarrier = SIZE_MAX;

/// For each record the place of the one of the same source that carried it; `kNoCarrier` for none,
/// and for one that is not in the list.
[[nodiscard]] std::vector<std::size_t> carriers_of(std::span<const FlowRecord> records);

/// Names the carriers at these places by what they are now, outer tunnels before inner ones.
void name_carriers(std::vector<FlowRecord>& records, const std::vector<std::size_t>& carriers);

}  // namespace hamon
