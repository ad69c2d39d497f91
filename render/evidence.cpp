#include "render/evidence.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace hamon {

std::vector<StepEvidence> step_evidence(const FlowGraph& graph, const SpreadStep& step,
                                        Profile profile, std::size_t most) {
  std::vector<StepEvidence> found;
  const Range range = graph[step.data_flow].conversations;
  for (const Conversation& c : graph.conversations().subspan(range.begin, range.size())) {
    if (c.time.begin > step.arrival || found.size() >= most) {
      break;  // they are sorted by their begin
    }
    if (c.time.end < step.arrival || (!c.carries && profile != Profile::Contact)) {
      continue;
    }
    for (const EvidenceRef& reference :
         graph.evidence().subspan(c.evidence.begin, c.evidence.size())) {
      if (found.size() < most) {
        found.push_back({reference, graph.pseudonymised() ? std::string() : display_filter(c)});
      }
    }
  }
  return found;
}

std::vector<SystemId> by_arrival(const FlowGraph& graph, const SpreadResult& result) {
  std::vector<SystemId> order;
  for (std::uint32_t i = 0; i < graph.systems().size(); ++i) {
    order.push_back(SystemId{i});
  }
  // Ids follow names, so that the last key is the name.
  const auto key = [&](SystemId id) {
    const SpreadState& state = result.systems[index(id)];
    return std::tuple(!state.compromised, state.compromised.value_or(Timestamp{}),
                      !state.data_affected, state.data_affected.value_or(Timestamp{}), id);
  };
  std::sort(order.begin(), order.end(), [&](SystemId a, SystemId b) { return key(a) < key(b); });
  return order;
}

std::vector<SystemId> by_latest(const TraceResult& result) {
  std::vector<SystemId> order;
  for (std::uint32_t i = 0; i < result.systems.size(); ++i) {
    if (result.systems[i].latest) {
      order.push_back(SystemId{i});
    }
  }
  std::stable_sort(order.begin(), order.end(), [&](SystemId a, SystemId b) {
    return *result.systems[index(a)].latest < *result.systems[index(b)].latest;
  });
  return order;
}

Duration effective_incubation(const SpreadOptions& options) {
  return options.profile == Profile::Contact ? Duration{} : options.incubation;
}

Duration effective_incubation(const TraceOptions& options) {
  return options.profile == Profile::Contact ? Duration{} : options.incubation;
}

bool is_bound(const FlowGraph& graph, const SiteSensor& sensor) {
  return !sensor.sources.empty() ||
         std::any_of(graph.sources().begin(), graph.sources().end(),
                     [&](const SourceReport& report) { return report.sensor == sensor.name; });
}

}  // namespace hamon
