#include "analyze/hours_of_week.hpp"

namespace hamon {

void add_hours(const Interval& time, const TimeZone& zone, HoursOfWeek& hours) {
  Timestamp t = time.begin;
  for (std::size_t n = 0; n <= hours.size() && t <= time.end; ++n) {
    const auto [day, second] = zone.weekday_and_second(t);
    hours[static_cast<std::size_t>(day * 24 + second / 3600)] = true;
    // To the next full hour there; its fraction of a second is left where it is.
    t = t + Duration::seconds(3600 - second % 3600) -
        Duration{((t.ns % 1'000'000'000) + 1'000'000'000) % 1'000'000'000};
  }
}

}  // namespace hamon
