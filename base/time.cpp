#include "base/time.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <map>
#include <mutex>

#include <absl/time/time.h>
#include <fmt/format.h>

namespace hamon {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

const absl::TimeZone& zone_of(const void* zone) {
  return *static_cast<const absl::TimeZone*>(zone);
}

/// The library also takes paths, its own `Fixed/UTC+09:00:00`, `localtime`, and the zones that
/// count leap seconds: none is a name of the IANA database.
bool is_name_of_database(std::string_view name) {
  return !name.empty() && name.front() != '/' && name.find(':') == std::string_view::npos &&
         name.find("..") == std::string_view::npos && name != "localtime" &&
         !name.starts_with("right/") && !name.starts_with("posix/");
}

/// Loaded once; nullptr where the database does not know `name`.
const absl::TimeZone* loaded(const std::string& name) {
  static std::mutex mutex;
  static std::map<std::string, absl::TimeZone, std::less<>> zones;
  const std::scoped_lock lock(mutex);
  const auto known = zones.find(name);
  if (known != zones.end()) {
    return &known->second;
  }
  absl::TimeZone zone;
  if (!is_name_of_database(name) || !absl::LoadTimeZone(name, &zone)) {
    return nullptr;
  }
  return &zones.emplace(name, zone).first->second;
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - static_cast<std::int64_t>((a % b != 0) && ((a < 0) != (b < 0)));
}

/// Reads fixed and variable runs of digits from the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : here_(text.data()), end_(here_ + text.size()) {}

  [[nodiscard]] bool empty() const { return here_ == end_; }
  [[nodiscard]] bool at(char c) const { return here_ != end_ && *here_ == c; }
  bool take(char c) {
    const bool there = at(c);
    here_ += there ? 1 : 0;
    return there;
  }
  /// Exactly so many digits; false when something else stands there.
  template <int kDigits>
  [[nodiscard]] bool number(int& value) {
    if (end_ - here_ < kDigits) {
      return false;
    }
    value = 0;
    bool digits = true;
    for (int i = 0; i < kDigits; ++i) {
      const unsigned digit = static_cast<unsigned char>(here_[i]) - unsigned{'0'};
      digits = digits && digit <= 9;
      value = value * 10 + static_cast<int>(digit);
    }
    here_ += kDigits;
    return digits;
  }
  /// A fraction of a second in nanoseconds; digits beyond the ninth are dropped.
  [[nodiscard]] bool fraction(std::int64_t& value) {
    constexpr std::array<std::int64_t, 10> kScale = {
        1000000000, 100000000, 10000000, 1000000, 100000, 10000, 1000, 100, 10, 1};
    value = 0;
    std::size_t kept = 0;
    const char* const begin = here_;
    for (; here_ != end_; ++here_) {
      const unsigned digit = static_cast<unsigned char>(*here_) - unsigned{'0'};
      if (digit > 9) {
        break;
      }
      if (kept < 9) {
        value = value * 10 + digit;
        ++kept;
      }
    }
    value *= kScale[kept];
    return here_ != begin;
  }

 private:
  const char* here_;
  const char* end_;
};

/// Days since 1970.
bool scan_date(Scanner& in, std::int64_t& days) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (!in.number<4>(year)) {
    return false;
  }
  const char separator = in.at('/') ? '/' : '-';
  if (!in.take(separator) || !in.number<2>(month) || !in.take(separator) || !in.number<2>(day)) {
    return false;
  }
  const std::chrono::year_month_day ymd{std::chrono::year{year},
                                        std::chrono::month{static_cast<unsigned>(month)},
                                        std::chrono::day{static_cast<unsigned>(day)}};
  if (!ymd.ok() || year < 1700 || year > 2261) {
    return false;
  }
  days = std::chrono::sys_days(ymd).time_since_epoch().count();
  return true;
}

/// Hour and minute, perhaps a second and its fraction: since midnight.
bool scan_time(Scanner& in, Duration& since) {
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::int64_t fraction = 0;
  if (!in.number<2>(hour) || !in.take(':') || !in.number<2>(minute)) {
    return false;
  }
  if (in.take(':')) {
    if (!in.number<2>(second) || ((in.take('.') || in.take(',')) && !in.fraction(fraction))) {
      return false;
    }
  }
  const bool midnight = minute == 0 && second == 0 && fraction == 0;
  since = Duration{(hour * 3600 + minute * 60 + second) * kSecond + fraction};
  return (hour < 24 || (hour == 24 && midnight)) && minute <= 59 && second <= 60;
}

/// A time as if it were UTC.
bool scan_local(Scanner& in, Timestamp& time) {
  std::int64_t days = 0;
  if (!scan_date(in, days)) {
    return false;
  }
  time = Timestamp::from_seconds(days * 86400);
  if (in.empty()) {
    return true;
  }
  Duration since;
  if (!(in.take('T') || in.take(' ')) || !scan_time(in, since)) {
    return false;
  }
  time = time + since;
  return true;
}

/// East of Greenwich; false when what is left is no offset.
bool scan_offset(Scanner& in, Duration& offset) {
  offset = {};
  if (in.take('Z') || in.take('z')) {
    return in.empty();
  }
  const bool east = in.take('+');
  if (!east && !in.take('-')) {
    return false;
  }
  int hours = 0;
  int minutes = 0;
  if (!in.number<2>(hours)) {
    return false;
  }
  in.take(':');
  if (!in.empty() && !in.number<2>(minutes)) {
    return false;
  }
  const std::int64_t seconds = hours * 3600 + minutes * 60;
  offset = Duration::seconds(east ? seconds : -seconds);
  return hours <= 23 && minutes <= 59 && in.empty();
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
  TimeZone zone;
  zone.name_ = std::string(name);
  zone.zone_ = loaded(zone.name_);
  return zone.zone_ == nullptr ? std::nullopt : std::optional(std::move(zone));
}

std::int64_t TimeZone::offset_seconds(Timestamp t) const {
  if (zone_ == nullptr) {
    return 0;
  }
  return zone_of(zone_).At(absl::FromUnixSeconds(floor_div(t.ns, kSecond))).offset;
}

Timestamp TimeZone::to_utc(std::int64_t local_ns) const {
  if (zone_ == nullptr) {
    return {local_ns};
  }
  const std::int64_t seconds = floor_div(local_ns, kSecond);
  const auto found = zone_of(zone_).At(absl::CivilSecond(1970) + seconds);
  if (found.kind == absl::TimeZone::TimeInfo::SKIPPED) {
    return Timestamp::from_seconds(absl::ToUnixSeconds(found.trans));
  }
  const std::int64_t offset = seconds - absl::ToUnixSeconds(found.pre);
  return Timestamp{local_ns} - Duration::seconds(offset);
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
  const std::chrono::year_month_day ymd{std::chrono::sys_days{std::chrono::days{day}}};
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
  Scanner in(text);
  Timestamp time;
  if (!scan_local(in, time)) {
    return std::nullopt;
  }
  if (in.empty()) {
    return zone == nullptr ? std::nullopt : std::optional(zone->to_utc(time.ns));
  }
  Duration offset;
  return scan_offset(in, offset) ? std::optional(time - offset) : std::nullopt;
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
