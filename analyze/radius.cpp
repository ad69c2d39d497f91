#include "analyze/radius.hpp"

#include "analyze/bit_rows.hpp"
#include "analyze/contact_timeline.hpp"
#include "analyze/timeless_closure.hpp"
#include "analyze/timely_sweep.hpp"
#include "graph/selector.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace hamon {
namespace {

/// Words of a block of sources, so that so many rows stay within memory.
std::size_t words_for(std::size_t sources, std::size_t rows) {
  constexpr std::size_t kBytes = std::size_t{256} << 20U;
  const std::size_t needed = (sources + BitRows::kBits - 1) / BitRows::kBits;
  const std::size_t fit = kBytes / sizeof(BitRows::Word) / std::max<std::size_t>(rows, 1);
  return std::max<std::size_t>(1, std::min(needed, fit));
}

/// Systems by what they have in common; of those with nothing there is none.
using Shared = std::vector<std::vector<std::uint32_t>>;

template <class Key>
Shared shared_by(const FlowGraph& graph, Key key) {
  std::map<std::string, std::vector<std::uint32_t>> systems;
  for (std::uint32_t v = 0; v < graph.systems().size(); ++v) {
    if (std::string name = key(SystemId{v}); !name.empty()) {
      systems[std::move(name)].push_back(v);
    }
  }
  Shared shared;
  for (auto& [name, members] : systems) {
    shared.push_back(std::move(members));
  }
  return shared;
}

/// In how many of them each source affects some system.
std::vector<std::uint32_t> touched(const TimelySweep& sweep, const Shared& shared,
                                   std::size_t words) {
  ColumnCounter counter(words);
  for (const auto& members : shared) {
    BitRows any(1, words);
    for (const std::uint32_t v : members) {
      any.join(0, sweep.affected(v));
    }
    counter.add(any[0]);
  }
  return counter.counts();
}

class RadiusCounter {
 public:
  RadiusCounter(const FlowGraph& graph, const SpreadIndex& index, const RadiusOptions& options)
      : systems_(static_cast<std::uint32_t>(graph.systems().size())),
        closure_(graph, index, options.profile),
        timeline_(graph, options.profile, options.from),
        sweep_(graph, timeline_, options),
        departments_(shared_by(graph, [&](SystemId id) { return graph[id].department; })),
        zones_(shared_by(graph, [&](SystemId id) {
          return graph[id].home ? graph[*graph[id].home].name : std::string();
        })) {}

  [[nodiscard]] std::size_t words(std::size_t sources) const {
    return words_for(sources, closure_.rows() + 3 * std::size_t{systems_});
  }

  /// Of the block, to the end of `out`; false: too large.
  bool count(std::span<const RadiusSource> block, std::size_t words, std::vector<Radius>& out) {
    closure_.run(block, words);
    if (!sweep_.run(block, closure_, words)) {
      return false;
    }
    ColumnCounter compromised(words);
    ColumnCounter affected(words);
    for (std::uint32_t v = 0; v < systems_; ++v) {
      compromised.add(sweep_.compromised(v));
      affected.add(sweep_.affected(v));
    }
    const auto compromised_counts = compromised.counts();
    const auto affected_counts = affected.counts();
    const auto departments = touched(sweep_, departments_, words);
    const auto zones = touched(sweep_, zones_, words);
    const auto timeless = closure_.reach();
    for (std::size_t column = 0; column < block.size(); ++column) {
      out.push_back({{compromised_counts[column], affected_counts[column]},
                     timeless[column],
                     departments[column],
                     zones[column]});
    }
    return true;
  }

 private:
  std::uint32_t systems_;
  TimelessClosure closure_;
  ContactTimeline timeline_;
  TimelySweep sweep_;
  Shared departments_, zones_;
};

void rank(const FlowGraph& graph, std::vector<RankedRadius>& list) {
  const auto key = [&](const RankedRadius& r) {
    const auto& [timely, timeless, departments, zones] = r.radius;
    const std::string& name = r.name.empty() ? graph[r.source.front()].name : r.name;
    return std::tuple(-std::int64_t{timely.compromised}, -std::int64_t{timely.data_affected},
                      -std::int64_t{timeless.compromised}, -std::int64_t{timeless.data_affected},
                      std::string_view(name));
  };
  std::sort(list.begin(), list.end(),
            [&](const RankedRadius& a, const RankedRadius& b) { return key(a) < key(b); });
}

}  // namespace

std::vector<Radius> radii(const FlowGraph& graph, const SpreadIndex& index,
                          std::span<const RadiusSource> sources, const RadiusOptions& options) {
  std::vector<Radius> list;
  list.reserve(sources.size());
  RadiusCounter counter(graph, index, options);
  std::size_t words = options.words != 0 ? options.words : counter.words(sources.size());
  while (list.size() < sources.size()) {
    const auto rest = sources.subspan(list.size());
    const auto block = rest.first(std::min(rest.size(), words * BitRows::kBits));
    if (!counter.count(block, words, list)) {
      HAMON_ASSERT(words > 1);
      words /= 2;
    }
  }
  return list;
}

std::vector<Reach> timeless_reach(const FlowGraph& graph, const SpreadIndex& index,
                                  std::span<const RadiusSource> sources, Profile profile) {
  TimelessClosure closure(graph, index, profile);
  // Most systems of a hospital reach each other: one of those that start alike is followed.
  std::map<std::vector<std::uint32_t>, std::size_t> known;
  std::vector<RadiusSource> different;
  std::vector<std::size_t> alike;
  alike.reserve(sources.size());
  for (const RadiusSource& source : sources) {
    const auto [place, fresh] = known.try_emplace(closure.starts(source), different.size());
    if (fresh) {
      different.push_back(source);
    }
    alike.push_back(place->second);
  }
  const std::size_t words = words_for(different.size(), closure.rows());
  std::vector<Reach> reached;
  while (reached.size() < different.size()) {
    const auto rest = std::span<const RadiusSource>(different).subspan(reached.size());
    const auto block = rest.first(std::min(rest.size(), words * BitRows::kBits));
    closure.run(block, words);
    const auto reach = closure.reach();
    reached.insert(reached.end(), reach.begin(), reach.end());
  }
  std::vector<Reach> list;
  list.reserve(sources.size());
  for (const std::size_t place : alike) {
    list.push_back(reached[place]);
  }
  return list;
}

RadiusRanking rank_radii(const FlowGraph& graph, const SpreadIndex& index,
                         const RadiusOptions& options) {
  RadiusRanking ranking{options, {}, {}, {}};
  std::vector<RadiusSource> sources;
  for (std::uint32_t v = 0; v < graph.systems().size(); ++v) {
    ranking.systems.push_back({{}, {SystemId{v}}, {}});
    sources.push_back({SystemId{v}});
  }
  for (const SiteLink& link : graph.site().links) {
    const auto selector = Selector::bind({link.name}, graph);
    RadiusSource systems = selector ? selector->systems(graph) : RadiusSource{};
    if (systems.empty()) {
      ranking.unseen_links.push_back(link.name);
    } else {
      ranking.links.push_back({link.name, systems, {}});
      sources.push_back(std::move(systems));
    }
  }
  const auto counted = radii(graph, index, sources, options);
  for (std::size_t i = 0; i < counted.size(); ++i) {
    const std::size_t systems = ranking.systems.size();
    (i < systems ? ranking.systems[i] : ranking.links[i - systems]).radius = counted[i];
  }
  rank(graph, ranking.systems);
  rank(graph, ranking.links);
  return ranking;
}

}  // namespace hamon
