#pragma once

#include "graph/identity.hpp"
#include "graph/unbinding_macs.hpp"

#include <map>
#include <optional>
#include <span>
#include <vector>

namespace hamon {

/// A stretch of time in which an address had one holder.
struct AddressSegment {
  IpAddress address;
  Timestamp from = Timestamp::min();  ///< `min()`: from before the case
  Timestamp to = Timestamp::max();    ///< exclusive; `max()`: beyond the case
  std::optional<std::size_t> owner;   ///< index of the declared system that holds it by declaration
  std::vector<const Binding*> announcements;  ///< by time; of a contested stretch too
  bool contested = false;        ///< claimed in turn: the announcements say nothing of who holds it
  std::optional<Interval> seen;  ///< of announcements and use
  bool observed = false;
};

/// Which declared system, by index, a MAC or an address belongs to.
struct DeclaredOwners {
  std::map<MacAddress, std::size_t> macs;
  std::map<IpAddress, std::size_t> addresses;

  explicit DeclaredOwners(std::span<const DeclaredSystem> declared);
  [[nodiscard]] std::optional<std::size_t> of(const Binding& binding) const;
};

/// The holders of every address that is declared, announced or used, by (address, from). An
/// announcement holds from its time to the next one of another identity; the first also before.
/// Where the address comes back to the holder before the last one more than four times, each time
/// within six hours, machines claim it in turn (a duplicate address, or a team of network cards
/// that answers now with one MAC, now with the other): that stretch is one, contested.
/// O(n log n) for n bindings.
[[nodiscard]] std::vector<AddressSegment> address_timeline(const IdentityInput& input,
                                                           const DeclaredOwners& owners,
                                                           const UnbindingMacs& unbinding);

}  // namespace hamon
