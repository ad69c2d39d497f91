#include "analyze/ledger_gaps.hpp"

#include "base/host_stand_in.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace hamon {
namespace {

/// What the ledger's rows give each system: a row is a system's when it has its name or one of its
/// addresses.
std::map<SystemId, std::set<IpAddress>> listed_addresses(const FlowGraph& graph) {
  std::map<SystemId, std::set<IpAddress>> listed;
  for (const LedgerEntry& row : graph.ledger().entries) {
    std::set<SystemId> systems;
    if (const auto named = graph.find_system(row.name)) {
      systems.insert(*named);
    }
    for (const IpAddress& address : row.addresses) {
      for (const SystemId system : graph.systems_at(address)) {
        systems.insert(system);
      }
    }
    for (const SystemId system : systems) {
      listed[system].insert(row.addresses.begin(), row.addresses.end());
    }
  }
  return listed;
}

std::vector<IpAddress> not_listed(const System& system, const std::set<IpAddress>& listed) {
  std::vector<IpAddress> extra;
  for (const SystemAddress& held : system.addresses) {
    const IpAddress& address = held.address;
    if (!listed.contains(address) && !address.is_link_local() && !is_stand_in(address)) {
      extra.push_back(address);
    }
  }
  std::sort(extra.begin(), extra.end());
  extra.erase(std::unique(extra.begin(), extra.end()), extra.end());
  return extra;
}

}  // namespace

LedgerGaps ledger_gaps(const FlowGraph& graph) {
  LedgerGaps gaps;
  gaps.by_site_file = graph.ledger().entries.empty();
  const auto listed = listed_addresses(graph);
  for (std::size_t i = 0; i < graph.systems().size(); ++i) {
    const auto id = static_cast<SystemId>(i);
    const System& system = graph[id];
    if (!system.in_site && !system.in_ledger) {
      if (system.observed && !system.outside) {
        gaps.unlisted.push_back({id, system.seen});
      }
      continue;
    }
    if (!system.observed) {
      gaps.unseen.push_back(id);
    }
    const auto row = listed.find(id);
    if (system.in_ledger && row != listed.end() && !row->second.empty()) {
      if (auto extra = not_listed(system, row->second); !extra.empty()) {
        gaps.extra.push_back({id, std::move(extra)});
      }
    }
  }
  return gaps;
}

}  // namespace hamon
