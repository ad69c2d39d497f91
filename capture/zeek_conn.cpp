#include "capture/zeek_conn.hpp"

#include "base/service_catalogue.hpp"

#include <algorithm>
#include <functional>
#include <limits>

namespace hamon {
namespace {

using enum ZeekField;

/// Zeek logs for `unknown_transport` no number before version 7.1 (`ip_proto`); IANA reserves 255.
constexpr std::uint8_t kUnknownProtocol = 255;

bool is_icmp(std::uint8_t protocol) {
  return protocol == protocol::kIcmp || protocol == protocol::kIcmp6;
}

/// The type that answers an ICMP type (RFC 792, RFC 950, RFC 1256, RFC 4443, RFC 4861), else
/// nothing.
std::optional<std::uint16_t> answer_to(std::uint8_t protocol, std::uint16_t type) {
  constexpr auto kV4 = std::to_array<std::pair<std::uint16_t, std::uint16_t>>(
      {{8, 0}, {13, 14}, {15, 16}, {17, 18}, {10, 9}});
  constexpr auto kV6 = std::to_array<std::pair<std::uint16_t, std::uint16_t>>(
      {{128, 129}, {133, 134}, {135, 136}, {130, 131}, {144, 145}, {139, 140}});
  const auto look_up = [type](const auto& table) -> std::optional<std::uint16_t> {
    for (const auto& [request, answer] : table) {
      if (type == request || type == answer) {
        return type == request ? answer : request;
      }
    }
    return std::nullopt;
  };
  return protocol == protocol::kIcmp ? look_up(kV4) : look_up(kV6);
}

bool is_icmp_request(std::uint8_t protocol, std::uint16_t type) {
  constexpr auto kV4 = std::to_array<std::uint16_t>({8, 10, 13, 15, 17});
  constexpr auto kV6 = std::to_array<std::uint16_t>({128, 130, 133, 135, 139, 144});
  return protocol == protocol::kIcmp ? std::ranges::find(kV4, type) != kV4.end()
                                     : std::ranges::find(kV6, type) != kV6.end();
}

/// A word of at most eight characters as a number; 0 for a longer one.
constexpr std::uint64_t packed(std::string_view word) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; word.size() <= 8 && i < word.size(); ++i) {
    number = number << 8U | static_cast<unsigned char>(word[i]);
  }
  return number;
}

/// Whether each side sent anything.
struct Sent {
  bool out = false;
  bool in = false;
};

Sent sent_by(const FlowRecord& r) {
  return {r.packets_out > 0 || r.bytes_out > 0 || r.payload_out > 0,
          r.packets_in > 0 || r.bytes_in > 0 || r.payload_in > 0};
}

FlowState tcp_state(const ZeekHistory& history, const FlowRecord& record) {
  const Sent sent = sent_by(record);
  if (history.empty()) {
    return sent.out && sent.in ? FlowState::Established : FlowState::OneWay;
  }
  const bool handshake =
      history.resp('h') && (history.orig('a') || history.orig('d') || history.orig('f'));
  const bool begun =
      history.orig('s') || history.resp('h') || history.resp('s') || history.orig('h');
  const bool data = history.orig('d') || history.resp('d');
  // A SYN may itself carry data (RFC 9293, 3.4): without any ACK that is still an attempt.
  const bool acknowledged = history.orig('a') || history.resp('a') || !begun;
  if (handshake || (history.orig('d') && history.resp('d')) || (data && acknowledged) ||
      (history.orig('a') && history.resp('a'))) {
    return FlowState::Established;
  }
  if (history.orig('s') && history.resp('r') && !history.resp('h')) {
    return FlowState::Rejected;
  }
  return begun ? FlowState::Attempted : FlowState::OneWay;
}

FlowState other_state(const FlowRecord& record) {
  const Sent sent = sent_by(record);
  if (sent.out && sent.in) {
    return FlowState::Established;
  }
  const bool request =
      record.protocol == protocol::kUdp ||
      (is_icmp(record.protocol) && is_icmp_request(record.protocol, record.initiator_port));
  return sent.out && request ? FlowState::Attempted : FlowState::OneWay;
}

DirectionBasis direction_of(const ZeekHistory& history) {
  if (history.flipped()) {
    // Zeek exchanges the ends for a SYN-ACK, else because only the other port is a server's.
    return history.flipped_by_syn_ack() ? DirectionBasis::SynAck : DirectionBasis::ServicePort;
  }
  if (history.orig('s')) {
    return DirectionBasis::Syn;
  }
  if (history.resp('h')) {
    return DirectionBasis::SynAck;
  }
  // The responder's SYN or the originator's SYN-ACK contradict the sensor's word.
  const bool contradicted = history.resp('s') || history.orig('h');
  return contradicted ? DirectionBasis::FirstPacket : DirectionBasis::Sensor;
}

/// An unset count is 0.
inline bool read_count(std::string_view text, std::uint64_t& out) {
  constexpr std::size_t kFew = 9;  // digits
  std::uint64_t value = 0;
  bool digits = text.size() <= kFew;
  for (std::size_t i = 0; digits && i < text.size(); ++i) {
    const unsigned digit = static_cast<unsigned char>(text[i]) - unsigned{'0'};
    value = value * 10 + digit;
    digits = digit <= 9;
  }
  if (!digits) {
    const auto any = zeek_count(text);
    out = any.value_or(0);
    return any.has_value();
  }
  out = value;
  return true;
}

bool read_port(std::string_view text, std::uint16_t& out) {
  std::uint64_t value = 0;
  if (!read_count(text, value) || value > std::numeric_limits<std::uint16_t>::max()) {
    return false;
  }
  out = static_cast<std::uint16_t>(value);
  return true;
}

std::optional<std::uint8_t> protocol_of(const ZeekRow& row, bool v6) {
  const std::string_view word = row[Proto];
  if (word == "tcp") {
    return protocol::kTcp;
  }
  if (word == "udp") {
    return protocol::kUdp;
  }
  if (word == "icmp") {  // Zeek has one word for both
    return v6 ? protocol::kIcmp6 : protocol::kIcmp;
  }
  if (const auto number = zeek_count(row[IpProto]); number && *number <= 255) {
    return static_cast<std::uint8_t>(*number);
  }
  return word == "unknown_transport" ? kUnknownProtocol : parse_protocol(word);
}

LineFate read_ends(const ZeekRow& row, FlowRecord& record) {
  const auto initiator = zeek_address(row[OrigH]);
  const auto responder = zeek_address(row[RespH]);
  if (!initiator || !responder) {
    return LineFate::BadAddress;
  }
  record.initiator = *initiator;
  record.responder = *responder;
  const auto number = protocol_of(row, !initiator->is_v4());
  if (!number) {
    return LineFate::BadProtocol;
  }
  record.protocol = *number;
  if (!read_port(row[OrigP], record.initiator_port) ||
      !read_port(row[RespP], record.responder_port)) {
    return LineFate::BadPort;
  }
  record.has_ports = *number == protocol::kTcp || *number == protocol::kUdp ||
                     *number == protocol::kSctp || is_icmp(*number);
  if (!record.has_ports) {
    record.initiator_port = record.responder_port = 0;
  }
  // Of a request that has an answer Zeek logs the answer's type where others have the code, which
  // for all of these is 0.
  if (is_icmp(*number) && answer_to(*number, record.initiator_port) == record.responder_port) {
    record.responder_port = 0;
  }
  return LineFate::Used;
}

LineFate read_times(const ZeekRow& row, const TimeZone* zone, FlowRecord& record) {
  const auto start = zeek_time(row[Ts], zone);
  if (!start) {
    return lacks_offset(row[Ts]) ? LineFate::TimeWithoutZone : LineFate::BadTime;
  }
  record.start = *start;
  record.end = *start;
  if (!row[ZeekField::Duration].empty()) {
    const auto length = decimal_nanoseconds(row[ZeekField::Duration]);
    if (!length || *length < 0) {
      return LineFate::BadNumber;
    }
    record.end = *start + hamon::Duration{*length};
  }
  return LineFate::Used;
}

/// Whether Zeek, which leaves the bytes of a conversation of a single instant unset, left none out.
bool payload_is_known(std::string_view bytes, std::uint64_t packets, std::string_view letters,
                      char data) {
  return !bytes.empty() || packets == 0 ||
         (!letters.empty() && letters.find(data) == std::string_view::npos);
}

LineFate read_volumes(const ZeekRow& row, FlowRecord& record) {
  if (!read_count(row[OrigBytes], record.payload_out) ||
      !read_count(row[RespBytes], record.payload_in) ||
      !read_count(row[OrigPkts], record.packets_out) ||
      !read_count(row[RespPkts], record.packets_in) ||
      !read_count(row[OrigIpBytes], record.bytes_out) ||
      !read_count(row[RespIpBytes], record.bytes_in)) {
    return LineFate::BadNumber;
  }
  // Logs that leave the IP layer's bytes out have at least those of the payload.
  if (!row.has(OrigIpBytes)) {
    record.bytes_out = record.payload_out;
  }
  if (!row.has(RespIpBytes)) {
    record.bytes_in = record.payload_in;
  }
  const std::string_view letters = row[History];
  record.payload_known = payload_is_known(row[OrigBytes], record.packets_out, letters, 'D') &&
                         payload_is_known(row[RespBytes], record.packets_in, letters, 'd');
  return LineFate::Used;
}

void read_link_layer(const ZeekRow& row, FlowRecord& record) {
  if (!row[OrigL2Addr].empty()) {
    record.initiator_mac = zeek_mac(row[OrigL2Addr]);
  }
  if (!row[RespL2Addr].empty()) {
    record.responder_mac = zeek_mac(row[RespL2Addr]);
  }
  if (const auto tag = zeek_count(row[Vlan]); tag && *tag <= 4095) {
    record.vlan = static_cast<std::uint16_t>(*tag);
  }
  if (!row[TunnelParents].empty()) {
    record.tunnel = "tunnel";  // of which kind stands in tunnel.log alone
  }
}

}  // namespace

ZeekHistory::ZeekHistory(std::string_view letters) {
  const auto caret = letters.find('^');
  flipped_ = caret != std::string_view::npos;
  flipped_by_syn_ack_ = flipped_ && letters.substr(caret + 1).starts_with('h');
  bool other_end = false;
  for (std::size_t i = letters.size(); i-- > 0;) {
    const char c = letters[i];
    if (c == '^') {
      other_end = !other_end;
    } else if ((c >= 'A' && c <= 'Z') != other_end) {
      orig_ |= bit(c);
    } else {
      resp_ |= bit(c);
    }
  }
}

FlowState zeek_state(std::string_view conn_state, const ZeekHistory& history,
                     const FlowRecord& record) {
  switch (packed(conn_state)) {
    case packed("S1"):
    case packed("S2"):
    case packed("S3"):
    case packed("SF"):
    case packed("RSTO"):
    case packed("RSTR"):
      return FlowState::Established;
    case packed("S0"):
    case packed("SH"):
    case packed("RSTOS0"):
      return FlowState::Attempted;
    case packed("REJ"):
      return FlowState::Rejected;
    default:
      return record.protocol == protocol::kTcp ? tcp_state(history, record) : other_state(record);
  }
}

const std::string& ZeekConnReader::service(std::string_view word, std::uint8_t protocol,
                                           std::uint16_t port) {
  const std::size_t place = std::hash<std::string_view>{}(word) + protocol + std::size_t{port} * 31;
  Translation& slot = translations_[place % translations_.size()];
  if (slot.word != word || slot.protocol != protocol || slot.port != port) {
    slot = {std::string(word), protocol, port, from_sensor_word(word, protocol, port)};
  }
  return slot.service;
}

LineFate ZeekConnReader::read(const ZeekRow& row, FlowRecord& record) {
  for (const LineFate fate :
       {read_times(row, zone_, record), read_ends(row, record), read_volumes(row, record)}) {
    if (fate != LineFate::Used) {
      return fate;
    }
  }
  read_link_layer(row, record);
  record.history = row[History];
  const ZeekHistory history(record.history);
  record.state = zeek_state(row[ConnState], history, record);
  const bool tcp = record.protocol == protocol::kTcp;
  record.direction = tcp || history.flipped() ? direction_of(history) : DirectionBasis::Sensor;
  record.saw_syn = tcp && history.orig('s') && is_observed(record.direction);
  if (!row[Service].empty()) {
    record.service = service(row[Service], record.protocol, record.responder_port);
    if (!record.service.empty()) {
      record.service_basis = ServiceBasis::Sensor;
    }
  }
  return LineFate::Used;
}

}  // namespace hamon
