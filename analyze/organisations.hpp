#pragma once

#include "graph/flow_graph.hpp"

#include <functional>
#include <map>
#include <string>

namespace hamon {

/// The organisation that announces an address; empty: not known.
using OrganisationOf = std::function<std::string(const IpAddress&)>;

/// Who announces the outside addresses of a graph, as far as it is known; by default of none.
struct Organisations {
  std::map<IpAddress, std::string> names;

  /// Of addresses of outside systems, and of those outside that were only tried in vain.
  [[nodiscard]] static Organisations of_graph(const FlowGraph& graph,
                                              const OrganisationOf& organisation_of);

  /// Empty: not known, or not outside.
  [[nodiscard]] std::string of(const IpAddress& address) const;
  /// Of its first address of which it is known.
  [[nodiscard]] std::string of(const System& system) const;
  /// Of the far end: the initiator's, else the responder's.
  [[nodiscard]] std::string of(const Conversation& conversation) const;
};

}  // namespace hamon
