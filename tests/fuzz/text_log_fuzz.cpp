#include "capture/text_log_source.hpp"

#include <cstdint>

#include "tests/fuzz/checking_sink.hpp"

/// A log of devices, of any content: every line is counted once, and blocks change nothing; with
/// times refused and with times read as UTC.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  hamon::fuzz::read_twice(bytes, hamon::make_text_log_source);
  hamon::fuzz::read_twice(bytes, [](auto stream, auto name, auto options) {
    options.assume_utc = true;
    return hamon::make_text_log_source(std::move(stream), std::move(name), std::move(options));
  });
  (void)hamon::looks_like_text_log(bytes);
  return 0;
}
