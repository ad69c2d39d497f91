#include "capture/export_packet.hpp"

#include "capture/ip_header.hpp"
#include "capture/link_layer.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::size_t kUdpHeader = 8;        // RFC 768
constexpr std::size_t kSctpHeader = 12;      // RFC 9260, section 3.1
constexpr std::size_t kLeastTcpHeader = 20;  // RFC 9293, section 3.1

std::optional<MacAddress> mac_at(const std::uint8_t* bytes) {
  if (bytes == nullptr) {
    return std::nullopt;
  }
  MacAddress mac;
  std::copy_n(bytes, mac.bytes.size(), mac.bytes.begin());
  return mac.is_zero() ? std::nullopt : std::optional(mac);
}

IpAddress address_at(const std::uint8_t* bytes, bool v6) {
  const auto* raw = reinterpret_cast<const std::byte*>(bytes);
  return v6 ? IpAddress::v6(std::span<const std::byte, 16>(raw, 16))
            : IpAddress::v4(std::span<const std::byte, 4>(raw, 4));
}

void read_transport(Bytes transport, std::uint32_t carried, ExportedFlow& flow) {
  std::size_t header = 0;
  if (flow.protocol == protocol::kTcp && transport.size() >= kLeastTcpHeader) {
    header = static_cast<std::size_t>(transport[12] >> 4U) * 4;
    flow.forward.tcp_flags = transport[13];
  } else if (flow.protocol == protocol::kUdp) {
    header = kUdpHeader;
  } else if (flow.protocol == protocol::kSctp) {
    header = kSctpHeader;
  } else if (flow.protocol == protocol::kIcmp || flow.protocol == protocol::kIcmp6) {
    if (transport.size() >= 2) {
      flow.icmp = load_u16(transport.data());
    }
    return;
  }
  const bool numbered = flow.protocol == protocol::kTcp || flow.protocol == protocol::kUdp ||
                        flow.protocol == protocol::kSctp;
  if (!numbered || transport.size() < 4) {
    return;
  }
  flow.source_port = load_u16(transport.data());
  flow.target_port = load_u16(transport.data() + 2);
  flow.payload_known = header > 0;
  flow.forward.payload = header > 0 && carried > header ? carried - header : 0;
}

}  // namespace

bool read_sampled_packet(Bytes packet, std::uint16_t link_type, std::uint32_t wire_bytes,
                         ExportedFlow& flow) {
  const LinkHeader link = LinkHeader::parse(link_type, packet);
  if (link.network != NetworkKind::Ip || link.bytes > packet.size()) {
    return false;
  }
  const Bytes network = packet.subspan(link.bytes);
  const auto network_bytes = static_cast<std::uint32_t>(network.size());
  IpHeader ip;
  const std::uint32_t on_wire = wire_bytes > link.bytes ? wire_bytes - link.bytes : 0;
  if (ip.parse(network, std::max(on_wire, network_bytes)) != UnusedReason::Used) {
    return false;
  }
  flow.source = address_at(ip.source, ip.v6);
  flow.target = address_at(ip.target, ip.v6);
  flow.protocol = ip.protocol;
  flow.source_mac = mac_at(link.source_mac);
  flow.target_mac = mac_at(link.target_mac);
  flow.ttl = ip.ttl;
  if (link.vlan != 0) {
    flow.vlan = link.vlan;
  }
  flow.forward.packets = 1;
  flow.forward.bytes = ip.total_bytes;
  if (ip.transport_captured && !ip.later_fragment && ip.header_bytes <= network.size()) {
    const std::uint32_t carried =
        ip.total_bytes > ip.header_bytes ? ip.total_bytes - ip.header_bytes : 0;
    read_transport(network.subspan(ip.header_bytes), carried, flow);
  }
  return true;
}

}  // namespace hamon
