#pragma once

#include "analyze/spread.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace hamon {

/// What decides how likely and how fast a direction carries.
enum class ChanceClass {
  AdminLogon,     ///< strong, by somebody who logs on: RDP, WinRM, SMB, SSH
  RemoteControl,  ///< strong, over a remote tool
  Pull,           ///< strong, fetched from a server: policies, updates
  Weak,
  Damage,
  BackupDamage,  ///< damage of a backup system
  Pass,          ///< damage passed on
  Contact        ///< any contact, under profile `contact`
};
inline constexpr std::size_t kChanceClasses = 8;
[[nodiscard]] std::string_view name_of(ChanceClass of);  ///< `admin-logon`, …
[[nodiscard]] ChanceClass chance_class(const Service& service, bool forward, std::uint8_t kind,
                                       Role to);

/// An assumption: the chance of one trial, and how long what it carries takes.
struct ChanceRule {
  enum class Delay {
    Fixed,      ///< `delay`
    LogNormal,  ///< `delay` is the median, `sigma` that of its logarithm
    Uniform,    ///< from none to `delay`
    BySize      ///< bytes of the data flow in both directions at `bytes_per_second`
  };
  double probability = 1;
  Delay kind = Delay::Fixed;
  Duration delay;
  double sigma = 0;
  std::uint64_t bytes_per_second = 0;
  std::string_view source;  ///< of the figures; empty: a guess
  bool operator==(const ChanceRule&) const = default;
};
[[nodiscard]] std::string_view name_of(ChanceRule::Delay kind);  ///< `fixed`, …
/// One for each class, in its order.
using ChanceRules = std::array<ChanceRule, kChanceClasses>;
/// The defaults; `shared_admin`: one administrator password opens many systems.
[[nodiscard]] ChanceRules chance_rules(bool shared_admin);
/// The classes that count under a profile.
[[nodiscard]] std::vector<ChanceClass> chance_classes(Profile profile);

struct ChanceOptions {
  std::uint32_t runs = 10'000;
  std::uint64_t rng = 1;  ///< the key of all random numbers
  ChanceRules rules;
  unsigned threads = 0;  ///< 0: as many as the machine has; changes no result
  std::uint64_t kept = std::uint64_t{1} << 25;  ///< arrivals in memory at a time; changes no result
};

struct SystemChance {
  std::uint32_t reached = 0;  ///< runs that compromise it; where spread only hits its data: that do
  std::uint32_t data_affected = 0;            ///< runs that hit its data, compromise included
  std::optional<Timestamp> p05, median, p95;  ///< when, in the runs that count as `reached`
};
/// Of the number of systems over all runs, seeds included.
struct ChanceBand {
  std::uint32_t p05 = 0, median = 0, p95 = 0;
  double mean = 0;
  double standard_error = 0;  ///< of the mean
};
struct Chance {
  std::uint32_t runs = 0;
  std::uint64_t rng = 0;
  Profile profile = Profile::Default;
  ChanceRules rules;
  std::vector<SystemChance> systems;  ///< one per system, in id order
  ChanceBand compromised, data_affected;

  [[nodiscard]] double share(std::uint32_t count) const {
    return static_cast<double>(count) / static_cast<double>(runs);
  }
  /// Of a share of the runs: √(p (1 − p) / runs). Of none or all of them it says nothing.
  [[nodiscard]] double standard_error(std::uint32_t count) const;
};

/// How likely spread reaches each system (design, section 6): independent runs of its rule in which
/// a carrying direction x→y of a data flow carries in a clock hour (UTC) that its contacts touch
/// only if one trial succeeds, however many contacts lie in that hour, and takes a delay. With
/// c = max(a, active(x)) ≤ b, where [a, b] is the hour's part of a contact, y falls at c + delay if
/// no isolation, cut or `until` comes before. The least over all hours counts, so arrival stays
/// monotone and label setting exact, and no run reaches a system sooner than spread does, or one
/// that spread does not.
/// Trials of run r are Philox draws at (r, hour, direction) under key `rng`. Quantiles are by
/// nearest rank. O(C) once for the contacts between the contacted systems, then per run what
/// spread costs there and one draw a trial; memory for `kept` arrivals, the runs being repeated
/// where all systems have more. Source: Kempe, Kleinberg, Tardos, KDD 2003, independent cascades.
[[nodiscard]] Chance chance(const FlowGraph& graph, const SpreadIndex& index,
                            const SpreadOptions& options, const ChanceOptions& asked);

/// When the systems fall in one run.
struct ChanceRun {
  std::vector<std::optional<Timestamp>> compromised, data_affected;  ///< one per system
};
/// The first `asked.runs` runs one by one.
[[nodiscard]] std::vector<ChanceRun> chance_runs(const FlowGraph& graph, const SpreadIndex& index,
                                                 const SpreadOptions& options,
                                                 const ChanceOptions& asked);

}  // namespace hamon
