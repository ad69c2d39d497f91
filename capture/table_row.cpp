#include "capture/table_row.hpp"

#include "base/service_catalogue.hpp"
#include "capture/packet_summary.hpp"
#include "capture/zeek_row.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace hamon {
namespace {

using enum TableField;

constexpr std::size_t kMostCells = 256;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) {
    return text.substr(0, 0);
  }
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

void split_blanks(std::string_view line, std::vector<std::string_view>& cells) {
  while (cells.size() < kMostCells) {
    const auto begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) {
      return;
    }
    line.remove_prefix(begin);
    const auto end = std::min(line.find_first_of(" \t"), line.size());
    cells.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

bool read_count(std::string_view text, std::uint64_t& out) {
  const auto value = text.empty() ? 0 : table_count(text);
  out = value.value_or(0);
  return value.has_value();
}

/// Ports as numbers, also as `0x00aa`; names are left to the service table of another system.
bool read_port(std::string_view text, std::optional<std::uint16_t>& out) {
  if (text.empty()) {
    return true;
  }
  unsigned value = 0;
  const bool hex = text.starts_with("0x");
  const std::string_view digits = hex ? text.substr(2) : text;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
  const std::string_view rest(end, static_cast<std::size_t>(digits.data() + digits.size() - end));
  const bool fraction = rest.starts_with('.') && rest.find_first_not_of(".0") == rest.npos;
  if (error != std::errc{} || (!rest.empty() && !fraction && !rest.starts_with('.'))) {
    return false;
  }
  if (value > std::numeric_limits<std::uint16_t>::max()) {
    return false;
  }
  out = static_cast<std::uint16_t>(value);
  return true;
}

bool is_icmp(std::uint8_t number) {
  return number == protocol::kIcmp || number == protocol::kIcmp6;
}

/// Type and code: `8.0` (nfdump), 2048 as a port number (SiLK, nfdump), or two columns (Argus).
std::optional<std::uint16_t> icmp_of(const TableRow& row, const ExportedFlow& flow) {
  const std::string_view text = row[TargetPort];
  if (const auto point = text.find('.'); point != std::string_view::npos) {
    const auto type = zeek_count(text.substr(0, point));
    const auto code = zeek_count(text.substr(point + 1));
    if (type && code && *type <= 0xFF && *code <= 0xFF) {
      return static_cast<std::uint16_t>(*type << 8U | *code);
    }
    return std::nullopt;
  }
  return flow.target_port;
}

LineFate read_times(const TableRow& row, const TimeZone* zone, ExportedFlow& flow) {
  for (const auto& [field, out] : {std::pair{Start, &flow.start}, std::pair{End, &flow.end}}) {
    if (!row[field].empty()) {
      *out = table_time(row[field], zone);
      if (!*out) {
        return !table_time(row[field], nullptr) && lacks_offset(row[field])
                   ? LineFate::TimeWithoutZone
                   : LineFate::BadTime;
      }
    }
  }
  if (!row[Length].empty()) {
    const auto length = decimal_nanoseconds(row[Length]);
    if (!length || *length < 0) {
      return LineFate::BadNumber;
    }
    if (flow.start && !flow.end) {
      flow.end = *flow.start + Duration{*length};
    }
  }
  return LineFate::Used;
}

LineFate read_ends(const TableRow& row, ExportedFlow& flow) {
  const auto source = zeek_address(row[Source]);
  const auto target = zeek_address(row[Target]);
  if (!source || !target) {
    return LineFate::BadAddress;
  }
  flow.source = *source;
  flow.target = *target;
  if (!row[Protocol].empty()) {
    const auto number = protocol_by_name(row[Protocol], !source->is_v4());
    if (!number) {
      return LineFate::BadProtocol;
    }
    flow.protocol = *number;
  }
  if (!read_port(row[SourcePort], flow.source_port) ||
      !read_port(row[TargetPort], flow.target_port)) {
    return LineFate::BadPort;
  }
  if (is_icmp(flow.protocol)) {
    flow.icmp = icmp_of(row, flow);
  }
  return LineFate::Used;
}

LineFate read_counts(const TableRow& row, const TableReading& reading, ExportedFlow& flow) {
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
  if (!read_count(row[PacketsOut], flow.forward.packets) ||
      !read_count(row[BytesOut], flow.forward.bytes) ||
      !read_count(row[PacketsIn], flow.backward.packets) ||
      !read_count(row[BytesIn], flow.backward.bytes) || !read_count(row[PacketsBoth], packets) ||
      !read_count(row[BytesBoth], bytes)) {
    return LineFate::BadNumber;
  }
  const auto rest = [](std::uint64_t both, std::uint64_t out, std::uint64_t& in) {
    in = both > out ? both - out : in;
  };
  rest(packets, flow.forward.packets, flow.backward.packets);
  rest(bytes, flow.forward.bytes, flow.backward.bytes);
  flow.both_ways = reading.both_ways || flow.backward.packets > 0 || flow.backward.bytes > 0;
  flow.with_link_layer = reading.with_link_layer;
  if (!row[TcpFlags].empty()) {
    flow.forward.tcp_flags = tcp_flags_by_letters(row[TcpFlags]);
  }
  return LineFate::Used;
}

bool is_refusal(std::string_view action) {
  constexpr auto kWords = std::to_array<std::string_view>({"reject", "deny", "denied", "drop",
                                                           "dropped", "block", "blocked", "discard",
                                                           "refused", "d", "拒否", "遮断", "破棄"});
  return std::ranges::any_of(kWords, [action](std::string_view w) { return same_word(action, w); });
}

}  // namespace

void split_cells(std::string_view line, char separator, std::vector<std::string_view>& cells) {
  cells.clear();
  if (separator == ' ') {
    split_blanks(line, cells);
    return;
  }
  for (;;) {
    const auto begin = line.find_first_not_of(" ");
    const bool quoted = begin != std::string_view::npos && line[begin] == '"';
    const auto close = quoted ? line.find('"', begin + 1) : std::string_view::npos;
    if (close != std::string_view::npos) {
      cells.push_back(line.substr(begin + 1, close - begin - 1));
    }
    const auto end = line.find(separator, close == std::string_view::npos ? 0 : close);
    if (close == std::string_view::npos) {
      cells.push_back(trimmed(line.substr(0, end)));
    }
    if (end == std::string_view::npos || cells.size() >= kMostCells) {
      return;
    }
    line.remove_prefix(end + 1);
  }
}

TableHeader::TableHeader(const std::vector<std::string_view>& cells,
                         std::span<const ColumnName> names) {
  for (const std::string_view cell : cells) {
    const auto found = std::ranges::find_if(
        names, [cell](const ColumnName& name) { return same_word(name.first, cell); });
    const bool known = found != names.end() && !has(found->second);
    columns_.push_back(known ? std::optional(found->second) : std::nullopt);
  }
}

bool TableHeader::has(TableField field) const {
  return std::ranges::find(columns_, std::optional(field)) != columns_.end();
}

std::size_t TableHeader::known() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(columns_, [](const auto& column) { return column.has_value(); }));
}

bool TableHeader::fill(const std::vector<std::string_view>& cells, TableRow& row) const {
  row.clear();
  if (cells.size() < columns_.size()) {
    return false;
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i]) {
      row.set(*columns_[i], cells[i]);
    }
  }
  return true;
}

LineFate read_table_flow(const TableRow& row, const TableReading& reading, ExportedFlow& flow) {
  for (const LineFate fate : {read_times(row, reading.zone, flow), read_ends(row, flow),
                              read_counts(row, reading, flow)}) {
    if (fate != LineFate::Used) {
      return fate;
    }
  }
  flow.denied = is_refusal(row[Action]);
  for (const auto& [field, out] :
       {std::pair{SourceMac, &flow.source_mac}, std::pair{TargetMac, &flow.target_mac}}) {
    const auto mac = row[field].empty() ? std::nullopt : zeek_mac(row[field]);
    *out = mac && !mac->is_zero() ? mac : std::nullopt;
  }
  if (const auto tag = zeek_count(row[Vlan]); tag && *tag > 0 && *tag <= 4095) {
    flow.vlan = static_cast<std::uint16_t>(*tag);
  }
  if (!row[Service].empty() && row[Service].size() <= 64) {
    flow.service = from_sensor_word(row[Service], flow.protocol, flow.target_port.value_or(0));
  }
  return LineFate::Used;
}

std::optional<std::uint8_t> protocol_by_name(std::string_view word, bool v6) {
  constexpr auto kNames = std::to_array<std::pair<std::string_view, std::uint8_t>>(
      {{"icmp", 1},   {"igmp", 2},    {"ipip", 4},       {"ipencap", 4}, {"tcp", 6},   {"egp", 8},
       {"udp", 17},   {"ipv6", 41},   {"rsvp", 46},      {"gre", 47},    {"esp", 50},  {"ah", 51},
       {"icmp6", 58}, {"icmpv6", 58}, {"ipv6-icmp", 58}, {"eigrp", 88},  {"ospf", 89}, {"pim", 103},
       {"vrrp", 112}, {"l2tp", 115},  {"sctp", 132},     {"t", 6},       {"u", 17}});
  if (same_word(word, "icmp") && v6) {
    return protocol::kIcmp6;
  }
  for (const auto& [name, number] : kNames) {
    if (same_word(word, name)) {
      return number;
    }
  }
  const auto number = table_count(word);
  return number && *number <= 0xFF ? std::optional(static_cast<std::uint8_t>(*number))
                                   : std::nullopt;
}

std::optional<Timestamp> table_time(std::string_view text, const TimeZone* zone) {
  if (const auto time = zeek_time(text, zone)) {
    return time;
  }
  std::string written(text.substr(0, 64));
  for (std::size_t i = 0; i < written.size() && i < 10; ++i) {
    written[i] = written[i] == '/' ? '-' : written[i];
  }
  return parse_time(written, zone);
}

std::optional<std::uint64_t> table_count(std::string_view text) {
  if (const auto plain = zeek_count(text)) {
    return plain;
  }
  constexpr auto kUnits = std::to_array<std::pair<char, std::uint64_t>>(
      {{'K', 1'000}, {'M', 1'000'000}, {'G', 1'000'000'000}, {'T', 1'000'000'000'000}});
  std::uint64_t unit = 1;
  for (const auto& [letter, factor] : kUnits) {
    if (text.ends_with(letter)) {
      unit = factor;
      text = trimmed(text.substr(0, text.size() - 1));
      break;
    }
  }
  const auto nanos = decimal_nanoseconds(text);  // a billionth of the unit at the most is lost
  if (!nanos || *nanos < 0) {
    return std::nullopt;
  }
  const auto billionths = static_cast<std::uint64_t>(*nanos);
  constexpr std::uint64_t kBillion = 1'000'000'000;
  if (unit == 1) {
    return billionths % kBillion == 0 ? std::optional(billionths / kBillion) : std::nullopt;
  }
  return billionths / (kBillion / std::min(unit, kBillion)) *
         (unit > kBillion ? unit / kBillion : 1);
}

std::optional<std::uint8_t> tcp_flags_by_letters(std::string_view text) {
  if (text.starts_with("0x")) {
    unsigned value = 0;
    const auto [end, error] =
        std::from_chars(text.data() + 2, text.data() + text.size(), value, 16);
    const bool whole = error == std::errc{} && end == text.data() + text.size() && value <= 0xFF;
    return whole ? std::optional(static_cast<std::uint8_t>(value)) : std::nullopt;
  }
  if (const auto number = zeek_count(text)) {
    return *number <= 0xFF ? std::optional(static_cast<std::uint8_t>(*number)) : std::nullopt;
  }
  constexpr auto kLetters = std::to_array<std::pair<char, std::uint8_t>>({{'F', 0x01},
                                                                          {'S', 0x02},
                                                                          {'R', 0x04},
                                                                          {'P', 0x08},
                                                                          {'A', 0x10},
                                                                          {'U', 0x20},
                                                                          {'E', 0x40},
                                                                          {'C', 0x80},
                                                                          {'W', 0x80},
                                                                          {'.', 0},
                                                                          {' ', 0}});
  std::uint8_t flags = 0;
  for (const char c : text) {
    const auto* const known = std::ranges::find(kLetters, c, &std::pair<char, std::uint8_t>::first);
    if (known == kLetters.end()) {
      return std::nullopt;
    }
    flags = static_cast<std::uint8_t>(flags | known->second);
  }
  return flags;
}

}  // namespace hamon
