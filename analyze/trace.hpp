#pragma once

#include "analyze/retrace.hpp"
#include "analyze/spread.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

struct TraceOptions {
  std::vector<Fall> targets;  ///< observed to have fallen by then
  std::vector<Fall> clean;    ///< observed not to have fallen by then
  Profile profile = Profile::Default;
  Duration incubation = Duration::minutes(10);  ///< contact: none
};

/// What a system has to do with a fall.
struct TraceState {
  /// Latest compromise, its incubation still to come, from which some target falls in time.
  std::optional<Timestamp> latest;
  /// Compromised by then it would have taken a system that was clean; nothing: no such.
  std::optional<Timestamp> excluded_until;
  std::vector<SpreadStep> path;  ///< from its latest compromise to the target; empty for a target

  [[nodiscard]] bool ruled_out() const {
    return latest && excluded_until && *excluded_until >= *latest;
  }
};

/// Where an infection could have come from.
enum class OriginKind {
  Event,       ///< of the site file: a USB stick, …
  Link,        ///< far end of a declared link
  Outside,     ///< outside, in no declared link
  Undeclared,  ///< inside, in neither site file nor ledger
  Inside,
};
[[nodiscard]] std::string_view name_of(OriginKind kind);

struct Origin {
  SystemId system{};
  OriginKind kind = OriginKind::Inside;
  std::string link;                  ///< of OriginKind::Link
  std::optional<std::size_t> event;  ///< of OriginKind::Event: into `graph.site().events`
  Interval window;       ///< compromised then, it explains them; begins with the case if nothing
                         ///< excludes earlier times
  bool bounded = false;  ///< an observation that something was clean, or an event's time, bounds it
  std::vector<std::uint32_t> explains;  ///< targets, as indices into `TraceResult::targets`
  std::uint32_t hops = 0;               ///< steps from here to the nearest way to any target
};

struct TraceResult {
  std::vector<Fall> targets;        ///< one per system and kind of fall, the earliest; sorted
  std::vector<TraceState> systems;  ///< one per system, in id order
  std::vector<Origin> origins;      ///< by rank
};

/// Where an infection could have come from (design, section 6, backwards). For each system the
/// latest compromise from which a target still falls in time. A system x compromised at T explains
/// target t if T ≤ latest_t(x), and contradicts a system that was clean if T ≤ latest of that fall;
/// what is left is x's window, and all it explains there is what it explains at the window's
/// beginning. A target counts as an origin only of others. Ranked by: targets explained; events,
/// outside and undeclared systems before known ones; the later end of the window; fewer steps;
/// name; so equal input gives equal ranks. Costs one backward propagation for all targets, one for
/// all clean systems, and one for each target if there are several (retrace.hpp).
/// `index` keeps the directions that arrive.
[[nodiscard]] TraceResult trace(const FlowGraph& graph, const SpreadIndex& index,
                                const TraceOptions& options);

}  // namespace hamon
