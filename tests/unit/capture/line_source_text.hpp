#pragma once

#include "log_text.hpp"

namespace hamon::testing_line_source {

using testing_log::all_said;
using testing_log::in_tokyo;
using testing_log::read_with;
using testing_log::ReadLog;
using testing_log::said;
using testing_log::utc;

/// 2026-06-09T01:00:00Z.
inline constexpr Timestamp kTen = Timestamp::from_seconds(1'780'966'800);

inline ReadOptions taken_at_ten() {
  ReadOptions options;
  options.taken_at = kTen;
  return options;
}

}  // namespace hamon::testing_line_source
