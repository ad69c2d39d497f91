#pragma once

#include "analyze/spread.hpp"

#include <optional>
#include <vector>

namespace hamon {

/// When a backup generation was taken, beside when its system could have been reached.
enum class BackupVerdict {
  Outside,  ///< it ended before anything was observed: nothing is known of that time
  Before,   ///< it ended before what was observed could reach the system
  Suspect,  ///< the system could be reached while it ran, or earlier under profile `broad`
  After     ///< the system could be reached before it began
};
[[nodiscard]] std::string_view name_of(BackupVerdict verdict);  ///< `outside`, `before`, …

/// One generation of the site file's `backups`.
struct BackupState {
  std::size_t backup = 0;  ///< into `Site::backups`
  BackupVerdict verdict = BackupVerdict::Outside;
  std::optional<Timestamp> reached;        ///< T of its system: compromised or data affected
  std::optional<Timestamp> store_reached;  ///< that of its store; nothing for `offline`
};

/// Which generation lies before, in and after the time in which an infection can have reached its
/// system, and whether its store was itself reached (formats, section 3, `hamon/restore/1`).
/// In the order of the site file. Costs two spreads.
[[nodiscard]] std::vector<BackupState> restore(const FlowGraph& graph, const SpreadIndex& index,
                                               const SpreadOptions& options);

}  // namespace hamon
