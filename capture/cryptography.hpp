#pragma once

#include "capture/byte_reader.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// The names that a certificate is for.
struct CertificateNames {
  std::string common_name;             ///< of the subject, as said; empty if none
  std::vector<std::string> dns_names;  ///< of the subject's alternative names, the first 64
};
/// Nothing when `der` is no X.509 certificate (RFC 5280).
[[nodiscard]] std::optional<CertificateNames> certificate_names(Bytes der);

using Secret = std::array<std::uint8_t, 32>;
/// HKDF-Extract and HKDF-Expand-Label with SHA-256 (RFC 5869; RFC 8446, section 7.1). `bytes` is at
/// most 32.
[[nodiscard]] Secret hkdf_extract(Bytes salt, Bytes key);
[[nodiscard]] std::vector<std::uint8_t> hkdf_expand_label(const Secret& secret,
                                                          std::string_view label,
                                                          std::size_t bytes);

/// One block through AES-128. `key` and `block` have 16 bytes.
[[nodiscard]] std::array<std::uint8_t, 16> aes128_block(Bytes key, Bytes block);
/// AES-128-GCM; `sealed` ends with the tag of 16 bytes. Nothing when the tag does not agree.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> aes128_gcm_open(Bytes key, Bytes nonce,
                                                                       Bytes associated,
                                                                       Bytes sealed);

}  // namespace hamon
