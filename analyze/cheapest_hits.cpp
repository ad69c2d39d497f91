#include "analyze/cheapest_hits.hpp"

#include <algorithm>

namespace hamon {
namespace {

class HitSearch {
 public:
  HitSearch(const HitProblem& problem, std::size_t most_steps)
      : problem_(problem),
        steps_left_(most_steps),
        taken_(problem.costs.size()),
        refused_(problem.costs.size()),
        touched_(problem.costs.size()) {
    for (const auto& set : problem.sets) {
      sets_.push_back(&set);
    }
    // Small sets decide most.
    std::stable_sort(sets_.begin(), sets_.end(),
                     [](const auto* a, const auto* b) { return a->size() < b->size(); });
  }

  Hits run() {
    take_greedily();
    branch(0);
    best_.minimal = !gave_up_;
    return best_;
  }

 private:
  using Set = std::vector<std::uint32_t>;

  [[nodiscard]] bool is_hit(const Set& set) const {
    return std::any_of(set.begin(), set.end(), [&](std::uint32_t e) { return taken_[e]; });
  }

  void keep_taken() {
    best_.elements.clear();
    best_.cost = 0;
    for (std::uint32_t e = 0; e < taken_.size(); ++e) {
      if (taken_[e]) {
        best_.elements.push_back(e);
        best_.cost += problem_.costs[e];
      }
    }
  }

  /// Always what hits most sets for its cost; then without what the others make needless.
  void take_greedily() {
    while (true) {
      std::vector<std::int64_t> hits(taken_.size());
      for (const Set* set : sets_) {
        if (!is_hit(*set)) {
          for (const std::uint32_t e : *set) {
            ++hits[e];
          }
        }
      }
      std::uint32_t most = 0;
      for (std::uint32_t e = 1; e < hits.size(); ++e) {
        if (hits[e] * problem_.costs[most] > hits[most] * problem_.costs[e]) {
          most = e;
        }
      }
      if (hits.empty() || hits[most] == 0) {
        break;
      }
      taken_[most] = true;
    }
    for (std::uint32_t e = 0; e < taken_.size(); ++e) {
      if (taken_[e]) {
        taken_[e] = false;
        taken_[e] =
            !std::all_of(sets_.begin(), sets_.end(), [&](const Set* set) { return is_hit(*set); });
      }
    }
    keep_taken();
    std::fill(taken_.begin(), taken_.end(), false);
  }

  /// What at least must still be paid: sets that share no element are paid apart. Negative: some
  /// set has nothing left that may be taken.
  std::int64_t still_to_pay(const Set** first) {
    std::fill(touched_.begin(), touched_.end(), false);
    std::int64_t sum = 0;
    *first = nullptr;
    for (const Set* set : sets_) {
      if (is_hit(*set)) {
        continue;
      }
      std::int64_t least = -1;
      bool apart = true;
      for (const std::uint32_t e : *set) {
        if (!refused_[e]) {
          least = least < 0 ? problem_.costs[e] : std::min(least, problem_.costs[e]);
          apart = apart && !touched_[e];
        }
      }
      if (least < 0) {
        return -1;
      }
      *first = *first == nullptr ? set : *first;
      if (apart) {
        sum += least;
        for (const std::uint32_t e : *set) {
          touched_[e] = true;
        }
      }
    }
    return sum;
  }

  void branch(std::int64_t cost) {
    if (steps_left_ == 0) {
      gave_up_ = true;
      return;
    }
    --steps_left_;
    const Set* set = nullptr;
    const std::int64_t more = still_to_pay(&set);
    if (more < 0 || cost + more >= best_.cost) {
      return;
    }
    if (set == nullptr) {
      keep_taken();
      return;
    }
    std::vector<std::uint32_t> refused_here;
    for (const std::uint32_t e : *set) {
      if (!refused_[e]) {
        taken_[e] = true;
        branch(cost + problem_.costs[e]);
        taken_[e] = false;
        refused_[e] = true;  // what follows does without it
        refused_here.push_back(e);
      }
    }
    for (const std::uint32_t e : refused_here) {
      refused_[e] = false;
    }
  }

  const HitProblem& problem_;
  std::vector<const Set*> sets_;
  std::size_t steps_left_;
  std::vector<bool> taken_, refused_, touched_;
  Hits best_;
  bool gave_up_ = false;
};

}  // namespace

Hits cheapest_hits(const HitProblem& problem, std::size_t most_steps) {
  return HitSearch(problem, most_steps).run();
}

}  // namespace hamon
