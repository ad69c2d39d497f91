#pragma once

#include "capture/byte_reader.hpp"
#include "capture/unused_reason.hpp"

#include <cstdint>

namespace hamon {

/// The IP header of a packet with, for IPv6, its extension headers (RFC 791, RFC 8200).
struct IpHeader {
  bool v6 = false;
  std::uint8_t protocol = 0;       ///< of what follows the last extension header
  bool fragment = false;           ///< the packet is a part of a datagram
  bool later_fragment = false;     ///< and not the first one: no transport header follows
  bool transport_captured = true;  ///< false: captured bytes end before the transport header
  std::uint32_t header_bytes = 0;  ///< with extension headers
  std::uint32_t total_bytes = 0;   ///< header and payload as the header says it
  std::uint32_t fragment_id = 0;
  std::uint8_t ttl = 0;  ///< or hop limit
  const std::uint8_t* source = nullptr;  ///< 4 or 16 bytes within the packet
  const std::uint8_t* target = nullptr;  ///< likewise

  /// `packet` as captured; `wire_bytes` is its length on the wire, which stands in where the header
  /// leaves the length to the network card (0, segmentation offload). Anything but `Used`: not to
  /// be read, the fields are meaningless.
  [[nodiscard]] UnusedReason parse(Bytes packet, std::uint32_t wire_bytes);

 private:
  [[nodiscard]] UnusedReason parse_v4(Bytes packet, std::uint32_t wire_bytes);
  [[nodiscard]] UnusedReason parse_v6(Bytes packet, std::uint32_t wire_bytes);
  void walk_extensions(Bytes packet);
};

}  // namespace hamon
