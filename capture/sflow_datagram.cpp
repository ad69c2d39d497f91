#include "capture/sflow_datagram.hpp"

#include "capture/export_packet.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::uint32_t kVersion = 5;
constexpr std::size_t kMostAgents = 4096;
constexpr std::size_t kLeastSample = 8;  // bytes: its format and length
constexpr std::uint32_t kMostSamples = 8192;

// Formats of enterprise 0 (section 5 of the standard).
constexpr std::uint32_t kFlowSample = 1;
constexpr std::uint32_t kCounterSample = 2;
constexpr std::uint32_t kExpandedFlowSample = 3;
constexpr std::uint32_t kExpandedCounterSample = 4;
constexpr std::uint32_t kRawHeader = 1;
constexpr std::uint32_t kIpv4 = 3;
constexpr std::uint32_t kIpv6 = 4;
constexpr std::uint32_t kExtendedSwitch = 1001;

/// The LINKTYPE_ number of a `header_protocol`; nothing for what no reader knows.
std::optional<std::uint16_t> link_type_of(std::uint32_t header_protocol) {
  switch (header_protocol) {
    case 1:  // Ethernet
      return 1;
    case 7:  // PPP
      return 9;
    case 11:
      return 228;
    case 12:
      return 229;
    default:
      return std::nullopt;
  }
}

struct Head {
  IpAddress agent;
  std::uint32_t sub_agent = 0;
  std::uint32_t sequence = 0;
  std::uint32_t samples = 0;
};

std::optional<Head> read_head(ByteReader& reader) {
  Head head;
  if (reader.u32() != kVersion) {
    return std::nullopt;
  }
  const std::uint32_t family = reader.u32();
  if (family == 1) {
    head.agent = IpAddress::v4(reader.u32());
  } else if (family == 2) {
    const auto raw = std::as_bytes(reader.bytes(16));
    if (raw.size() == 16) {
      head.agent = IpAddress::v6(raw.first<16>());
    }
  } else {
    return std::nullopt;
  }
  head.sub_agent = reader.u32();
  head.sequence = reader.u32();
  reader.skip(4);  // time since the agent started, milliseconds: samples have no time of their own
  head.samples = reader.u32();
  if (!reader.ok() || head.samples > kMostSamples) {
    return std::nullopt;
  }
  return head;
}

/// `sampled_header`: what it holds as a frame; nothing when it is cut short.
bool read_raw_header(Bytes data, ExportedFlow& flow, bool& readable) {
  ByteReader reader(data);
  const auto link_type = link_type_of(reader.u32());
  const std::uint32_t frame_bytes = reader.u32();
  const std::uint32_t stripped = reader.u32();
  const std::uint32_t header_bytes = reader.u32();
  const Bytes header = reader.bytes(header_bytes);
  if (!reader.ok()) {
    readable = false;
    return false;
  }
  const std::uint32_t wire_bytes = frame_bytes > stripped ? frame_bytes - stripped : frame_bytes;
  return link_type && read_sampled_packet(header, *link_type, wire_bytes, flow);
}

/// `sampled_ipv4` and `sampled_ipv6`: fields instead of bytes.
bool read_ip_fields(Bytes data, bool v6, ExportedFlow& flow, bool& readable) {
  ByteReader reader(data);
  const std::uint32_t bytes = reader.u32();
  const std::uint32_t number = reader.u32();
  const std::size_t size = v6 ? 16 : 4;
  const auto source = std::as_bytes(reader.bytes(size));
  const auto target = std::as_bytes(reader.bytes(size));
  const std::uint32_t source_port = reader.u32();
  const std::uint32_t target_port = reader.u32();
  const std::uint32_t flags = reader.u32();
  if (!reader.ok() || number > 255) {
    readable = false;
    return false;
  }
  flow.source = v6 ? IpAddress::v6(source.first<16>()) : IpAddress::v4(source.first<4>());
  flow.target = v6 ? IpAddress::v6(target.first<16>()) : IpAddress::v4(target.first<4>());
  flow.protocol = static_cast<std::uint8_t>(number);
  flow.forward.packets = 1;
  flow.forward.bytes = bytes;
  flow.forward.tcp_flags = static_cast<std::uint8_t>(flags);
  if (number == protocol::kIcmp || number == protocol::kIcmp6) {
    flow.icmp = static_cast<std::uint16_t>((source_port << 8U) | (target_port & 0xFFU));
  } else {
    flow.source_port = static_cast<std::uint16_t>(source_port);
    flow.target_port = static_cast<std::uint16_t>(target_port);
  }
  return true;
}

}  // namespace

bool SflowDecoder::recognises(Bytes payload) {
  ByteReader reader(payload);
  const auto head = read_head(reader);
  if (!head || head->samples > reader.left() / kLeastSample) {
    return false;
  }
  if (head->samples == 0) {
    return reader.left() == 0;
  }
  const std::uint32_t format = reader.u32();
  const std::uint32_t length = reader.u32();
  return (format >> 12U) != 0 || (format >= kFlowSample && format <= 5 && length % 4 == 0);
}

void SflowDecoder::datagram(Bytes payload, ExportDatagram context) {
  ExportNotes& notes = output_.notes();
  ByteReader reader(payload);
  const auto head = read_head(reader);
  if (!head) {
    notes.malformed.note(context.number);
    return;
  }
  context.sent = context.arrived;
  const Agent key{context.exporter, head->agent, head->sub_agent};
  if (sequences_.size() < kMostAgents || sequences_.contains(key)) {
    notes.lost.note(context.number, sequences_[key].missing_before(head->sequence, 1));
  }
  bool whole = true;
  for (std::uint32_t i = 0; i < head->samples && whole; ++i) {
    const std::uint32_t format = reader.u32();
    const std::uint32_t length = reader.u32();
    const Bytes body = reader.bytes(length);
    whole = reader.ok();
    if (!whole) {
      break;
    }
    if (format == kFlowSample || format == kExpandedFlowSample) {
      whole = flow_sample(body, format == kExpandedFlowSample, context, i);
    } else if (format == kCounterSample || format == kExpandedCounterSample) {
      ++notes.counters;
    }
  }
  if (!whole) {
    notes.malformed.note(context.number);
  }
}

bool SflowDecoder::flow_sample(Bytes body, bool expanded, const ExportDatagram& context,
                               std::uint32_t part) {
  ByteReader reader(body);
  reader.skip(expanded ? 12 : 8);  // its number and the source of the sample
  ExportedFlow flow;
  flow.sampling = std::max<std::uint32_t>(reader.u32(), 1);
  reader.skip(8);                  // sample pool, drops within the agent
  reader.skip(expanded ? 16 : 8);  // input and output interface
  const std::uint32_t records = reader.u32();
  std::optional<std::uint16_t> vlan;
  bool found = false;
  bool readable = reader.ok();
  for (std::uint32_t i = 0; i < records && readable; ++i) {
    const std::uint32_t format = reader.u32();
    const std::uint32_t length = reader.u32();
    const Bytes data = reader.bytes(length);
    readable = reader.ok();
    if (!readable) {
      break;
    }
    if (format == kRawHeader && !found) {
      found = read_raw_header(data, flow, readable);
    } else if ((format == kIpv4 || format == kIpv6) && !found) {
      found = read_ip_fields(data, format == kIpv6, flow, readable);
    } else if (format == kExtendedSwitch && data.size() >= 4) {
      vlan = static_cast<std::uint16_t>(load_u32(data.data()) & 0xFFFU);
    }
  }
  if (found) {
    if (!flow.vlan && vlan && *vlan != 0) {
      flow.vlan = vlan;
    }
    output_.give(flow, context, part);
  } else if (readable) {
    output_.notes().not_ip.note(context.number);
  }
  return readable;
}

}  // namespace hamon
