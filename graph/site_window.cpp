#include "graph/site_window.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hamon {
namespace {

constexpr std::int64_t kDay = 86400;
constexpr std::int64_t kSecond = 1'000'000'000;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') {
    text.remove_prefix(1);
  }
  while (!text.empty() && text.back() == ' ') {
    text.remove_suffix(1);
  }
  return text;
}

std::optional<int> two_digits(std::string_view text) {
  if (text.size() != 2 || text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') {
    return std::nullopt;
  }
  return (text[0] - '0') * 10 + (text[1] - '0');
}

/// Second of the day of `09:00` or `09:00:30`, up to `24:00`.
std::optional<int> clock(std::string_view text) {
  if ((text.size() != 5 && text.size() != 8) || text[2] != ':' ||
      (text.size() == 8 && text[5] != ':')) {
    return std::nullopt;
  }
  const auto hour = two_digits(text.substr(0, 2));
  const auto minute = two_digits(text.substr(3, 2));
  const auto second = text.size() == 8 ? two_digits(text.substr(6, 2)) : std::optional(0);
  if (!hour || !minute || !second || *minute > 59 || *second > 59) {
    return std::nullopt;
  }
  const int total = *hour * 3600 + *minute * 60 + *second;
  return total <= kDay ? std::optional(total) : std::nullopt;
}

/// Day of the week, 0 = Monday.
std::optional<int> weekday(std::string_view word) {
  constexpr auto kDays = std::to_array<std::pair<std::string_view, int>>({{"mon", 0},
                                                                          {"tue", 1},
                                                                          {"wed", 2},
                                                                          {"thu", 3},
                                                                          {"fri", 4},
                                                                          {"sat", 5},
                                                                          {"sun", 6},
                                                                          {"月", 0},
                                                                          {"火", 1},
                                                                          {"水", 2},
                                                                          {"木", 3},
                                                                          {"金", 4},
                                                                          {"土", 5},
                                                                          {"日", 6}});
  std::string lower(word);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  for (const auto& [name, day] : kDays) {
    if (lower == name) {
      return day;
    }
  }
  return std::nullopt;
}

/// The days of `Mon-Fri`, `Sat,Sun`, `Fri-Mon`, `daily`; 0 when the text is none of these.
std::uint8_t weekdays(std::string_view text) {
  if (text == "daily" || text == "Daily" || text == "毎日") {
    return 0x7F;
  }
  unsigned days = 0;
  while (true) {
    const auto comma = text.find(',');
    const auto part = trimmed(text.substr(0, comma));
    const auto dash = part.find('-');
    const auto first = weekday(part.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : weekday(part.substr(dash + 1));
    if (!first || !last) {
      return 0;
    }
    for (int day = *first;; day = (day + 1) % 7) {
      days |= 1U << static_cast<unsigned>(day);
      if (day == *last) {
        break;
      }
    }
    if (comma == std::string_view::npos) {
      return static_cast<std::uint8_t>(days);
    }
    text.remove_prefix(comma + 1);
  }
}

std::optional<TimeWindow> weekly(std::string_view text) {
  const auto blank = text.rfind(' ');
  if (blank == std::string_view::npos) {
    return std::nullopt;
  }
  const auto hours = text.substr(blank + 1);
  const auto dash = hours.find('-');
  const auto from = clock(hours.substr(0, dash));
  const auto to = dash == std::string_view::npos ? std::nullopt : clock(hours.substr(dash + 1));
  const auto days = weekdays(trimmed(text.substr(0, blank)));
  if (days == 0 || !from || !to || *from >= kDay) {
    return std::nullopt;
  }
  TimeWindow window;
  window.weekdays = days;
  window.from_second = *from;
  window.to_second = *to;
  return window;
}

/// The length of an ISO 8601 duration in days, hours, minutes and seconds (`PT2H`, `P1DT12H30M`).
std::optional<Duration> iso_duration(std::string_view text) {
  if (text.size() < 3 || text.front() != 'P') {
    return std::nullopt;
  }
  text.remove_prefix(1);
  std::int64_t seconds = 0;
  bool in_time = false;
  while (!text.empty()) {
    if (text.front() == 'T' && !in_time) {
      in_time = true;
      text.remove_prefix(1);
      continue;
    }
    std::int64_t number = 0;
    std::size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9' && digits < 7) {
      number = number * 10 + (text[digits] - '0');
      ++digits;
    }
    if (digits == 0 || digits == text.size()) {
      return std::nullopt;
    }
    const char unit = text[digits];
    const std::int64_t scale = !in_time ? (unit == 'D'   ? kDay
                                           : unit == 'W' ? 7 * kDay
                                                         : 0)
                                        : (unit == 'H'   ? 3600
                                           : unit == 'M' ? 60
                                           : unit == 'S' ? 1
                                                         : 0);
    if (scale == 0) {
      return std::nullopt;
    }
    seconds += number * scale;
    text.remove_prefix(digits + 1);
  }
  return seconds > 0 && seconds < 9'000'000'000 ? std::optional(Duration::seconds(seconds))
                                                : std::nullopt;
}

/// The end of an interval: a time, a clock time on the day of the start (`…T10:00/12:00`), or a
/// duration.
std::optional<Timestamp> interval_end(std::string_view start_text, Timestamp start,
                                      std::string_view text, const TimeZone& zone) {
  if (const auto duration = iso_duration(text)) {
    return start + *duration;
  }
  if (clock(text) && start_text.size() >= 10) {
    const auto mark =
        start_text.find_first_of("Zz+-", 11);  // an offset of the start holds for both
    const auto offset =
        mark == std::string_view::npos ? std::string_view() : start_text.substr(mark);
    return parse_time(
        std::string(start_text.substr(0, 10)) + "T" + std::string(text) + std::string(offset),
        &zone);
  }
  return parse_time(text, &zone);
}

/// Splits at the one slash that is no part of a date written with slashes.
std::optional<std::pair<std::string_view, std::string_view>> halves(std::string_view text) {
  const auto slashes = std::ranges::count(text, '/');
  if (slashes % 2 == 0) {
    return std::nullopt;
  }
  std::size_t at = text.find('/');
  for (auto i = slashes / 2; i > 0; --i) {
    at = text.find('/', at + 1);
  }
  return std::pair(trimmed(text.substr(0, at)), trimmed(text.substr(at + 1)));
}

bool has_offset(std::string_view time) {
  const TimeZone utc = TimeZone::utc();
  return parse_time(time, nullptr).has_value() || !parse_time(time, &utc).has_value();
}

/// Seconds since 1970 as a local clock counts them, to an instant; held within the range of time.
Timestamp local_instant(std::int64_t day, int second, const TimeZone& zone) {
  constexpr std::int64_t kMost = INT64_MAX / kSecond - 2 * kDay;
  const std::int64_t seconds = day * kDay + second;
  if (seconds > kMost) {
    return Timestamp::max();
  }
  return seconds < -kMost ? Timestamp::min() : zone.to_utc(seconds * kSecond);
}

std::int64_t local_day(Timestamp t, const TimeZone& zone) {
  // Rounded down without leaving the range of the type at its lower end.
  const std::int64_t whole = t.ns / kSecond - (t.ns % kSecond < 0 ? 1 : 0);
  const std::int64_t seconds = whole + zone.offset_seconds(t);
  return (seconds >= 0 ? seconds : seconds - (kDay - 1)) / kDay;
}

/// The occurrence of a weekly window that starts on `day` (days since 1970); nothing on other
/// weekdays.
std::optional<Window> occurrence(const TimeWindow& window, std::int64_t day, const TimeZone& zone) {
  const std::int64_t weekday_of = ((day + 3) % 7 + 7) % 7;  // 1970-01-01 was a Thursday
  if ((window.weekdays >> static_cast<unsigned>(weekday_of) & 1U) == 0) {
    return std::nullopt;
  }
  const bool past_midnight = window.to_second <= window.from_second;
  return Window{local_instant(day, window.from_second, zone),
                local_instant(past_midnight ? day + 1 : day, window.to_second, zone)};
}

}  // namespace

WindowReading read_window(std::string_view text, const TimeZone* zone) {
  WindowReading reading;
  const auto fail_as = [&](WindowProblem problem) {
    reading.problem = problem;
    return reading;
  };
  text = trimmed(text);
  if (auto window = weekly(text)) {
    reading.window = *window;
    reading.window.text = std::string(text);
    return zone == nullptr ? fail_as(WindowProblem::NoZone) : reading;
  }
  const auto parts = halves(text);
  if (!parts) {
    return fail_as(WindowProblem::Unreadable);
  }
  const TimeZone place = zone == nullptr ? TimeZone::utc() : *zone;
  const auto& [first, second] = *parts;
  std::optional<Timestamp> from = parse_time(first, &place);
  std::optional<Timestamp> to;
  if (from) {
    to = interval_end(first, *from, second, place);
  } else if (const auto length = iso_duration(first)) {
    to = parse_time(second, &place);
    from = to ? std::optional(*to - *length) : std::nullopt;
  }
  if (!from || !to) {
    return fail_as(WindowProblem::Unreadable);
  }
  if (zone == nullptr && (!has_offset(first) || (!clock(second) && !has_offset(second)))) {
    return fail_as(WindowProblem::NoZone);
  }
  if (*to <= *from) {
    return fail_as(WindowProblem::EndsBeforeStart);
  }
  reading.window.once = Window{*from, *to};
  reading.window.text = std::string(text);
  return reading;
}

std::optional<TimeWindow> parse_window(std::string_view text, const TimeZone& zone) {
  const WindowReading reading = read_window(text, &zone);
  return reading.problem == WindowProblem::None ? std::optional(reading.window) : std::nullopt;
}

bool overlaps(const TimeWindow& window, const Interval& interval, const TimeZone& zone) {
  if (window.once) {
    return window.once->overlaps(interval);
  }
  if (window.weekdays == 0) {
    return false;
  }
  const std::int64_t first =
      local_day(interval.begin, zone) - 1;  // one may have begun the day before
  const std::int64_t last = local_day(interval.end, zone);
  if (last - first > 9) {
    return true;  // more than a week holds every weekday whole
  }
  for (std::int64_t day = first; day <= last; ++day) {
    const auto one = occurrence(window, day, zone);
    if (one && one->overlaps(interval)) {
      return true;
    }
  }
  return false;
}

bool contains(const TimeWindow& window, const Interval& interval, const TimeZone& zone) {
  if (window.once) {
    return window.once->contains(interval);
  }
  Timestamp covered = interval.begin;  // everything before it lies inside; it itself does not yet
  const std::int64_t last = local_day(interval.end, zone);
  for (std::int64_t day = local_day(interval.begin, zone) - 1; day <= last; ++day) {
    const auto one = occurrence(window, day, zone);
    if (!one || one->to <= covered) {
      continue;
    }
    if (one->from > covered) {
      return false;
    }
    covered = one->to;
    if (interval.end < covered) {
      return true;
    }
  }
  return false;
}

}  // namespace hamon
