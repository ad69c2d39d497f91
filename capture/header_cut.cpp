#include "capture/header_cut.hpp"

#include "base/flow_record.hpp"
#include "capture/ip_header.hpp"
#include "capture/link_layer.hpp"

#include <algorithm>

namespace hamon {
namespace {

std::size_t transport_bytes(std::uint8_t protocol, bool v6, Bytes transport) {
  constexpr std::size_t kTcp = 20;
  constexpr std::size_t kSctp = 12;
  constexpr std::size_t kOthers = 8;
  switch (protocol) {
    case protocol::kTcp:
      return transport.size() > 12 ? std::max<std::size_t>((transport[12] >> 4U) * 4U, kTcp) : kTcp;
    case protocol::kSctp:
      return kSctp;
    case protocol::kUdp:
      return kOthers;
    case protocol::kIcmp:
      return v6 ? 0 : kOthers;
    case protocol::kIcmp6:
      return v6 ? kOthers : 0;
    default:
      return 0;
  }
}

std::size_t ip_bytes(Bytes packet, std::uint32_t wire_bytes) {
  IpHeader ip;
  if (ip.parse(packet, wire_bytes) != UnusedReason::Used) {
    return 0;
  }
  if (!ip.transport_captured || ip.later_fragment) {
    return ip.header_bytes;
  }
  const std::size_t header = transport_bytes(ip.protocol, ip.v6, packet.subspan(ip.header_bytes));
  return std::min<std::size_t>(ip.header_bytes + header, ip.total_bytes);
}

}  // namespace

std::size_t header_bytes(const CaptureFrame& frame) {
  constexpr std::size_t kArp = 28;
  constexpr std::size_t kLink = 14;
  const std::size_t captured = frame.captured.size();
  const LinkHeader link = LinkHeader::parse(frame.link_type, frame.captured);
  const std::size_t before = std::min<std::size_t>(link.bytes, captured);
  switch (link.network) {
    case NetworkKind::Ip:
      return std::min(captured, before + ip_bytes(frame.captured.subspan(before),
                                                  frame.wire_bytes - link.bytes));
    case NetworkKind::Arp:
      return std::min(captured, before + kArp);
    case NetworkKind::None:
      break;
  }
  return std::min(captured, kLink);
}

}  // namespace hamon
