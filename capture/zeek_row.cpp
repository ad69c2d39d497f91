#include "capture/zeek_row.hpp"

#include "capture/digit_words.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace hamon {
namespace {

using enum ZeekField;

constexpr auto kNames = std::to_array<std::pair<std::string_view, ZeekField>>({
    {"_path", Path},
    {"ts", Ts},
    {"id.orig_h", OrigH},
    {"id.orig_p", OrigP},
    {"id.resp_h", RespH},
    {"id.resp_p", RespP},
    {"proto", Proto},
    {"ip_proto", IpProto},
    {"service", Service},
    {"duration", Duration},
    {"orig_bytes", OrigBytes},
    {"resp_bytes", RespBytes},
    {"conn_state", ConnState},
    {"history", History},
    {"orig_pkts", OrigPkts},
    {"orig_ip_bytes", OrigIpBytes},
    {"resp_pkts", RespPkts},
    {"resp_ip_bytes", RespIpBytes},
    {"tunnel_parents", TunnelParents},
    {"orig_l2_addr", OrigL2Addr},
    {"resp_l2_addr", RespL2Addr},
    {"vlan", Vlan},
    {"client_addr", ClientAddr},
    {"assigned_addr", AssignedAddr},
    {"assigned_ip", AssignedAddr},  // before Zeek 2.6
    {"requested_addr", RequestedAddr},
    {"mac", Mac},
    {"host_name", HostName},
    {"client_fqdn", ClientFqdn},
    {"msg_types", MsgTypes},
    {"hostname", NtlmHostname},
    {"server_nb_computer_name", ServerNbName},
    {"server_dns_computer_name", ServerDnsName},
    {"query", Query},
    {"answers", Answers},
    {"qtype_name", QtypeName},
    {"server_name", ServerName},
    {"cipher", Cipher},
    {"uid", Uid},
    {"host", Host},
    {"method", Method},
    {"uri", Uri},
    {"client_name", RdpClientName},
    {"security_protocol", SecurityProtocol},
    {"kex_alg", KeyExchange},
    {"endpoint", Endpoint},
    {"operation", Operation},
    {"path", SharePath},
    {"share_type", ShareType},
    {"port_num", PortNum},
    {"software_type", SoftwareType},
});

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Digits with a point somewhere: the value is 0.d1d2d3… · 10^point.
struct Decimal {
  std::string_view whole;
  std::string_view fraction;
  std::int64_t exponent = 0;
  bool negative = false;
};

std::string_view take_digits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const auto count = static_cast<std::size_t>(end - text.begin());
  const std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

std::optional<Decimal> scan_decimal(std::string_view text) {
  Decimal out;
  if (text.starts_with('-')) {
    out.negative = true;
    text.remove_prefix(1);
  }
  out.whole = take_digits(text);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    out.fraction = take_digits(text);
  }
  if (out.whole.empty() && out.fraction.empty()) {
    return std::nullopt;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(text.substr(1).starts_with('+') ? 2 : 1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out.exponent);
    if (error != std::errc{} || out.exponent > 400 || out.exponent < -400) {
      return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  }
  return text.empty() ? std::optional(out) : std::nullopt;
}

/// `value` · 10 + `digit`; false when that does not fit.
bool push_digit(std::int64_t& value, int digit) {
  return !__builtin_mul_overflow(value, 10, &value) &&
         !__builtin_add_overflow(value, digit, &value);
}

/// The decimal times 10^9, cut off behind the point.
std::optional<std::int64_t> scaled(const Decimal& d) {
  const std::int64_t wanted = static_cast<std::int64_t>(d.whole.size()) + d.exponent + 9;
  std::int64_t value = 0;
  std::int64_t taken = 0;
  for (const std::string_view part : {d.whole, d.fraction}) {
    for (const char c : part) {
      if (taken >= wanted) {
        break;
      }
      ++taken;
      if (!push_digit(value, c - '0')) {
        return std::nullopt;
      }
    }
  }
  for (; value != 0 && taken < wanted; ++taken) {
    if (!push_digit(value, 0)) {
      return std::nullopt;
    }
  }
  return d.negative ? -value : value;
}

constexpr std::size_t kAlwaysFit = 19;  // digits

/// Digits from `at` on, at most nineteen, which always fit; leaves `at` behind them.
inline std::uint64_t leading_digits(std::string_view text, std::size_t& at) {
  const char* here = text.data() + at;
  const char* const end = text.data() + std::min(text.size(), at + kAlwaysFit);
  std::uint64_t value = 0;
  for (; here != end; ++here) {
    const unsigned digit = static_cast<unsigned char>(*here) - unsigned{'0'};
    if (digit > 9) {
      break;
    }
    value = value * 10 + digit;
  }
  at = static_cast<std::size_t>(here - text.data());
  return value;
}

constexpr std::uint64_t kMostSeconds = INT64_MAX / 1'000'000'000 - 1;

/// At most ten digits; nothing for any other form.
std::optional<std::uint64_t> plain_whole(std::string_view text) {
  std::size_t at = 0;
  std::uint64_t front = 0;
  if (text.size() == 10) {  // seconds since 1970
    const auto eight = eight_digits(eight_characters(text.data()));
    if (!eight) {
      return std::nullopt;
    }
    front = std::uint64_t{*eight} * 100;
    at = 8;
  }
  const std::uint64_t back = leading_digits(text, at);
  const bool whole = !text.empty() && text.size() <= 10 && at == text.size();
  return whole ? std::optional(front + back) : std::nullopt;
}

/// `1258531221.486539`: at most ten digits, a point, six. Nothing for any other form.
std::optional<std::int64_t> plain_microseconds(std::string_view text) {
  constexpr std::size_t kBehind = 7;         // the point and the digits
  constexpr std::uint64_t kBefore = 0xFFFF;  // what stands before the six digits
  if (text.size() <= kBehind || text[text.size() - kBehind] != '.') {
    return std::nullopt;
  }
  const std::uint64_t last = eight_characters(text.data() + text.size() - 8);
  const auto fraction = eight_digits((last & ~kBefore) | (eight_times('0') & kBefore));
  const auto whole = plain_whole(text.substr(0, text.size() - kBehind));
  if (!fraction || !whole || *whole > kMostSeconds) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*whole * 1'000'000'000 + std::uint64_t{*fraction} * 1000);
}

/// The same with at most nine digits behind the point.
std::optional<std::int64_t> plain_seconds(std::string_view text) {
  if (const auto common = plain_microseconds(text)) {
    return common;
  }
  std::size_t at = 0;
  const std::uint64_t whole = leading_digits(text, at);
  if (at == 0 || whole > kMostSeconds || at + 1 >= text.size() || text[at] != '.') {
    return std::nullopt;
  }
  constexpr std::array<std::uint64_t, 10> kScale = {
      1000000000, 100000000, 10000000, 1000000, 100000, 10000, 1000, 100, 10, 1};
  const std::size_t begin = ++at;
  const std::uint64_t fraction = leading_digits(text, at);
  if (at != text.size() || at - begin > 9) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(whole * 1'000'000'000 + fraction * kScale[at - begin]);
}

constexpr std::int64_t kSecondsBeyondDoubt = 100'000'000'000;  // the year 5138

std::optional<Timestamp> epoch_time(std::string_view text) {
  if (const auto plain = plain_seconds(text)) {
    return Timestamp{*plain};
  }
  auto decimal = scan_decimal(text);
  if (!decimal) {
    return std::nullopt;
  }
  Decimal whole = *decimal;
  whole.exponent -= 9;
  const auto seconds = scaled(whole);
  if (seconds && *seconds >= kSecondsBeyondDoubt) {
    decimal->exponent -= 3;
  }
  const auto ns = scaled(*decimal);
  return ns ? std::optional(Timestamp{*ns}) : std::nullopt;
}

/// Takes one to three digits from the front of `here`. One with a leading zero may mean octal
/// elsewhere: it is no octet here. 256 when there is none.
inline unsigned take_octet(const char*& here, const char* end) {
  constexpr unsigned kNone = 256;
  const auto digit = [end](const char* at) {
    return at == end ? 10U : static_cast<unsigned char>(*at) - unsigned{'0'};
  };
  unsigned octet = digit(here);
  if (octet > 9) {
    return kNone;
  }
  for (int more = 0; more < 2; ++more) {
    const unsigned next = digit(++here);
    if (next > 9) {
      return octet;
    }
    if (octet == 0) {
      return kNone;
    }
    octet = octet * 10 + next;
  }
  ++here;
  return std::min(octet, kNone);
}

/// Four decimal numbers; any other form is left to `IpAddress::parse`.
std::optional<IpAddress> plain_v4(std::string_view text) {
  const char* here = text.data();
  const char* const end = here + text.size();
  std::uint32_t address = 0;
  for (int number = 0; number < 4; ++number) {
    if (number > 0 && (here == end || *here++ != '.')) {
      return std::nullopt;
    }
    const unsigned octet = take_octet(here, end);
    if (octet > 255) {
      return std::nullopt;
    }
    address = address << 8U | octet;
  }
  return here == end ? std::optional(IpAddress::v4(address)) : std::nullopt;
}

int hex_value(char c) {
  return kHexValues[static_cast<unsigned char>(c)];
}

/// `\x41` is `A`; anything else stays.
std::string unescaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("\\x") && i + 3 < text.size() && hex_value(text[i + 2]) >= 0 &&
        hex_value(text[i + 3]) >= 0) {
      out.push_back(static_cast<char>(hex_value(text[i + 2]) * 16 + hex_value(text[i + 3])));
      i += 3;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

/// How many bytes of well-formed UTF-8 (RFC 3629) one character at the front of `text` has; 0 for
/// none, and for control characters.
std::size_t printable_length(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) {
    return first >= 0x20 && first != 0x7F ? 1 : 0;
  }
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) {
    return 0;
  }
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) {
      return 0;
    }
  }
  const unsigned char second = byte(1);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool beyond = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
  const bool control = first == 0xC2 && second < 0xA0;
  return overlong || beyond || control ? 0 : length;
}

bool is_printable(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = printable_length(text);
    if (length == 0) {
      return false;
    }
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace

std::optional<ZeekField> zeek_field(std::string_view name) {
  for (const auto& [known, field] : kNames) {
    if (known == name) {
      return field;
    }
  }
  return std::nullopt;
}

std::optional<std::int64_t> decimal_nanoseconds(std::string_view text) {
  if (const auto plain = plain_seconds(text)) {
    return plain;
  }
  const auto decimal = scan_decimal(text);
  return decimal ? scaled(*decimal) : std::nullopt;
}

std::optional<Timestamp> zeek_time(std::string_view text, const TimeZone* zone) {
  if (const auto epoch = epoch_time(text)) {
    return epoch;
  }
  return parse_time(text, zone);
}

bool lacks_offset(std::string_view text) {
  const TimeZone utc = TimeZone::utc();
  return !parse_time(text, nullptr) && parse_time(text, &utc);
}

std::optional<std::uint64_t> zeek_count(std::string_view text) {
  if (text.empty() || text.size() > kAlwaysFit) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole ? std::optional(value) : std::nullopt;
  }
  std::uint64_t value = 0;
  for (const char c : text) {
    const unsigned digit = static_cast<unsigned char>(c) - unsigned{'0'};
    if (digit > 9) {
      return std::nullopt;
    }
    value = value * 10 + digit;
  }
  return value;
}

std::optional<IpAddress> zeek_address(std::string_view text) {
  const auto v4 = plain_v4(text);
  return v4 ? v4 : IpAddress::parse(text);
}

std::optional<MacAddress> zeek_mac(std::string_view text) {
  constexpr std::size_t kWritten = 17;  // characters
  if (text.size() != kWritten) {
    return MacAddress::parse(text);
  }
  MacAddress mac;
  return six_bytes(text.data(), mac.bytes) ? mac : MacAddress::parse(text);
}

std::string zeek_name(std::string_view text) {
  constexpr std::size_t kLongestName = 255;  // RFC 1035, 2.3.4; NetBIOS names are shorter
  std::string name = unescaped(text);
  if (!is_printable(name)) {
    name = std::string(text);  // bytes of another character set stay as Zeek wrote them
  }
  while (name.ends_with('.') || name.ends_with(' ')) {
    name.pop_back();
  }
  if (name.size() > kLongestName || !is_printable(name)) {
    return {};
  }
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return name;
}

}  // namespace hamon
