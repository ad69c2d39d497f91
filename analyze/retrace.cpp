#include "analyze/retrace.hpp"

#include "analyze/propagation.hpp"
#include "base/result.hpp"

#include <algorithm>
#include <tuple>

namespace hamon {
namespace {

constexpr std::uint8_t kDamaging = carry::kDamage | carry::kPass;

}  // namespace

bool Retrace::Entry::operator<(const Entry& other) const {
  return std::tuple(time, other.hops, other.system) < std::tuple(other.time, hops, system);
}

Retrace::Retrace(const FlowGraph& graph, const SpreadIndex& index, Profile profile,
                 Duration incubation)
    : graph_(graph),
      index_(index),
      profile_(profile),
      incubation_(profile == Profile::Contact ? Duration{} : incubation) {}

void Retrace::run(std::span<const Fall> falls) {
  const std::size_t count = graph_.systems().size();
  for (Side* side : {&compromise_, &damage_}) {
    side->labels.assign(count, {});
    side->own.assign(count, std::nullopt);
  }
  for (const Fall& fall : falls) {
    const bool data =
        fall.data || (profile_ != Profile::Contact && !graph_[fall.system].susceptible);
    add(compromise_, fall.system, data ? fall.by - incubation_ : fall.by);
    if (data) {
      add(damage_, fall.system, fall.by);
    }
  }
  if (profile_ != Profile::Contact) {
    solve(damage_);
  }
  solve(compromise_);
}

void Retrace::add(Side& side, SystemId system, Timestamp time) {
  auto& own = side.own[index(system)];
  own = std::max(own.value_or(time), time);
  side.labels[index(system)].latest = own;
}

void Retrace::solve(Side& side) {
  settled_.assign(side.labels.size(), false);
  heap_.clear();
  for (std::uint32_t v = 0; v < side.labels.size(); ++v) {
    if (side.labels[v].latest) {
      push(side, v);
    }
  }
  while (const auto next = pop()) {
    if (const auto goal = goal_at(side, *next)) {
      if (&side == &damage_) {
        before_damage(*goal);
      } else {
        before_compromise(*goal);
      }
    }
  }
}

void Retrace::push(const Side& side, std::uint32_t system) {
  heap_.push_back({*side.labels[system].latest, side.labels[system].hops, system});
  std::push_heap(heap_.begin(), heap_.end());
}

std::optional<std::uint32_t> Retrace::pop() {
  while (!heap_.empty()) {
    std::pop_heap(heap_.begin(), heap_.end());
    const std::uint32_t system = heap_.back().system;
    heap_.pop_back();
    if (!settled_[system]) {
      settled_[system] = true;
      return system;
    }
  }
  return std::nullopt;
}

// An outside system passes nothing on: what arrives there matters for its own fall alone.
std::optional<Retrace::Goal> Retrace::goal_at(const Side& side, std::uint32_t system) const {
  const RetraceLabel& label = side.labels[system];
  if (!graph_.systems()[system].outside) {
    return Goal{system, index_.since(*label.latest), label.hops + 1};
  }
  if (const auto& own = side.own[system]) {
    return Goal{system, index_.since(*own), 1};
  }
  return std::nullopt;
}

void Retrace::before_damage(const Goal& goal) {
  const auto directions = index_.damaging(SystemId{goal.system});
  for (std::size_t i = 0; i < directions.peers.size(); ++i) {
    const std::uint32_t from = directions.peers[i];
    const bool compromised = may_win(compromise_, from, goal, directions.open[i], incubation_);
    const bool passes = (directions.along[i].kinds & carry::kPass) != 0 && !settled_[from] &&
                        may_win(damage_, from, goal, directions.open[i], {});
    if (!compromised && !passes) {
      continue;
    }
    if (const auto step = last_step(goal, from, directions.along[i], kDamaging)) {
      offer(compromise_, *step, incubation_, goal.hops);
      if (passes && offer(damage_, *step, {}, goal.hops)) {
        push(damage_, from);
      }
    }
  }
}

void Retrace::before_compromise(const Goal& goal) {
  if (profile_ != Profile::Contact && !graph_.systems()[goal.system].susceptible) {
    return;
  }
  const bool contact = profile_ == Profile::Contact;
  const std::uint8_t kinds = spreading_kinds(profile_);
  const auto directions = index_.spreading(SystemId{goal.system}, profile_);
  for (std::size_t i = 0; i < directions.peers.size(); ++i) {
    const std::uint32_t from = directions.peers[i];
    const SpreadIndex::Direction& along = directions.along[i];
    if (settled_[from] || (!contact && (along.kinds & kinds) == 0) ||
        !may_win(compromise_, from, goal, directions.open[i], incubation_)) {
      continue;
    }
    const auto step = last_step(goal, from, along, contact ? along.kinds : kinds);
    if (step && offer(compromise_, *step, incubation_, goal.hops)) {
      push(compromise_, from);
    }
  }
}

std::optional<SpreadStep> Retrace::last_step(const Goal& goal, std::uint32_t from,
                                             const SpreadIndex::Direction& along,
                                             std::uint8_t kinds) const {
  const auto contacts = contacts_along(graph_, profile_, along);
  // The last contact that has begun: earlier ones end sooner, as contacts are disjoint.
  const auto after = std::upper_bound(contacts.begin(), contacts.end(), goal.until.time,
                                      [](Timestamp t, const Interval& c) { return t < c.begin; });
  if (after == contacts.begin()) {
    return std::nullopt;
  }
  const Interval& contact = *std::prev(after);
  return SpreadStep{SystemId{from},
                    SystemId{goal.system},
                    DataFlowId{along.data_flow},
                    along.forward,
                    static_cast<std::uint8_t>(along.kinds & kinds),
                    contact,
                    std::min(contact.end, goal.until.time)};
}

bool Retrace::may_win(const Side& side, std::uint32_t from, const Goal& goal, std::uint64_t open,
                      Duration wait) const {
  const auto last = index_.not_after(open, goal.until);
  if (!last) {
    return false;
  }
  const RetraceLabel& known = side.labels[from];
  const Timestamp latest = *last - wait;
  return !known.latest || latest > *known.latest ||
         (latest == *known.latest && goal.hops <= known.hops);
}

bool Retrace::offer(Side& side, const SpreadStep& step, Duration wait, std::uint32_t hops) {
  RetraceLabel& known = side.labels[index(step.from)];
  const Timestamp latest = step.arrival - wait;
  if (!is_better(step, latest, hops, known)) {
    return false;
  }
  known = {latest, hops, step};
  return true;
}

bool Retrace::is_better(const SpreadStep& step, Timestamp latest, std::uint32_t hops,
                        const RetraceLabel& known) const {
  if (!known.latest || latest != *known.latest) {
    return !known.latest || latest > *known.latest;
  }
  if (hops != known.hops || !known.step) {
    return hops < known.hops;  // what falls itself needs no step
  }
  const auto key = [&](const SpreadStep& s) {
    // Systems have the order of their names.
    return std::tuple(s.to, std::string_view(graph_[graph_[s.data_flow].service].name),
                      s.contact.begin, !s.forward, s.data_flow);
  };
  return key(step) < key(*known.step);
}

std::vector<SpreadStep> Retrace::chain(SystemId system) const {
  std::vector<SpreadStep> steps;
  const RetraceLabel* label = &compromise_.labels[index(system)];
  if (!label->latest) {
    return steps;
  }
  Timestamp since = *label->latest + incubation_;  // when the last one passes it on
  while (label->step) {
    HAMON_ASSERT(steps.size() <= 2 * compromise_.labels.size());
    SpreadStep step = *label->step;
    step.arrival = std::max(step.contact.begin, since);
    const bool damages = (step.kind & kDamaging) != 0 && profile_ != Profile::Contact;
    since = damages ? step.arrival : step.arrival + incubation_;
    steps.push_back(step);
    if (graph_[step.to].outside) {
      break;  // its own fall, whatever else it could do
    }
    label = &(damages ? damage_ : compromise_).labels[index(step.to)];
  }
  return steps;
}

}  // namespace hamon
