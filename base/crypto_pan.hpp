#pragma once

#include "base/address.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <span>

namespace hamon {

/// Prefix-preserving pseudonyms of addresses: two addresses share exactly as many leading bits as
/// their pseudonyms do. One key always gives the same pseudonyms.
///
/// Source: Xu, Fan, Ammar, Moon, "Prefix-preserving IP address anonymization", ICNP 2002, with
/// AES-128 as the reference implementation Crypto-PAn 1.0 has it; IPv6 alike over 128 bits.
class CryptoPan {
 public:
  static constexpr std::size_t kKeySize = 32;  // bytes: 16 of the cipher, 16 of the padding

  explicit CryptoPan(std::span<const std::uint8_t, kKeySize> key);
  ~CryptoPan();
  CryptoPan(CryptoPan&&) noexcept;
  CryptoPan& operator=(CryptoPan&&) noexcept;

  /// The first `kept` bits stay as they are. Pseudonyms with different `kept` still keep prefixes
  /// as long as whether bit n stays depends on the n bits before it alone. One block of AES for
  /// each bit: some microseconds.
  [[nodiscard]] IpAddress pseudonym(const IpAddress& address, std::size_t kept = 0) const;
  /// The prefix in which the pseudonyms of all its addresses lie, of the same length.
  [[nodiscard]] Prefix pseudonym(const Prefix& prefix, std::size_t kept = 0) const;

 private:
  using Block = std::array<std::uint8_t, 16>;
  struct Cipher;
  std::unique_ptr<Cipher> cipher_;
  Block pad_{};
};

}  // namespace hamon
