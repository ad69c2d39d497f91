#include "capture/export_file_source.hpp"

#include <cstdint>

#include "tests/fuzz/checking_sink.hpp"

/// A file of export datagrams gives the same whole and in small blocks, and as much as it counts.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  static_cast<void>(hamon::looks_like_export_file(bytes));
  hamon::fuzz::read_twice(bytes, hamon::make_export_file_source);
  return 0;
}
