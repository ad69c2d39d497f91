#include "analyze/minimum_cut.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <tuple>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/push_relabel_max_flow.hpp>

namespace hamon {
namespace {

using Cost = std::int64_t;
using Traits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>;
using FlowNetwork = boost::adjacency_list<
    boost::vecS, boost::vecS, boost::directedS, boost::no_property,
    boost::property<
        boost::edge_capacity_t, Cost,
        boost::property<boost::edge_residual_capacity_t, Cost,
                        boost::property<boost::edge_reverse_t, Traits::edge_descriptor>>>>;

enum class Decided : std::uint8_t { Undecided, Closed, Kept };

class CutSearch {
 public:
  CutSearch(const CutProblem& problem, std::size_t most_flows)
      : problem_(problem),
        arcs_(problem.arcs),
        network_(problem.nodes),
        flows_left_(most_flows),
        decided_(problem.costs.size(), Decided::Undecided) {
    std::sort(arcs_.begin(), arcs_.end(), [](const CutProblem::Arc& a, const CutProblem::Arc& b) {
      return std::tuple(a.from, a.to, a.gate) < std::tuple(b.from, b.to, b.gate);
    });
    make_network();
    endless_ = 1 + std::accumulate(problem.costs.begin(), problem.costs.end(), Cost{0});
    shares_.reserve(problem.joints.size());
    for (const CutProblem::Joint& joint : problem.joints) {
      endless_ += joint.cost;
      Shares& shares = shares_.emplace_back();
      for (std::size_t i = 0; i < joint.count; ++i) {
        shares[i] = joint.cost / joint.count + (i == 0 ? joint.cost % joint.count : 0);
      }
    }
  }

  MinimumCut run() {
    branch(kRootRounds);
    best_.minimal = !gave_up_;
    return best_;
  }

 private:
  static constexpr int kRootRounds = 24;
  static constexpr int kRounds = 4;
  using Shares = std::array<Cost, CutProblem::Joint::kMost>;

  /// One cut under one division of the joint costs.
  struct Relaxed {
    Cost bound = 0;            // no cut that obeys what is decided costs less
    std::vector<bool> closed;  // per gate; those decided to be closed among them
  };

  void branch(int rounds) {
    relieve_kept();
    std::uint32_t gate = 0;
    for (int round = 0; round < rounds; ++round) {
      if (flows_left_ == 0) {
        gave_up_ = true;
        return;
      }
      --flows_left_;
      const auto relaxed = relax();
      if (!relaxed) {
        return;
      }
      const Cost cost = cost_of(relaxed->closed);
      if (!best_.possible || cost < best_.cost) {
        best_ = {true, numbers_of(relaxed->closed), cost, true};
      }
      if (relaxed->bound >= best_.cost) {
        return;
      }
      gate = doubtful(relaxed->closed);
      divide_by(relaxed->closed, round);
    }
    decided_[gate] = Decided::Closed;
    branch(kRounds);
    decided_[gate] = Decided::Kept;
    branch(kRounds);
    decided_[gate] = Decided::Undecided;
  }

  static std::vector<std::uint32_t> numbers_of(const std::vector<bool>& closed) {
    std::vector<std::uint32_t> out;
    for (std::uint32_t g = 0; g < closed.size(); ++g) {
      if (closed[g]) {
        out.push_back(g);
      }
    }
    return out;
  }
  [[nodiscard]] bool is_paid(const CutProblem::Joint& joint) const {
    const auto gates = joint.gates();
    return std::any_of(gates.begin(), gates.end(),
                       [&](std::uint32_t g) { return decided_[g] == Decided::Closed; });
  }
  [[nodiscard]] static std::size_t held(const std::vector<bool>& closed,
                                        const CutProblem::Joint& joint) {
    const auto gates = joint.gates();
    return static_cast<std::size_t>(
        std::count_if(gates.begin(), gates.end(), [&](std::uint32_t g) { return closed[g]; }));
  }

  [[nodiscard]] Cost cost_of(const std::vector<bool>& closed) const {
    Cost cost = 0;
    for (std::size_t g = 0; g < closed.size(); ++g) {
      cost += closed[g] ? problem_.costs[g] : 0;
    }
    for (const CutProblem::Joint& joint : problem_.joints) {
      cost += held(closed, joint) > 0 ? joint.cost : 0;
    }
    return cost;
  }

  /// Gates that are kept open pay nothing, as long as another one of the joint may.
  void relieve_kept() {
    for (std::size_t j = 0; j < shares_.size(); ++j) {
      const auto gates = problem_.joints[j].gates();
      const auto payer = std::find_if(gates.begin(), gates.end(), [&](std::uint32_t g) {
        return decided_[g] != Decided::Kept;
      });
      for (std::size_t i = 0; payer != gates.end() && i < gates.size(); ++i) {
        if (decided_[gates[i]] == Decided::Kept) {
          shares_[j][static_cast<std::size_t>(payer - gates.begin())] += shares_[j][i];
          shares_[j][i] = 0;
        }
      }
    }
  }

  /// Those of a joint that were closed pay more of it, the later the less more.
  void divide_by(const std::vector<bool>& closed, int round) {
    for (std::size_t j = 0; j < shares_.size(); ++j) {
      const CutProblem::Joint& joint = problem_.joints[j];
      const std::size_t count = held(closed, joint);
      if (count == 0 || count == joint.count || is_paid(joint)) {
        continue;
      }
      Cost moved = 0;
      std::size_t payer = 0;
      for (std::size_t i = 0; i < joint.count; ++i) {
        if (closed[joint.gate[i]]) {
          payer = i;
        } else {
          const Cost part = (shares_[j][i] + round / 3) / (1 + round / 3);
          shares_[j][i] -= part;
          moved += part;
        }
      }
      shares_[j][payer] += moved;
    }
  }

  /// The gate to decide next: of those closed the one whose joints it pays least of.
  [[nodiscard]] std::uint32_t doubtful(const std::vector<bool>& closed) const {
    std::vector<Cost> unpaid(problem_.costs.size());
    for (std::size_t j = 0; j < shares_.size(); ++j) {
      const CutProblem::Joint& joint = problem_.joints[j];
      if (held(closed, joint) == 0 || is_paid(joint)) {
        continue;
      }
      for (std::size_t i = 0; i < joint.count; ++i) {
        if (closed[joint.gate[i]]) {
          unpaid[joint.gate[i]] += joint.cost - shares_[j][i];
        }
      }
    }
    std::uint32_t most = 0;
    for (std::uint32_t g = 0; g < unpaid.size(); ++g) {
      if (decided_[most] != Decided::Undecided ||
          (decided_[g] == Decided::Undecided && unpaid[g] > unpaid[most])) {
        most = g;
      }
    }
    return most;
  }

  /// What closing each gate costs under the division; what is decided to be closed is paid apart.
  [[nodiscard]] std::vector<Cost> capacities() const {
    std::vector<Cost> out = problem_.costs;
    for (std::size_t j = 0; j < shares_.size(); ++j) {
      const CutProblem::Joint& joint = problem_.joints[j];
      if (!is_paid(joint)) {
        for (std::size_t i = 0; i < joint.count; ++i) {
          out[joint.gate[i]] += shares_[j][i];
        }
      }
    }
    for (std::size_t g = 0; g < out.size(); ++g) {
      out[g] = decided_[g] == Decided::Closed ? 0
               : decided_[g] == Decided::Kept ? endless_
                                              : out[g];
    }
    return out;
  }

  /// Nothing: whatever is closed, something leads through.
  std::optional<Relaxed> relax() {
    set_capacities(capacities());
    const Cost flow = boost::push_relabel_max_flow(network_, problem_.source, problem_.sink);
    if (flow >= endless_) {
      return std::nullopt;
    }
    std::vector<bool> paid(decided_.size());
    for (std::size_t g = 0; g < paid.size(); ++g) {
      paid[g] = decided_[g] == Decided::Closed;
    }
    const Cost bound = flow + cost_of(paid);
    const std::vector<bool> near = near_source();
    for (const CutProblem::Arc& arc : arcs_) {
      if (arc.gate != CutProblem::kOpen && near[arc.from] && !near[arc.to]) {
        paid[arc.gate] = true;
      }
    }
    return Relaxed{bound, std::move(paid)};
  }

  /// One edge there and one back for all arcs between the same two nodes.
  void make_network() {
    for (std::size_t i = 0; i < arcs_.size();) {
      const auto [from, to, gate] = arcs_[i];
      const std::size_t begin = i;
      while (i < arcs_.size() && arcs_[i].from == from && arcs_[i].to == to) {
        ++i;
      }
      if (from != to) {
        const auto there = boost::add_edge(from, to, network_).first;
        const auto back = boost::add_edge(to, from, network_).first;
        put(boost::edge_capacity, network_, back, Cost{0});
        put(boost::edge_reverse, network_, there, back);
        put(boost::edge_reverse, network_, back, there);
        edges_.push_back({begin, i, there});
      }
    }
  }

  void set_capacities(const std::vector<Cost>& closing) {
    for (const Edge& edge : edges_) {
      Cost capacity = 0;
      for (std::size_t i = edge.begin; i < edge.end; ++i) {
        const std::uint32_t gate = arcs_[i].gate;
        capacity =
            std::min(endless_, capacity + (gate == CutProblem::kOpen ? endless_ : closing[gate]));
      }
      put(boost::edge_capacity, network_, edge.there, capacity);
    }
  }

  /// What the source still reaches beside the flow: the least source side of all cheapest cuts.
  [[nodiscard]] std::vector<bool> near_source() const {
    std::vector<bool> near(problem_.nodes);
    std::vector<std::uint32_t> open{problem_.source};
    near[problem_.source] = true;
    while (!open.empty()) {
      const std::uint32_t v = open.back();
      open.pop_back();
      for (auto [edge, end] = out_edges(v, network_); edge != end; ++edge) {
        const auto to = static_cast<std::uint32_t>(target(*edge, network_));
        if (!near[to] && get(boost::edge_residual_capacity, network_, *edge) > 0) {
          near[to] = true;
          open.push_back(to);
        }
      }
    }
    return near;
  }

  const CutProblem& problem_;
  std::vector<CutProblem::Arc> arcs_;
  /// Of arcs `begin` to `end`.
  struct Edge {
    std::size_t begin = 0, end = 0;
    Traits::edge_descriptor there;
  };
  FlowNetwork network_;
  std::vector<Edge> edges_;
  std::size_t flows_left_;
  std::vector<Decided> decided_;
  std::vector<Shares> shares_;  // per joint, of each of its gates
  Cost endless_ = 1;
  MinimumCut best_;
  bool gave_up_ = false;
};

}  // namespace

MinimumCut minimum_cut(const CutProblem& problem, std::size_t most_flows) {
  return CutSearch(problem, most_flows).run();
}

}  // namespace hamon
