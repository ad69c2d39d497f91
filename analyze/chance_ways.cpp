#include "analyze/chance_ways.hpp"

#include <algorithm>
#include <cmath>

namespace hamon {
namespace {

constexpr std::int64_t kHourNs = 3'600'000'000'000;
constexpr std::uint32_t kNobody = UINT32_MAX;

// The q-quantile of the standard normal distribution, by halving: made a few thousand times.
double normal_quantile(double q) {
  double low = -10, high = 10;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (0.5 * std::erfc(-middle / std::sqrt(2.0)) < q ? low : high) = middle;
  }
  return low;
}

// In the middles of `count` equally likely parts.
std::vector<double> normal_quantiles(std::size_t count) {
  std::vector<double> quantiles(count);
  for (std::size_t i = 0; i < count / 2; ++i) {
    quantiles[i] = normal_quantile((static_cast<double>(i) + 0.5) / static_cast<double>(count));
    quantiles[count - 1 - i] = -quantiles[i];
  }
  return quantiles;
}

// Whole milliseconds, so that no last bit of a mathematical library reaches an answer.
std::vector<Duration> log_normal_steps(const ChanceRule& rule) {
  static const std::vector<double> quantiles = normal_quantiles(ChanceWays::kSteps);
  std::vector<Duration> steps;
  steps.reserve(quantiles.size());
  const double median = static_cast<double>(rule.delay.ns) / 1e6;
  for (const double quantile : quantiles) {
    steps.push_back(Duration::milliseconds(std::llround(median * std::exp(rule.sigma * quantile))));
  }
  return steps;
}

std::uint64_t of_32_bits(double probability) {
  return static_cast<std::uint64_t>(std::llround(probability * 4294967296.0));
}

Duration time_for(std::uint64_t bytes, std::uint64_t per_second) {
  if (per_second == 0) {
    return {};
  }
  const std::uint64_t most = static_cast<std::uint64_t>(INT64_MAX) / 1'000'000'000;
  const std::uint64_t seconds = std::min(bytes / per_second, most - 1);
  const double rest = static_cast<double>(bytes % per_second) / static_cast<double>(per_second);
  return {static_cast<std::int64_t>(seconds) * 1'000'000'000 + std::llround(rest * 1e9)};
}

}  // namespace

Timestamp begin_of(ClockHour hour) {
  constexpr ClockHour kFirst = clock_hour(Timestamp::min());
  return hour <= kFirst ? Timestamp::min() : Timestamp{hour * kHourNs};
}

struct ChanceWays::Maker {
  const FlowGraph& graph;
  const SpreadIndex& index;
  const SpreadOptions& options;
  const ChanceRules& rules;
  Barriers barriers;
  std::vector<SpreadState> states;
  std::vector<std::uint32_t> numbers;  // of members; kNobody
  std::vector<Range> hours;            // of data flows
};

ChanceWays::ChanceWays(const FlowGraph& graph, const SpreadIndex& index,
                       const SpreadOptions& options, const ChanceRules& rules)
    : contacts_(graph.contacts()),
      incubation_(options.profile == Profile::Contact ? Duration{} : options.incubation) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].kind == ChanceRule::Delay::LogNormal) {
      steps_[i] = log_normal_steps(rules[i]);
    }
  }
  Maker maker{graph,
              index,
              options,
              rules,
              Barriers(graph, options),
              contacted(graph, index, options),
              std::vector<std::uint32_t>(graph.systems().size(), kNobody),
              std::vector<Range>(graph.data_flows().size())};
  for (std::uint32_t v = 0; v < maker.states.size(); ++v) {
    if (maker.states[v].compromised || maker.states[v].data_affected) {
      maker.numbers[v] = static_cast<std::uint32_t>(members_.size());
      Member member;
      member.system = SystemId{v};
      member.compromised = maker.states[v].compromised.has_value();
      members_.push_back(member);
    }
  }
  for (const Seed& seed : options.seeds) {
    Timestamp& own = members_[maker.numbers[hamon::index(seed.system)]].own;
    own = std::min(own, seed.time);
  }
  for (std::uint32_t from = 0; from < members_.size(); ++from) {
    add_ways(maker, from);
  }
}

void ChanceWays::add_ways(Maker& maker, std::uint32_t from) {
  Member& member = members_[from];
  const auto here = [&] { return static_cast<std::uint32_t>(ways_.size()); };
  const bool terminal = maker.graph[member.system].outside && member.own == Timestamp::max();
  const Profile profile = maker.options.profile;
  const auto add = [&](const SpreadIndex::Directions& directions, std::uint8_t kind) {
    for (std::size_t i = 0; i < directions.peers.size(); ++i) {
      const SpreadIndex::Direction& along = directions.along[i];
      if (profile == Profile::Contact || (along.kinds & kind) != 0) {
        add_way(maker, from, maker.numbers[directions.peers[i]], along, kind);
      }
    }
  };
  member.spreads.begin = here();
  if (!terminal && member.compromised) {
    const auto directions = maker.index.spreading(member.system, profile);
    add(directions, carry::kStrong);
    if (profile == Profile::Broad) {
      add(directions, carry::kWeak);
    }
  }
  member.spreads.end = member.damages.begin = here();
  if (!terminal && member.compromised && profile != Profile::Contact) {
    add(maker.index.damaging(member.system), carry::kDamage);
  }
  member.damages.end = member.passes.begin = here();
  if (!terminal && profile != Profile::Contact) {
    add(maker.index.damaging(member.system), carry::kPass);
  }
  member.passes.end = here();
}

void ChanceWays::add_way(Maker& maker, std::uint32_t from, std::uint32_t to,
                         const SpreadIndex::Direction& along, std::uint8_t kind) {
  if (to == kNobody) {
    return;
  }
  const FlowGraph& graph = maker.graph;
  const System& target = graph[members_[to].system];
  const bool any = maker.options.profile == Profile::Contact;
  const bool compromises = any || (kind & (carry::kStrong | carry::kWeak)) != 0;
  if (compromises && !any && !target.susceptible) {
    return;
  }
  const DataFlow& flow = graph.data_flows()[along.data_flow];
  const Range contacts = any ? flow.contacts : along.carrying;
  // Nothing passes from it sooner in any run.
  const SpreadState& source = maker.states[index(members_[from].system)];
  const Timestamp since = std::min(source.compromised.value_or(Timestamp::max()),
                                   source.data_affected.value_or(Timestamp::max()));
  if (contacts.size() == 0 || contacts_[contacts.end - 1].end < since) {
    return;
  }
  Range& hours = maker.hours[along.data_flow];
  if (hours.size() == 0) {
    hours = open_hours(contacts);
  }
  const ChanceClass of = any ? ChanceClass::Contact
                             : chance_class(graph[flow.service], along.forward, kind, target.role);
  const ChanceRule& rule = maker.rules[static_cast<std::size_t>(of)];
  Way way;
  way.to = to;
  way.direction = 2 * along.data_flow + (along.forward ? 0 : 1);
  way.hours = hours;
  way.contacts = contacts;
  way.chance = of_32_bits(rule.probability);
  way.last = maker.barriers.last_along(static_cast<std::uint32_t>(index(members_[from].system)),
                                       static_cast<std::uint32_t>(index(members_[to].system)),
                                       along.data_flow);
  way.kind = rule.kind;
  way.of = of;
  way.delay = rule.kind == ChanceRule::Delay::BySize
                  ? time_for(flow.bytes_out + flow.bytes_in, rule.bytes_per_second)
                  : rule.delay;
  ways_.push_back(way);
}

Range ChanceWays::open_hours(Range contacts) {
  const auto begin = static_cast<std::uint32_t>(hours_.size());
  for (const Interval& c : contacts_.of(contacts)) {
    OpenHours open{clock_hour(c.begin), clock_hour(c.end), c.begin};
    if (hours_.size() > begin && open.first <= hours_.back().last) {
      open.first = hours_.back().last + 1;
      open.begin = begin_of(open.first);
    }
    if (open.first <= open.last) {
      hours_.push_back(open);
    }
  }
  return {begin, static_cast<std::uint32_t>(hours_.size())};
}

Duration ChanceWays::delay_of(const Way& way, std::uint32_t word) const {
  switch (way.kind) {
    case ChanceRule::Delay::LogNormal:
      static_assert(kSteps == 1U << 12);
      return steps_[static_cast<std::size_t>(way.of)][word >> 20];
    case ChanceRule::Delay::Uniform:
      // In millionths: a product of any delay and 32 bits would not fit.
      return {way.delay.ns / 1'000'000 *
              static_cast<std::int64_t>((std::uint64_t{word} * 1'000'000) >> 32)};
    default:
      return way.delay;
  }
}

}  // namespace hamon
