#pragma once

#include "analyze/spread.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace hamon {

/// A system that falls by an instant: compromised, or with `data` its data affected.
struct Fall {
  SystemId system{};
  Timestamp by;
  bool data = false;
  auto operator<=>(const Fall&) const = default;
};

/// What a system of one backward propagation must do at the latest.
struct RetraceLabel {
  std::optional<Timestamp> latest;  ///< nothing: no fall follows from this system
  std::uint32_t hops = 0;           ///< steps from here to the fall
  std::optional<SpreadStep> step;   ///< first of them; `arrival`: as late as it carries
};

/// The propagation of spread, backwards: the latest times from which some fall still comes true.
/// A direction x→y of contact [a, b] still carries up to m = min(b, latest(y)) if a ≤ m. Label
/// setting, first of damage, then of compromise; exact, because who is active sooner never arrives
/// later. Costs what spread costs.
class Retrace {
 public:
  /// `index` keeps the directions that arrive. Graph and index must outlive this.
  Retrace(const FlowGraph& graph, const SpreadIndex& index, Profile profile, Duration incubation);

  /// Forgets what was before and solves for `falls`. A system that is not susceptible falls when
  /// its data is affected, whatever its fall says.
  void run(std::span<const Fall> falls);

  /// Latest compromise of each system, its incubation still to come, in id order.
  [[nodiscard]] const std::vector<RetraceLabel>& compromised() const { return compromise_.labels; }
  /// The steps from `system` to the fall when it is compromised at its latest, oldest first, with
  /// the arrivals that follow; empty for one that falls itself.
  [[nodiscard]] std::vector<SpreadStep> chain(SystemId system) const;

 private:
  /// One of the two times that a system has: latest compromise, latest damage.
  struct Side {
    std::vector<RetraceLabel> labels;
    std::vector<std::optional<Timestamp>> own;  ///< of systems that fall themselves
  };
  struct Entry {
    Timestamp time;
    std::uint32_t hops;
    std::uint32_t system;
    bool operator<(const Entry& other) const;  // of a heap: latest on top, then fewest steps
  };
  /// Until when, and before how many steps, something may still arrive at a system.
  struct Goal {
    std::uint32_t system = 0;
    SpreadIndex::Since until;
    std::uint32_t hops = 0;  ///< of a chain with the step to it
  };

  void add(Side& side, SystemId system, Timestamp time);
  void solve(Side& side);
  void push(const Side& side, std::uint32_t system);
  [[nodiscard]] std::optional<std::uint32_t> pop();
  [[nodiscard]] std::optional<Goal> goal_at(const Side& side, std::uint32_t system) const;
  void before_damage(const Goal& goal);
  void before_compromise(const Goal& goal);
  /// The step over which something arrives at `goal` from `from` at the latest.
  [[nodiscard]] std::optional<SpreadStep> last_step(const Goal& goal, std::uint32_t from,
                                                    const SpreadIndex::Direction& along,
                                                    std::uint8_t kinds) const;
  [[nodiscard]] bool may_win(const Side& side, std::uint32_t from, const Goal& goal,
                             std::uint64_t open, Duration wait) const;
  /// Whether the label became better.
  bool offer(Side& side, const SpreadStep& step, Duration wait, std::uint32_t hops);
  [[nodiscard]] bool is_better(const SpreadStep& step, Timestamp latest, std::uint32_t hops,
                               const RetraceLabel& known) const;

  const FlowGraph& graph_;
  const SpreadIndex& index_;
  Profile profile_;
  Duration incubation_;
  Side compromise_, damage_;
  std::vector<bool> settled_;
  std::vector<Entry> heap_;
};

}  // namespace hamon
