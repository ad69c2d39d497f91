#include "capture/snapshot_time.hpp"

#include "capture/log_words.hpp"

#include <array>

namespace hamon {
namespace {

constexpr std::size_t kLongestLine = 100;  // bytes of a date with everything around it
constexpr std::int64_t kTokyo = 9 * 3'600;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The next digits of `text`, with what stands before them taken off as well; -1 at the end.
int next_number(std::string_view& text) {
  std::size_t at = 0;
  while (at < text.size() && !is_digit(text[at])) {
    ++at;
  }
  text.remove_prefix(at);
  int value = text.empty() ? -1 : 0;
  std::size_t digits = 0;
  for (; digits < text.size() && is_digit(text[digits]) && digits < 5; ++digits) {
    value = value * 10 + (text[digits] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

/// `.12` behind seconds.
void take_fraction(std::string_view& text, CivilTime& civil) {
  if (text.size() < 2 || text[0] != '.' || !is_digit(text[1])) {
    return;
  }
  text.remove_prefix(1);
  std::int64_t scale = 100'000'000;
  for (; !text.empty() && is_digit(text.front()); scale /= 10) {
    civil.nanosecond += (text.front() - '0') * scale;
    text.remove_prefix(1);
  }
}

/// `10:00:00`, hours also with one digit or a blank before it.
bool take_time_of_day(std::string_view& text, CivilTime& civil) {
  civil.hour = next_number(text);
  if (!text.starts_with(':')) {
    return false;
  }
  civil.minute = next_number(text);
  if (!text.starts_with(':')) {
    return false;
  }
  civil.second = next_number(text);
  take_fraction(text, civil);
  return civil.hour >= 0 && civil.minute >= 0 && civil.second >= 0;
}

/// `AM` and `PM`, which some locales write behind the time.
void apply_half_day(std::string_view word, CivilTime& civil) {
  if (word == "PM" && civil.hour < 12) {
    civil.hour += 12;
  } else if (word == "AM" && civil.hour == 12) {
    civil.hour = 0;
  }
}

std::optional<std::int64_t> offset_of(std::string_view word) {
  if (word == "UTC" || word == "GMT") {
    return 0;
  }
  return word == "JST" ? std::optional(kTokyo) : parse_offset(word);
}

std::optional<WrittenTime> finished(const CivilTime& civil, std::optional<std::int64_t> offset) {
  if (!civil.is_valid() || civil.year == 0) {
    return std::nullopt;
  }
  return WrittenTime::of(civil, offset);
}

/// `2026/06/09 10:00:00.12`, `2026年 6月 9日 火曜日 10:00:00 JST`, `2026-06-09T10:00:00+09:00`.
std::optional<WrittenTime> year_first(std::string_view text) {
  CivilTime civil;
  civil.year = next_number(text);
  civil.month = next_number(text);
  civil.day = next_number(text);
  if (civil.year < 1970 || civil.year > 2261 || !take_time_of_day(text, civil)) {
    return std::nullopt;
  }
  constexpr std::size_t kLongestZone = 6;  // bytes of `+09:00`
  std::optional<std::int64_t> offset;
  for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
    if (word.size() > kLongestZone) {  // what follows is a line of some log
      return std::nullopt;
    }
    apply_half_day(word, civil);
    offset = offset ? offset : offset_of(word);
  }
  return finished(civil, offset);
}

bool is_weekday(std::string_view word) {
  constexpr std::string_view kDays = "MonTueWedThuFriSatSun";
  const auto at = kDays.find(word.substr(0, 3));
  return word.size() == 3 && at != std::string_view::npos && at % 3 == 0;
}

/// `Tue Jun  9 10:00:00 JST 2026`, also with `AM` or `PM`, or with day and month exchanged.
std::optional<WrittenTime> weekday_first(std::string_view text) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  CivilTime civil;
  civil.month = civil.day = 0;
  bool has_time = false;
  std::optional<std::int64_t> offset;
  for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
    const auto month = kMonths.find(word);
    const auto number = log_port(word);
    if (word.find(':') != std::string_view::npos) {
      has_time = !has_time && take_time_of_day(word, civil);
    } else if (word.size() == 3 && month != std::string_view::npos && month % 3 == 0) {
      civil.month = static_cast<int>(month / 3) + 1;
    } else if (number && word.size() == 4) {
      civil.year = *number;
    } else if (number && word.size() <= 2) {
      civil.day = *number;
    } else {
      apply_half_day(word, civil);
      offset = offset ? offset : offset_of(word);
    }
  }
  return has_time ? finished(civil, offset) : std::nullopt;
}

}  // namespace

std::optional<WrittenTime> date_line(std::string_view line) {
  if (line.size() > kLongestLine || has_control_characters(line)) {
    return std::nullopt;
  }
  std::string_view rest = line;
  if (is_weekday(take_word(rest))) {
    return weekday_first(rest);
  }
  const auto digit = line.find_first_of("0123456789");
  constexpr std::size_t kLongestLabel = 40;  // `現在の時刻: `
  if (digit == std::string_view::npos || digit > kLongestLabel) {
    return std::nullopt;
  }
  rest = line.substr(digit);
  const auto iso = take_time(rest);
  const bool whole = iso && rest.find_first_not_of(" \t") == std::string_view::npos;
  return whole ? iso : year_first(line.substr(digit));
}

SnapshotClock::SnapshotClock(const ReadOptions& options)
    : clock_(options.zone, options.assume_utc, Timestamp{}), taken_at_(options.taken_at) {}

LineFate SnapshotClock::read(const WrittenTime& own, Timestamp& out) {
  if (own.kind != WrittenTime::Kind::None) {
    return clock_.read(own, out);
  }
  if (date_.kind != WrittenTime::Kind::None || !taken_at_) {
    return clock_.read(date_, out);
  }
  out = *taken_at_;
  return LineFate::Used;
}

void SnapshotClock::finish(const std::string& name, SourceReport& report,
                           DiagnosticSink& diagnostics) const {
  const auto tell = [&](Severity severity, Message what, Message hint) {
    diagnostics.report({severity, std::move(what), name, {}, std::move(hint)});
  };
  if (clock_.read_as_utc()) {
    tell(Severity::Note, message("times without offset from UTC were read as UTC"),
         message("name the zone of the sensor's clock with --tz, e.g. --tz Asia/Tokyo"));
  }
  if (clock_.without_time() > 0) {
    report.damaged = true;
    tell(
        Severity::Warning,
        message("entries of tables that do not say when they were taken: {}; each took the time of "
                "the entry before it, the first 1970",
                clock_.without_time()),
        message("say it with --at, e.g. --at 2026-06-09T10:00, or write the date into the file "
                "before the table"));
  }
}

}  // namespace hamon
