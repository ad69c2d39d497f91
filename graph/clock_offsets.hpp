#pragma once

#include "base/flow_record.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace hamon {

/// How far the clock of one source runs before another's, as conversations show that both tell.
struct ClockOffset {
  std::uint32_t source = 0;
  std::uint32_t reference = 0;   ///< a source whose clock is taken for right among those compared
  Duration ahead;                ///< of `source` before `reference`; negative: behind
  std::uint64_t handshakes = 0;  ///< of the comparison that it rests on

  bool operator==(const ClockOffset&) const = default;
};

/// Compares the times at which sources saw the same TCP connections begin. Two sources are compared
/// when they share at least 20 of which each saw the SYN once; their offset is the middle of the
/// 100 ms in which most differences lie, if those are at least half. A source without any such
/// partner has no entry, nor has a reference.
///
/// `sources` is how many there are; `source` of the records counts from 0. By source, so the result
/// does not depend on the order of import. O(n log n) for n connections that begin.
[[nodiscard]] std::vector<ClockOffset> clock_offsets(std::span<const FlowRecord> records,
                                                     std::size_t sources);

}  // namespace hamon
