#include "analyze/relay_holds.hpp"

#include "analyze/link_use.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

namespace hamon {
namespace {

constexpr std::size_t kMostSessions = 100'000;  // of one data flow
constexpr std::array<std::string_view, 13> kInfrastructure{
    "dns",  "mdns",   "ntp",   "dhcp", "kerberos", "ldap",   "dce-rpc",
    "snmp", "syslog", "print", "icmp", "icmp6",    "netbios"};

bool overlap(const Interval& a, const Interval& b) {
  return a.begin <= b.end && b.begin <= a.end;
}

bool is_infrastructure(const FlowGraph& graph, const DataFlow& flow) {
  return std::ranges::find(kInfrastructure, graph[flow.service].name) != kInfrastructure.end();
}

const IpAddress& outer_end(const Conversation& c, bool opened_inside) {
  return opened_inside ? c.responder : c.initiator;
}

}  // namespace

RelayHolds::RelayHolds(const FlowGraph& graph) : graph_(graph) {
  collect_vpn_sessions();
  collect_flows();
  add_vpn_holds();
}

std::vector<const Hold*> RelayHolds::inner_of(SystemId system) {
  const auto flows = graph_.data_flows();
  auto flow = std::lower_bound(flows.begin(), flows.end(), system,
                               [](const DataFlow& f, SystemId s) { return f.initiator < s; });
  std::vector<const Hold*> list;
  for (; flow != flows.end() && flow->initiator == system; ++flow) {
    if (graph_[flow->responder].outside || flow->responder == system ||
        is_infrastructure(graph_, *flow)) {
      continue;
    }
    const auto [hold, is_new] = inner_.try_emplace(flow - flows.begin());
    if (is_new) {
      Hold& made = hold->second;
      made.from = system;
      made.to = flow->responder;
      made.service = flow->service;
      made.remote = graph_[flow->service].service_class != ServiceClass::None;
      made.sessions = sessions(*flow);
    }
    list.push_back(&hold->second);
  }
  return list;
}

void RelayHolds::collect_vpn_sessions() {
  for (std::uint32_t v = 0; v < graph_.systems().size(); ++v) {
    std::vector<VpnSession> told;
    for (const OwnName& name : graph_.systems()[v].called) {
      if (name.kind != BindingKind::VpnClient) {
        continue;
      }
      if (const auto client = IpAddress::parse(name.name)) {
        told.push_back({name.heard, *client, graph_.system_at(*client, name.heard.begin)});
      }
    }
    if (!told.empty()) {
      add_clients(SystemId{v}, std::move(told));
    }
  }
}

/// One client at a time has an address, whatever a log leaves open.
void RelayHolds::add_clients(SystemId pool, std::vector<VpnSession> sessions) {
  std::sort(sessions.begin(), sessions.end(), [](const VpnSession& a, const VpnSession& b) {
    return std::tie(a.time, a.client) < std::tie(b.time, b.client);
  });
  const bool one_address = graph_[pool].addresses.size() == 1;
  auto other = sessions.begin();  // the first after this one of another client
  for (auto at = sessions.begin(); at != sessions.end(); ++at) {
    VpnSession session = *at;
    while (other != sessions.end() && (other < at || other->client == session.client)) {
      ++other;
    }
    const auto next = std::find_if(other, sessions.end(), [&](const VpnSession& later) {
      return later.time.begin > session.time.begin && later.client != session.client;
    });
    if (one_address && next != sessions.end()) {
      session.time.end = std::min(session.time.end, next->time.begin + Duration{-1});
    }
    const bool inside =
        session.system ? !graph_[*session.system].outside : graph_.is_internal(session.client);
    if (!inside && session.system != pool) {
      clients_[session.client].push_back(session.time);
      vpn_[pool].push_back(session);
    }
  }
}

void RelayHolds::collect_flows() {
  for (const DataFlow& flow : graph_.data_flows()) {
    const bool from_outside = graph_[flow.initiator].outside;
    const bool to_outside = graph_[flow.responder].outside;
    if (from_outside && to_outside) {
      continue;
    }
    const ServiceClass kind = graph_[flow.service].service_class;
    const bool remote = kind != ServiceClass::None;
    if (from_outside || (to_outside && remote)) {
      add_outer(flow, to_outside, remote);
      if (kind == ServiceClass::Vpn) {
        add_gateway(flow, to_outside);
      }
    }
  }
}

void RelayHolds::add_outer(const DataFlow& flow, bool opened_inside, bool remote) {
  const SystemId inside = opened_inside ? flow.initiator : flow.responder;
  Hold hold;
  hold.from = opened_inside ? flow.responder : flow.initiator;
  hold.to = inside;
  hold.service = flow.service;
  hold.remote = remote;
  hold.sessions = sessions(flow);
  hold.turned = opened_inside;
  if (hold.sessions.empty()) {
    return;
  }
  const ServiceClass kind = graph_[flow.service].service_class;
  const bool passes = kind == ServiceClass::Vpn || kind == ServiceClass::RemoteTool;
  if (passes && graph_[inside].role == Role::Router) {
    const Occasions guessed = unexplained(hold.sessions, opened_inside);
    for (const SystemId behind : guessed.empty() ? std::vector<SystemId>() : same_prefix(inside)) {
      Hold passed = hold;
      passed.to = behind;
      passed.through = inside;
      passed.sessions = guessed;
      outer_[behind].push_back(std::move(passed));
    }
  }
  outer_[inside].push_back(std::move(hold));
}

/// Those during which no gateway says which address of its pool their outer end had.
Occasions RelayHolds::unexplained(const Occasions& tunnel, bool opened_inside) const {
  Occasions rest;
  for (const Occasion& o : tunnel) {
    const auto client = clients_.find(outer_end(*o.conversations.front(), opened_inside));
    if (client == clients_.end() || std::ranges::none_of(client->second, [&](const Interval& i) {
          return overlap(i, o.time);
        })) {
      rest.push_back(o);
    }
  }
  return rest;
}

void RelayHolds::add_gateway(const DataFlow& flow, bool opened_inside) {
  if (clients_.empty() || flow.conversations.size() > kMostSessions) {
    return;
  }
  for (std::uint32_t i = flow.conversations.begin; i < flow.conversations.end; ++i) {
    const Conversation& c = graph_.conversations()[i];
    if (clients_.contains(outer_end(c, opened_inside))) {
      gateways_[outer_end(c, opened_inside)].push_back(&c);
    }
  }
}

void RelayHolds::add_vpn_holds() {
  for (const auto& [pool, sessions] : vpn_) {
    std::map<std::pair<std::optional<SystemId>, std::optional<IpAddress>>, Hold> holds;
    for (const VpnSession& session : sessions) {
      Hold& hold =
          holds[{session.system, session.system ? std::nullopt : std::optional(session.client)}];
      hold.from = session.system;
      hold.to = pool;
      hold.remote = true;
      hold.clients.insert(session.client);
      Occasion occasion{session.time, {}};
      for (const Conversation* c : gateways_[session.client]) {
        if (overlap(c->time, session.time)) {
          occasion.conversations.push_back(c);
        }
      }
      hold.sessions.push_back(std::move(occasion));
    }
    for (auto& [client, hold] : holds) {
      outer_[pool].push_back(std::move(hold));
    }
  }
}

/// Systems inside whose home is the declared prefix of one of the router's addresses.
std::vector<SystemId> RelayHolds::same_prefix(SystemId router) const {
  std::vector<Prefix> own;
  for (const SystemAddress& a : graph_[router].addresses) {
    if (const auto zone = graph_.zone_of(a.address)) {
      for (const Prefix& p : graph_[*zone].prefixes) {
        if (p.contains(a.address)) {
          own.push_back(p);
        }
      }
    }
  }
  std::vector<SystemId> found;
  for (std::uint32_t v = 0; v < graph_.systems().size() && !own.empty(); ++v) {
    const System& s = graph_.systems()[v];
    const bool there = std::ranges::any_of(s.addresses, [&](const SystemAddress& a) {
      return std::ranges::any_of(own, [&](const Prefix& p) { return p.contains(a.address); });
    });
    if (there && SystemId{v} != router && !s.outside && s.observed) {
      found.push_back(SystemId{v});
    }
  }
  return found;
}

Occasions RelayHolds::sessions(const DataFlow& flow) const {
  Occasions list;
  if (flow.conversations.size() > kMostSessions) {
    return list;  // no person works so
  }
  for (std::uint32_t i = flow.conversations.begin; i < flow.conversations.end; ++i) {
    const Conversation& c = graph_.conversations()[i];
    if (!c.carries) {
      continue;
    }
    for (const Interval& time : used_times(graph_, c)) {
      list.push_back({time, {&c}});
    }
  }
  std::sort(list.begin(), list.end(), [](const Occasion& a, const Occasion& b) {
    return std::pair(a.time, a.conversations.front()) < std::pair(b.time, b.conversations.front());
  });
  return list;
}

}  // namespace hamon
