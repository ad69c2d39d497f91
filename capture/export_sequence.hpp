#pragma once

#include <algorithm>
#include <cstdint>

namespace hamon {

/// Watches the sequence numbers of one exporter for gaps.
class ExportSequence {
 public:
  /// `number` as the datagram has it, `units` by which the next one is to be higher. Returns how
  /// many units are missing before it. A number far off either way is a restart and no loss.
  std::uint32_t missing_before(std::uint32_t number, std::uint32_t units) {
    const std::uint32_t ahead = number - next_;
    const bool late = next_ - number <= kMostLate && ahead != 0;
    const bool gap = known_ && ahead != 0 && ahead <= kMostLost;
    if (!(known_ && late)) {  // a late one is no reason to go back
      next_ = number + units;
      known_ = true;
    }
    return gap ? ahead : 0;
  }
  /// Whether what the next datagram should carry is known.
  [[nodiscard]] bool is_known() const { return known_; }
  /// Whether the next datagram may carry `number` without a loss.
  [[nodiscard]] bool expects(std::uint32_t number) const { return !known_ || number == next_; }
  /// Some of the last datagram could not be counted: the next number is taken as it is.
  void forget() { known_ = false; }

 private:
  static constexpr std::uint32_t kMostLate = 1024;
  static constexpr std::uint32_t kMostLost = 1U << 20U;

  std::uint32_t next_ = 0;
  bool known_ = false;
};

}  // namespace hamon
