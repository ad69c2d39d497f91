#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

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

/// Of each character its value as a hexadecimal digit; -1 for what is none.
inline constexpr auto kHexValues = [] {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < 16; ++i) {
    values[static_cast<unsigned char>("0123456789abcdef"[i])] = static_cast<std::int8_t>(i);
    values[static_cast<unsigned char>("0123456789ABCDEF"[i])] = static_cast<std::int8_t>(i);
  }
  return values;
}();

using SixBytes = std::array<std::uint8_t, 6>;

/// The same as below, byte by byte, for any processor.
namespace byte_by_byte {

[[nodiscard]] inline bool six_bytes(const char* text, SixBytes& out) {
  bool fine = true;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const int high = kHexValues[static_cast<unsigned char>(text[3 * i])];
    const int low = kHexValues[static_cast<unsigned char>(text[3 * i + 1])];
    fine = fine && (high | low) >= 0 && (i + 1 == out.size() || text[3 * i + 2] == ':');
    out[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return fine;
}

}  // namespace byte_by_byte

#ifdef __SSE2__

namespace detail {

/// Of 16 characters the values as hexadecimal digits; `fine` gets one bit for each that is one.
[[nodiscard]] inline __m128i hex_values(__m128i text, int& fine) {
  const auto within = [](__m128i bytes, char first, char last) {
    return _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8(static_cast<char>(first - 1))),
                         _mm_cmplt_epi8(bytes, _mm_set1_epi8(static_cast<char>(last + 1))));
  };
  const __m128i small = _mm_or_si128(text, _mm_set1_epi8(0x20));
  const __m128i letters = within(small, 'a', 'f');
  fine = _mm_movemask_epi8(_mm_or_si128(within(text, '0', '9'), letters));
  return _mm_add_epi8(_mm_and_si128(text, _mm_set1_epi8(0x0F)),
                      _mm_and_si128(letters, _mm_set1_epi8(9)));
}

}  // namespace detail

/// Six bytes that are written `02:00:0a:ff:01:15`, in either case: 17 readable characters. False
/// for any other form.
[[nodiscard]] inline bool six_bytes(const char* text, SixBytes& out) {
  constexpr int kPairs = 0b1001'0010'0100'1001;  // where each begins
  constexpr int kColons = 0b0100'1001'0010'0100;
  const __m128i first = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
  const __m128i second = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + 1));
  int fine_high = 0;
  int fine_low = 0;
  const __m128i high = _mm_slli_epi16(detail::hex_values(first, fine_high), 4);
  const __m128i low = detail::hex_values(second, fine_low);
  const int colons = _mm_movemask_epi8(_mm_cmpeq_epi8(first, _mm_set1_epi8(':')));
  std::array<std::uint8_t, sizeof(__m128i)> bytes{};
  _mm_storeu_si128(reinterpret_cast<__m128i*>(bytes.data()), _mm_or_si128(high, low));
  out = {bytes[0], bytes[3], bytes[6], bytes[9], bytes[12], bytes[15]};
  return (fine_high & fine_low & kPairs) == kPairs && (colons & kColons) == kColons;
}

#else

using byte_by_byte::six_bytes;

#endif

}  // namespace hamon
