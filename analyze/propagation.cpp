#include "analyze/propagation.hpp"

#include <algorithm>
#include <functional>
#include <tuple>

namespace hamon {
namespace {

constexpr std::uint8_t kDamaging = carry::kDamage | carry::kPass;

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

/// A way along which something may arrive.
struct Propagation::Offer {
  std::uint32_t from = 0;
  const SpreadIndex::Direction& direction;
  std::span<const Interval> contacts;  // of all data flows
  Range range;                         // those of this one
  Timestamp since;                     // from when on `from` passes it on
  std::uint32_t hops = 0;              // of the chain with this step
  std::uint8_t kind = 0;
};

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
      steps_(graph.systems().size()) {
  for (const Seed& seed : options.seeds) {
    auto& own = own_[hamon::index(seed.system)];
    own = std::min(own.value_or(seed.time), seed.time);
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
    if (!labels_[system].settled) {
      labels_[system].settled = true;
      return system;
    }
  }
  return std::nullopt;
}

void Propagation::start(std::uint32_t system, Timestamp time, std::uint32_t hops) {
  labels_[system] = {time, hops, false};
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
      leave(v);
    }
  }
}

void Propagation::leave(std::uint32_t from) {
  const bool contact = profile_ == Profile::Contact;
  for (const auto& direction : index_.spreading(SystemId{from}, profile_)) {
    const Label& label = labels_[direction.to];
    // A chain that is longer, or not sooner even if a contact were open at once, cannot win.
    if (label.settled || (!contact && direction.last < active_[from]) ||
        std::tuple(active_[from], onward_[from] + 1) > std::tuple(label.time, label.hops) ||
        (!everyone_ && !graph_.systems()[direction.to].susceptible)) {
      continue;
    }
    const std::uint8_t kind =
        contact ? direction.kinds
                : direction.kinds &
                      (profile_ == Profile::Broad ? carry::kStrong | carry::kWeak : carry::kStrong);
    const auto contacts = contact ? graph_.contacts() : graph_.carrying_contacts();
    const Range range =
        contact ? graph_.data_flows()[direction.data_flow].contacts : direction.carrying;
    offer({from, direction, contacts, range, active_[from], onward_[from] + 1, kind});
  }
}

void Propagation::offer(const Offer& offer) {
  const Timestamp limit = barriers_.last_between(offer.from, offer.direction.to);
  if (offer.since > limit) {
    return;
  }
  const auto contacts = offer.contacts.subspan(offer.range.begin, offer.range.size());
  // The first contact that is still open: later ones only come later, as contacts are disjoint.
  const auto contact = std::lower_bound(contacts.begin(), contacts.end(), offer.since,
                                        [](const Interval& c, Timestamp t) { return c.end < t; });
  if (contact == contacts.end()) {
    return;
  }
  const Timestamp time = std::max(contact->begin, offer.since);
  const std::uint32_t to = offer.direction.to;
  if (time > limit || !is_better(offer, time, *contact)) {
    return;
  }
  const bool sooner = std::tuple(time, offer.hops) < std::tuple(labels_[to].time, labels_[to].hops);
  labels_[to].time = time;
  labels_[to].hops = offer.hops;
  steps_[to] = SpreadStep{SystemId{offer.from},
                          SystemId{to},
                          DataFlowId{offer.direction.data_flow},
                          offer.direction.forward,
                          offer.kind,
                          *contact,
                          time};
  if (sooner) {
    push(to);
  }
}

bool Propagation::is_better(const Offer& offer, Timestamp time, const Interval& contact) const {
  const Label& label = labels_[offer.direction.to];
  const auto& step = steps_[offer.direction.to];
  const auto mine = std::tuple(time, offer.hops);
  const auto best = std::tuple(label.time, label.hops);
  if (mine != best || !step) {
    return mine < best;  // what needs no step is not bettered by an equal one
  }
  const auto key = [&](SystemId from, DataFlowId flow, Timestamp begin, bool forward) {
    // Systems have the order of their names.
    return std::tuple(from, std::string_view(graph_[graph_[flow].service].name), begin, !forward,
                      flow);
  };
  return key(SystemId{offer.from}, DataFlowId{offer.direction.data_flow}, contact.begin,
             offer.direction.forward) <
         key(step->from, step->data_flow, step->contact.begin, step->forward);
}

void Propagation::damage() {
  std::fill(labels_.begin(), labels_.end(), Label{});
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
  const auto contacts = graph_.carrying_contacts();
  for (const auto& direction : index_.carrying(SystemId{from})) {
    if ((direction.kinds & kDamaging) == 0 || labels_[direction.to].settled ||
        direction.last < labels_[from].time) {
      continue;
    }
    if ((direction.kinds & carry::kDamage) != 0 && states_[from].compromised) {
      offer({from, direction, contacts, direction.carrying, active_[from], onward_[from] + 1,
             carry::kDamage});
    }
    if ((direction.kinds & carry::kPass) != 0) {
      offer({from, direction, contacts, direction.carrying, labels_[from].time,
             labels_[from].hops + 1, carry::kPass});
    }
  }
}

}  // namespace hamon
