#include "analyze/spread.hpp"

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

namespace {

// Strong, weak, damage alone, nothing: the groups of SpreadIndex.
int group_of(std::uint8_t kinds) {
  return (kinds & carry::kStrong) != 0 ? 0 : (kinds & carry::kWeak) != 0 ? 1 : kinds != 0 ? 2 : 3;
}

}  // namespace

SpreadIndex::SpreadIndex(const FlowGraph& graph) : groups_(graph.systems().size()) {
  struct Entry {
    std::uint32_t from;
    int group;
    Direction direction;
  };
  std::vector<Entry> entries;
  entries.reserve(2 * graph.data_flows().size());
  for (std::uint32_t f = 0; f < graph.data_flows().size(); ++f) {
    const DataFlow& flow = graph.data_flows()[f];
    if (flow.initiator == flow.responder) {
      continue;
    }
    const bool carries = flow.carrying.size() > 0;
    const Timestamp last =
        carries ? graph.carrying_contacts()[flow.carrying.end - 1].end : Timestamp::min();
    const auto add = [&](SystemId from, SystemId to, std::uint8_t kinds, bool forward) {
      const std::uint8_t effective = carries ? kinds : std::uint8_t{0};
      entries.push_back(
          {static_cast<std::uint32_t>(index(from)),
           group_of(effective),
           {static_cast<std::uint32_t>(index(to)), f, flow.carrying, last, effective, forward}});
    };
    add(flow.initiator, flow.responder, flow.carry.forward, true);
    add(flow.responder, flow.initiator, flow.carry.backward, false);
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tuple(a.from, a.group, a.direction.to, a.direction.data_flow) <
           std::tuple(b.from, b.group, b.direction.to, b.direction.data_flow);
  });
  directions_.reserve(entries.size());
  std::size_t next = 0;
  for (std::uint32_t v = 0; v < groups_.size(); ++v) {
    const auto take = [&](int group) {
      for (; next < entries.size() && entries[next].from == v && entries[next].group == group;
           ++next) {
        directions_.push_back(entries[next].direction);
      }
      return static_cast<std::uint32_t>(directions_.size());
    };
    groups_[v].begin = static_cast<std::uint32_t>(directions_.size());
    groups_[v].strong = take(0);
    groups_[v].weak = take(1);
    groups_[v].damage = take(2);
    groups_[v].end = take(3);
  }
}

std::span<const SpreadIndex::Direction> SpreadIndex::directions(std::uint32_t begin,
                                                                std::uint32_t end) const {
  return std::span(directions_).subspan(begin, end - begin);
}

std::span<const SpreadIndex::Direction> SpreadIndex::leaving(SystemId from) const {
  return directions(groups_[index(from)].begin, groups_[index(from)].end);
}

std::span<const SpreadIndex::Direction> SpreadIndex::carrying(SystemId from) const {
  return directions(groups_[index(from)].begin, groups_[index(from)].damage);
}

std::span<const SpreadIndex::Direction> SpreadIndex::spreading(SystemId from,
                                                               Profile profile) const {
  const Groups& groups = groups_[index(from)];
  switch (profile) {
    case Profile::Default:
      return directions(groups.begin, groups.strong);
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
        profile_(options.profile) {}

  /// Marks as `connected` what the contacted reach and are not themselves.
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
  }

 private:
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
    for (const auto& direction : index_.spreading(SystemId{v}, profile_)) {
      if (!seen_[direction.to] &&
          (profile_ == Profile::Contact || graph_.systems()[direction.to].susceptible) &&
          !barriers_.ever_between(v, direction.to)) {
        see(direction.to);
      }
    }
  }
  void damage_from(std::uint32_t v) {
    if (profile_ == Profile::Contact) {
      return;
    }
    for (const auto& direction : index_.carrying(SystemId{v})) {
      const bool damages = ((direction.kinds & carry::kDamage) != 0 && seen_[v]) ||
                           (direction.kinds & carry::kPass) != 0;
      if (damages && !hurt_[direction.to] && !barriers_.ever_between(v, direction.to)) {
        hurt(direction.to);
      }
    }
  }

  const FlowGraph& graph_;
  const SpreadIndex& index_;
  const Barriers& barriers_;
  const Propagation& propagation_;
  Profile profile_;
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

SpreadSize size_of(const std::vector<SpreadState>& states, Profile profile, Duration incubation) {
  SpreadSize size{profile, incubation, 0, 0};
  for (const SpreadState& state : states) {
    size.compromised += state.compromised ? 1U : 0U;
    size.data_affected += state.data_affected ? 1U : 0U;
  }
  return size;
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

SpreadResult spread(const FlowGraph& graph, const SpreadIndex& index,
                    const SpreadOptions& options) {
  const Barriers barriers(graph, options);
  Propagation propagation(graph, index, options, barriers, Propagation::Susceptibility::AsDeclared);
  propagation.compromise();
  propagation.damage();
  SpreadResult result;
  result.systems = propagation.states();
  StaticReach(graph, index, options, barriers, propagation).mark(result.systems);
  mark_unseen(graph, result.systems);
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
