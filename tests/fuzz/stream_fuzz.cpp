#include "base/result.hpp"
#include "capture/decompression.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace {

/// What a file of `bytes` holds, read in blocks of `block`; stops where a bomb would only cost
/// time.
std::string read_all(std::span<const std::byte> bytes, std::size_t block) {
  constexpr std::size_t kEnough = std::size_t{8} << 20;
  const auto stream = hamon::decompressed(hamon::memory_stream(bytes, block), "fuzz");
  std::string text;
  bool failed = false;
  while (text.size() < kEnough) {
    const auto next = stream->next();
    if (!next) {
      HAMON_ASSERT(!failed);
      HAMON_ASSERT(next.error().place.number <= bytes.size());
      failed = true;
    } else if (next->empty()) {
      break;
    } else {
      HAMON_ASSERT(!failed);
      text.append(reinterpret_cast<const char*>(next->data()), next->size());
    }
  }
  text.resize(std::min(text.size(), kEnough));
  return text;
}

}  // namespace

/// A stored file of any content: the same comes out whatever the blocks it is read in.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  HAMON_ASSERT(read_all(bytes, std::size_t{1} << 20) == read_all(bytes, 3));
  return 0;
}
