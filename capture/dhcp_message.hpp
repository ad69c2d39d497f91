#pragma once

#include "base/address.hpp"
#include "capture/byte_reader.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hamon {

/// What a DHCP message (RFC 2131) says of a client.
struct DhcpMessage {
  enum class Type : std::uint8_t {
    None = 0,  ///< plain BOOTP
    Discover = 1,
    Offer,
    Request,
    Decline,
    Ack,
    Nak,
    Release,
    Inform
  };

  bool from_client = false;
  Type type = Type::None;
  std::uint32_t transaction = 0;
  MacAddress mac;                  ///< of the client
  IpAddress client;                ///< ciaddr: the address it uses already; unspecified if none
  IpAddress assigned;              ///< yiaddr: the address it is given; unspecified if none
  std::string host_name;           ///< option 12, else 81 (RFC 4702); lower case; empty if none
  std::string client_id;           ///< option 61 in hexadecimal; empty if none
  std::vector<IpAddress> routers;  ///< option 3, the first four

  /// Nothing when the bytes are no DHCP or BOOTP message of an Ethernet client.
  [[nodiscard]] static std::optional<DhcpMessage> parse(Bytes bytes);
};

}  // namespace hamon
