#include "capture/packet_decoder.hpp"

#include "base/flow_record.hpp"
#include "capture/link_layer.hpp"

#include <algorithm>
#include <utility>

namespace hamon {
namespace {

constexpr std::size_t kFragmentSlots = 1024;                  // a power of two
constexpr Duration kReassembly = Duration::seconds(60);       // RFC 8200, section 4.5
constexpr Duration kReassemblyBack = Duration::seconds(-60);  // captures are not always in order
constexpr std::uint32_t kUdpHeader = 8;                       // bytes
constexpr std::uint32_t kTcpHeader = 20;

constexpr bool has_port_numbers(std::uint8_t protocol) {
  return protocol == protocol::kTcp || protocol == protocol::kUdp || protocol == protocol::kSctp;
}

struct Ports {
  std::uint16_t source = 0;
  std::uint16_t target = 0;
};

std::array<std::uint64_t, 4> addresses_of(const IpHeader& ip) {
  if (ip.v6) {
    return {load_u64(ip.source), load_u64(ip.source + 8), load_u64(ip.target),
            load_u64(ip.target + 8)};
  }
  return {0, load_u32(ip.source), 0, load_u32(ip.target)};
}

/// Fills `key` with the lower end first; returns which end the source is.
std::uint8_t order_ends(const IpHeader& ip, Ports ports, FlowKey& key) {
  const std::array<std::uint64_t, 4> a = addresses_of(ip);
  key.protocol = ip.protocol;
  key.flags = ip.v6 ? FlowKey::kV6 : std::uint8_t{0};
  const bool swap = a[0] != a[2]   ? a[2] < a[0]
                    : a[1] != a[3] ? a[3] < a[1]
                                   : ports.target < ports.source;
  if (swap) {
    key.addresses = {a[2], a[3], a[0], a[1]};
    key.low_port = ports.target;
    key.high_port = ports.source;
    return 1;
  }
  key.addresses = a;
  key.low_port = ports.source;
  key.high_port = ports.target;
  return 0;
}

/// The type of the request that an ICMP type asks or answers, and whether it asks.
struct IcmpRole {
  std::uint8_t request = 0;
  bool asks = true;
};

// Pairs as in the published specification of Community ID v1.
IcmpRole icmp_role(bool v6, std::uint8_t type) {
  constexpr std::array<std::pair<std::uint8_t, std::uint8_t>, 5> kV4 = {
      {{8, 0}, {10, 9}, {13, 14}, {15, 16}, {17, 18}}};
  constexpr std::array<std::pair<std::uint8_t, std::uint8_t>, 6> kV6 = {
      {{128, 129}, {133, 134}, {135, 136}, {130, 131}, {144, 145}, {139, 140}}};
  const auto find = [type](const auto& pairs) {
    for (const auto& [request, answer] : pairs) {
      if (type == answer) {
        return IcmpRole{request, false};
      }
    }
    return IcmpRole{type, true};
  };
  return v6 ? find(kV6) : find(kV4);
}

// Unreachable, source quench, redirect, time exceeded, parameter problem (RFC 792); for IPv6 all
// types below 128 (RFC 4443), and redirect (RFC 4861).
constexpr bool is_icmp_error(bool v6, std::uint8_t type) {
  return v6 ? type < 128 || type == 137
            : type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
}

// Whether an error means that what it quotes was refused. A packet too big is sent anew in smaller
// pieces, a redirected or slowed one went its way.
constexpr bool refuses(bool v6, std::uint8_t type, std::uint8_t code) {
  return v6 ? type == 1 || type == 3 || type == 4
            : (type == 3 && code != 4) || type == 11 || type == 12;
}

// Who is where is told in one part, whoever it is told by.
std::uint8_t shard_of(const FlowKey& key) {
  const auto within = [](std::uint16_t port, std::uint16_t first, std::uint16_t last) {
    return port >= first && port <= last;
  };
  if (key.protocol == protocol::kUdp) {
    const bool dhcp = within(key.low_port, 67, 68) || within(key.high_port, 67, 68) ||
                      within(key.low_port, 546, 547) || within(key.high_port, 546, 547);
    return dhcp ? std::uint8_t{0} : key.shard();
  }
  const bool neighbour = key.protocol == protocol::kIcmp6 && within(key.low_port, 133, 137);
  return neighbour ? std::uint8_t{0} : key.shard();
}

void set_icmp_key(bool v6, std::uint8_t type, std::uint8_t code, PacketSummary& summary) {
  const IcmpRole role = icmp_role(v6, type);
  const unsigned asker = role.asks ? summary.side : 1U - summary.side;
  summary.key.low_port = role.request;
  summary.key.high_port = code;
  summary.key.flags |= asker == 1 ? FlowKey::kHighEndAsks : std::uint8_t{0};
}

Ports ports_at(const IpHeader& ip, Bytes transport) {
  return has_port_numbers(ip.protocol) && transport.size() >= 4
             ? Ports{load_u16(transport.data()), load_u16(transport.data() + 2)}
             : Ports{};
}

void set_payload(const IpHeader& ip, std::uint32_t header, Bytes transport,
                 PacketSummary& summary) {
  const std::uint32_t left = ip.total_bytes - ip.header_bytes;
  summary.payload_bytes = left > header ? left - header : 0;
  if (transport.size() > header) {
    const std::size_t captured = transport.size() - header;
    summary.payload =
        transport.subspan(header, std::min<std::size_t>(captured, summary.payload_bytes));
  }
}

void set_tcp(const IpHeader& ip, Bytes transport, PacketSummary& summary) {
  std::uint32_t header = kTcpHeader;
  if (transport.size() >= 14) {
    header = std::max((transport[12] >> 4) * 4U, kTcpHeader);
    summary.tcp_flags = transport[13] & 0x3F;
    summary.sequence = load_u32(transport.data() + 4);
    summary.acknowledged = load_u32(transport.data() + 8);
  }
  set_payload(ip, header, transport, summary);
}

}  // namespace

PacketDecoder::PacketDecoder() : fragmented_(kFragmentSlots) {}

std::size_t PacketDecoder::decode(const CaptureFrame& frame, std::uint64_t number,
                                  std::span<PacketSummary, kMostLayers> out) {
  out[0].number = number;
  return decode_plain(frame, out[0]) ? 1 : decode_layers(frame, number, out);
}

std::size_t PacketDecoder::decode_layers(const CaptureFrame& frame, std::uint64_t number,
                                         std::span<PacketSummary, kMostLayers> out) {
  ip_packet_ = {};
  Layer layer{frame.link_type, frame.captured, frame.wire_bytes, {}, TunnelKind::None};
  std::size_t n = 0;
  while (n < kMostLayers) {
    PacketSummary& summary = out[n];
    summary.time = frame.time;
    summary.number = number;
    summary.tunnel = layer.tunnel;
    summary.carrier_record = layer.place.record;
    summary.key.carrier = layer.place.carrier;
    TunnelContent inner;
    decode_layer(layer, summary, inner);
    if (n > 0 && summary.kind == PacketKind::Unused && summary.reason != UnusedReason::IcmpError) {
      ++unread_tunnels_;
      return n;
    }
    ++n;
    if (inner.kind == TunnelKind::None) {
      return n;
    }
    const std::uint32_t left =
        summary.payload_bytes -
        static_cast<std::uint32_t>(inner.bytes.data() - summary.payload.data());
    const CarrierTable::Place place =
        carriers_.add(summary.key, layer.place, layer.tunnel, inner.kind, frame.time, number);
    layer = {inner.link_type, inner.bytes, left, place, inner.kind};
  }
  ++unread_tunnels_;
  return n;
}

// Most frames: Ethernet with at most one tag, IPv4 without options and in one piece, TCP, or UDP
// that carries no tunnel. The general way gives the same for them, with several times the work.
bool PacketDecoder::decode_plain(const CaptureFrame& frame, PacketSummary& summary) {
  constexpr std::uint16_t kEthernetFrames = 1;  // LINKTYPE_
  constexpr std::size_t kAddresses = 12;
  constexpr std::size_t kTag = 4;
  constexpr std::size_t kType = 2;
  constexpr std::size_t kIp = 20;
  const Bytes bytes = frame.captured;
  constexpr std::size_t kLeast = kAddresses + kType + kIp + kTcpHeader;
  if (frame.link_type != kEthernetFrames || bytes.size() < kLeast) {
    return false;
  }
  const std::uint8_t* type = bytes.data() + kAddresses;
  const bool tagged = load_u16(type) == 0x8100;
  summary.vlan = tagged ? load_u16(type + 2) & 0x0FFF : 0;
  type += tagged ? kTag : 0;
  const std::uint8_t* ip = type + kType;
  const std::uint32_t total = load_u16(ip + 2);
  if (bytes.size() < kLeast + (tagged ? kTag : 0) || load_u32(type) >> 8 != 0x080045 ||
      (load_u16(ip + 6) & 0x3FFF) != 0 || total < kIp) {
    return false;
  }
  const std::uint8_t* transport = ip + kIp;
  const Ports ports{load_u16(transport), load_u16(transport + 2)};
  const bool tcp = ip[9] == protocol::kTcp;
  const std::uint32_t header = tcp ? std::max((transport[12] >> 4) * 4U, kTcpHeader) : kUdpHeader;
  const std::uint32_t left = total - static_cast<std::uint32_t>(kIp);
  const auto captured = static_cast<std::size_t>(bytes.data() + bytes.size() - transport);
  summary.payload_bytes = left > header ? left - header : 0;
  summary.payload = captured > header
                        ? Bytes{transport + header,
                                std::min<std::size_t>(captured - header, summary.payload_bytes)}
                        : Bytes{};
  if (tcp) {
    summary.sequence = load_u32(transport + 4);
    summary.acknowledged = load_u32(transport + 8);
    summary.tcp_flags = transport[13] & 0x3F;
  } else if (ip[9] == protocol::kUdp &&
             tunnel_in_udp(ports.source, ports.target, summary.payload).kind == TunnelKind::None) {
    summary.tcp_flags = 0;
  } else {
    return false;
  }
  summary.ttl = ip[8];
  ip_packet_ = {ip, kIp + captured};
  const std::uint64_t source = load_u32(ip + 12);
  const std::uint64_t target = load_u32(ip + 16);
  const bool swap = source != target ? target < source : ports.target < ports.source;
  FlowKey& key = summary.key;
  key.addresses = {0, swap ? target : source, 0, swap ? source : target};
  key.low_port = swap ? ports.target : ports.source;
  key.high_port = swap ? ports.source : ports.target;
  key.protocol = ip[9];
  key.flags = 0;
  key.carrier = 0;
  summary.hash = key.hash();
  summary.shard = tcp ? key.shard() : shard_of(key);
  summary.time = frame.time;
  summary.ip_bytes = total;
  summary.source_mac = bytes.data() + 6;
  summary.target_mac = bytes.data();
  summary.carrier_record = 0;
  summary.tunnel = TunnelKind::None;
  summary.kind = PacketKind::Flow;
  summary.reason = UnusedReason::Used;
  summary.side = swap ? 1 : 0;
  return true;
}

void PacketDecoder::decode_layer(const Layer& layer, PacketSummary& summary, TunnelContent& inner) {
  const LinkHeader link = LinkHeader::parse(layer.link_type, layer.bytes);
  summary.source_mac = link.source_mac;
  summary.target_mac = link.target_mac;
  summary.vlan = link.vlan;
  summary.tcp_flags = 0;
  summary.shard = 0;
  summary.payload = {};
  summary.reason = link.reason;
  switch (link.network) {
    case NetworkKind::Ip:
      decode_ip(layer.bytes.subspan(link.bytes), layer.wire_bytes - link.bytes, summary, inner);
      if (link.only_v6 && summary.reason == UnusedReason::Used && !summary.key.is_v6()) {
        summary.kind = PacketKind::Unused;
        summary.reason = UnusedReason::BadIpHeader;
        inner = {};
      }
      break;
    case NetworkKind::Arp:
      summary.kind = PacketKind::Arp;
      summary.reason = UnusedReason::Arp;
      summary.payload = layer.bytes.subspan(link.bytes);
      break;
    case NetworkKind::None:
      summary.kind = link.reason == UnusedReason::Lldp  ? PacketKind::Lldp
                     : link.reason == UnusedReason::Cdp ? PacketKind::Cdp
                                                        : PacketKind::Unused;
      if (summary.kind != PacketKind::Unused) {
        summary.payload = layer.bytes.subspan(link.bytes);
      }
      break;
  }
}

void PacketDecoder::decode_ip(Bytes packet, std::uint32_t wire_bytes, PacketSummary& summary,
                              TunnelContent& inner) {
  IpHeader ip;
  summary.reason = ip.parse(packet, wire_bytes);
  if (summary.reason != UnusedReason::Used) {
    summary.kind = PacketKind::Unused;
    return;
  }
  if (summary.tunnel == TunnelKind::None) {
    ip_packet_ = packet;
  }
  summary.kind = PacketKind::Flow;
  summary.ttl = ip.ttl;
  summary.ip_bytes = ip.total_bytes;
  const Bytes transport =
      ip.transport_captured && !ip.later_fragment ? packet.subspan(ip.header_bytes) : Bytes{};
  if ((ip.protocol == protocol::kIcmp && !ip.v6) || (ip.protocol == protocol::kIcmp6 && ip.v6)) {
    decode_icmp(ip, transport, summary);
  } else {
    const bool numbered = has_port_numbers(ip.protocol) && transport.size() >= 4;
    const Ports ports = ports_at(ip, transport);
    summary.side = order_ends(ip, ports, summary.key);
    summary.key.flags |= numbered ? std::uint8_t{0} : FlowKey::kNoPorts;
    if (ip.protocol == protocol::kTcp && !ip.later_fragment) {
      set_tcp(ip, transport, summary);
    } else if (ip.protocol == protocol::kUdp && !ip.later_fragment) {
      set_payload(ip, kUdpHeader, transport, summary);
      inner = tunnel_in_udp(ports.source, ports.target, summary.payload);
    } else {
      set_payload(ip, 0, transport, summary);
      inner = tunnel_in_ip(ip.protocol, ip.v6, summary.payload);
    }
  }
  if (ip.fragment) {
    join_fragments(ip, summary);
  }
  summary.shard = shard_of(summary.key);
  summary.hash = summary.key.hash();
}

void PacketDecoder::decode_icmp(const IpHeader& ip, Bytes transport, PacketSummary& summary) {
  constexpr std::uint32_t kHeader = 8;
  summary.side = order_ends(ip, {}, summary.key);
  set_payload(ip, kHeader, transport, summary);
  if (transport.size() < 2) {
    summary.key.flags |= FlowKey::kNoPorts;
    return;
  }
  const std::uint8_t type = transport[0];
  const std::uint8_t code = transport[1];
  if (!is_icmp_error(ip.v6, type)) {
    set_icmp_key(ip.v6, type, code, summary);
    return;
  }
  summary.kind = PacketKind::Unused;
  summary.reason = UnusedReason::IcmpError;
  const Bytes quoted = transport.size() > kHeader ? transport.subspan(kHeader) : Bytes{};
  IpHeader inner;
  if (!refuses(ip.v6, type, code) ||
      inner.parse(quoted, static_cast<std::uint32_t>(quoted.size())) != UnusedReason::Used ||
      !inner.transport_captured || inner.later_fragment) {
    return;
  }
  const Bytes refused = quoted.subspan(inner.header_bytes);
  if ((has_port_numbers(inner.protocol) && refused.size() < 4) || refused.size() < 2) {
    return;
  }
  summary.kind = PacketKind::IcmpError;
  summary.side = order_ends(inner, ports_at(inner, refused), summary.key);
  if (inner.protocol == (inner.v6 ? protocol::kIcmp6 : protocol::kIcmp)) {
    set_icmp_key(inner.v6, refused[0], refused[1], summary);
  } else if (!has_port_numbers(inner.protocol)) {
    summary.key.flags |= FlowKey::kNoPorts;
  }
}

// A slot holds the datagram seen last of those that fall on it: bounded, and enough, since the
// pieces of one datagram come together.
PacketDecoder::Fragmented& PacketDecoder::slot(const IpHeader& ip,
                                               const std::array<std::uint64_t, 4>& addresses) {
  std::uint64_t mixed = ip.fragment_id;
  for (const std::uint64_t word : addresses) {
    mixed = (mixed ^ word) * 0x9E3779B97F4A7C15U;
    mixed ^= mixed >> 29;
  }
  return fragmented_[(mixed + ip.protocol) % kFragmentSlots];
}

void PacketDecoder::join_fragments(const IpHeader& ip, PacketSummary& summary) {
  const std::array<std::uint64_t, 4> addresses = addresses_of(ip);
  Fragmented& entry = slot(ip, addresses);
  if (!ip.later_fragment) {
    if (summary.kind == PacketKind::Flow) {
      entry = {summary.key,         addresses,   summary.time, ip.fragment_id,
               summary.key.carrier, ip.protocol, summary.side, true};
    }
    return;
  }
  const Duration age = summary.time - entry.time;
  if (entry.taken && entry.addresses == addresses && entry.id == ip.fragment_id &&
      entry.protocol == ip.protocol && entry.carrier == summary.key.carrier && age <= kReassembly &&
      age >= kReassemblyBack) {
    summary.key = entry.key;
    summary.side = entry.side;
  } else {
    summary.key.low_port = 0;
    summary.key.high_port = 0;
    summary.key.flags |= FlowKey::kNoPorts;
  }
}

}  // namespace hamon
