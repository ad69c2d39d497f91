#include "base/service_catalogue.hpp"
#include "capture/device_logs.hpp"
#include "capture/host_name.hpp"
#include "capture/key_values.hpp"
#include "capture/log_words.hpp"
#include "capture/open_sessions.hpp"
#include "capture/vpn_sessions.hpp"
#include "capture/zeek_row.hpp"

#include <array>

// Fields and log ids: Fortinet, "FortiOS Log Message Reference".

namespace hamon {
namespace {

enum class Field : std::uint8_t {
  Action,
  App,
  AppId,
  AssignIp,
  Date,
  DhcpMessage,
  DstIp,
  DstMac,
  DstPort,
  Duration,
  EventTime,
  HostName,
  Ip,
  LocIp,
  LocPort,
  LogId,
  Mac,
  Proto,
  RcvdByte,
  RcvdPkt,
  RemIp,
  RemPort,
  SentByte,
  SentPkt,
  Service,
  SessionId,
  SrcIp,
  SrcMac,
  SrcPort,
  Subtype,
  Time,
  TranDisp,
  TranIp,
  TranPort,
  TransIp,
  TransPort,
  TunnelId,
  TunnelIp,
  TunnelType,
  Type,
  Tz,
  Vd,
};
constexpr std::size_t kFields = static_cast<std::size_t>(Field::Vd) + 1;

constexpr std::array<std::string_view, kFields> kNames = {
    "action",    "app",      "appid",    "assignip",   "date",      "dhcp_msg", "dstip",
    "dstmac",    "dstport",  "duration", "eventtime",  "hostname",  "ip",       "locip",
    "locport",   "logid",    "mac",      "proto",      "rcvdbyte",  "rcvdpkt",  "remip",
    "remport",   "sentbyte", "sentpkt",  "service",    "sessionid", "srcip",    "srcmac",
    "srcport",   "subtype",  "time",     "trandisp",   "tranip",    "tranport", "transip",
    "transport", "tunnelid", "tunnelip", "tunneltype", "type",      "tz",       "vd"};

class Row {
 public:
  explicit Row(std::string_view text) {
    KeyValues pairs(text);
    while (const auto pair = pairs.next()) {
      const auto* found = std::ranges::lower_bound(kNames, pair->first);
      if (found != kNames.end() && *found == pair->first) {
        values_[static_cast<std::size_t>(found - kNames.begin())] = pair->second;
      }
    }
  }
  [[nodiscard]] std::string_view operator[](Field f) const {
    return values_[static_cast<std::size_t>(f)];
  }

 private:
  std::array<std::string_view, kFields> values_{};
};

/// A count; an absent one is 0.
LineFate read_count(std::string_view text, std::uint64_t& out) {
  const auto value = text.empty() ? std::optional<std::uint64_t>(0) : zeek_count(text);
  out = value.value_or(0);
  return value ? LineFate::Used : LineFate::BadNumber;
}

/// `eventtime`: seconds since 1970, from FortiOS 6.2 nanoseconds; its digits tell which. Nothing
/// for one that no unit fits.
std::optional<Timestamp> event_time(std::string_view text) {
  const auto number = zeek_count(text);
  if (!number || *number > INT64_MAX) {
    return std::nullopt;
  }
  const auto value = static_cast<std::int64_t>(*number);
  constexpr std::int64_t kNanosecondsFrom = 1'000'000'000'000'000'000;  // in the year 2001
  if (value >= kNanosecondsFrom) {
    return Timestamp{value};
  }
  constexpr std::int64_t kMostSeconds = 9'000'000'000;  // in the year 2255
  for (const std::int64_t unit : {1, 1'000, 1'000'000}) {
    if (value / unit <= kMostSeconds) {
      return Timestamp{value * (1'000'000'000 / unit)};
    }
  }
  return std::nullopt;
}

WrittenTime time_of(const Row& row, const WrittenTime& syslog) {
  if (const auto instant = event_time(row[Field::EventTime]); instant && instant->ns > 0) {
    return WrittenTime::at(*instant);
  }
  if (!row[Field::Date].empty() && !row[Field::Time].empty()) {
    const std::string whole = std::string(row[Field::Date]) + " " + std::string(row[Field::Time]);
    std::string_view rest = whole;
    if (const auto time = take_time(rest)) {
      const WrittenTime device = time->kind == WrittenTime::Kind::Local
                                     ? WrittenTime::of(time->civil, parse_offset(row[Field::Tz]))
                                     : *time;
      // A server's time with offset, some seconds late, is worth more than one without.
      return device.kind < syslog.kind ? syslog : device;
    }
  }
  return syslog;
}

/// Of a log id the last six digits name the message.
std::uint64_t message_of(const Row& row) {
  constexpr std::uint64_t kMessages = 1'000'000;
  return zeek_count(row[Field::LogId]).value_or(0) % kMessages;
}
bool tells_beginning(const Row& row) {
  const std::uint64_t message = message_of(row);
  return message == 4 || message == 15 || message == 16 || row[Field::Action] == "start";
}
bool is_periodic(const Row& row) {
  const std::uint64_t message = message_of(row);
  return message == 20 || message == 21;
}

FlowState state_of(const Row& row, const FlowRecord& r) {
  const std::string_view action = row[Field::Action];
  if (action == "deny" || action == "block" || action == "blocked") {
    return FlowState::Rejected;
  }
  if (action == "ip-conn" || action == "dns") {  // the session failed: no answer, no such name
    return FlowState::Attempted;
  }
  if (tells_beginning(row)) {
    return kPermitted;
  }
  const bool out = r.packets_out > 0 || r.bytes_out > 0;
  const bool in = r.packets_in > 0 || r.bytes_in > 0;
  if (r.protocol == protocol::kTcp && action == "server-rst" && r.packets_in == 1) {
    return FlowState::Rejected;  // its only packet was the reset
  }
  if (out && in) {
    return FlowState::Established;
  }
  return out ? FlowState::Attempted : FlowState::OneWay;
}

/// `icmp6/131/0` says type and code; PING is the service object of echo.
void read_icmp(std::string_view service, FlowRecord& r) {
  if (service == "PING" || service == "PING6") {
    set_icmp(r, r.protocol == protocol::kIcmp ? 8 : 128, 0);
    return;
  }
  const auto first = service.find('/');
  const auto second = service.rfind('/');
  if (first == std::string_view::npos || first == second || !service.starts_with("icmp")) {
    return;
  }
  const auto type = log_port(service.substr(first + 1, second - first - 1));
  const auto code = log_port(service.substr(second + 1));
  if (type && code && *type <= 255 && *code <= 255) {
    set_icmp(r, *type, *code);
  }
}

/// What application control recognised; `service` is only the name that the policy has for a port.
void read_service(const Row& row, FlowRecord& r) {
  if (row[Field::AppId].empty() || row[Field::App].empty()) {
    return;
  }
  const std::string app =
      lower_case(row[Field::App].substr(0, row[Field::App].find_first_of("._")));
  r.service = from_sensor_word(app, r.protocol, r.responder_port);
  r.service_basis = r.service.empty() ? ServiceBasis::None : ServiceBasis::Sensor;
}

LineFate read_end(const Row& row, Field address, Field port, LogEnd& out) {
  const auto parsed = zeek_address(row[address]);
  if (!parsed) {
    return LineFate::BadAddress;
  }
  out = {*parsed, 0, false};
  if (!row[port].empty()) {
    const auto number = log_port(row[port]);
    if (!number) {
      return LineFate::BadPort;
    }
    out.port = *number;
    out.has_port = true;
  }
  return LineFate::Used;
}

LineFate read_counts(const Row& row, FlowRecord& r) {
  for (const auto& [field, out] :
       {std::pair(Field::SentByte, &r.bytes_out), std::pair(Field::RcvdByte, &r.bytes_in),
        std::pair(Field::SentPkt, &r.packets_out), std::pair(Field::RcvdPkt, &r.packets_in)}) {
    if (const LineFate fate = read_count(row[field], *out); fate != LineFate::Used) {
      return fate;
    }
  }
  return LineFate::Used;
}

/// The line's time is that of its end; `duration` is in seconds.
LineFate read_times(const Row& row, const TextLine& line, LogClock& clock, FlowRecord& r) {
  if (const LineFate fate = clock.read(time_of(row, line.time), r.end); fate != LineFate::Used) {
    return fate;
  }
  std::uint64_t seconds = 0;
  if (const LineFate fate = read_count(row[Field::Duration], seconds); fate != LineFate::Used) {
    return fate;
  }
  constexpr std::uint64_t kLongest = 1'000'000'000;
  r.start = r.end - Duration::seconds(static_cast<std::int64_t>(std::min(seconds, kLongest)));
  r.first = r.last = line.number;
  return LineFate::Used;
}

class FortigateReader : public TextLogReader {
 public:
  [[nodiscard]] std::string_view kind() const override { return "fortigate"; }
  [[nodiscard]] bool recognises(std::string_view text) const override;
  [[nodiscard]] std::optional<LineFate> read(const TextLine& line, TextLogOutput& out) override;
  void finish(TextLogOutput& out) override {
    sessions_.finish(out);
    clients_.finish(out);
  }
  void report_open(TextLogOutput& out) const override { sessions_.copy(out); }
  [[nodiscard]] std::size_t kept() const override { return sessions_.size(); }

 private:
  [[nodiscard]] LineFate read_traffic(const Row& row, const TextLine& line, TextLogOutput& out);
  [[nodiscard]] LineFate read_vpn(const Row& row, const TextLine& line, TextLogOutput& out);
  [[nodiscard]] static LineFate read_lease(const Row& row, const TextLine& line,
                                           TextLogOutput& out);
  [[nodiscard]] LineFate read_client(const Row& row, const TextLine& line, TextLogOutput& out);
  void keep_or_hand_on(const std::string& key, FlowRecord&& record, bool goes_on,
                       TextLogOutput& out);

  OpenSessions sessions_;
  VpnSessions clients_;
};

bool has_key(std::string_view text, std::string_view key) {
  for (auto at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    if (at == 0 || text[at - 1] == ' ' || text[at - 1] == ',') {
      return true;
    }
  }
  return false;
}

bool FortigateReader::recognises(std::string_view text) const {
  constexpr std::size_t kWordsBefore = 6;  // host and what RFC 5424 puts there
  return is_device_prefix(text.substr(0, text.find('=')), kWordsBefore) &&
         has_key(text, "logid=") && has_key(text, "type=") && has_key(text, "subtype=");
}

/// Counts of a session add up from line to line: the last one says all of it.
void FortigateReader::keep_or_hand_on(const std::string& key, FlowRecord&& record, bool goes_on,
                                      TextLogOutput& out) {
  if (const auto before = sessions_.close(key)) {
    record.first = before->first;
    record.start = std::min(record.start, before->start);
  }
  if (goes_on) {
    sessions_.open(key, std::move(record), out);
  } else {
    out.flow(std::move(record));
  }
}

LineFate FortigateReader::read_traffic(const Row& row, const TextLine& line, TextLogOutput& out) {
  LogEnd source;
  LogEnd destination;
  for (const LineFate fate : {read_end(row, Field::SrcIp, Field::SrcPort, source),
                              read_end(row, Field::DstIp, Field::DstPort, destination)}) {
    if (fate != LineFate::Used) {
      return fate;
    }
  }
  const auto number = log_protocol(row[Field::Proto], !source.address.is_v4());
  if (!number) {
    return LineFate::BadProtocol;
  }
  FlowRecord r;
  set_ends(r, *number, source, destination);
  for (const LineFate fate : {read_counts(row, r), read_times(row, line, out.clock, r)}) {
    if (fate != LineFate::Used) {
      return fate;
    }
  }
  if (r.protocol == protocol::kIcmp || r.protocol == protocol::kIcmp6) {
    read_icmp(row[Field::Service], r);
  }
  r.initiator_mac = zeek_mac(row[Field::SrcMac]);
  r.responder_mac = zeek_mac(row[Field::DstMac]);
  r.state = state_of(row, r);
  r.saw_syn = r.protocol == protocol::kTcp;
  read_service(row, r);
  if (!row[Field::TranDisp].empty() && row[Field::TranDisp] != "noop") {
    ++out.notes.translated;
    read_translation({row[Field::TransIp], row[Field::TransPort]},
                     {row[Field::TranIp], row[Field::TranPort]}, r);
  }
  const std::string_view session = row[Field::SessionId];
  if (session.empty() || session == "0") {
    out.flow(std::move(r));
    return LineFate::Used;
  }
  const std::string key = session_key({row[Field::Vd], session, ends_of(r)});
  keep_or_hand_on(key, std::move(r), tells_beginning(row) || is_periodic(row), out);
  return LineFate::Used;
}

/// Which address of a pool a client was given (39947 and 39948 of SSL-VPN, `assignip` of dial-in
/// IPsec); the user's name is nobody's business.
LineFate FortigateReader::read_client(const Row& row, const TextLine& line, TextLogOutput& out) {
  const auto from = zeek_address(row[Field::RemIp]);
  auto given = zeek_address(row[Field::AssignIp]);
  given = given && !given->is_unspecified() ? given : zeek_address(row[Field::TunnelIp]);
  const bool up = row[Field::Action] == "tunnel-up";
  const bool down = row[Field::Action] == "tunnel-down";
  if ((!up && !down) || (up && (!from || !given || given->is_unspecified()))) {
    return LineFate::NothingToKeep;
  }
  Timestamp time;
  if (const LineFate fate = out.clock.read(time_of(row, line.time), time); fate != LineFate::Used) {
    return fate;
  }
  const std::string key = session_key({row[Field::Vd], row[Field::TunnelId]});
  if (up) {
    clients_.begin(key, *given, *from, time, line.number, out);
    return LineFate::Used;
  }
  return clients_.end(key, time, out) ? LineFate::Used : LineFate::NothingToKeep;
}

/// A tunnel that is up is a conversation of its two public ends.
LineFate FortigateReader::read_vpn(const Row& row, const TextLine& line, TextLogOutput& out) {
  const std::string_view action = row[Field::Action];
  const bool up = action == "tunnel-up";
  const bool down = action == "tunnel-down";
  out.notes.vpn_up += up ? 1U : 0U;
  out.notes.vpn_down += down ? 1U : 0U;
  const LineFate client = read_client(row, line, out);
  LogEnd remote;
  LogEnd local;
  const bool told = read_end(row, Field::RemIp, Field::RemPort, remote) == LineFate::Used &&
                    read_end(row, Field::LocIp, Field::LocPort, local) == LineFate::Used;
  if (!(up || down || action == "tunnel-stats") || !told || !remote.has_port || !local.has_port ||
      row[Field::TunnelType].starts_with("ssl")) {
    return client;
  }
  FlowRecord r;
  set_ends(r, protocol::kUdp, remote, local);
  r.direction = DirectionBasis::FirstPacket;  // the line does not say who asked first
  // Here what is sent goes to the remote end.
  for (const LineFate fate : {read_counts(row, r), read_times(row, line, out.clock, r)}) {
    if (fate != LineFate::Used) {
      return fate;
    }
  }
  std::swap(r.bytes_out, r.bytes_in);
  std::swap(r.packets_out, r.packets_in);
  r.state = FlowState::Established;
  r.service = "ipsec";
  r.service_basis = ServiceBasis::Sensor;
  const std::string key = session_key({"vpn", row[Field::TunnelId], ends_of(r)});
  keep_or_hand_on(key, std::move(r), !down, out);
  return LineFate::Used;
}

LineFate FortigateReader::read_lease(const Row& row, const TextLine& line, TextLogOutput& out) {
  const auto address = zeek_address(row[Field::Ip]);
  if (!address) {
    return LineFate::BadAddress;
  }
  Binding binding;
  binding.kind = BindingKind::Dhcp;
  binding.address = *address;
  binding.mac = zeek_mac(row[Field::Mac]);
  binding.name = row[Field::HostName] == "N/A" ? std::string() : zeek_name(row[Field::HostName]);
  binding.first_record = line.number;
  const LineFate fate = out.clock.read(time_of(row, line.time), binding.first);
  if (fate == LineFate::Used) {
    binding.last = binding.first;
    out.binding(std::move(binding));
  }
  return fate;
}

std::optional<LineFate> FortigateReader::read(const TextLine& line, TextLogOutput& out) {
  const Row row(line.text);
  if (row[Field::Type] == "traffic") {
    return read_traffic(row, line, out);
  }
  if (row[Field::Type] != "event") {
    return LineFate::LogNotRead;  // security events: each is about a session of the traffic log
  }
  if (row[Field::Subtype] == "vpn") {
    return read_vpn(row, line, out);
  }
  return row[Field::DhcpMessage] == "Ack" ? read_lease(row, line, out) : LineFate::NothingToKeep;
}

}  // namespace

std::unique_ptr<TextLogReader> make_fortigate_reader() {
  return std::make_unique<FortigateReader>();
}

}  // namespace hamon
