#include "capture/rewind_stream.hpp"

#include <utility>

namespace hamon {

void RewindStream::rewind() {
  rewound_ = true;
  given_ = 0;
}

Result<std::span<const std::byte>> RewindStream::next() {
  if (rewound_) {
    if (given_ > 0) {
      kept_[given_ - 1] = {};
    }
    if (given_ < kept_.size()) {
      return std::span<const std::byte>(kept_[given_++]);
    }
    kept_.clear();
    given_ = 0;
    if (error_) {
      return tl::unexpected(*std::exchange(error_, std::nullopt));
    }
    return ended_ ? std::span<const std::byte>() : stream_.next();
  }
  if (ended_ || kept_bytes_ >= most_) {
    return std::span<const std::byte>();
  }
  auto block = stream_.next();
  if (!block) {
    error_ = std::move(block).error();
    ended_ = true;
    return std::span<const std::byte>();
  }
  if (block->empty()) {
    ended_ = true;
    return *block;
  }
  kept_.emplace_back(block->begin(), block->end());
  kept_bytes_ += block->size();
  return std::span<const std::byte>(kept_.back());
}

}  // namespace hamon
