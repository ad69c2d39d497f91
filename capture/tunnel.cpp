#include "capture/tunnel.hpp"

#include <array>

namespace hamon {
namespace {

// LINKTYPE_ numbers (tcpdump.org/linktypes.html).
constexpr std::uint16_t kEthernet = 1;
constexpr std::uint16_t kPpp = 9;
constexpr std::uint16_t kRawIp = 101;
constexpr std::uint16_t kMplsLabels = 219;

TunnelContent content(TunnelKind kind, std::uint16_t link_type, Bytes payload, std::size_t header) {
  return payload.size() > header ? TunnelContent{kind, link_type, payload.subspan(header)}
                                 : TunnelContent{};
}

/// IP, where the first half-byte says so.
TunnelContent ip_content(TunnelKind kind, Bytes payload, std::size_t header) {
  const TunnelContent found = content(kind, kRawIp, payload, header);
  const unsigned version = found.bytes.empty() ? 0U : found.bytes[0] >> 4U;
  return version == 4 || version == 6 ? found : TunnelContent{};
}

TunnelContent of_ethertype(TunnelKind kind, std::uint16_t type, Bytes payload, std::size_t header) {
  switch (type) {
    case 0x0800:
    case 0x86DD:
      return ip_content(kind, payload, header);
    case 0x6558:  // transparent Ethernet bridging
      return content(kind, kEthernet, payload, header);
    case 0x8847:
    case 0x8848:
      return content(kind, kMplsLabels, payload, header);
    case 0x880B:
      return content(kind, kPpp, payload, header);
    default:
      return {};
  }
}

// draft-foschiano-erspan-03: type III has 12 bytes, 8 more where its last bit says so, and names
// what follows in the five bits before the hardware id (0 Ethernet, 2 IP).
TunnelContent erspan3(Bytes payload, std::size_t at) {
  if (payload.size() < at + 12) {
    return {};
  }
  const bool longer = (payload[at + 11] & 1) != 0;
  const unsigned frame_type = (load_u16(payload.data() + at + 10) >> 10U) & 0x1FU;
  const std::size_t header = at + 12 + (longer ? 8U : 0U);
  return frame_type == 2 ? ip_content(TunnelKind::Erspan, payload, header)
                         : content(TunnelKind::Erspan, kEthernet, payload, header);
}

// RFC 2784, section 2; RFC 2890, section 2; RFC 2637, section 4.1.
TunnelContent gre(Bytes payload) {
  constexpr std::uint16_t kChecksum = 0x8000;
  constexpr std::uint16_t kRouting = 0x4000;
  constexpr std::uint16_t kKey = 0x2000;
  constexpr std::uint16_t kSequence = 0x1000;
  constexpr std::uint16_t kAcknowledged = 0x0080;
  if (payload.size() < 4) {
    return {};
  }
  const std::uint16_t flags = load_u16(payload.data());
  const std::uint16_t type = load_u16(payload.data() + 2);
  const unsigned version = flags & 7U;
  if (version > 1 || (flags & kRouting) != 0) {
    return {};
  }
  const bool enhanced = version == 1;
  const std::size_t header =
      4 + ((flags & kChecksum) != 0 ? 4U : 0U) + ((flags & kKey) != 0 ? 4U : 0U) +
      ((flags & kSequence) != 0 ? 4U : 0U) + (enhanced && (flags & kAcknowledged) != 0 ? 4U : 0U);
  if (enhanced && type == 0x6400) {  // MikroTik's Ethernet over IP: its number follows the length
    return content(TunnelKind::Gre, kEthernet, payload, 8);
  }
  if (type == 0x88BE) {  // type II follows a sequence number, type I has no header of its own
    const std::size_t own = (flags & kSequence) != 0 ? 8 : 0;
    return content(TunnelKind::Erspan, kEthernet, payload, header + own);
  }
  if (type == 0x22EB) {
    return erspan3(payload, header);
  }
  return of_ethertype(TunnelKind::Gre, type, payload, header);
}

// RFC 7348, section 5: the flag I and a network identifier. The generic extension (port 4790) names
// the next protocol.
TunnelContent vxlan(Bytes payload, bool generic) {
  constexpr std::size_t kHeader = 8;
  if (payload.size() <= kHeader || (payload[0] & 0x08) == 0) {
    return {};
  }
  if (!generic || (payload[0] & 0x04) == 0) {
    return content(TunnelKind::Vxlan, kEthernet, payload, kHeader);
  }
  switch (payload[3]) {
    case 1:
    case 2:
      return ip_content(TunnelKind::Vxlan, payload, kHeader);
    case 3:
      return content(TunnelKind::Vxlan, kEthernet, payload, kHeader);
    case 5:
      return content(TunnelKind::Vxlan, kMplsLabels, payload, kHeader);
    default:
      return {};
  }
}

// RFC 8926, section 3.4: version 0, length of options in words of four bytes.
TunnelContent geneve(Bytes payload) {
  if (payload.size() < 8 || (payload[0] >> 6) != 0) {
    return {};
  }
  const std::size_t header = 8 + (payload[0] & 0x3FU) * std::size_t{4};
  return of_ethertype(TunnelKind::Geneve, load_u16(payload.data() + 2), payload, header);
}

// TS 29.281, section 5.1: version 1, protocol type 1, message 255 (G-PDU); extension headers in
// words of four bytes, each ending with the type of the next.
TunnelContent gtp(Bytes payload) {
  constexpr int kMostExtensions = 16;
  if (payload.size() < 8 || (payload[0] & 0xF0) != 0x30 || payload[1] != 255) {
    return {};
  }
  std::size_t header = 8;
  if ((payload[0] & 0x07) != 0) {
    header = 12;
    std::uint8_t next = payload.size() >= header && (payload[0] & 0x04) != 0 ? payload[11] : 0;
    for (int i = 0; next != 0; ++i) {
      if (i >= kMostExtensions || payload.size() <= header || payload[header] == 0) {
        return {};
      }
      header += payload[header] * std::size_t{4};
      if (payload.size() < header) {
        return {};
      }
      next = payload[header - 1];
    }
  }
  return ip_content(TunnelKind::Gtp, payload, header);
}

// RFC 4380, section 5.1.1: authentication and origin may stand before the IPv6 packet.
TunnelContent teredo(Bytes payload) {
  std::size_t at = 0;
  if (payload.size() >= 4 && load_u16(payload.data()) == 0x0001) {
    at = 4 + std::size_t{payload[2]} + payload[3] + 8 + 1;
  }
  if (payload.size() >= at + 8 && load_u16(payload.data() + at) == 0x0000) {
    at += 8;
  }
  const TunnelContent found = content(TunnelKind::Teredo, kRawIp, payload, at);
  return !found.bytes.empty() && found.bytes[0] >> 4 == 6 ? found : TunnelContent{};
}

// RFC 2661, section 3.1: data messages of version 2 carry PPP.
TunnelContent l2tp(Bytes payload) {
  constexpr std::uint16_t kControl = 0x8000;
  constexpr std::uint16_t kLength = 0x4000;
  constexpr std::uint16_t kSequence = 0x0800;
  constexpr std::uint16_t kOffset = 0x0200;
  if (payload.size() < 6) {
    return {};
  }
  const std::uint16_t flags = load_u16(payload.data());
  if ((flags & 0x000F) != 2 || (flags & kControl) != 0) {
    return {};
  }
  std::size_t header =
      6 + ((flags & kLength) != 0 ? 2U : 0U) + ((flags & kSequence) != 0 ? 4U : 0U);
  if ((flags & kOffset) != 0) {
    if (payload.size() < header + 2) {
      return {};
    }
    header += std::size_t{2} + load_u16(payload.data() + header);
  }
  return content(TunnelKind::L2tp, kPpp, payload, header);
}

}  // namespace

std::string_view name_of(TunnelKind kind) {
  constexpr auto kNames =
      std::to_array<std::string_view>({"", "gre", "erspan", "ipip", "6in4", "etherip", "mpls",
                                       "teredo", "vxlan", "geneve", "gtp", "l2tp"});
  return kNames[static_cast<std::size_t>(kind)];
}

TunnelContent tunnel_in_ip(std::uint8_t protocol, bool outer_v6, Bytes payload) {
  switch (protocol) {
    case 4:
      return ip_content(TunnelKind::IpInIp, payload, 0);
    case 41:
      return ip_content(outer_v6 ? TunnelKind::IpInIp : TunnelKind::SixInFour, payload, 0);
    case 47:
      return gre(payload);
    case 97:  // RFC 3378, section 2: version 3 in the first half-byte, reserved bits zero
      return payload.size() > 2 && payload[0] >> 4 == 3
                 ? content(TunnelKind::EtherIp, kEthernet, payload, 2)
                 : TunnelContent{};
    case 137:
      return content(TunnelKind::Mpls, kMplsLabels, payload, 0);
    default:
      return {};
  }
}

TunnelContent tunnel_in_udp(std::uint16_t source_port, std::uint16_t target_port, Bytes payload) {
  const auto by_port = [&](std::uint16_t port) -> TunnelContent {
    switch (port) {
      case 1701:
        return l2tp(payload);
      case 2152:
        return gtp(payload);
      case 3544:
        return teredo(payload);
      case 4754:
        return gre(payload);
      case 4789:
      case 8472:  // Linux before the port was registered
        return vxlan(payload, false);
      case 4790:
        return vxlan(payload, true);
      case 6081:
        return geneve(payload);
      case 6635:
        return content(TunnelKind::Mpls, kMplsLabels, payload, 0);
      default:
        return {};
    }
  };
  const TunnelContent found = by_port(target_port);
  return found.kind != TunnelKind::None ? found : by_port(source_port);
}

}  // namespace hamon
