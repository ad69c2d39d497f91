#pragma once

#include <string>
#include <vector>

#include "base/message.hpp"
#include "graph/flow_graph.hpp"

namespace hamon {

/// A draft for a site file, each part with the reason for it; `render/site_draft` writes it as commented YAML.
struct ProposedZone {
  std::string name, label, kind;
  std::vector<Prefix> prefixes;
  std::size_t systems = 0;
  Message reason;
};
struct ProposedSystem {
  std::string name;
  std::vector<IpAddress> addresses;
  std::vector<MacAddress> macs;
  std::vector<std::string> names;
  Role role = Role::Other;
  std::string department, vendor;
  Message reason;  ///< for the role
};
struct ProposedLink {
  std::string name;
  std::vector<std::string> inside, outside, services;
  std::uint64_t records = 0;
  Interval seen;
  Message reason;
};
struct SiteProposal {
  std::vector<ProposedZone> zones;      ///< by prefix
  std::vector<ProposedSystem> systems;  ///< by name
  std::vector<ProposedLink> links;      ///< outside peers, to be confirmed
  std::vector<std::pair<std::string, std::vector<std::string>>> claims;  ///< text, zones that it calls closed
};

/// From a graph derived without site file (a ledger may be there): prefixes seen (/24, /64, or as the ledger's
/// addresses suggest), zones, roles from services offered and names, outside peers as link candidates.
[[nodiscard]] SiteProposal propose_site(const FlowGraph& graph);

}  // namespace hamon
