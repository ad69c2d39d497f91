#include "capture/export_record.hpp"

#include "capture/flow_record_builder.hpp"
#include "capture/packet_summary.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace hamon {
namespace {

// An IP header and a TCP header with the options that a SYN carries: more means payload.
constexpr std::uint64_t kBareV4 = 60;
constexpr std::uint64_t kBareV6 = 80;
constexpr std::uint64_t kFrame = 14;  // an Ethernet header, where frames are counted

constexpr std::uint8_t kSynRst = tcp_flag::kSyn | tcp_flag::kRst;
constexpr std::uint8_t kRstAck = tcp_flag::kRst | tcp_flag::kAck;
constexpr std::uint8_t kSynAck = tcp_flag::kSyn | tcp_flag::kAck;
constexpr std::uint8_t kNamedFlags =
    kSynRst | kRstAck | tcp_flag::kFin | 0x08;  // without urgent, ECN and those never given

/// Requests and what answers them (RFC 792, RFC 950, RFC 4443).
struct IcmpPair {
  std::uint8_t protocol;
  std::uint8_t request;
  std::uint8_t answer;
};
constexpr auto kIcmpPairs = std::to_array<IcmpPair>({{protocol::kIcmp, 8, 0},
                                                     {protocol::kIcmp, 13, 14},
                                                     {protocol::kIcmp, 15, 16},
                                                     {protocol::kIcmp, 17, 18},
                                                     {protocol::kIcmp6, 128, 129}});

constexpr bool is_icmp(std::uint8_t number) {
  return number == protocol::kIcmp || number == protocol::kIcmp6;
}
constexpr bool is_numbered(std::uint8_t number) {
  return number == protocol::kTcp || number == protocol::kUdp || number == protocol::kSctp;
}

std::uint64_t times(std::uint64_t count, std::uint32_t rate) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  return rate != 0 && count > kMost / rate ? kMost : count * rate;
}

bool has_payload(const ExportedFlow& flow, const ExportedTraffic& traffic) {
  if (flow.payload_known) {
    return traffic.payload > 0;
  }
  const std::uint64_t bare =
      (flow.source.is_v4() ? kBareV4 : kBareV6) + (flow.with_link_layer ? kFrame : 0);
  return traffic.packets > 0
             ? traffic.bytes / traffic.packets >= bare && traffic.bytes > bare * traffic.packets
             : traffic.bytes > 0 && flow.both_ways;
}

std::uint8_t flags_of(const ExportedTraffic& traffic) {
  return traffic.tcp_flags.value_or(0) & kNamedFlags;
}

bool only_syn(const ExportedTraffic& traffic) {
  const std::uint8_t flags = flags_of(traffic);
  return flags == tcp_flag::kSyn || flags == kSynRst;
}

bool is_lone_syn_ack(const ExportedTraffic& traffic) {
  return traffic.packets == 1 && flags_of(traffic) == kSynAck;
}

// A closed port answers a SYN with RST and ACK (RFC 9293, section 3.10.7.1).
bool refuses(const ExportedFlow& flow, const ExportedTraffic& traffic) {
  return flags_of(traffic) == kRstAck && !has_payload(flow, traffic);
}

FlowState tcp_both_ways(const ExportedFlow& flow, const ExportedTraffic& out,
                        const ExportedTraffic& in) {
  if (has_payload(flow, out) && has_payload(flow, in)) {
    return FlowState::Established;
  }
  if (only_syn(out)) {
    return (flags_of(in) & tcp_flag::kRst) != 0 ? FlowState::Rejected : FlowState::Attempted;
  }
  const bool answered = in.packets > 0 || in.bytes > 0;
  if (!answered) {
    const bool went_on = (flags_of(out) & tcp_flag::kAck) != 0 && has_payload(flow, out);
    return went_on
               ? FlowState::Established
               : (out.tcp_flags && flags_of(out) != 0 ? FlowState::OneWay : FlowState::Attempted);
  }
  if (refuses(flow, in) && out.packets <= in.packets) {
    return FlowState::Rejected;
  }
  return out.packets > 1 || has_payload(flow, in) ? FlowState::Established : FlowState::Attempted;
}

// `sender_opened`: by what the ports say the source is the initiator.
FlowState tcp_one_way(const ExportedFlow& flow, bool sender_opened, bool sampled) {
  const ExportedTraffic& sent = flow.forward;
  const std::uint8_t flags = flags_of(sent);
  const bool acknowledges = flags == 0 || (flags & tcp_flag::kAck) != 0;
  if (acknowledges && has_payload(flow, sent)) {
    return FlowState::Established;
  }
  if (sampled) {
    return FlowState::OneWay;  // what is missing may only not have been looked at
  }
  if (only_syn(sent) || is_lone_syn_ack(sent)) {
    return FlowState::Attempted;
  }
  if (refuses(flow, sent)) {
    return FlowState::Rejected;
  }
  // SYN and then ACK: who opened has taken the answer.
  const bool took_answer = (flags & kSynAck) == kSynAck && sent.packets > 1 &&
                           (sender_opened || (flags & tcp_flag::kFin) != 0);
  return took_answer ? FlowState::Established : FlowState::OneWay;
}

struct Turn {
  bool turned = false;  ///< the target is the initiator
  DirectionBasis basis = DirectionBasis::FirstPacket;
};

Turn direction_of(const ExportedFlow& flow) {
  if (flow.opener != ExportedOpener::Unsaid) {
    return {flow.opener == ExportedOpener::Target, DirectionBasis::Sensor};
  }
  if (is_icmp(flow.protocol) && flow.icmp) {
    const bool answer = std::ranges::any_of(kIcmpPairs, [&](const IcmpPair& pair) {
      return pair.protocol == flow.protocol && pair.answer == *flow.icmp >> 8U;
    });
    return {answer, DirectionBasis::FirstPacket};
  }
  if (flow.protocol == protocol::kTcp) {
    if (only_syn(flow.forward)) {
      return {false, DirectionBasis::Syn};
    }
    if (is_lone_syn_ack(flow.forward)) {
      return {true, DirectionBasis::SynAck};
    }
  }
  if (is_numbered(flow.protocol) && flow.source_port && flow.target_port) {
    const bool source = is_service_port(flow.protocol, *flow.source_port);
    if (source != is_service_port(flow.protocol, *flow.target_port)) {
      return {source, DirectionBasis::ServicePort};
    }
  }
  const bool refusal =
      flow.protocol == protocol::kTcp && !flow.both_ways && refuses(flow, flow.forward);
  return {refusal, DirectionBasis::FirstPacket};
}

FlowState state_of(const ExportedFlow& flow, const Turn& turn, bool sampled) {
  if (flow.state) {
    return *flow.state;
  }
  if (flow.denied) {
    return FlowState::Rejected;
  }
  if (flow.is_announcement) {
    return FlowState::OneWay;
  }
  if (flow.protocol == protocol::kTcp) {
    if (!flow.both_ways) {
      return tcp_one_way(flow, !turn.turned && turn.basis > DirectionBasis::FirstPacket, sampled);
    }
    return turn.turned ? tcp_both_ways(flow, flow.backward, flow.forward)
                       : tcp_both_ways(flow, flow.forward, flow.backward);
  }
  const auto went = [](const ExportedTraffic& t) { return t.packets > 0 || t.bytes > 0; };
  if (went(flow.forward) && went(flow.backward)) {
    return FlowState::Established;
  }
  const bool asks = is_numbered(flow.protocol) || (is_icmp(flow.protocol) && flow.icmp);
  return flow.both_ways && !sampled && asks && !turn.turned ? FlowState::Attempted
                                                            : FlowState::OneWay;
}

void set_ports(const ExportedFlow& flow, bool turned, FlowRecord& record) {
  if (is_icmp(flow.protocol) && flow.icmp) {
    std::uint8_t type = static_cast<std::uint8_t>(*flow.icmp >> 8U);
    for (const IcmpPair& pair : kIcmpPairs) {
      if (pair.protocol == flow.protocol && pair.answer == type) {
        type = pair.request;  // as the initiator sent it
        break;
      }
    }
    record.initiator_port = type;
    record.responder_port = *flow.icmp & 0xFFU;
    return;
  }
  record.has_ports = is_numbered(flow.protocol) && flow.source_port && flow.target_port;
  if (record.has_ports) {
    record.initiator_port = turned ? *flow.target_port : *flow.source_port;
    record.responder_port = turned ? *flow.source_port : *flow.target_port;
  }
}

/// The device names the ends that came in and those that went out: of an answer it came in behind
/// the translation.
void set_translation(const ExportedFlow& flow, bool turned, FlowRecord& record) {
  Ends out = record.ends();
  IpAddress& source = turned ? out.responder : out.initiator;
  IpAddress& target = turned ? out.initiator : out.responder;
  source = flow.translated_source.value_or(source);
  target = flow.translated_target.value_or(target);
  if (is_numbered(flow.protocol) && record.has_ports) {
    std::uint16_t& source_port = turned ? out.responder_port : out.initiator_port;
    std::uint16_t& target_port = turned ? out.initiator_port : out.responder_port;
    source_port = flow.translated_source_port.value_or(source_port);
    target_port = flow.translated_target_port.value_or(target_port);
  }
  turned ? record.set_translation(out, record.ends()) : record.set_translation(record.ends(), out);
}

void set_traffic(const ExportedFlow& flow, bool turned, FlowRecord& record) {
  const ExportedTraffic& out = turned ? flow.backward : flow.forward;
  const ExportedTraffic& in = turned ? flow.forward : flow.backward;
  record.packets_out = times(out.packets, record.sampling);
  record.bytes_out = times(out.bytes, record.sampling);
  record.payload_out = times(out.payload, record.sampling);
  record.packets_in = times(in.packets, record.sampling);
  record.bytes_in = times(in.bytes, record.sampling);
  record.payload_in = times(in.payload, record.sampling);
  record.payload_known = flow.payload_known;
  record.bytes_with_link_layer = flow.with_link_layer;
}

}  // namespace

void ExportOutput::give(const ExportedFlow& flow, const ExportDatagram& datagram,
                        std::uint32_t part) {
  FlowRecord record;
  const Turn turn = direction_of(flow);
  record.initiator = turn.turned ? flow.target : flow.source;
  record.responder = turn.turned ? flow.source : flow.target;
  record.protocol = flow.protocol;
  record.direction = turn.basis;
  record.sampling = std::max<std::uint32_t>(flow.sampling.value_or(1), 1);
  record.state = state_of(flow, turn, record.sampling > 1);
  record.saw_syn = flow.begins || (flow.protocol == protocol::kTcp &&
                                   (flags_of(flow.forward) & tcp_flag::kSyn) != 0);
  set_ports(flow, turn.turned, record);
  set_translation(flow, turn.turned, record);
  set_traffic(flow, turn.turned, record);
  record.start = flow.start.value_or(flow.end.value_or(datagram.sent));
  record.end = flow.end.value_or(record.start);
  if (record.end < record.start) {
    std::swap(record.start, record.end);
    notes_.turned.note(datagram.number);
  }
  record.initiator_mac = turn.turned ? flow.target_mac : flow.source_mac;
  record.responder_mac = turn.turned ? flow.source_mac : flow.target_mac;
  (turn.turned ? record.responder_ttl : record.initiator_ttl) = flow.ttl;
  record.vlan = flow.vlan;
  if (!flow.service.empty()) {
    record.service = flow.service;
    record.service_basis = ServiceBasis::Sensor;
  }
  if (!datagram.exporter.is_unspecified()) {
    record.exporter = datagram.exporter;
  }
  record.part = part;
  record.first = datagram.number;
  record.last = datagram.number;
  if (record.sampling > 1) {
    notes_.sampled.note(datagram.number);
    notes_.highest_sampling = std::max(notes_.highest_sampling, record.sampling);
  }
  ++notes_.used;
  sink_.flow(std::move(record));
}

}  // namespace hamon
