#pragma once

#include "base/address.hpp"
#include "base/time.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hamon {

/// The fields of Zeek's logs that are read, by what they mean (Zeek's names stand in the source).
enum class ZeekField : std::uint8_t {
  Path,  ///< `_path` of JSON
  Ts,
  OrigH,
  OrigP,
  RespH,
  RespP,
  Proto,
  IpProto,
  Service,
  Duration,
  OrigBytes,
  RespBytes,
  ConnState,
  History,
  OrigPkts,
  OrigIpBytes,
  RespPkts,
  RespIpBytes,
  TunnelParents,
  OrigL2Addr,
  RespL2Addr,
  Vlan,
  ClientAddr,  // dhcp
  AssignedAddr,
  RequestedAddr,
  Mac,
  HostName,
  ClientFqdn,
  MsgTypes,
  NtlmHostname,  // ntlm
  ServerNbName,
  ServerDnsName,
  Query,  // dns
  Answers,
  QtypeName,
  ServerName,  // ssl
  Cipher,
  Uid,
  Host,  // http; the machine of known_hosts, known_services and software
  Method,
  Uri,               ///< looked at for its beginning alone, which tells requests to a proxy
  RdpClientName,     // rdp
  SecurityProtocol,  // rdp
  KeyExchange,       // ssh
  Endpoint,          // dce_rpc
  Operation,
  SharePath,  // smb_mapping
  ShareType,
  PortNum,       // known_services
  SoftwareType,  // software
  NotRead,       ///< any other column
};
inline constexpr std::size_t kZeekFields = static_cast<std::size_t>(ZeekField::NotRead) + 1;

/// The field that Zeek calls `name`; older names included.
[[nodiscard]] std::optional<ZeekField> zeek_field(std::string_view name);

/// One line of a Zeek log, by field.
class ZeekRow {
 public:
  /// Views of the line; a field that is unset or absent has no data pointer.
  [[nodiscard]] std::string_view operator[](ZeekField field) const {
    return values_[static_cast<std::size_t>(field)];
  }
  [[nodiscard]] bool has(ZeekField field) const { return (*this)[field].data() != nullptr; }
  void set(ZeekField field, std::string_view value) {
    values_[static_cast<std::size_t>(field)] = value;
  }
  void clear() { values_.fill({}); }
  /// What stands between the members of a set or vector.
  [[nodiscard]] char set_separator() const { return set_separator_; }
  void set_set_separator(char separator) { set_separator_ = separator; }

 private:
  std::array<std::string_view, kZeekFields> values_{};
  char set_separator_ = ',';
};

/// Decimal seconds (`1258531221.486539`, `1.5e3`) in nanoseconds, digit by digit; digits after the
/// ninth are cut off. Nothing when it is no number or out of range.
[[nodiscard]] std::optional<std::int64_t> decimal_nanoseconds(std::string_view text);

/// A time as Zeek writes it: decimal seconds since 1970, milliseconds since 1970 (`TS_MILLIS`: any
/// number that as seconds lay beyond the year 5138), or ISO 8601.
[[nodiscard]] std::optional<Timestamp> zeek_time(std::string_view text, const TimeZone* zone);

/// Whether `text` has the form of a date and time without an offset.
[[nodiscard]] bool lacks_offset(std::string_view text);

/// A whole number without sign; nothing when anything else stands there.
[[nodiscard]] std::optional<std::uint64_t> zeek_count(std::string_view text);

/// As `IpAddress::parse`; the common form of IPv4 costs little.
[[nodiscard]] std::optional<IpAddress> zeek_address(std::string_view text);

/// As `MacAddress::parse`; the form that Zeek writes (`02:00:0a:0a:01:15`) costs little.
[[nodiscard]] std::optional<MacAddress> zeek_mac(std::string_view text);

/// A name as Zeek logs it: `\x..` undone where that gives printable UTF-8, lower case, without
/// trailing dots. Empty when it is unset, longer than 255 bytes, or no text.
[[nodiscard]] std::string zeek_name(std::string_view text);

}  // namespace hamon
