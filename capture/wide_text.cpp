#include "capture/wide_text.hpp"

#include "capture/peeked_stream.hpp"

#include <algorithm>
#include <utility>

namespace hamon {
namespace {

constexpr char32_t kUnknown = 0xFFFD;
constexpr std::uint16_t kMark = 0xFEFF;

void append(char32_t c, std::string& out) {
  const auto tail = [&](unsigned shift) {
    out.push_back(static_cast<char>(0x80U | ((c >> shift) & 0x3FU)));
  };
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    out.push_back(static_cast<char>(0xC0U | (c >> 6U)));
    tail(0);
  } else if (c < 0x10000) {
    out.push_back(static_cast<char>(0xE0U | (c >> 12U)));
    tail(6);
    tail(0);
  } else {
    out.push_back(static_cast<char>(0xF0U | (c >> 18U)));
    tail(12);
    tail(6);
    tail(0);
  }
}

class DecodedStream : public ByteStream {
 public:
  DecodedStream(std::unique_ptr<ByteStream> stream, WideOrder order)
      : stream_(std::move(stream)), decoder_(order) {}

  [[nodiscard]] Result<std::span<const std::byte>> next() override {
    text_.clear();
    while (text_.empty() && !ended_) {
      auto block = stream_->next();
      if (!block) {
        return block;
      }
      ended_ = block->empty();
      ended_ ? decoder_.finish(text_) : decoder_.decode(*block, text_);
    }
    return std::as_bytes(std::span(text_));
  }
  [[nodiscard]] std::uint64_t bytes_read() const override { return stream_->bytes_read(); }
  [[nodiscard]] std::uint64_t bytes_total() const override { return stream_->bytes_total(); }
  [[nodiscard]] std::string sha256() override { return stream_->sha256(); }

 private:
  std::unique_ptr<ByteStream> stream_;
  WideDecoder decoder_;
  std::string text_;
  bool ended_ = false;
};

}  // namespace

std::optional<WideOrder> wide_order(std::span<const std::byte> head) {
  constexpr std::size_t kLooked = 4;  // characters
  const auto byte = [head](std::size_t i) { return std::to_integer<unsigned>(head[i]); };
  if (head.size() >= 2 && byte(0) == 0xFF && byte(1) == 0xFE) {
    return WideOrder::Little;
  }
  if (head.size() >= 2 && byte(0) == 0xFE && byte(1) == 0xFF) {
    return WideOrder::Big;
  }
  if (head.size() < 2 * kLooked) {
    return std::nullopt;
  }
  const auto is_ascii = [&](std::size_t zero, std::size_t other) {
    for (std::size_t i = 0; i < kLooked; ++i) {
      const unsigned c = byte(2 * i + other);
      if (byte(2 * i + zero) != 0 || c < 0x20 || c >= 0x7F) {
        return false;
      }
    }
    return true;
  };
  if (is_ascii(1, 0)) {
    return WideOrder::Little;
  }
  return is_ascii(0, 1) ? std::optional(WideOrder::Big) : std::nullopt;
}

void WideDecoder::add(std::uint16_t unit, std::string& out) {
  const bool is_leading = unit >= 0xD800 && unit <= 0xDBFF;
  const bool is_trailing = unit >= 0xDC00 && unit <= 0xDFFF;
  if (const auto leading = std::exchange(leading_, std::nullopt)) {
    if (is_trailing) {
      append(0x10000 + ((*leading - 0xD800U) << 10U) + (unit - 0xDC00U), out);
      return;
    }
    append(kUnknown, out);
  }
  if (is_leading) {
    leading_ = unit;
  } else if (unit != kMark) {
    append(is_trailing ? kUnknown : char32_t{unit}, out);
  }
}

void WideDecoder::decode(std::span<const std::byte> bytes, std::string& out) {
  for (const std::byte b : bytes) {
    const auto value = std::to_integer<std::uint8_t>(b);
    if (!half_) {
      half_ = value;
      continue;
    }
    const unsigned first = *std::exchange(half_, std::nullopt);
    const unsigned low = order_ == WideOrder::Little ? first : value;
    const unsigned high = order_ == WideOrder::Little ? value : first;
    add(static_cast<std::uint16_t>(high << 8U | low), out);
  }
}

void WideDecoder::finish(std::string& out) {
  if (half_ || leading_) {
    append(kUnknown, out);
  }
  half_.reset();
  leading_.reset();
}

std::unique_ptr<ByteStream> without_wide_text(std::unique_ptr<ByteStream> stream) {
  constexpr std::size_t kHead = 16;
  auto peeked = std::make_unique<PeekedStream>(std::move(stream));
  const auto order = wide_order(peeked->head(kHead));
  if (!order) {
    return peeked;
  }
  return std::make_unique<DecodedStream>(std::move(peeked), *order);
}

}  // namespace hamon
