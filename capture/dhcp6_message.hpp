#pragma once

#include "base/address.hpp"
#include "capture/byte_reader.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hamon {

/// What a DHCPv6 message (RFC 8415) says of a client; one that a relay passes on is looked into.
struct Dhcp6Message {
  bool from_client = false;
  bool gives = false;                ///< a REPLY: `addresses` are the client's
  bool relayed = false;              ///< the sender of the packet is no client
  std::uint32_t transaction = 0;     ///< 24 bits
  std::string client_id;             ///< DUID (section 11) in hexadecimal; empty if none
  std::optional<MacAddress> mac;     ///< option 79 (RFC 6939), which relays add
  std::string host_name;             ///< option 39 (RFC 4704), lower case; empty if none
  std::vector<IpAddress> addresses;  ///< of IA_NA (section 21.4) with a lifetime, the first eight

  /// Nothing when the bytes are no DHCPv6 message. One that was cut gives what stands before the
  /// cut.
  [[nodiscard]] static std::optional<Dhcp6Message> parse(Bytes bytes);
};

}  // namespace hamon
