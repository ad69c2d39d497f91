#pragma once

#include "base/address.hpp"

#include <array>
#include <cstdint>

namespace hamon {

/// What identifies a conversation, the same for both directions: the lower end stands first.
///
/// The five words are: both addresses (IPv4: in the second word of each pair, as a number), then
/// ports, protocol, `flags`, and `carrier`.
struct FlowKey {
  static constexpr std::uint8_t kV6 = 1;
  static constexpr std::uint8_t kNoPorts = 2;
  static constexpr std::uint8_t kHighEndAsks = 4;  ///< ICMP: the second end sent the request

  std::array<std::uint64_t, 4> addresses{};
  std::uint16_t low_port = 0;   ///< ICMP: the type of the request
  std::uint16_t high_port = 0;  ///< ICMP: the code
  std::uint8_t protocol = 0;
  std::uint8_t flags = 0;
  std::uint16_t carrier = 0;  ///< 0: the outermost IP header; further values belong to tunnels

  [[nodiscard]] bool is_v6() const { return (flags & kV6) != 0; }
  [[nodiscard]] bool has_ports() const { return (flags & kNoPorts) == 0; }
  [[nodiscard]] std::uint64_t tail() const {
    return (static_cast<std::uint64_t>(low_port) << 48) |
           (static_cast<std::uint64_t>(high_port) << 32) |
           (static_cast<std::uint64_t>(protocol) << 24) |
           (static_cast<std::uint64_t>(flags) << 16) | carrier;
  }
  /// The address of end 0 (the lower) or 1.
  [[nodiscard]] IpAddress address(unsigned end) const;
  [[nodiscard]] std::uint64_t hash() const;

  bool operator==(const FlowKey&) const = default;
};
static_assert(sizeof(FlowKey) == 40);

}  // namespace hamon
