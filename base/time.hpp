#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace hamon {

/// A length of time in nanoseconds; may be negative.
struct Duration {
  std::int64_t ns = 0;

  [[nodiscard]] static constexpr Duration seconds(std::int64_t s) { return {s * 1'000'000'000}; }
  [[nodiscard]] static constexpr Duration milliseconds(std::int64_t ms) { return {ms * 1'000'000}; }
  [[nodiscard]] static constexpr Duration minutes(std::int64_t m) { return seconds(m * 60); }
  auto operator<=>(const Duration&) const = default;
};

/// An instant: nanoseconds since 1970-01-01T00:00:00Z, without leap seconds. Covers 1678 to 2262.
struct Timestamp {
  std::int64_t ns = 0;

  [[nodiscard]] static constexpr Timestamp from_seconds(std::int64_t s) {
    return {s * 1'000'000'000};
  }
  [[nodiscard]] static constexpr Timestamp min() { return {INT64_MIN}; }
  [[nodiscard]] static constexpr Timestamp max() { return {INT64_MAX}; }
  auto operator<=>(const Timestamp&) const = default;
};

/// Sum, held at the ends of the range instead of overflowing.
[[nodiscard]] Timestamp operator+(Timestamp t, Duration d);
[[nodiscard]] Timestamp operator-(Timestamp t, Duration d);
[[nodiscard]] Duration operator-(Timestamp a, Timestamp b);

/// A closed interval [begin, end], as a contact has.
struct Interval {
  Timestamp begin;
  Timestamp end;

  [[nodiscard]] bool touches(const Interval& other) const {
    return begin <= other.end && other.begin <= end;
  }
  auto operator<=>(const Interval&) const = default;
};

/// A half-open window [from, to), as a question has.
struct Window {
  Timestamp from;
  Timestamp to;

  [[nodiscard]] bool overlaps(const Interval& i) const { return i.begin < to && from <= i.end; }
  [[nodiscard]] bool contains(const Interval& i) const { return from <= i.begin && i.end < to; }
  auto operator<=>(const Window&) const = default;
};

/// A time zone of the IANA database. Copies are cheap; the database outlives the program.
class TimeZone {
 public:
  [[nodiscard]] static TimeZone utc();
  /// Nothing when the database does not know `name`.
  [[nodiscard]] static std::optional<TimeZone> named(std::string_view name);

  [[nodiscard]] const std::string& name() const { return name_; }
  /// Seconds east of Greenwich at `t`.
  [[nodiscard]] std::int64_t offset_seconds(Timestamp t) const;
  /// The instant at which clocks there show `local` (nanoseconds since 1970 as if UTC). Of an hour
  /// that occurs twice the earlier; an hour that is skipped maps to its end.
  [[nodiscard]] Timestamp to_utc(std::int64_t local_ns) const;
  /// Day of the week at `t` there, 0 = Monday, and second of that day.
  [[nodiscard]] std::pair<int, int> weekday_and_second(Timestamp t) const;

 private:
  std::string name_ = "UTC";
  const void* zone_ = nullptr;  // entry of the database; nullptr: UTC
};

/// RFC 3339 with the zone's offset (`Z` for UTC). The fraction stands only if it is not zero,
/// unless `nanoseconds` asks for nine digits.
[[nodiscard]] std::string format_time(Timestamp t, const TimeZone& zone, bool nanoseconds = false);

/// Reads ISO 8601 date and time (`2026-06-09T10:00[:00[.fff]][Z|+09:00|+0900]`, `T` or blank
/// between, a bare date is midnight). Without offset the time is that of `zone`; nothing when that
/// is missing too, or when the text is no time.
[[nodiscard]] std::optional<Timestamp> parse_time(std::string_view text, const TimeZone* zone);

/// Reads `10m`, `1.5h`, `250ms`, `30d`: a number and ms, s, m, h or d. Never negative.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);

}  // namespace hamon
