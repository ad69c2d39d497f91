#include "capture/protocol_hint.hpp"

#include "capture/host_name.hpp"
#include "capture/tls_client_hello.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace hamon {
namespace {

using Hint = ProtocolHint;
constexpr auto kClient = PayloadRole::Client;
constexpr auto kServer = PayloadRole::Server;
constexpr auto kEither = PayloadRole::Unknown;

bool begins(Bytes payload, std::string_view with) {
  return as_text(payload).starts_with(with);
}

std::string_view first_line(Bytes payload) {
  constexpr std::size_t kMost = 2048;
  const std::string_view text = as_text(payload).substr(0, kMost);
  return text.substr(0, text.find_first_of("\r\n"));
}

bool has_bytes(Bytes payload, std::size_t at, std::string_view what) {
  return payload.size() >= at + what.size() && as_text(payload.subspan(at, what.size())) == what;
}

// RFC 9110, section 9, and WebDAV (RFC 4918).
constexpr auto kHttpMethods = std::to_array<std::string_view>(
    {"GET", "POST", "HEAD", "PUT", "OPTIONS", "DELETE", "PATCH", "CONNECT", "TRACE", "PROPFIND",
     "REPORT", "MKCOL", "LOCK", "BITS_POST", "RPC_IN_DATA", "RPC_OUT_DATA", "SUBSCRIBE", "NOTIFY"});

// RFC 9112, sections 3 and 4.
Hint http(Bytes payload) {
  if (begins(payload, "HTTP/1.")) {
    return {"http", kServer};
  }
  const std::string_view word =
      as_text(payload).substr(0, as_text(payload).substr(0, 16).find(' '));
  const auto* method = std::ranges::find(kHttpMethods, word);
  if (method != kHttpMethods.end() &&
      first_line(payload).find(" HTTP/1.") != std::string_view::npos) {
    return {"http", kClient};
  }
  return begins(payload, "PRI * HTTP/2.0\r\n") ? Hint{"http", kClient} : Hint{};  // RFC 9113, 3.4
}

// RFC 4253, section 4.2.
Hint ssh(Bytes payload) {
  return begins(payload, "SSH-2.0-") || begins(payload, "SSH-1.") ? Hint{"ssh", kEither} : Hint{};
}

Hint tls(Bytes payload) {
  const auto hello = TlsHello::parse(payload);
  return hello ? Hint{"tls", hello->from_client ? kClient : kServer} : Hint{};
}

// [MS-SMB2] 2.1 (direct TCP transport), 2.2.1; [MS-CIFS] 2.2.3.1 for the flag of replies.
Hint smb(Bytes payload) {
  if (payload.size() < 4 + 32 || payload[0] != 0) {
    return {};
  }
  if (has_bytes(payload, 4, "\xFFSMB")) {
    return {"smb", (payload[13] & 0x80) != 0 ? kServer : kClient};
  }
  if (has_bytes(payload, 4, "\xFESMB")) {
    return {"smb", (payload[20] & 0x01) != 0 ? kServer : kClient};
  }
  return has_bytes(payload, 4, "\xFDSMB") ? Hint{"smb", kEither} : Hint{};
}

// RFC 1002, section 4.3.2: a session request with two encoded names of 32 bytes.
Hint netbios_session(Bytes payload) {
  return payload.size() >= 72 && load_u32(payload.data()) == 0x81000044 && payload[4] == 0x20
             ? Hint{"smb", kClient}
             : Hint{};
}

// [MS-RDPBCGR] 2.2.1.1 and 2.2.1.2: a TPKT with an X.224 connection request or confirm that carries
// the cookie or the negotiation structure. Others use the same envelope on port 102.
Hint rdp(Bytes payload) {
  if (payload.size() < 11 || payload[0] != 3 || payload[1] != 0 ||
      load_u16(payload.data() + 2) > payload.size()) {
    return {};
  }
  const std::size_t length = load_u16(payload.data() + 2);
  const std::uint8_t code = payload[5];
  const bool negotiates =
      length >= 19 && has_bytes(payload, length - 6, std::string_view("\x08\0", 2));
  if (code == 0xE0 &&
      (has_bytes(payload, 11, "Cookie: mstshash=") || (negotiates && payload[length - 8] == 1))) {
    return {"rdp", kClient};
  }
  const bool answers = negotiates && length == 19 && (payload[11] == 2 || payload[11] == 3);
  return code == 0xD0 && answers ? Hint{"rdp", kServer} : Hint{};
}

// RFC 6143, section 7.1.1.
Hint vnc(Bytes payload) {
  return begins(payload, "RFB 00") && has_bytes(payload, 11, "\n") ? Hint{"vnc", kEither} : Hint{};
}

// DICOM PS3.8, tables 9-11 and 9-17: A-ASSOCIATE-RQ and -AC with version 1, and the first item.
Hint dicom(Bytes payload) {
  if (payload.size() < 75 || (payload[0] != 1 && payload[0] != 2) || payload[1] != 0 ||
      (load_u16(payload.data() + 6) & 1) == 0 || payload[74] != 0x10) {
    return {};
  }
  return {"dicom", payload[0] == 1 ? kClient : kServer};
}

// HL7 MLLP release 1: start block, then the first segment; FHS and BHS open batches.
Hint hl7(Bytes payload) {
  if (has_bytes(payload, 0, "\x0BMSH|")) {
    return {"hl7", kEither};
  }
  return has_bytes(payload, 0,
                   "\x0B"
                   "FHS|") ||
                 has_bytes(payload, 0,
                           "\x0B"
                           "BHS|")
             ? Hint{"hl7", kClient}
             : Hint{};
}

// [MS-TDS] 2.2.3.1: a prelogin packet, its first token at 8 is VERSION with six bytes.
Hint mssql(Bytes payload) {
  if (payload.size() < 14 || load_u16(payload.data() + 2) != payload.size() || payload[8] != 0 ||
      load_u16(payload.data() + 11) != 6) {
    return {};
  }
  return payload[0] == 0x12 && payload[1] == 1   ? Hint{"mssql", kClient}
         : payload[0] == 0x04 && payload[1] == 1 ? Hint{"mssql", kServer}
                                                 : Hint{};
}

// PostgreSQL frontend/backend protocol, "StartupMessage", "SSLRequest".
Hint postgresql(Bytes payload) {
  if (payload.size() < 8 || load_u32(payload.data()) != payload.size()) {
    return {};
  }
  const std::uint32_t code = load_u32(payload.data() + 4);
  const bool startup = code == 0x00030000 && has_bytes(payload, 8, "user");
  return startup || (code == 80877103 && payload.size() == 8) ? Hint{"postgresql", kClient}
                                                              : Hint{};
}

// MySQL client/server protocol, Protocol::HandshakeV10.
Hint mysql(Bytes payload) {
  if (payload.size() < 10 || payload[3] != 0 || payload[4] != 10 || payload[5] < '3' ||
      payload[5] > '9') {
    return {};
  }
  const std::size_t length = load_little_u32(payload.data()) & 0xFFFFFF;
  const bool version = payload[6] == '.' || payload[7] == '.';
  return length + 4 == payload.size() && version ? Hint{"mysql", kServer} : Hint{};
}

// Oracle Net: length, no checksum, packet type CONNECT, and the descriptor's word.
Hint oracle(Bytes payload) {
  return payload.size() >= 40 && load_u16(payload.data()) <= payload.size() + 512 &&
                 payload[2] == 0 && payload[3] == 0 && payload[4] == 1 && payload[5] == 0 &&
                 as_text(payload).find("(CONNECT_DATA=") != std::string_view::npos
             ? Hint{"oracle", kClient}
             : Hint{};
}

/// The content of a BER element of definite length at the front, empty when there is none.
Bytes ber_content(Bytes bytes, std::uint8_t tag) {
  if (bytes.size() < 2 || bytes[0] != tag) {
    return {};
  }
  std::size_t head = 2;
  if ((bytes[1] & 0x80) != 0) {
    head += bytes[1] & 0x7FU;
  }
  return head <= 6 && head < bytes.size() ? bytes.subspan(head) : Bytes{};
}

// RFC 4511, section 4.1.1: a message id, then the operation.
Hint ldap(Bytes payload) {
  const Bytes message = ber_content(payload, 0x30);
  if (message.size() < 4 || message[0] != 0x02 || message[1] < 1 || message[1] > 4 ||
      message.size() < std::size_t{3} + message[1]) {
    return {};
  }
  switch (message[std::size_t{2} + message[1]]) {
    case 0x60:  // bind request
    case 0x63:  // search request
    case 0x42:  // unbind request
      return {"ldap", kClient};
    case 0x61:  // bind response
    case 0x64:  // search result entry
    case 0x65:  // search result done
      return {"ldap", kServer};
    default:
      return {};
  }
}

// RFC 4120, section 5.10: application tags of AS, TGS and error; over TCP a length stands before.
Hint kerberos(Bytes message) {
  if (message.size() < 10) {
    return {};
  }
  const std::uint8_t tag = message[0];
  const Bytes content = ber_content(message, tag);
  const Bytes sequence = ber_content(content, 0x30);
  if (sequence.size() < 5 || (sequence[0] & 0xF0) != 0xA0 || sequence[2] != 0x02 ||
      sequence[4] != 5) {  // pvno [0] or [1] INTEGER 5
    return {};
  }
  return tag == 0x6A || tag == 0x6C                  ? Hint{"kerberos", kClient}
         : tag == 0x6B || tag == 0x6D || tag == 0x7E ? Hint{"kerberos", kServer}
                                                     : Hint{};
}

Hint kerberos_tcp(Bytes payload) {
  return payload.size() > 14 && load_u32(payload.data()) < 65'536 ? kerberos(payload.subspan(4))
                                                                  : Hint{};
}

// C706, section 12.6: version 5, bind or its answers, little- or big-endian representation.
Hint dce_rpc(Bytes payload) {
  if (payload.size() < 16 || payload[0] != 5 || payload[1] > 1 ||
      (payload[4] != 0x10 && payload[4] != 0x00) || payload[5] != 0) {
    return {};
  }
  return payload[2] == 11                       ? Hint{"dce-rpc", kClient}
         : payload[2] == 12 || payload[2] == 13 ? Hint{"dce-rpc", kServer}
                                                : Hint{};
}

// SMTP (RFC 5321, 4.2), FTP (RFC 959, 5.4), POP3 (RFC 1939, 4), IMAP (RFC 3501, 7.1).
Hint mail_or_ftp(Bytes payload) {
  const std::string_view line = first_line(payload);
  if (line.starts_with("220")) {
    const bool smtp = line.find("SMTP") != std::string_view::npos;
    const bool ftp = line.find("FTP") != std::string_view::npos;
    return smtp != ftp ? Hint{smtp ? "smtp" : "ftp", kServer} : Hint{};
  }
  if (line.starts_with("EHLO ") || line.starts_with("HELO ")) {
    return {"smtp", kClient};
  }
  if (line.starts_with("+OK ") && line.find("POP3") != std::string_view::npos) {
    return {"pop3", kServer};
  }
  return line.starts_with("* OK") && line.find("IMAP") != std::string_view::npos
             ? Hint{"imap", kServer}
             : Hint{};
}

// RFC 854: two commands of three bytes, WILL, WONT, DO or DONT.
Hint telnet(Bytes payload) {
  const auto command = [&](std::size_t at) {
    return payload[at] == 0xFF && payload[at + 1] >= 0xFB && payload[at + 1] <= 0xFE;
  };
  return payload.size() >= 6 && command(0) && command(3) ? Hint{"telnet", kEither} : Hint{};
}

// RFC 3261, section 7; RFC 4975 and RTSP differ in the word at the end of the line.
Hint sip(Bytes payload) {
  const std::string_view line = first_line(payload);
  return line.starts_with("SIP/2.0 ") ? Hint{"sip", kServer}
         : line.ends_with(" SIP/2.0") ? Hint{"sip", kClient}
                                      : Hint{};
}

// MQTT 3.1.1 and 5.0, section 3.1; 3.1 calls itself MQIsdp.
Hint mqtt(Bytes payload) {
  if (payload.empty() || payload[0] != 0x10) {
    return {};
  }
  for (std::size_t at = 2; at <= 5; ++at) {
    if (has_bytes(payload, at, std::string_view("\0\4MQTT", 6)) ||
        has_bytes(payload, at, std::string_view("\0\6MQIsdp", 8))) {
      return {"mqtt", kClient};
    }
  }
  return {};
}

// rsync's daemon greets and is greeted alike. BitTorrent: BEP 3, "peer protocol".
Hint other_banners(Bytes payload) {
  return begins(payload, "@RSYNCD:") ? Hint{"rsync", kEither}
         : begins(payload,
                  "\x13"
                  "BitTorrent protocol")
             ? Hint{"bittorrent", kEither}
             : Hint{};
}

// RFC 7766, section 8: DNS over TCP has its length before it; the question has to follow.
Hint dns_tcp(Bytes payload) {
  if (payload.size() < 2 + 17) {
    return {};
  }
  const std::uint8_t* p = payload.data() + 2;
  const bool counted = load_u16(payload.data()) + std::size_t{2} == payload.size();
  const bool one_question = load_u16(p + 4) == 1 && p[12] < 64;
  const bool plain = (p[2] & 0x78) == 0 && (p[3] & 0x40) == 0;
  if (!counted || !one_question || !plain || (load_u16(p + 6) != 0 && (p[2] & 0x80) == 0)) {
    return {};
  }
  return {"dns", (p[2] & 0x80) != 0 ? kServer : kClient};
}

// RFC 8489, section 5.
Hint stun(Bytes payload) {
  return payload.size() >= 20 && payload[0] < 0x40 && load_u32(payload.data() + 4) == 0x2112A442 &&
                 load_u16(payload.data() + 2) + std::size_t{20} == payload.size()
             ? Hint{"stun", (payload[0] & 1) != 0 ? kServer : kClient}
             : Hint{};
}

// WireGuard protocol, "first message" and "second message": type, three zero bytes, fixed sizes.
Hint wireguard(Bytes payload) {
  if (payload.size() == 148 && load_little_u32(payload.data()) == 1) {
    return {"wireguard", kClient};
  }
  return payload.size() == 92 && load_little_u32(payload.data()) == 2 ? Hint{"wireguard", kServer}
                                                                      : Hint{};
}

// RFC 7296, section 3.1, and RFC 2408: cookies, version 1.0 or 2.0, exchange type, the own length.
Hint ike(Bytes payload) {
  if (payload.size() >= 4 && load_u32(payload.data()) == 0) {  // RFC 3948: non-ESP marker
    payload = payload.subspan(4);
  }
  return payload.size() >= 28 && (payload[17] == 0x10 || payload[17] == 0x20) &&
                 load_u32(payload.data() + 24) == payload.size()
             ? Hint{"ipsec", kEither}
             : Hint{};
}

// RFC 9000, section 17.2: long header, fixed bit, version 1 (or 2, RFC 9369), Initial of full size.
Hint quic(Bytes payload) {
  if (payload.size() < 1200 || (payload[0] & 0xC0) != 0xC0) {
    return {};
  }
  const std::uint32_t version = load_u32(payload.data() + 1);
  return (version == 1 || version == 0x6B3343CF) && payload[5] <= 20 ? Hint{"quic", kEither}
                                                                     : Hint{};
}

// RFC 1157, section 4, and RFC 3412, section 6: a sequence with the version first.
Hint snmp(Bytes payload) {
  const Bytes message = ber_content(payload, 0x30);
  if (message.size() < 6 || message[0] != 0x02 || message[1] != 1 || message[2] > 3) {
    return {};
  }
  const bool community = message[2] <= 1 && message[3] == 0x04;
  return community || (message[2] == 3 && message[3] == 0x30) ? Hint{"snmp", kEither} : Hint{};
}

// RFC 2131, section 2: one of the two codes, Ethernet, and the cookie where options begin.
Hint dhcp(Bytes payload) {
  return payload.size() >= 240 && (payload[0] == 1 || payload[0] == 2) &&
                 load_u32(payload.data() + 236) == 0x63825363
             ? Hint{"dhcp", payload[0] == 1 ? kClient : kServer}
             : Hint{};
}

// UPnP Device Architecture 2.0, section 1.
Hint ssdp(Bytes payload) {
  return begins(payload, "M-SEARCH * HTTP/1.1") ? Hint{"ssdp", kClient}
         : begins(payload, "NOTIFY * HTTP/1.1") ? Hint{"ssdp", kEither}
                                                : Hint{};
}

// RFC 5424, section 6, and RFC 3164, section 4.1: a priority up to 191 in angle brackets.
Hint syslog(Bytes payload) {
  const std::string_view text = as_text(payload).substr(0, 5);
  const auto close = text.find('>');
  if (!text.starts_with('<') || close == std::string_view::npos || close < 2) {
    return {};
  }
  const auto digits = text.substr(1, close - 1);
  return std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; })
             ? Hint{"syslog", kClient}
             : Hint{};
}

using Matcher = Hint (*)(Bytes);

Hint first_match(Bytes payload, std::initializer_list<Matcher> matchers) {
  for (const Matcher matcher : matchers) {
    if (const Hint hint = matcher(payload); !hint.service.empty()) {
      return hint;
    }
  }
  return {};
}

// The first byte rules out nearly all of them.
Hint by_first_byte(Bytes payload) {
  switch (payload[0]) {
    case 0x00:
      return first_match(payload, {smb, kerberos_tcp, postgresql, oracle, dns_tcp});
    case 0x01:
    case 0x02:
      return first_match(payload, {dicom, oracle, dns_tcp});
    case 0x03:
      return first_match(payload, {rdp, dns_tcp});
    case 0x04:
    case 0x12:
      return mssql(payload);
    case 0x05:
      return dce_rpc(payload);
    case 0x0B:
      return hl7(payload);
    case 0x10:
      return mqtt(payload);
    case 0x13:
    case '@':
      return other_banners(payload);
    case 0x16:
      return tls(payload);
    case 0x30:
      return ldap(payload);
    case 0x81:
      return netbios_session(payload);
    case 0xFF:
      return telnet(payload);
    case '2':
    case '+':
    case '*':
      return mail_or_ftp(payload);
    default:
      return payload[0] >= 'A' && payload[0] <= 'Z'
                 ? first_match(payload, {http, ssh, vnc, sip, mail_or_ftp})
                 : Hint{};
  }
}

}  // namespace

ProtocolHint recognise_tcp(Bytes payload) {
  if (payload.empty()) {
    return {};
  }
  const Hint hint = by_first_byte(payload);
  // MySQL's greeting begins with its length, so with any byte.
  return hint.service.empty() ? mysql(payload) : hint;
}

ProtocolHint recognise_udp(Bytes payload, std::uint16_t source_port, std::uint16_t target_port) {
  const auto between = [&](std::uint16_t port) {
    return source_port == port || target_port == port;
  };
  // These look much like others: the port has to agree.
  if (between(500) || between(4500)) {
    return ike(payload);
  }
  if (between(161) || between(162)) {
    return snmp(payload);
  }
  if (target_port == 514) {
    return syslog(payload);
  }
  return first_match(payload, {dhcp, stun, wireguard, quic, sip, ssdp, kerberos, ldap});
}

std::string_view http_host(Bytes payload) {
  constexpr std::size_t kMostBytes = 8192;
  std::string_view text = as_text(payload).substr(0, kMostBytes);
  std::string_view host;
  if (text.starts_with("CONNECT ")) {
    host = text.substr(8, text.find(' ', 8) - 8);
  } else {
    const auto blank = text.find("\r\n\r\n");
    text = text.substr(0, blank == std::string_view::npos ? blank : blank + 2);
    for (auto line = text.find("\r\n"); line != std::string_view::npos && host.empty();
         line = text.find("\r\n", line + 2)) {
      const std::string_view field = text.substr(line + 2);
      const bool named = field.size() > 5 && (field[0] == 'H' || field[0] == 'h') &&
                         (field.substr(1, 4) == "ost:" || field.substr(1, 4) == "OST:");
      const auto end = field.find("\r\n");
      if (named && end != std::string_view::npos) {
        host = field.substr(5, end - 5);
      }
    }
  }
  while (host.starts_with(' ')) {
    host.remove_prefix(1);
  }
  return host.substr(0, host.find_first_of(": \t"));
}

}  // namespace hamon
