#include "base/address.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <arpa/inet.h>
#include <fmt/format.h>

namespace hamon {

IpAddress IpAddress::v4(std::span<const std::byte, 4> network_order) {
  IpAddress a;
  std::memcpy(a.bytes_.data(), network_order.data(), 4);
  return a;
}

IpAddress IpAddress::v4(std::uint32_t host_order) {
  IpAddress a;
  for (std::size_t i = 0; i < 4; ++i) {
    a.bytes_[i] = static_cast<std::uint8_t>(host_order >> (24 - 8 * i));
  }
  return a;
}

IpAddress IpAddress::v6(std::span<const std::byte, 16> network_order) {
  IpAddress a;
  a.family_ = 6;
  std::memcpy(a.bytes_.data(), network_order.data(), 16);
  return a;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  std::array<char, 46> copy{};
  if (text.empty() || text.size() >= copy.size() || text.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  std::copy(text.begin(), text.end(), copy.begin());
  IpAddress a;
  if (text.find(':') == std::string_view::npos) {
    return inet_pton(AF_INET, copy.data(), a.bytes_.data()) == 1 ? std::optional(a) : std::nullopt;
  }
  a.family_ = 6;
  return inet_pton(AF_INET6, copy.data(), a.bytes_.data()) == 1 ? std::optional(a) : std::nullopt;
}

std::span<const std::uint8_t> IpAddress::bytes() const {
  return {bytes_.data(), is_v4() ? std::size_t{4} : std::size_t{16}};
}

std::string IpAddress::text() const {
  if (is_v4()) {
    return fmt::format("{}.{}.{}.{}", bytes_[0], bytes_[1], bytes_[2], bytes_[3]);
  }
  std::array<char, INET6_ADDRSTRLEN> out{};  // glibc writes RFC 5952
  inet_ntop(AF_INET6, bytes_.data(), out.data(), out.size());
  return out.data();
}

std::uint64_t IpAddress::hash() const {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::memcpy(&high, bytes_.data(), 8);
  std::memcpy(&low, bytes_.data() + 8, 8);
  std::uint64_t h = (high ^ (low * 0x9E3779B97F4A7C15ULL) ^ family_) * 0xBF58476D1CE4E5B9ULL;
  h ^= h >> 29;
  h *= 0x94D049BB133111EBULL;
  return h ^ (h >> 32);
}

bool IpAddress::is_loopback() const {
  if (is_v4()) {
    return bytes_[0] == 127;
  }
  return bytes_[15] == 1 &&
         std::all_of(bytes_.begin(), bytes_.end() - 1, [](auto b) { return b == 0; });
}

bool IpAddress::is_multicast() const {
  return is_v4() ? (bytes_[0] & 0xF0) == 0xE0 : bytes_[0] == 0xFF;
}

bool IpAddress::is_link_local() const {
  return is_v4() ? bytes_[0] == 169 && bytes_[1] == 254
                 : bytes_[0] == 0xFE && (bytes_[1] & 0xC0) == 0x80;
}

bool IpAddress::is_unspecified() const {
  return std::all_of(bytes_.begin(), bytes_.end(), [](auto b) { return b == 0; });
}

bool IpAddress::is_limited_broadcast() const {
  return is_v4() &&
         std::all_of(bytes_.begin(), bytes_.begin() + 4, [](auto b) { return b == 255; });
}

bool IpAddress::is_private() const {
  if (!is_v4()) {
    return (bytes_[0] & 0xFE) == 0xFC;
  }
  return bytes_[0] == 10 || (bytes_[0] == 172 && (bytes_[1] & 0xF0) == 16) ||
         (bytes_[0] == 192 && bytes_[1] == 168) || (bytes_[0] == 100 && (bytes_[1] & 0xC0) == 64);
}

namespace {

/// The address with all but the first `length` bits set to zero, or to one.
IpAddress with_host_bits(const IpAddress& address, int length, bool ones) {
  std::array<std::byte, 16> bytes{};
  const auto source = address.bytes();
  for (std::size_t i = 0; i < source.size(); ++i) {
    const int kept = std::clamp(length - static_cast<int>(i) * 8, 0, 8);
    const auto mask = static_cast<std::uint8_t>(0xFF << (8 - kept));
    const auto host = static_cast<std::uint8_t>(ones ? static_cast<std::uint8_t>(~mask) : 0);
    bytes[i] = static_cast<std::byte>((source[i] & mask) | host);
  }
  return address.is_v4() ? IpAddress::v4(std::span<const std::byte, 4>(bytes.data(), 4))
                         : IpAddress::v6(bytes);
}

}  // namespace

Prefix::Prefix(IpAddress address, int length)
    : length_(std::clamp(length, 0, address.is_v4() ? 32 : 128)) {
  address_ = with_host_bits(address, length_, false);
}

std::optional<Prefix> Prefix::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) {
    return std::nullopt;
  }
  const int longest = address->is_v4() ? 32 : 128;
  if (slash == std::string_view::npos) {
    return Prefix(*address, longest);
  }
  const std::string_view digits = text.substr(slash + 1);
  int length = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
  if (error != std::errc{} || end != digits.data() + digits.size() || length < 0 ||
      length > longest) {
    return std::nullopt;
  }
  return Prefix(*address, length);
}

bool Prefix::contains(const IpAddress& a) const {
  if (a.is_v4() != address_.is_v4()) {
    return false;
  }
  const auto ours = address_.bytes();
  const auto theirs = a.bytes();
  const auto whole = static_cast<std::size_t>(length_ / 8);
  const unsigned rest = static_cast<unsigned>(length_) % 8;
  return std::memcmp(ours.data(), theirs.data(), whole) == 0 &&
         (rest == 0 || ((ours[whole] ^ theirs[whole]) >> (8 - rest)) == 0);
}

bool Prefix::contains(const Prefix& p) const {
  return p.length_ >= length_ && contains(p.address_);
}

std::optional<IpAddress> Prefix::broadcast() const {
  if (!address_.is_v4() || length_ >= 31) {
    return std::nullopt;
  }
  return with_host_bits(address_, length_, true);
}

std::string Prefix::text() const {
  return fmt::format("{}/{}", address_.text(), length_);
}

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

std::optional<MacAddress> MacAddress::parse(std::string_view text) {
  std::array<int, 12> digits{};
  std::size_t count = 0;
  std::size_t separators = 0;
  char separator = '\0';
  for (char c : text) {
    if (c == ':' || c == '-' || c == '.') {
      const std::size_t group = c == '.' ? 4 : 2;
      if ((separator != '\0' && separator != c) || count == 0 || count % group != 0) {
        return std::nullopt;
      }
      separator = c;
      ++separators;
      continue;
    }
    const int digit = hex_digit(c);
    if (digit < 0 || count == digits.size()) {
      return std::nullopt;
    }
    digits[count++] = digit;
  }
  const std::size_t expected = separator == '\0' ? 0 : separator == '.' ? 2 : 5;
  if (count != digits.size() || separators != expected) {
    return std::nullopt;
  }
  MacAddress mac;
  for (std::size_t i = 0; i < mac.bytes.size(); ++i) {
    mac.bytes[i] = static_cast<std::uint8_t>(digits[2 * i] * 16 + digits[2 * i + 1]);
  }
  return mac;
}

std::string MacAddress::text() const {
  return fmt::format("{:02x}:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}", bytes[0], bytes[1], bytes[2],
                     bytes[3], bytes[4], bytes[5]);
}

bool MacAddress::is_zero() const {
  return *this == MacAddress{};
}

bool MacAddress::is_shared_router() const {
  const auto starts = [this](std::initializer_list<std::uint8_t> head) {
    return std::equal(head.begin(), head.end(), bytes.begin());
  };
  return starts({0x00, 0x00, 0x5E, 0x00, 0x01})     // VRRP for IPv4 (RFC 9568, section 7.3), CARP
         || starts({0x00, 0x00, 0x5E, 0x00, 0x02})  // VRRP for IPv6
         || starts({0x00, 0x00, 0x0C, 0x07, 0xAC})  // HSRP version 1 (RFC 2281)
         || (starts({0x00, 0x00, 0x0C, 0x9F}) && bytes[4] >= 0xF0)  // HSRP version 2
         || (starts({0x00, 0x05, 0x73, 0xA0}) && bytes[4] < 0x10)   // HSRP for IPv6
         || starts({0x00, 0x07, 0xB4})                              // GLBP
         || starts({0x02, 0xBF}) || starts({0x03, 0xBF})  // Windows network load balancing
         || starts({0x02, 0x01, 0x00, 0x5E})
         // FortiGate cluster addresses by set of group ids (Fortinet, technical tip 194239)
         || starts({0x00, 0x09, 0x0F, 0x09}) || starts({0xE0, 0x23, 0xFF, 0xFC}) ||
         starts({0xE0, 0x23, 0xFF, 0xFD}) ||
         starts({0xE0, 0x23, 0xFF, 0xFE})
         // Palo Alto floating addresses (Palo Alto Networks knowledge base, kA10g000000ClXS)
         || starts({0x00, 0x1B, 0x17, 0x00});
}

}  // namespace hamon
