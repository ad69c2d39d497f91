// Any bytes as a site file: an answer or errors with their lines, never a crash or unbounded work.
#include "base/result.hpp"
#include "graph/site.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  hamon::CollectingSink sink;
  const auto site = hamon::parse_site(text, "site.yaml", sink);
  bool failed = false;
  for (const auto& diagnostic : sink.diagnostics) {
    failed = failed || diagnostic.severity == hamon::Severity::Error;
  }
  HAMON_ASSERT(site.has_value() != failed);
  return 0;
}
