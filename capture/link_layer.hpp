#pragma once

#include "capture/byte_reader.hpp"
#include "capture/unused_reason.hpp"

#include <cstdint>

namespace hamon {

/// What follows the link header.
enum class NetworkKind : std::uint8_t { Ip, Arp, None };

/// What a frame's link header says (`IEEE 802.3`, `802.1Q`, `802.11`, tcpdump.org/linktypes.html).
struct LinkHeader {
  NetworkKind network = NetworkKind::None;
  bool only_v6 = false;  ///< the link header names IPv6: nothing else is to follow
  UnusedReason reason = UnusedReason::Used;  ///< why `network` is None
  std::uint32_t bytes = 0;  ///< up to the network header, or the message of LLDP or CDP
  const std::uint8_t* source_mac = nullptr;  ///< six bytes within the frame, or nothing
  const std::uint8_t* target_mac = nullptr;  ///< likewise
  std::uint16_t vlan = 0;                    ///< outermost tag with a number; 0: none
  bool in_pseudowire = false;                ///< an Ethernet frame carried over MPLS

  /// `frame` as captured; `link_type` as a capture file numbers it.
  [[nodiscard]] static LinkHeader parse(std::uint16_t link_type, Bytes frame);
};

/// Whether frames of this LINKTYPE_ number can be read.
[[nodiscard]] bool is_known_link_type(std::uint16_t link_type);

}  // namespace hamon
