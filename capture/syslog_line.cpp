#include "capture/syslog_line.hpp"

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

/// `<166>`, and what follows it: the version of RFC 5424, a sequence number of Cisco's.
void skip_priority(std::string_view& text) {
  constexpr std::size_t kLongest = 5;  // RFC 3164, 4.1.1
  const auto end = text.substr(0, kLongest).find('>');
  if (!text.starts_with('<') || end == std::string_view::npos) {
    return;
  }
  text.remove_prefix(end + 1);
  if (text.starts_with("1 ")) {  // RFC 5424, 6.2.2
    std::string_view behind = text.substr(2);
    if (!behind.empty() && is_digit(behind.front()) && take_time(behind)) {
      text.remove_prefix(2);
    }
  }
}

/// A word (a host name) that may stand between two times.
void skip_word(std::string_view& text) {
  const auto end = text.find(' ');
  text.remove_prefix(end == std::string_view::npos ? text.size() : end);
  skip_blanks(text);
}

}  // namespace

SyslogLine strip_syslog(std::string_view line) {
  constexpr int kMostTimes = 3;
  constexpr int kWordsBetween = 3;  // host, `:`, a tag
  SyslogLine out;
  skip_blanks(line);
  skip_priority(line);
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
    while (!rest.empty() && (rest.front() == ':' || rest.front() == '|')) {
      rest.remove_prefix(1);
      skip_blanks(rest);
    }
    out.text = rest;
  }
  return out;
}

}  // namespace hamon
