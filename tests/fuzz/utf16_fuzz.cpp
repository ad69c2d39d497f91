#include "base/result.hpp"
#include "capture/utf16_stream.hpp"

#include <cstdint>
#include <string>

namespace {

std::string text_of(std::span<const std::byte> bytes, std::size_t block) {
  const auto stream = hamon::make_utf16_stream(hamon::memory_stream(bytes, block));
  std::string text;
  for (auto part = stream->next(); part && !part->empty(); part = stream->next()) {
    text.append(reinterpret_cast<const char*>(part->data()), part->size());
  }
  return text;
}

}  // namespace

/// Any bytes give the same text whole and in small blocks, of at most three bytes a unit.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  (void)hamon::looks_like_utf16(bytes);
  const std::string whole = text_of(bytes, std::size_t{1} << 20U);
  HAMON_ASSERT(whole == text_of(bytes, 3));
  HAMON_ASSERT(whole.size() <= (size + 1) / 2 * 3);
  return 0;
}
