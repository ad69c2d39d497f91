#pragma once

#include "base/time.hpp"
#include "capture/log_report.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hamon {

/// A date and time as a log writes them, by a clock whose zone is not known yet.
struct CivilTime {
  int year = 0;  ///< 0: not written
  int month = 1;
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::int64_t nanosecond = 0;

  /// Nothing is outside its range; 29 February of an unwritten year is allowed.
  [[nodiscard]] bool is_valid() const;
  /// Nanoseconds since 1970 as if UTC; nothing outside the range of `Timestamp`.
  [[nodiscard]] std::optional<std::int64_t> as_utc() const;
};

/// A time as written in a line: an instant, or a civil time without offset, or none at all.
struct WrittenTime {
  enum class Kind : std::uint8_t { None, WithoutYear, Local, Instant };  ///< the least first
  Kind kind = Kind::None;
  Timestamp instant;
  CivilTime civil;

  [[nodiscard]] static WrittenTime at(Timestamp t) { return {Kind::Instant, t, {}}; }
  /// Of a valid civil time; `offset_seconds` east of Greenwich where one is written.
  [[nodiscard]] static WrittenTime of(const CivilTime& civil,
                                      std::optional<std::int64_t> offset_seconds = std::nullopt);
};

/// Takes a date and time from the front of `text` and leaves the rest; nothing (and `text` as it
/// was) when none stands there. Known are ISO 8601 (`2026-06-09T10:00:00.5+09:00`, `T` or blank,
/// `-` or `/`) and RFC 3164 (`Jun  9 10:00:00`), also with the year that Cisco writes before or
/// behind the time of day, and with a fraction.
[[nodiscard]] std::optional<WrittenTime> take_time(std::string_view& text);

/// `+0900`, `+09:00`, `Z`, in seconds.
[[nodiscard]] std::optional<std::int64_t> parse_offset(std::string_view text);

/// When the file was last written; now for what is no file.
[[nodiscard]] Timestamp written_time(const std::string& path);

/// Turns what lines write into instants, with what is known of the clock that wrote them.
class LogClock {
 public:
  /// `zone` may be nullptr; then local times are read as UTC where `assume_utc`, else refused.
  /// `written` is when the file was last written, which stands in for a year that nothing tells.
  LogClock(const TimeZone* zone, bool assume_utc, Timestamp written)
      : zone_(zone), assume_utc_(assume_utc), written_(written) {}

  /// `Used` when `out` is filled in, else `TimeWithoutZone`, `NoTime` or `BadTime`. A line without
  /// any time gets, where `assume_utc`, that of the line before, else 1970.
  [[nodiscard]] LineFate read(const WrittenTime& time, Timestamp& out);
  /// A year that the log writes: lines about it without a year are of that year, or of the one
  /// before or after where less than half a year lies between.
  void learn_year(const CivilTime& civil);

  [[nodiscard]] bool read_as_utc() const { return read_as_utc_; }
  [[nodiscard]] std::uint64_t without_time() const { return without_time_; }
  /// The year that was taken from the file's own date; 0 when none had to be.
  [[nodiscard]] int guessed_year() const { return guessed_year_; }

 private:
  [[nodiscard]] int year_of(const CivilTime& civil);
  [[nodiscard]] LineFate read_civil(const CivilTime& civil, Timestamp& out);

  const TimeZone* zone_;
  bool assume_utc_;
  Timestamp written_;
  int year_ = 0;
  int month_ = 0;  // of the time that `year_` was last used for
  int guessed_year_ = 0;
  bool read_as_utc_ = false;
  std::uint64_t without_time_ = 0;
  Timestamp last_;
};

}  // namespace hamon
