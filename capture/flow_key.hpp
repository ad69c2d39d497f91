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
    return static_cast<std::uint64_t>(low_port) | (static_cast<std::uint64_t>(high_port) << 16) |
           (static_cast<std::uint64_t>(protocol) << 32) |
           (static_cast<std::uint64_t>(flags) << 40) | (static_cast<std::uint64_t>(carrier) << 48);
  }
  /// The address of end 0 (the lower) or 1.
  [[nodiscard]] IpAddress address(unsigned end) const;
  /// Different in every run of the program: nothing that is written may depend on it.
  [[nodiscard]] std::uint64_t hash() const {
    std::uint64_t h = fold(addresses[1] ^ kSecret[0], addresses[3] ^ kSecret[1]);
    if (is_v6()) {
      h ^= fold(addresses[0] ^ kSecret[1], addresses[2] ^ kSecret[2]);
    }
    return fold(h ^ kSecret[2], tail() ^ kSecret[0]);
  }

  /// A number below 64 by the addresses alone, the same in every run.
  [[nodiscard]] std::uint8_t shard() const {
    constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;
    const std::uint64_t mixed =
        (addresses[1] + (addresses[0] ^ addresses[2])) * kOdd ^ addresses[3];
    return static_cast<std::uint8_t>((mixed * kOdd) >> 58U);
  }

  // Written out: word by word it needs no call.
  bool operator==(const FlowKey& other) const {
    return addresses[1] == other.addresses[1] && addresses[3] == other.addresses[3] &&
           tail() == other.tail() && addresses[0] == other.addresses[0] &&
           addresses[2] == other.addresses[2];
  }

 private:
  __extension__ using Wide = unsigned __int128;

  // A secret that changes from run to run, so that no capture can be made whose keys all collide.
  static const std::array<std::uint64_t, 3> kSecret;

  // Multiplies to 128 bits and folds (the mixing step of wyhash).
  static std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  }
};
static_assert(sizeof(FlowKey) == 40);

}  // namespace hamon
