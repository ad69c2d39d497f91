#pragma once

#include "capture/byte_stream.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>

namespace hamon {

/// The order of bytes in UTF-16.
enum class WideOrder { Little, Big };

/// What the first bytes of a text say: a byte order mark (RFC 2781), or, as some exports have none,
/// first characters of ASCII with zero bytes between them. Nothing for any other text.
[[nodiscard]] std::optional<WideOrder> wide_order(std::span<const std::byte> head);

/// Turns UTF-16 into UTF-8 piece by piece; half of a pair alone becomes U+FFFD.
class WideDecoder {
 public:
  explicit WideDecoder(WideOrder order) : order_(order) {}
  /// Adds what `bytes` complete to `out`; a byte order mark is left out.
  void decode(std::span<const std::byte> bytes, std::string& out);
  /// Adds what an input that has ended leaves incomplete.
  void finish(std::string& out);

 private:
  void add(std::uint16_t unit, std::string& out);

  WideOrder order_;
  std::optional<std::uint8_t> half_;      // of a unit
  std::optional<std::uint16_t> leading_;  // of a pair
};

/// `stream` with UTF-16 turned into UTF-8, any other text as it is. Hashes and sizes stay those of
/// the file as stored.
[[nodiscard]] std::unique_ptr<ByteStream> without_wide_text(std::unique_ptr<ByteStream> stream);

}  // namespace hamon
