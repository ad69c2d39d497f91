// Blocks of a case file, which may come from somebody else. The first byte chooses: as stored, or
// the plain bytes behind the compression, so that mutations reach the columns.
#include "graph/byte_codec.hpp"
#include "graph/record_blocks.hpp"

#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string block = data[0] % 2 == 0 ? rest : hamon::compress(rest, 1);
  if (const auto records = hamon::decode_records(block)) {
    // What was read can be written and read again.
    if (hamon::decode_records(hamon::encode_records(*records)) != records) {
      __builtin_trap();
    }
  }
  if (const auto bindings = hamon::decode_bindings(block)) {
    if (hamon::decode_bindings(hamon::encode_bindings(*bindings)) != bindings) {
      __builtin_trap();
    }
  }
  return 0;
}
