#include "analyze/contain.hpp"

#include "analyze/choke_points.hpp"
#include "analyze/contain_cuts.hpp"
#include "analyze/future_graph.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace hamon {

CutCost weight_of(const System& system) {
  return {2 * std::max<std::int64_t>(1000, std::llround(system.critical * 1000))};
}

CutCost weight_of(const FlowGraph& graph, const DataFlow& flow) {
  return {(weight_of(graph[flow.initiator]).units + weight_of(graph[flow.responder]).units) / 2};
}

CutZone cut_zone_of(const System& system) {
  if (system.outside) {
    return {CutZone::Kind::Outside, {}};
  }
  return system.home ? CutZone{CutZone::Kind::Zone, *system.home}
                     : CutZone{CutZone::Kind::None, {}};
}

std::string_view name_of(CutKind kind) {
  switch (kind) {
    case CutKind::DataFlow:
      return "flow";
    case CutKind::System:
      return "system";
    case CutKind::ZonePair:
      break;
  }
  return "zone-pair";
}

std::string_view name_of(CutStage stage) {
  switch (stage) {
    case CutStage::Backup:
      return "backup";
    case CutStage::External:
      return "external";
    case CutStage::Segment:
      return "segment";
    case CutStage::Inside:
      break;
  }
  return "inside";
}

std::string_view name_of(CutState state) {
  switch (state) {
    case CutState::Found:
      return "found";
    case CutState::NotNeeded:
      return "not_needed";
    case CutState::Impossible:
      break;
  }
  return "impossible";
}

std::string_view name_of(CutObstacle obstacle) {
  switch (obstacle) {
    case CutObstacle::None:
      return "";
    case CutObstacle::Infected:
      return "infected";
    case CutObstacle::Direct:
      return "direct";
    case CutObstacle::NoBoundary:
      break;
  }
  return "no_boundary";
}

std::string_view name_of(ProtectedState state) {
  switch (state) {
    case ProtectedState::Reachable:
      return "reachable";
    case ProtectedState::NoPath:
      return "no_path";
    case ProtectedState::Infected:
      break;
  }
  return "infected";
}

namespace {

Timestamp decision(const FlowGraph& graph, const ContainOptions& options) {
  if (options.at) {
    return *options.at;
  }
  const auto& seeds = options.spread.seeds;
  const auto latest = std::max_element(
      seeds.begin(), seeds.end(), [](const Seed& a, const Seed& b) { return a.time < b.time; });
  return latest != seeds.end() ? latest->time : graph.window() ? graph.window()->end : Timestamp{};
}

/// What is left of `states` at a time; seeds count whenever they begin.
std::vector<SpreadState> infected_at(std::vector<SpreadState> states,
                                     const std::vector<Seed>& seeds, Timestamp at) {
  std::vector<bool> seed(states.size());
  for (const Seed& s : seeds) {
    seed[index(s.system)] = true;
  }
  for (std::size_t v = 0; v < states.size(); ++v) {
    SpreadState& state = states[v];
    if (state.compromised > at && !seed[v]) {
      state.compromised.reset();
    }
    if (!state.compromised && state.data_affected > at) {
      state.data_affected.reset();
    }
  }
  return states;
}

bool is_infected(const SpreadState& state) {
  return state.compromised || state.data_affected;
}

/// Those to be protected that may still be: not infected yet.
std::vector<SystemId> clean_of(const ContainOptions& options,
                               const std::vector<SpreadState>& infected) {
  std::vector<SystemId> out;
  for (const SystemId id : options.protect) {
    if (!is_infected(infected[index(id)])) {
      out.push_back(id);
    }
  }
  return out;
}

/// Fills in what the rule of spread leaves reached once the cut is made.
void replay(ContainCut& cut, const FlowGraph& graph, const SpreadIndex& index_of,
            const ContainOptions& options, const ContainResult& result,
            const std::vector<SpreadState>& infected) {
  SpreadOptions after = options.spread;
  add_measure(after, graph, cut, result.at);
  const auto states = rings(graph, index_of, after);
  std::vector<bool> guarded(states.size());
  for (const Protected& p : result.guarded) {
    guarded[index(p.system)] = true;
  }
  for (std::uint32_t v = 0; v < states.size(); ++v) {
    const bool contacted = states[v].ring == Ring::Contacted;
    if (guarded[v]) {
      if (contacted) {
        cut.leaves.push_back(SystemId{v});
      }
    } else if (!is_infected(infected[v])) {
      if (contacted) {
        cut.contacted.push_back(SystemId{v});
      } else if (states[v].ring == Ring::Connected) {
        cut.connected.push_back(SystemId{v});
      }
    }
  }
}

}  // namespace

ContainResult contain(const FlowGraph& graph, const SpreadIndex& index_of,
                      const ContainOptions& options) {
  ContainOptions asked = options;
  asked.spread.until.reset();
  asked.spread.shared_admin = false;
  auto& protect = asked.protect;
  std::sort(protect.begin(), protect.end());
  protect.erase(std::unique(protect.begin(), protect.end()), protect.end());

  ContainResult result;
  result.at = decision(graph, asked);
  asked.at = result.at;
  const auto states = contacted(graph, index_of, asked.spread);
  const auto infected = infected_at(states, asked.spread.seeds, result.at);
  for (std::uint32_t v = 0; v < infected.size(); ++v) {
    if (is_infected(infected[v])) {
      result.infected.push_back(SystemId{v});
    }
  }
  const auto clean = clean_of(asked, infected);
  const Barriers barriers(graph, asked.spread);
  const FutureGraph future(graph, asked, barriers, infected, clean);
  std::vector<SystemId> reachable;
  for (const SystemId id : protect) {
    const bool lost = is_infected(infected[index(id)]);
    const bool led_to = !lost && future.reaches(id);
    if (led_to) {
      reachable.push_back(id);
    }
    result.guarded.push_back({id,
                              lost     ? ProtectedState::Infected
                              : led_to ? ProtectedState::Reachable
                                       : ProtectedState::NoPath,
                              reached_at(states[index(id)])});
  }
  CutFinder finder(graph, barriers, result.at, future, infected, reachable);
  for (const CutKind kind : {CutKind::DataFlow, CutKind::System, CutKind::ZonePair}) {
    ContainCut cut = finder.find(kind);
    if (clean.empty()) {
      cut.state = CutState::Impossible;
      cut.obstacle = CutObstacle::Infected;
    }
    replay(cut, graph, index_of, asked, result, infected);
    result.cuts.push_back(std::move(cut));
  }
  result.chokes = choke_points(future, infected, reachable);
  return result;
}

}  // namespace hamon
