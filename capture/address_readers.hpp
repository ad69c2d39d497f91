#pragma once

#include "base/flow_record.hpp"
#include "capture/log_report.hpp"

#include <memory>
#include <optional>
#include <string_view>

namespace hamon {

/// Where the rows of a table of addresses go.
class AddressOutput {
 public:
  virtual ~AddressOutput() = default;
  /// A row that holds when the table was taken.
  virtual void now(Binding&& binding) = 0;
  /// A row that says itself when it held.
  virtual void then(Binding&& binding) = 0;
};

/// Reads one kind of table. Lines are UTF-8 or what was no other text.
class AddressReader {
 public:
  virtual ~AddressReader() = default;
  /// As in `SourceReport::kind`.
  [[nodiscard]] virtual std::string_view kind() const = 0;
  /// Whether a line begins a table of this kind. It is read next, too.
  [[nodiscard]] virtual bool begins(std::string_view line) const = 0;
  /// What became of a line of the table; nothing for one that is no row.
  [[nodiscard]] virtual std::optional<LineFate> read(std::string_view line, AddressOutput& out) = 0;
  /// Hands on a row whose end was not seen.
  virtual void finish(AddressOutput& /*out*/) {}
};

/// `Get-DhcpServerv4Lease | Export-Csv` of Windows.
[[nodiscard]] std::unique_ptr<AddressReader> make_windows_lease_reader();
/// `netsh dhcp server … show clients` (also `show clients 1`, with names).
[[nodiscard]] std::unique_ptr<AddressReader> make_netsh_reader();
/// `dhcpd.leases` of ISC's server; its times are UTC.
[[nodiscard]] std::unique_ptr<AddressReader> make_isc_lease_reader();
/// `show status dhcp` of YAMAHA routers.
[[nodiscard]] std::unique_ptr<AddressReader> make_yamaha_lease_reader();
/// `show ip arp` of Cisco IOS and AlaxalA.
[[nodiscard]] std::unique_ptr<AddressReader> make_arp_table_reader();
/// `show mac address-table` of Cisco IOS, `show mac-address-table` of AlaxalA.
[[nodiscard]] std::unique_ptr<AddressReader> make_mac_table_reader();
/// A zone's master file (RFC 1035, section 5), as of BIND and `dnscmd /zoneexport`.
[[nodiscard]] std::unique_ptr<AddressReader> make_zone_reader();

}  // namespace hamon
