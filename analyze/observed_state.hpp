#pragma once

#include "analyze/spread.hpp"
#include "analyze/trace.hpp"
#include "graph/flow_graph.hpp"
#include "graph/observed_states.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace hamon {

/// Why what was confirmed was not predicted.
enum class Unpredicted {
  NotReached,      ///< no way there was observed
  Later,           ///< only at a later time
  NotSusceptible,  ///< it counts as not susceptible
};
[[nodiscard]] std::string_view name_of(Unpredicted reason);  ///< `not_reached`, `later`, …

/// A system of the list beside what spread says of it.
struct ComparedState {
  SystemId system{};
  std::size_t row = 0;  ///< into the rows
  /// Earliest possible fall: compromise, or damage where only data is asked for.
  std::optional<Timestamp> predicted;
  Unpredicted reason = Unpredicted::NotReached;  ///< of what was not predicted
};

/// A system that spread says can have fallen, and nobody has looked at since.
struct Unexamined {
  SystemId system{};
  Timestamp predicted;
  std::optional<Timestamp> clean_at;  ///< found clean, but before it could have fallen
};

/// Predicted against confirmed. Each list by (time, system).
struct StateComparison {
  std::vector<ComparedState> starts;         ///< confirmed, earliest, and no `--from` explains it
  std::vector<ComparedState> confirmed;      ///< predicted and confirmed
  std::vector<ComparedState> found_clean;    ///< predicted by then, and found clean
  std::vector<ComparedState> not_predicted;  ///< confirmed, and not predicted by then
  std::vector<Unexamined> not_examined;      ///< the work list: earliest first
};

/// A system that sent something after it was said to be off the network.
struct TalkedAfter {
  SystemId system{};
  std::size_t row = 0;        ///< the earliest `offline` of it
  std::uint64_t records = 0;  ///< established conversations that began after it
  std::uint64_t attempts = 0;
  std::uint64_t open_across = 0;  ///< begun before, and seen after it: the end that sent is unknown
  Interval seen;                  ///< of records and attempts; else of what was open across
  std::vector<SystemId> peers;    ///< sorted
  std::vector<EvidenceRef> evidence;  ///< sorted; the first 20
  std::uint64_t evidence_total = 0;
  std::string filter;  ///< Wireshark display filter of the first conversation

  [[nodiscard]] bool certain() const { return records + attempts > 0; }
};

/// Adds to a spread what the list says: `infected` systems as seeds (without a time from the
/// beginning of the case), `encrypted` ones that are susceptible too, `offline` ones as isolated
/// from then on.
void apply_states(const FlowGraph& graph, const ObservedStates& states, SpreadOptions& options);
/// The same for a trace: `infected` and `encrypted` ones are targets (without a time by the end of
/// the case), one that is not susceptible by its data; `clean` ones were clean. `offline` says
/// nothing there.
void apply_states(const FlowGraph& graph, const ObservedStates& states, TraceOptions& options);

/// Compares what was found with spread. `asked`: the options before `apply_states`. A confirmed
/// system counts as predicted if spread from `asked` and from all *other* rows brings it down by
/// the time it was found (a row proves nothing about itself). Without `--from` those found first
/// have nothing that could explain them: they are starts. Of several rows of one system that
/// confirm it, the earliest counts. O(confirmed systems × one propagation).
[[nodiscard]] StateComparison compare_states(const FlowGraph& graph, const SpreadIndex& index,
                                             const SpreadOptions& asked,
                                             const ObservedStates& states);

/// Who talked after it was said to be off the network (checkpoint ⑥): conversations that began
/// after that time in which the system itself sent something: as initiator (unless the
/// record says that it sent no packet), or as responder that answered. What was open at that time
/// and went on is counted apart, since the other end may have sent alone. By (certain first, first,
/// system). O(conversations of these systems + attempts).
[[nodiscard]] std::vector<TalkedAfter> talked_after_offline(const FlowGraph& graph,
                                                            const ObservedStates& states);

/// What an answer has to say of the list.
struct StateAnswer {
  ObservedStates states;
  std::vector<TalkedAfter> talked;
  std::optional<StateComparison> comparison;  ///< of spread alone
};

}  // namespace hamon
