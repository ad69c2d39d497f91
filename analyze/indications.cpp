#include "analyze/indications.hpp"

#include "analyze/finding_builder.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace hamon {
namespace {

// A link-local address says nothing of where a machine is; a declared one that nobody saw neither.
bool counts(const SystemAddress& a) {
  const bool declared_only = a.basis == "site" || a.basis == "ledger";
  return !a.address.is_link_local() && (a.observed || !declared_only);
}

std::set<IpAddress> counted_addresses(const System& system) {
  std::set<IpAddress> addresses;
  for (const SystemAddress& a : system.addresses) {
    if (counts(a)) {
      addresses.insert(a.address);
    }
  }
  return addresses;
}

// Where an address lies, for people: its zone, `outside`, or nothing where it is inside and
// undeclared.
std::string place_of(const FlowGraph& graph, const IpAddress& address) {
  if (const auto zone = graph.zone_of(address)) {
    return graph[*zone].name;
  }
  return graph.is_internal(address) ? std::string() : "outside";
}

std::string placed(const FlowGraph& graph, const std::set<IpAddress>& addresses) {
  std::string text;
  for (const IpAddress& address : addresses) {
    const std::string place = place_of(graph, address);
    text += (text.empty() ? "" : ", ") + address.text();
    text += place.empty() ? "" : " (" + place + ")";
  }
  return text;
}

/// Sums up, for some systems, the conversations in which one of their given addresses took part.
class SystemUse {
 public:
  SystemUse(const FlowGraph& graph, std::map<SystemId, std::set<IpAddress>> addresses)
      : addresses_(std::move(addresses)) {
    std::map<SystemId, std::vector<std::pair<const Conversation*, bool>>> use;
    for (const auto& list : {graph.conversations(), graph.attempts()}) {
      for (const Conversation& c : list) {
        if (took_part(c.from, c.initiator)) {
          use[c.from].emplace_back(&c, true);
        } else if (c.to && took_part(*c.to, c.responder)) {
          use[*c.to].emplace_back(&c, false);
        }
      }
    }
    for (auto& [system, list] : use) {
      std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) {
        return std::tuple(a.first->time, a.first) < std::tuple(b.first->time, b.first);
      });
      FindingSum& sum = sums_.emplace(system, FindingSum(graph)).first->second;
      for (const auto& [conversation, forward] : list) {
        sum.add(*conversation, forward);
      }
    }
  }

  void fill(SystemId system, Finding& finding) const {
    if (const auto found = sums_.find(system); found != sums_.end()) {
      found->second.fill(finding);
      finding.service_basis = ServiceBasis::None;
    }
  }

 private:
  [[nodiscard]] bool took_part(SystemId system, const IpAddress& address) const {
    const auto found = addresses_.find(system);
    return found != addresses_.end() && found->second.count(address) != 0;
  }

  std::map<SystemId, std::set<IpAddress>> addresses_;
  std::map<SystemId, FindingSum> sums_;
};

// When addresses were bound, for a system that was only announced.
std::optional<Interval> held(const System& system, const std::set<IpAddress>& addresses) {
  std::optional<Interval> seen;
  for (const SystemAddress& a : system.addresses) {
    if (a.held && addresses.count(a.address) != 0) {
      const Interval one{a.held->from, a.held->to};
      seen = seen ? Interval{std::min(seen->begin, one.begin), std::max(seen->end, one.end)} : one;
    }
  }
  return seen;
}

Finding finding_about(const FlowGraph& graph, FindingKind kind, std::string_view claim,
                      SystemId system, const std::set<IpAddress>& addresses) {
  Finding finding;
  finding.kind = kind;
  finding.initiator = end_of(graph, system, addresses);
  finding.id = finding_id(claim, finding);
  return finding;
}

void add_bridge_words(const FlowGraph& graph, Finding& finding,
                      const std::set<IpAddress>& addresses) {
  finding.detail =
      message("one system with addresses in different places: {}", placed(graph, addresses));
  finding.check_next = message(
      "look at the machine: a second network card, or an address that moved; keep the one that it "
      "needs");
}

bool lies_in(const FlowGraph& graph, const std::optional<Selector>& zones, SystemId system,
             const std::set<IpAddress>& addresses) {
  return !zones || std::any_of(addresses.begin(), addresses.end(), [&](const IpAddress& a) {
    return zones->matches(graph, system, a);
  });
}

}  // namespace

std::vector<Finding> bridges(const FlowGraph& graph, std::string_view claim,
                             const std::optional<Selector>& zones) {
  std::map<SystemId, std::set<IpAddress>> all, away;
  for (std::uint32_t v = 0; v < graph.systems().size(); ++v) {
    const System& system = graph.systems()[v];
    const SystemId id{v};
    if (system.role == Role::Router || system.outside) {
      continue;
    }
    const std::set<IpAddress> addresses = counted_addresses(system);
    std::set<std::string> places;
    for (const IpAddress& address : addresses) {
      if (const std::string place = place_of(graph, address); !place.empty()) {
        places.insert(place);
      }
    }
    if (places.size() < 2 || !lies_in(graph, zones, id, addresses)) {
      continue;
    }
    all[id] = addresses;
    const std::string home = system.home ? graph[*system.home].name : *places.begin();
    for (const IpAddress& address : addresses) {
      if (place_of(graph, address) != home) {
        away[id].insert(address);
      }
    }
  }
  const SystemUse use(graph, away);
  std::vector<Finding> findings;
  for (const auto& [system, addresses] : all) {
    Finding finding = finding_about(graph, FindingKind::Bridge, claim, system, addresses);
    use.fill(system, finding);
    if (!finding.seen) {
      finding.seen = held(graph[system], away[system]);
    }
    add_bridge_words(graph, finding, addresses);
    findings.push_back(std::move(finding));
  }
  return findings;
}

std::vector<Finding> undeclared(const FlowGraph& graph, std::string_view claim,
                                const std::optional<Selector>& zones) {
  std::vector<Finding> findings;
  if (graph.site().systems.empty() && graph.ledger().entries.empty()) {
    return findings;  // nothing is declared, so that nothing can be missing there
  }
  std::map<SystemId, std::set<IpAddress>> unknown;
  for (std::uint32_t v = 0; v < graph.systems().size(); ++v) {
    const System& system = graph.systems()[v];
    const auto addresses = counted_addresses(system);
    if (system.observed && !system.outside && !system.in_site && !system.in_ledger &&
        !addresses.empty() && lies_in(graph, zones, SystemId{v}, addresses)) {
      unknown[SystemId{v}] = addresses;
    }
  }
  const SystemUse use(graph, unknown);
  for (const auto& [system, addresses] : unknown) {
    Finding finding = finding_about(graph, FindingKind::Undeclared, claim, system, addresses);
    use.fill(system, finding);
    if (graph[system].seen) {
      finding.seen = graph[system].seen;
    }
    finding.detail = message("neither site file nor ledger knows {}", placed(graph, addresses));
    finding.check_next = message(
        "find the device by its address and MAC at the switch; enter it in the ledger or remove "
        "it");
    findings.push_back(std::move(finding));
  }
  return findings;
}

std::optional<Finding> stray_addresses(const FlowGraph& graph, std::string_view claim,
                                       SystemId system, const std::vector<Prefix>& only) {
  const std::set<IpAddress> all = counted_addresses(graph[system]);
  std::set<IpAddress> stray;
  for (const IpAddress& address : all) {
    if (std::none_of(only.begin(), only.end(),
                     [&](const Prefix& prefix) { return prefix.contains(address); })) {
      stray.insert(address);
    }
  }
  if (stray.empty()) {
    return std::nullopt;
  }
  Finding finding = finding_about(graph, FindingKind::Bridge, claim, system, all);
  finding.refutes = true;
  SystemUse(graph, {{system, stray}}).fill(system, finding);
  if (!finding.seen) {
    finding.seen = held(graph[system], stray);
  }
  add_bridge_words(graph, finding, all);
  return finding;
}

}  // namespace hamon
