#pragma once

#include "base/address.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace hamon {

/// A zone of the sample hospital as its site file declares it.
struct SampleZone {
  std::string_view name;
  std::string_view label;
  std::string_view kind;
  std::string_view prefixes;  ///< separated by commas
};

/// A system of the sample hospital as site file and ledger declare it.
struct SampleSystem {
  std::string_view name;
  std::string_view address;
  std::string_view role;  ///< a word of `all_role_names()`
  std::string_view department;
  std::string_view vendor;
  std::string_view os;
  std::string_view more;  ///< further keys of the site file, each with a comma before it
};

/// Systems outside, and addresses that no list knows.
namespace sample_address {
inline constexpr std::string_view kMealSupplier = "192.168.144.25";  // nobody declared it
inline constexpr std::string_view kRelay = "198.51.100.77";          // nobody declared it
inline constexpr std::string_view kTelemetry = "203.0.113.99";       // nobody declared it
inline constexpr std::string_view kCentre = "2001:db8:e1::443";      // link X1
inline constexpr std::string_view kEmrVendor = "203.0.113.45";       // link X2
inline constexpr std::string_view kRegion = "192.0.2.66";            // link X3
inline constexpr std::string_view kWeb = "198.51.100.20";            // links X4 and X5
inline constexpr std::string_view kEligibility6 = "2001:db8:77:20::90";
inline constexpr std::string_view kCtSecond = "172.20.5.150";  // second network card of the CT
inline constexpr std::string_view kStranger = "10.78.2.77";    // a laptop in the laboratory
}  // namespace sample_address

/// Thursday 2026-05-14 00:00 +09:00, in seconds since 1970; the story has two days.
inline constexpr std::int64_t kSampleBegin = 1'778'684'400;

[[nodiscard]] std::span<const SampleZone> sample_zones();
[[nodiscard]] std::span<const SampleSystem> sample_systems();

/// The first address of a system of the tables; any other word is an address already.
[[nodiscard]] std::string_view sample_address_of(std::string_view who);
/// Whether a zone of the hospital has this address.
[[nodiscard]] bool in_sample_hospital(std::string_view address);
/// Whether two addresses lie in one segment (prefix of a zone).
[[nodiscard]] bool in_one_segment(std::string_view a, std::string_view b);

/// The network card of an address inside: locally administered, made from the address; the
/// stranger's is from the range for documentation (RFC 7042).
[[nodiscard]] MacAddress sample_card(std::string_view address);
/// Link-layer addresses as a sensor at the core sees a packet from one address to another: the own
/// card where it is near, a router's for what lies elsewhere.
struct SampleCards {
  MacAddress initiator;
  MacAddress responder;
};
[[nodiscard]] SampleCards sample_cards(std::string_view initiator, std::string_view responder);

}  // namespace hamon
