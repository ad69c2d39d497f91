#pragma once

#include "base/result.hpp"
#include "graph/flow_graph.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hamon {

enum class Profile { Default, Broad, Contact };
[[nodiscard]] std::optional<Profile> parse_profile(std::string_view text);
[[nodiscard]] std::string_view name_of(Profile profile);

struct Seed {
  SystemId system{};
  Timestamp time;
  auto operator<=>(const Seed&) const = default;
};
/// Systems taken off the network at a time: only what happens before it remains.
struct Isolation {
  std::vector<SystemId> systems;
  Timestamp at;
};
/// Traffic between two sets of systems cut at a time.
struct Cut {
  std::vector<SystemId> a, b;
  Timestamp at;
};
/// Single data flows cut at a time.
struct FlowCut {
  std::vector<DataFlowId> data_flows;
  Timestamp at;
};
struct SpreadOptions {
  std::vector<Seed> seeds;  ///< of several for one system the earliest counts
  Profile profile = Profile::Default;
  Duration incubation = Duration::minutes(10);  ///< contact: none
  std::vector<Isolation> isolations;
  std::vector<Cut> cuts;
  std::vector<FlowCut> flow_cuts;
  std::optional<Timestamp> until;
  bool shared_admin = false;  ///< assume one administrator password: ring `exposed`
};

/// One carrying step of a witness chain.
struct SpreadStep {
  SystemId from{};
  SystemId to{};
  DataFlowId data_flow{};
  bool forward = true;    ///< along the connection, else against it
  std::uint8_t kind = 0;  ///< `carry` bits that carried it
  Interval contact;
  Timestamp arrival;
  bool operator==(const SpreadStep&) const = default;
};

enum class Ring { None, Contacted, Connected, Exposed, Unseen };
[[nodiscard]] std::string_view name_of(Ring ring);  ///< `contacted`, …

struct SpreadState {
  Ring ring = Ring::None;
  std::optional<Timestamp> compromised;    ///< T
  std::optional<Timestamp> data_affected;  ///< Td
  std::uint32_t hops = 0;
  bool starts = false;             ///< a seed active by its own time: chains through it start here
  std::optional<SpreadStep> step;  ///< last step of the witness of `compromised`; none for a seed
  std::optional<SpreadStep>
      damage_step;  ///< last step of the witness of `data_affected`, if by damage
};

/// The earlier of compromise and damage to data; nothing: never reached.
[[nodiscard]] std::optional<Timestamp> reached_at(const SpreadState& state);

struct SpreadSize {
  Profile profile = Profile::Default;
  Duration incubation;
  std::size_t compromised = 0;
  std::size_t data_affected = 0;  ///< affected, compromised ones included
};
/// How many of `states` are compromised and affected.
[[nodiscard]] SpreadSize size_of(std::span<const SpreadState> states, Profile profile,
                                 Duration incubation);
struct Spared {
  SystemId system{};
  Timestamp would_be;
};

struct SpreadResult {
  std::vector<SpreadState> systems;  ///< one per system, in id order
  std::vector<Spared> spared;        ///< by (would_be, system)
  std::vector<SpreadSize> sizes;     ///< default, broad, contact, default with d = 0
};

/// Adjacency for spreading, made once per graph; `contacted` from one source over 10,000 systems
/// and 10 M contacts then takes tens of milliseconds (bench_spread).
class SpreadIndex {
 public:
  /// What is kept by system: the directions that leave it, or, to go backwards, those that arrive.
  enum class Side { Leaving, Arriving };

  /// O(F log F + C) time for F data flows and C contacts, 64 bytes a data flow.
  explicit SpreadIndex(const FlowGraph& graph, Side side = Side::Leaving);

  /// What carries one way along a data flow.
  struct Direction {
    std::uint32_t data_flow = 0;
    Range carrying;          ///< into `contacts()`
    std::uint8_t kinds = 0;  ///< `carry` bits; none where no contact carries
    bool forward = true;     ///< along the connection
  };
  /// Directions of one system, in columns, since most are given up for their peer alone.
  struct Directions {
    std::span<const std::uint32_t> peers;  ///< the system at the other end
    std::span<const std::uint64_t> open;  ///< bit n: some contact is open in the n-th slice of time
    std::span<const Direction> along;
  };
  /// Those that can compromise under `profile`, among others that cannot; under `contact` both ways
  /// of every data flow with another system.
  [[nodiscard]] Directions spreading(SystemId system, Profile profile) const;
  /// Those that carry damage or pass it on.
  [[nodiscard]] Directions damaging(SystemId system) const;

  /// A time and the slice it lies in, to be asked about many directions.
  struct Since {
    Timestamp time;
    unsigned slice = 0;
  };
  [[nodiscard]] Since since(Timestamp time) const;
  /// No contact in these slices that is still open at `since` can carry before this; nothing: none
  /// is.
  [[nodiscard]] std::optional<Timestamp> not_before(std::uint64_t open, const Since& since) const {
    const std::uint64_t left = since.slice < kSlices ? open >> since.slice : 0;
    if (left == 0) {
      return std::nullopt;
    }
    const Timestamp begin = starts_[since.slice + static_cast<unsigned>(std::countr_zero(left))];
    return begin < since.time ? since.time : begin;
  }
  /// No contact in these slices that has begun by `until` can carry after this; nothing: none has.
  [[nodiscard]] std::optional<Timestamp> not_after(std::uint64_t open, const Since& until) const {
    const std::uint64_t begun =
        open & (~std::uint64_t{0} >> (kSlices - 1 - std::min(until.slice, kSlices - 1)));
    if (begun == 0) {
      return std::nullopt;
    }
    const auto last = kSlices - 1 - static_cast<unsigned>(std::countl_zero(begun));
    return std::min(starts_[last] + Duration{width_ - 1}, until.time);
  }

 private:
  static constexpr unsigned kSlices = 64;
  /// Where the groups of one system's directions end.
  struct Groups {
    std::uint32_t begin = 0, strong = 0, strong_damage = 0, damage = 0, weak = 0, end = 0;
  };
  [[nodiscard]] Directions directions(std::uint32_t begin, std::uint32_t end) const;
  void slice_time(const FlowGraph& graph);
  [[nodiscard]] std::uint64_t slices_of(const ContactView& contacts) const;

  std::array<Timestamp, kSlices> starts_{};  // of the slices
  std::int64_t width_ = 1;                   // of a slice, ns
  std::vector<Groups> groups_;
  std::vector<std::uint32_t> peers_;
  std::vector<std::uint64_t> open_;
  std::vector<Direction> along_;
};

/// How far an infection can spread (design, section 6): least fixpoint of
/// T(y) = min over carrying contacts [a, b] of x→y with max(a, active(x)) ≤ b, by label setting
/// (arrival is monotone), first over strong (broad: also weak) carries, then damage. Outside
/// systems pass nothing on unless they are seeds. Exact. The witness of each time is the least by
/// (arrival, hops, from, service, contact start); a chain starts at the last seed in it that is
/// active by its own time. O(V log V + F log C) for V systems, F data flows, C contacts of one;
/// each direction is visited once. Source: Bui-Xuan, Ferreira, Jarry, Int. J. Found. Comput. Sci.
/// 14 (2003), foremost journeys.
[[nodiscard]] SpreadResult spread(const FlowGraph& graph, const SpreadIndex& index,
                                  const SpreadOptions& options);

/// All rings of the above, without `spared` and `sizes`.
[[nodiscard]] std::vector<SpreadState> rings(const FlowGraph& graph, const SpreadIndex& index,
                                             const SpreadOptions& options);

/// Ring `contacted` of the above alone, without the other rings, `spared` and `sizes`: for asking
/// many times.
[[nodiscard]] std::vector<SpreadState> contacted(const FlowGraph& graph, const SpreadIndex& index,
                                                 const SpreadOptions& options);

/// The witness chain of `system` from a seed, oldest step first; `data`: of its data damage.
[[nodiscard]] std::vector<SpreadStep> witness(const SpreadResult& result, SystemId system,
                                              bool data);

/// The technique (MITRE ATT&CK id) that a carried step corresponds to; empty when the table has
/// none.
[[nodiscard]] std::string_view technique_of(std::string_view service, Role responder, bool forward,
                                            std::uint8_t kind);

}  // namespace hamon
