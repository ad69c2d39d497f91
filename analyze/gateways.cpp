#include "analyze/gateways.hpp"

#include "analyze/finding_builder.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace hamon {
namespace {

/// A conversation that a MAC delivered, and whether the outside end opened it.
struct Delivered {
  const Conversation* conversation = nullptr;
  bool from_outside = false;
};
using ByMac = std::map<MacAddress, std::vector<Delivered>>;

/// The MAC in whose frames the outside end's packets came.
std::optional<MacAddress> delivering(const Conversation& c, bool from_outside) {
  const std::uint64_t packets = from_outside ? c.packets_out : c.packets_in;
  const auto& mac = from_outside ? c.initiator_mac : c.responder_mac;
  return packets > 0 && mac && !mac->is_group() ? mac : std::nullopt;
}

ByMac delivered(const FlowGraph& graph, const std::optional<Selector>& zones) {
  ByMac by_mac;
  for (const Conversation& c : graph.conversations()) {
    const bool from_outside = graph[c.from].outside;
    if (from_outside == graph[*c.to].outside) {
      continue;
    }
    const SystemId inner = from_outside ? *c.to : c.from;
    const IpAddress& address = from_outside ? c.responder : c.initiator;
    const auto mac = delivering(c, from_outside);
    if (mac && (!zones || zones->matches(graph, inner, address))) {
      by_mac[*mac].push_back({&c, from_outside});
    }
  }
  return by_mac;
}

/// Leaves what a declared router delivers out; without any, the MAC that delivers most.
void leave_declared_out(const FlowGraph& graph, ByMac& by_mac) {
  const auto declared = router_macs(graph);
  if (!declared.empty()) {
    std::erase_if(by_mac, [&](const auto& entry) { return declared.contains(entry.first); });
    return;
  }
  const auto most = std::max_element(
      by_mac.begin(), by_mac.end(),
      [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
  if (most != by_mac.end()) {
    by_mac.erase(most);
  }
}

/// The system inside that has the MAC.
std::optional<SystemId> owner_of(const FlowGraph& graph, const MacAddress& mac) {
  for (std::size_t i = 0; i < graph.systems().size(); ++i) {
    const System& system = graph.systems()[i];
    if (!system.outside && std::ranges::binary_search(system.macs, mac)) {
      return static_cast<SystemId>(i);
    }
  }
  return std::nullopt;
}

std::string names_text(const FlowGraph& graph, const std::set<SystemId>& systems) {
  constexpr std::size_t kMost = 8;
  std::string text;
  std::size_t named = 0;
  for (const SystemId system : systems) {
    if (++named > kMost) {
      return text + ", …";
    }
    text += (text.empty() ? "" : ", ") + graph[system].name;
  }
  return text;
}

Finding finding_about(const FlowGraph& graph, std::string_view claim, const MacAddress& mac,
                      std::vector<Delivered>& list) {
  std::sort(list.begin(), list.end(), [](const Delivered& a, const Delivered& b) {
    return std::tuple(a.conversation->time, a.conversation) <
           std::tuple(b.conversation->time, b.conversation);
  });
  FindingSum sum(graph);
  std::set<SystemId> outside;
  for (const Delivered& d : list) {
    sum.add(*d.conversation, !d.from_outside);
    outside.insert(d.from_outside ? d.conversation->from : *d.conversation->to);
  }
  Finding finding;
  finding.kind = FindingKind::Gateway;
  const auto owner = owner_of(graph, mac);
  finding.initiator = owner ? end_of(graph, *owner, {}) : FindingEnd{{}, mac.text(), {}, {}};
  if (outside.size() == 1) {
    finding.responder = end_of(graph, *outside.begin(), sum.responders());
  }
  sum.fill(finding);
  finding.service_basis = ServiceBasis::None;
  finding.id = finding_id(claim, finding);
  finding.detail = message("packets from outside come through {}, which is no declared router: {}",
                           mac.text(), names_text(graph, outside));
  finding.check_next = message(
      "find the port of this MAC at the switches and follow its cable: a vendor's router, a mobile "
      "one, or a PC with a second way out; declare it under `routers`, or have it removed");
  return finding;
}

}  // namespace

std::set<MacAddress> router_macs(const FlowGraph& graph) {
  std::set<MacAddress> macs;
  for (const SiteRouter& router : graph.site().routers) {
    macs.insert(router.macs.begin(), router.macs.end());
  }
  for (const System& system : graph.systems()) {
    if (system.role == Role::Router) {
      macs.insert(system.macs.begin(), system.macs.end());
    }
  }
  return macs;
}

std::vector<Finding> gateways(const FlowGraph& graph, std::string_view claim,
                              const std::optional<Selector>& zones) {
  ByMac by_mac = delivered(graph, zones);
  leave_declared_out(graph, by_mac);
  std::vector<Finding> findings;
  for (auto& [mac, list] : by_mac) {
    findings.push_back(finding_about(graph, claim, mac, list));
  }
  return findings;
}

}  // namespace hamon
