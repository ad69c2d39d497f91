#pragma once

#include "capture/byte_reader.hpp"

#include <cstdint>
#include <string_view>

namespace hamon {

/// How a packet carries another.
enum class TunnelKind : std::uint8_t {
  None,
  Gre,        ///< RFC 2784, RFC 2890; with PPP inside RFC 2637 (PPTP); over UDP RFC 8086
  Erspan,     ///< draft-foschiano-erspan: types I, II and III
  IpInIp,     ///< RFC 2003, RFC 2473
  SixInFour,  ///< RFC 4213
  EtherIp,    ///< RFC 3378
  Mpls,       ///< RFC 4023, RFC 7510
  Teredo,     ///< RFC 4380
  Vxlan,      ///< RFC 7348; generic protocol extension draft-ietf-nvo3-vxlan-gpe
  Geneve,     ///< RFC 8926
  Gtp,        ///< 3GPP TS 29.281 (GTP-U, version 1)
  L2tp,       ///< RFC 2661
};

/// `gre`, `erspan`, `ipip`, `6in4`, `etherip`, `mpls`, `teredo`, `vxlan`, `geneve`, `gtp`, `l2tp`;
/// None is ``.
[[nodiscard]] std::string_view name_of(TunnelKind kind);

/// What a packet carries: bytes that begin like a frame of `link_type`.
struct TunnelContent {
  TunnelKind kind = TunnelKind::None;
  std::uint16_t link_type = 0;  ///< LINKTYPE_ number: raw IP, Ethernet, PPP or MPLS
  Bytes bytes;                  ///< a view of the payload
};

/// What `payload` carries behind an IP header of `outer_v6` that names `protocol`; None when it is
/// no tunnel, or nothing of the content was captured. O(length of the tunnel's own header).
[[nodiscard]] TunnelContent tunnel_in_ip(std::uint8_t protocol, bool outer_v6, Bytes payload);

/// What a UDP datagram between these ports carries: by registered port and a well-formed header.
[[nodiscard]] TunnelContent tunnel_in_udp(std::uint16_t source_port, std::uint16_t target_port,
                                          Bytes payload);

}  // namespace hamon
