#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

enum class ServiceClass : std::uint8_t { None, RemoteAdmin, RemoteTool, Vpn };
[[nodiscard]] std::string_view name_of(
    ServiceClass c);  ///< `remote-admin`, `remote-tool`, `vpn`; None is ``
/// One of the three words.
[[nodiscard]] std::optional<ServiceClass> parse_service_class(std::string_view word);

/// What a contact carries one way; a set of bits.
namespace carry {
inline constexpr std::uint8_t kStrong = 1;
inline constexpr std::uint8_t kWeak = 2;
inline constexpr std::uint8_t kDamage = 4;
inline constexpr std::uint8_t kPass = 8;
}  // namespace carry

/// Sets of `carry` bits, initiator to responder and back.
struct Carry {
  std::uint8_t forward = 0;
  std::uint8_t backward = 0;
  bool operator==(const Carry&) const = default;
};
/// What a product of this class carries where no table says more: who stands behind a remote tool
/// controls what opened the connection, and perhaps the other way round.
[[nodiscard]] Carry carry_of(ServiceClass c);

enum class Role : std::uint8_t {
  Other,
  DomainController,
  FileServer,
  Nas,
  Backup,
  Database,
  Application,
  Deployment,
  Hypervisor,
  JumpHost,
  Client,
  Device,
  Printer,
  Router,
  Monitoring
};
[[nodiscard]] std::string_view name_of(Role role);  ///< `domain-controller`, …
[[nodiscard]] std::optional<Role> parse_role(std::string_view name);
/// False for device, printer, router, nas, monitoring.
[[nodiscard]] bool susceptible_by_default(Role role);
[[nodiscard]] std::vector<std::string_view> all_role_names();

/// A protocol and a port; port 0 means the protocol as a whole (`ip/50`).
struct ServicePort {
  std::uint8_t protocol = 0;
  std::uint16_t port = 0;
  auto operator<=>(const ServicePort&) const = default;
};
/// `tcp/8443`, `udp/53`, `ip/50`.
[[nodiscard]] std::optional<ServicePort> parse_service_port(std::string_view text);

/// The service of the built-in table (formats, section 6) at this port; empty when there is none.
[[nodiscard]] std::string_view service_at(std::uint8_t protocol, std::uint16_t port);
/// The built-in name, else that of the product that listens there, else `tcp/8443`, `ip/47`,
/// `icmp`, `icmp6`.
[[nodiscard]] std::string service_or_port(std::uint8_t protocol, std::uint16_t port,
                                          bool has_ports);
/// Of a service of the built-in table or a product of remote access.
[[nodiscard]] ServiceClass class_of(std::string_view service);
/// What the built-in table, for a product its class, lets `service` carry towards or from a
/// responder of `role`.
[[nodiscard]] Carry carry_of(std::string_view service, Role responder_role);
/// Every service name that the table knows, sorted; products besides have a table of their own.
[[nodiscard]] std::vector<std::string_view> all_service_names();
/// Further names that payload or a sensor may give (`tls`, `quic`, `ftp`, `icmp`, …), sorted.
[[nodiscard]] std::vector<std::string_view> recognised_service_names();
/// A sensor's word (Zeek, Suricata) in our names: `ssl` is `tls`, `gssapi,smb` is `smb`, `krb_tcp`
/// is `kerberos`; empty when it names nothing. A `tls` on a port that the table names takes that
/// name.
[[nodiscard]] std::string from_sensor_word(std::string_view word, std::uint8_t protocol,
                                           std::uint16_t port);
/// Whether an analyst shows this unrecognised responder port as `tcp/dynamic` (49152 up).
[[nodiscard]] bool is_dynamic_port(std::uint16_t port);

}  // namespace hamon
