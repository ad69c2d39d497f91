#include "capture/name_pool.hpp"

namespace hamon {

std::optional<std::uint32_t> NamePool::add(const std::string& name) {
  constexpr std::size_t kOverhead = 80;  // bytes of string and table entry
  if (const auto known = numbers_.find(name); known != numbers_.end()) {
    return known->second;
  }
  if (bytes_ + name.size() + kOverhead > most_bytes_) {
    ++refused_;
    return std::nullopt;
  }
  bytes_ += name.size() + kOverhead;
  const auto number = static_cast<std::uint32_t>(names_.size());
  names_.push_back(name);
  numbers_.emplace(names_.back(), number);
  return number;
}

}  // namespace hamon
