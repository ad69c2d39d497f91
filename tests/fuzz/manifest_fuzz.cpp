// Any bytes as the manifest of an evidence package, and as the package itself.
#include "base/evidence_manifest.hpp"

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto* bytes = reinterpret_cast<const char*>(data);
  if (const auto manifest = hamon::parse_manifest(std::string_view(bytes, size))) {
    std::set<std::string> names;
    for (const hamon::NamedHash& part : manifest->parts) {
      HAMON_ASSERT(!part.name.empty() && part.sha256.size() == 64);
      HAMON_ASSERT(names.insert(part.name).second);
    }
    HAMON_ASSERT(names.size() <= 10'000);
  }
  const auto package = hamon::ZipArchive::open(std::as_bytes(std::span(data, size)));
  if (const auto check =
          package ? hamon::check_evidence(*package) : tl::unexpected(package.error())) {
    for (std::size_t i = 1; i < check->parts.size(); ++i) {
      HAMON_ASSERT(check->parts[i - 1].name < check->parts[i].name);
    }
    HAMON_ASSERT(check->parts.size() >= check->manifest.parts.size());
  }
  return 0;
}
