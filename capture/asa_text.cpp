#include "capture/asa_text.hpp"

#include "capture/zeek_row.hpp"

#include <algorithm>
#include <array>

namespace hamon {
namespace {

constexpr std::size_t kNumber = 6;       // digits
constexpr std::size_t kWordsBefore = 6;  // host, what RFC 5424 puts there, a colon

std::optional<std::uint32_t> number_at(std::string_view text) {
  const auto number = text.size() < kNumber ? std::nullopt : zeek_count(text.substr(0, kNumber));
  return number ? std::optional(static_cast<std::uint32_t>(*number)) : std::nullopt;
}

void skip_blanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
}

/// `(192.0.2.1/443)` or `(DOMAIN\user)` in front; parentheses inside a name are counted.
std::string_view take_group(std::string_view& text) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    depth += text[i] == '(' ? 1U : 0U;
    depth -= text[i] == ')' ? 1U : 0U;
    if (depth == 0) {
      const std::string_view inside = text.substr(1, i - 1);
      text.remove_prefix(i + 1);
      return inside;
    }
  }
  const std::string_view inside = text.substr(1);
  text = {};
  return inside;
}

/// The port behind an address in `IF/192.0.2.1(443)`.
LineFate read_access_list_end(std::string_view word, std::string_view port, LogEnd& out) {
  const auto address = zeek_address(word.substr(word.rfind('/') + 1));
  if (!address) {
    return LineFate::BadAddress;
  }
  const auto number = log_port(port);
  out = {*address, number.value_or(0), number.has_value()};
  return number ? LineFate::Used : LineFate::BadPort;
}

/// What stands before the address: nothing, or an interface's name, which may hold blanks
/// (`NP Identity Ifc`), and a colon.
std::string_view without_interface(std::string_view text, std::size_t& skipped) {
  const auto colon = text.find(':');
  skipped = 0;
  if (colon == std::string_view::npos || zeek_address(text.substr(0, text.find_first_of("/ ,(")))) {
    return text;
  }
  skipped = colon + 1;
  return text.substr(skipped);
}

}  // namespace

std::optional<AsaMessage> asa_message(std::string_view line) {
  constexpr auto kMarks = std::to_array<std::string_view>({"%ASA-", "%FTD-", "%PIX-", "%NGIPS-"});
  for (const std::string_view mark : kMarks) {
    const auto at = line.find(mark);
    if (at == std::string_view::npos || !is_device_prefix(line.substr(0, at), kWordsBefore)) {
      continue;
    }
    std::string_view rest = line.substr(at + mark.size());
    const auto dash = rest.find('-');
    std::string_view behind = dash > 8 ? std::string_view{} : rest.substr(dash + 1);
    if (behind.size() > 1 && behind[1] == '-') {  // the class stood first: `%ASA-session-6-302013`
      behind.remove_prefix(2);
    }
    if (const auto number = number_at(behind)) {
      rest = behind.substr(kNumber);
      if (rest.starts_with(':')) {
        rest.remove_prefix(1);
      }
      skip_blanks(rest);
      return AsaMessage{*number, rest};
    }
  }
  return std::nullopt;
}

LineFate take_asa_end(std::string_view& text, LogEnd& out, LogEnd& mapped) {
  skip_blanks(text);
  std::size_t skipped = 0;
  const std::string_view body = without_interface(text, skipped);
  const std::string_view word = body.substr(0, body.find_first_of(" ,("));
  text.remove_prefix(skipped + word.size());
  // `outside/192.0.2.1(443)`: with an interface and a slash the port stands in parentheses.
  const bool access_list =
      text.starts_with('(') && skipped == 0 && !zeek_address(word.substr(0, word.find('/')));
  LineFate fate = LineFate::Used;
  if (access_list) {
    fate = read_access_list_end(word, take_group(text), out);
  } else {
    fate = log_end(word, '/', out);
  }
  mapped = out;
  for (;;) {
    std::string_view rest = text;
    skip_blanks(rest);
    if (!rest.starts_with('(')) {
      break;
    }
    const std::string_view group = take_group(rest);
    if (group.starts_with("type ")) {
      break;
    }
    text = rest;
    LogEnd named;
    if (log_end(group, '/', named) == LineFate::Used) {
      mapped = named;
    }
  }
  return fate;
}

std::optional<std::int64_t> asa_duration(std::string_view text) {
  std::int64_t seconds = 0;
  int parts = 0;
  while (!text.empty() && parts < 3) {
    const std::string_view part = text.substr(0, text.find(':'));
    const auto value = zeek_count(part);
    constexpr std::uint64_t kMost = 1'000'000;
    if (!value || *value > kMost) {
      return std::nullopt;
    }
    seconds = seconds * 60 + static_cast<std::int64_t>(*value);
    ++parts;
    text.remove_prefix(std::min(part.size() + 1, text.size()));
  }
  return parts == 3 && text.empty() ? std::optional(seconds) : std::nullopt;
}

std::optional<AsaIcmp> asa_icmp(std::string_view text) {
  if (!skip_past(text, "type ")) {
    return std::nullopt;
  }
  const std::string_view type = text.substr(0, text.find_first_of(" ,)"));
  if (!skip_past(text, "code ")) {
    return std::nullopt;
  }
  const auto a = log_port(type);
  const auto b = log_port(text.substr(0, text.find_first_of(" ,)")));
  return a && b && *a <= 255 && *b <= 255 ? std::optional(AsaIcmp{*a, *b}) : std::nullopt;
}

}  // namespace hamon
