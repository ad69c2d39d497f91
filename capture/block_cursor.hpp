#pragma once

#include "capture/byte_reader.hpp"
#include "capture/byte_stream.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace hamon {

/// Contiguous pieces of a `ByteStream`, without copying but where a piece straddles two blocks.
///
/// Views stay valid until the next `require` or `skip` that `fits` did not answer with true.
class BlockCursor {
 public:
  /// `stream` must live as long as the cursor. `on_block` is called after each block; may be empty.
  explicit BlockCursor(ByteStream& stream, std::function<void()> on_block = {});

  /// Whether the next `n` bytes are at hand already.
  [[nodiscard]] bool fits(std::size_t n) const { return n <= size_; }
  /// Gets the next `n` bytes together; false when the stream ends before.
  [[nodiscard]] bool require(std::size_t n) { return fits(n) || refill(n); }
  /// What is at hand, at least what was required last.
  [[nodiscard]] const std::uint8_t* data() const { return data_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Passes over `n` bytes that are at hand.
  void consume(std::size_t n) {
    data_ += n;
    size_ -= n;
    offset_ += n;
    if (size_ == 0) {
      data_ = rest_.data();
      size_ = rest_.size();
      rest_ = {};
    }
  }
  /// Passes over `n` bytes whether at hand or not; false when the stream ends before.
  [[nodiscard]] bool skip(std::uint64_t n);

  /// Place of `data` in the decompressed stream, from 0.
  [[nodiscard]] std::uint64_t offset() const { return offset_; }
  /// Why the stream ended early, if it did.
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  [[nodiscard]] bool refill(std::size_t n);
  [[nodiscard]] Bytes next_block();

  ByteStream& stream_;
  std::function<void()> on_block_;
  const std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
  Bytes rest_;  // of the block of which the head lies in carry_
  std::vector<std::uint8_t> carry_;
  std::uint64_t offset_ = 0;
  std::optional<Error> error_;
  bool ended_ = false;
};

}  // namespace hamon
