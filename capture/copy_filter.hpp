#pragma once

#include "base/time.hpp"
#include "capture/packet_summary.hpp"

#include <cstdint>
#include <vector>

namespace hamon {

/// What to do with frames that a source holds twice (design, section 4, rule 6).
enum class Duplicates : std::uint8_t { Auto, Keep, Drop };

/// How many frames could be told from copies, and how many were copies.
struct CopyCounts {
  std::uint64_t eligible = 0;
  std::uint64_t copies = 0;

  /// Whether a source with these counts over its first frames is one that shows frames twice: at
  /// least 5 %.
  [[nodiscard]] bool are_usual() const { return eligible > 0 && copies * 20 >= eligible; }
};

/// Finds frames that a mirror port shows again: equal from the IP header on but for TTL, checksum
/// and DSCP, within 5 ms of an earlier one, whatever MAC and VLAN. Eligible are IPv4 packets with
/// an identification and packets with payload: others may well be sent twice.
///
/// Holds the last frames by a hash of theirs in a table of fixed size: where two fall on one place
/// the later stays, so a copy may be missed and is then counted as a frame of its own. O(captured
/// bytes) a frame.
class CopyFilter {
 public:
  static constexpr std::uint64_t kDecideAfter = 20'000;  ///< eligible frames

  CopyFilter() : seen_(kPlaces) {}

  /// `packet` from its outermost IP header on; `summary` of the same. Frames come in order.
  [[nodiscard]] bool is_copy(Bytes packet, const PacketSummary& summary);
  [[nodiscard]] const CopyCounts& counts() const { return counts_; }

 private:
  static constexpr std::size_t kPlaces = 1U << 14U;
  struct Seen {
    std::uint64_t hash = 0;
    Timestamp time = Timestamp::min();
  };

  std::vector<Seen> seen_;
  CopyCounts counts_;
};

}  // namespace hamon
