#pragma once

#include "analyze/spread.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace hamon {

/// The contacts that can carry under a profile at or after a time, by their begin.
class ContactTimeline {
 public:
  /// A data flow: its ends, and what goes from one to the other and back.
  struct Link {
    std::array<std::uint32_t, 2> ends{};
    std::array<std::uint8_t, 2> kinds{};  ///< `carry` bits from `ends[0]` to `ends[1]`, and back
  };
  struct Opening {
    Interval time;  ///< what remains of the contact
    std::uint32_t link = 0;
  };

  /// Under `contact` every direction is taken as strong.
  ContactTimeline(const FlowGraph& graph, Profile profile, Timestamp from);

  [[nodiscard]] std::span<const Link> links() const { return links_; }
  /// When the last contact ends; at least `from`.
  [[nodiscard]] Timestamp end() const { return end_; }
  /// Openings stand in stretches of time, one after the other.
  [[nodiscard]] std::size_t stretches() const { return first_.size() - 1; }
  /// Those of one stretch, by their begin; sorted when first asked for, since often the late ones
  /// never are.
  [[nodiscard]] std::span<const Opening> stretch(std::size_t n);

 private:
  template <class Visit>
  void each_opening(Visit visit) const;
  [[nodiscard]] std::size_t stretch_of(Timestamp begin) const {
    return static_cast<std::size_t>(static_cast<std::uint64_t>((begin - from_).ns) >> shift_);
  }

  std::span<const Interval> contacts_;
  Timestamp from_, end_;
  unsigned shift_ = 0;  // a stretch lasts 2^shift ns
  std::vector<Link> links_;
  std::vector<Range> contacts_of_;  // of each link, while openings are made
  std::vector<std::size_t> first_;  // opening of each stretch
  std::vector<Opening> openings_;
  std::vector<bool> sorted_;
};

}  // namespace hamon
