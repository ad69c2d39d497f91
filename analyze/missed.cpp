#include "analyze/missed.hpp"

#include "analyze/propagation.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <tuple>

namespace hamon {
namespace {

constexpr std::uint8_t kDamaging = carry::kDamage | carry::kPass;

/// One way along a data flow that could carry something.
struct Way {
  SystemId from{};
  SystemId to{};
  DataFlowId data_flow{};
  std::uint8_t kinds = 0;
  ContactView contacts;
};

std::uint8_t kinds_under(Profile profile) {
  return spreading_kinds(profile) | kDamaging;
}

// Both ways of every data flow with another system that could carry under the profile.
void for_each_way(const FlowGraph& graph, Profile profile,
                  const std::function<void(const Way&)>& visit) {
  for (std::uint32_t f = 0; f < graph.data_flows().size(); ++f) {
    const DataFlow& flow = graph.data_flows()[f];
    if (flow.initiator == flow.responder) {
      continue;
    }
    const auto go = [&](SystemId from, SystemId to, std::uint8_t carries, bool forward) {
      const auto kinds = static_cast<std::uint8_t>(carries & kinds_under(profile));
      const SpreadIndex::Direction along{f, flow.carrying, kinds, forward};
      const auto contacts = contacts_along(graph, profile, along);
      if (!contacts.empty() && (kinds != 0 || profile == Profile::Contact)) {
        visit({from, to, DataFlowId{f}, kinds, contacts});
      }
    };
    go(flow.initiator, flow.responder, flow.carry.forward, true);
    go(flow.responder, flow.initiator, flow.carry.backward, false);
  }
}

void sort_narrowest_first(Missed& missed) {
  const auto gap = [](const MissedStep& s) {
    return s.contact.end < s.bound     ? s.bound - s.contact.end
           : s.bound < s.contact.begin ? s.contact.begin - s.bound
                                       : Duration{};
  };
  std::sort(
      missed.steps.begin(), missed.steps.end(), [&](const MissedStep& a, const MissedStep& b) {
        return std::tuple(gap(a), a.data_flow, a.from) < std::tuple(gap(b), b.data_flow, b.from);
      });
}

// From when on a contacted system passes on what a way of these kinds carries.
std::optional<Timestamp> ready(const SpreadOptions& options, const SpreadState& state,
                               SystemId system, std::uint8_t kinds) {
  if (!state.compromised) {
    return (kinds & carry::kPass) != 0 ? state.data_affected : std::nullopt;
  }
  const Duration incubation = options.profile == Profile::Contact ? Duration{} : options.incubation;
  Timestamp active = *state.compromised + incubation;
  for (const Seed& seed : options.seeds) {
    active = seed.system == system ? std::min(active, seed.time) : active;
  }
  return active;
}

// By when a system had to be reached for a target to fall.
std::optional<Timestamp> needed_by(const FlowGraph& graph, const TraceResult& result,
                                   SystemId system) {
  for (const Fall& target : result.targets) {
    if (target.system == system) {
      return target.by;
    }
  }
  return graph[system].outside ? std::nullopt : result.systems[index(system)].latest;
}

}  // namespace

Missed missed_arrivals(const FlowGraph& graph, const SpreadOptions& options,
                       const SpreadResult& result, SystemId system) {
  const Barriers barriers(graph, options);
  Missed missed;
  std::set<SystemId> carriers;
  for_each_way(graph, options.profile, [&](const Way& way) {
    if (way.to != system) {
      return;
    }
    carriers.insert(way.from);
    const auto seed = [&](const Seed& s) { return s.system == way.from; };
    const bool passes =
        !graph[way.from].outside || std::any_of(options.seeds.begin(), options.seeds.end(), seed);
    const auto since = passes ? ready(options, result.systems[index(way.from)], way.from, way.kinds)
                              : std::nullopt;
    if (!since) {
      return;
    }
    const bool ended = way.contacts.back().end < *since;
    const Timestamp limit = barriers.last_along(static_cast<std::uint32_t>(index(way.from)),
                                                static_cast<std::uint32_t>(index(system)),
                                                static_cast<std::uint32_t>(index(way.data_flow)));
    const auto open = std::lower_bound(way.contacts.begin(), way.contacts.end(), *since,
                                       [](const Interval& c, Timestamp t) { return c.end < t; });
    const bool separated = !ended && std::max((*open).begin, *since) > limit;
    if (ended || separated) {
      missed.steps.push_back({way.from, way.to, way.data_flow,
                              ended ? MissedStep::Why::TooEarly : MissedStep::Why::Separated,
                              ended ? way.contacts.back() : *open, *since});
    }
  });
  missed.carriers.assign(carriers.begin(), carriers.end());
  sort_narrowest_first(missed);
  return missed;
}

Missed missed_departures(const FlowGraph& graph, const TraceOptions& options,
                         const TraceResult& result, SystemId system) {
  Missed missed;
  std::set<SystemId> carriers;
  for_each_way(graph, options.profile, [&](const Way& way) {
    if (way.from != system) {
      return;
    }
    carriers.insert(way.to);
    const auto by = needed_by(graph, result, way.to);
    if (by && *by < way.contacts.front().begin) {
      missed.steps.push_back(
          {way.from, way.to, way.data_flow, MissedStep::Why::TooLate, way.contacts.front(), *by});
    }
  });
  missed.carriers.assign(carriers.begin(), carriers.end());
  sort_narrowest_first(missed);
  return missed;
}

}  // namespace hamon
