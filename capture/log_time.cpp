#include "capture/log_time.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>

namespace hamon {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Exactly `digits` digits from the front.
std::optional<int> take_digits(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) {
    return std::nullopt;
  }
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (!is_digit(text[i])) {
      return std::nullopt;
    }
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) {
    return false;
  }
  text.remove_prefix(1);
  return true;
}

void take_fraction(std::string_view& text, CivilTime& out) {
  if (text.size() < 2 || text[0] != '.' || !is_digit(text[1])) {
    return;
  }
  text.remove_prefix(1);
  std::int64_t scale = 100'000'000;
  while (!text.empty() && is_digit(text.front())) {
    out.nanosecond += (text.front() - '0') * scale;
    scale /= 10;
    text.remove_prefix(1);
  }
}

/// `10:00:00`, perhaps with a fraction.
bool take_time_of_day(std::string_view& text, CivilTime& out) {
  const auto hour = take_digits(text, 2);
  if (!hour || !take(text, ':')) {
    return false;
  }
  const auto minute = take_digits(text, 2);
  if (!minute || !take(text, ':')) {
    return false;
  }
  const auto second = take_digits(text, 2);
  if (!second) {
    return false;
  }
  out.hour = *hour;
  out.minute = *minute;
  out.second = *second;
  take_fraction(text, out);
  return true;
}

/// `Z` or an offset right behind a time of day.
std::optional<std::int64_t> take_offset(std::string_view& text) {
  constexpr auto kLengths = std::to_array<std::size_t>({6, 5, 1});
  for (const std::size_t length : kLengths) {
    if (text.size() >= length) {
      if (const auto offset = parse_offset(text.substr(0, length))) {
        text.remove_prefix(length);
        return offset;
      }
    }
  }
  return std::nullopt;
}

std::optional<WrittenTime> take_iso(std::string_view& text) {
  std::string_view rest = text;
  CivilTime civil;
  const auto year = take_digits(rest, 4);
  if (!year || rest.empty() || (rest.front() != '-' && rest.front() != '/')) {
    return std::nullopt;
  }
  const char separator = rest.front();
  rest.remove_prefix(1);
  const auto month = take_digits(rest, 2);
  if (!month || !take(rest, separator)) {
    return std::nullopt;
  }
  const auto day = take_digits(rest, 2);
  if (!day || !(take(rest, 'T') || take(rest, ' ')) || !take_time_of_day(rest, civil)) {
    return std::nullopt;
  }
  civil.year = *year;
  civil.month = *month;
  civil.day = *day;
  const auto offset = take_offset(rest);
  if (*year == 0 || !civil.is_valid()) {
    return std::nullopt;
  }
  text = rest;
  return WrittenTime::of(civil, offset);
}

int month_named(std::string_view word) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  for (std::size_t i = 0; i < 12; ++i) {
    if (kMonths.substr(3 * i, 3) == word) {
      return static_cast<int>(i) + 1;
    }
  }
  return 0;
}

/// A year that stands alone in front.
std::optional<int> take_year(std::string_view& text) {
  std::string_view rest = text;
  const auto year = take_digits(rest, 4);
  if (!year || *year < 1970 ||
      (!rest.empty() &&
       (is_digit(rest[0]) || rest[0] == ':' || rest[0] == '.' || rest[0] == '-'))) {
    return std::nullopt;
  }
  text = rest;
  return year;
}

std::optional<WrittenTime> take_rfc3164(std::string_view& text) {
  std::string_view rest = text;
  CivilTime civil;
  civil.month = month_named(rest.substr(0, 3));
  if (civil.month == 0) {
    return std::nullopt;
  }
  rest.remove_prefix(3);
  if (!take(rest, ' ')) {
    return std::nullopt;
  }
  const bool padded = take(rest, ' ');
  const auto two = padded ? std::nullopt : take_digits(rest, 2);
  const auto day = two ? two : take_digits(rest, 1);
  if (!day || !take(rest, ' ')) {
    return std::nullopt;
  }
  civil.day = *day;
  std::string_view behind = rest;
  if (const auto year = take_year(behind); year && take(behind, ' ')) {
    civil.year = *year;
    rest = behind;
  }
  if (!take_time_of_day(rest, civil)) {
    return std::nullopt;
  }
  behind = rest;
  if (civil.year == 0 && take(behind, ' ')) {
    if (const auto year = take_year(behind)) {
      civil.year = *year;
      rest = behind;
    }
  }
  if (!civil.is_valid()) {
    return std::nullopt;
  }
  text = rest;
  return WrittenTime::of(civil);
}

std::chrono::year_month_day date_of(const CivilTime& c, int year) {
  return std::chrono::year_month_day(std::chrono::year(year),
                                     std::chrono::month(static_cast<unsigned>(c.month)),
                                     std::chrono::day(static_cast<unsigned>(c.day)));
}

}  // namespace

bool CivilTime::is_valid() const {
  constexpr int kLeapYear = 2000;
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 23 && minute <= 59 &&
         second <= 60 && date_of(*this, year == 0 ? kLeapYear : year).ok();
}

std::optional<std::int64_t> CivilTime::as_utc() const {
  constexpr int kFirst = 1678;  // what fits into 64 bits of nanoseconds
  constexpr int kLast = 2261;
  if (year < kFirst || year > kLast) {
    return std::nullopt;
  }
  const std::int64_t days = std::chrono::sys_days(date_of(*this, year)).time_since_epoch().count();
  const std::int64_t seconds = days * 86'400 + hour * 3'600 + minute * 60 + second;
  return seconds * 1'000'000'000 + nanosecond;
}

WrittenTime WrittenTime::of(const CivilTime& civil, std::optional<std::int64_t> offset_seconds) {
  if (civil.year == 0) {
    return {Kind::WithoutYear, {}, civil};
  }
  const auto utc = civil.as_utc();
  if (offset_seconds && utc) {
    return {Kind::Instant, Timestamp{*utc} - Duration::seconds(*offset_seconds), civil};
  }
  return {Kind::Local, {}, civil};
}

std::optional<std::int64_t> parse_offset(std::string_view text) {
  if (text == "Z") {
    return 0;
  }
  if (text.size() < 5 || (text.front() != '+' && text.front() != '-')) {
    return std::nullopt;
  }
  const std::int64_t sign = text.front() == '-' ? -1 : 1;
  text.remove_prefix(1);
  const auto hours = take_digits(text, 2);
  (void)take(text, ':');
  const auto minutes = take_digits(text, 2);
  if (!hours || !minutes || !text.empty() || *hours > 18 || *minutes > 59) {
    return std::nullopt;
  }
  return sign * (*hours * std::int64_t{3'600} + *minutes * std::int64_t{60});
}

std::optional<WrittenTime> take_time(std::string_view& text) {
  const auto iso = take_iso(text);
  return iso ? iso : take_rfc3164(text);
}

void LogClock::learn_year(const CivilTime& civil) {
  if (civil.year != 0) {
    year_ = civil.year;
    month_ = civil.month;
  }
}

int LogClock::year_of(const CivilTime& civil) {
  constexpr int kHalf = 6;  // months
  if (year_ == 0) {
    const auto day = std::chrono::floor<std::chrono::days>(
        std::chrono::sys_time<std::chrono::nanoseconds>(std::chrono::nanoseconds(written_.ns)));
    const std::chrono::year_month_day next_day{day + std::chrono::days(1)};
    year_ = static_cast<int>(next_day.year());
    year_ -= date_of(civil, year_) > next_day ? 1 : 0;
    guessed_year_ = year_;
  } else if (civil.month + kHalf < month_) {
    ++year_;
  } else if (civil.month > month_ + kHalf) {
    --year_;
  }
  month_ = civil.month;
  return year_;
}

LineFate LogClock::read_civil(const CivilTime& civil, Timestamp& out) {
  const auto local = civil.as_utc();
  if (!local) {
    return LineFate::BadTime;
  }
  if (zone_ != nullptr) {
    out = zone_->to_utc(*local);
    return LineFate::Used;
  }
  if (!assume_utc_) {
    return LineFate::TimeWithoutZone;
  }
  read_as_utc_ = true;
  out = Timestamp{*local};
  return LineFate::Used;
}

LineFate LogClock::read(const WrittenTime& time, Timestamp& out) {
  LineFate fate = LineFate::Used;
  if (time.kind == WrittenTime::Kind::Instant) {
    out = time.instant;
  } else if (time.kind == WrittenTime::Kind::None) {
    if (!assume_utc_) {
      return LineFate::NoTime;
    }
    ++without_time_;
    out = last_;
  } else {
    CivilTime civil = time.civil;
    if (time.kind == WrittenTime::Kind::WithoutYear) {
      civil.year = year_of(civil);
      if (!civil.is_valid()) {  // 29 February of another year
        return LineFate::BadTime;
      }
    } else {
      learn_year(civil);
    }
    fate = read_civil(civil, out);
  }
  if (fate == LineFate::Used) {
    last_ = out;
  }
  return fate;
}

Timestamp written_time(const std::string& path) {
  std::error_code error;
  const auto written = std::filesystem::last_write_time(path, error);
  const auto system = error ? std::chrono::system_clock::now()
                            : std::chrono::time_point_cast<std::chrono::system_clock::duration>(
                                  std::chrono::file_clock::to_sys(written));
  return {std::chrono::nanoseconds(system.time_since_epoch()).count()};
}

}  // namespace hamon
