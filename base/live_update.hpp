#pragma once

#include "base/flow_record.hpp"

#include <string_view>
#include <vector>

namespace hamon {

/// Whether a source of this kind grows while its SHA-256 stays: an interface (`live`) or a port
/// (`live-netflow`, `live-syslog`, …).
[[nodiscard]] inline bool is_live_kind(std::string_view kind) {
  return kind == "live" || kind.starts_with("live-");
}

/// What a source that is still growing has to hand over at a time.
struct LiveUpdate {
  std::vector<FlowRecord> ended;  ///< conversations that ended since the update before
  std::vector<Binding> known;     ///< bindings that will not change any more
  bool has_open = false;          ///< the two below replace what they were before
  std::vector<FlowRecord> open;   ///< conversations under way, as they stand
  std::vector<Binding> so_far;    ///< bindings that may still grow
  SourceReport report;            ///< so far; its SHA-256 names the source

  /// Takes in what came later, where this one could not be written yet.
  void append(LiveUpdate&& later) {
    for (FlowRecord& record : later.ended) {
      ended.push_back(std::move(record));
    }
    for (Binding& binding : later.known) {
      known.push_back(std::move(binding));
    }
    if (later.has_open) {
      has_open = true;
      open = std::move(later.open);
      so_far = std::move(later.so_far);
    }
    report = std::move(later.report);
  }
};

}  // namespace hamon
