#include "capture/cryptography.hpp"

#include "base/result.hpp"

#include <algorithm>
#include <memory>
#include <new>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace hamon {
namespace {

template <auto Function>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Function(object);
  }
};
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>>;
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>>;

std::string text_of(const ASN1_STRING* string) {
  const auto* data = reinterpret_cast<const char*>(ASN1_STRING_get0_data(string));
  const int length = ASN1_STRING_length(string);
  return data == nullptr || length <= 0 ? std::string()
                                        : std::string(data, static_cast<std::size_t>(length));
}

std::string common_name_of(const X509* certificate) {
  const X509_NAME* subject = X509_get_subject_name(certificate);
  const int at = subject == nullptr ? -1 : X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  const X509_NAME_ENTRY* entry = at < 0 ? nullptr : X509_NAME_get_entry(subject, at);
  return entry == nullptr ? std::string() : text_of(X509_NAME_ENTRY_get_data(entry));
}

Secret hmac_sha256(Bytes key, Bytes data) {
  Secret out{};
  unsigned int length = 0;
  HAMON_ASSERT(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), data.data(),
                    data.size(), out.data(), &length) != nullptr &&
               length == out.size());
  return out;
}

Cipher new_cipher() {
  Cipher cipher(EVP_CIPHER_CTX_new());
  if (cipher == nullptr) {
    throw std::bad_alloc();
  }
  return cipher;
}

}  // namespace

std::optional<CertificateNames> certificate_names(Bytes der) {
  constexpr int kMostNames = 64;
  const unsigned char* at = der.data();
  const Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  ERR_clear_error();  // what does not parse is no error of ours
  if (certificate == nullptr) {
    return std::nullopt;
  }
  CertificateNames names;
  names.common_name = common_name_of(certificate.get());
  const Names alternatives(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr)));
  ERR_clear_error();
  const int count = alternatives == nullptr ? 0 : sk_GENERAL_NAME_num(alternatives.get());
  for (int i = 0; i < std::min(count, kMostNames); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(alternatives.get(), i);
    if (name->type == GEN_DNS) {
      names.dns_names.push_back(text_of(name->d.dNSName));
    }
  }
  return names;
}

Secret hkdf_extract(Bytes salt, Bytes key) {
  return hmac_sha256(salt, key);
}

// One round is enough: no more than the 32 bytes of a digest are asked for.
std::vector<std::uint8_t> hkdf_expand_label(const Secret& secret, std::string_view label,
                                            std::size_t bytes) {
  HAMON_ASSERT(bytes <= secret.size());
  const std::string full = "tls13 " + std::string(label);
  std::vector<std::uint8_t> info = {0, static_cast<std::uint8_t>(bytes),
                                    static_cast<std::uint8_t>(full.size())};
  info.insert(info.end(), full.begin(), full.end());
  info.push_back(0);  // no context
  info.push_back(1);  // the first round
  const Secret block = hmac_sha256(secret, info);
  return {block.begin(), block.begin() + static_cast<std::ptrdiff_t>(bytes)};
}

std::array<std::uint8_t, 16> aes128_block(Bytes key, Bytes block) {
  std::array<std::uint8_t, 16> out{};
  HAMON_ASSERT(key.size() == out.size() && block.size() == out.size());
  const Cipher cipher = new_cipher();
  int length = 0;
  HAMON_ASSERT(
      EVP_EncryptInit_ex(cipher.get(), EVP_aes_128_ecb(), nullptr, key.data(), nullptr) == 1 &&
      EVP_CIPHER_CTX_set_padding(cipher.get(), 0) == 1 &&
      EVP_EncryptUpdate(cipher.get(), out.data(), &length, block.data(), 16) == 1 && length == 16);
  return out;
}

std::optional<std::vector<std::uint8_t>> aes128_gcm_open(Bytes key, Bytes nonce, Bytes associated,
                                                         Bytes sealed) {
  constexpr std::size_t kTag = 16;
  HAMON_ASSERT(key.size() == 16 && nonce.size() == 12);
  if (sealed.size() < kTag) {
    return std::nullopt;
  }
  const Cipher cipher = new_cipher();
  const Bytes text = sealed.first(sealed.size() - kTag);
  std::vector<std::uint8_t> tag(sealed.end() - kTag, sealed.end());
  std::vector<std::uint8_t> out(text.size() + kTag);
  int length = 0;
  HAMON_ASSERT(
      EVP_DecryptInit_ex(cipher.get(), EVP_aes_128_gcm(), nullptr, key.data(), nonce.data()) == 1 &&
      EVP_DecryptUpdate(cipher.get(), nullptr, &length, associated.data(),
                        static_cast<int>(associated.size())) == 1 &&
      EVP_DecryptUpdate(cipher.get(), out.data(), &length, text.data(),
                        static_cast<int>(text.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTag, tag.data()) == 1);
  out.resize(text.size());
  int rest = 0;
  std::array<std::uint8_t, kTag> none{};
  const bool genuine = EVP_DecryptFinal_ex(cipher.get(), none.data(), &rest) == 1;
  ERR_clear_error();
  return genuine ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace hamon
