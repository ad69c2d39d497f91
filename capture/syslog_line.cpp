#include "capture/syslog_line.hpp"

#include <optional>

namespace hamon {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

void skip_blanks(std::string_view& text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
    text.remove_prefix(1);
  }
}

/// A word (a host name) that may stand between two times.
void skip_word(std::string_view& text) {
  const auto end = text.find(' ');
  text.remove_prefix(end == std::string_view::npos ? text.size() : end);
  skip_blanks(text);
}

/// `<166>`.
void skip_priority(std::string_view& text) {
  constexpr std::size_t kLongest = 5;  // RFC 3164, 4.1.1
  const auto end = text.substr(0, kLongest).find('>');
  if (!text.starts_with('<') || end == std::string_view::npos) {
    return;
  }
  text.remove_prefix(end + 1);
}

/// Whether what follows the priority is as RFC 5424 (section 6.2.2) has it; then it begins with the
/// time.
bool skip_version(std::string_view& text) {
  if (!text.starts_with("1 ")) {
    return false;
  }
  std::string_view behind = text.substr(2);
  if (behind.empty() || !is_digit(behind.front()) || !take_time(behind)) {
    return false;
  }
  text.remove_prefix(2);
  return true;
}

/// `[id name="value" …]…` (RFC 5424, section 6.3), which may hold `\]`; nothing where none stands.
void skip_structured_data(std::string_view& text) {
  std::string_view rest = text;
  while (rest.starts_with('[')) {
    bool quoted = false;
    std::size_t at = 1;
    for (; at < rest.size() && (quoted || rest[at] != ']'); ++at) {
      if (quoted && rest[at] == '\\') {
        ++at;
      } else if (rest[at] == '"') {
        quoted = !quoted;
      }
    }
    if (at >= rest.size()) {
      return;  // no such data: a message that begins with a bracket
    }
    rest.remove_prefix(at + 1);
  }
  text = rest;
  skip_blanks(text);
}

/// Host, application, process and message id of RFC 5424 (section 6.2), then structured data or
/// `-`: what follows is the message. Nothing where the line ends before.
std::optional<std::string_view> message_of(std::string_view text) {
  constexpr int kWords = 4;
  for (int i = 0; i < kWords && !text.empty(); ++i) {
    skip_word(text);
  }
  if (text.starts_with("- ") || text == "-") {
    text.remove_prefix(1);
    skip_blanks(text);
  } else if (text.starts_with('[')) {
    skip_structured_data(text);
  } else {
    return std::nullopt;
  }
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // section 6.4
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  return text;
}

}  // namespace

SyslogLine strip_syslog(std::string_view line) {
  constexpr int kMostTimes = 3;
  constexpr int kWordsBetween = 3;  // host, `:`, a tag
  SyslogLine out;
  skip_blanks(line);
  skip_priority(line);
  const bool structured = skip_version(line);
  skip_blanks(line);
  if (line.size() > 2 && is_digit(line[0]) && line[1] == '|') {  // Kiwi: severity|time|message
    line.remove_prefix(2);
  }
  out.text = line;
  std::string_view rest = line;
  for (int times = 0; times < kMostTimes; ++times) {
    std::optional<WrittenTime> time;
    for (int words = 0; words <= (times == 0 ? 0 : kWordsBetween) && !rest.empty(); ++words) {
      if (words > 0) {
        skip_word(rest);
      }
      time = take_time(rest);
      if (time) {
        break;
      }
    }
    if (!time) {
      break;
    }
    if (time->kind > out.time.kind) {
      out.time = *time;
    }
    skip_blanks(rest);
    if (structured && times == 0) {
      rest = message_of(rest).value_or(rest);
    }
    while (!rest.empty() && (rest.front() == ':' || rest.front() == '|')) {
      rest.remove_prefix(1);
      skip_blanks(rest);
    }
    out.text = rest;
  }
  return out;
}

}  // namespace hamon
