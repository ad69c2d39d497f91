#pragma once

#include "graph/identity.hpp"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

namespace hamon {

/// A stretch of time in which an address had one holder.
struct AddressSegment {
  IpAddress address;
  Timestamp from = Timestamp::min();  ///< `min()`: from before the case
  Timestamp to = Timestamp::max();    ///< exclusive; `max()`: beyond the case
  std::optional<std::size_t> owner;   ///< index of the declared system that holds it by declaration
  std::vector<const Binding*> announcements;  ///< by time
  std::optional<Interval> seen;               ///< of announcements and use
  bool observed = false;
};

/// Which declared system, by index, a MAC or an address belongs to.
struct DeclaredOwners {
  std::map<MacAddress, std::size_t> macs;
  std::map<IpAddress, std::size_t> addresses;

  explicit DeclaredOwners(std::span<const DeclaredSystem> declared);
  [[nodiscard]] std::optional<std::size_t> of(const Binding& binding) const;
};

/// MACs that say nothing of identity: of routers (declared in `routers` or by role), shared, group
/// and zero ones, and those that answer ARP for more than eight addresses of one family.
class UnbindingMacs {
 public:
  explicit UnbindingMacs(const IdentityInput& input);
  [[nodiscard]] bool contains(const MacAddress& mac) const;

 private:
  std::set<MacAddress> macs_;
};

/// The holders of every address that is declared, announced or used, by (address, from). An
/// announcement holds from its time to the next one of another identity; the first also before.
[[nodiscard]] std::vector<AddressSegment> address_timeline(const IdentityInput& input,
                                                           const DeclaredOwners& owners,
                                                           const UnbindingMacs& unbinding);

}  // namespace hamon
