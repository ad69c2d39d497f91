#include "tests/fuzz/counted_packets.hpp"

/// Whatever the blocks, read sixteen bytes at a time: every packet is counted.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  hamon::expect_every_packet_counted({data, size}, 16);
  return 0;
}
