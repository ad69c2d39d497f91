#include "render/colour.hpp"

#include <charconv>

namespace hamon {

std::optional<std::array<std::uint8_t, 3>> parse_colour(std::string_view text) {
  if (text.size() != 7 || text[0] != '#') {
    return std::nullopt;
  }
  std::array<std::uint8_t, 3> colour{};
  const char* at = text.data() + 1;
  for (std::uint8_t& part : colour) {
    const auto [end, error] = std::from_chars(at, at + 2, part, 16);
    if (error != std::errc() || end != at + 2) {
      return std::nullopt;
    }
    at = end;
  }
  return colour;
}

}  // namespace hamon
