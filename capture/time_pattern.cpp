#include "capture/time_pattern.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>

namespace hamon {
namespace {

constexpr std::string_view kBlanks = " \t";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(kBlanks);
  return begin == std::string_view::npos
             ? std::string_view{}
             : text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

/// Takes at most `most` digits, at least `least`.
std::optional<int> take_number(std::string_view& text, std::size_t least, std::size_t most) {
  int value = 0;
  std::size_t n = 0;
  while (n < most && n < text.size() && is_digit(text[n])) {
    value = value * 10 + (text[n++] - '0');
  }
  if (n < least) {
    return std::nullopt;
  }
  text.remove_prefix(n);
  return value;
}

bool take_fraction(std::string_view& text, std::int64_t& nanosecond) {
  std::int64_t scale = 100'000'000;
  nanosecond = 0;
  const std::size_t before = text.size();
  while (!text.empty() && is_digit(text.front())) {
    nanosecond += (text.front() - '0') * scale;
    scale /= 10;
    text.remove_prefix(1);
  }
  return text.size() < before;
}

/// What the letters of a pattern have said so far.
struct Parts {
  CivilTime civil;
  std::optional<bool> afternoon;
  std::optional<std::int64_t> offset;
};

bool take_offset(std::string_view& text, Parts& parts) {
  constexpr auto kLengths = std::to_array<std::size_t>({6, 5, 1});
  for (const std::size_t length : kLengths) {
    if (text.size() >= length) {
      parts.offset = parse_offset(text.substr(0, length));
      if (parts.offset) {
        text.remove_prefix(length);
        return true;
      }
    }
  }
  return false;
}

bool take_word_of(std::string_view& text, std::string_view word) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  const std::string_view front = text.substr(0, word.size());
  if (!std::ranges::equal(front, word, {}, lower, lower)) {
    return false;
  }
  text.remove_prefix(word.size());
  return true;
}

bool take_half_of_day(std::string_view& text, Parts& parts) {
  constexpr auto kWords = std::to_array<std::pair<std::string_view, bool>>(
      {{"am", false}, {"pm", true}, {"午前", false}, {"午後", true}});
  for (const auto& [word, afternoon] : kWords) {
    if (take_word_of(text, word)) {
      parts.afternoon = afternoon;
      return true;
    }
  }
  return false;
}

bool take_month_name(std::string_view& text, int& month) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  for (std::size_t i = 0; i < 12; ++i) {
    if (take_word_of(text, kMonths.substr(3 * i, 3))) {
      month = static_cast<int>(i) + 1;
      return true;
    }
  }
  return false;
}

bool take_into(std::string_view& text, std::size_t least, std::size_t most, int& out) {
  const auto number = take_number(text, least, most);
  out = number.value_or(0);
  return number.has_value();
}

bool take_seconds(std::string_view& text, CivilTime& civil) {
  if (!take_into(text, 1, 2, civil.second)) {
    return false;
  }
  if (text.size() > 1 && (text[0] == '.' || text[0] == ',') && is_digit(text[1])) {
    text.remove_prefix(1);
    return take_fraction(text, civil.nanosecond);
  }
  return true;
}

bool take_letter(char letter, std::string_view& text, Parts& parts) {
  CivilTime& civil = parts.civil;
  switch (letter) {
    case 'Y':
      return take_into(text, 4, 4, civil.year) && civil.year > 0;
    case 'y': {
      const bool taken = take_into(text, 2, 2, civil.year);
      civil.year += civil.year < 69 ? 2000 : 1900;  // POSIX, strptime
      return taken;
    }
    case 'm':
      return take_into(text, 1, 2, civil.month);
    case 'b':
      return take_month_name(text, civil.month);
    case 'd':
    case 'e':
      return take_into(text, 1, 2, civil.day);
    case 'H':
    case 'I':
      return take_into(text, 1, 2, civil.hour);
    case 'M':
      return take_into(text, 1, 2, civil.minute);
    case 'S':
      return take_seconds(text, civil);
    case 'f':
      return take_fraction(text, civil.nanosecond);
    case 'p':
      return take_half_of_day(text, parts);
    case 'z':
      return take_offset(text, parts);
    default:
      return false;
  }
}

}  // namespace

std::optional<TimePattern> TimePattern::parse(std::string_view pattern) {
  constexpr std::string_view kLetters = "YymbdeHIMSfpz";
  constexpr std::size_t kLongest = 128;  // bytes
  TimePattern out;
  std::string letters;
  pattern = trimmed(pattern);
  if (pattern.size() > kLongest) {
    return std::nullopt;
  }
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '%' && pattern.substr(i + 1, 1) != "%") {
      if (i + 1 == pattern.size() || kLetters.find(pattern[i + 1]) == std::string_view::npos) {
        return std::nullopt;
      }
      letters.push_back(pattern[++i]);
      out.steps_.push_back({pattern[i], {}});
    } else if (kBlanks.find(c) != std::string_view::npos) {
      out.steps_.push_back({' ', {}});
    } else {
      i += c == '%' ? 1U : 0U;
      out.steps_.push_back({0, std::string(1, c)});
    }
  }
  const bool has_day = letters.find_first_of("de") != std::string::npos &&
                       letters.find_first_of("mb") != std::string::npos;
  return has_day && letters.find_first_of("HI") != std::string::npos ? std::optional(out)
                                                                     : std::nullopt;
}

std::optional<WrittenTime> TimePattern::read(std::string_view text) const {
  Parts parts;
  text = trimmed(text);
  for (const Step& step : steps_) {
    if (step.letter == ' ') {
      text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    } else if (step.letter == 0) {
      if (!text.starts_with(step.text)) {
        return std::nullopt;
      }
      text.remove_prefix(step.text.size());
    } else if (!take_letter(step.letter, text, parts)) {
      return std::nullopt;
    }
  }
  if (!text.empty()) {
    return std::nullopt;
  }
  if (parts.afternoon) {  // noon is 12 PM; Japanese clocks also write 午後0時
    parts.civil.hour = parts.civil.hour % 12 + (*parts.afternoon ? 12 : 0);
  }
  if (!parts.civil.is_valid()) {
    return std::nullopt;
  }
  return WrittenTime::of(parts.civil, parts.offset);
}

std::optional<WrittenTime> read_common_time(std::string_view text) {
  static const std::vector<TimePattern> kPatterns = [] {
    std::vector<TimePattern> patterns;
    for (const char* pattern :
         {"%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M",
          "%Y年%m月%d日 %H時%M分%S秒", "%Y年%m月%d日 %H:%M:%S", "%Y/%m/%d %p %I:%M:%S"}) {
      patterns.push_back(TimePattern::parse(pattern).value_or(TimePattern{}));
    }
    return patterns;
  }();
  constexpr std::size_t kLongest = 128;  // bytes
  text = trimmed(text);
  if (text.size() > kLongest) {
    return std::nullopt;
  }
  std::string_view rest = text;
  if (const auto time = take_time(rest); time && trimmed(rest).empty()) {
    return time;
  }
  for (const TimePattern& pattern : kPatterns) {
    if (const auto time = pattern.read(text)) {
      return time;
    }
  }
  return std::nullopt;
}

std::optional<std::int64_t> decimal_units(std::string_view text, std::int64_t nanoseconds) {
  text = trimmed(text);
  const bool negative = text.starts_with('-');
  text.remove_prefix(negative || text.starts_with('+') ? 1 : 0);
  std::int64_t value = 0;
  std::size_t digits = 0;
  for (; !text.empty() && is_digit(text.front()); ++digits) {
    if (__builtin_mul_overflow(value, 10, &value) ||
        __builtin_add_overflow(value, text.front() - '0', &value)) {
      return std::nullopt;
    }
    text.remove_prefix(1);
  }
  if (__builtin_mul_overflow(value, nanoseconds, &value)) {
    return std::nullopt;
  }
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    for (std::int64_t unit = nanoseconds; !text.empty() && is_digit(text.front()); ++digits) {
      // Of a unit that ten does not divide the rest is lost: far below what is written.
      unit /= 10;
      if (__builtin_add_overflow(value, (text.front() - '0') * unit, &value)) {
        return std::nullopt;
      }
      text.remove_prefix(1);
    }
  }
  if (digits == 0 || !text.empty()) {
    return std::nullopt;
  }
  return negative ? -value : value;
}

std::optional<Duration> read_length(std::string_view text, std::int64_t nanoseconds) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / 64;
  std::int64_t before = 0;
  bool clock = false;
  for (auto colon = text.find(':'); colon != std::string_view::npos; colon = text.find(':')) {
    const auto part = decimal_units(text.substr(0, colon), kSecond);
    if (!part || *part < 0 || *part > kMost || before > kMost / 64) {
      return std::nullopt;
    }
    before = (before + *part) * 60;
    clock = true;
    text.remove_prefix(colon + 1);
  }
  const auto last = decimal_units(text, clock ? kSecond : nanoseconds);
  if (!last || *last < 0 || before > kMost || (clock && *last > kMost)) {
    return std::nullopt;
  }
  return Duration{before + *last};
}

std::optional<WrittenTime> time_of_serial(std::string_view number, bool from_1904) {
  constexpr std::int64_t kDay = 86'400'000;    // milliseconds
  constexpr std::int64_t kZero1900 = -25'569;  // 1899-12-30 in days since 1970
  constexpr std::int64_t kZero1904 = -24'107;
  constexpr std::int64_t kFirst = 61;        // 1900-03-01: 1900 was no leap year
  constexpr std::int64_t kLast = 2'958'466;  // 10000-01-01
  const auto microseconds = decimal_units(number, kDay * 1'000);
  if (!microseconds) {
    return std::nullopt;
  }
  const std::int64_t milliseconds = (*microseconds + 500) / 1'000;
  if (milliseconds < (from_1904 ? 0 : kFirst * kDay) || milliseconds >= kLast * kDay) {
    return std::nullopt;
  }
  const std::int64_t day = milliseconds / kDay + (from_1904 ? kZero1904 : kZero1900);
  const std::int64_t rest = milliseconds % kDay;
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  CivilTime civil;
  civil.year = static_cast<int>(date.year());
  civil.month = static_cast<int>(static_cast<unsigned>(date.month()));
  civil.day = static_cast<int>(static_cast<unsigned>(date.day()));
  civil.hour = static_cast<int>(rest / 3'600'000);
  civil.minute = static_cast<int>(rest / 60'000 % 60);
  civil.second = static_cast<int>(rest / 1'000 % 60);
  civil.nanosecond = rest % 1'000 * 1'000'000;
  return WrittenTime::of(civil);
}

}  // namespace hamon
