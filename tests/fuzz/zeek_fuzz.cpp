#include "capture/zeek_source.hpp"

#include <cstdint>

#include "tests/fuzz/checking_sink.hpp"

/// A Zeek log of any content: every data line is counted once, and blocks change nothing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  hamon::fuzz::read_twice(bytes, hamon::make_zeek_source);
  return 0;
}
