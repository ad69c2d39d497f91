#include "capture/socket_table.hpp"

#include <cstdint>

#include "tests/fuzz/checking_sink.hpp"

/// Tables of sockets, of any content: every line is counted once, and blocks change nothing; with
/// entries without time refused and with them read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  (void)hamon::looks_like_socket_table(bytes);
  hamon::fuzz::read_twice(bytes, hamon::make_socket_table_source);
  hamon::fuzz::read_twice(bytes, [](auto stream, auto name, auto options) {
    options.assume_utc = true;
    return hamon::make_socket_table_source(std::move(stream), std::move(name), options);
  });
  return 0;
}
