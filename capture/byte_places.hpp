#pragma once

#include <cstddef>
#include <cstdint>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace hamon {

/// Where `wanted` stands among `kBytes` bytes (16, 32, 48 or 64, all readable): bit i for byte i.
/// What lies in a line is short: to look at many bytes together costs less than a search for each.
template <std::size_t kBytes>
[[nodiscard]] inline std::uint64_t byte_places(const char* bytes, char wanted) {
  static_assert(kBytes % 16 == 0 && kBytes <= 64);
  std::uint64_t places = 0;
#ifdef __SSE2__
  const __m128i pattern = _mm_set1_epi8(wanted);
  for (std::size_t at = 0; at < kBytes; at += sizeof(__m128i)) {
    const __m128i some = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + at));
    const int found = _mm_movemask_epi8(_mm_cmpeq_epi8(some, pattern));
    places |= static_cast<std::uint64_t>(static_cast<unsigned>(found)) << at;
  }
#else
  for (std::size_t at = 0; at < kBytes; ++at) {
    places |= static_cast<std::uint64_t>(bytes[at] == wanted) << at;
  }
#endif
  return places;
}

}  // namespace hamon
