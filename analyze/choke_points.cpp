#include "analyze/choke_points.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <tuple>

namespace hamon {
namespace {

class ChokeSearch {
 public:
  ChokeSearch(const FutureGraph& future, const std::vector<SpreadState>& infected,
              const std::vector<SystemId>& reachable)
      : future_(future), infected_(infected), reachable_(reachable) {
    for (const FutureGraph::Arc& arc : future.arcs()) {
      if (arc.data_flow != FutureGraph::kNoDataFlow) {
        data_flows_ = std::max(data_flows_, arc.data_flow + 1);
      }
    }
  }

  std::vector<ChokePoint> find() {
    std::vector<ChokePoint> out = on_shortest_ways();
    for (std::size_t first = 0; first < out.size(); first += kTogether) {
      try_without(std::span(out).subspan(first, std::min(kTogether, out.size() - first)));
    }
    std::erase_if(out, [](const ChokePoint& choke) { return choke.before.empty(); });
    std::stable_sort(out.begin(), out.end(), [](const ChokePoint& a, const ChokePoint& b) {
      return std::tuple(a.kind == CutKind::DataFlow, b.before.size()) <
             std::tuple(b.kind == CutKind::DataFlow, a.before.size());
    });
    return out;
  }

 private:
  using Word = std::uint64_t;  // a bit for each of those that are tried together
  static constexpr std::size_t kTogether = 64;

  [[nodiscard]] FutureGraph::Node hit(SystemId id) const {
    return future_.systems() + static_cast<std::uint32_t>(index(id));
  }

  /// What stands on one shortest way to each: what may be a choke point.
  [[nodiscard]] std::vector<ChokePoint> on_shortest_ways() const {
    std::vector<bool> systems(future_.systems());
    std::vector<bool> data_flows(data_flows_);
    const auto arrivals = shortest_ways();
    for (const SystemId id : reachable_) {
      for (const auto* arc = arrivals[hit(id)]; arc != nullptr; arc = arrivals[arc->from]) {
        if (arc->data_flow != FutureGraph::kNoDataFlow) {
          data_flows[arc->data_flow] = true;
        }
        if (arc->from != future_.source()) {
          systems[future_.system_of(arc->from)] = true;
        }
      }
    }
    std::vector<ChokePoint> out;
    for (std::uint32_t v = 0; v < systems.size(); ++v) {
      if (systems[v] && !infected_[v].compromised && !infected_[v].data_affected) {
        out.push_back({CutKind::System, SystemId{v}, {}, {}});
      }
    }
    for (std::uint32_t f = 0; f < data_flows.size(); ++f) {
      if (data_flows[f]) {
        out.push_back({CutKind::DataFlow, {}, DataFlowId{f}, {}});
      }
    }
    return out;
  }

  /// Breadth first: the arc over which each node is reached first.
  [[nodiscard]] std::vector<const FutureGraph::Arc*> shortest_ways() const {
    std::vector<const FutureGraph::Arc*> arrivals(future_.nodes());
    std::vector<FutureGraph::Node> queue{future_.source()};
    for (std::size_t i = 0; i < queue.size(); ++i) {
      for (const FutureGraph::Arc& arc : future_.leaving(queue[i])) {
        if (arrivals[arc.to] == nullptr && arc.to != future_.source()) {
          arrivals[arc.to] = &arc;
          queue.push_back(arc.to);
        }
      }
    }
    return arrivals;
  }

  /// Fills in `before`.
  void try_without(std::span<ChokePoint> tried) const {
    std::vector<Word> systems(future_.systems());
    std::vector<Word> data_flows(data_flows_);
    for (std::size_t i = 0; i < tried.size(); ++i) {
      (tried[i].kind == CutKind::System ? systems[index(tried[i].system)]
                                        : data_flows[index(tried[i].data_flow)]) = Word{1} << i;
    }
    const auto reached = reached_without(systems, data_flows);
    for (std::size_t i = 0; i < tried.size(); ++i) {
      for (const SystemId id : reachable_) {
        const bool itself = tried[i].kind == CutKind::System && tried[i].system == id;
        if (!itself && (reached[hit(id)] >> i & 1U) == 0) {
          tried[i].before.push_back(id);
        }
      }
    }
  }

  /// Per node a bit for each thing tried: whether the node is reached without it. Given: the bits
  /// that each system and data flow stops.
  [[nodiscard]] std::vector<Word> reached_without(const std::vector<Word>& systems,
                                                  const std::vector<Word>& data_flows) const {
    std::vector<Word> reached(future_.nodes());
    std::vector<bool> waiting(future_.nodes());
    std::vector<FutureGraph::Node> queue{future_.source()};
    reached[future_.source()] = ~Word{0};
    for (std::size_t i = 0; i < queue.size(); ++i) {
      const FutureGraph::Node node = queue[i];
      waiting[node] = false;
      for (const FutureGraph::Arc& arc : future_.leaving(node)) {
        Word kept = reached[node] & ~reached[arc.to];
        if (kept != 0 && arc.data_flow != FutureGraph::kNoDataFlow) {
          kept &= ~data_flows[arc.data_flow];
        }
        if (kept != 0 && arc.to < future_.source()) {
          kept &= ~systems[future_.system_of(arc.to)];
        }
        reached[arc.to] |= kept;
        if (kept != 0 && !waiting[arc.to]) {
          waiting[arc.to] = true;
          queue.push_back(arc.to);
        }
      }
    }
    return reached;
  }

  const FutureGraph& future_;
  const std::vector<SpreadState>& infected_;
  const std::vector<SystemId>& reachable_;
  std::uint32_t data_flows_ = 0;  // one more than the greatest id
};

}  // namespace

std::vector<ChokePoint> choke_points(const FutureGraph& future,
                                     const std::vector<SpreadState>& infected,
                                     const std::vector<SystemId>& reachable) {
  return ChokeSearch(future, infected, reachable).find();
}

}  // namespace hamon
