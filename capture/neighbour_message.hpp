#pragma once

#include "base/address.hpp"
#include "capture/byte_reader.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hamon {

/// What a device tells its neighbours of itself.
struct NeighbourMessage {
  std::string name;                  ///< lower case, printable; empty if none
  std::optional<MacAddress> mac;     ///< its chassis, where it says that
  std::vector<IpAddress> addresses;  ///< it is managed at, the first four

  /// LLDP (IEEE 802.1AB, clause 8), from behind the EtherType.
  [[nodiscard]] static std::optional<NeighbourMessage> lldp(Bytes bytes);
  /// CDP, versions 1 and 2, from behind the SNAP header.
  [[nodiscard]] static std::optional<NeighbourMessage> cdp(Bytes bytes);
};

/// The MAC in a link-layer address option (RFC 4861, section 4.6.1) of kind `type` among `options`.
[[nodiscard]] std::optional<MacAddress> link_layer_option(Bytes options, std::uint8_t type);

}  // namespace hamon
