#include "analyze/propagation.hpp"

#include <algorithm>
#include <functional>
#include <tuple>

namespace hamon {
namespace {

std::vector<bool> members(const std::vector<SystemId>& systems, std::size_t count) {
  std::vector<bool> set(count, false);
  for (const SystemId id : systems) {
    set[index(id)] = true;
  }
  return set;
}

// Of what is cut at `t` only what lies before it remains.
Timestamp before(Timestamp t) {
  return t - Duration{1};
}

}  // namespace

Barriers::Barriers(const FlowGraph& graph, const SpreadOptions& options)
    : isolated_(graph.systems().size(), Timestamp::max()),
      ever_isolated_(graph.systems().size(), false),
      until_(options.until.value_or(Timestamp::max())) {
  for (const Isolation& isolation : options.isolations) {
    for (const SystemId id : isolation.systems) {
      isolated_[index(id)] = std::min(isolated_[index(id)], before(isolation.at));
      ever_isolated_[index(id)] = true;
    }
  }
  for (const Cut& cut : options.cuts) {
    cuts_.push_back({members(cut.a, graph.systems().size()), members(cut.b, graph.systems().size()),
                     before(cut.at)});
  }
  for (const FlowCut& cut : options.flow_cuts) {
    flows_.resize(graph.data_flows().size(), Timestamp::max());
    for (const DataFlowId id : cut.data_flows) {
      flows_[index(id)] = std::min(flows_[index(id)], before(cut.at));
    }
  }
}

Timestamp Barriers::last_between(std::uint32_t x, std::uint32_t y) const {
  Timestamp last = std::min({until_, isolated_[x], isolated_[y]});
  for (const Sides& cut : cuts_) {
    if (cut.last < last && cut.separates(x, y)) {
      last = cut.last;
    }
  }
  return last;
}

bool Barriers::ever_between(std::uint32_t x, std::uint32_t y) const {
  return ever_isolated_[x] || ever_isolated_[y] ||
         std::any_of(cuts_.begin(), cuts_.end(),
                     [&](const Sides& cut) { return cut.separates(x, y); });
}

std::uint8_t spreading_kinds(Profile profile) {
  return profile == Profile::Broad ? carry::kStrong | carry::kWeak : carry::kStrong;
}

ContactView contacts_along(const FlowGraph& graph, Profile profile,
                           const SpreadIndex::Direction& along) {
  const Range range =
      profile == Profile::Contact ? graph.data_flows()[along.data_flow].contacts : along.carrying;
  return graph.contacts(range);
}

Propagation::Propagation(const FlowGraph& graph, const SpreadIndex& index,
                         const SpreadOptions& options, const Barriers& barriers,
                         Susceptibility susceptibility)
    : graph_(graph),
      index_(index),
      barriers_(barriers),
      profile_(options.profile),
      incubation_(options.profile == Profile::Contact ? Duration{} : options.incubation),
      everyone_(susceptibility == Susceptibility::Everyone || profile_ == Profile::Contact),
      own_(graph.systems().size()),
      states_(graph.systems().size()),
      active_(graph.systems().size()),
      onward_(graph.systems().size()),
      labels_(graph.systems().size()),
      steps_(graph.systems().size()),
      closed_(graph.systems().size()),
      settled_(graph.systems().size()) {
  for (const Seed& seed : options.seeds) {
    auto& own = own_[hamon::index(seed.system)];
    own = std::min(own.value_or(seed.time), seed.time);
  }
  const auto systems = graph.systems();
  for (std::size_t v = 0; v < systems.size(); ++v) {
    closed_[v] = !everyone_ && !systems[v].susceptible ? 1 : 0;
  }
}

bool Propagation::is_terminal(std::uint32_t system) const {
  return graph_.systems()[system].outside && !own_[system];
}

void Propagation::push(std::uint32_t system) {
  heap_.push_back({labels_[system].time, labels_[system].hops, system});
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
}

std::optional<std::uint32_t> Propagation::pop() {
  while (!heap_.empty()) {
    std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
    const std::uint32_t system = heap_.back().system;
    heap_.pop_back();
    if (!settled_[system]) {
      settled_[system] = true;
      closed_[system] = 1;
      return system;
    }
  }
  return std::nullopt;
}

void Propagation::start(std::uint32_t system, Timestamp time, std::uint32_t hops) {
  labels_[system].time = time;
  labels_[system].hops = hops;
  steps_[system].reset();
  push(system);
}

void Propagation::compromise() {
  for (std::uint32_t v = 0; v < own_.size(); ++v) {
    if (own_[v]) {
      start(v, *own_[v], 0);
    }
  }
  while (const auto next = pop()) {
    const std::uint32_t v = *next;
    const Label& label = labels_[v];
    SpreadState& state = states_[v];
    state.ring = Ring::Contacted;
    state.compromised = label.time;
    state.hops = label.hops;
    state.step = steps_[v];
    const Timestamp incubated = label.time + incubation_;
    state.starts = own_[v] && *own_[v] <= incubated;
    active_[v] = state.starts ? *own_[v] : incubated;
    onward_[v] = state.starts ? 0 : label.hops;
    if (!is_terminal(v)) {
      offer_all({v, index_.since(active_[v]), onward_[v] + 1,
                 profile_ == Profile::Contact ? std::uint8_t{0} : spreading_kinds(profile_)},
                index_.spreading(SystemId{v}, profile_));
    }
  }
}

// A chain that is longer, or not sooner even if a contact were open at once, cannot win.
bool Propagation::may_win(const Source& source, std::uint32_t to, std::uint64_t open) const {
  const Label& label = labels_[to];
  const auto earliest = index_.not_before(open, source.since);
  return earliest &&
         (*earliest < label.time || (*earliest == label.time && source.hops <= label.hops));
}

void Propagation::offer_all(const Source& source, const SpreadIndex::Directions& directions) {
  promising_.clear();
  for (std::uint32_t i = 0; i < directions.peers.size(); ++i) {
    if (closed_[directions.peers[i]] == 0 &&
        may_win(source, directions.peers[i], directions.open[i])) {
      promising_.push_back(i);
      // Contacts lie anywhere in a large array: have them on their way while the others are asked.
      if (profile_ != Profile::Contact) {
        const auto contacts = contacts_along(graph_, profile_, directions.along[i]);
        contacts.prefetch(contacts.size() / 2);
      }
    }
  }
  for (const std::uint32_t i : promising_) {
    const SpreadIndex::Direction& along = directions.along[i];
    if ((source.kinds == 0 || (along.kinds & source.kinds) != 0) &&
        may_win(source, directions.peers[i], directions.open[i])) {
      offer(source, directions.peers[i], along);
    }
  }
}

void Propagation::offer(const Source& source, std::uint32_t to,
                        const SpreadIndex::Direction& along) {
  const Timestamp limit = barriers_.last_along(source.system, to, along.data_flow);
  if (source.since.time > limit) {
    return;
  }
  const auto contacts = contacts_along(graph_, profile_, along);
  // The first contact that is still open: later ones only come later, as contacts are disjoint.
  const auto contact = std::lower_bound(contacts.begin(), contacts.end(), source.since.time,
                                        [](const Interval& c, Timestamp t) { return c.end < t; });
  if (contact == contacts.end()) {
    return;
  }
  const Interval open = *contact;
  const Timestamp time = std::max(open.begin, source.since.time);
  const SpreadStep step{
      SystemId{source.system},
      SystemId{to},
      DataFlowId{along.data_flow},
      along.forward,
      static_cast<std::uint8_t>(source.kinds == 0 ? along.kinds : along.kinds & source.kinds),
      open,
      time};
  if (time > limit || !is_better(step, source.hops)) {
    return;
  }
  Label& label = labels_[to];
  const bool sooner = std::tuple(time, source.hops) < std::tuple(label.time, label.hops);
  label.time = time;
  label.hops = source.hops;
  steps_[to] = step;
  if (sooner) {
    push(to);
  }
}

bool Propagation::is_better(const SpreadStep& step, std::uint32_t hops) const {
  const Label& label = labels_[hamon::index(step.to)];
  const auto& best = steps_[hamon::index(step.to)];
  const auto mine = std::tuple(step.arrival, hops);
  const auto known = std::tuple(label.time, label.hops);
  if (mine != known || !best) {
    return mine < known;  // what needs no step is not bettered by an equal one
  }
  const auto key = [&](const SpreadStep& s) {
    // Systems have the order of their names.
    return std::tuple(s.from, std::string_view(graph_[graph_[s.data_flow].service].name),
                      s.contact.begin, !s.forward, s.data_flow);
  };
  return key(step) < key(*best);
}

void Propagation::damage() {
  std::fill(labels_.begin(), labels_.end(), Label{});
  std::fill(closed_.begin(), closed_.end(), std::uint8_t{0});
  std::fill(settled_.begin(), settled_.end(), false);
  heap_.clear();
  for (std::uint32_t v = 0; v < states_.size(); ++v) {
    if (states_[v].compromised) {
      start(v, active_[v], onward_[v]);
    }
  }
  while (const auto next = pop()) {
    const std::uint32_t v = *next;
    SpreadState& state = states_[v];
    state.ring = Ring::Contacted;
    state.data_affected = labels_[v].time;
    state.damage_step = steps_[v];
    if (!state.compromised) {
      state.hops = labels_[v].hops;
    }
    if (!is_terminal(v) && profile_ != Profile::Contact) {
      spread_damage(v);
    }
  }
}

void Propagation::spread_damage(std::uint32_t from) {
  constexpr std::uint8_t kBoth = carry::kDamage | carry::kPass;
  const SpreadIndex::Directions directions = index_.damaging(SystemId{from});
  const Source affected{from, index_.since(labels_[from].time), labels_[from].hops + 1,
                        carry::kPass};
  if (!states_[from].compromised) {
    offer_all(affected, directions);
    return;
  }
  const Source active{from, index_.since(active_[from]), onward_[from] + 1, carry::kDamage};
  if (active.since.time == affected.since.time && active.hops == affected.hops) {
    offer_all({from, active.since, active.hops, kBoth}, directions);
  } else {
    offer_all(active, directions);
    offer_all(affected, directions);
  }
}

}  // namespace hamon
