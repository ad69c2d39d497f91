#include "capture/netflow_fixed.hpp"

#include <algorithm>
#include <array>

namespace hamon {
namespace {

constexpr std::size_t kMostEngines = 4096;

// The first 38 bytes of a record are the same in every version.
constexpr std::size_t kPackets = 16;
constexpr std::size_t kBytes = 20;
constexpr std::size_t kFirst = 24;
constexpr std::size_t kLast = 28;
constexpr std::size_t kSourcePort = 32;
constexpr std::size_t kTargetPort = 34;

Timestamp at_uptime(const ExportDatagram& context, std::uint32_t uptime_ms) {
  // The counter wraps after 49.7 days: what is nearer counts.
  const auto ago = static_cast<std::int32_t>(context.uptime_ms - uptime_ms);
  return context.sent - Duration::milliseconds(ago);
}

ExportedFlow read_record(const std::uint8_t* p, std::uint16_t version,
                         const ExportDatagram& context) {
  ExportedFlow flow;
  flow.source = IpAddress::v4(load_u32(p));
  flow.target = IpAddress::v4(load_u32(p + 4));
  flow.forward.packets = load_u32(p + kPackets);
  flow.forward.bytes = load_u32(p + kBytes);
  flow.start = at_uptime(context, load_u32(p + kFirst));
  flow.end = at_uptime(context, load_u32(p + kLast));
  flow.source_port = load_u16(p + kSourcePort);
  flow.target_port = load_u16(p + kTargetPort);
  // Version 1 has two bytes of padding before the protocol, then type of service and flags.
  flow.protocol = p[38];
  flow.forward.tcp_flags = version == 1 ? p[40] : p[37];
  if (flow.protocol == protocol::kIcmp && *flow.target_port != 0) {
    flow.icmp = flow.target_port;
  }
  return flow;
}

}  // namespace

const NetflowLayout* NetflowLayout::of(std::uint16_t version) {
  static constexpr auto kLayouts =
      std::to_array<NetflowLayout>({{1, 16, 52, 24}, {5, 24, 48, 30}, {7, 24, 52, 28}});
  const auto found = std::ranges::find(kLayouts, version, &NetflowLayout::version);
  return found == kLayouts.end() ? nullptr : &*found;
}

void NetflowFixed::datagram(Bytes payload, ExportDatagram context) {
  ExportNotes& notes = output_.notes();
  const std::uint16_t version = payload.size() >= 2 ? load_u16(payload.data()) : std::uint16_t{0};
  const NetflowLayout* layout = NetflowLayout::of(version);
  if (layout == nullptr || payload.size() < layout->header) {
    notes.malformed.note(context.number);
    return;
  }
  const std::uint16_t count = load_u16(payload.data() + 2);
  const std::size_t whole = (payload.size() - layout->header) / layout->record;
  if (count > layout->most && count > whole) {
    notes.malformed.note(context.number);  // no exporter writes such a header
    return;
  }
  context.uptime_ms = load_u32(payload.data() + 4);
  const std::uint32_t seconds = load_u32(payload.data() + 8);
  if (seconds != 0) {
    context.sent = Timestamp::from_seconds(seconds) + Duration{load_u32(payload.data() + 12)};
  }
  std::uint32_t sampling = 0;
  if (version != 1) {
    const std::uint32_t number = load_u32(payload.data() + 16);
    const std::uint16_t engine = version == 5 ? load_u16(payload.data() + 20) : std::uint16_t{0};
    const Engine key{context.exporter, version, engine};
    if (sequences_.size() < kMostEngines || sequences_.contains(key)) {
      notes.lost.note(context.number, sequences_[key].missing_before(number, count));
    }
  }
  if (version == 5) {
    // Two bits of mode and fourteen of interval; some exporters leave the mode out.
    sampling = load_u16(payload.data() + 22) & 0x3FFFU;
  }
  if (whole < count) {
    notes.malformed.note(context.number);
  }
  const std::size_t records = std::min<std::size_t>(count, whole);
  for (std::size_t i = 0; i < records; ++i) {
    ExportedFlow flow =
        read_record(payload.data() + layout->header + i * layout->record, version, context);
    if (flow.source.is_unspecified() && flow.target.is_unspecified()) {
      notes.without_addresses.note(context.number);
      continue;
    }
    if (sampling > 1) {
      flow.sampling = sampling;
    }
    output_.give(flow, context, static_cast<std::uint32_t>(i));
  }
}

}  // namespace hamon
