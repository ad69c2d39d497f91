#pragma once

#include "graph/site.hpp"

#include <string_view>

namespace hamon {

enum class WindowProblem { None, Unreadable, NoZone, EndsBeforeStart };

/// A window, or why its text is none.
struct WindowReading {
  TimeWindow window;
  WindowProblem problem = WindowProblem::None;
};
/// As `parse_window`; `zone` is nothing when times without offset cannot be placed.
[[nodiscard]] WindowReading read_window(std::string_view text, const TimeZone* zone);

}  // namespace hamon
