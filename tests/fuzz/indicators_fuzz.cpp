// Any bytes as an indicator list, twice: what is repeated is counted, and nothing is lost.
#include "graph/indicators.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  hamon::CollectingSink sink;
  hamon::Indicators indicators;
  if (!hamon::add_indicators(indicators, bytes, "list", sink)) {
    return 0;
  }
  const std::size_t once = indicators.all.size();
  HAMON_ASSERT(hamon::add_indicators(indicators, bytes, "again", sink).has_value());
  HAMON_ASSERT(indicators.all.size() == once);
  const auto& first = indicators.files[0];
  const auto& second = indicators.files[1];
  HAMON_ASSERT(first.used - first.repeated == once && second.repeated == second.used);
  HAMON_ASSERT(first.not_understood == second.not_understood);
  for (const auto& indicator : indicators.all) {
    HAMON_ASSERT(indicator.file == 0 && indicator.line > 0);
    HAMON_ASSERT(indicator.prefix.has_value() == indicator.name.empty());
    HAMON_ASSERT(!indicator.text().empty() && indicator.name.size() <= 253);
  }
  return 0;
}
