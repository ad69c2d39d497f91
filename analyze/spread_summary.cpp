#include "analyze/spread_summary.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace hamon {
namespace {

constexpr int kHours[] = {1, 4, 8, 24};

void add(GroupSize& group, const SpreadState& state) {
  group.contacted += state.ring == Ring::Contacted ? 1U : 0U;
  group.connected += state.ring == Ring::Connected ? 1U : 0U;
  group.exposed += state.ring == Ring::Exposed ? 1U : 0U;
  group.unseen += state.ring == Ring::Unseen ? 1U : 0U;
  group.compromised += state.compromised ? 1U : 0U;
  group.data_affected += state.data_affected ? 1U : 0U;
  if (const auto at = reached_at(state)) {
    group.earliest = std::min(group.earliest.value_or(*at), *at);
  }
}

template <class NameOf>
std::vector<GroupSize> groups(const SpreadResult& result, const NameOf& name_of_system) {
  std::map<std::string, GroupSize> by_name;
  for (std::uint32_t i = 0; i < result.systems.size(); ++i) {
    GroupSize& group = by_name[name_of_system(SystemId{i})];
    ++group.systems;
    add(group, result.systems[i]);
  }
  std::vector<GroupSize> list;
  for (auto& [name, group] : by_name) {
    if (group.contacted + group.connected + group.exposed + group.unseen > 0) {
      group.name = name;
      list.push_back(std::move(group));
    }
  }
  return list;
}

bool is_administration(ServiceClass service) {
  return service == ServiceClass::RemoteAdmin || service == ServiceClass::RemoteTool ||
         service == ServiceClass::Vpn;
}

/// Who used a system, and for what.
struct Use {
  std::set<std::uint32_t> users;
  std::set<ServiceId> services;
};

std::map<SystemId, Use> uses_of_reached(const FlowGraph& graph, const SpreadResult& result) {
  std::map<SystemId, Use> uses;
  for (const DataFlow& flow : graph.data_flows()) {
    const bool counts = flow.initiator != flow.responder &&
                        reached_at(result.systems[index(flow.responder)]) &&
                        !graph[flow.responder].outside && !graph[flow.initiator].outside &&
                        graph[flow.initiator].role != Role::Monitoring &&
                        !is_administration(graph[flow.service].service_class);
    if (counts) {
      Use& use = uses[flow.responder];
      use.users.insert(static_cast<std::uint32_t>(index(flow.initiator)));
      use.services.insert(flow.service);
    }
  }
  return uses;
}

std::vector<Stopped> stopped(const FlowGraph& graph, const SpreadResult& result) {
  std::vector<Stopped> list;
  for (const auto& [system, use] : uses_of_reached(graph, result)) {
    Stopped stop;
    stop.system = system;
    stop.from = *reached_at(result.systems[index(system)]);
    stop.services.assign(use.services.begin(), use.services.end());
    std::ranges::sort(stop.services, {}, [&](ServiceId s) { return graph[s].name; });
    std::set<std::string> departments;
    for (const std::uint32_t user : use.users) {
      departments.insert(graph.systems()[user].department);
    }
    departments.erase("");
    stop.departments.assign(departments.begin(), departments.end());
    stop.users = use.users.size();
    list.push_back(std::move(stop));
  }
  std::ranges::sort(list, {}, [&](const Stopped& s) {
    return std::tuple(-graph[s.system].critical, s.from, s.system);
  });
  return list;
}

Horizon horizon(const FlowGraph& graph, const SpreadOptions& options, const SpreadResult& result,
                Timestamp first, Duration after) {
  Horizon out;
  out.after = after;
  out.until = first + after;
  out.observed = graph.window() && out.until <= graph.window()->end &&
                 (!options.until || out.until <= *options.until);
  std::set<std::string> departments;
  const auto by_then = [&](const std::optional<Timestamp>& time) {
    return time && *time <= out.until;
  };
  for (std::uint32_t i = 0; i < result.systems.size(); ++i) {
    const SpreadState& state = result.systems[i];
    out.compromised += by_then(state.compromised) ? 1U : 0U;
    out.data_affected += by_then(state.data_affected) ? 1U : 0U;
    if (by_then(reached_at(state))) {
      departments.insert(graph.systems()[i].department);
    }
  }
  departments.erase("");
  out.departments.assign(departments.begin(), departments.end());
  return out;
}

}  // namespace

double GroupSize::share() const {
  return systems == 0 ? 0 : static_cast<double>(contacted) / static_cast<double>(systems);
}

SpreadSummary summarize(const FlowGraph& graph, const SpreadOptions& options,
                        const SpreadResult& result) {
  SpreadSummary summary;
  summary.zones = groups(result, [&](SystemId id) { return graph.zone_name(id).value_or(""); });
  summary.departments = groups(result, [&](SystemId id) { return graph[id].department; });
  summary.roles = groups(result, [&](SystemId id) { return std::string(name_of(graph[id].role)); });
  summary.stopped = stopped(graph, result);
  const auto first = std::ranges::min_element(options.seeds, {}, &Seed::time);
  if (first != options.seeds.end()) {
    for (const int hours : kHours) {
      summary.horizons.push_back(
          horizon(graph, options, result, first->time, Duration::minutes(60 * hours)));
    }
  }
  return summary;
}

}  // namespace hamon
