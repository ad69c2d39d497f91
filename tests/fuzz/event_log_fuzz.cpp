#include "capture/event_log_source.hpp"

#include <cstdint>
#include <string>

#include "tests/fuzz/checking_sink.hpp"

/// Any bytes as the records of a chunk give the same whole and in small blocks, and end. The head
/// of file and chunk is written here, so that a few bytes come to the records.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static_cast<void>(hamon::looks_like_event_log(std::as_bytes(std::span(data, size))));
  std::string file("ElfFile\0", 8);
  file.resize(4096, '\0');
  file.append("ElfChnk\0", 8);
  file.resize(4096 + 512, '\0');
  file.append(reinterpret_cast<const char*>(data), size);
  hamon::fuzz::read_twice(std::as_bytes(std::span(file)), hamon::make_event_log_source);
  return 0;
}
