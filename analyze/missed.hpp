#pragma once

#include "analyze/spread.hpp"
#include "analyze/trace.hpp"

#include <vector>

namespace hamon {

/// A data flow that could have carried, but not at the time when it would have mattered.
struct MissedStep {
  enum class Why {
    TooEarly,   ///< the last contact ended before `bound`
    TooLate,    ///< the first contact began after `bound`
    Separated,  ///< an isolation, a cut or the end of the question came first
  };
  SystemId from{};
  SystemId to{};
  DataFlowId data_flow{};
  Why why = Why::TooEarly;
  Interval contact;  ///< the nearest
  Timestamp bound;   ///< when `from` could begin to pass it on, or `to` had to be reached
};

/// Why a system stands in no chain.
struct Missed {
  std::vector<SystemId> carriers;  ///< systems with a data flow that could carry to, or from, it
  std::vector<MissedStep> steps;   ///< with systems that stand in one, the narrowest miss first
};

/// Why `system` is not compromised in `result`: what could carry to it, were it susceptible.
/// O(F log C) for F data flows, C contacts of one.
[[nodiscard]] Missed missed_arrivals(const FlowGraph& graph, const SpreadOptions& options,
                                     const SpreadResult& result, SystemId system);

/// Why no target falls from `system` in `result`: what could carry from it.
[[nodiscard]] Missed missed_departures(const FlowGraph& graph, const TraceOptions& options,
                                       const TraceResult& result, SystemId system);

}  // namespace hamon
