#include "analyze/future_graph.hpp"

#include <algorithm>
#include <tuple>

namespace hamon {

FutureGraph::FutureGraph(const FlowGraph& graph, const ContainOptions& options,
                         const Barriers& barriers, const std::vector<SpreadState>& infected,
                         const std::vector<SystemId>& sinks)
    : systems_(static_cast<std::uint32_t>(graph.systems().size())) {
  for (std::uint32_t v = 0; v < systems_; ++v) {
    arcs_.push_back({compromised(v), hit(v)});
    if (infected[v].compromised) {
      arcs_.push_back({source(), compromised(v)});
    } else if (infected[v].data_affected) {
      arcs_.push_back({source(), hit(v)});
    }
  }
  for (const SystemId id : sinks) {
    arcs_.push_back({hit(static_cast<std::uint32_t>(index(id))), sink()});
  }
  add_flows(graph, options, barriers);
  sort_arcs();
  reached_ = closure(source(), false);
  keep_ways();
  sort_arcs();
}

bool FutureGraph::reaches(SystemId system) const {
  return reached_[hit(static_cast<std::uint32_t>(index(system)))];
}

void FutureGraph::add_flows(const FlowGraph& graph, const ContainOptions& options,
                            const Barriers& barriers) {
  const bool contact = options.spread.profile == Profile::Contact;
  std::vector<bool> passes(systems_);
  for (std::uint32_t v = 0; v < systems_; ++v) {
    passes[v] = !graph.systems()[v].outside;
  }
  for (const Seed& seed : options.spread.seeds) {
    passes[index(seed.system)] = true;
  }
  for (std::uint32_t f = 0; f < graph.data_flows().size(); ++f) {
    const DataFlow& flow = graph.data_flows()[f];
    const auto i = static_cast<std::uint32_t>(index(flow.initiator));
    const auto r = static_cast<std::uint32_t>(index(flow.responder));
    if (i == r || (!contact && flow.carrying.size() == 0) ||
        barriers.last_along(i, r, f) < *options.at) {
      continue;
    }
    if (passes[i]) {
      add_direction(i, r, f, flow.carry.forward, graph.systems()[r].susceptible, options);
    }
    if (passes[r]) {
      add_direction(r, i, f, flow.carry.backward, graph.systems()[i].susceptible, options);
    }
  }
}

void FutureGraph::add_direction(std::uint32_t from, std::uint32_t to, std::uint32_t data_flow,
                                std::uint8_t kinds, bool susceptible,
                                const ContainOptions& options) {
  const Profile profile = options.spread.profile;
  if (profile == Profile::Contact) {
    arcs_.push_back({compromised(from), compromised(to), data_flow});
    return;
  }
  const bool compromises = susceptible && (kinds & spreading_kinds(profile)) != 0;
  const bool passes = (kinds & carry::kPass) != 0;
  if (compromises) {
    arcs_.push_back({compromised(from), compromised(to), data_flow, passes});
  }
  // What passes damage on also passes that of a compromised system on; what compromises damages.
  if (passes) {
    arcs_.push_back({hit(from), hit(to), data_flow, compromises});
  } else if (!compromises && (kinds & carry::kDamage) != 0) {
    arcs_.push_back({compromised(from), hit(to), data_flow});
  }
}

void FutureGraph::sort_arcs() {
  std::sort(arcs_.begin(), arcs_.end(), [](const Arc& a, const Arc& b) {
    return std::tuple(a.from, a.to, a.data_flow) < std::tuple(b.from, b.to, b.data_flow);
  });
  first_.assign(nodes() + 1, 0);
  for (const Arc& arc : arcs_) {
    ++first_[arc.from + 1];
  }
  for (std::size_t v = 0; v < nodes(); ++v) {
    first_[v + 1] += first_[v];
  }
}

std::vector<bool> FutureGraph::closure(Node start, bool backwards) const {
  std::vector<std::vector<Node>> arriving(backwards ? nodes() : 0);
  if (backwards) {
    for (const Arc& arc : arcs_) {
      if (arriving[arc.to].empty() || arriving[arc.to].back() != arc.from) {
        arriving[arc.to].push_back(arc.from);
      }
    }
  }
  std::vector<bool> seen(nodes());
  std::vector<Node> open{start};
  seen[start] = true;
  const auto see = [&](Node v) {
    if (!seen[v]) {
      seen[v] = true;
      open.push_back(v);
    }
  };
  while (!open.empty()) {
    const Node v = open.back();
    open.pop_back();
    if (backwards) {
      std::for_each(arriving[v].begin(), arriving[v].end(), see);
    } else {
      for (const Arc& arc : leaving(v)) {
        see(arc.to);
      }
    }
  }
  return seen;
}

void FutureGraph::keep_ways() {
  const std::vector<bool> leads = closure(sink(), true);
  std::erase_if(arcs_, [&](const Arc& arc) { return !reached_[arc.from] || !leads[arc.to]; });
}

}  // namespace hamon
