#pragma once

#include "base/diagnostic.hpp"
#include "graph/declared_systems.hpp"
#include "graph/flow_graph.hpp"

#include <set>
#include <span>
#include <utility>
#include <vector>

namespace hamon {

/// Addresses that stand for no machine: loopback, multicast, unspecified, limited broadcast, and
/// the directed broadcasts of declared prefixes.
class NoSystemAddresses {
 public:
  explicit NoSystemAddresses(const Site& site);
  [[nodiscard]] bool contains(const IpAddress& address) const;

 private:
  std::vector<IpAddress> broadcasts_;  // sorted
};

/// An address that took part in established traffic or opened anything, and from when to when.
struct AddressUse {
  IpAddress address;
  Interval seen;
};

/// A MAC that carried packets of an address in a record.
struct MacUse {
  MacAddress mac;
  IpAddress address;
  auto operator<=>(const MacUse&) const = default;
};

struct IdentityInput {
  const Site& site;
  std::vector<DeclaredSystem> declared;
  std::span<const Binding> bindings;  ///< in any order
  std::vector<AddressUse> uses;       ///< by address, each once
  std::vector<MacUse> mac_uses;       ///< sorted, each once
  std::span<const Prefix> internal;   ///< what counts as inside; empty: nothing is known of it
  bool internal_assumed = true;       ///< it is not declared
};

struct Identities {
  std::vector<System> systems;  ///< by name; home, outside and what conversations tell are not set
  std::vector<std::string> homes;  ///< per system: the zone that the site file names, or empty
  std::vector<std::pair<IpAddress, SystemId>> by_address;  ///< sorted
  std::vector<Merge> merges;                               ///< by (system, address, …)
};

/// Binds addresses to systems (design, section 2). Two addresses are one system when it is
/// declared, or when one MAC says so: known by ARP, NDP or DHCP, or one that carried at most one
/// address per family in the whole case; or one DHCP client id; or a host name or AE title that it
/// calls itself and that the declaration gives to one system. MACs of routers and proxies never
/// bind (graph/unbinding_macs.hpp), nor does a client id that two MACs used at once. An address
/// that is announced for another identity is cut there; a declared one only where the other
/// identity is declared too; one that machines claim in turn stands for none of them (graph/
/// address_timeline.hpp). Two declared systems never become one. What is refused, and equal names
/// without declaration, stand in `merges` as not applied, with the reason.
///
/// Independent of the order of `bindings`. O(n log n).
[[nodiscard]] Identities identify(IdentityInput input);

}  // namespace hamon
