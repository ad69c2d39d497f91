#pragma once

#include "graph/flow_graph.hpp"

#include <optional>
#include <vector>

namespace hamon {

/// A system that was seen inside and that no document knows.
struct Unlisted {
  SystemId system{};
  std::optional<Interval> seen;
};

/// Addresses of a listed system that its row does not have.
struct ExtraAddresses {
  SystemId system{};
  std::vector<IpAddress> addresses;  ///< sorted
};

/// Where the asset ledger and what was observed differ. Without a ledger the site file stands in.
struct LedgerGaps {
  bool by_site_file = false;       ///< there is no ledger
  std::vector<Unlisted> unlisted;  ///< inside, in neither ledger nor site file
  std::vector<SystemId> unseen;    ///< listed, and never observed
  std::vector<ExtraAddresses>
      extra;  ///< by the site file or by observation; link-local ones left out
};

/// Each list in id order. O(S log S) for S systems.
[[nodiscard]] LedgerGaps ledger_gaps(const FlowGraph& graph);

}  // namespace hamon
