#pragma once

#include "graph/identity.hpp"

#include <set>
#include <string_view>

namespace hamon {

/// MACs that say nothing of identity: group and zero ones; of routers: declared (in `routers` or by
/// role), announced (router advertisement, DHCP option 3, whether the announcement names the MAC or
/// the address), shared by protocol (VRRP, HSRP, GLBP, clusters), or that delivered an address from
/// outside that nothing announced at it. Also MACs that act for many: that answer ARP or NDP for
/// more than eight addresses of one family within a day (a proxy; a machine that changes its IPv6
/// address daily is none), that carried more than eight of one family, or that took leases under
/// more than eight DHCP client ids (a dial-in server).
///
/// O(n log n) for n bindings and MAC uses.
class UnbindingMacs {
 public:
  explicit UnbindingMacs(const IdentityInput& input);
  [[nodiscard]] bool contains(const MacAddress& mac) const;

 private:
  void add_declared(const IdentityInput& input);
  void add_announced(const IdentityInput& input);
  void add_proxies(const IdentityInput& input);
  void add_dial_in_servers(const IdentityInput& input);
  void add_carriers(const IdentityInput& input);

  std::set<MacAddress> macs_;
};

/// Whether a DHCP client id (option 61, in hexadecimal) can tell one machine from another (RFC
/// 2132, section 9.14): not without anything behind its type, nor all zeros or all ones there.
[[nodiscard]] bool tells_identity(std::string_view client_id);

}  // namespace hamon
