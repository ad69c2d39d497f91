#include "analyze/restore.hpp"

#include <algorithm>

namespace hamon {
namespace {

std::optional<Timestamp> reached(const FlowGraph& graph, const std::vector<SpreadState>& states,
                                 const std::string& name) {
  const auto system = graph.find_system(name);
  return system ? reached_at(states[index(*system)]) : std::nullopt;
}

BackupVerdict judge(const FlowGraph& graph, const SiteBackup& backup,
                    const std::optional<Timestamp>& at, const std::optional<Timestamp>& broad) {
  if (!graph.window() || backup.end < graph.window()->begin) {
    return BackupVerdict::Outside;
  }
  if (at && *at <= backup.start) {
    return BackupVerdict::After;
  }
  const bool suspect = (at && *at <= backup.end) || (broad && *broad <= backup.end);
  return suspect ? BackupVerdict::Suspect : BackupVerdict::Before;
}

}  // namespace

std::string_view name_of(BackupVerdict verdict) {
  switch (verdict) {
    case BackupVerdict::Outside:
      return "outside";
    case BackupVerdict::Before:
      return "before";
    case BackupVerdict::Suspect:
      return "suspect";
    case BackupVerdict::After:
      break;
  }
  return "after";
}

std::vector<BackupState> restore(const FlowGraph& graph, const SpreadIndex& index,
                                 const SpreadOptions& options) {
  const auto states = contacted(graph, index, options);
  SpreadOptions widest = options;
  widest.profile = Profile::Broad;
  const auto broad = contacted(graph, index, widest);
  std::vector<BackupState> out;
  const auto& backups = graph.site().backups;
  for (std::size_t i = 0; i < backups.size(); ++i) {
    BackupState state;
    state.backup = i;
    state.reached = reached(graph, states, backups[i].system);
    state.store_reached = reached(graph, states, backups[i].store);
    state.verdict =
        judge(graph, backups[i], state.reached, reached(graph, broad, backups[i].system));
    out.push_back(state);
  }
  return out;
}

}  // namespace hamon
