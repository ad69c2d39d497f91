#pragma once

#include "base/address.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hamon {

/// Writes numbers and texts one after another, small numbers in few bytes (LEB128).
class CodecWriter {
 public:
  void byte(std::uint8_t value) { bytes_.push_back(static_cast<char>(value)); }
  void number(std::uint64_t value);
  void signed_number(std::int64_t value);  ///< zigzag: small whatever the sign
  void time(Timestamp value) { signed_number(value.ns); }
  void text(std::string_view value);
  void address(const IpAddress& value);
  void mac(const MacAddress& value);

  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Reads what a `CodecWriter` wrote, from bytes that may be anything: after the first thing that is
/// not there `ok()` is false and everything reads as zero.
class CodecReader {
 public:
  explicit CodecReader(std::string_view bytes) : rest_(bytes) {}

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] std::size_t left() const { return rest_.size(); }
  void fail();

  std::uint8_t byte();
  std::uint64_t number();
  /// At most `limit`; anything larger is not ok.
  std::uint64_t number_up_to(std::uint64_t limit);
  /// How many things follow that take at least `bytes_each` bytes: never more than could be there.
  std::size_t count(std::size_t bytes_each = 1);
  std::int64_t signed_number();
  Timestamp time() { return {signed_number()}; }
  std::string text();
  IpAddress address();
  MacAddress mac();

 private:
  std::string_view take(std::size_t size);

  std::string_view rest_;
  bool ok_ = true;
};

/// A Zstandard frame (RFC 8878) of the bytes, with its checksum.
[[nodiscard]] std::string compress(std::string_view bytes, int level);
/// Nothing when the frame is damaged, says no size, or says more than `limit` bytes.
[[nodiscard]] std::optional<std::string> decompress(std::string_view frame, std::size_t limit);

}  // namespace hamon
