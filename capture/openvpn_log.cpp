#include "capture/device_logs.hpp"
#include "capture/log_words.hpp"
#include "capture/vpn_sessions.hpp"
#include "capture/zeek_row.hpp"

#include <algorithm>
#include <array>
#include <vector>

// OpenVPN's reference manual, "status file"; messages of its multi-client server (multi.c). The
// common name of a certificate is passed over.

namespace hamon {
namespace {

constexpr std::string_view kLearn = "MULTI: Learn: ";
constexpr std::string_view kGone = " client-instance ";  // `… received, client-instance exiting`

/// `203.0.113.5:1194`, `[AF_INET]203.0.113.5:1194`, `tcp4-server:203.0.113.5:1194`,
/// `2001:db8::5`, `[2001:db8::5]:1194`.
std::optional<IpAddress> client_address(std::string_view text) {
  if (text.starts_with("[AF_INET")) {
    text.remove_prefix(std::min(text.find(']') + 1, text.size()));
  }
  for (const std::string_view kind : {"udp4:", "udp6:", "tcp4-server:", "tcp6-server:"}) {
    if (text.starts_with(kind)) {
      text.remove_prefix(kind.size());
    }
  }
  if (text.starts_with('[')) {
    return zeek_address(text.substr(1, text.find(']') - 1));
  }
  if (const auto whole = zeek_address(text)) {
    return whole;
  }
  return zeek_address(text.substr(0, text.rfind(':')));
}

/// What stands behind the name in `name/203.0.113.5:1194`; names may hold blanks and slashes.
std::string_view behind_name(std::string_view text) {
  const auto slash = text.rfind('/');
  return slash == std::string_view::npos ? text : text.substr(slash + 1);
}

std::string_view last_word(std::string_view text) {
  while (text.ends_with(' ')) {
    text.remove_suffix(1);
  }
  const auto blank = text.rfind(' ');
  return blank == std::string_view::npos ? text : text.substr(blank + 1);
}

/// The program's own log writes `Tue Jun  9 10:00:00 2026` where it is old.
WrittenTime time_of(const TextLine& line) {
  constexpr auto kDays =
      std::to_array<std::string_view>({"Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun "});
  std::string_view text = line.text;
  if (line.time.kind == WrittenTime::Kind::None &&
      std::ranges::find(kDays, text.substr(0, 4)) != kDays.end()) {
    text.remove_prefix(4);
    return take_time(text).value_or(line.time);
  }
  return line.time;
}

/// A time as a status file shows it.
std::optional<WrittenTime> shown_time(std::string_view text) {
  const auto blank = text.find(' ');
  if (auto time = take_time(text)) {
    return time;
  }
  text.remove_prefix(
      std::min(blank == std::string_view::npos ? text.size() : blank + 1, text.size()));
  return take_time(text);
}

std::vector<std::string_view> cells_of(std::string_view text) {
  constexpr std::size_t kMost = 32;
  const char separator = text.find('\t') != std::string_view::npos ? '\t' : ',';
  std::vector<std::string_view> cells;
  while (cells.size() < kMost) {
    const auto end = text.find(separator);
    cells.push_back(text.substr(0, end));
    if (end == std::string_view::npos) {
      break;
    }
    text.remove_prefix(end + 1);
  }
  return cells;
}

/// Where the columns of a part of a status file stand.
struct Columns {
  std::size_t real = SIZE_MAX;
  std::size_t given = SIZE_MAX;
  std::size_t given6 = SIZE_MAX;
  std::size_t since = SIZE_MAX;
  std::size_t epoch = SIZE_MAX;
  std::size_t cells = 0;

  Columns() = default;
  explicit Columns(const std::vector<std::string_view>& names) : cells(names.size()) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] == "Real Address") {
        real = i;
      } else if (names[i] == "Virtual Address") {
        given = i;
      } else if (names[i] == "Virtual IPv6 Address") {
        given6 = i;
      } else if (names[i] == "Connected Since" || names[i] == "Last Ref") {
        since = i;
      } else if (names[i].starts_with("Connected Since (") || names[i].starts_with("Last Ref (")) {
        epoch = i;
      }
    }
  }
};

std::string_view cell(const std::vector<std::string_view>& cells, std::size_t at) {
  return at < cells.size() ? cells[at] : std::string_view{};
}

class OpenvpnReader : public TextLogReader {
 public:
  [[nodiscard]] std::string_view kind() const override { return "openvpn"; }
  [[nodiscard]] bool recognises(std::string_view text) const override;
  [[nodiscard]] std::optional<LineFate> read(const TextLine& line, TextLogOutput& out) override;
  void finish(TextLogOutput& out) override { sessions_.finish(out); }

 private:
  [[nodiscard]] LineFate read_learn(std::string_view text, const TextLine& line,
                                    TextLogOutput& out);
  [[nodiscard]] LineFate read_gone(std::string_view before, const TextLine& line,
                                   TextLogOutput& out);
  [[nodiscard]] std::optional<LineFate> read_status(const TextLine& line, TextLogOutput& out);
  [[nodiscard]] LineFate read_row(const std::vector<std::string_view>& cells,
                                  const Columns& columns, const TextLine& line, TextLogOutput& out);

  VpnSessions sessions_;
  bool in_status_ = false;  // between `OpenVPN CLIENT LIST` and `END`
  Columns clients_;
  Columns routes_;
  bool routing_ = false;  // version 1: in the second table
  std::optional<Timestamp> updated_;
};

bool is_status_head(std::string_view text) {
  return text == "OpenVPN CLIENT LIST" || text.starts_with("TITLE,OpenVPN ") ||
         text.starts_with("TITLE\tOpenVPN ");
}

bool OpenvpnReader::recognises(std::string_view text) const {
  if (in_status_ || is_status_head(text)) {
    return true;
  }
  std::string_view rest = text;
  if (skip_past(rest, kLearn)) {
    // What clients name themselves stands in front: so the address alone does not do.
    (void)take_word(rest);
    return take_word(rest) == "->";
  }
  if (skip_past(rest, kGone)) {
    return (rest == "exiting" || rest == "restarting") &&
           text.find(" received,") != std::string_view::npos;
  }
  return text.find(" Peer Connection Initiated with [AF_INET") != std::string_view::npos ||
         text.find(" peer info: IV_") != std::string_view::npos ||
         text.find(" VERIFY OK: depth=") != std::string_view::npos;
}

/// `10.8.0.6 -> name/203.0.113.5:1194`; a network or a MAC learned is no address given.
LineFate OpenvpnReader::read_learn(std::string_view text, const TextLine& line,
                                   TextLogOutput& out) {
  const std::string_view learned = take_word(text);
  const auto given = zeek_address(learned);
  if (!given) {
    return zeek_mac(learned) || learned.find('/') != std::string_view::npos
               ? LineFate::NothingToKeep
               : LineFate::BadAddress;
  }
  const std::string_view client = behind_name(last_word(text));
  const auto from = client_address(client);
  if (!from) {
    return LineFate::BadAddress;
  }
  Timestamp time;
  if (const LineFate fate = out.clock.read(time_of(line), time); fate != LineFate::Used) {
    return fate;
  }
  sessions_.begin(client, *given, *from, time, line.number, out);
  ++out.notes.vpn_up;
  return LineFate::Used;
}

/// `name/203.0.113.5:1194 SIGTERM[soft,remote-exit] received,`: which address it had, is not said.
LineFate OpenvpnReader::read_gone(std::string_view before, const TextLine& line,
                                  TextLogOutput& out) {
  Timestamp time;
  if (const LineFate fate = out.clock.read(time_of(line), time); fate != LineFate::Used) {
    return fate;
  }
  const std::string_view client = behind_name(last_word(before.substr(0, before.rfind(" SIG"))));
  if (!sessions_.end(client, time, out)) {
    return LineFate::NothingToKeep;
  }
  ++out.notes.vpn_down;
  return LineFate::Used;
}

LineFate OpenvpnReader::read_row(const std::vector<std::string_view>& cells, const Columns& columns,
                                 const TextLine& line, TextLogOutput& out) {
  if (cells.size() < columns.cells) {
    return LineFate::WrongColumns;
  }
  const auto from = client_address(cell(cells, columns.real));
  if (!from) {
    return LineFate::BadAddress;
  }
  Timestamp since;
  if (const auto epoch = zeek_count(cell(cells, columns.epoch)); epoch && *epoch < 9'000'000'000) {
    since = Timestamp::from_seconds(static_cast<std::int64_t>(*epoch));
  } else {
    const auto written = shown_time(cell(cells, columns.since));
    if (!written) {
      return LineFate::BadTime;
    }
    if (const LineFate fate = out.clock.read(*written, since); fate != LineFate::Used) {
      return fate;
    }
  }
  bool any = false;
  for (const std::size_t column : {columns.given, columns.given6}) {
    std::string_view text = cell(cells, column);
    if (text.ends_with('C')) {
      text.remove_suffix(1);  // cached
    }
    if (const auto given = zeek_address(text)) {
      const Timestamp until = std::max(since, updated_.value_or(since));
      out.binding(vpn_binding(*given, *from, {since, until}, line.number));
      any = true;
    }
  }
  return any ? LineFate::Used : LineFate::NothingToKeep;
}

std::optional<LineFate> OpenvpnReader::read_status(const TextLine& line, TextLogOutput& out) {
  const auto cells = cells_of(line.text);
  const std::string_view word = cells[0];
  if (word == "END") {
    in_status_ = false;
    return std::nullopt;
  }
  if (word == "Updated" || word == "TIME") {
    Timestamp time;
    const auto written = shown_time(cell(cells, 1));
    if (written && out.clock.read(*written, time) == LineFate::Used) {
      updated_ = time;
    }
    return std::nullopt;
  }
  if (word == "HEADER") {
    const bool is_clients = cell(cells, 1) == "CLIENT_LIST";
    std::vector<std::string_view> names(cells.begin() + 1, cells.end());
    (is_clients ? clients_ : routes_) = Columns(names);
    return std::nullopt;
  }
  if (word == "CLIENT_LIST") {
    return read_row(cells, clients_, line, out);
  }
  if (word == "Common Name" || word == "Virtual Address") {  // version 1: headers without mark
    routing_ = word == "Virtual Address";
    routes_ = routing_ ? Columns(cells) : routes_;
    return std::nullopt;
  }
  if (word == "ROUTING TABLE" || word == "GLOBAL STATS" || cells.size() < 2 ||
      is_status_head(line.text)) {
    routing_ = false;
    return std::nullopt;
  }
  return routing_ ? read_row(cells, routes_, line, out) : LineFate::NothingToKeep;
}

std::optional<LineFate> OpenvpnReader::read(const TextLine& line, TextLogOutput& out) {
  if (is_status_head(line.text)) {
    in_status_ = true;
    clients_ = routes_ = Columns();
    routing_ = false;
    updated_.reset();
    return std::nullopt;
  }
  std::string_view rest = line.text;
  if (skip_past(rest, kLearn)) {
    return read_learn(rest, line, out);
  }
  if (in_status_) {
    return read_status(line, out);
  }
  if (const auto at = line.text.find(kGone); at != std::string_view::npos) {
    return read_gone(line.text.substr(0, at), line, out);
  }
  return LineFate::NothingToKeep;
}

}  // namespace

std::unique_ptr<TextLogReader> make_openvpn_reader() {
  return std::make_unique<OpenvpnReader>();
}

}  // namespace hamon
