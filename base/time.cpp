#include "base/time.hpp"

#include <charconv>
#include <chrono>
#include <exception>

#include <date/tz.h>
#include <fmt/format.h>

namespace hamon {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

using SysNanos = date::sys_time<std::chrono::nanoseconds>;

const date::time_zone* zone_of(const void* zone) {
  return static_cast<const date::time_zone*>(zone);
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - static_cast<std::int64_t>((a % b != 0) && ((a < 0) != (b < 0)));
}

/// Reads fixed and variable runs of digits from the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  [[nodiscard]] bool empty() const { return text_.empty(); }
  [[nodiscard]] char peek() const { return text_.empty() ? '\0' : text_.front(); }
  bool take(char c) {
    if (peek() != c || text_.empty()) {
      return false;
    }
    text_.remove_prefix(1);
    return true;
  }
  /// Exactly `digits` digits, or nothing.
  std::optional<int> number(std::size_t digits) {
    if (text_.size() < digits) {
      return std::nullopt;
    }
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (text_[i] < '0' || text_[i] > '9') {
        return std::nullopt;
      }
      value = value * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(digits);
    return value;
  }
  /// A fraction of a second in nanoseconds; digits beyond the ninth are dropped.
  std::optional<std::int64_t> fraction() {
    std::int64_t value = 0;
    int digits = 0;
    while (!text_.empty() && text_.front() >= '0' && text_.front() <= '9') {
      if (digits < 9) {
        value = value * 10 + (text_.front() - '0');
      }
      ++digits;
      text_.remove_prefix(1);
    }
    for (int i = digits; i < 9; ++i) {
      value *= 10;
    }
    return digits == 0 ? std::nullopt : std::optional(value);
  }

 private:
  std::string_view text_;
};

struct LocalTime {
  std::int64_t seconds = 0;  // since 1970 as if UTC
  std::int64_t nanoseconds = 0;
};

std::optional<std::int64_t> scan_date(Scanner& in) {
  const auto year = in.number(4);
  const char separator = in.peek();
  if (!year || (separator != '-' && separator != '/') || !in.take(separator)) {
    return std::nullopt;
  }
  const auto month = in.number(2);
  if (!month || !in.take(separator)) {
    return std::nullopt;
  }
  const auto day = in.number(2);
  if (!day) {
    return std::nullopt;
  }
  const date::year_month_day ymd{date::year{*year}, date::month{static_cast<unsigned>(*month)},
                                 date::day{static_cast<unsigned>(*day)}};
  if (!ymd.ok() || *year < 1700 || *year > 2261) {
    return std::nullopt;
  }
  return date::sys_days(ymd).time_since_epoch().count() * std::int64_t{86400};
}

std::optional<LocalTime> scan_local(Scanner& in) {
  const auto day = scan_date(in);
  if (!day) {
    return std::nullopt;
  }
  LocalTime time{*day, 0};
  if (!in.take('T') && !in.take(' ')) {
    return in.empty() ? std::optional(time) : std::nullopt;
  }
  const auto hour = in.number(2);
  if (!hour || *hour > 24 || !in.take(':')) {
    return std::nullopt;
  }
  const auto minute = in.number(2);
  if (!minute || *minute > 59) {
    return std::nullopt;
  }
  int second = 0;
  if (in.take(':')) {
    const auto s = in.number(2);
    if (!s || *s > 60) {
      return std::nullopt;
    }
    second = *s;
    if (in.take('.') || in.take(',')) {
      const auto fraction = in.fraction();
      if (!fraction) {
        return std::nullopt;
      }
      time.nanoseconds = *fraction;
    }
  }
  if (*hour == 24 && (*minute != 0 || second != 0 || time.nanoseconds != 0)) {
    return std::nullopt;
  }
  time.seconds += *hour * 3600 + *minute * 60 + second;
  return time;
}

/// Seconds east of Greenwich; nothing when what is left is no offset.
std::optional<std::int64_t> scan_offset(Scanner& in) {
  if (in.take('Z') || in.take('z')) {
    return in.empty() ? std::optional<std::int64_t>(0) : std::nullopt;
  }
  const bool east = in.peek() == '+';
  if (!in.take('+') && !in.take('-')) {
    return std::nullopt;
  }
  const auto hours = in.number(2);
  in.take(':');
  const auto minutes = in.empty() ? std::optional(0) : in.number(2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59 || !in.empty()) {
    return std::nullopt;
  }
  const std::int64_t seconds = *hours * 3600 + *minutes * 60;
  return east ? seconds : -seconds;
}

}  // namespace

Timestamp operator+(Timestamp t, Duration d) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(t.ns, d.ns, &sum)) {
    return d.ns > 0 ? Timestamp::max() : Timestamp::min();
  }
  return {sum};
}

Timestamp operator-(Timestamp t, Duration d) {
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(t.ns, d.ns, &difference)) {
    return d.ns > 0 ? Timestamp::min() : Timestamp::max();
  }
  return {difference};
}

Duration operator-(Timestamp a, Timestamp b) {
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(a.ns, b.ns, &difference)) {
    return {a.ns > b.ns ? INT64_MAX : INT64_MIN};
  }
  return {difference};
}

TimeZone TimeZone::utc() {
  return {};
}

std::optional<TimeZone> TimeZone::named(std::string_view name) {
  if (name == "UTC" || name == "Z") {
    return utc();
  }
  try {
    TimeZone zone;
    zone.name_ = std::string(name);
    zone.zone_ = date::locate_zone(std::string(name));
    return zone;
  } catch (const std::exception&) {  // the library's way to say that there is no such zone
    return std::nullopt;
  }
}

std::int64_t TimeZone::offset_seconds(Timestamp t) const {
  if (zone_ == nullptr) {
    return 0;
  }
  const date::sys_seconds seconds{std::chrono::seconds(floor_div(t.ns, kSecond))};
  return zone_of(zone_)->get_info(seconds).offset.count();
}

Timestamp TimeZone::to_utc(std::int64_t local_ns) const {
  if (zone_ == nullptr) {
    return {local_ns};
  }
  const std::int64_t seconds = floor_div(local_ns, kSecond);
  const auto info = zone_of(zone_)->get_info(date::local_seconds{std::chrono::seconds(seconds)});
  if (info.result == date::local_info::nonexistent) {
    return Timestamp::from_seconds(info.first.end.time_since_epoch().count());
  }
  return Timestamp{local_ns} - Duration::seconds(info.first.offset.count());
}

std::pair<int, int> TimeZone::weekday_and_second(Timestamp t) const {
  const std::int64_t local = floor_div(t.ns, kSecond) + offset_seconds(t);
  const std::int64_t day = floor_div(local, 86400);
  const std::int64_t weekday = ((day + 3) % 7 + 7) % 7;  // 1970-01-01 was a Thursday
  return {static_cast<int>(weekday), static_cast<int>(local - day * 86400)};
}

std::string format_time(Timestamp t, const TimeZone& zone, bool nanoseconds) {
  const std::int64_t seconds = floor_div(t.ns, kSecond);
  const std::int64_t fraction = (t.ns % kSecond + kSecond) % kSecond;
  const std::int64_t offset = zone.offset_seconds(t);
  const std::int64_t local = seconds + offset;
  const std::int64_t day = floor_div(local, 86400);
  const std::int64_t second = local - day * 86400;
  const date::year_month_day ymd{date::sys_days{date::days{day}}};
  fmt::memory_buffer out;
  fmt::format_to(fmt::appender(out), "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
                 static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                 static_cast<unsigned>(ymd.day()), second / 3600, second / 60 % 60, second % 60);
  if (nanoseconds || fraction != 0) {
    fmt::format_to(fmt::appender(out), ".{:09}", fraction);
    while (!nanoseconds && out[out.size() - 1] == '0') {
      out.resize(out.size() - 1);
    }
  }
  if (zone.name() == "UTC") {
    out.push_back('Z');
  } else {
    const std::int64_t minutes = (offset < 0 ? -offset : offset) / 60;
    fmt::format_to(fmt::appender(out), "{}{:02}:{:02}", offset < 0 ? '-' : '+', minutes / 60,
                   minutes % 60);
  }
  return fmt::to_string(out);
}

std::optional<Timestamp> parse_time(std::string_view text, const TimeZone* zone) {
  // `find_first_of` costs a call for each character, and logs are full of times.
  std::size_t mark = 0;
  while (mark < text.size() && text[mark] != 'T' && text[mark] != ' ') {
    ++mark;
  }
  const auto begins_offset = [](char c) { return c == 'Z' || c == 'z' || c == '+' || c == '-'; };
  while (mark < text.size() && !begins_offset(text[mark])) {
    ++mark;
  }
  if (mark == text.size()) {
    mark = std::string_view::npos;
  }
  Scanner local_part(text.substr(0, mark));
  const auto local = scan_local(local_part);
  if (!local || !local_part.empty()) {
    return std::nullopt;
  }
  const Timestamp as_utc = Timestamp::from_seconds(local->seconds) + Duration{local->nanoseconds};
  if (mark != std::string_view::npos) {
    Scanner rest(text.substr(mark));
    const auto offset = scan_offset(rest);
    return offset ? std::optional(as_utc - Duration::seconds(*offset)) : std::nullopt;
  }
  return zone == nullptr ? std::nullopt : std::optional(zone->to_utc(as_utc.ns));
}

std::optional<Duration> parse_duration(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || !(number >= 0)) {
    return std::nullopt;
  }
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  double scale = 0;
  if (unit == "ms") {
    scale = 1e6;
  } else if (unit == "s") {
    scale = 1e9;
  } else if (unit == "m") {
    scale = 60e9;
  } else if (unit == "h") {
    scale = 3600e9;
  } else if (unit == "d") {
    scale = 86400e9;
  }
  const double ns = number * scale;
  if (scale == 0 || !(ns < 9e18)) {
    return std::nullopt;
  }
  return Duration{static_cast<std::int64_t>(ns)};
}

}  // namespace hamon
