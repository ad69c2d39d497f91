#pragma once

#include "base/address.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace hamon {

/// Who made network cards, by the registries of IEEE (MA-L, MA-M, MA-S) as Debian's package
/// `ieee-data` installs them. For people only: no analysis rests on it, and where the package is
/// missing there are no vendors.
class CardVendors {
 public:
  /// What is installed on this machine: `oui.csv`, `mam.csv` and `oui36.csv` of
  /// /usr/share/ieee-data, else of /var/lib/ieee-data. None is no error. About 20 ms.
  [[nodiscard]] static CardVendors installed();
  /// The same from one folder.
  [[nodiscard]] static CardVendors in(const std::string& folder);

  /// Adds a registry (`Registry,Assignment,Organization Name,Organization Address`). Lines that
  /// hold no assignment are passed over; the first line of an assignment counts.
  void add(std::string_view csv);

  /// The organisation of the longest assignment; empty for group and locally administered addresses
  /// (IEEE 802c), those of protocols and documentation (RFC 9542), and unknown ones. A view of this
  /// object.
  [[nodiscard]] std::string_view of(const MacAddress& mac) const;
  /// Of several cards the vendors, each once, in byte order, joined by `, `.
  [[nodiscard]] std::string of(std::span<const MacAddress> macs) const;
  [[nodiscard]] bool empty() const { return names_.empty(); }

 private:
  std::unordered_map<std::uint64_t, std::string> names_;  // assignment's digits after a 1
};

}  // namespace hamon
