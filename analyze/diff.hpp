#pragma once

#include "analyze/check.hpp"
#include "graph/flow_graph.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hamon {

/// What a data flow amounts to on one side.
struct FlowSum {
  std::uint64_t records = 0;
  std::uint64_t bytes_out = 0;
  std::uint64_t bytes_in = 0;
  bool operator==(const FlowSum&) const = default;
};

/// A data flow that stands on one side alone, or on both with other amounts.
struct FlowDifference {
  DataFlowId flow{};  ///< of the graph after; of what vanished, of the one before
  FlowSum before;
  FlowSum after;
};

/// A finding of one side, and the claim that it belongs to.
struct FindingDifference {
  std::string claim;  ///< empty where it belongs to none
  const Finding* finding = nullptr;
};

/// What stands on one side alone, or differently on both.
struct Differences {
  std::vector<SystemId> systems;            ///< by name
  std::vector<FlowDifference> data_flows;   ///< by the names of initiator, responder, service
  std::vector<FindingDifference> findings;  ///< by (claim, id)
};

/// What `check` says of one side, beside its graph.
struct DiffSide {
  const FlowGraph& graph;
  const CheckResult& checked;
};

struct Diff {
  Differences vanished;  ///< ids are those of the graph before
  Differences fresh;     ///< new; ids are those of the graph after
  Differences changed;   ///< ids are those of the graph after
};

/// Compares two observations of one network. Systems are the same when they have the same name;
/// those that took part in nothing are left out. A data flow changed when its bytes in either
/// direction differ by more than 10 times, or by more than 3 times and 100 MB; a system, when its
/// zone did; a finding, when it was accepted on one side alone. What is found views `before` and
/// `after`. O(n log n).
[[nodiscard]] Diff diff(const DiffSide& before, const DiffSide& after);

}  // namespace hamon
