#include "analyze/cheapest_hits.hpp"
#include "analyze/contain_cuts.hpp"

#include <algorithm>
#include <map>

namespace hamon {
namespace {

constexpr std::uint32_t kNoPair = UINT32_MAX;

/// The ways from source to sink as sets of the zone pairs that they cross, found one after the
/// other until what hits them all leaves none.
class PairSearch {
 public:
  PairSearch(const FutureGraph& future, const std::vector<std::uint32_t>& pair_of_arc,
             HitProblem problem)
      : future_(future), pair_of_arc_(pair_of_arc), problem_(std::move(problem)) {}

  /// Nothing: some way crosses no pair.
  std::optional<Hits> run() {
    Hits hits;
    while (problem_.sets.size() < kMostWays) {
      std::vector<bool> cut(problem_.costs.size());
      for (const std::uint32_t p : hits.elements) {
        cut[p] = true;
      }
      auto way = shortest(cut);
      if (!way) {
        return hits;
      }
      // Several that share no pair at once.
      while (way && !way->empty()) {
        for (const std::uint32_t p : *way) {
          cut[p] = true;
        }
        problem_.sets.push_back(std::move(*way));
        way = shortest(cut);
      }
      if (way) {
        return std::nullopt;
      }
      hits = cheapest_hits(problem_);
    }
    return all_but_needless();
  }

 private:
  static constexpr std::size_t kMostWays = 1'000;

  /// The pairs on a way that crosses fewest boundaries of those not cut.
  [[nodiscard]] std::optional<std::vector<std::uint32_t>> shortest(
      const std::vector<bool>& cut) const {
    std::vector<std::uint32_t> before(future_.nodes(), UINT32_MAX);  // the arc it is reached by
    std::vector<bool> seen(future_.nodes());
    std::vector<FutureGraph::Node> near{future_.source()};
    std::vector<std::pair<FutureGraph::Node, std::uint32_t>> next;
    const auto arcs = future_.arcs().data();
    seen[future_.source()] = true;
    while (!near.empty()) {
      next.clear();
      for (std::size_t i = 0; i < near.size(); ++i) {
        for (const FutureGraph::Arc& arc : future_.leaving(near[i])) {
          const auto a = static_cast<std::uint32_t>(&arc - arcs);
          const std::uint32_t pair = pair_of_arc_[a];
          if (seen[arc.to] || (pair != kNoPair && cut[pair])) {
            continue;
          }
          if (pair == kNoPair) {
            seen[arc.to] = true;
            before[arc.to] = a;
            near.push_back(arc.to);
          } else {
            next.emplace_back(arc.to, a);
          }
        }
      }
      near.clear();
      for (const auto& [node, a] : next) {
        if (!seen[node]) {
          seen[node] = true;
          before[node] = a;
          near.push_back(node);
        }
      }
    }
    if (!seen[future_.sink()]) {
      return std::nullopt;
    }
    std::vector<std::uint32_t> pairs;
    for (auto node = future_.sink(); node != future_.source(); node = arcs[before[node]].from) {
      if (const std::uint32_t pair = pair_of_arc_[before[node]]; pair != kNoPair) {
        pairs.push_back(pair);
      }
    }
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    return pairs;
  }

  /// Everything, then without what is not needed, the costliest first.
  [[nodiscard]] std::optional<Hits> all_but_needless() const {
    std::vector<bool> cut(problem_.costs.size(), true);
    if (shortest(cut)) {
      return std::nullopt;
    }
    std::vector<std::uint32_t> order(cut.size());
    for (std::uint32_t p = 0; p < order.size(); ++p) {
      order[p] = p;
    }
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return problem_.costs[a] > problem_.costs[b];
    });
    for (const std::uint32_t p : order) {
      cut[p] = false;
      cut[p] = shortest(cut).has_value();
    }
    Hits hits{{}, 0, false};
    for (std::uint32_t p = 0; p < cut.size(); ++p) {
      if (cut[p]) {
        hits.elements.push_back(p);
        hits.cost += problem_.costs[p];
      }
    }
    return hits;
  }

  const FutureGraph& future_;
  const std::vector<std::uint32_t>& pair_of_arc_;
  HitProblem problem_;
};

}  // namespace

void CutFinder::by_zone_pair(ContainCut& cut) const {
  std::map<ZoneSides, std::uint32_t> numbers;
  std::vector<CutItem> items;
  std::vector<std::uint32_t> pair_of_arc;
  for (const FutureGraph::Arc& arc : future_.arcs()) {
    pair_of_arc.push_back(kNoPair);
    if (arc.data_flow == FutureGraph::kNoDataFlow) {
      continue;
    }
    const DataFlow& flow = graph_.data_flows()[arc.data_flow];
    const ZoneSides sides = sides_of(flow);
    if (sides.first != sides.second) {
      const auto [entry, is_new] =
          numbers.try_emplace(sides, static_cast<std::uint32_t>(items.size()));
      if (is_new) {
        items.push_back({CutStage::Inside, {}, {}, {}, sides});
      }
      pair_of_arc.back() = entry->second;
      CutItem& item = items[entry->second];
      item.stage = std::min(item.stage, stage_of(flow));
    }
  }
  HitProblem problem;
  problem.costs.resize(items.size());
  for (const std::uint32_t f : live_) {
    const DataFlow& flow = graph_.data_flows()[f];
    if (const auto entry = numbers.find(sides_of(flow)); entry != numbers.end()) {
      problem.costs[entry->second] += weight_of(graph_, flow).units;
    }
  }
  for (std::size_t n = 0; n < items.size(); ++n) {
    items[n].cost = {problem.costs[n]};
  }
  const auto hits = PairSearch(future_, pair_of_arc, std::move(problem)).run();
  if (!hits) {
    cut.state = CutState::Impossible;
    cut.obstacle = CutObstacle::NoBoundary;
    return;
  }
  cut.minimal = hits->minimal;
  cut.cost = {hits->cost};
  for (const std::uint32_t n : hits->elements) {
    cut.items.push_back(items[n]);
  }
  std::sort(cut.items.begin(), cut.items.end(),
            [](const CutItem& a, const CutItem& b) { return a.zones < b.zones; });
}

}  // namespace hamon
