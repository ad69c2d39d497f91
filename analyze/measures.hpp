#pragma once

#include "analyze/spread.hpp"
#include "graph/flow_graph.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace hamon {

/// A system that measures keep from something that could happen to it without them.
struct Saved {
  SystemId system{};
  bool from_compromise = true;  ///< else from damage to its data alone
  bool data_remains = false;    ///< its data can still be hit
  Timestamp would_be;           ///< compromised, else data affected, without the measures
};

/// A measure that found the infection already there.
struct TooLate {
  enum class Kind { Isolate, Cut };
  Kind kind = Kind::Isolate;
  std::size_t which = 0;  ///< into the options' isolations or cuts
  Timestamp at;
  /// Reached before `at`, by (time, name): of an isolation all that are no seeds, of a cut those of
  /// the side that was reached later.
  std::vector<SystemId> already;
};

/// What isolations, cuts and `until` change.
struct MeasuresEffect {
  SpreadSize without, with;
  std::vector<Saved> saved;                    ///< most critical first, then by (would_be, name)
  std::vector<std::string> departments_saved;  ///< reached without, with them nothing of it; sorted
  std::size_t delayed = 0;                     ///< compromised with them as well, but later
  /// Reached with them as well, seeds left out: before the first took effect, and from then on.
  std::size_t reached_before = 0, reached_after = 0;
  std::vector<TooLate> too_late;  ///< in the order of the options, isolations first
};

/// Compares `result` with the same question without measures; nothing where it had none. Costs one
/// spread.
[[nodiscard]] std::optional<MeasuresEffect> effect_of_measures(const FlowGraph& graph,
                                                               const SpreadIndex& index,
                                                               const SpreadOptions& options,
                                                               const SpreadResult& result);

}  // namespace hamon
