#include "capture/peeked_stream.hpp"

#include <utility>

namespace hamon {

std::span<const std::byte> PeekedStream::head(std::size_t enough) {
  while (!ended_ && head_.size() < enough) {
    auto block = stream_->next();
    if (!block) {
      error_ = std::move(block).error();
      ended_ = true;
    } else if (block->empty()) {
      ended_ = true;
    } else if (!std::exchange(looked_, true) && block->size() >= enough) {
      head_ = *block;  // the common case: a whole block, not copied
    } else {
      if (kept_.empty()) {
        kept_.assign(head_.begin(), head_.end());
      }
      kept_.insert(kept_.end(), block->begin(), block->end());
      head_ = kept_;
    }
  }
  return head_;
}

Result<std::span<const std::byte>> PeekedStream::next() {
  if (!head_.empty()) {
    return std::exchange(head_, {});
  }
  kept_ = {};
  if (error_) {
    auto error = *std::move(error_);
    error_.reset();
    return tl::unexpected(std::move(error));
  }
  if (ended_) {
    return std::span<const std::byte>();
  }
  return stream_->next();
}

}  // namespace hamon
