#include "capture/nfcapd_record.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace hamon {
namespace {

constexpr std::uint16_t kCommonRecordV0 = 1;
constexpr std::uint16_t kCommonRecord = 10;
constexpr std::uint16_t kRecordV3 = 11;

constexpr std::uint8_t kEventFlag = 1;  // of a V3 record

/// Elements of a V3 record, nfdump 1.7.
enum Element : std::uint16_t {
  kGenericFlow = 1,
  kIpv4Flow = 2,
  kIpv6Flow = 3,
  kCounters = 5,
  kVlan = 6,
  kReceivedV4 = 12,
  kReceivedV6 = 13,
  kMacs = 15,
  kNselCommon = 19,
};

std::uint16_t little_u16(Bytes b, std::size_t at) {
  return static_cast<std::uint16_t>(b[at] | b[at + 1] << 8);
}
std::uint32_t little_u32(Bytes b, std::size_t at) {
  return load_little_u32(b.data() + at);
}
std::uint64_t little_u64(Bytes b, std::size_t at) {
  return little_u32(b, at) | static_cast<std::uint64_t>(little_u32(b, at + 4)) << 32U;
}

IpAddress address_v4(Bytes b, std::size_t at) {
  return IpAddress::v4(little_u32(b, at));
}

/// Two numbers of 64 bits, the higher one first, each little-endian.
IpAddress address_v6(Bytes b, std::size_t at) {
  std::array<std::byte, 16> bytes{};
  for (std::size_t i = 0; i < 8; ++i) {
    bytes[i] = static_cast<std::byte>(b[at + 7 - i]);
    bytes[8 + i] = static_cast<std::byte>(b[at + 15 - i]);
  }
  return IpAddress::v6(bytes);
}

std::optional<MacAddress> mac_of(std::uint64_t number) {
  MacAddress mac;
  for (std::size_t i = 0; i < mac.bytes.size(); ++i) {
    mac.bytes[i] = static_cast<std::uint8_t>(number >> (8 * (5 - i)));
  }
  return mac.is_zero() ? std::nullopt : std::optional(mac);
}

/// Milliseconds since 1970; nothing for 0 and for what does not fit.
std::optional<Timestamp> time_of(std::uint64_t ms) {
  constexpr std::uint64_t kMost =
      static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) / 1'000'000;
  if (ms == 0 || ms > kMost) {
    return std::nullopt;
  }
  return Timestamp{static_cast<std::int64_t>(ms) * 1'000'000};
}

void set_ports(std::uint16_t source, std::uint16_t target, ExportedFlow& flow) {
  if (flow.protocol == protocol::kIcmp || flow.protocol == protocol::kIcmp6) {
    flow.icmp = target;  // type and code stand where the port does
    return;
  }
  flow.source_port = source;
  flow.target_port = target;
}

/// What the elements of one record leave to be put together.
struct Parts {
  bool has_flow = false;
  bool has_addresses = false;
  bool event = false;
  std::optional<Timestamp> event_time;
  std::optional<Timestamp> received;  // by the collector
};

void take_generic(Bytes b, ExportedFlow& flow, Parts& parts) {
  flow.start = time_of(little_u64(b, 0));
  flow.end = time_of(little_u64(b, 8));
  parts.received = time_of(little_u64(b, 16));
  flow.forward.packets = little_u64(b, 24);
  flow.forward.bytes = little_u64(b, 32);
  flow.protocol = b[44];
  set_ports(little_u16(b, 40), little_u16(b, 42), flow);
  flow.forward.tcp_flags = b[45];
  parts.has_flow = true;
}

/// Firewall events (NSEL): 3 is a refusal.
void take_nsel(Bytes b, ExportedFlow& flow, Parts& parts) {
  constexpr std::uint8_t kDenied = 3;
  constexpr std::uint8_t kCreated = 1;
  parts.event_time = time_of(little_u64(b, 0));
  flow.denied = b[14] == kDenied;
  flow.begins = b[14] == kCreated;
  flow.opener = ExportedOpener::Source;
}

/// The bytes that an element that is read has at least; 0: it is not read.
std::size_t needed(std::uint16_t type) {
  switch (type) {
    case kGenericFlow:
      return 48;
    case kIpv4Flow:
    case kVlan:
      return 8;
    case kIpv6Flow:
    case kMacs:
      return 32;
    case kCounters:
      return 24;
    case kReceivedV4:
      return 4;
    case kReceivedV6:
      return 16;
    case kNselCommon:
      return 15;
    default:
      return 0;
  }
}

void take_element(std::uint16_t type, Bytes b, ExportedFlow& flow, IpAddress& exporter,
                  Parts& parts) {
  switch (type) {
    case kGenericFlow:
      take_generic(b, flow, parts);
      break;
    case kIpv4Flow:
      flow.source = address_v4(b, 0);
      flow.target = address_v4(b, 4);
      parts.has_addresses = true;
      break;
    case kIpv6Flow:
      flow.source = address_v6(b, 0);
      flow.target = address_v6(b, 16);
      parts.has_addresses = true;
      break;
    case kCounters:
      flow.backward.packets = little_u64(b, 8);
      flow.backward.bytes = little_u64(b, 16);
      break;
    case kVlan:
      if (const std::uint32_t tag = little_u32(b, 0); tag > 0 && tag <= 4095) {
        flow.vlan = static_cast<std::uint16_t>(tag);
      }
      break;
    case kReceivedV4:
      exporter = address_v4(b, 0);
      break;
    case kReceivedV6:
      exporter = address_v6(b, 0);
      break;
    case kMacs:
      flow.source_mac = mac_of(little_u64(b, 0));
      flow.target_mac = mac_of(little_u64(b, 16));
      break;
    case kNselCommon:
      take_nsel(b, flow, parts);
      break;
    default:
      break;
  }
}

NfcapdFate finish(const Parts& parts, ExportedFlow& flow) {
  if (!parts.has_flow || !parts.has_addresses) {
    return NfcapdFate::NoAddresses;
  }
  flow.both_ways = flow.backward.packets > 0 || flow.backward.bytes > 0;
  const bool no_traffic = flow.forward.packets == 0 && flow.forward.bytes == 0 && !flow.both_ways;
  flow.is_announcement = no_traffic && parts.event;
  if (parts.event_time) {
    flow.start = flow.start ? flow.start : parts.event_time;
    flow.end = flow.end ? flow.end : parts.event_time;
  }
  if (!flow.start) {
    flow.start = flow.end ? flow.end : parts.received;  // the exporter gave no times
  }
  return NfcapdFate::Flow;
}

NfcapdFate read_v3(Bytes record, ExportedFlow& flow, IpAddress& exporter) {
  constexpr std::size_t kHeader = 12;
  constexpr std::size_t kElementHeader = 4;
  if (record.size() < kHeader) {
    return NfcapdFate::Malformed;
  }
  Parts parts;
  parts.event = (record[10] & kEventFlag) != 0;
  const std::size_t elements = little_u16(record, 4);
  std::size_t at = kHeader;
  for (std::size_t i = 0; i < elements; ++i) {
    if (record.size() - at < kElementHeader) {
      return NfcapdFate::Malformed;
    }
    const std::uint16_t type = little_u16(record, at);
    const std::size_t length = little_u16(record, at + 2);
    if (length < kElementHeader || length > record.size() - at) {
      return NfcapdFate::Malformed;
    }
    const Bytes body = record.subspan(at + kElementHeader, length - kElementHeader);
    if (const std::size_t least = needed(type); least > 0) {
      if (body.size() < least) {
        return NfcapdFate::Malformed;
      }
      take_element(type, body, flow, exporter, parts);
    }
    at += length;
  }
  return finish(parts, flow);
}

/// A count of 4 or 8 bytes at `at`, which moves behind it.
std::uint64_t take_count(Bytes record, bool wide, std::size_t& at) {
  const std::uint64_t value = wide ? little_u64(record, at) : little_u32(record, at);
  at += wide ? 8 : 4;
  return value;
}

NfcapdFate read_common(Bytes record, std::size_t header, ExportedFlow& flow) {
  constexpr std::uint8_t kIpv6 = 1;
  constexpr std::uint8_t kWidePackets = 2;
  constexpr std::uint8_t kWideBytes = 4;
  constexpr std::uint8_t kEvent = 64;
  if (record.size() < header) {
    return NfcapdFate::Malformed;
  }
  const std::uint8_t flags = record[4];
  const bool v6 = (flags & kIpv6) != 0;
  const std::size_t needed_bytes = header + (v6 ? 32U : 8U) +
                                   ((flags & kWidePackets) != 0 ? 8U : 4U) +
                                   ((flags & kWideBytes) != 0 ? 8U : 4U);
  if (record.size() < needed_bytes) {
    return NfcapdFate::Malformed;
  }
  const auto ms = [&](std::size_t seconds, std::size_t rest) {
    return std::uint64_t{little_u32(record, seconds)} * 1000 + little_u16(record, rest);
  };
  flow.start = time_of(ms(12, 8));
  flow.end = time_of(ms(16, 10));
  flow.forward.tcp_flags = record[21];
  flow.protocol = record[22];
  set_ports(little_u16(record, 24), little_u16(record, 26), flow);
  std::size_t at = header;
  flow.source = v6 ? address_v6(record, at) : address_v4(record, at);
  flow.target = v6 ? address_v6(record, at + 16) : address_v4(record, at + 4);
  at += v6 ? 32 : 8;
  flow.forward.packets = take_count(record, (flags & kWidePackets) != 0, at);
  flow.forward.bytes = take_count(record, (flags & kWideBytes) != 0, at);
  Parts parts;
  parts.has_flow = parts.has_addresses = true;
  parts.event = (flags & kEvent) != 0;
  return finish(parts, flow);
}

}  // namespace

NfcapdFate read_nfcapd_record(Bytes record, ExportedFlow& flow, IpAddress& exporter) {
  if (record.size() < 4) {
    return NfcapdFate::Malformed;
  }
  switch (little_u16(record, 0)) {
    case kCommonRecordV0:
      return read_common(record, 28, flow);
    case kCommonRecord:
      return read_common(record, 32, flow);
    case kRecordV3:
      return read_v3(record, flow, exporter);
    default:
      return NfcapdFate::AboutExporter;
  }
}

}  // namespace hamon
