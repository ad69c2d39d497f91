#pragma once

#include "base/diagnostic.hpp"
#include "graph/flow_graph.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// What somebody found a system to be in.
enum class Condition { Infected, Clean, Encrypted, Offline };
[[nodiscard]] std::string_view name_of(Condition condition);  ///< `infected`, …
/// The word of the program or of people, English or Japanese (`感染`, `異常なし`, `暗号化`,
/// `切離し`, …).
[[nodiscard]] std::optional<Condition> parse_condition(std::string_view word);

/// One row of the list of what was found so far.
struct ObservedState {
  SystemId system{};
  Condition condition = Condition::Infected;
  std::optional<Timestamp> time;  ///< clean, offline: always there
  std::string by;                 ///< who says so
  std::size_t line = 0;
  bool operator==(const ObservedState&) const = default;
};

struct ObservedStates {
  std::string file;
  std::string sha256;
  std::vector<ObservedState> rows;  ///< in the order of the file
};

/// Reads what was found: CSV as `parse_ledger` reads it, with the columns system, state, time and
/// by, in English or Japanese, in any order. `system` is a name, address or other selector of one
/// or more systems; an address with a time is who held it then. Times as elsewhere, and as Excel
/// writes them (`2026/6/10 2:50`); without offset in the site's zone. Every bad row is an error
/// with its line; with any, nothing is returned.
[[nodiscard]] std::optional<ObservedStates> parse_observed_states(std::string_view bytes,
                                                                  const std::string& file_name,
                                                                  const FlowGraph& graph,
                                                                  DiagnosticSink& diagnostics);

}  // namespace hamon
