#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hamon {

/// Why a packet belongs to no conversation; `Used` is the one that says it does.
enum class UnusedReason : std::uint8_t {
  Used,
  Arp,
  BadIpHeader,
  Cdp,
  Duplicate,
  Eapol,
  IcmpError,
  Llc,
  Lldp,
  Mpls,
  NoInterface,
  Oversized,
  Pppoe,
  Rarp,
  Slow,
  Stp,
  TruncatedIpHeader,
  TruncatedLinkHeader,
  UnknownEthertype,
  UnknownLinkType,
  WlanAggregate,
  WlanEncrypted,
  WlanFragment,
  WlanManagement,
};
inline constexpr std::size_t kUnusedReasons =
    static_cast<std::size_t>(UnusedReason::WlanManagement) + 1;

/// The stable word that reports use; `used` for `Used`.
[[nodiscard]] constexpr std::string_view name_of(UnusedReason reason) {
  constexpr std::array<std::string_view, kUnusedReasons> kNames = {
      "used",
      "arp",
      "bad_ip_header",
      "cdp",
      "duplicate",
      "eapol",
      "icmp_error",
      "llc",
      "lldp",
      "mpls",
      "unknown_interface",
      "oversized_packet",
      "pppoe_discovery",
      "rarp",
      "slow_protocol",
      "stp",
      "truncated_ip_header",
      "truncated_link_header",
      "unknown_ethertype",
      "unknown_link_type",
      "wlan_aggregate",
      "wlan_encrypted",
      "wlan_fragment",
      "wlan_management",
  };
  return kNames[static_cast<std::size_t>(reason)];
}

}  // namespace hamon
