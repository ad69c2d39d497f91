#include "analyze/diff.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace hamon {
namespace {

using FlowKey = std::tuple<std::string_view, std::string_view, std::string_view>;
using FindingKey = std::pair<std::string_view, std::string_view>;

/// One side, by what does not depend on its ids.
struct Named {
  std::map<std::string_view, SystemId> systems;
  std::map<FlowKey, DataFlowId> flows;
  std::map<FindingKey, const Finding*> findings;
};

Named by_name(const DiffSide& side) {
  const FlowGraph& graph = side.graph;
  Named named;
  const auto take_part = [&](SystemId id) { named.systems.emplace(graph[id].name, id); };
  for (std::size_t i = 0; i < graph.data_flows().size(); ++i) {
    const auto id = static_cast<DataFlowId>(i);
    const DataFlow& flow = graph[id];
    take_part(flow.initiator);
    take_part(flow.responder);
    named.flows.emplace(
        FlowKey{graph[flow.initiator].name, graph[flow.responder].name, graph[flow.service].name},
        id);
  }
  for (const Conversation& attempt : graph.attempts()) {
    take_part(attempt.from);
  }
  for (const ClaimResult& claim : side.checked.claims) {
    for (const Finding& finding : claim.findings) {
      named.findings.emplace(FindingKey{claim.id, finding.id}, &finding);
    }
  }
  for (const Finding& finding : side.checked.findings) {
    named.findings.emplace(FindingKey{{}, finding.id}, &finding);
  }
  return named;
}

FlowSum sum_of(const FlowGraph& graph, DataFlowId id) {
  const DataFlow& flow = graph[id];
  return {flow.conversations.size(), flow.bytes_out, flow.bytes_in};
}

/// More than 10 times, or more than 3 times and 100 MB.
bool differ(std::uint64_t a, std::uint64_t b) {
  constexpr std::uint64_t kMuch = 100'000'000;
  const std::uint64_t less = std::min(a, b);
  const std::uint64_t more = std::max(a, b);
  const auto exceeds = [=](std::uint64_t times) {
    return less <= UINT64_MAX / times && more > less * times;
  };
  return exceeds(10) || (exceeds(3) && more - less > kMuch);
}

bool differ(const FlowSum& a, const FlowSum& b) {
  return differ(a.bytes_out, b.bytes_out) || differ(a.bytes_in, b.bytes_in);
}

/// What of `here` does not stand in `there`; `own` puts the amounts on their side.
Differences only_in(const DiffSide& side, const Named& here, const Named& there,
                    FlowSum FlowDifference::*own) {
  Differences out;
  for (const auto& [name, id] : here.systems) {
    if (!there.systems.contains(name)) {
      out.systems.push_back(id);
    }
  }
  for (const auto& [key, id] : here.flows) {
    if (!there.flows.contains(key)) {
      FlowDifference difference;
      difference.flow = id;
      difference.*own = sum_of(side.graph, id);
      out.data_flows.push_back(difference);
    }
  }
  for (const auto& [key, finding] : here.findings) {
    if (!there.findings.contains(key)) {
      out.findings.push_back({std::string(key.first), finding});
    }
  }
  return out;
}

}  // namespace

Diff diff(const DiffSide& before, const DiffSide& after) {
  const Named was = by_name(before);
  const Named is = by_name(after);
  Diff out;
  out.vanished = only_in(before, was, is, &FlowDifference::before);
  out.fresh = only_in(after, is, was, &FlowDifference::after);
  for (const auto& [name, id] : is.systems) {
    const auto same = was.systems.find(name);
    if (same != was.systems.end() &&
        before.graph.zone_name(same->second) != after.graph.zone_name(id)) {
      out.changed.systems.push_back(id);
    }
  }
  for (const auto& [key, id] : is.flows) {
    const auto same = was.flows.find(key);
    if (same == was.flows.end()) {
      continue;
    }
    const FlowDifference difference{id, sum_of(before.graph, same->second),
                                    sum_of(after.graph, id)};
    if (differ(difference.before, difference.after)) {
      out.changed.data_flows.push_back(difference);
    }
  }
  for (const auto& [key, finding] : is.findings) {
    const auto same = was.findings.find(key);
    if (same != was.findings.end() && same->second->accepted != finding->accepted) {
      out.changed.findings.push_back({std::string(key.first), finding});
    }
  }
  return out;
}

}  // namespace hamon
