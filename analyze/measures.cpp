#include "analyze/measures.hpp"

#include "analyze/spread_summary.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace hamon {
namespace {

class Comparison {
 public:
  Comparison(const FlowGraph& graph, const SpreadOptions& options,
             const std::vector<SpreadState>& without, const std::vector<SpreadState>& with)
      : graph_(graph), options_(options), without_(without), with_(with) {
    for (const Seed& seed : options.seeds) {
      seeds_.insert(seed.system);
    }
  }

  [[nodiscard]] MeasuresEffect effect() const {
    MeasuresEffect effect;
    effect.without = size_of(without_, options_.profile, options_.incubation);
    effect.with = size_of(with_, options_.profile, options_.incubation);
    for (std::uint32_t i = 0; i < with_.size(); ++i) {
      add_system(effect, SystemId{i});
    }
    std::ranges::sort(effect.saved, {}, [&](const Saved& s) {
      return std::tuple(-graph_[s.system].critical, s.would_be, s.system);
    });
    effect.departments_saved = departments_saved();
    for (std::size_t i = 0; i < options_.isolations.size(); ++i) {
      const Isolation& isolation = options_.isolations[i];
      add_late(effect, {TooLate::Kind::Isolate, i, isolation.at,
                        reached_before(isolation.systems, isolation.at, true)});
    }
    for (std::size_t i = 0; i < options_.cuts.size(); ++i) {
      const Cut& cut = options_.cuts[i];
      add_late(effect, {TooLate::Kind::Cut, i, cut.at, side_reached_later(cut)});
    }
    return effect;
  }

 private:
  void add_system(MeasuresEffect& effect, SystemId id) const {
    const SpreadState& without = without_[index(id)];
    const SpreadState& with = with_[index(id)];
    if (without.compromised && !with.compromised) {
      effect.saved.push_back({id, true, with.data_affected.has_value(), *without.compromised});
    } else if (without.data_affected && !with.data_affected) {
      effect.saved.push_back({id, false, false, *without.data_affected});
    }
    effect.delayed += with.compromised && without.compromised < with.compromised ? 1U : 0U;
    const auto at = reached_at(with);
    if (at && !seeds_.contains(id)) {
      ++(*at < first() ? effect.reached_before : effect.reached_after);
    }
  }

  /// When the first measure takes effect.
  [[nodiscard]] Timestamp first() const {
    Timestamp first = Timestamp::max();
    for (const Isolation& isolation : options_.isolations) {
      first = std::min(first, isolation.at);
    }
    for (const Cut& cut : options_.cuts) {
      first = std::min(first, cut.at);
    }
    // What happens at `until` itself is still let happen.
    return options_.until ? std::min(first, *options_.until + Duration{1}) : first;
  }

  [[nodiscard]] std::vector<std::string> departments_saved() const {
    std::set<std::string> departments;
    for (std::size_t i = 0; i < without_.size(); ++i) {
      if (reached_at(without_[i])) {
        departments.insert(graph_.systems()[i].department);
      }
    }
    departments.erase("");
    for (std::size_t i = 0; i < with_.size(); ++i) {
      if (reached_at(with_[i])) {
        departments.erase(graph_.systems()[i].department);
      }
    }
    return {departments.begin(), departments.end()};
  }

  [[nodiscard]] std::vector<SystemId> reached_before(const std::vector<SystemId>& systems,
                                                     Timestamp at, bool without_seeds) const {
    std::vector<SystemId> out;
    for (const SystemId id : systems) {
      const auto reached = reached_at(with_[index(id)]);
      if (reached && *reached < at && !(without_seeds && seeds_.contains(id))) {
        out.push_back(id);
      }
    }
    std::ranges::sort(out, {},
                      [&](SystemId id) { return std::tuple(*reached_at(with_[index(id)]), id); });
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  /// Nothing while one side is still clean: then the cut came in time.
  [[nodiscard]] std::vector<SystemId> side_reached_later(const Cut& cut) const {
    auto a = reached_before(cut.a, cut.at, false);
    auto b = reached_before(cut.b, cut.at, false);
    if (a.empty() || b.empty()) {
      return {};
    }
    const auto since = [&](const std::vector<SystemId>& side) {
      return *reached_at(with_[index(side.front())]);
    };
    return since(a) <= since(b) ? b : a;
  }

  static void add_late(MeasuresEffect& effect, TooLate late) {
    if (!late.already.empty()) {
      effect.too_late.push_back(std::move(late));
    }
  }

  const FlowGraph& graph_;
  const SpreadOptions& options_;
  const std::vector<SpreadState>& without_;
  const std::vector<SpreadState>& with_;
  std::set<SystemId> seeds_;
};

}  // namespace

std::optional<MeasuresEffect> effect_of_measures(const FlowGraph& graph, const SpreadIndex& index,
                                                 const SpreadOptions& options,
                                                 const SpreadResult& result) {
  if (options.isolations.empty() && options.cuts.empty() && !options.until) {
    return std::nullopt;
  }
  SpreadOptions bare = options;
  bare.isolations.clear();
  bare.cuts.clear();
  bare.until.reset();
  return Comparison(graph, options, contacted(graph, index, bare), result.systems).effect();
}

}  // namespace hamon
