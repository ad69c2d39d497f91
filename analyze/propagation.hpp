#pragma once

#include "analyze/spread.hpp"

#include <span>
#include <vector>

namespace hamon {

/// What isolations, cuts and `until` leave of the contacts between two systems.
class Barriers {
 public:
  Barriers(const FlowGraph& graph, const SpreadOptions& options);

  /// The last instant at which a contact between `x` and `y` may still carry.
  [[nodiscard]] Timestamp last_between(std::uint32_t x, std::uint32_t y) const;
  /// The same for a contact of this data flow between them.
  [[nodiscard]] Timestamp last_along(std::uint32_t x, std::uint32_t y,
                                     std::uint32_t data_flow) const {
    const Timestamp last = last_between(x, y);
    return flows_.empty() ? last : std::min(last, flows_[data_flow]);
  }
  /// Some isolation or cut, whatever its time, touches data flows between `x` and `y`.
  [[nodiscard]] bool ever_between(std::uint32_t x, std::uint32_t y) const;
  /// Some isolation or cut, whatever its time, touches this data flow between them.
  [[nodiscard]] bool ever_along(std::uint32_t x, std::uint32_t y, std::uint32_t data_flow) const {
    return (!flows_.empty() && flows_[data_flow] != Timestamp::max()) || ever_between(x, y);
  }

 private:
  struct Sides {
    std::vector<bool> a, b;
    Timestamp last;
    [[nodiscard]] bool separates(std::uint32_t x, std::uint32_t y) const {
      return (a[x] && b[y]) || (a[y] && b[x]);
    }
  };
  std::vector<Timestamp> isolated_;  // per system: the last instant that remains
  std::vector<bool> ever_isolated_;
  std::vector<Sides> cuts_;
  std::vector<Timestamp> flows_;  // per data flow: the last instant that remains; empty: none cut
  Timestamp until_;
};

/// The `carry` bits that compromise under a profile; under `contact` every flow does.
[[nodiscard]] std::uint8_t spreading_kinds(Profile profile);
/// The contacts of a direction that can carry under a profile, disjoint and sorted; views `graph`.
[[nodiscard]] ContactView contacts_along(const FlowGraph& graph, Profile profile,
                                         const SpreadIndex::Direction& along);

/// One propagation over a graph: label setting, first of compromise, then of damage.
class Propagation {
 public:
  enum class Susceptibility { AsDeclared, Everyone };

  Propagation(const FlowGraph& graph, const SpreadIndex& index, const SpreadOptions& options,
              const Barriers& barriers, Susceptibility susceptibility);

  /// Earliest compromise T and its witnesses.
  void compromise();
  /// Earliest damage Td and its witnesses; after `compromise`.
  void damage();

  [[nodiscard]] std::vector<SpreadState>& states() { return states_; }
  /// Passes nothing on: outside, and no seed.
  [[nodiscard]] bool is_terminal(std::uint32_t system) const;

 private:
  /// What is known of a system so far; smaller is better.
  struct Label {
    Timestamp time = Timestamp::max();
    std::uint32_t hops = UINT32_MAX;
  };
  /// From when on, and after how many steps, a system passes something on.
  struct Source {
    std::uint32_t system = 0;
    SpreadIndex::Since since;
    std::uint32_t hops = 0;  ///< of a chain with the next step
    std::uint8_t kinds = 0;  ///< what it passes on; 0: everything
  };

  void push(std::uint32_t system);
  [[nodiscard]] std::optional<std::uint32_t> pop();
  void start(std::uint32_t system, Timestamp time, std::uint32_t hops);
  void spread_damage(std::uint32_t from);
  void offer_all(const Source& source, const SpreadIndex::Directions& directions);
  [[nodiscard]] bool may_win(const Source& source, std::uint32_t to, std::uint64_t open) const;
  void offer(const Source& source, std::uint32_t to, const SpreadIndex::Direction& along);
  [[nodiscard]] bool is_better(const SpreadStep& step, std::uint32_t hops) const;

  const FlowGraph& graph_;
  const SpreadIndex& index_;
  const Barriers& barriers_;
  Profile profile_;
  Duration incubation_;
  bool everyone_;
  std::vector<std::optional<Timestamp>> own_;  // time of a seed
  std::vector<SpreadState> states_;
  std::vector<Timestamp> active_;      // of compromised systems
  std::vector<std::uint32_t> onward_;  // hops of a chain that goes on from a compromised system
  std::vector<Label> labels_;
  std::vector<std::optional<SpreadStep>> steps_;  // last step of each label
  struct Entry {
    Timestamp time;
    std::uint32_t hops;
    std::uint32_t system;
    auto operator<=>(const Entry&) const = default;
  };
  std::vector<Entry> heap_;
  std::vector<std::uint8_t> closed_;  // settled, or not to be reached at all
  std::vector<bool> settled_;
  std::vector<std::uint32_t> promising_;  // places among the directions of one source
};

}  // namespace hamon
