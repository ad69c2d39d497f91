#include "capture/device_logs.hpp"
#include "capture/log_words.hpp"
#include "capture/open_sessions.hpp"
#include "capture/zeek_row.hpp"

#include <array>

namespace hamon {
namespace {

enum class Column : std::uint8_t {
  Action,
  Protocol,
  Source,
  Destination,
  SourcePort,
  DestinationPort,
  Size,
  Flags,
  IcmpType,
  IcmpCode,
  Info,
};
constexpr std::array<std::string_view, 11> kColumns = {"action",   "protocol", "src-ip", "dst-ip",
                                                       "src-port", "dst-port", "size",   "tcpflags",
                                                       "icmptype", "icmpcode", "info"};

constexpr std::string_view kFields = "#Fields:";

/// What the header says: which word of a line, date and time left out, holds which column.
class Header {
 public:
  /// False when the line does not begin with date and time.
  bool take(std::string_view names) {
    places_.fill(-1);
    words_ = 0;
    if (take_word(names) != "date" || take_word(names) != "time") {
      known_ = false;
      return false;
    }
    for (std::string_view name = take_word(names); !name.empty(); name = take_word(names)) {
      const auto* found = std::ranges::find(kColumns, name);
      if (found != kColumns.end()) {
        places_[static_cast<std::size_t>(found - kColumns.begin())] = words_;
      }
      ++words_;
    }
    known_ = true;
    return true;
  }
  [[nodiscard]] bool known() const { return known_; }
  /// The word that stands in `column`; no data pointer for `-` and what is not there.
  [[nodiscard]] std::string_view value(std::string_view text, Column column) const {
    const int place = places_[static_cast<std::size_t>(column)];
    std::string_view word;
    for (int i = 0; i <= place; ++i) {
      word = take_word(text);
      if (word.empty()) {
        return {};
      }
    }
    return place < 0 || word == "-" ? std::string_view{} : word;
  }
  /// Whether `text` has as many words as the header has columns; the last ones may be missing where
  /// the line says that events were lost.
  [[nodiscard]] bool fits(std::string_view text) const {
    constexpr int kSpared = 2;  // `path` and `pid`, which versions have or have not
    int words = 0;
    while (!take_word(text).empty()) {
      ++words;
    }
    return words <= words_ && words + kSpared >= words_;
  }

 private:
  std::array<int, kColumns.size()> places_{};
  int words_ = 0;
  bool known_ = false;
};

bool is_action(std::string_view word) {
  constexpr auto kActions = std::to_array<std::string_view>(
      {"ALLOW", "DROP", "OPEN", "OPEN-INBOUND", "CLOSE", "INFO-EVENTS-LOST"});
  return std::ranges::find(kActions, word) != kActions.end();
}

class WindowsFirewallReader : public TextLogReader {
 public:
  [[nodiscard]] std::string_view kind() const override { return "windows-firewall"; }
  [[nodiscard]] bool recognises(std::string_view text) const override;
  [[nodiscard]] std::optional<LineFate> read(const TextLine& line, TextLogOutput& out) override;
  void finish(TextLogOutput& out) override { open_.finish(out); }
  void report_open(TextLogOutput& out) const override { open_.copy(out); }
  [[nodiscard]] std::size_t kept() const override { return open_.size(); }

 private:
  [[nodiscard]] LineFate read_ends(std::string_view text, FlowRecord& r) const;
  [[nodiscard]] LineFate read_size(std::string_view text, FlowRecord& r) const;
  void hand_on(std::string_view action, FlowRecord&& record, TextLogOutput& out);

  Header header_;
  OpenSessions open_;
};

bool WindowsFirewallReader::recognises(std::string_view text) const {
  if (text.starts_with('#')) {
    return text.starts_with("#Software: Microsoft Windows Firewall") ||
           text.starts_with("#Time Format:") ||
           (text.starts_with(kFields) && has_word(text, " src-ip ") &&
            has_word(text, " dst-ip ")) ||
           (header_.known() && text.starts_with("#Version:"));
  }
  std::string_view rest = text;
  if (!is_action(take_word(rest))) {
    return false;
  }
  return header_.known() || log_protocol(take_word(rest), false).has_value();
}

LineFate WindowsFirewallReader::read_ends(std::string_view text, FlowRecord& r) const {
  const auto from = zeek_address(header_.value(text, Column::Source));
  const auto to = zeek_address(header_.value(text, Column::Destination));
  if (!from || !to) {
    return LineFate::BadAddress;
  }
  const auto number = log_protocol(header_.value(text, Column::Protocol), !from->is_v4());
  if (!number) {
    return LineFate::BadProtocol;
  }
  LogEnd source{*from, 0, false};
  LogEnd destination{*to, 0, false};
  if (protocol_has_ports(*number)) {
    const auto a = log_port(header_.value(text, Column::SourcePort));
    const auto b = log_port(header_.value(text, Column::DestinationPort));
    if (!a || !b) {
      return LineFate::BadPort;
    }
    source.port = *a;
    destination.port = *b;
  }
  set_ends(r, *number, source, destination);
  const auto type = log_port(header_.value(text, Column::IcmpType));
  if (type && !r.has_ports) {
    set_icmp(r, *type, log_port(header_.value(text, Column::IcmpCode)).value_or(0));
  }
  return LineFate::Used;
}

LineFate WindowsFirewallReader::read_size(std::string_view text, FlowRecord& r) const {
  const std::string_view size = header_.value(text, Column::Size);
  if (size.data() == nullptr || size == "0") {  // ALLOW and OPEN are about no packet
    return LineFate::Used;
  }
  const auto bytes = zeek_count(size);
  if (!bytes) {
    return LineFate::BadNumber;
  }
  r.packets_out = 1;
  r.bytes_out = *bytes;
  return LineFate::Used;
}

/// OPEN and CLOSE of the same ends are one conversation.
void WindowsFirewallReader::hand_on(std::string_view action, FlowRecord&& record,
                                    TextLogOutput& out) {
  if (action == "CLOSE") {
    record.state = FlowState::Established;
    if (auto begun = open_.close(ends_of(record))) {
      begun->state = FlowState::Established;
      begun->end = record.end;
      begun->last = record.last;
      record = std::move(*begun);
    }
    out.flow(std::move(record));
    return;
  }
  record.state = action == "DROP" ? FlowState::Rejected : kPermitted;
  if (action == "DROP") {
    out.flow(std::move(record));
    return;
  }
  record.saw_syn = record.protocol == protocol::kTcp;
  if (action == "ALLOW") {
    out.flow(std::move(record));
  } else {
    const std::string key = ends_of(record);
    open_.open(key, std::move(record), out);
  }
}

std::optional<LineFate> WindowsFirewallReader::read(const TextLine& line, TextLogOutput& out) {
  std::string_view text = line.text;
  if (text.starts_with('#')) {
    if (skip_past(text, kFields) && !header_.take(text)) {
      return LineFate::WrongColumns;
    }
    return std::nullopt;
  }
  if (!header_.known()) {
    return LineFate::NoHeader;
  }
  const std::string_view action = header_.value(text, Column::Action);
  if (action == "INFO-EVENTS-LOST") {
    Timestamp when;
    const bool timed = out.clock.read(line.time, when) == LineFate::Used;
    const std::uint64_t lost = zeek_count(header_.value(text, Column::Info)).value_or(1);
    out.notes.events_lost += lost;
    add_limit(out.limits,
              {"lost", timed ? std::optional(Interval{when, when}) : std::nullopt, lost});
    return LineFate::NothingToKeep;
  }
  if (!is_action(action) || !header_.fits(text)) {
    return LineFate::WrongColumns;
  }
  FlowRecord record;
  for (const LineFate fate : {read_ends(text, record), read_size(text, record)}) {
    if (fate != LineFate::Used) {
      return fate;
    }
  }
  if (const LineFate fate = out.clock.read(line.time, record.start); fate != LineFate::Used) {
    return fate;
  }
  record.end = record.start;
  record.first = record.last = line.number;
  if (action == "DROP") {  // a packet, whoever opened the conversation it belongs to
    const std::string_view flags = header_.value(text, Column::Flags);
    record.direction = flags == "S" ? DirectionBasis::Syn : DirectionBasis::FirstPacket;
  }
  hand_on(action, std::move(record), out);
  return LineFate::Used;
}

}  // namespace

std::unique_ptr<TextLogReader> make_windows_firewall_reader() {
  return std::make_unique<WindowsFirewallReader>();
}

}  // namespace hamon
