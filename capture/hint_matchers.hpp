#pragma once

#include "capture/host_name.hpp"
#include "capture/protocol_hint.hpp"

#include <initializer_list>

/// The matchers behind `recognise_tcp` and `recognise_udp`, one file a family. Each looks at the
/// first payload bytes of one direction, never past them, and says nothing rather than guess.
/// They allocate nothing and read at most a few hundred bytes, of text a few thousand.
namespace hamon::hint {

using Hint = ProtocolHint;
using Matcher = Hint (*)(Bytes);

inline constexpr auto kClient = PayloadRole::Client;
inline constexpr auto kServer = PayloadRole::Server;
inline constexpr auto kEither = PayloadRole::Unknown;

[[nodiscard]] inline bool begins(Bytes payload, std::string_view with) {
  return as_text(payload).starts_with(with);
}
[[nodiscard]] inline bool has_bytes(Bytes payload, std::size_t at, std::string_view what) {
  return payload.size() >= at + what.size() && as_text(payload.subspan(at, what.size())) == what;
}
/// Up to the end of the line or of what was captured, 2048 bytes at most.
[[nodiscard]] inline std::string_view first_line(Bytes payload) {
  const std::string_view text = as_text(payload).substr(0, 2048);
  return text.substr(0, text.find_first_of("\r\n"));
}
[[nodiscard]] inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
[[nodiscard]] inline std::uint16_t load_little_u16(const std::uint8_t* p) {
  return static_cast<std::uint16_t>((p[1] << 8) | p[0]);
}
/// The content of a BER element of definite length at the front, as far as it was captured; empty
/// when there is none.
[[nodiscard]] inline Bytes ber_content(Bytes bytes, std::uint8_t tag) {
  if (bytes.size() < 2 || bytes[0] != tag) {
    return {};
  }
  const std::size_t head = 2 + ((bytes[1] & 0x80) != 0 ? bytes[1] & 0x7FU : 0U);
  return head <= 6 && head < bytes.size() ? bytes.subspan(head) : Bytes{};
}
/// The hint of the first matcher that has one.
[[nodiscard]] inline Hint first_match(Bytes payload, std::initializer_list<Matcher> matchers) {
  for (const Matcher matcher : matchers) {
    if (const Hint hint = matcher(payload); !hint.service.empty()) {
      return hint;
    }
  }
  return {};
}

// hint_web.cpp
[[nodiscard]] Hint http(Bytes payload);
[[nodiscard]] Hint tls(Bytes payload);
[[nodiscard]] Hint dtls(Bytes payload);
[[nodiscard]] Hint quic(Bytes payload);
[[nodiscard]] Hint rtsp(Bytes payload);
[[nodiscard]] Hint sip(Bytes payload);
[[nodiscard]] Hint stun(Bytes payload);
[[nodiscard]] Hint ssdp(Bytes payload);
[[nodiscard]] Hint ws_discovery(Bytes payload);
[[nodiscard]] Hint socks(Bytes payload);
[[nodiscard]] Hint socks_on_its_port(Bytes payload);
[[nodiscard]] Hint bittorrent(Bytes payload);

// hint_windows.cpp
[[nodiscard]] Hint smb(Bytes payload);
[[nodiscard]] Hint netbios_session(Bytes payload);
[[nodiscard]] Hint netbios_name(Bytes payload);
[[nodiscard]] Hint netbios_datagram(Bytes payload);
[[nodiscard]] Hint dce_rpc(Bytes payload);
[[nodiscard]] Hint kerberos(Bytes message);
[[nodiscard]] Hint kerberos_tcp(Bytes payload);
[[nodiscard]] Hint ldap(Bytes payload);

// hint_medical.cpp
[[nodiscard]] Hint dicom(Bytes payload);
[[nodiscard]] Hint hl7(Bytes payload);
[[nodiscard]] Hint astm(Bytes payload);

// hint_database.cpp
[[nodiscard]] Hint mssql(Bytes payload);
[[nodiscard]] Hint mssql_browser(Bytes payload);
[[nodiscard]] Hint oracle(Bytes payload);
[[nodiscard]] Hint postgresql(Bytes payload);
[[nodiscard]] Hint mysql(Bytes payload);
[[nodiscard]] Hint mongodb(Bytes payload);
[[nodiscard]] Hint redis(Bytes payload);

// hint_storage.cpp
[[nodiscard]] Hint rpc_tcp(Bytes payload);
[[nodiscard]] Hint rpc_udp(Bytes payload);
[[nodiscard]] Hint iscsi(Bytes payload);
[[nodiscard]] Hint rsync(Bytes payload);
[[nodiscard]] Hint printer_language(Bytes payload);
[[nodiscard]] Hint lpd(Bytes payload);

// hint_vpn.cpp
[[nodiscard]] Hint ike(Bytes payload);
[[nodiscard]] Hint ipsec_nat(Bytes payload);
[[nodiscard]] Hint l2tp(Bytes payload);
[[nodiscard]] Hint pptp(Bytes payload);
[[nodiscard]] Hint openvpn(Bytes payload);
[[nodiscard]] Hint openvpn_tcp(Bytes payload);
[[nodiscard]] Hint wireguard(Bytes payload);
[[nodiscard]] Hint wireguard_data(Bytes payload);
[[nodiscard]] Hint softether(Bytes payload);
[[nodiscard]] Hint tailscale(Bytes payload);
[[nodiscard]] Hint zerotier(Bytes payload);
[[nodiscard]] Hint tinc(Bytes payload);

// hint_remote.cpp
[[nodiscard]] Hint ssh(Bytes payload);
[[nodiscard]] Hint rdp(Bytes payload);
[[nodiscard]] Hint rdp_udp(Bytes payload);
[[nodiscard]] Hint vnc(Bytes payload);
[[nodiscard]] Hint telnet(Bytes payload);
[[nodiscard]] Hint rsh(Bytes payload);
[[nodiscard]] Hint rexec(Bytes payload);
[[nodiscard]] Hint rlogin(Bytes payload);
[[nodiscard]] Hint x11(Bytes payload);
[[nodiscard]] Hint xdmcp(Bytes payload);
[[nodiscard]] Hint teamviewer(Bytes payload);
[[nodiscard]] Hint teamviewer_on_its_port(Bytes payload);
[[nodiscard]] Hint teamviewer_udp(Bytes payload);
[[nodiscard]] Hint radmin(Bytes payload);
[[nodiscard]] Hint citrix(Bytes payload);
[[nodiscard]] Hint nomachine(Bytes payload);
[[nodiscard]] Hint spice(Bytes payload);
[[nodiscard]] Hint rustdesk(Bytes payload);
[[nodiscard]] Hint pcanywhere(Bytes payload);

// hint_infra.cpp
[[nodiscard]] Hint dns(Bytes message);
[[nodiscard]] Hint dns_tcp(Bytes payload);
[[nodiscard]] Hint mdns(Bytes message);
[[nodiscard]] Hint llmnr(Bytes message);
[[nodiscard]] Hint dhcp(Bytes payload);
[[nodiscard]] Hint dhcpv6(Bytes payload);
[[nodiscard]] Hint ntp(Bytes payload);
[[nodiscard]] Hint snmp(Bytes payload);
[[nodiscard]] Hint syslog(Bytes payload);
[[nodiscard]] Hint syslog_tcp(Bytes payload);
[[nodiscard]] Hint radius(Bytes payload);
[[nodiscard]] Hint tacacs(Bytes payload);
[[nodiscard]] Hint tftp(Bytes payload);
[[nodiscard]] Hint counted_netflow(Bytes payload);
[[nodiscard]] Hint netflow(Bytes payload);
[[nodiscard]] Hint sflow(Bytes payload);
[[nodiscard]] Hint bgp(Bytes payload);
[[nodiscard]] Hint diameter(Bytes payload);

// hint_mail.cpp
[[nodiscard]] Hint mail_or_ftp(Bytes payload);
[[nodiscard]] Hint ftp_on_its_port(Bytes payload);
[[nodiscard]] Hint smtp_on_its_port(Bytes payload);
[[nodiscard]] Hint pop3_on_its_port(Bytes payload);
[[nodiscard]] Hint amqp(Bytes payload);
[[nodiscard]] Hint mqtt(Bytes payload);
[[nodiscard]] Hint xmpp(Bytes payload);
[[nodiscard]] Hint irc(Bytes payload);

// hint_control.cpp
[[nodiscard]] Hint modbus(Bytes payload);
[[nodiscard]] Hint s7comm(Bytes payload);
[[nodiscard]] Hint bacnet(Bytes payload);
[[nodiscard]] Hint dnp3(Bytes payload);
[[nodiscard]] Hint enip(Bytes payload);
[[nodiscard]] Hint opcua(Bytes payload);
[[nodiscard]] Hint iec104(Bytes payload);
[[nodiscard]] Hint coap(Bytes payload);

}  // namespace hamon::hint
