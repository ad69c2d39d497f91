#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>

namespace hamon {

/// Eight characters in one word: what stands first in its lowest byte.
[[nodiscard]] inline std::uint64_t eight_characters(const char* text) {
  std::uint64_t word = 0;
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(&word, text, sizeof word);
  } else {
    for (std::size_t i = sizeof word; i-- > 0;) {
      word = word << 8U | static_cast<unsigned char>(text[i]);
    }
  }
  return word;
}

/// The same byte eight times.
[[nodiscard]] constexpr std::uint64_t eight_times(std::uint8_t byte) {
  return byte * 0x0101010101010101ULL;
}

/// The number that eight decimal digits are. Nothing when one of them is none.
[[nodiscard]] inline std::optional<std::uint32_t> eight_digits(std::uint64_t characters) {
  // A character from ':' on has its highest bit set by the sum, one before '0' by the difference.
  const std::uint64_t above = characters + eight_times(0x80 - ':');
  const std::uint64_t digits = characters - eight_times('0');
  if (((above | digits | characters) & eight_times(0x80)) != 0) {
    return std::nullopt;
  }
  constexpr std::uint64_t kEverySecond = 0x00FF00FF00FF00FF;
  constexpr std::uint64_t kEveryFourth = 0x0000FFFF0000FFFF;
  const std::uint64_t pairs = (digits * 10 + (digits >> 8U)) & kEverySecond;
  const std::uint64_t fours = (pairs * 100 + (pairs >> 16U)) & kEveryFourth;
  return static_cast<std::uint32_t>(fours * 10000 + (fours >> 32U));
}

}  // namespace hamon
