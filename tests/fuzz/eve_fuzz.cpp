#include "capture/eve_source.hpp"

#include <cstdint>

#include "tests/fuzz/checking_sink.hpp"

/// A log of Suricata gives the same whole and in small blocks, and as much as it counts.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  static_cast<void>(hamon::looks_like_eve(bytes));
  hamon::fuzz::read_twice(bytes, hamon::make_eve_source);
  return 0;
}
