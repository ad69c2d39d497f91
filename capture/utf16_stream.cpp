#include "capture/utf16_stream.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace hamon {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

void append_utf8(char32_t c, std::string& out) {
  const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6U);
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12U);
    put(0x80 | (c >> 6U & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18U);
    put(0x80 | (c >> 12U & 0x3F));
    put(0x80 | (c >> 6U & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

bool is_high(char16_t unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}
bool is_low(char16_t unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

class Utf16Stream : public ByteStream {
 public:
  explicit Utf16Stream(std::unique_ptr<ByteStream> stream) : stream_(std::move(stream)) {}

  [[nodiscard]] Result<std::span<const std::byte>> next() override;
  [[nodiscard]] std::uint64_t bytes_read() const override { return stream_->bytes_read(); }
  [[nodiscard]] std::uint64_t bytes_total() const override { return stream_->bytes_total(); }
  [[nodiscard]] std::string sha256() override { return stream_->sha256(); }

 private:
  void take(std::byte byte);
  void take_unit(char16_t unit);
  void finish();

  std::unique_ptr<ByteStream> stream_;
  std::span<const std::byte> block_;  // what is left of it
  std::string text_;
  std::optional<std::byte> first_;  // of a unit
  std::optional<char16_t> high_;    // surrogate
  bool big_endian_ = false;
  bool at_begin_ = true;
  bool ended_ = false;
};

void Utf16Stream::take_unit(char16_t unit) {
  if (std::exchange(at_begin_, false) && (unit == 0xFEFF || unit == 0xFFFE)) {
    big_endian_ = unit == 0xFFFE;  // read as little-endian until here
    return;
  }
  if (high_ && is_low(unit)) {
    const auto high = static_cast<char32_t>(*std::exchange(high_, std::nullopt));
    append_utf8(0x10000 + ((high - 0xD800) << 10U) + (unit - 0xDC00U), text_);
    return;
  }
  if (std::exchange(high_, std::nullopt)) {
    append_utf8(kReplacement, text_);
  }
  if (is_high(unit)) {
    high_ = unit;
  } else {
    append_utf8(is_low(unit) ? kReplacement : unit, text_);
  }
}

void Utf16Stream::take(std::byte byte) {
  if (!first_) {
    first_ = byte;
    return;
  }
  const auto a = std::to_integer<unsigned>(*std::exchange(first_, std::nullopt));
  const auto b = std::to_integer<unsigned>(byte);
  take_unit(static_cast<char16_t>(big_endian_ ? a << 8U | b : b << 8U | a));
}

void Utf16Stream::finish() {
  ended_ = true;
  if (high_ || first_) {
    append_utf8(kReplacement, text_);
  }
}

Result<std::span<const std::byte>> Utf16Stream::next() {
  constexpr std::size_t kMost = std::size_t{1}
                                << 19U;  // bytes, that give at most half as many more
  text_.clear();
  while (text_.empty() && !ended_) {
    if (block_.empty()) {
      auto block = stream_->next();
      if (!block) {
        ended_ = true;
        return block;
      }
      block_ = *block;
    }
    if (block_.empty()) {
      finish();
    }
    const auto part = block_.first(std::min(block_.size(), kMost));
    block_ = block_.subspan(part.size());
    for (const std::byte byte : part) {
      take(byte);
    }
  }
  return std::as_bytes(std::span(text_));
}

}  // namespace

bool looks_like_utf16(std::span<const std::byte> head) {
  if (head.size() < 2) {
    return false;
  }
  const auto at = [head](std::size_t i) { return std::to_integer<unsigned>(head[i]); };
  const bool utf32 = head.size() >= 4 && at(2) == 0 && at(3) == 0;
  return (at(0) == 0xFF && at(1) == 0xFE && !utf32) || (at(0) == 0xFE && at(1) == 0xFF);
}

std::unique_ptr<ByteStream> make_utf16_stream(std::unique_ptr<ByteStream> stream) {
  return std::make_unique<Utf16Stream>(std::move(stream));
}

}  // namespace hamon
