#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hamon {

/// An IPv4 or IPv6 address; every IPv4 address sorts before every IPv6 address, then by bytes.
class IpAddress {
 public:
  IpAddress() = default;  ///< 0.0.0.0
  [[nodiscard]] static IpAddress v4(std::span<const std::byte, 4> network_order);
  [[nodiscard]] static IpAddress v4(std::uint32_t host_order);
  [[nodiscard]] static IpAddress v6(std::span<const std::byte, 16> network_order);
  /// Text as RFC 5952 or dotted decimal; a zone index (`%eth0`) is not accepted.
  [[nodiscard]] static std::optional<IpAddress> parse(std::string_view text);

  [[nodiscard]] bool is_v4() const { return family_ == 4; }
  /// 4 or 16 bytes in network order; a view of this object.
  [[nodiscard]] std::span<const std::uint8_t> bytes() const;
  /// RFC 5952.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::uint64_t hash() const;

  [[nodiscard]] bool is_loopback() const;
  [[nodiscard]] bool is_multicast() const;
  [[nodiscard]] bool is_link_local() const;  ///< 169.254/16, fe80::/10
  [[nodiscard]] bool is_unspecified() const;
  [[nodiscard]] bool is_limited_broadcast() const;  ///< 255.255.255.255
  /// RFC 1918, RFC 6598, RFC 4193: an address that a site may use without being given it.
  [[nodiscard]] bool is_private() const;

  auto operator<=>(const IpAddress&) const = default;

 private:
  std::uint8_t family_ = 4;
  std::array<std::uint8_t, 16> bytes_{};  // IPv4: the first four, the rest zero
};

/// An address prefix; host bits are zero.
class Prefix {
 public:
  Prefix() = default;
  Prefix(IpAddress address,
         int length);  ///< Clears host bits; `length` is held within the family's range.
  /// `10.0.0.0/8`, `2001:db8::/32`; a bare address is a prefix of full length.
  [[nodiscard]] static std::optional<Prefix> parse(std::string_view text);

  [[nodiscard]] const IpAddress& address() const { return address_; }
  [[nodiscard]] int length() const { return length_; }
  [[nodiscard]] bool contains(const IpAddress& a) const;
  [[nodiscard]] bool contains(const Prefix& p) const;
  [[nodiscard]] bool is_single() const { return length_ == (address_.is_v4() ? 32 : 128); }
  /// The last address of an IPv4 prefix shorter than /31: its directed broadcast.
  [[nodiscard]] std::optional<IpAddress> broadcast() const;
  [[nodiscard]] std::string text() const;

  auto operator<=>(const Prefix&) const = default;

 private:
  IpAddress address_;
  int length_ = 0;
};

/// A 48-bit link-layer address.
struct MacAddress {
  std::array<std::uint8_t, 6> bytes{};

  /// Six pairs of hexadecimal digits separated by `:`, `-` or nothing, or three groups with dots.
  [[nodiscard]] static std::optional<MacAddress> parse(std::string_view text);
  [[nodiscard]] std::string text() const;  ///< `02:00:0a:0a:01:15`
  [[nodiscard]] bool is_group() const { return (bytes[0] & 1) != 0; }
  [[nodiscard]] bool is_zero() const;
  /// VRRP (RFC 9568), HSRP, GLBP and other addresses that several machines share: these never bind.
  [[nodiscard]] bool is_shared_router() const;

  auto operator<=>(const MacAddress&) const = default;
};

}  // namespace hamon

template <>
struct std::hash<hamon::IpAddress> {
  std::size_t operator()(const hamon::IpAddress& a) const noexcept { return a.hash(); }
};
template <>
struct std::hash<hamon::MacAddress> {
  std::size_t operator()(const hamon::MacAddress& a) const noexcept {
    std::uint64_t h = 0;
    for (auto b : a.bytes)
      h = (h << 8) | b;
    return h * 0x9E3779B97F4A7C15ULL;
  }
};
