#pragma once

#include <cstdint>

namespace hamon {

/// A half-open range of indices.
struct Range {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  [[nodiscard]] std::uint32_t size() const { return end - begin; }
  bool operator==(const Range&) const = default;
};

}  // namespace hamon
