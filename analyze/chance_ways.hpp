#pragma once

#include "analyze/chance.hpp"
#include "analyze/propagation.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace hamon {

/// Clock hours since 1970-01-01T00:00:00Z.
using ClockHour = std::int32_t;
[[nodiscard]] constexpr ClockHour clock_hour(Timestamp t) {
  constexpr std::int64_t kHour = 3'600'000'000'000;
  return static_cast<ClockHour>(t.ns / kHour - (t.ns % kHour < 0 ? 1 : 0));
}
/// Held at the ends of the range of times.
[[nodiscard]] Timestamp begin_of(ClockHour hour);

/// Hours in a row that contacts touch. Those before the last are open without a gap from `begin`.
struct OpenHours {
  ClockHour first = 0, last = 0;
  Timestamp begin;  ///< from when on `first` is open; the others are from their beginning
};

/// What can carry between the systems that spread reaches, made once for all runs. Systems are
/// numbered anew. Views the contacts of its graph.
class ChanceWays {
 public:
  ChanceWays(const FlowGraph& graph, const SpreadIndex& index, const SpreadOptions& options,
             const ChanceRules& rules);

  /// One kind that one direction of a data flow carries.
  struct Way {
    std::uint32_t to = 0;
    std::uint32_t direction = 0;  ///< twice its data flow, one more backward
    Range hours;                  ///< into those of `hours`
    Range contacts;               ///< into those of `contacts`
    std::uint64_t chance = 0;     ///< of 2^32
    Timestamp last;               ///< what falls later does not fall this way
    Duration delay;
    ChanceRule::Delay kind = ChanceRule::Delay::Fixed;
    ChanceClass of = ChanceClass::AdminLogon;
  };
  struct Member {
    SystemId system{};
    Timestamp own = Timestamp::max();  ///< time of a seed
    bool compromised = false;          ///< by spread; else only data-affected
    Range spreads, damages, passes;    ///< ways from it
  };
  static constexpr std::size_t kSteps = 4096;  // of a log-normal delay, equally likely

  [[nodiscard]] std::span<const Member> members() const { return members_; }
  [[nodiscard]] std::span<const Way> ways(Range range) const {
    return std::span(ways_).subspan(range.begin, range.size());
  }
  [[nodiscard]] std::span<const OpenHours> hours(const Way& way) const {
    return std::span(hours_).subspan(way.hours.begin, way.hours.size());
  }
  [[nodiscard]] ContactView contacts(const Way& way) const {
    return contacts_.of(way.contacts);
  }
  [[nodiscard]] std::size_t size() const { return ways_.size(); }
  [[nodiscard]] Duration incubation() const { return incubation_; }
  /// How long a trial takes whose random word for it is `word`.
  [[nodiscard]] Duration delay_of(const Way& way, std::uint32_t word) const;

 private:
  struct Maker;  // what ways are made from
  void add_ways(Maker& maker, std::uint32_t from);
  void add_way(Maker& maker, std::uint32_t from, std::uint32_t to,
               const SpreadIndex::Direction& along, std::uint8_t kind);
  [[nodiscard]] Range open_hours(Range contacts);

  ContactView contacts_;
  Duration incubation_;
  std::vector<Member> members_;
  std::vector<Way> ways_;
  std::vector<OpenHours> hours_;
  std::array<std::vector<Duration>, kChanceClasses> steps_;  // log-normal delays
};

}  // namespace hamon
