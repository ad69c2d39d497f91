// Any bytes as an asset ledger.
#include "base/result.hpp"
#include "graph/ledger.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  hamon::CollectingSink sink;
  const auto ledger = hamon::parse_ledger(bytes, "ledger.csv", sink);
  HAMON_ASSERT(ledger.has_value() || !sink.diagnostics.empty());
  return 0;
}
