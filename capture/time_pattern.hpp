#pragma once

#include "capture/log_time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// How a program writes its times, in the letters of strftime (POSIX): `%Y-%m-%d %H:%M:%S`.
///
/// Known are `%Y` (four digits), `%y` (two: 1969 to 2068), `%m`, `%d`, `%e`, `%H`, `%I`, `%M` (one
/// or two digits), `%S` (with a fraction behind `.` or `,` where one stands), `%b` (Jan … Dec),
/// `%p` (AM, PM, 午前, 午後), `%z` (`+0900`, `+09:00`, `Z`), `%f` (digits of a fraction), `%%`.
/// A blank stands for any number of blanks, all else for itself.
class TimePattern {
 public:
  /// Nothing when a letter is not known, or no day or no hour can be read by it.
  [[nodiscard]] static std::optional<TimePattern> parse(std::string_view pattern);

  /// The time that all of `text` writes, but for blanks around it; nothing when it is another.
  [[nodiscard]] std::optional<WrittenTime> read(std::string_view text) const;

 private:
  struct Step {
    char letter = 0;  ///< behind `%`; 0: `text` itself; ' ': blanks
    std::string text;
  };
  std::vector<Step> steps_;
};

/// A time as programs for people write it: what `take_time` knows, also with parts of one digit
/// (`2026/6/9 9:05`), without seconds or time of day, or as `2026年6月9日 9時5分0秒`.
[[nodiscard]] std::optional<WrittenTime> read_common_time(std::string_view text);

/// A decimal number (`12.5`, `-3`) of units of so many nanoseconds; digits beyond a nanosecond are
/// cut off. Nothing when it is no number or out of range.
[[nodiscard]] std::optional<std::int64_t> decimal_units(std::string_view text,
                                                        std::int64_t nanoseconds);

/// A length of time: `H:M:S` or `M:S`, else decimal units of so many nanoseconds. Never negative.
[[nodiscard]] std::optional<Duration> read_length(std::string_view text, std::int64_t nanoseconds);

/// The civil time of a serial number of a spreadsheet (days since 1899-12-30, or since 1904-01-01
/// where `from_1904`; ECMA-376, part 1, section 18.17.4.1), to the millisecond. Of the days before
/// 1900-03-01, which spreadsheets count differently, and beyond 9999 none.
[[nodiscard]] std::optional<WrittenTime> time_of_serial(std::string_view number, bool from_1904);

}  // namespace hamon
