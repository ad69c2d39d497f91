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

  /// Openings stand in so many parts, one after the other; each lasts as long as all before it,
  /// since often the late ones are never asked for.
  static constexpr std::size_t kParts = 8;
  /// Those of one part, by their begin. Parts are made when first asked for, in their order.
  [[nodiscard]] std::span<const Opening> part(std::size_t n);

 private:
  /// Contacts of a link that no part has yet.
  struct Rest {
    Timestamp begin;  ///< of the first of them
    Range contacts;
  };
  [[nodiscard]] std::vector<Opening> openings_before(Timestamp end, bool all);
  void make_part();

  ContactView contacts_;
  Timestamp from_, end_;
  std::vector<Link> links_;
  std::vector<Rest> rests_;  // of each link
  std::array<std::vector<Opening>, kParts> parts_;
  std::size_t made_ = 0;
};

}  // namespace hamon
