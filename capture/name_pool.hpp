#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include <boost/unordered/unordered_flat_map.hpp>

namespace hamon {

/// Names, each kept once, up to a bound.
class NamePool {
 public:
  explicit NamePool(std::size_t most_bytes = 32U << 20) : most_bytes_(most_bytes) {}

  /// The number of `name`; nothing when the pool is full (`refused` counts that).
  [[nodiscard]] std::optional<std::uint32_t> add(const std::string& name);
  [[nodiscard]] const std::string& name(std::uint32_t number) const { return names_[number]; }
  [[nodiscard]] std::uint64_t refused() const { return refused_; }
  [[nodiscard]] std::size_t size() const { return names_.size(); }

 private:
  std::deque<std::string> names_;
  boost::unordered_flat_map<std::string_view, std::uint32_t> numbers_;  // views names_
  std::size_t most_bytes_;
  std::size_t bytes_ = 0;
  std::uint64_t refused_ = 0;
};

}  // namespace hamon
