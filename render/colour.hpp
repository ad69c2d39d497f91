#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hamon {

/// Red, green and blue of `#RRGGBB`; nothing for any other text (an empty one draws nothing).
[[nodiscard]] std::optional<std::array<std::uint8_t, 3>> parse_colour(std::string_view text);

}  // namespace hamon
