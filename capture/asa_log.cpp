#include "base/service_catalogue.hpp"
#include "capture/asa_text.hpp"
#include "capture/device_logs.hpp"
#include "capture/log_words.hpp"
#include "capture/open_sessions.hpp"
#include "capture/zeek_row.hpp"

#include <array>
#include <map>
#include <tuple>

namespace hamon {
namespace {

/// Two ends as a message names them, by their own addresses and by those that the other side uses,
/// and what follows.
struct Pair {
  LogEnd first;
  LogEnd second;
  LogEnd first_mapped;
  LogEnd second_mapped;
  std::string_view rest;
};

LineFate take_pair(std::string_view text, std::string_view between, Pair& out) {
  if (const LineFate fate = take_asa_end(text, out.first, out.first_mapped);
      fate != LineFate::Used) {
    return fate;
  }
  if (!skip_past(text, between)) {
    return LineFate::BadAddress;
  }
  const LineFate fate = take_asa_end(text, out.second, out.second_mapped);
  out.rest = text;
  return fate;
}

/// Keeps that the responder knows the initiator as `from`, and the initiator the responder as `to`.
void set_mapped(FlowRecord& record, const LogEnd& from, const LogEnd& to) {
  Ends front = record.ends();
  Ends back = record.ends();
  front.responder = to.address;
  back.initiator = from.address;
  if (protocol_has_ports(record.protocol)) {
    front.responder_port = to.port;
    back.initiator_port = from.port;
  }
  record.set_translation(front, back);
}

class AsaReader : public TextLogReader {
 public:
  [[nodiscard]] std::string_view kind() const override { return "cisco-asa"; }
  [[nodiscard]] bool recognises(std::string_view text) const override {
    return asa_message(text).has_value();
  }
  [[nodiscard]] std::optional<LineFate> read(const TextLine& line, TextLogOutput& out) override;
  void finish(TextLogOutput& out) override { open_.finish(out); }
  void report_open(TextLogOutput& out) const override { open_.copy(out); }
  [[nodiscard]] std::size_t kept() const override { return open_.size(); }

 private:
  [[nodiscard]] LineFate read_built(std::string_view text, const TextLine& line,
                                    TextLogOutput& out);
  [[nodiscard]] LineFate read_teardown(std::string_view text, const TextLine& line,
                                       TextLogOutput& out);
  [[nodiscard]] LineFate read_icmp(std::string_view text, bool built, const TextLine& line,
                                   TextLogOutput& out);
  [[nodiscard]] LineFate read_access_list(std::string_view text, const TextLine& line,
                                          TextLogOutput& out) const;
  [[nodiscard]] static LineFate read_denied(std::string_view text, const TextLine& line,
                                            TextLogOutput& out);
  [[nodiscard]] LineFate read_event(std::uint32_t number, std::string_view text,
                                    const TextLine& line, TextLogOutput& out);

  void read_mapping(std::string_view text, bool built, TextLogOutput& out);
  void translate(FlowRecord& record) const;

  OpenSessions open_;
  using OwnEnd = std::tuple<std::uint8_t, IpAddress, std::uint16_t>;  // protocol, address, port
  std::map<OwnEnd, LogEnd> mapped_;                                   // to what others see of it
};

/// `Built dynamic TCP translation from inside:10.0.0.5/50000 to outside:192.0.2.1/1024`.
void AsaReader::read_mapping(std::string_view text, bool built, TextLogOutput& out) {
  constexpr std::size_t kMost = 65536;
  LogEnd own;
  LogEnd other;
  LogEnd ignored;
  (void)take_word(text);
  (void)take_word(text);  // dynamic, static
  const auto protocol = log_protocol(take_word(text), false);
  if (!protocol || !skip_past(text, " from ") ||
      take_asa_end(text, own, ignored) != LineFate::Used || !skip_past(text, "to ") ||
      take_asa_end(text, other, ignored) != LineFate::Used) {
    return;
  }
  const OwnEnd key{*protocol, own.address, own.port};
  mapped_.erase(key);  // also of one whose end was not logged
  if (!built) {
    return;
  }
  ++out.notes.translated;
  if (mapped_.size() < kMost) {
    mapped_.emplace(key, other);
  }
}

/// What a message before said of the initiator, where this one says nothing itself.
void AsaReader::translate(FlowRecord& record) const {
  const auto known = mapped_.find({record.protocol, record.initiator, record.initiator_port});
  if (record.has_ports && known != mapped_.end() && !record.translation) {
    set_mapped(record, known->second, {record.responder, record.responder_port, true});
  }
}

LineFate set_time(const TextLine& line, LogClock& clock, FlowRecord& record) {
  const LineFate fate = clock.read(line.time, record.start);
  record.end = record.start;
  record.first = record.last = line.number;
  return fate;
}

/// `Built outbound TCP connection 9 for outside:…/22 (…) to inside:…/53496 (…)`.
LineFate AsaReader::read_built(std::string_view text, const TextLine& line, TextLogOutput& out) {
  (void)take_word(text);
  const bool outbound = take_word(text) == "outbound";
  const auto number = log_protocol(take_word(text), false);
  (void)take_word(text);  // connection
  const std::string_view id = take_word(text);
  if (!number || !protocol_has_ports(*number)) {
    return LineFate::BadProtocol;
  }
  Pair pair;
  if (!skip_past(text, "for ")) {
    return LineFate::BadAddress;
  }
  if (const LineFate fate = take_pair(text, "to ", pair); fate != LineFate::Used) {
    return fate;
  }
  FlowRecord record;
  set_ends(record, *number, outbound ? pair.second : pair.first,
           outbound ? pair.first : pair.second);
  set_mapped(record, outbound ? pair.second_mapped : pair.first_mapped,
             outbound ? pair.first_mapped : pair.second_mapped);
  if (const LineFate fate = set_time(line, out.clock, record); fate != LineFate::Used) {
    return fate;
  }
  record.state = kPermitted;
  record.saw_syn = *number == protocol::kTcp;
  out.notes.translated += record.translation ? 1U : 0U;
  translate(record);
  const std::string key = session_key({id, ends_of(record)});
  open_.open(key, std::move(record), out);
  return LineFate::Used;
}

/// The bytes of a connection are payload, both directions in one sum.
FlowState state_at_teardown(std::uint8_t protocol, std::uint64_t bytes, std::string_view reason) {
  if (protocol != protocol::kTcp) {
    return kPermitted;
  }
  if (has_word(reason, "SYN Timeout") || has_word(reason, "SYN Control")) {
    return FlowState::Attempted;
  }
  if (bytes > 0 || has_word(reason, "TCP FINs")) {
    return FlowState::Established;
  }
  if (has_word(reason, "Reset")) {
    return FlowState::Rejected;
  }
  return has_word(reason, "Deny") || has_word(reason, "denied") ? FlowState::Rejected : kPermitted;
}

/// A teardown without its beginning does not say who opened it: the port decides.
void infer_direction(FlowRecord& record) {
  const bool first = !service_at(record.protocol, record.initiator_port).empty();
  const bool second = !service_at(record.protocol, record.responder_port).empty();
  record.direction = first != second ? DirectionBasis::ServicePort : DirectionBasis::FirstPacket;
  if ((first && !second) || (first == second && record.initiator_port < record.responder_port)) {
    exchange_ends(record);
  }
}

/// `Teardown TCP connection 9 for …/22 to …/53496 duration 0:00:30 bytes 0 SYN Timeout`.
LineFate AsaReader::read_teardown(std::string_view text, const TextLine& line, TextLogOutput& out) {
  (void)take_word(text);
  const auto number = log_protocol(take_word(text), false);
  (void)take_word(text);
  const std::string_view id = take_word(text);
  if (!number || !protocol_has_ports(*number)) {
    return LineFate::BadProtocol;
  }
  Pair pair;
  if (!skip_past(text, "for ")) {
    return LineFate::BadAddress;
  }
  if (const LineFate fate = take_pair(text, "to ", pair); fate != LineFate::Used) {
    return fate;
  }
  text = pair.rest;
  const auto seconds = skip_past(text, "duration ") ? asa_duration(take_word(text)) : std::nullopt;
  const auto bytes = skip_past(text, "bytes ") ? zeek_count(take_word(text)) : std::nullopt;
  if (!seconds || !bytes) {
    return LineFate::BadNumber;
  }
  FlowRecord record;
  set_ends(record, *number, pair.first, pair.second);
  set_mapped(record, pair.first_mapped, pair.second_mapped);
  if (const LineFate fate = set_time(line, out.clock, record); fate != LineFate::Used) {
    return fate;
  }
  record.start = record.end - Duration::seconds(*seconds);
  if (auto begun = open_.close(session_key({id, ends_of(record)}))) {
    begun->end = record.end;
    begun->last = line.number;
    record = std::move(*begun);
  } else {
    infer_direction(record);
  }
  record.bytes_out = *bytes;
  record.state = state_at_teardown(*number, *bytes, text);
  out.flow(std::move(record));
  return LineFate::Used;
}

/// `Built inbound ICMP connection for faddr 192.0.2.1/1 gaddr …/0 laddr 10.0.0.1/0 type 8 code 0`:
/// faddr is outside, laddr the inside end's own address, gaddr the translated one.
LineFate AsaReader::read_icmp(std::string_view text, bool built, const TextLine& line,
                              TextLogOutput& out) {
  const bool outbound = text.starts_with("Built outbound");
  LogEnd foreign;
  LogEnd global;
  LogEnd local;
  LogEnd ignored;
  for (const auto& [mark, end] :
       {std::pair("faddr ", &foreign), std::pair("gaddr ", &global), std::pair("laddr ", &local)}) {
    if (!skip_past(text, mark)) {
      return LineFate::BadAddress;
    }
    if (const LineFate fate = take_asa_end(text, *end, ignored); fate != LineFate::Used) {
      return fate;
    }
  }
  FlowRecord record;
  const std::uint8_t number = foreign.address.is_v4() ? protocol::kIcmp : protocol::kIcmp6;
  set_ends(record, number, outbound ? local : foreign, outbound ? foreign : local);
  set_mapped(record, outbound ? global : foreign, outbound ? foreign : global);
  if (const auto icmp = asa_icmp(text)) {
    set_icmp(record, icmp->type, icmp->code);
  }
  if (const LineFate fate = set_time(line, out.clock, record); fate != LineFate::Used) {
    return fate;
  }
  record.state = kPermitted;
  const std::string key = session_key({"icmp", std::to_string(foreign.port), ends_of(record)});
  if (built) {
    out.notes.translated += record.translation ? 1U : 0U;
    open_.open(key, std::move(record), out);
    return LineFate::Used;
  }
  if (auto begun = open_.close(key)) {
    begun->end = record.end;
    begun->last = line.number;
    record = std::move(*begun);
  } else {
    record.direction = DirectionBasis::FirstPacket;
  }
  out.flow(std::move(record));
  return LineFate::Used;
}

/// `access-list A permitted udp IF/192.0.2.1(42592) -> IF/192.0.2.2(161) hit-cnt 1 first hit`.
LineFate AsaReader::read_access_list(std::string_view text, const TextLine& line,
                                     TextLogOutput& out) const {
  (void)skip_past(text, "access-list ");
  (void)take_word(text);
  const std::string_view verb = take_word(text);
  const std::string_view word = take_word(text);
  Pair pair;
  if (const LineFate fate = take_pair(text, "-> ", pair); fate != LineFate::Used) {
    return fate;
  }
  const auto number = log_protocol(word, !pair.first.address.is_v4());
  if (!number) {
    return LineFate::BadProtocol;
  }
  FlowRecord record;
  set_ends(record, *number, pair.first, pair.second);
  if (!protocol_has_ports(*number) && (*number == protocol::kIcmp || *number == protocol::kIcmp6)) {
    set_icmp(record, pair.first.port, pair.second.port);
  }
  if (const LineFate fate = set_time(line, out.clock, record); fate != LineFate::Used) {
    return fate;
  }
  if (verb != "denied") {
    translate(record);
  }
  text = pair.rest;
  record.packets_out =
      skip_past(text, "hit-cnt ") ? zeek_count(take_word(text)).value_or(1) : std::uint64_t{1};
  record.state = verb == "denied" ? FlowState::Rejected : kPermitted;
  out.flow(std::move(record));
  return LineFate::Used;
}

/// The protocol is the one word of a message that names one.
std::optional<std::uint8_t> protocol_in(std::string_view text, bool v6) {
  for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
    if (word == "from" || word == "src") {
      return std::nullopt;
    }
    if (word == "protocol") {
      return log_protocol(take_word(text), v6);
    }
    if (zeek_count(word)) {
      continue;
    }
    if (const auto number = log_protocol(word, v6)) {
      return number;
    }
  }
  return std::nullopt;
}

/// One packet: `Deny udp src IF:… dst IF:…`, `Inbound TCP connection denied from … to …`.
LineFate AsaReader::read_denied(std::string_view text, const TextLine& line, TextLogOutput& out) {
  const std::string_view whole = text;
  Pair pair;
  LineFate fate = LineFate::BadAddress;
  if (skip_past(text, " src ")) {
    fate = take_pair(text, "dst ", pair);
  } else if (skip_past(text, " from ")) {
    fate = take_pair(text, "to ", pair);
  }
  if (fate != LineFate::Used) {
    return fate;
  }
  const auto number = protocol_in(whole, !pair.first.address.is_v4());
  if (!number) {
    return LineFate::BadProtocol;
  }
  if (protocol_has_ports(*number) && (!pair.first.has_port || !pair.second.has_port)) {
    return LineFate::BadPort;
  }
  FlowRecord record;
  set_ends(record, *number, pair.first, pair.second);
  if (const auto icmp = asa_icmp(pair.rest); icmp && !record.has_ports) {
    set_icmp(record, icmp->type, icmp->code);
  }
  fate = set_time(line, out.clock, record);
  if (fate != LineFate::Used) {
    return fate;
  }
  record.packets_out = 1;
  record.direction = DirectionBasis::FirstPacket;
  record.state = FlowState::Rejected;
  out.flow(std::move(record));
  return LineFate::Used;
}

/// The value of a key in Firepower's own events: `Key: value, Key: value`.
std::string_view event_value(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find(", "));
    text.remove_prefix(std::min(pair.size() + 2, text.size()));
    if (pair.starts_with(key) && pair.substr(key.size()).starts_with(": ")) {
      return pair.substr(key.size() + 2);
    }
  }
  return {};
}

LineFate event_ends(std::string_view text, FlowRecord& record) {
  const auto from = zeek_address(event_value(text, "SrcIP"));
  const auto to = zeek_address(event_value(text, "DstIP"));
  if (!from || !to) {
    return LineFate::BadAddress;
  }
  const auto number = log_protocol(event_value(text, "Protocol"), !from->is_v4());
  if (!number) {
    return LineFate::BadProtocol;
  }
  LogEnd source{*from, 0, false};
  LogEnd destination{*to, 0, false};
  if (protocol_has_ports(*number)) {
    const auto a = log_port(event_value(text, "SrcPort"));
    const auto b = log_port(event_value(text, "DstPort"));
    if (!a || !b) {
      return LineFate::BadPort;
    }
    source.port = *a;
    destination.port = *b;
  }
  set_ends(record, *number, source, destination);
  if (event_value(text, "ICMPType") == "Echo Request" && !record.has_ports) {
    set_icmp(record, *number == protocol::kIcmp ? 8 : 128, 0);
  }
  return LineFate::Used;
}

/// Events count whole packets with their link layer.
void event_counts(std::string_view text, FlowRecord& record) {
  record.packets_out = zeek_count(event_value(text, "InitiatorPackets")).value_or(0);
  record.packets_in = zeek_count(event_value(text, "ResponderPackets")).value_or(0);
  record.bytes_out = zeek_count(event_value(text, "InitiatorBytes")).value_or(0);
  record.bytes_in = zeek_count(event_value(text, "ResponderBytes")).value_or(0);
  record.bytes_with_link_layer = true;
}

FlowState event_state(std::string_view text, const FlowRecord& record) {
  if (event_value(text, "AccessControlRuleAction").starts_with("Block")) {
    return FlowState::Rejected;
  }
  if (record.packets_out > 0 && record.packets_in > 0) {
    return FlowState::Established;
  }
  return record.packets_out > 0 ? FlowState::Attempted : FlowState::OneWay;
}

/// 430002 tells that a connection began, 430003 that it ended and all of what it carried.
LineFate AsaReader::read_event(std::uint32_t number, std::string_view text, const TextLine& line,
                               TextLogOutput& out) {
  FlowRecord record;
  if (const LineFate fate = event_ends(text, record); fate != LineFate::Used) {
    return fate;
  }
  event_counts(text, record);
  std::string_view first_packet = event_value(text, "FirstPacketSecond");
  const auto begun = take_time(first_packet);
  if (const LineFate fate = out.clock.read(begun ? *begun : line.time, record.start);
      fate != LineFate::Used) {
    return fate;
  }
  const std::uint64_t seconds = zeek_count(event_value(text, "ConnectionDuration")).value_or(0);
  constexpr std::uint64_t kLongest = 1'000'000'000;
  record.end =
      record.start + Duration::seconds(static_cast<std::int64_t>(std::min(seconds, kLongest)));
  record.first = record.last = line.number;
  record.state = event_state(text, record);
  record.saw_syn = record.protocol == protocol::kTcp;
  const std::string key =
      session_key({"event", event_value(text, "InstanceID"), event_value(text, "ConnectionID"),
                   std::to_string(record.start.ns), ends_of(record)});
  if (const auto before = open_.close(key)) {
    record.first = before->first;
  }
  if (number == 430002 && record.state != FlowState::Rejected) {
    open_.open(key, std::move(record), out);
  } else {
    out.flow(std::move(record));
  }
  return LineFate::Used;
}

std::optional<LineFate> AsaReader::read(const TextLine& line, TextLogOutput& out) {
  const auto message = asa_message(line.text);
  switch (message ? message->number : 0) {
    case 302013:
    case 302015:
      return read_built(message->text, line, out);
    case 302014:
    case 302016:
      return read_teardown(message->text, line, out);
    case 302020:
    case 302021:
      return read_icmp(message->text, message->number == 302020, line, out);
    case 106100:
      return read_access_list(message->text, line, out);
    case 106001:
    case 106006:
    case 106007:
    case 106010:
    case 106014:
    case 106015:
    case 106021:
    case 106023:
      return read_denied(message->text, line, out);
    case 305011:
    case 305012:
      read_mapping(message->text, message->number == 305011, out);
      return LineFate::NothingToKeep;
    case 430002:
    case 430003:
      return read_event(message->number, message->text, line, out);
    default:
      return LineFate::NothingToKeep;
  }
}

}  // namespace

std::unique_ptr<TextLogReader> make_asa_reader() {
  return std::make_unique<AsaReader>();
}

}  // namespace hamon
