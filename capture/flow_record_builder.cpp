#include "capture/flow_record_builder.hpp"

#include "base/service_catalogue.hpp"

#include <algorithm>
#include <array>

namespace hamon {
namespace {

constexpr std::int64_t kSliceNs = Activity::kSlice.ns;

struct Direction {
  unsigned initiator = 0;
  DirectionBasis basis = DirectionBasis::FirstPacket;
};

// Observed, or inferred from payload, or from a service port on exactly one side, or from the first
// packet. A UDP conversation belongs to its first sender unless only that one holds a service port.
Direction direction_of(const FlowEntry& e) {
  const Direction so_far{e.initiator, e.basis};
  const std::uint8_t p = e.key.protocol;
  const bool numbered =
      e.key.has_ports() && (p == protocol::kTcp || p == protocol::kUdp || p == protocol::kSctp);
  if (e.basis >= DirectionBasis::Payload || !numbered) {
    return so_far;
  }
  const bool low = is_service_port(p, e.key.low_port);
  const bool high = is_service_port(p, e.key.high_port);
  if (low == high) {
    return so_far;
  }
  return {low ? 1U : 0U, DirectionBasis::ServicePort};
}

FlowState tcp_state(const FlowEntry& e, unsigned initiator) {
  const unsigned responder = 1 - initiator;
  // Segments with payload and ACK show that the other end answered, even if it was not captured.
  if (e.has(FlowEntry::kHandshake) || e.has(FlowEntry::kAckedData) ||
      (e.took_part(0) && e.took_part(1))) {
    return FlowState::Established;
  }
  const bool syn = e.has_letter(initiator, FlowEntry::kS);
  if (e.has(FlowEntry::kRefused) ||
      (syn && e.has_letter(responder, FlowEntry::kR) && !e.has_letter(responder, FlowEntry::kH))) {
    return FlowState::Rejected;
  }
  return syn ? FlowState::Attempted : FlowState::OneWay;
}

// Whether an unanswered packet of this kind is an attempt: it waits for an answer.
bool asks(const FlowKey& key) {
  constexpr std::array<std::uint16_t, 5> kV4 = {8, 10, 13, 15, 17};
  constexpr std::array<std::uint16_t, 6> kV6 = {128, 133, 135, 130, 144, 139};
  if (!key.has_ports()) {
    return false;
  }
  switch (key.protocol) {
    case protocol::kIcmp:
      return std::ranges::find(kV4, key.low_port) != kV4.end();
    case protocol::kIcmp6:
      return std::ranges::find(kV6, key.low_port) != kV6.end();
    default:
      return key.protocol == protocol::kUdp || key.protocol == protocol::kSctp;
  }
}

FlowState state_of(const FlowEntry& e, unsigned initiator) {
  if (e.key.protocol == protocol::kTcp && e.key.has_ports()) {
    return tcp_state(e, initiator);
  }
  if (e.packets[0] > 0 && e.packets[1] > 0) {
    return FlowState::Established;
  }
  if (e.has(FlowEntry::kRefused)) {
    return FlowState::Rejected;
  }
  return asks(e.key) ? FlowState::Attempted : FlowState::OneWay;
}

// Upper case for the initiator, lower for the responder; `^` when the initiator was not the first
// to be seen (Zeek, base/protocols/conn/main.zeek).
std::string history_of(const FlowEntry& e, unsigned initiator) {
  constexpr std::string_view kUpper = "SHADFR";
  constexpr std::string_view kLower = "shadfr";
  std::string text;
  if (initiator != (e.has(FlowEntry::kHighFirst) ? 1U : 0U)) {
    text.push_back('^');
  }
  for (std::uint64_t left = e.history; left != 0; left >>= 4U) {
    const unsigned bit = static_cast<unsigned>(left & 15U) - 1;
    const unsigned end = bit / FlowEntry::kLetters;
    text.push_back((end == initiator ? kUpper : kLower)[bit % FlowEntry::kLetters]);
  }
  return text;
}

void set_activity(const FlowEntry& e, const FlowExtra& extra, unsigned initiator,
                  FlowRecord& record) {
  const unsigned responder = 1 - initiator;
  for (const FlowExtra::Slice& slice : extra.slices) {
    record.activity.push_back({slice.slice, slice.bytes[initiator], slice.bytes[responder]});
  }
  const Activity current{static_cast<std::uint32_t>(e.slice_end.ns / kSliceNs - 1),
                         e.bytes[initiator] - extra.bytes_before[initiator],
                         e.bytes[responder] - extra.bytes_before[responder]};
  record.activity.push_back(current);
}

void set_ports(const FlowEntry& e, unsigned initiator, FlowRecord& record) {
  const std::uint8_t p = e.key.protocol;
  record.has_ports = e.key.has_ports();
  const bool icmp = p == protocol::kIcmp || p == protocol::kIcmp6;
  const bool swap = !icmp && initiator == 1;
  record.initiator_port = swap ? e.key.high_port : e.key.low_port;
  record.responder_port = swap ? e.key.low_port : e.key.high_port;
}

std::optional<MacAddress> mac_of(const FlowEntry& e, unsigned end) {
  return e.has(FlowEntry::kOwnMac, end) || e.has(FlowEntry::kOtherMac, end)
             ? std::optional(e.mac[end])
             : std::nullopt;
}

}  // namespace

bool is_service_port(std::uint8_t protocol, std::uint16_t port) {
  // Registered with IANA, UDP: NetFlow, GTP, STUN, Teredo, WS-Discovery, IPFIX, VXLAN, SIP,
  // NAT-PMP, mDNS, LLMNR, Geneve, sFlow, RADIUS, SSDP, BACnet, MGCP.
  constexpr auto kRegistered =
      std::to_array<std::uint16_t>({1812, 1813, 1900, 2055, 2123, 2152, 2427, 3478, 3544, 3702,
                                    4739, 4789, 5060, 5351, 5353, 5355, 6081, 6343, 47808});
  return port != 0 &&
         (port < 1024 || !service_at(protocol, port).empty() ||
          (protocol == protocol::kUdp && std::ranges::binary_search(kRegistered, port)));
}

FlowRecord build_record(const FlowEntry& e, const FlowExtra* extra, const NamePool& names) {
  const Direction direction = direction_of(e);
  const unsigned out = direction.initiator;
  const unsigned in = 1 - out;
  FlowRecord record;
  record.start = e.start;
  record.end = e.last;
  record.initiator = e.key.address(out);
  record.responder = e.key.address(in);
  set_ports(e, out, record);
  record.protocol = e.key.protocol;
  record.state = state_of(e, out);
  record.direction = direction.basis;
  record.saw_syn = e.has_letter(0, FlowEntry::kS) || e.has_letter(1, FlowEntry::kS) ||
                   e.has_letter(0, FlowEntry::kH) || e.has_letter(1, FlowEntry::kH);
  record.packets_out = e.packets[out];
  record.bytes_out = e.bytes[out];
  record.payload_out = e.payload[out];
  record.packets_in = e.packets[in];
  record.bytes_in = e.bytes[in];
  record.payload_in = e.payload[in];
  record.initiator_mac = mac_of(e, out);
  record.responder_mac = mac_of(e, in);
  record.initiator_ttl = e.ttl[out];
  record.responder_ttl = e.ttl[in];
  if (e.vlan != 0) {
    record.vlan = e.vlan;
  }
  record.history = history_of(e, out);
  record.first = e.first_number;
  record.last = e.last_number;
  if (!e.service.empty()) {
    const bool named = extra != nullptr && extra->service_by_name;
    record.service = named ? std::string(e.service)
                           : from_sensor_word(e.service, record.protocol, record.responder_port);
    record.service_basis = named ? ServiceBasis::Name : ServiceBasis::Payload;
  }
  if (extra != nullptr) {
    record.tunnel = name_of(extra->tunnel);
    record.carrier = extra->carrier_record;
    for (const std::uint32_t number : extra->names) {
      record.names.push_back(names.name(number));
    }
    std::ranges::sort(record.names);
    if (record.end - record.start > Activity::kSlice && !extra->slices.empty()) {
      set_activity(e, *extra, out, record);
    }
  }
  return record;
}

}  // namespace hamon
