#include "base/crypto_pan.hpp"

#include "base/result.hpp"

#include <algorithm>
#include <vector>

#include <openssl/evp.h>

namespace hamon {

struct CryptoPan::Cipher {
  struct Free {
    void operator()(EVP_CIPHER_CTX* freed) const { EVP_CIPHER_CTX_free(freed); }
  };
  std::unique_ptr<EVP_CIPHER_CTX, Free> context{EVP_CIPHER_CTX_new()};

  explicit Cipher(const std::uint8_t* key) {
    HAMON_ASSERT(context != nullptr &&
                 EVP_EncryptInit_ex(context.get(), EVP_aes_128_ecb(), nullptr, key, nullptr) == 1 &&
                 EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1);
  }

  /// Enciphers each block by itself.
  [[nodiscard]] std::vector<Block> encrypt(const std::vector<Block>& blocks) const {
    std::vector<Block> out(blocks.size());
    int length = 0;
    HAMON_ASSERT(EVP_EncryptUpdate(context.get(), out.front().data(), &length,
                                   blocks.front().data(),
                                   static_cast<int>(blocks.size() * sizeof(Block))) == 1);
    return out;
  }
};

CryptoPan::CryptoPan(std::span<const std::uint8_t, kKeySize> key)
    : cipher_(std::make_unique<Cipher>(key.data())) {
  Block second{};
  std::copy_n(key.data() + 16, 16, second.begin());
  pad_ = cipher_->encrypt({second}).front();
}

CryptoPan::~CryptoPan() = default;
CryptoPan::CryptoPan(CryptoPan&&) noexcept = default;
CryptoPan& CryptoPan::operator=(CryptoPan&&) noexcept = default;

IpAddress CryptoPan::pseudonym(const IpAddress& address, std::size_t kept) const {
  const auto bytes = address.bytes();
  const std::size_t bits = 8 * bytes.size();
  // Block n: the first n bits of the address, then those of the padding.
  std::vector<Block> blocks(bits, pad_);
  for (std::size_t n = 1; n < bits; ++n) {
    std::copy_n(bytes.begin(), n / 8, blocks[n].begin());
    if (n % 8 != 0) {
      const auto own = static_cast<std::uint8_t>(0xFF00U >> (n % 8));
      blocks[n][n / 8] = static_cast<std::uint8_t>((bytes[n / 8] & own) | (pad_[n / 8] & ~own));
    }
  }
  const std::vector<Block> enciphered = cipher_->encrypt(blocks);
  std::array<std::byte, 16> out{};
  for (std::size_t n = kept; n < bits; ++n) {
    const unsigned flip = enciphered[n][0] >> 7;
    out[n / 8] |= static_cast<std::byte>(flip << (7 - n % 8));
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    out[i] ^= static_cast<std::byte>(bytes[i]);
  }
  return address.is_v4() ? IpAddress::v4(std::span<const std::byte, 4>(out.data(), 4))
                         : IpAddress::v6(out);
}

Prefix CryptoPan::pseudonym(const Prefix& prefix, std::size_t kept) const {
  return {pseudonym(prefix.address(), kept), prefix.length()};
}

}  // namespace hamon
