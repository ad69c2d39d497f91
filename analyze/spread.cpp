#include "analyze/spread.hpp"

#include "analyze/exposure.hpp"
#include "analyze/propagation.hpp"
#include "base/result.hpp"

#include <algorithm>
#include <tuple>

namespace hamon {

std::optional<Profile> parse_profile(std::string_view text) {
  for (const Profile profile : {Profile::Default, Profile::Broad, Profile::Contact}) {
    if (text == name_of(profile)) {
      return profile;
    }
  }
  return std::nullopt;
}

std::string_view name_of(Profile profile) {
  switch (profile) {
    case Profile::Default:
      return "default";
    case Profile::Broad:
      return "broad";
    case Profile::Contact:
      break;
  }
  return "contact";
}

std::string_view name_of(Ring ring) {
  switch (ring) {
    case Ring::None:
      return "";
    case Ring::Contacted:
      return "contacted";
    case Ring::Connected:
      return "connected";
    case Ring::Exposed:
      return "exposed";
    case Ring::Unseen:
      break;
  }
  return "unseen";
}

std::optional<Timestamp> reached_at(const SpreadState& state) {
  if (state.compromised && state.data_affected) {
    return std::min(*state.compromised, *state.data_affected);
  }
  return state.compromised ? state.compromised : state.data_affected;
}

SpreadSize size_of(std::span<const SpreadState> states, Profile profile, Duration incubation) {
  SpreadSize size{profile, incubation, 0, 0};
  for (const SpreadState& state : states) {
    size.compromised += state.compromised ? 1U : 0U;
    size.data_affected += state.data_affected ? 1U : 0U;
  }
  return size;
}

namespace {

// The groups of SpreadIndex: strong, strong and damage, damage without strong, weak alone, nothing.
int group_of(std::uint8_t kinds) {
  const bool strong = (kinds & carry::kStrong) != 0;
  const bool damage = (kinds & (carry::kDamage | carry::kPass)) != 0;
  if (strong) {
    return damage ? 1 : 0;
  }
  return damage ? 2 : kinds != 0 ? 3 : 4;
}

}  // namespace

void SpreadIndex::slice_time(const FlowGraph& graph) {
  const auto contacts = graph.contacts();
  if (contacts.empty()) {
    return;
  }
  Interval all = contacts.front();
  for (const Interval& c : contacts) {
    all = {std::min(all.begin, c.begin), std::max(all.end, c.end)};
  }
  width_ = (all.end - all.begin).ns / kSlices + 1;
  for (unsigned n = 0; n < kSlices; ++n) {
    starts_[n] = all.begin + Duration{width_ * n};
  }
}

SpreadIndex::Since SpreadIndex::since(Timestamp time) const {
  if (time <= starts_[0]) {
    return {time, 0};
  }
  return {time,
          static_cast<unsigned>(std::min<std::int64_t>((time - starts_[0]).ns / width_, kSlices))};
}

std::uint64_t SpreadIndex::slices_of(const ContactView& contacts) const {
  std::uint64_t slices = 0;
  for (const Interval& c : contacts) {
    const unsigned last = std::min(since(c.end).slice, kSlices - 1);
    for (unsigned n = since(c.begin).slice; n <= last; ++n) {
      slices |= std::uint64_t{1} << n;
    }
  }
  return slices;
}

SpreadIndex::SpreadIndex(const FlowGraph& graph, Side side) : groups_(graph.systems().size()) {
  slice_time(graph);
  struct Entry {
    std::uint32_t system;
    int group;
    std::uint32_t peer;
    std::uint64_t open;
    Direction along;
  };
  std::vector<Entry> entries;
  entries.reserve(2 * graph.data_flows().size());
  for (std::uint32_t f = 0; f < graph.data_flows().size(); ++f) {
    const DataFlow& flow = graph.data_flows()[f];
    if (flow.initiator == flow.responder) {
      continue;
    }
    const std::uint64_t open =
        slices_of(graph.contacts(flow.contacts));
    const auto add = [&](SystemId from, SystemId to, std::uint8_t kinds, bool forward) {
      const std::uint8_t effective = flow.carrying.size() > 0 ? kinds : std::uint8_t{0};
      const bool leaving = side == Side::Leaving;
      entries.push_back({static_cast<std::uint32_t>(index(leaving ? from : to)),
                         group_of(effective),
                         static_cast<std::uint32_t>(index(leaving ? to : from)),
                         open,
                         {f, flow.carrying, effective, forward}});
    };
    add(flow.initiator, flow.responder, flow.carry.forward, true);
    add(flow.responder, flow.initiator, flow.carry.backward, false);
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tuple(a.system, a.group, a.peer, a.along.data_flow) <
           std::tuple(b.system, b.group, b.peer, b.along.data_flow);
  });
  peers_.reserve(entries.size());
  open_.reserve(entries.size());
  along_.reserve(entries.size());
  std::size_t next = 0;
  for (std::uint32_t v = 0; v < groups_.size(); ++v) {
    const auto take = [&](int group) {
      for (; next < entries.size() && entries[next].system == v && entries[next].group == group;
           ++next) {
        peers_.push_back(entries[next].peer);
        open_.push_back(entries[next].open);
        along_.push_back(entries[next].along);
      }
      return static_cast<std::uint32_t>(peers_.size());
    };
    Groups& groups = groups_[v];
    groups.begin = static_cast<std::uint32_t>(peers_.size());
    groups.strong = take(0);
    groups.strong_damage = take(1);
    groups.damage = take(2);
    groups.weak = take(3);
    groups.end = take(4);
  }
}

SpreadIndex::Directions SpreadIndex::directions(std::uint32_t begin, std::uint32_t end) const {
  const std::size_t count = end - begin;
  return {std::span(peers_).subspan(begin, count), std::span(open_).subspan(begin, count),
          std::span(along_).subspan(begin, count)};
}

SpreadIndex::Directions SpreadIndex::damaging(SystemId system) const {
  return directions(groups_[index(system)].strong, groups_[index(system)].damage);
}

SpreadIndex::Directions SpreadIndex::spreading(SystemId system, Profile profile) const {
  const Groups& groups = groups_[index(system)];
  switch (profile) {
    case Profile::Default:
      return directions(groups.begin, groups.strong_damage);
    case Profile::Broad:
      return directions(groups.begin, groups.weak);
    case Profile::Contact:
      break;
  }
  return directions(groups.begin, groups.end);
}

namespace {

/// Static reach: time ignored, over data flows that no isolation or cut touches.
class StaticReach {
 public:
  StaticReach(const FlowGraph& graph, const SpreadIndex& index, const SpreadOptions& options,
              const Barriers& barriers, const Propagation& propagation)
      : graph_(graph),
        index_(index),
        barriers_(barriers),
        propagation_(propagation),
        profile_(options.profile) {
    if (options.shared_admin) {
      exposure_.emplace(graph);
    }
  }

  /// Marks as `connected` what the contacted reach and are not themselves, and as `exposed` what
  /// then still lies open to all of these.
  void mark(std::vector<SpreadState>& states) {
    seen_.assign(states.size(), false);
    hurt_.assign(states.size(), false);
    for (std::uint32_t v = 0; v < states.size(); ++v) {
      if (states[v].compromised) {
        see(v);
      }
    }
    close(&StaticReach::spread_from);
    for (std::uint32_t v = 0; v < states.size(); ++v) {
      if (seen_[v] || states[v].data_affected) {
        hurt(v);
      }
    }
    close(&StaticReach::damage_from);
    for (std::uint32_t v = 0; v < states.size(); ++v) {
      if (hurt_[v] && states[v].ring == Ring::None) {
        states[v].ring = Ring::Connected;
      }
    }
    if (exposure_) {
      mark_exposed(states);
    }
  }

 private:
  void mark_exposed(std::vector<SpreadState>& states) {
    for (std::uint32_t v = 0; v < states.size(); ++v) {
      if (seen_[v]) {
        open_.push_back(v);
      }
    }
    close(&StaticReach::expose_from);
    for (std::uint32_t v = 0; v < states.size(); ++v) {
      if (seen_[v] && states[v].ring == Ring::None) {
        states[v].ring = Ring::Exposed;
      }
    }
  }
  void expose_from(std::uint32_t v) {
    spread_from(v);
    exposure_->each_open_to(v, [&](std::uint32_t to) {
      if (!seen_[to] && !barriers_.ever_between(v, to)) {
        see(to);
      }
    });
  }
  void see(std::uint32_t v) {
    if (!seen_[v]) {
      seen_[v] = true;
      open_.push_back(v);
    }
  }
  void hurt(std::uint32_t v) {
    if (!hurt_[v]) {
      hurt_[v] = true;
      open_.push_back(v);
    }
  }
  void close(void (StaticReach::*step)(std::uint32_t)) {
    while (!open_.empty()) {
      const std::uint32_t v = open_.back();
      open_.pop_back();
      if (!propagation_.is_terminal(v)) {
        (this->*step)(v);
      }
    }
  }
  void spread_from(std::uint32_t v) {
    const bool contact = profile_ == Profile::Contact;
    const std::uint8_t wanted = spreading_kinds(profile_);
    const auto directions = index_.spreading(SystemId{v}, profile_);
    for (std::size_t i = 0; i < directions.peers.size(); ++i) {
      const std::uint32_t to = directions.peers[i];
      const bool carries = contact || ((directions.along[i].kinds & wanted) != 0 &&
                                       graph_.systems()[to].susceptible);
      if (!seen_[to] && carries && !barriers_.ever_along(v, to, directions.along[i].data_flow)) {
        see(to);
      }
    }
  }
  void damage_from(std::uint32_t v) {
    if (profile_ == Profile::Contact) {
      return;
    }
    const auto directions = index_.damaging(SystemId{v});
    for (std::size_t i = 0; i < directions.peers.size(); ++i) {
      const std::uint32_t to = directions.peers[i];
      const std::uint8_t kinds = directions.along[i].kinds;
      const bool damages =
          ((kinds & carry::kDamage) != 0 && seen_[v]) || (kinds & carry::kPass) != 0;
      if (damages && !hurt_[to] && !barriers_.ever_along(v, to, directions.along[i].data_flow)) {
        hurt(to);
      }
    }
  }

  const FlowGraph& graph_;
  const SpreadIndex& index_;
  const Barriers& barriers_;
  const Propagation& propagation_;
  Profile profile_;
  std::optional<Exposure> exposure_;
  std::vector<bool> seen_, hurt_;
  std::vector<std::uint32_t> open_;
};

void mark_unseen(const FlowGraph& graph, std::vector<SpreadState>& states) {
  for (std::size_t v = 0; v < states.size(); ++v) {
    const System& system = graph.systems()[v];
    if (states[v].ring == Ring::None && !system.observed && (system.in_site || system.in_ledger)) {
      states[v].ring = Ring::Unseen;
    }
  }
}

// Who would be compromised as well if every system were susceptible.
std::vector<Spared> spared(const FlowGraph& graph, const SpreadIndex& index,
                           const SpreadOptions& options, const Barriers& barriers,
                           const std::vector<SpreadState>& states) {
  std::vector<Spared> list;
  if (options.profile == Profile::Contact) {
    return list;
  }
  Propagation propagation(graph, index, options, barriers, Propagation::Susceptibility::Everyone);
  propagation.compromise();
  for (std::uint32_t v = 0; v < states.size(); ++v) {
    const auto& would_be = propagation.states()[v].compromised;
    if (would_be && !states[v].compromised && !graph.systems()[v].susceptible) {
      list.push_back({SystemId{v}, *would_be});
    }
  }
  std::sort(list.begin(), list.end(), [](const Spared& a, const Spared& b) {
    return std::tuple(a.would_be, a.system) < std::tuple(b.would_be, b.system);
  });
  return list;
}

std::vector<SpreadSize> sizes(const FlowGraph& graph, const SpreadIndex& index,
                              const SpreadOptions& options) {
  const std::pair<Profile, Duration> variants[] = {{Profile::Default, options.incubation},
                                                   {Profile::Broad, options.incubation},
                                                   {Profile::Contact, Duration{}},
                                                   {Profile::Default, Duration{}}};
  std::vector<SpreadSize> list;
  for (const auto& [profile, incubation] : variants) {
    SpreadOptions variant = options;
    variant.profile = profile;
    variant.incubation = incubation;
    list.push_back(size_of(contacted(graph, index, variant), profile, incubation));
  }
  return list;
}

}  // namespace

std::vector<SpreadState> contacted(const FlowGraph& graph, const SpreadIndex& index,
                                   const SpreadOptions& options) {
  const Barriers barriers(graph, options);
  Propagation propagation(graph, index, options, barriers, Propagation::Susceptibility::AsDeclared);
  propagation.compromise();
  propagation.damage();
  return std::move(propagation.states());
}

namespace {

std::vector<SpreadState> rings_under(const Barriers& barriers, const FlowGraph& graph,
                                     const SpreadIndex& index, const SpreadOptions& options) {
  Propagation propagation(graph, index, options, barriers, Propagation::Susceptibility::AsDeclared);
  propagation.compromise();
  propagation.damage();
  std::vector<SpreadState> states = std::move(propagation.states());
  StaticReach(graph, index, options, barriers, propagation).mark(states);
  mark_unseen(graph, states);
  return states;
}

}  // namespace

std::vector<SpreadState> rings(const FlowGraph& graph, const SpreadIndex& index,
                               const SpreadOptions& options) {
  return rings_under(Barriers(graph, options), graph, index, options);
}

SpreadResult spread(const FlowGraph& graph, const SpreadIndex& index,
                    const SpreadOptions& options) {
  const Barriers barriers(graph, options);
  SpreadResult result;
  result.systems = rings_under(barriers, graph, index, options);
  result.spared = spared(graph, index, options, barriers, result.systems);
  result.sizes = sizes(graph, index, options);
  return result;
}

std::vector<SpreadStep> witness(const SpreadResult& result, SystemId system, bool data) {
  std::vector<SpreadStep> chain;
  const SpreadState* state = &result.systems[index(system)];
  bool by_damage = data && state->damage_step.has_value();
  while (true) {
    const auto& step = by_damage ? state->damage_step : state->step;
    // A seed active by its own time is where a chain begins, though others may have reached it.
    if (!step || (!chain.empty() && !by_damage && state->starts)) {
      break;
    }
    HAMON_ASSERT(chain.size() <= 2 * result.systems.size());
    chain.push_back(*step);
    state = &result.systems[index(step->from)];
    by_damage = (step->kind & carry::kPass) != 0 && by_damage && state->damage_step.has_value();
  }
  std::reverse(chain.begin(), chain.end());
  return chain;
}

}  // namespace hamon
