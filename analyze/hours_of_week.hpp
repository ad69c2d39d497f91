#pragma once

#include "base/time.hpp"

#include <array>

namespace hamon {

/// Of the 168 hours of a week, 0: Monday 00 o'clock.
using HoursOfWeek = std::array<bool, 168>;

/// Marks the hours, by the clocks of `zone`, at which `time` ran.
void add_hours(const Interval& time, const TimeZone& zone, HoursOfWeek& hours);

}  // namespace hamon
