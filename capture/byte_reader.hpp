#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace hamon {

/// Bytes as captured, in network order unless said otherwise.
using Bytes = std::span<const std::uint8_t>;

/// The big-endian number at `p`; the caller has checked that it lies within what was captured.
[[nodiscard]] constexpr std::uint16_t load_u16(const std::uint8_t* p) {
  return static_cast<std::uint16_t>((p[0] << 8) | p[1]);
}
[[nodiscard]] constexpr std::uint32_t load_u32(const std::uint8_t* p) {
  return (static_cast<std::uint32_t>(p[0]) << 24) | (static_cast<std::uint32_t>(p[1]) << 16) |
         (static_cast<std::uint32_t>(p[2]) << 8) | static_cast<std::uint32_t>(p[3]);
}
[[nodiscard]] constexpr std::uint32_t load_little_u32(const std::uint8_t* p) {
  return (static_cast<std::uint32_t>(p[3]) << 24) | (static_cast<std::uint32_t>(p[2]) << 16) |
         (static_cast<std::uint32_t>(p[1]) << 8) | static_cast<std::uint32_t>(p[0]);
}
[[nodiscard]] constexpr std::uint64_t load_u64(const std::uint8_t* p) {
  return (static_cast<std::uint64_t>(load_u32(p)) << 32) | load_u32(p + 4);
}

/// Walks over bytes and never past them: a read that does not fit gives zero and clears `ok`.
class ByteReader {
 public:
  explicit ByteReader(Bytes bytes) : bytes_(bytes) {}

  [[nodiscard]] std::uint8_t u8() { return fits(1) ? bytes_[take(1)] : std::uint8_t{0}; }
  [[nodiscard]] std::uint16_t u16() {
    return fits(2) ? load_u16(bytes_.data() + take(2)) : std::uint16_t{0};
  }
  [[nodiscard]] std::uint32_t u24() {
    const std::uint32_t high = u8();
    return (high << 16) | u16();
  }
  [[nodiscard]] std::uint32_t u32() { return fits(4) ? load_u32(bytes_.data() + take(4)) : 0; }
  /// Empty when fewer than `n` bytes are left.
  [[nodiscard]] Bytes bytes(std::size_t n) {
    return fits(n) ? bytes_.subspan(take(n), n) : Bytes{};
  }
  void skip(std::size_t n) {
    if (fits(n)) {
      position_ += n;
    }
  }
  [[nodiscard]] Bytes rest() const { return bytes_.subspan(position_); }
  [[nodiscard]] std::size_t left() const { return bytes_.size() - position_; }
  [[nodiscard]] std::size_t position() const { return position_; }
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  [[nodiscard]] bool fits(std::size_t n) {
    if (n > left()) {
      ok_ = false;
      position_ = bytes_.size();
      return n == 0;
    }
    return true;
  }
  std::size_t take(std::size_t n) {
    const std::size_t at = position_;
    position_ += n;
    return at;
  }

  Bytes bytes_;
  std::size_t position_ = 0;
  bool ok_ = true;
};

}  // namespace hamon
