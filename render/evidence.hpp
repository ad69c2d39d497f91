#pragma once

#include "analyze/check.hpp"
#include "analyze/spread.hpp"
#include "analyze/trace.hpp"
#include "graph/flow_graph.hpp"

#include <string>
#include <vector>

namespace hamon {

/// An observation that a step of a spread rests on.
struct StepEvidence {
  EvidenceRef reference;
  std::string filter;  ///< Wireshark display filter of its conversation; empty under pseudonyms
};

/// The conversations that were open when `step` carried: the first `most` references of theirs.
/// Conversations without payload count under profile `contact` only.
[[nodiscard]] std::vector<StepEvidence> step_evidence(const FlowGraph& graph,
                                                      const SpreadStep& step, Profile profile,
                                                      std::size_t most);

/// All systems by (compromised, data affected, name), those without a time last.
[[nodiscard]] std::vector<SystemId> by_arrival(const FlowGraph& graph, const SpreadResult& result);

/// The systems from which a target falls, by (latest compromise, name).
[[nodiscard]] std::vector<SystemId> by_latest(const TraceResult& result);

/// The incubation that an answer rests on: none under profile `contact`.
[[nodiscard]] Duration effective_incubation(const SpreadOptions& options);
[[nodiscard]] Duration effective_incubation(const TraceOptions& options);

/// A sensor is bound when the site file ties it to sources or a source was imported under its name.
[[nodiscard]] bool is_bound(const FlowGraph& graph, const SiteSensor& sensor);

}  // namespace hamon
