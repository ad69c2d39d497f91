#pragma once

#include <cstddef>
#include <cstdint>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace hamon {

/// Whether a byte in a string of JSON stands for itself: ASCII, no control character, neither quote
/// nor backslash.
[[nodiscard]] inline bool is_plain_text(char c) {
  return static_cast<signed char>(c) >= 0x20 && c != '"' && c != '\\';
}

/// The same as below, byte by byte, for any processor.
namespace byte_by_byte {

template <std::size_t kBytes>
[[nodiscard]] inline std::uint64_t byte_places(const char* bytes, char wanted) {
  std::uint64_t places = 0;
  for (std::size_t at = 0; at < kBytes; ++at) {
    places |= static_cast<std::uint64_t>(bytes[at] == wanted) << at;
  }
  return places;
}

[[nodiscard]] inline std::uint64_t text_stops(const char* bytes) {
  std::uint64_t places = 0;
  for (std::size_t at = 0; at < 16; ++at) {
    places |= static_cast<std::uint64_t>(!is_plain_text(bytes[at])) << at;
  }
  return places;
}

}  // namespace byte_by_byte

#ifdef __SSE2__

/// Where `wanted` stands among `kBytes` bytes (16, 32, 48 or 64, all readable): bit i for byte i.
/// What lies in a line is short: to look at many bytes together costs less than a search for each.
template <std::size_t kBytes>
[[nodiscard]] inline std::uint64_t byte_places(const char* bytes, char wanted) {
  static_assert(kBytes % 16 == 0 && kBytes <= 64);
  std::uint64_t places = 0;
  const __m128i pattern = _mm_set1_epi8(wanted);
  for (std::size_t at = 0; at < kBytes; at += sizeof(__m128i)) {
    const __m128i some = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + at));
    const int found = _mm_movemask_epi8(_mm_cmpeq_epi8(some, pattern));
    places |= static_cast<std::uint64_t>(static_cast<unsigned>(found)) << at;
  }
  return places;
}

/// Which of 16 readable bytes are not `is_plain_text`: bit i for byte i.
[[nodiscard]] inline std::uint64_t text_stops(const char* bytes) {
  const __m128i some = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
  const __m128i quotes = _mm_cmpeq_epi8(some, _mm_set1_epi8('"'));
  const __m128i escapes = _mm_cmpeq_epi8(some, _mm_set1_epi8('\\'));
  const __m128i others = _mm_cmplt_epi8(some, _mm_set1_epi8(0x20));  // from 0x80 on: negative
  const __m128i stops = _mm_or_si128(_mm_or_si128(quotes, escapes), others);
  return static_cast<unsigned>(_mm_movemask_epi8(stops));
}

#else

using byte_by_byte::byte_places;
using byte_by_byte::text_stops;

#endif

}  // namespace hamon
