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
  /// To be decided by the reader, by prefix: segments of a single system far from all others, which count as
  /// outside until then; where nothing is inside, the segment of the system with the most data flows.
  std::vector<ProposedZone> doubtful;
  std::vector<ProposedSystem> systems;  ///< by name
  std::vector<ProposedLink> links;      ///< outside peers, to be confirmed
  std::vector<std::pair<Message, std::vector<std::string>>> claims;  ///< text, zones that it calls closed
  std::size_t unnamed = 0;  ///< systems inside that are left out: no name, and nothing tells their role
};

/// From a graph derived without site file (a ledger may be there): prefixes seen (/24, /64), zones as the ledger
/// names them, roles from services offered and names, outside peers as link candidates. Where there is a ledger,
/// what lies in a prefix without any machine of it is a peer, too: vendors come with private addresses. Names
/// are such that a site file can use them. O(data flows + systems), both times log.
[[nodiscard]] SiteProposal propose_site(const FlowGraph& graph);

}  // namespace hamon
