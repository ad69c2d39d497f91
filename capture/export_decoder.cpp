#include "capture/export_decoder.hpp"

#include <algorithm>
#include <array>

namespace hamon {
namespace {

// Where exporters send by custom or registration; 2055 NetFlow, 4739 IPFIX, 6343 sFlow.
constexpr auto kCustomaryPorts =
    std::to_array<std::uint16_t>({2055, 2056, 4432, 4739, 6343, 9555, 9995, 9996});
constexpr std::size_t kV9Header = 20;
constexpr std::size_t kIpfixHeader = 16;
constexpr std::uint32_t kEarliest = 631'152'000;  // 1990: no exporter is older

// Whether the lengths of all sets together are those of what is there.
bool sets_fit(Bytes sets, std::uint16_t highest_template_set) {
  ByteReader reader(sets);
  bool some = false;
  while (reader.left() >= 4) {
    const std::uint16_t id = reader.u16();
    const std::uint16_t length = reader.u16();
    if (id == 0 && length == 0) {
      return some;  // filled up with zeros
    }
    if ((id > highest_template_set && id < 256) || length < 4) {
      return false;
    }
    reader.skip(length - 4U);
    if (!reader.ok()) {
      return false;
    }
    some = true;
  }
  return some;
}

bool looks_like_v9(Bytes payload) {
  return payload.size() >= kV9Header && load_u16(payload.data() + 2) > 0 &&
         load_u32(payload.data() + 8) >= kEarliest && sets_fit(payload.subspan(kV9Header), 1);
}

bool looks_like_ipfix(Bytes payload) {
  return payload.size() >= kIpfixHeader && load_u16(payload.data() + 2) == payload.size() &&
         load_u32(payload.data() + 4) >= kEarliest && sets_fit(payload.subspan(kIpfixHeader), 3);
}

bool looks_like_fixed(Bytes payload, const NetflowLayout& layout) {
  const std::uint16_t count = load_u16(payload.data() + 2);
  return count > 0 && count <= layout.most &&
         payload.size() == layout.header + count * layout.record;
}

}  // namespace

ExportDecoder::ExportDecoder(FlowSink& sink, const ExportLimits& limits)
    : output_(sink, notes_), fixed_(output_), templates_(output_, limits), sflow_(output_) {}

bool ExportDecoder::recognises(Bytes payload, std::uint16_t target_port) {
  if (payload.size() < kIpfixHeader) {
    return false;
  }
  const bool customary = std::ranges::find(kCustomaryPorts, target_port) != kCustomaryPorts.end();
  const std::uint16_t version = load_u16(payload.data());
  if (const NetflowLayout* layout = NetflowLayout::of(version)) {
    return payload.size() >= layout->header && (customary || looks_like_fixed(payload, *layout));
  }
  switch (version) {
    case 0:
      return SflowDecoder::recognises(payload);
    case 9:
      return payload.size() >= kV9Header && (customary || looks_like_v9(payload));
    case 10:
      return customary || looks_like_ipfix(payload);
    default:
      return false;
  }
}

void ExportDecoder::datagram(Bytes payload, const IpAddress& exporter, Timestamp time,
                             std::uint64_t number) {
  ++notes_.datagrams;
  const ExportDatagram context{exporter, time, number, time, 0};
  const std::uint16_t version = payload.size() >= 2 ? load_u16(payload.data()) : std::uint16_t{0};
  if (NetflowLayout::of(version) != nullptr) {
    fixed_.datagram(payload, context);
  } else if (version == 9 || version == 10) {
    templates_.datagram(payload, context);
  } else if (payload.size() >= 4 && load_u32(payload.data()) == 5) {
    sflow_.datagram(payload, context);
  } else {
    notes_.other_version.note(number);
  }
}

void ExportDecoder::finish() {
  templates_.finish();
}

std::optional<Timestamp> export_time(Bytes payload) {
  const std::uint16_t version = payload.size() >= 2 ? load_u16(payload.data()) : std::uint16_t{0};
  std::size_t at = 0;
  if (NetflowLayout::of(version) != nullptr || version == 9) {
    at = 8;
  } else if (version == 10) {
    at = 4;
  }
  if (at == 0 || payload.size() < at + 4) {
    return std::nullopt;
  }
  const std::uint32_t seconds = load_u32(payload.data() + at);
  return seconds == 0 ? std::nullopt : std::optional(Timestamp::from_seconds(seconds));
}

}  // namespace hamon
