#include "tests/fuzz/counted_packets.hpp"

/// Whatever the bytes: every packet is counted.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  hamon::expect_every_packet_counted({data, size}, 4096);
  return 0;
}
