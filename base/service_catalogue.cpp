#include "base/service_catalogue.hpp"

#include "base/flow_record.hpp"
#include "base/product_catalogue.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>

namespace hamon {
namespace {

constexpr std::uint8_t kIp = 0;    // in the table: the number stands in place of the port
constexpr std::uint8_t kBoth = 1;  // in the table: TCP and UDP (ICMP has no ports of its own)
constexpr std::uint8_t kTcp = protocol::kTcp;
constexpr std::uint8_t kUdp = protocol::kUdp;

struct PortRow {
  std::uint8_t protocol;
  std::uint16_t first;
  std::uint16_t last;
  std::string_view service;
};

// formats, section 6.
constexpr auto kPorts = std::to_array<PortRow>({
    {kBoth, 3389, 3389, "rdp"},
    {kTcp, 22, 22, "ssh"},
    {kTcp, 23, 23, "telnet"},
    {kTcp, 5800, 5800, "vnc"},
    {kTcp, 5900, 5909, "vnc"},
    {kTcp, 5985, 5986, "winrm"},
    {kBoth, 5938, 5938, "teamviewer"},
    {kTcp, 6568, 6568, "anydesk"},
    {kTcp, 7070, 7070, "anydesk"},
    {kTcp, 6783, 6783, "splashtop"},
    {kTcp, 445, 445, "smb"},
    {kTcp, 139, 139, "smb"},
    {kTcp, 8530, 8531, "wsus"},
    {kTcp, 5722, 5722, "dfsr"},
    {kTcp, 1433, 1433, "mssql"},
    {kTcp, 1521, 1521, "oracle"},
    {kTcp, 5432, 5432, "postgresql"},
    {kTcp, 3306, 3306, "mysql"},
    {kTcp, 1972, 1972, "iris"},
    {kTcp, 2049, 2049, "nfs"},
    {kTcp, 3260, 3260, "iscsi"},
    {kTcp, 10000, 10000, "ndmp"},
    {kTcp, 873, 873, "rsync"},
    {kUdp, 500, 500, "ipsec"},
    {kUdp, 4500, 4500, "ipsec"},
    {kIp, 50, 50, "ipsec"},
    {kBoth, 1194, 1194, "openvpn"},
    {kUdp, 51820, 51820, "wireguard"},
    {kUdp, 1701, 1701, "l2tp"},
    {kTcp, 1723, 1723, "pptp"},
    {kTcp, 104, 104, "dicom"},
    {kTcp, 11112, 11112, "dicom"},
    {kTcp, 2761, 2762, "dicom"},
    {kTcp, 2575, 2575, "hl7"},
    {kTcp, 9100, 9100, "print"},
    {kTcp, 515, 515, "print"},
    {kTcp, 631, 631, "print"},
    {kTcp, 443, 443, "https"},
    {kTcp, 80, 80, "http"},
    {kTcp, 8080, 8080, "http"},
    {kTcp, 3128, 3128, "http-proxy"},
    {kBoth, 53, 53, "dns"},
    {kUdp, 123, 123, "ntp"},
    {kUdp, 161, 162, "snmp"},
    {kUdp, 514, 514, "syslog"},
    {kUdp, 67, 68, "dhcp"},
    {kBoth, 389, 389, "ldap"},
    {kBoth, 636, 636, "ldap"},
    {kBoth, 3268, 3269, "ldap"},
    {kBoth, 88, 88, "kerberos"},
    {kBoth, 464, 464, "kerberos"},
    {kTcp, 135, 135, "dce-rpc"},
});

struct ServiceRow {
  std::string_view service;
  ServiceClass service_class;
  Carry carry;
};

using namespace carry;
constexpr auto kServices = std::to_array<ServiceRow>({
    {"anydesk", ServiceClass::RemoteTool, {kWeak, kStrong}},
    {"dfsr", ServiceClass::None, {kStrong, kStrong}},
    {"iris", ServiceClass::None, {kWeak, 0}},
    {"ipsec", ServiceClass::Vpn, {}},
    {"iscsi", ServiceClass::None, {kDamage, 0}},
    {"l2tp", ServiceClass::Vpn, {}},
    {"mssql", ServiceClass::None, {kWeak, 0}},
    {"mysql", ServiceClass::None, {kWeak, 0}},
    {"ndmp", ServiceClass::None, {kDamage, 0}},
    {"nfs", ServiceClass::None, {kDamage, 0}},
    {"openvpn", ServiceClass::Vpn, {}},
    {"oracle", ServiceClass::None, {kWeak, 0}},
    {"postgresql", ServiceClass::None, {kWeak, 0}},
    {"pptp", ServiceClass::Vpn, {}},
    {"rdp", ServiceClass::RemoteAdmin, {kStrong, kWeak}},
    {"rsync", ServiceClass::None, {kDamage, 0}},
    {"smb", ServiceClass::None, {kStrong | kDamage, kWeak}},
    {"splashtop", ServiceClass::RemoteTool, {kWeak, kStrong}},
    {"ssh", ServiceClass::RemoteAdmin, {kStrong, 0}},
    {"teamviewer", ServiceClass::RemoteTool, {kWeak, kStrong}},
    {"telnet", ServiceClass::RemoteAdmin, {kStrong, 0}},
    {"vnc", ServiceClass::RemoteAdmin, {kStrong, 0}},
    {"winrm", ServiceClass::RemoteAdmin, {kStrong, 0}},
    {"wireguard", ServiceClass::Vpn, {}},
    {"wmi", ServiceClass::RemoteAdmin, {kStrong, 0}},
    {"wsus", ServiceClass::None, {0, kStrong}},
});

// Recognised by payload or a sensor only, so that they have no port in formats, section 6; classed
// and carried as their likes there: shells as `telnet`, a screen that the operator opens as `rdp`.
// Products of remote access besides have a table of their own.
constexpr auto kRecognisedServices = std::to_array<ServiceRow>({
    {"pcanywhere", ServiceClass::RemoteTool, {kStrong, kWeak}},
    {"rexec", ServiceClass::RemoteAdmin, {kStrong, 0}},
    {"rlogin", ServiceClass::RemoteAdmin, {kStrong, 0}},
    {"rsh", ServiceClass::RemoteAdmin, {kStrong, 0}},
    {"spice", ServiceClass::RemoteAdmin, {kStrong, 0}},
});

const ServiceRow* find_service(std::string_view service) {
  const auto* row = std::ranges::find(kServices, service, &ServiceRow::service);
  if (row != kServices.end()) {
    return row;
  }
  const auto* further = std::ranges::find(kRecognisedServices, service, &ServiceRow::service);
  return further == kRecognisedServices.end() ? nullptr : further;
}

// Index is the enumerator.
constexpr auto kRoles = std::to_array<std::string_view>(
    {"other", "domain-controller", "file-server", "nas", "backup", "database", "application",
     "deployment", "hypervisor", "jump-host", "client", "device", "printer", "router",
     "monitoring"});

// Sensors' words that differ from ours: Zeek's analyzers, Suricata's app_proto.
constexpr auto kSensorWords = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"dcerpc", "dce-rpc"}, {"dce_rpc", "dce-rpc"},  {"ftp_data", "ftp-data"}, {"http1", "http"},
    {"http2", "http"},     {"ike", "ipsec"},        {"ikev2", "ipsec"},       {"krb", "kerberos"},
    {"krb5", "kerberos"},  {"krb_tcp", "kerberos"}, {"krb_udp", "kerberos"},  {"ldap_tcp", "ldap"},
    {"ldap_udp", "ldap"},  {"pgsql", "postgresql"}, {"rdpeudp", "rdp"},       {"rfb", "vnc"},
    {"ssl", "tls"},        {"smb1", "smb"},         {"smb2", "smb"},          {"tds", "mssql"},
});

// They name no service: nothing was recognised, or only how the ends authenticated.
constexpr auto kNoService =
    std::to_array<std::string_view>({"", "-", "(empty)", "unknown", "failed", "none", "null",
                                     "gssapi", "spnego", "ntlm", "ntlmssp", "tcp", "udp"});

// Protocols that sensors and payload recognise and that have no row in the port table.
constexpr auto kRecognised = std::to_array<std::string_view>(
    {"amqp",    "astm",       "bacnet",   "bgp",        "bittorrent", "citrix",       "coap",
     "dhcpv6",  "diameter",   "dicomweb", "dnp3",       "dtls",       "enip",         "fhir",
     "ftp",     "ftp-data",   "geneve",   "gre",        "gtp",        "icmp",         "icmp6",
     "iec104",  "imap",       "ipfix",    "irc",        "llmnr",      "mdns",         "modbus",
     "mongodb", "mpls",       "mqtt",     "netbios",    "netflow",    "netsupport",   "nomachine",
     "opcua",   "pcanywhere", "pop3",     "portmapper", "quic",       "radius",       "radmin",
     "redis",   "rexec",      "rlogin",   "rsh",        "rtp",        "rtsp",         "rustdesk",
     "s7comm",  "sflow",      "sip",      "smtp",       "socks",      "softether",    "spice",
     "ssdp",    "sstp",       "stun",     "sunrpc",     "tacacs",     "tailscale",    "teredo",
     "tftp",    "tinc",       "tls",      "vxlan",      "websocket",  "ws-discovery", "x11",
     "xdmcp",   "xmpp",       "zerotier"});

std::string lower(std::string_view word) {
  std::string out(word);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c - 'A' + 'a');
    }
  }
  return out;
}

/// One word of a sensor in ours; empty when it names nothing or is no word at all.
std::string translate(std::string_view raw) {
  while (!raw.empty() && raw.front() == ' ') {
    raw.remove_prefix(1);
  }
  while (!raw.empty() && raw.back() == ' ') {
    raw.remove_suffix(1);
  }
  std::string word = lower(raw);
  if (word.starts_with("spicy_")) {  // Zeek names an analyzer so that came as a plug-in
    word.erase(0, 6);
  }
  // Zeek writes `-ssl` for an analyzer that gave up: the payload was not TLS after all.
  if (word.empty() || word.front() == '-' || word.size() > 32 ||
      std::ranges::find(kNoService, word) != kNoService.end()) {
    return {};
  }
  const auto* known = std::ranges::find(kSensorWords, std::string_view(word),
                                        &std::pair<std::string_view, std::string_view>::first);
  if (known != kSensorWords.end()) {
    return std::string(known->second);
  }
  std::ranges::replace(word, '_', '-');
  const bool plain = std::ranges::all_of(word, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
  return plain ? word : std::string();
}

/// Of several words for one conversation the one that says most; a carrier says least.
int generality(std::string_view service) {
  if (service == "tls") {
    return 3;
  }
  if (service == "http" || service == "websocket") {
    return 2;
  }
  return service == "dce-rpc" ? 1 : 0;
}

/// Services that speak HTTP: on their ports a sensor's `http` is the carrier, not the service.
bool speaks_http(std::string_view service) {
  return service == "wsus" || service == "winrm" || service == "http-proxy" || service == "print";
}

std::optional<std::uint16_t> parse_number(std::string_view text, std::uint16_t most) {
  std::uint16_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value > most) {
    return std::nullopt;
  }
  return value;
}

}  // namespace

std::string_view name_of(ServiceClass c) {
  switch (c) {
    case ServiceClass::RemoteAdmin:
      return "remote-admin";
    case ServiceClass::RemoteTool:
      return "remote-tool";
    case ServiceClass::Vpn:
      return "vpn";
    case ServiceClass::None:
      break;
  }
  return "";
}

std::optional<ServiceClass> parse_service_class(std::string_view word) {
  for (const auto c : {ServiceClass::RemoteAdmin, ServiceClass::RemoteTool, ServiceClass::Vpn}) {
    if (word == name_of(c)) {
      return c;
    }
  }
  return std::nullopt;
}

std::string_view name_of(Role role) {
  return kRoles[static_cast<std::size_t>(role)];
}

std::optional<Role> parse_role(std::string_view name) {
  const auto* found = std::ranges::find(kRoles, name);
  if (found == kRoles.end()) {
    return std::nullopt;
  }
  return static_cast<Role>(found - kRoles.begin());
}

bool susceptible_by_default(Role role) {
  return role != Role::Device && role != Role::Printer && role != Role::Router &&
         role != Role::Nas && role != Role::Monitoring;
}

std::vector<std::string_view> all_role_names() {
  return {kRoles.begin(), kRoles.end()};
}

std::optional<ServicePort> parse_service_port(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view name = text.substr(0, slash);
  const std::string_view number = text.substr(slash + 1);
  if (name == "ip") {
    const auto value = parse_number(number, 255);
    return value ? std::optional(ServicePort{static_cast<std::uint8_t>(*value), 0}) : std::nullopt;
  }
  const std::uint8_t transport = name == "tcp"    ? protocol::kTcp
                                 : name == "udp"  ? protocol::kUdp
                                 : name == "sctp" ? protocol::kSctp
                                                  : std::uint8_t{0};
  const auto port = parse_number(number, 65535);
  if (transport == 0 || !port || *port == 0) {
    return std::nullopt;
  }
  return ServicePort{transport, *port};
}

std::string_view service_at(std::uint8_t protocol, std::uint16_t port) {
  const bool transport = protocol == kTcp || protocol == kUdp;
  for (const PortRow& row : kPorts) {
    if (row.protocol == kIp) {
      if (protocol == row.first && port == 0) {
        return row.service;
      }
    } else if (transport && (row.protocol == protocol || row.protocol == kBoth) &&
               row.first <= port && port <= row.last) {
      return row.service;
    }
  }
  return {};
}

std::string service_or_port(std::uint8_t protocol, std::uint16_t port, bool has_ports) {
  const bool numbered =
      has_ports && (protocol == kTcp || protocol == kUdp || protocol == protocol::kSctp);
  const std::string_view known = service_at(protocol, numbered ? port : std::uint16_t{0});
  if (!known.empty()) {
    return std::string(known);
  }
  const std::string name = protocol_name(protocol);
  if (!numbered) {
    return name;
  }
  if (const RemoteProduct* product = product_at(protocol, port)) {
    return std::string(product->name);
  }
  const std::string transport = protocol == protocol::kSctp ? "sctp" : name;
  return transport + "/" + std::to_string(port);
}

ServiceClass class_of(std::string_view service) {
  if (const ServiceRow* row = find_service(service)) {
    return row->service_class;
  }
  const RemoteProduct* product = product_called(service);
  return product == nullptr ? ServiceClass::None : product->service_class;
}

Carry carry_of(ServiceClass c) {
  switch (c) {
    case ServiceClass::RemoteTool:
      return {kWeak, kStrong};
    case ServiceClass::RemoteAdmin:
      return {kStrong, 0};
    case ServiceClass::Vpn:
    case ServiceClass::None:
      break;
  }
  return {};
}

Carry carry_of(std::string_view service, Role responder_role) {
  if (service == "smb") {
    if (responder_role == Role::DomainController) {
      return {kWeak, kStrong};
    }
    if (responder_role == Role::FileServer || responder_role == Role::Nas) {
      return {kDamage | kWeak, kWeak};
    }
  }
  if (const ServiceRow* row = find_service(service)) {
    return row->carry;
  }
  const RemoteProduct* product = product_called(service);
  return product == nullptr ? Carry{} : carry_of(product->service_class);
}

std::vector<std::string_view> all_service_names() {
  std::vector<std::string_view> names;
  for (const PortRow& row : kPorts) {
    names.push_back(row.service);
  }
  for (const ServiceRow& row : kServices) {
    names.push_back(row.service);
  }
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::vector<std::string_view> recognised_service_names() {
  return {kRecognised.begin(), kRecognised.end()};
}

std::string from_sensor_word(std::string_view word, std::uint8_t protocol, std::uint16_t port) {
  const std::string_view by_port = service_at(protocol, port);
  std::string best;
  while (true) {
    const auto comma = word.find(',');
    std::string candidate = translate(word.substr(0, comma));
    // Zeek's list is a set: the choice must not depend on its order.
    if (!candidate.empty() &&
        (best.empty() || std::tuple(candidate != by_port, generality(candidate), candidate) <
                             std::tuple(best != by_port, generality(best), best))) {
      best = std::move(candidate);
    }
    if (comma == std::string_view::npos) {
      break;
    }
    word.remove_prefix(comma + 1);
  }
  const bool carrier = best == "tls" || (best == "http" && speaks_http(by_port));
  return carrier && !by_port.empty() ? std::string(by_port) : best;
}

bool is_dynamic_port(std::uint16_t port) {
  return port >= 49152;
}  // RFC 6335, section 6

}  // namespace hamon
