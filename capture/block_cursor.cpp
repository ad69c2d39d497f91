#include "capture/block_cursor.hpp"

#include <algorithm>

namespace hamon {

BlockCursor::BlockCursor(ByteStream& stream, std::function<void()> on_block)
    : stream_(stream), on_block_(std::move(on_block)) {}

bool BlockCursor::refill(std::size_t n) {
  // What is at hand may itself lie in carry_, at its end; then it moves to the front.
  std::vector<std::uint8_t> joined;
  joined.reserve(n);
  joined.assign(data_, data_ + size_);
  while (joined.size() < n) {
    if (rest_.empty()) {
      rest_ = next_block();
      if (rest_.empty()) {
        break;
      }
    }
    if (joined.empty()) {
      data_ = rest_.data();
      size_ = rest_.size();
      rest_ = {};
      if (size_ >= n) {
        return true;
      }
      joined.assign(data_, data_ + size_);
      continue;
    }
    const std::size_t part = std::min(n - joined.size(), rest_.size());
    joined.insert(joined.end(), rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(part));
    rest_ = rest_.subspan(part);
  }
  carry_ = std::move(joined);
  data_ = carry_.data();
  size_ = carry_.size();
  return size_ >= n;
}

bool BlockCursor::skip(std::uint64_t n) {
  while (n > size_) {
    n -= size_;
    consume(size_);
    if (size_ == 0) {
      const Bytes block = next_block();
      if (block.empty()) {
        return false;
      }
      data_ = block.data();
      size_ = block.size();
    }
  }
  consume(static_cast<std::size_t>(n));
  return true;
}

Bytes BlockCursor::next_block() {
  if (ended_) {
    return {};
  }
  const Result<std::span<const std::byte>> block = stream_.next();
  if (!block) {
    error_ = block.error();
  }
  if (!block || block->empty()) {
    ended_ = true;
    return {};
  }
  if (on_block_) {
    on_block_();
  }
  return {reinterpret_cast<const std::uint8_t*>(block->data()), block->size()};
}

}  // namespace hamon
