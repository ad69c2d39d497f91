#pragma once

#include "graph/flow_graph.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace hamon {

/// A time, and the conversations that ran then.
struct Occasion {
  Interval time;
  std::vector<const Conversation*> conversations;
};
using Occasions = std::vector<Occasion>;

/// Sessions that somebody holds on `to`: who opened them, or whoever sits behind what was opened.
struct Hold {
  std::optional<SystemId> from;  ///< nothing: who is at the one address in `clients`
  SystemId to{};
  std::optional<ServiceId> service;  ///< nothing: VPN sessions, as a gateway tells them
  bool remote = false;               ///< of remote access
  /// By begin. Those of a VPN with the conversations over which the client was seen to come in.
  Occasions sessions;
  bool turned = false;              ///< `to` opened them
  std::optional<SystemId> through;  ///< the router at which a tunnel ends
  std::set<IpAddress> clients;      ///< of VPN sessions: the client's public addresses
};

/// The outer and inner sessions of each system, as analyze/relays.hpp defines them.
class RelayHolds {
 public:
  explicit RelayHolds(const FlowGraph& graph);

  /// By who is held.
  [[nodiscard]] const std::map<SystemId, std::vector<Hold>>& outer() const { return outer_; }
  /// What a system opens to others inside, in the order of data flows; made when first asked for.
  /// The pointers stay good.
  [[nodiscard]] std::vector<const Hold*> inner_of(SystemId system);

 private:
  /// When a client had an address of a VPN's pool.
  struct VpnSession {
    Interval time;
    IpAddress client;
    std::optional<SystemId> system;  // that has the client's address
  };

  void collect_vpn_sessions();
  void add_clients(SystemId pool, std::vector<VpnSession> sessions);
  void collect_flows();
  void add_outer(const DataFlow& flow, bool opened_inside, bool remote);
  void add_gateway(const DataFlow& flow, bool opened_inside);
  void add_vpn_holds();
  [[nodiscard]] Occasions sessions(const DataFlow& flow) const;
  [[nodiscard]] Occasions unexplained(const Occasions& tunnel, bool opened_inside) const;
  [[nodiscard]] std::vector<SystemId> same_prefix(SystemId router) const;

  const FlowGraph& graph_;
  std::map<SystemId, std::vector<Hold>> outer_;
  std::map<std::ptrdiff_t, Hold> inner_;                // by data flow
  std::map<SystemId, std::vector<VpnSession>> vpn_;     // by the pool address's system, by begin
  std::map<IpAddress, std::vector<Interval>> clients_;  // when they had any pool address
  std::map<IpAddress, std::vector<const Conversation*>> gateways_;  // VPNs of the clients
};

}  // namespace hamon
