#include "analyze/contain_cuts.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace hamon {
namespace {

constexpr std::uint32_t kNoGate = CutProblem::kOpen;

std::uint32_t number(SystemId id) {
  return static_cast<std::uint32_t>(index(id));
}

/// Large problems get fewer maximum flows: all together look at so many arcs.
std::size_t most_flows(const CutProblem& problem) {
  constexpr std::size_t kArcs = 4'000'000;
  return std::clamp<std::size_t>(kArcs / (problem.arcs.size() + 1), 8, 2'000);
}

template <class T>
void make_set(std::vector<T>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

}  // namespace

CutFinder::CutFinder(const FlowGraph& graph, const Barriers& barriers, Timestamp at,
                     const FutureGraph& future, const std::vector<SpreadState>& infected,
                     const std::vector<SystemId>& reachable)
    : graph_(graph),
      future_(future),
      fixed_(graph.systems().size()),
      backups_(graph.systems().size()) {
  for (std::uint32_t v = 0; v < fixed_.size(); ++v) {
    const Role role = graph.systems()[v].role;
    fixed_[v] = infected[v].compromised || infected[v].data_affected;
    backups_[v] = role == Role::Backup || role == Role::Nas;
  }
  for (const SystemId id : reachable) {
    fixed_[index(id)] = true;
  }
  for (const SiteBackup& backup : graph.site().backups) {
    if (const auto store = graph.find_system(backup.store)) {
      backups_[index(*store)] = true;
    }
  }
  for (std::uint32_t f = 0; f < graph.data_flows().size(); ++f) {
    const DataFlow& flow = graph.data_flows()[f];
    if (flow.initiator != flow.responder &&
        barriers.last_along(number(flow.initiator), number(flow.responder), f) >= at) {
      live_.push_back(f);
    }
  }
}

ContainCut CutFinder::find(CutKind kind) const {
  ContainCut cut;
  cut.kind = kind;
  if (future_.leaving(future_.source()).empty()) {
    cut.state = CutState::NotNeeded;
    return cut;
  }
  switch (kind) {
    case CutKind::DataFlow:
      by_data_flow(cut);
      break;
    case CutKind::System:
      by_system(cut);
      break;
    case CutKind::ZonePair:
      by_zone_pair(cut);
      break;
  }
  std::stable_sort(cut.items.begin(), cut.items.end(),
                   [](const CutItem& a, const CutItem& b) { return a.stage < b.stage; });
  add_interrupted(cut);
  return cut;
}

CutProblem CutFinder::bare_problem(std::uint32_t nodes) const {
  CutProblem problem;
  problem.nodes = nodes;
  problem.source = future_.source();
  problem.sink = future_.sink();
  return problem;
}

void CutFinder::by_data_flow(ContainCut& cut) const {
  CutProblem problem = bare_problem(future_.nodes());
  // One gate for each data flow; a second one where it also passes damage on beside compromise.
  std::array<std::vector<std::uint32_t>, 2> gates;
  gates.fill(std::vector<std::uint32_t>(graph_.data_flows().size(), kNoGate));
  std::vector<std::uint32_t> data_flow_of_gate;
  for (const FutureGraph::Arc& arc : future_.arcs()) {
    std::uint32_t gate = kNoGate;
    if (arc.data_flow != FutureGraph::kNoDataFlow) {
      std::uint32_t& own = gates[arc.shared && future_.is_damage(arc.from) ? 1 : 0][arc.data_flow];
      if (own == kNoGate) {
        own = static_cast<std::uint32_t>(data_flow_of_gate.size());
        data_flow_of_gate.push_back(arc.data_flow);
      }
      gate = own;
    }
    problem.arcs.push_back({arc.from, arc.to, gate});
  }
  problem.costs.assign(data_flow_of_gate.size(), 0);
  for (std::size_t f = 0; f < gates[0].size(); ++f) {
    const std::uint32_t first = gates[0][f];
    const std::uint32_t second = gates[1][f];
    const std::int64_t weight = weight_of(graph_, graph_.data_flows()[f]).units;
    if (first != kNoGate && second != kNoGate) {
      problem.joints.push_back({{first, second}, weight});
    } else if (first != kNoGate || second != kNoGate) {
      problem.costs[std::min(first, second)] = weight;
    }
  }
  const MinimumCut found = minimum_cut(problem, most_flows(problem));
  std::set<std::uint32_t> data_flows;
  for (const std::uint32_t gate : found.gates) {
    data_flows.insert(data_flow_of_gate[gate]);
  }
  cut.minimal = found.minimal;
  cut.cost = {found.cost};
  for (const std::uint32_t f : data_flows) {
    const DataFlow& flow = graph_.data_flows()[f];
    cut.items.push_back({stage_of(flow), weight_of(graph_, flow), DataFlowId{f}, {}, {}});
  }
}

CutProblem CutFinder::system_problem(std::vector<std::uint32_t>& system_of_gate) const {
  // Each node is entered, and left through the gate of its system.
  const std::uint32_t nodes = future_.nodes();
  CutProblem problem = bare_problem(2 * nodes);
  std::vector<bool> entered(nodes);  // over a data flow
  std::vector<bool> present(nodes);
  for (const FutureGraph::Arc& arc : future_.arcs()) {
    const bool within = arc.data_flow == FutureGraph::kNoDataFlow;
    entered[arc.to] = entered[arc.to] || !within;
    present[arc.from] = present[arc.to] = true;
    // Who is compromised passes on what a hit system does, whether or not its data was hit before.
    const bool inner = within && arc.from < future_.source() && arc.to < future_.source();
    problem.arcs.push_back({nodes + arc.from, inner ? nodes + arc.to : arc.to});
  }
  std::vector<std::vector<std::uint32_t>> gates(future_.systems());
  for (std::uint32_t node = 0; node < nodes; ++node) {
    std::uint32_t gate = kNoGate;
    const bool ends = node == future_.source() || node == future_.sink();
    if (!present[node]) {
      continue;
    }
    if (!ends && entered[node] && !fixed_[future_.system_of(node)]) {
      gate = static_cast<std::uint32_t>(system_of_gate.size());
      system_of_gate.push_back(future_.system_of(node));
      gates[future_.system_of(node)].push_back(gate);
    }
    problem.arcs.push_back({node, nodes + node, gate});
  }
  problem.sink = future_.sink();
  problem.costs.assign(system_of_gate.size(), 0);
  add_system_costs(problem, gates);
  return problem;
}

void CutFinder::add_system_costs(CutProblem& problem,
                                 const std::vector<std::vector<std::uint32_t>>& gates) const {
  using Joint = CutProblem::Joint;
  std::vector<Joint> joints;
  for (const std::uint32_t f : live_) {
    const DataFlow& flow = graph_.data_flows()[f];
    Joint joint({}, weight_of(graph_, flow).units);
    for (const SystemId end :
         {std::min(flow.initiator, flow.responder), std::max(flow.initiator, flow.responder)}) {
      for (const std::uint32_t gate : gates[index(end)]) {
        joint.add(gate);
      }
    }
    if (joint.count == 1) {
      problem.costs[joint.gate[0]] += joint.cost;
    } else if (joint.count > 1) {
      joints.push_back(joint);
    }
  }
  const auto key = [](const Joint& joint) { return std::tuple(joint.count, joint.gate); };
  std::sort(joints.begin(), joints.end(),
            [&](const Joint& a, const Joint& b) { return key(a) < key(b); });
  for (const Joint& joint : joints) {
    auto& merged = problem.joints;
    if (!merged.empty() && key(merged.back()) == key(joint)) {
      merged.back().cost += joint.cost;
    } else {
      merged.push_back(joint);
    }
  }
}

void CutFinder::by_system(ContainCut& cut) const {
  std::vector<std::uint32_t> system_of_gate;
  const CutProblem problem = system_problem(system_of_gate);
  const MinimumCut found = minimum_cut(problem, most_flows(problem));
  if (!found.possible) {
    cut.state = CutState::Impossible;
    cut.obstacle = CutObstacle::Direct;
    return;
  }
  std::set<std::uint32_t> systems;
  for (const std::uint32_t gate : found.gates) {
    systems.insert(system_of_gate[gate]);
  }
  cut.minimal = found.minimal;
  cut.cost = {found.cost};
  std::map<std::uint32_t, CutItem> items;
  for (const std::uint32_t v : systems) {
    items[v] = {backups_[v] ? CutStage::Backup : CutStage::Inside, {}, {}, SystemId{v}, {}};
  }
  const auto each_end = [&](const DataFlow& flow, const auto& add) {
    for (const SystemId end : {flow.initiator, flow.responder}) {
      if (const auto item = items.find(number(end)); item != items.end()) {
        add(item->second);
      }
    }
  };
  for (const std::uint32_t f : live_) {
    const DataFlow& flow = graph_.data_flows()[f];
    each_end(flow, [&](CutItem& item) { item.cost.units += weight_of(graph_, flow).units; });
  }
  for (const FutureGraph::Arc& arc : future_.arcs()) {
    if (arc.data_flow != FutureGraph::kNoDataFlow) {
      // Its own place, not that of a backup that it talks to.
      const DataFlow& flow = graph_.data_flows()[arc.data_flow];
      const CutStage stage = place_of(flow);
      each_end(flow, [&](CutItem& item) { item.stage = std::min(item.stage, stage); });
    }
  }
  for (auto& [system, item] : items) {
    cut.items.push_back(item);
  }
}

ZoneSides CutFinder::sides_of(const DataFlow& flow) const {
  const CutZone a = cut_zone_of(graph_[flow.initiator]);
  const CutZone b = cut_zone_of(graph_[flow.responder]);
  return {std::min(a, b), std::max(a, b)};
}

CutStage CutFinder::stage_of(const DataFlow& flow) const {
  if (backups_[index(flow.initiator)] || backups_[index(flow.responder)]) {
    return CutStage::Backup;
  }
  return place_of(flow);
}

CutStage CutFinder::place_of(const DataFlow& flow) const {
  if (graph_[flow.initiator].outside || graph_[flow.responder].outside) {
    return CutStage::External;
  }
  const ZoneSides sides = sides_of(flow);
  return sides.first != sides.second ? CutStage::Segment : CutStage::Inside;
}

void CutFinder::add_interrupted(ContainCut& cut) const {
  std::set<DataFlowId> data_flows;
  std::set<SystemId> systems;
  std::set<ZoneSides> pairs;
  for (const CutItem& item : cut.items) {
    switch (cut.kind) {
      case CutKind::DataFlow:
        data_flows.insert(item.data_flow);
        break;
      case CutKind::System:
        systems.insert(item.system);
        break;
      case CutKind::ZonePair:
        pairs.insert(item.zones);
        break;
    }
  }
  Interrupted& out = cut.interrupted;
  for (const std::uint32_t f : live_) {
    const DataFlow& flow = graph_.data_flows()[f];
    if (data_flows.contains(DataFlowId{f}) || systems.contains(flow.initiator) ||
        systems.contains(flow.responder) || (!pairs.empty() && pairs.contains(sides_of(flow)))) {
      out.data_flows.push_back(DataFlowId{f});
      out.systems.push_back(flow.initiator);
      out.systems.push_back(flow.responder);
      out.services.push_back(flow.service);
    }
  }
  make_set(out.systems);
  make_set(out.services);
}

namespace {

std::vector<SystemId> systems_in(const FlowGraph& graph, const CutZone& zone) {
  std::vector<SystemId> out;
  for (std::uint32_t v = 0; v < graph.systems().size(); ++v) {
    if (cut_zone_of(graph.systems()[v]) == zone) {
      out.push_back(SystemId{v});
    }
  }
  return out;
}

}  // namespace

void add_measure(SpreadOptions& options, const FlowGraph& graph, const ContainCut& cut,
                 Timestamp at) {
  FlowCut data_flows{{}, at};
  Isolation isolation{{}, at};
  for (const CutItem& item : cut.items) {
    switch (cut.kind) {
      case CutKind::DataFlow:
        data_flows.data_flows.push_back(item.data_flow);
        break;
      case CutKind::System:
        isolation.systems.push_back(item.system);
        break;
      case CutKind::ZonePair:
        options.cuts.push_back(
            {systems_in(graph, item.zones.first), systems_in(graph, item.zones.second), at});
        break;
    }
  }
  options.flow_cuts.push_back(std::move(data_flows));
  options.isolations.push_back(std::move(isolation));
}

}  // namespace hamon
