#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace hamon {

/// SHA-256 (FIPS 180-4), fed piecewise.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void add(std::span<const std::byte> bytes);
  void add(std::string_view text);
  /// 64 lower-case hexadecimal digits; the object is spent afterwards.
  [[nodiscard]] std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] std::string sha256_hex(std::string_view text);

/// HMAC-SHA-256 (RFC 2104, 32 raw bytes).
[[nodiscard]] std::string hmac_sha256(std::span<const std::uint8_t> key, std::string_view text);

/// SHA-1 (20 raw bytes), as Community ID v1 and the ids of STIX ask for it; for nothing else.
[[nodiscard]] std::string sha1_raw(std::string_view bytes);

/// RFC 4648 section 4, with padding.
[[nodiscard]] std::string base64(std::string_view bytes);

}  // namespace hamon
