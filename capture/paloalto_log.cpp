#include "base/service_catalogue.hpp"
#include "capture/device_logs.hpp"
#include "capture/host_name.hpp"
#include "capture/log_words.hpp"
#include "capture/open_sessions.hpp"
#include "capture/zeek_row.hpp"

#include <array>
#include <vector>

// Order of fields: Palo Alto Networks, "PAN-OS Administrator's Guide", Traffic Log Fields; later
// versions only append.

namespace hamon {
namespace {

enum class Field : std::uint8_t {
  Serial,
  Type,
  Subtype,
  Generated,
  Source,
  Destination,
  NatSource,
  NatDestination,
  Application,
  Session,
  SourcePort,
  DestinationPort,
  NatSourcePort,
  NatDestinationPort,
  Protocol,
  Action,
  BytesOut,
  BytesIn,
  Start,
  Elapsed,
  PacketsOut,
  PacketsIn,
  Reason,
};
constexpr std::size_t kFields = static_cast<std::size_t>(Field::Reason) + 1;

/// Place counted from the receive time's predecessor, 0, and the name in an exported table.
struct Known {
  std::size_t place;
  std::string_view name;
};
constexpr std::array<Known, kFields> kKnown = {{
    {2, "Serial #"},
    {3, "Type"},
    {4, "Threat/Content Type"},
    {6, "Generate Time"},
    {7, "Source address"},
    {8, "Destination address"},
    {9, "NAT Source IP"},
    {10, "NAT Destination IP"},
    {14, "Application"},
    {22, "Session ID"},
    {24, "Source Port"},
    {25, "Destination Port"},
    {26, "NAT Source Port"},
    {27, "NAT Destination Port"},
    {29, "IP Protocol"},
    {30, "Action"},
    {32, "Bytes Sent"},
    {33, "Bytes Received"},
    {35, "Start Time"},
    {36, "Elapsed Time (sec)"},
    {44, "Packets Sent"},
    {45, "Packets Received"},
    {46, "Session End Reason"},
}};
constexpr std::size_t kLeast = 37;  // fields of the oldest version that is read (PAN-OS 4)
constexpr std::size_t kMost = 256;

/// The fields of a line of CSV (RFC 4180); quotes around one are taken off.
std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> fields;
  while (fields.size() < kMost) {
    std::size_t end = 0;
    bool quoted = false;
    while (end < text.size() && (quoted || text[end] != ',')) {
      quoted = quoted != (text[end] == '"');
      ++end;
    }
    std::string_view field = text.substr(0, end);
    if (field.size() >= 2 && field.front() == '"' && field.back() == '"') {
      field = field.substr(1, field.size() - 2);
    }
    fields.push_back(field);
    if (end == text.size()) {
      break;
    }
    text.remove_prefix(end + 1);
  }
  return fields;
}

/// What PAN-OS calls an application, where another word is ours.
std::string service_of(std::string_view app, std::uint8_t protocol, std::uint16_t port) {
  constexpr auto kWords = std::to_array<std::pair<std::string_view, std::string_view>>({
      {"ms-rdp", "rdp"},
      {"ms-ds-smb", "smb"},
      {"ms-ds-smbv1", "smb"},
      {"ms-ds-smbv2", "smb"},
      {"ms-ds-smbv3", "smb"},
      {"ms-ds-smb-base", "smb"},
      {"netbios-ss", "smb"},
      {"web-browsing", "http"},
      {"dns-base", "dns"},
      {"ntp-base", "ntp"},
      {"mssql-db", "mssql"},
      {"mssql-db-base", "mssql"},
      {"windows-remote-management", "winrm"},
      {"ike", "ipsec"},
      {"ipsec-esp", "ipsec"},
      {"ipsec-esp-udp", "ipsec"},
      {"open-vpn", "openvpn"},
      {"teamviewer", "teamviewer"},
      {"teamviewer-base", "teamviewer"},
      {"anydesk", "anydesk"},
      {"splashtop-remote", "splashtop"},
      {"msrpc", "dce-rpc"},
      {"msrpc-base", "dce-rpc"},
  });
  for (const auto& [theirs, ours] : kWords) {
    if (theirs == app) {
      return std::string(ours);
    }
  }
  return from_sensor_word(app, protocol, port);
}

class PaloaltoReader : public TextLogReader {
 public:
  PaloaltoReader() { places_ = default_places(); }

  [[nodiscard]] std::string_view kind() const override { return "paloalto"; }
  [[nodiscard]] bool recognises(std::string_view text) const override {
    constexpr std::size_t kWordsBefore = 8;  // host, what RFC 5424 puts there, the receive time
    const auto type = text.find(",TRAFFIC,");
    return is_header(text) ||
           (type != std::string_view::npos && is_device_prefix(text.substr(0, type), kWordsBefore));
  }
  [[nodiscard]] std::optional<LineFate> read(const TextLine& line, TextLogOutput& out) override;
  void finish(TextLogOutput& out) override { open_.finish(out); }
  void report_open(TextLogOutput& out) const override { open_.copy(out); }
  [[nodiscard]] std::size_t kept() const override { return open_.size(); }

 private:
  using Fields = std::vector<std::string_view>;
  using Places = std::array<std::size_t, kFields>;

  [[nodiscard]] static Places default_places() {
    Places places{};
    for (std::size_t i = 0; i < kFields; ++i) {
      places[i] = kKnown[i].place;
    }
    return places;
  }
  [[nodiscard]] static bool is_header(std::string_view text) {
    return text.find("Receive Time,") != std::string_view::npos &&
           has_word(text, ",Source address,") && has_word(text, ",Session ID,");
  }
  void take_header(std::string_view text);
  /// Of the line at hand; empty where it has no such field.
  [[nodiscard]] std::string_view value(Field f) const {
    const std::size_t place = places_[static_cast<std::size_t>(f)] + shift_;
    return place < fields_.size() ? fields_[place] : std::string_view{};
  }
  [[nodiscard]] bool find_shift();
  [[nodiscard]] LineFate read_ends(FlowRecord& r) const;
  [[nodiscard]] LineFate read_counts(FlowRecord& r) const;
  [[nodiscard]] LineFate read_times(LogClock& clock, FlowRecord& r) const;
  [[nodiscard]] std::optional<std::int64_t> offset() const;
  [[nodiscard]] FlowState state_of(const FlowRecord& r) const;

  Places places_{};
  Fields fields_;
  std::size_t shift_ = 0;
  std::size_t least_ = kLeast;  // fields of a line
  OpenSessions open_;
};

void PaloaltoReader::take_header(std::string_view text) {
  constexpr std::size_t kNowhere = kMost;
  fields_ = split(text);
  least_ = fields_.size();
  for (std::size_t i = 0; i < kFields; ++i) {
    const auto found = std::ranges::find_if(fields_, [i](std::string_view name) {
      return lower_case(name) == lower_case(kKnown[i].name) ||
             (i == static_cast<std::size_t>(Field::Elapsed) && name.starts_with("Elapsed Time"));
    });
    places_[i] =
        found == fields_.end() ? kNowhere : static_cast<std::size_t>(found - fields_.begin());
  }
}

/// Before the type stand three fields, of which syslog may have taken or added some.
bool PaloaltoReader::find_shift() {
  const std::size_t place = places_[static_cast<std::size_t>(Field::Type)];
  const auto found = std::ranges::find(fields_, std::string_view("TRAFFIC"));
  const auto at = static_cast<std::size_t>(found - fields_.begin());
  shift_ = at >= place ? at - place : 0;
  return found != fields_.end() && at >= place && fields_.size() >= shift_ + least_;
}

LineFate PaloaltoReader::read_ends(FlowRecord& r) const {
  const auto from = zeek_address(value(Field::Source));
  const auto to = zeek_address(value(Field::Destination));
  if (!from || !to) {
    return LineFate::BadAddress;
  }
  const auto number = log_protocol(value(Field::Protocol), !from->is_v4());
  if (!number) {
    return LineFate::BadProtocol;
  }
  const auto a = log_port(value(Field::SourcePort));
  const auto b = log_port(value(Field::DestinationPort));
  if (!a || !b) {
    return LineFate::BadPort;
  }
  set_ends(r, *number, {*from, *a, true}, {*to, *b, true});
  if (value(Field::Application) == "ping" && !r.has_ports) {
    set_icmp(r, *number == protocol::kIcmp6 ? 128 : 8, 0);
  }
  return LineFate::Used;
}

/// Bytes are those of frames: a lone SYN counts 74 or 78.
LineFate PaloaltoReader::read_counts(FlowRecord& r) const {
  r.bytes_with_link_layer = true;
  for (const auto& [field, out] :
       {std::pair(Field::BytesOut, &r.bytes_out), std::pair(Field::BytesIn, &r.bytes_in),
        std::pair(Field::PacketsOut, &r.packets_out), std::pair(Field::PacketsIn, &r.packets_in)}) {
    const std::string_view text = value(field);
    const auto count = text.empty() ? std::optional<std::uint64_t>(0) : zeek_count(text);
    if (!count) {
      return LineFate::BadNumber;
    }
    *out = *count;
  }
  return LineFate::Used;
}

/// PAN-OS 10 appends the time of the line with its offset from UTC; all others are local.
std::optional<std::int64_t> PaloaltoReader::offset() const {
  for (std::size_t i = places_[static_cast<std::size_t>(Field::Reason)] + shift_;
       i < fields_.size(); ++i) {
    std::string_view text = fields_[i];
    const auto time = text.find('T') == 10 ? take_time(text) : std::nullopt;
    if (time && time->kind == WrittenTime::Kind::Instant) {
      const auto local = time->civil.as_utc();
      return local ? std::optional((*local - time->instant.ns) / 1'000'000'000) : std::nullopt;
    }
  }
  return std::nullopt;
}

LineFate PaloaltoReader::read_times(LogClock& clock, FlowRecord& r) const {
  std::string_view text =
      value(Field::Start).empty() ? value(Field::Generated) : value(Field::Start);
  const auto time = take_time(text);
  if (!time) {
    return LineFate::BadTime;
  }
  const WrittenTime whole =
      time->kind == WrittenTime::Kind::Local ? WrittenTime::of(time->civil, offset()) : *time;
  if (const LineFate fate = clock.read(whole, r.start); fate != LineFate::Used) {
    return fate;
  }
  constexpr std::uint64_t kLongest = 1'000'000'000;
  const auto seconds = value(Field::Elapsed).empty() ? std::optional<std::uint64_t>(0)
                                                     : zeek_count(value(Field::Elapsed));
  if (!seconds) {
    return LineFate::BadNumber;
  }
  r.end = r.start + Duration::seconds(static_cast<std::int64_t>(std::min(*seconds, kLongest)));
  return LineFate::Used;
}

FlowState PaloaltoReader::state_of(const FlowRecord& r) const {
  const std::string_view action = value(Field::Action);
  if (value(Field::Subtype) == "drop" || value(Field::Subtype) == "deny" ||
      action.starts_with("drop") || action.starts_with("reset") || action == "deny") {
    return FlowState::Rejected;
  }
  if (value(Field::Subtype) == "start") {
    return kPermitted;
  }
  if (r.protocol == protocol::kTcp && value(Field::Reason) == "tcp-rst-from-server" &&
      r.packets_in == 1) {
    return FlowState::Rejected;  // its only packet was the reset
  }
  const bool out = r.packets_out > 0 || r.bytes_out > 0;
  const bool in = r.packets_in > 0 || r.bytes_in > 0;
  return in && out ? FlowState::Established : out ? FlowState::Attempted : FlowState::OneWay;
}

std::optional<LineFate> PaloaltoReader::read(const TextLine& line, TextLogOutput& out) {
  if (is_header(line.text)) {
    take_header(line.text);
    return std::nullopt;
  }
  fields_ = split(line.text);
  if (!find_shift()) {
    return LineFate::WrongColumns;
  }
  FlowRecord r;
  for (const LineFate fate : {read_ends(r), read_counts(r), read_times(out.clock, r)}) {
    if (fate != LineFate::Used) {
      return fate;
    }
  }
  r.first = r.last = line.number;
  r.state = state_of(r);
  r.saw_syn = r.protocol == protocol::kTcp;
  r.service = service_of(value(Field::Application), r.protocol, r.responder_port);
  r.service_basis = r.service.empty() ? ServiceBasis::None : ServiceBasis::Sensor;
  read_translation({value(Field::NatSource), value(Field::NatSourcePort)},
                   {value(Field::NatDestination), value(Field::NatDestinationPort)}, r);
  out.notes.translated += r.translation ? 1U : 0U;
  const std::string key = session_key({value(Field::Serial), value(Field::Session), ends_of(r)});
  if (const auto before = open_.close(key)) {
    r.first = before->first;
  }
  if (value(Field::Subtype) == "start") {
    open_.open(key, std::move(r), out);
  } else {
    out.flow(std::move(r));
  }
  return LineFate::Used;
}

}  // namespace

std::unique_ptr<TextLogReader> make_paloalto_reader() {
  return std::make_unique<PaloaltoReader>();
}

}  // namespace hamon
