#include "capture/netflow_elements.hpp"

#include "capture/export_packet.hpp"
#include "capture/packet_summary.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace hamon {
namespace {

using E = NetflowElement;

constexpr std::uint32_t kReverse = 29305;  // RFC 5103, section 6.1
constexpr std::uint32_t kYaf = 6871;       // CERT: YAF, SiLK
constexpr std::uint16_t kYafReverse = 0x4000;

struct Row {
  std::uint16_t number;
  NetflowElement element;
};

// By number. Cisco ASA before release 8.4 used 40001 to 40005 for translations and the event.
constexpr auto kStandard = std::to_array<Row>({
    {1, E::Octets},
    {2, E::Packets},
    {4, E::Protocol},
    {6, E::TcpFlags},
    {7, E::SourcePort},
    {8, E::SourceV4},
    {11, E::TargetPort},
    {12, E::TargetV4},
    {21, E::LastSwitched},
    {22, E::FirstSwitched},
    {23, E::PostBytes},
    {24, E::PostPackets},
    {27, E::SourceV6},
    {28, E::TargetV6},
    {32, E::IcmpTypeAndCode},
    {34, E::SamplingInterval},
    {48, E::SamplerId},
    {50, E::SamplerInterval},
    {52, E::LeastTtl},
    {56, E::SourceMac},
    {57, E::PostTargetMac},
    {58, E::Vlan},
    {80, E::TargetMac},
    {81, E::PostSourceMac},
    {85, E::BytesTotal},
    {86, E::PacketsTotal},
    {89, E::ForwardingStatus},
    {95, E::ApplicationId},
    {96, E::ApplicationName},
    {139, E::IcmpTypeAndCode},
    {150, E::StartSeconds},
    {151, E::EndSeconds},
    {152, E::StartMilliseconds},
    {153, E::EndMilliseconds},
    {154, E::StartMicroseconds},
    {155, E::EndMicroseconds},
    {156, E::StartNanoseconds},
    {157, E::EndNanoseconds},
    {158, E::StartDelta},
    {159, E::EndDelta},
    {160, E::SystemInit},
    {161, E::DurationMilliseconds},
    {162, E::DurationMicroseconds},
    {176, E::IcmpType},
    {177, E::IcmpCode},
    {178, E::IcmpType},
    {179, E::IcmpCode},
    {180, E::SourcePort},
    {181, E::TargetPort},
    {182, E::SourcePort},
    {183, E::TargetPort},
    {192, E::LeastTtl},
    {225, E::TranslatedSourceV4},
    {226, E::TranslatedTargetV4},
    {227, E::TranslatedSourcePort},
    {228, E::TranslatedTargetPort},
    {230, E::NatEvent},
    {231, E::InitiatorBytes},
    {232, E::ResponderBytes},
    {233, E::FirewallEvent},
    {239, E::BiflowDirection},
    {243, E::TaggedVlan},
    {281, E::TranslatedSourceV6},
    {282, E::TranslatedTargetV6},
    {298, E::InitiatorPackets},
    {299, E::ResponderPackets},
    {302, E::SamplerId},
    {305, E::SamplingPacketInterval},
    {306, E::SamplingPacketSpace},
    {309, E::SamplingSize},
    {310, E::SamplingPopulation},
    {311, E::SamplingProbability},
    {312, E::FrameBytes},
    {313, E::IpSection},
    {315, E::FrameSection},
    {322, E::ObservedSeconds},
    {323, E::ObservedMilliseconds},
    {324, E::ObservedMicroseconds},
    {325, E::ObservedNanoseconds},
    {352, E::LinkBytes},
    {353, E::LinkBytesTotal},
    {40001, E::TranslatedSourceV4},
    {40002, E::TranslatedTargetV4},
    {40003, E::TranslatedSourcePort},
    {40004, E::TranslatedTargetPort},
    {40005, E::FirewallEvent},
});
static_assert(std::ranges::is_sorted(kStandard, {}, &Row::number));

constexpr auto kReversed = std::to_array<Row>({{1, E::ReverseBytes},
                                               {2, E::ReversePackets},
                                               {6, E::ReverseTcpFlags},
                                               {85, E::ReverseBytesTotal},
                                               {86, E::ReversePacketsTotal}});

constexpr auto kOfYaf = std::to_array<Row>({{14, E::YafFirstFlags},
                                            {15, E::YafOtherFlags},
                                            {33, E::YafLabel},
                                            {kYafReverse | 14, E::YafReverseFirstFlags},
                                            {kYafReverse | 15, E::YafReverseOtherFlags}});

NetflowElement find(std::span<const Row> rows, std::uint16_t number) {
  const auto row = std::ranges::lower_bound(rows, number, {}, &Row::number);
  return row != rows.end() && row->number == number ? row->element : E::Skip;
}

std::optional<std::uint64_t> first_of(const NetflowValues& values,
                                      std::initializer_list<NetflowElement> elements) {
  for (const NetflowElement element : elements) {
    if (const auto number = values.number(element)) {
      return number;
    }
  }
  return std::nullopt;
}

std::optional<Timestamp> since_1970(std::optional<std::uint64_t> number, std::uint64_t per_second) {
  constexpr std::uint64_t kLast = std::numeric_limits<std::int64_t>::max() / 1'000'000'000ULL;
  if (!number || *number == 0 || *number / per_second >= kLast) {
    return std::nullopt;
  }
  return Timestamp{static_cast<std::int64_t>(*number * (1'000'000'000 / per_second))};
}

// RFC 7011, sections 6.1.9 and 6.1.10: the 64-bit format of NTP. Some exporters count from 1970
// instead; read as NTP that lies before 1970, so the two cannot be taken for each other.
std::optional<Timestamp> ntp(std::optional<std::uint64_t> number, std::uint64_t per_second) {
  constexpr std::uint64_t kSecondsTo1970 = 2'208'988'800;
  if (!number) {
    return std::nullopt;
  }
  const std::uint64_t seconds = *number >> 32U;
  if (seconds < kSecondsTo1970) {
    return since_1970(number, per_second);
  }
  const std::uint64_t fraction = *number & 0xFFFFFFFFU;
  const auto ns = static_cast<std::int64_t>((fraction * 1'000'000'000ULL) >> 32U);
  return Timestamp::from_seconds(static_cast<std::int64_t>(seconds - kSecondsTo1970)) +
         Duration{ns};
}

std::optional<Timestamp> before_export(std::optional<std::uint64_t> microseconds,
                                       const ExportDatagram& datagram) {
  if (!microseconds || *microseconds > 0xFFFFFFFFU) {
    return std::nullopt;
  }
  return datagram.sent - Duration{static_cast<std::int64_t>(*microseconds) * 1000};
}

std::optional<Timestamp> since_start(std::optional<std::uint64_t> uptime_ms,
                                     const ExportDatagram& datagram, bool ipfix,
                                     std::optional<Timestamp> started) {
  if (!uptime_ms) {
    return std::nullopt;
  }
  if (!ipfix) {
    const auto ago =
        static_cast<std::int32_t>(datagram.uptime_ms - static_cast<std::uint32_t>(*uptime_ms));
    return datagram.sent - Duration::milliseconds(ago);
  }
  if (!started) {
    return std::nullopt;
  }
  return *started + Duration::milliseconds(static_cast<std::uint32_t>(*uptime_ms));
}

struct Times {
  std::optional<Timestamp> start;
  std::optional<Timestamp> end;
};

std::optional<Timestamp> observed_time(const NetflowValues& v) {
  if (const auto t = since_1970(v.number(E::ObservedMilliseconds), 1000)) {
    return t;
  }
  if (const auto t = since_1970(v.number(E::ObservedSeconds), 1)) {
    return t;
  }
  if (const auto t = ntp(v.number(E::ObservedMicroseconds), 1'000'000)) {
    return t;
  }
  return ntp(v.number(E::ObservedNanoseconds), 1'000'000'000);
}

Times absolute_times(const NetflowValues& v, const ExportDatagram& datagram) {
  Times t{since_1970(v.number(E::StartMilliseconds), 1000),
          since_1970(v.number(E::EndMilliseconds), 1000)};
  const auto fill = [&](std::optional<Timestamp> start, std::optional<Timestamp> end) {
    t.start = t.start ? t.start : start;
    t.end = t.end ? t.end : end;
  };
  fill(ntp(v.number(E::StartNanoseconds), 1'000'000'000),
       ntp(v.number(E::EndNanoseconds), 1'000'000'000));
  fill(ntp(v.number(E::StartMicroseconds), 1'000'000),
       ntp(v.number(E::EndMicroseconds), 1'000'000));
  fill(before_export(v.number(E::StartDelta), datagram),
       before_export(v.number(E::EndDelta), datagram));
  fill(since_1970(v.number(E::StartSeconds), 1), since_1970(v.number(E::EndSeconds), 1));
  return t;
}

Times times_of(const NetflowValues& v, const ExportDatagram& datagram, bool ipfix,
               std::optional<Timestamp> started) {
  Times t = absolute_times(v, datagram);
  const auto first = v.number(E::FirstSwitched);
  const auto last = v.number(E::LastSwitched);
  if (!t.start && !t.end) {
    const auto own = since_1970(v.number(E::SystemInit), 1000);
    t.start = since_start(first, datagram, ipfix, own ? own : started);
    t.end = since_start(last, datagram, ipfix, own ? own : started);
    if (!t.start && first && last) {
      // Where the start of the exporter is not known, the length of the flow still is.
      const auto length = static_cast<std::int32_t>(static_cast<std::uint32_t>(*last - *first));
      t.end = datagram.sent;
      t.start = datagram.sent - Duration::milliseconds(std::max(length, 0));
    }
  }
  std::optional<Duration> length;
  if (const auto ms = v.number(E::DurationMilliseconds); ms && *ms <= 0xFFFFFFFFU) {
    length = Duration::milliseconds(static_cast<std::int64_t>(*ms));
  } else if (const auto us = v.number(E::DurationMicroseconds); us && *us <= 0xFFFFFFFFU) {
    length = Duration{static_cast<std::int64_t>(*us) * 1000};
  }
  if (length && t.start && !t.end) {
    t.end = *t.start + *length;
  } else if (length && t.end && !t.start) {
    t.start = *t.end - *length;
  }
  const auto observed = observed_time(v);
  if (observed) {
    t.start = t.start ? t.start : observed;
    t.end = t.end ? t.end : std::max(*t.start, *observed);
  }
  return t;
}

std::optional<IpAddress> address_of(const NetflowValues& v, NetflowElement v4, NetflowElement v6) {
  const auto four = std::as_bytes(v.bytes(v4));
  const auto six = std::as_bytes(v.bytes(v6));
  const bool has_four = four.size() == 4;
  if (six.size() == 16) {
    // A template for both families leaves the other one zero; where both are set, the later one is
    // that of the inner header.
    const IpAddress address = IpAddress::v6(six.first<16>());
    const bool inner_is_four =
        has_four && four.data() > six.data() && !IpAddress::v4(four.first<4>()).is_unspecified();
    if (!has_four || !(address.is_unspecified() || inner_is_four)) {
      return address;
    }
  }
  return has_four ? std::optional(IpAddress::v4(four.first<4>())) : std::nullopt;
}

std::optional<std::uint8_t> flags_of(const NetflowValues& v, NetflowElement all,
                                     NetflowElement first, NetflowElement others) {
  const auto low = [](std::uint64_t n) { return static_cast<std::uint8_t>(n & 0xFFU); };
  if (const auto flags = v.number(all)) {
    return low(*flags);  // two bytes since RFC 7125: the offset stands in the upper one
  }
  const auto begin = v.number(first);
  const auto rest = v.number(others);
  if (!begin && !rest) {
    return std::nullopt;
  }
  return low(begin.value_or(0) | rest.value_or(0));
}

void set_traffic(const NetflowValues& v, bool ipfix, ExportedFlow& flow) {
  const auto bytes = first_of(v, {E::Octets, E::InitiatorBytes, E::BytesTotal});
  const auto link_bytes = first_of(v, {E::LinkBytes, E::LinkBytesTotal});
  const auto packets = first_of(v, {E::Packets, E::InitiatorPackets, E::PacketsTotal});
  flow.forward.bytes = bytes.value_or(link_bytes.value_or(0));
  flow.with_link_layer = !bytes && link_bytes;
  flow.forward.packets = packets.value_or(0);
  const auto back_bytes = first_of(v, {E::ReverseBytes, E::ResponderBytes, E::ReverseBytesTotal});
  const auto back_packets =
      first_of(v, {E::ReversePackets, E::ResponderPackets, E::ReversePacketsTotal});
  flow.backward.bytes = back_bytes.value_or(0);
  flow.backward.packets = back_packets.value_or(0);
  flow.both_ways = back_bytes || back_packets;
  const std::uint64_t post_bytes = v.number(E::PostBytes).value_or(0);
  const std::uint64_t post_packets = v.number(E::PostPackets).value_or(0);
  if (flow.both_ways || (post_bytes == 0 && post_packets == 0)) {
    return;
  }
  if (flow.forward.bytes == 0 && flow.forward.packets == 0) {
    flow.forward.bytes = post_bytes;  // counted where it left
    flow.forward.packets = post_packets;
  } else if (!ipfix) {
    // IPFIX: the same packets after a middlebox. In NetFlow v9, beside the incoming counts, those
    // of the other direction (as FortiOS, nProbe and nfdump have it).
    flow.backward.bytes = post_bytes;
    flow.backward.packets = post_packets;
    flow.both_ways = true;
  }
}

void set_ports(const NetflowValues& v, ExportedFlow& flow) {
  const auto source = v.number(E::SourcePort);
  const auto target = v.number(E::TargetPort);
  if (source && *source <= 0xFFFF) {
    flow.source_port = static_cast<std::uint16_t>(*source);
  }
  if (target && *target <= 0xFFFF) {
    flow.target_port = static_cast<std::uint16_t>(*target);
  }
  if (flow.protocol != protocol::kIcmp && flow.protocol != protocol::kIcmp6) {
    return;
  }
  const auto both = v.number(E::IcmpTypeAndCode);
  const auto type = v.number(E::IcmpType);
  if (type && *type <= 0xFF) {
    flow.icmp =
        static_cast<std::uint16_t>((*type << 8U) | (v.number(E::IcmpCode).value_or(0) & 0xFFU));
  } else if (both && *both <= 0xFFFF) {
    flow.icmp = static_cast<std::uint16_t>(*both);
  } else if (flow.target_port && *flow.target_port != 0) {
    flow.icmp = flow.target_port;  // Cisco's custom: type * 256 + code
  }
}

// Addresses and ports behind a translation (IANA, elements 225 to 228, 281 and 282).
void set_translation(const NetflowValues& v, ExportedFlow& flow) {
  const auto address = [&v](E v4, E v6) {
    const auto found = address_of(v, v4, v6);
    return found && found->is_unspecified() ? std::nullopt : found;
  };
  const auto port = [&v](E element) -> std::optional<std::uint16_t> {
    const auto number = v.number(element).value_or(0);
    return number == 0 || number > 0xFFFF ? std::nullopt
                                          : std::optional(static_cast<std::uint16_t>(number));
  };
  flow.translated_source = address(E::TranslatedSourceV4, E::TranslatedSourceV6);
  flow.translated_target = address(E::TranslatedTargetV4, E::TranslatedTargetV6);
  flow.translated_source_port = port(E::TranslatedSourcePort);
  flow.translated_target_port = port(E::TranslatedTargetPort);
}

// Firewall events (IANA, element 233) and ends of biflows (RFC 5103, section 6.3).
void set_events(const NetflowValues& v, ExportedFlow& flow) {
  constexpr std::uint64_t kCreated = 1;
  constexpr std::uint64_t kDenied = 3;
  constexpr std::uint64_t kAclDeny = 129;
  constexpr std::uint64_t kAclDrop = 130;
  const auto event = v.number(E::FirewallEvent);
  const auto nat = v.number(E::NatEvent);
  const auto forwarding = v.number(E::ForwardingStatus);
  flow.denied = event == kDenied || forwarding == kAclDeny || forwarding == kAclDrop;
  flow.begins = event == kCreated || nat == kCreated;
  flow.is_announcement = (event || nat) && flow.forward.bytes == 0 && flow.backward.bytes == 0;
  const bool initiator = event || nat || v.has(E::InitiatorBytes) || v.has(E::InitiatorPackets);
  const std::uint64_t first_flags = v.number(E::YafFirstFlags).value_or(0);
  const bool first_is_syn = (first_flags & (tcp_flag::kSyn | tcp_flag::kAck)) == tcp_flag::kSyn;
  const auto direction = v.number(E::BiflowDirection);
  if (direction == 2U) {
    flow.opener = ExportedOpener::Target;
  } else if (direction == 1U || initiator || first_is_syn) {
    flow.opener = ExportedOpener::Source;
  }
}

bool read_section(const NetflowValues& v, ExportedFlow& flow) {
  const auto frame_bytes = v.number(E::FrameBytes).value_or(0);
  const auto wire = static_cast<std::uint32_t>(std::min<std::uint64_t>(frame_bytes, 262'144));
  if (v.has(E::FrameSection)) {
    return read_sampled_packet(v.bytes(E::FrameSection), 1, wire, flow);
  }
  if (v.has(E::IpSection)) {
    const Bytes packet = v.bytes(E::IpSection);
    return read_sampled_packet(packet, packet[0] >> 4U == 6 ? 229 : 228, 0, flow);
  }
  return false;
}

}  // namespace

NetflowElement netflow_element(std::uint32_t enterprise, std::uint16_t number) {
  switch (enterprise) {
    case 0:
      return find(kStandard, number);
    case kReverse:
      return find(kReversed, number);
    case kYaf:
      return find(kOfYaf, number);
    default:
      return E::Skip;
  }
}

std::optional<std::uint64_t> NetflowValues::number(NetflowElement element) const {
  const Bytes value = bytes(element);
  if (value.empty() || value.size() > 8) {
    return std::nullopt;
  }
  std::uint64_t n = 0;
  for (const std::uint8_t byte : value) {
    n = (n << 8U) | byte;
  }
  return n;
}

std::optional<MacAddress> NetflowValues::mac(NetflowElement element) const {
  const Bytes value = bytes(element);
  MacAddress mac;
  if (value.size() != mac.bytes.size()) {
    return std::nullopt;
  }
  std::ranges::copy(value, mac.bytes.begin());
  return mac.is_zero() ? std::nullopt : std::optional(mac);
}

std::optional<std::uint32_t> sampling_of(const NetflowValues& v) {
  const auto size = v.number(E::SamplingSize).value_or(0);
  const auto population = v.number(E::SamplingPopulation).value_or(0);
  const auto interval = v.number(E::SamplingPacketInterval).value_or(0);
  const auto space = v.number(E::SamplingPacketSpace);
  std::uint64_t rate = 0;
  if (size > 0 && population >= size) {
    rate = population / size;  // n out of N (RFC 5476)
  } else if (interval > 0) {
    // `interval` packets are taken, then `space` are not; without a space Cisco means one of so
    // many.
    rate = space ? (std::min(interval, UINT64_MAX - *space) + *space) / interval : interval;
  } else if (const Bytes p = v.bytes(E::SamplingProbability); p.size() == 8) {
    const double probability = std::bit_cast<double>(load_u64(p.data()));
    if (probability >= 1e-9 && probability <= 1.0) {
      rate = static_cast<std::uint64_t>(std::llround(1.0 / probability));
    }
  } else {
    rate = first_of(v, {E::SamplerInterval, E::SamplingInterval}).value_or(0);
  }
  if (rate == 0 || rate > 0xFFFFFFFFU) {
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(rate);
}

std::optional<ExportedFlow> exported_flow(const NetflowValues& v, const ExportDatagram& datagram,
                                          bool ipfix, std::optional<Timestamp> started) {
  ExportedFlow flow;
  const auto source = address_of(v, E::SourceV4, E::SourceV6);
  const auto target = address_of(v, E::TargetV4, E::TargetV6);
  if (source && target && !(source->is_unspecified() && target->is_unspecified())) {
    flow.source = *source;
    flow.target = *target;
    flow.protocol = static_cast<std::uint8_t>(v.number(E::Protocol).value_or(0));
    flow.forward.tcp_flags = flags_of(v, E::TcpFlags, E::YafFirstFlags, E::YafOtherFlags);
    flow.backward.tcp_flags =
        flags_of(v, E::ReverseTcpFlags, E::YafReverseFirstFlags, E::YafReverseOtherFlags);
    set_traffic(v, ipfix, flow);
    set_ports(v, flow);
    set_events(v, flow);
    set_translation(v, flow);
    const auto mac = v.mac(E::SourceMac);
    flow.ttl = static_cast<std::uint8_t>(mac ? v.number(E::LeastTtl).value_or(0) : 0);
    const auto target_mac = v.mac(E::TargetMac);
    flow.source_mac = mac ? mac : v.mac(E::PostSourceMac);
    flow.target_mac = target_mac ? target_mac : v.mac(E::PostTargetMac);
    const auto tagged = v.number(E::TaggedVlan).value_or(0) & 0xFFFU;
    const auto vlan = tagged != 0 ? tagged : v.number(E::Vlan).value_or(0) & 0xFFFU;
    if (vlan != 0) {
      flow.vlan = static_cast<std::uint16_t>(vlan);
    }
  } else if (!read_section(v, flow)) {
    return std::nullopt;
  }
  const Times times = times_of(v, datagram, ipfix, started);
  flow.start = times.start;
  flow.end = times.end;
  flow.sampling = sampling_of(v);
  return flow;
}

}  // namespace hamon
