#pragma once

#include "log_text.hpp"

namespace hamon::testing_lines {

using testing_log::ReadLog;

/// `text` read by the source that `make` makes; times without offset are in `zone`.
template <class Make>
ReadLog read_with(const Make& make, const std::string& text, const TimeZone* zone = nullptr,
                  std::size_t block = 4096) {
  return testing_log::read_with(make, text, testing_log::in_zone(zone), block);
}

/// Seconds after `2026-06-09T00:00:00Z`.
inline Timestamp at(std::int64_t seconds) {
  return Timestamp::from_seconds(1'780'963'200 + seconds);
}

}  // namespace hamon::testing_lines
