#pragma once

#include "base/message.hpp"
#include "graph/flow_graph.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace hamon {

/// What a system was seen to do, as far as it tells of its role: established data flows only.
struct SystemActivity {
  std::map<std::string, std::set<SystemId>> offers;  ///< services that others opened to it, and who
  std::set<std::string> opens;                       ///< services that it opened to others
  std::set<SystemId> asked_by_snmp;                  ///< whom it asked by SNMP
  std::set<SystemId> administered;  ///< to whom it opened a service of remote administration
};

/// One entry per system, in id order. O(data flows × log).
[[nodiscard]] std::vector<SystemActivity> activities(const FlowGraph& graph);

/// A role and what speaks for it; `Role::Other` when nothing does.
struct RoleEvidence {
  Role role = Role::Other;
  Message reason;
};

/// The role that a system should be asked about: what is declared, else what only one kind of
/// machine offers (Kerberos with LDAP, a database, printing), else its name, else what it was seen
/// to offer and open.
[[nodiscard]] RoleEvidence role_evidence(const System& system, const SystemActivity& activity);

}  // namespace hamon
