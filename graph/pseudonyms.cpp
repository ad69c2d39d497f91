#include "graph/pseudonyms.hpp"

#include "base/product_catalogue.hpp"
#include "base/sha256.hpp"
#include "base/text_encoding.hpp"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hamon {
namespace {

constexpr std::size_t kDigits = 2 * CryptoPan::kKeySize;

std::string hexadecimal(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    out += fmt::format("{:02x}", static_cast<unsigned char>(c));
  }
  return out;
}

int digit_of(char c) {
  return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// Blocks of addresses that mean something: within them pseudonyms stay, and no others come there.
struct Block {
  Prefix prefix;
  bool whole = false;  ///< of no single machine: the address itself stays
};

const std::vector<Block>& blocks() {
  static const std::vector<Block> all = [] {
    std::vector<Block> out;
    for (const char* whole : {"0.0.0.0/32", "127.0.0.0/8", "224.0.0.0/4", "255.255.255.255/32",
                              "::/128", "::1/128", "ff00::/8"}) {
      out.push_back({Prefix::parse(whole).value(), true});
    }
    // RFC 1918, 3927, 4193, 4291, 6598; 100::/64 are stand-ins (base/host_stand_in.hpp).
    for (const char* within : {"10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12",
                               "192.168.0.0/16", "100::/64", "fc00::/7", "fe80::/10"}) {
      out.push_back({Prefix::parse(within).value(), false});
    }
    return out;
  }();
  return all;
}

/// Leading bits that two addresses of one family share.
std::size_t shared_bits(const IpAddress& a, const IpAddress& b) {
  std::size_t bits = 0;
  for (std::size_t i = 0; i < a.bytes().size(); ++i) {
    const auto differ = static_cast<std::uint8_t>(a.bytes()[i] ^ b.bytes()[i]);
    bits += static_cast<std::size_t>(std::countl_zero(differ));
    if (differ != 0) {
      break;
    }
  }
  return bits;
}

/// Leading bits that decide whether the address lies in one of the blocks: bit n is one of them
/// when some block begins with the n bits before it, and reaches further.
std::size_t kept_bits(const IpAddress& address) {
  std::size_t kept = 0;
  for (const Block& block : blocks()) {
    if (block.prefix.address().is_v4() != address.is_v4()) {
      continue;
    }
    if (block.whole && block.prefix.contains(address)) {
      return 8 * address.bytes().size();
    }
    kept = std::max(kept, std::min(shared_bits(address, block.prefix.address()) + 1,
                                   static_cast<std::size_t>(block.prefix.length())));
  }
  return kept;
}

}  // namespace

Pseudonyms::Pseudonyms(const Key& key) : key_(key), pan_(key) {}

IpAddress Pseudonyms::address(const IpAddress& address) const {
  const auto [entry, is_new] = known_.try_emplace(address);
  if (is_new) {
    entry->second = pan_.pseudonym(address, kept_bits(address));
  }
  return entry->second;
}

Prefix Pseudonyms::prefix(const Prefix& prefix) const {
  return {address(prefix.address()), prefix.length()};
}

MacAddress Pseudonyms::mac(const MacAddress& mac) const {
  if (mac.is_group() || mac.is_zero()) {
    return mac;
  }
  const std::string digest = hmac_sha256(key_, "mac " + mac.text());
  MacAddress out{{0x02}};
  std::copy_n(digest.begin(), 5, out.bytes.begin() + 1);
  return out;
}

std::string Pseudonyms::name(std::string_view kind, std::string_view name) const {
  if (name.empty()) {
    return {};
  }
  const std::string digest = hmac_sha256(key_, fmt::format("{} {}", kind, name));
  return fmt::format("{}-{}", kind, hexadecimal(digest.substr(0, 6)));
}

std::string Pseudonyms::host(std::string_view name) const {
  return this->name("host", folded(name));
}

std::string Pseudonyms::vendor(std::string_view name) const {
  return this->name("vendor", folded(name));
}

std::string Pseudonyms::system_name(std::string_view name) const {
  const auto parsed = IpAddress::parse(name);
  return parsed ? address(*parsed).text() : this->name("sys", name);
}

Result<Pseudonyms::Key> read_pseudonym_key(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) {
    return fail(message("cannot read the file: {}", std::strerror(errno)), path);
  }
  if ((status.st_mode & 077U) != 0) {
    return fail(message("others may read this key file"), path, {},
                message("chmod 600 it: who has the key can undo the pseudonyms"));
  }
  std::ifstream file(path, std::ios::binary);
  std::string text(kDigits + 2, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.ends_with('\n')) {
    text.pop_back();
  }
  Pseudonyms::Key key{};
  if (text.size() != kDigits ||
      !std::all_of(text.begin(), text.end(), [](char c) { return digit_of(c) >= 0; })) {
    return fail(message("this is no key file: 64 hexadecimal digits are expected"), path, {},
                message("name a file that does not exist, and a new key is made there"));
  }
  for (std::size_t i = 0; i < key.size(); ++i) {
    key[i] = static_cast<std::uint8_t>(16 * digit_of(text[2 * i]) + digit_of(text[2 * i + 1]));
  }
  return key;
}

Result<Pseudonyms::Key> make_pseudonym_key(const std::string& path) {
  Pseudonyms::Key key{};
  if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1) {
    return fail(message("the machine gives no random numbers"));
  }
  const std::string text =
      hexadecimal({reinterpret_cast<const char*>(key.data()), key.size()}) + "\n";
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written =
      file >= 0 && write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const int why = errno;
  if (file >= 0) {
    close(file);
  }
  if (!written) {
    if (file >= 0) {
      unlink(path.c_str());
    }
    return fail(message("cannot write the file: {}", std::strerror(why)), path);
  }
  return key;
}

std::string pseudonymised_service(std::string_view name, const Pseudonyms& pseudonyms) {
  const std::string_view protocol = name.substr(0, name.find('/'));
  const auto built_in = all_service_names();
  const auto recognised = recognised_service_names();
  const bool of_the_field =
      name.empty() || std::ranges::binary_search(built_in, name) ||
      std::ranges::find(recognised, name) != recognised.end() || product_called(name) != nullptr ||
      parse_service_class(name) || parse_service_port(name) || parse_protocol(name) ||
      name == "tcp/dynamic" || name == "udp/dynamic" ||
      (protocol.size() < name.size() && parse_protocol(protocol) &&
       name.find_first_not_of("0123456789", protocol.size() + 1) == std::string_view::npos);
  return of_the_field ? std::string(name) : pseudonyms.name("service", name);
}

}  // namespace hamon
