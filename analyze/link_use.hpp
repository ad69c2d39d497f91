#pragma once

#include "graph/flow_graph.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace hamon {

/// When a connection that stays open was used, and not merely kept alive.
struct LinkUse {
  std::uint64_t occasions = 0;  ///< runs of slices in use, with at most one idle slice within
  std::optional<Interval> last;
  Duration open;  ///< how long it was open in all
};

/// The times at which a conversation was used: runs of its 5-minute slices that carried more than
/// max(30 kB, three times the lower quartile of its slices, idle ones counted), one idle slice
/// within a run apart. 30 kB in 5 minutes is 100 B/s: keep-alives of IPsec (RFC 3948, section 4: a
/// byte every 20 s), of TCP and of remote-control tools stay far below, a screen far above. When
/// the lower quartile itself is above 300 kB, or nothing is told of its slices, the whole
/// conversation counts as used.
[[nodiscard]] std::vector<Interval> used_times(const FlowGraph& graph, const Conversation& c);

/// Whether some source told how a long conversation was used.
[[nodiscard]] inline bool tells_use(const Conversation& c) {
  return c.activity.begin != c.activity.end;
}

/// Adds up the use of one data flow's conversations; they come in order of their begin.
class LinkUseSum {
 public:
  explicit LinkUseSum(const FlowGraph& graph) : graph_(&graph) {}
  void add(const Conversation& c);
  /// Nothing unless something stayed open for an hour or more, used for less than half of it.
  [[nodiscard]] std::optional<LinkUse> finish() const;

 private:
  const FlowGraph* graph_;
  LinkUse use_;
  Duration used_;
  bool long_open_ = false;
};

}  // namespace hamon
