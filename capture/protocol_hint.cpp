#include "capture/protocol_hint.hpp"

#include "capture/hint_matchers.hpp"

#include <algorithm>
#include <array>

namespace hamon {
namespace {

using namespace hint;

struct PortMatcher {
  std::uint16_t port;
  Matcher matcher;
};

// What looks much like others: its port has to agree. IANA service name and port number registry;
// products' own where no registration is.
constexpr auto kTcpPorts = std::to_array<PortMatcher>({
    {21, ftp_on_its_port},
    {25, smtp_on_its_port},
    {110, pop3_on_its_port},
    {502, modbus},
    {512, rexec},
    {513, rlogin},
    {514, rsh},
    {515, lpd},
    {587, smtp_on_its_port},
    {1080, socks_on_its_port},
    {5938, teamviewer_on_its_port},
    {9050, socks_on_its_port},
});

constexpr auto kUdpPorts = std::to_array<PortMatcher>({
    {53, dns},
    {69, tftp},
    {123, ntp},
    {137, netbios_name},
    {138, netbios_datagram},
    {161, snmp},
    {162, snmp},
    {177, xdmcp},
    {500, ike},
    {546, dhcpv6},
    {547, dhcpv6},
    {1434, mssql_browser},
    {1645, radius},
    {1646, radius},
    {1701, l2tp},
    {1812, radius},
    {1813, radius},
    {2055, netflow},
    {2056, netflow},
    {3389, rdp_udp},
    {3702, ws_discovery},
    {3799, radius},
    {4500, ipsec_nat},
    {4739, netflow},
    {5353, mdns},
    {5355, llmnr},
    {5632, pcanywhere},
    {5683, coap},
    {6343, sflow},
    {9993, zerotier},
    {9995, netflow},
    {9996, netflow},
    {21116, rustdesk},
    {44818, enip},
    {47808, bacnet},
    {51820, wireguard_data},
});

template <std::size_t N>
Hint by_port(const std::array<PortMatcher, N>& table, Bytes payload, std::uint16_t source,
             std::uint16_t target) {
  for (const std::uint16_t port : {target, source}) {
    const auto* row = std::ranges::lower_bound(table, port, {}, &PortMatcher::port);
    if (row != table.end() && row->port == port) {
      if (const Hint hint = row->matcher(payload); !hint.service.empty()) {
        return hint;
      }
    }
  }
  return {};
}
static_assert(std::ranges::is_sorted(kTcpPorts, {}, &PortMatcher::port));
static_assert(std::ranges::is_sorted(kUdpPorts, {}, &PortMatcher::port));

// The first byte rules out nearly all of them.
Hint tcp_binary(Bytes payload) {
  switch (payload[0]) {
    case 0x00:
      return first_match(payload,
                         {smb, kerberos_tcp, postgresql, oracle, openvpn_tcp, pptp, stun, dns_tcp});
    case 0x01:
      return first_match(payload, {dicom, radmin, diameter, stun, oracle, openvpn_tcp, dns_tcp});
    case 0x02:
      return first_match(payload, {dicom, astm, oracle, openvpn_tcp, dns_tcp});
    case 0x03:
      return first_match(payload, {rdp, s7comm, dicom, openvpn_tcp, dns_tcp});
    case 0x04:
    case 0x12:
      return mssql(payload);
    case 0x05:
      return first_match(payload, {dce_rpc, dnp3, socks});
    case 0x0B:
      return hl7(payload);
    case 0x10:
      return first_match(payload, {mqtt, mssql});
    case 0x11:
    case 0x17:
      return teamviewer(payload);
    case 0x13:
      return bittorrent(payload);
    case 0x16:
      return tls(payload);
    case 0x1A:
    case 0x7F:
      return citrix(payload);
    case 0x1B:
      return printer_language(payload);
    case 0x80:
      return first_match(payload, {rpc_tcp, tls});
    case 0x81:
    case 0x82:
    case 0x83:
      return first_match(payload, {netbios_session, tls});
    case 0xC0:
    case 0xC1:
      return tacacs(payload);
    case 0xFF:
      return first_match(payload, {telnet, bgp});
    default:
      return {};
  }
}

Hint tcp_text(Bytes payload) {
  const std::uint8_t first = payload[0];
  switch (first) {
    case '#':
      return iscsi(payload);
    case '0':  // BER's sequence, too
      return first_match(payload, {ldap, tinc, syslog_tcp});
    case '*':
    case '+':
    case '-':
      return first_match(payload, {mail_or_ftp, redis});
    case '<':
      return first_match(payload, {syslog_tcp, xmpp});
    case '@':
      return rsync(payload);
    case 'c':
    case 'd':
    case 'e':
      return enip(payload);
    case 'h':
      return iec104(payload);
    case 'l':
      return x11(payload);
    default:
      break;
  }
  if (is_digit(static_cast<char>(first))) {
    return first_match(payload, {mail_or_ftp, syslog_tcp});
  }
  return first >= 'A' && first <= 'Z'
             ? first_match(payload, {http, ssh, vnc, rtsp, sip, mail_or_ftp, iscsi, amqp, nomachine,
                                     spice, opcua, x11, astm, irc, postgresql, softether})
             : Hint{};
}

// Datagrams whose first byte tells little: each of these has enough of its own.
Hint udp_anywhere(Bytes payload) {
  switch (payload[0]) {
    case 0x00:
      return first_match(payload,
                         {stun, counted_netflow, teamviewer_udp, softether, dhcp, rpc_udp});
    case 0x01:
      return first_match(payload, {dhcp, stun, wireguard, rpc_udp});
    case 0x02:
      return first_match(payload, {dhcp, wireguard, rpc_udp});
    case 0x05:
      return first_match(payload, {dnp3, rpc_udp});
    case 0x08:
    case 0x10:
    case 0x38:
    case 0x40:
    case 0x50:
      return first_match(payload, {openvpn, rpc_udp});
    case 0x16:
      return first_match(payload, {dtls, rpc_udp});
    case 0x30:
      return first_match(payload, {ldap, rpc_udp});
    case 'I':
    case 'M':
    case 'N':
    case 'T':
      return first_match(payload, {softether, ssdp, tailscale, sip, rpc_udp});
    case 'd':
      return first_match(payload, {bittorrent, rpc_udp});
    default:
      break;
  }
  if (payload[0] >= 0x6A && payload[0] <= 0x7E) {
    return first_match(payload, {kerberos, rpc_udp});
  }
  return payload[0] >= 'A' && payload[0] <= 'Z' ? first_match(payload, {sip, rpc_udp})
                                                : first_match(payload, {quic, rpc_udp});
}

// A length in the first bytes can be any byte.
Hint tcp_any_first_byte(Bytes payload) {
  return first_match(payload, {mysql, mongodb});
}

}  // namespace

ProtocolHint recognise_tcp(Bytes payload, std::uint16_t source_port, std::uint16_t target_port) {
  if (payload.empty()) {
    return {};
  }
  const bool text = payload[0] >= 0x20 && payload[0] < 0x7F;
  Hint hint = text ? tcp_text(payload) : tcp_binary(payload);
  if (hint.service.empty()) {
    hint = by_port(kTcpPorts, payload, source_port, target_port);
  }
  return hint.service.empty() ? tcp_any_first_byte(payload) : hint;
}

ProtocolHint recognise_udp(Bytes payload, std::uint16_t source_port, std::uint16_t target_port) {
  if (payload.empty()) {
    return {};
  }
  if (target_port == 514) {  // an answer from there is none
    if (const Hint hint = syslog(payload); !hint.service.empty()) {
      return hint;
    }
  }
  const Hint hint = by_port(kUdpPorts, payload, source_port, target_port);
  return hint.service.empty() ? udp_anywhere(payload) : hint;
}

bool travels_in_http(std::string_view service) {
  constexpr auto kCarried =
      std::to_array<std::string_view>({"http", "http-proxy", "fhir", "dicomweb", "winrm", "print",
                                       "softether", "sstp", "netsupport"});
  return std::ranges::find(kCarried, service) != kCarried.end();
}

}  // namespace hamon
