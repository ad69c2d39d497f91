#include "capture/ip_header.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::size_t kV4Bytes = 20;
constexpr std::size_t kV6Bytes = 40;
constexpr int kMostExtensions = 16;

// IP protocol numbers of headers that come before the transport header (IANA, "IPv6 Extension
// Header Types").
constexpr std::uint8_t kHopByHop = 0;
constexpr std::uint8_t kRouting = 43;
constexpr std::uint8_t kFragment = 44;
constexpr std::uint8_t kAuthentication = 51;
constexpr std::uint8_t kNoNext = 59;
constexpr std::uint8_t kDestination = 60;
constexpr std::uint8_t kMobility = 135;
constexpr std::uint8_t kHip = 139;
constexpr std::uint8_t kShim6 = 140;

constexpr bool is_extension(std::uint8_t protocol) {
  return protocol == kHopByHop || protocol == kRouting || protocol == kFragment ||
         protocol == kAuthentication || protocol == kDestination || protocol == kHip ||
         protocol == kShim6 || protocol == kMobility;
}

// Length of a jumbogram from its hop-by-hop option (RFC 2675, section 2); 0 when there is none.
std::uint32_t jumbo_payload(Bytes packet) {
  if (packet.size() < kV6Bytes + 8 || packet[6] != kHopByHop) {
    return 0;
  }
  ByteReader options(packet.subspan(kV6Bytes + 2));
  for (int i = 0; i < kMostExtensions && options.left() > 0; ++i) {
    const std::uint8_t type = options.u8();
    if (type == 0) {  // one byte of padding
      continue;
    }
    const std::uint8_t length = options.u8();
    if (type == 0xC2 && length == 4) {
      return options.u32();
    }
    options.skip(length);
  }
  return 0;
}

}  // namespace

UnusedReason IpHeader::parse(Bytes packet, std::uint32_t wire_bytes) {
  if (packet.empty()) {
    return UnusedReason::TruncatedIpHeader;
  }
  switch (packet[0] >> 4) {
    case 4:
      return parse_v4(packet, wire_bytes);
    case 6:
      return parse_v6(packet, wire_bytes);
    default:
      return UnusedReason::BadIpHeader;
  }
}

UnusedReason IpHeader::parse_v4(Bytes packet, std::uint32_t wire_bytes) {
  if (packet.size() < kV4Bytes) {
    return UnusedReason::TruncatedIpHeader;
  }
  const std::uint8_t* p = packet.data();
  header_bytes = (p[0] & 0x0FU) * 4U;
  total_bytes = load_u16(p + 2);
  if (total_bytes == 0) {
    total_bytes = std::max(wire_bytes, header_bytes);
  }
  if (header_bytes < kV4Bytes || total_bytes < header_bytes) {
    return UnusedReason::BadIpHeader;
  }
  ttl = p[8];
  const std::uint16_t fragment_word = load_u16(p + 6);
  fragment = (fragment_word & 0x3FFF) != 0;  // more fragments, or an offset
  later_fragment = (fragment_word & 0x1FFF) != 0;
  fragment_id = load_u16(p + 4);
  protocol = p[9];
  source = p + 12;
  target = p + 16;
  transport_captured = packet.size() > header_bytes;
  if (protocol == kAuthentication && !later_fragment) {
    walk_extensions(packet);
  }
  return UnusedReason::Used;
}

UnusedReason IpHeader::parse_v6(Bytes packet, std::uint32_t wire_bytes) {
  if (packet.size() < kV6Bytes) {
    return UnusedReason::TruncatedIpHeader;
  }
  const std::uint8_t* p = packet.data();
  v6 = true;
  const std::uint32_t payload = load_u16(p + 4);
  protocol = p[6];
  ttl = p[7];
  source = p + 8;
  target = p + 24;
  header_bytes = kV6Bytes;
  if (payload == 0 && protocol != kNoNext) {
    const std::uint32_t jumbo = jumbo_payload(packet);
    total_bytes = jumbo > 0 && jumbo < UINT32_MAX - kV6Bytes
                      ? jumbo + static_cast<std::uint32_t>(kV6Bytes)
                      : std::max(wire_bytes, header_bytes);
  } else {
    total_bytes = payload + static_cast<std::uint32_t>(kV6Bytes);
  }
  walk_extensions(packet);
  return UnusedReason::Used;
}

void IpHeader::walk_extensions(Bytes packet) {
  for (int i = 0; i < kMostExtensions && is_extension(protocol) && !later_fragment; ++i) {
    if (packet.size() < header_bytes + std::size_t{8}) {
      transport_captured = false;
      return;
    }
    const std::uint8_t* p = packet.data() + header_bytes;
    std::uint32_t length = 8;
    if (protocol == kFragment) {
      fragment = (load_u16(p + 2) & 0xFFF9) != 0;  // else an atomic fragment (RFC 6946)
      later_fragment = (load_u16(p + 2) & 0xFFF8) != 0;
      fragment_id = load_u32(p + 4);
    } else if (protocol == kAuthentication) {
      length = (p[1] + 2U) * 4U;  // RFC 4302, section 2.2
    } else {
      length = (p[1] + 1U) * 8U;
    }
    if (protocol == kMobility && p[0] == kNoNext) {
      return;
    }
    if (header_bytes + length > total_bytes) {
      transport_captured = false;
      return;
    }
    protocol = p[0];
    header_bytes += length;
  }
  transport_captured = packet.size() > header_bytes;
}

}  // namespace hamon
