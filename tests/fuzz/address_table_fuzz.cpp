#include "capture/address_table.hpp"

#include <cstdint>

#include "tests/fuzz/checking_sink.hpp"

/// Any bytes give the same whole and in small blocks, and as much as is counted.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  static_cast<void>(hamon::looks_like_address_table(bytes));
  hamon::fuzz::read_twice(bytes, hamon::make_address_table_source);
  return 0;
}
