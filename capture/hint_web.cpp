#include "capture/hint_matchers.hpp"
#include "capture/tls_client_hello.hpp"

#include <algorithm>
#include <array>

namespace hamon::hint {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// `with` is in lower case.
bool begins_any_case(std::string_view text, std::string_view with) {
  return text.size() >= with.size() && std::equal(with.begin(), with.end(), text.begin(),
                                                  [](char a, char b) { return a == lower(b); });
}

// RFC 9110, section 9, and WebDAV (RFC 4918).
constexpr auto kHttpMethods = std::to_array<std::string_view>(
    {"GET", "POST", "HEAD", "PUT", "OPTIONS", "DELETE", "PATCH", "CONNECT", "TRACE", "PROPFIND",
     "REPORT", "MKCOL", "LOCK", "BITS_POST", "RPC_IN_DATA", "RPC_OUT_DATA", "SUBSCRIBE", "NOTIFY"});

/// A service that a field of a request or an answer names: its name in lower case, how its value
/// begins.
struct HttpField {
  std::string_view name;
  std::string_view value;
  std::string_view service;
};

// FHIR R4, section 3.1.0.1.10 (content types); DICOM PS3.18, 8.7.3; RFC 8010, section 4 and RFC
// 8011; NetSupport names itself in every request (Snort community rules).
constexpr auto kHttpFields = std::to_array<HttpField>({
    {"content-type", "application/fhir+", "fhir"},
    {"accept", "application/fhir+", "fhir"},
    {"content-type", "application/dicom+", "dicomweb"},
    {"accept", "application/dicom+", "dicomweb"},
    {"content-type", "application/ipp", "print"},
    {"user-agent", "netsupport manager/", "netsupport"},
    {"server", "netsupport gateway/", "netsupport"},
});

std::string_view service_of_field(std::string_view line) {
  for (const HttpField& field : kHttpFields) {
    const std::size_t n = field.name.size();
    if (line.size() <= n || line[n] != ':' || !begins_any_case(line, field.name)) {
      continue;
    }
    std::string_view value = line.substr(n + 1);
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    if (begins_any_case(value, field.value)) {
      return field.service;
    }
  }
  return {};
}

/// What the fields say that travels in HTTP; `text` begins with the start line.
std::string_view service_of_fields(std::string_view text) {
  constexpr std::size_t kMost = 2048;
  constexpr std::size_t kMostFields = 24;
  text = text.substr(0, kMost);
  std::size_t end = text.find('\n');
  for (std::size_t n = 0; n < kMostFields && end != std::string_view::npos; ++n) {
    text.remove_prefix(end + 1);
    if (text.empty() || text[0] == '\r' || text[0] == '\n') {
      break;
    }
    // The first letter rules out most.
    const char c = lower(text[0]);
    if (c == 'c' || c == 'a' || c == 'u' || c == 's') {
      if (const auto service = service_of_field(text); !service.empty()) {
        return service;
      }
    }
    end = text.find('\n');
  }
  return {};
}

/// By the target alone. The segments are compared and forgotten.
std::string_view service_of_target(std::string_view method, std::string_view target) {
  if (method == "CONNECT" || target.starts_with("http://")) {
    return "http-proxy";  // RFC 9112, sections 3.2.2 and 3.2.3
  }
  if (method == "POST" &&
      (target.starts_with("/vpnsvc/connect.cgi") || target.starts_with("/vpnsvc/vpn.cgi"))) {
    return "softether";  // SoftEther VPN, Cedar/Protocol.h
  }
  if (method == "POST" && begins_any_case(target, "/wsman") &&
      (target.size() == 6 || target[6] == '?' || target[6] == '/' || target[6] == '-')) {
    return "winrm";  // [MS-WSMV] 2.1
  }
  // FHIR R4, section 3.1.0.1.2: a base URL, by custom `fhir` first or behind a word for the host.
  for (int segment = 0; segment < 3 && target.starts_with('/'); ++segment) {
    const auto end = std::min(target.find_first_of("/?", 1), target.size());
    if (end == 5 && begins_any_case(target, "/fhir")) {
      return "fhir";
    }
    target.remove_prefix(end);
  }
  return {};
}

Hint http_request(Bytes payload, std::string_view method) {
  const std::string_view line = first_line(payload);
  const auto version = line.rfind(" HTTP/1.");
  if (version == std::string_view::npos || version <= method.size()) {
    return {};
  }
  const auto target = line.substr(method.size() + 1, version - method.size() - 1);
  std::string_view service = service_of_target(method, target);
  if (service.empty()) {
    service = service_of_fields(as_text(payload));
  }
  return {service.empty() ? "http" : service, kClient};
}

}  // namespace

// RFC 9112, sections 3 and 4; RFC 9113, section 3.4.
Hint http(Bytes payload) {
  const std::string_view text = as_text(payload);
  if (text.starts_with("HTTP/1.")) {
    const auto service = service_of_fields(text);
    return {service.empty() ? "http" : service, kServer};
  }
  if (text.starts_with("SSTP_DUPLEX_POST /")) {
    return {"sstp", kClient};  // [MS-SSTP] 3.2.4.1; in clear where TLS ends before
  }
  const std::string_view word = text.substr(0, text.substr(0, 16).find(' '));
  if (std::ranges::find(kHttpMethods, word) != kHttpMethods.end()) {
    return http_request(payload, word);
  }
  return text.starts_with("PRI * HTTP/2.0\r\n") ? Hint{"http", kClient} : Hint{};
}

// RFC 8446, section 5.1. RFC 5246, appendix E.2: a hello in the form of SSL 2.0 that asks for more.
Hint tls(Bytes payload) {
  if (const auto hello = TlsHello::parse(payload)) {
    return {"tls", hello->from_client ? kClient : kServer};
  }
  if (payload.size() < 11 || (payload[0] & 0x80) == 0 || payload[2] != 1 || payload[3] != 3 ||
      payload[4] > 3) {
    return {};
  }
  const std::size_t length = load_u16(payload.data()) & 0x7FFFU;
  const std::size_t ciphers = load_u16(payload.data() + 5);
  const std::size_t challenge = load_u16(payload.data() + 9);
  const bool fits = length == 9 + ciphers + load_u16(payload.data() + 7) + challenge;
  return fits && ciphers % 3 == 0 && challenge >= 16 && challenge <= 32 ? Hint{"tls", kClient}
                                                                        : Hint{};
}

// RFC 6347, sections 4.1 and 4.2.2: a handshake record of epoch 0. 1.0 before its RFC is 0x0100.
Hint dtls(Bytes payload) {
  if (payload.size() < 25 || payload[0] != 22) {
    return {};
  }
  const std::uint16_t version = load_u16(payload.data() + 1);
  const bool known = version == 0xFEFF || version == 0xFEFD || version == 0x0100;
  if (!known || load_u32(payload.data() + 3) != 0 ||  // epoch, and the upper half of the number
      load_u16(payload.data() + 11) < 12) {
    return {};
  }
  switch (payload[13]) {
    case 1:  // ClientHello
      return {"dtls", kClient};
    case 2:  // ServerHello
    case 3:  // HelloVerifyRequest
      return {"dtls", kServer};
    default:
      return {};
  }
}

namespace {

/// RFC 9000 and 9369, drafts 27 to 34, Google's and Facebook's own.
bool is_quic_version(std::uint32_t version) {
  constexpr std::uint32_t kQ = 0x5130'0000;  // "Q0"
  constexpr std::uint32_t kT = 0x5430'0000;  // "T0"
  const bool digits = (version & 0xF0F0U) == 0x3030;
  return version == 1 || version == 0x6B3343CF ||
         (version >= 0xFF000016 && version <= 0xFF000022) ||
         (digits && ((version & 0xFFFF0000U) == kQ || (version & 0xFFFF0000U) == kT)) ||
         (version & 0xFFFFFFF0U) == 0xFACEB000;
}

}  // namespace

// RFC 9000, sections 17.2 and 14.1: long header, an Initial of full size; 17.2.1: negotiation.
// Google's before Q044 had flags, eight bytes of connection id, and the version.
Hint quic(Bytes payload) {
  if (payload.size() < 20) {
    return {};
  }
  const std::uint32_t version = load_u32(payload.data() + 1);
  if ((payload[0] & 0x80) != 0) {
    if (version == 0) {
      const std::size_t at = std::size_t{7} + payload[5];
      const bool ids = payload[5] <= 20 && at < payload.size() && payload[at - 1] <= 20;
      const std::size_t list = ids ? at + payload[at - 1] : payload.size();
      return list + 4 <= payload.size() && (payload.size() - list) % 4 == 0 &&
                     is_quic_version(load_u32(payload.data() + payload.size() - 4))
                 ? Hint{"quic", kServer}
                 : Hint{};
    }
    const bool google = (version >> 24) == 'Q' || (version >> 24) == 'T';
    const bool fixed = (payload[0] & 0x40) != 0;
    return payload.size() >= 1200 && fixed && is_quic_version(version) &&
                   (google || payload[5] <= 20)
               ? Hint{"quic", kEither}
               : Hint{};
  }
  const std::uint32_t old = load_u32(payload.data() + 9);
  return (payload[0] & 0xC9) == 0x09 && (old >> 24) == 'Q' && is_quic_version(old)
             ? Hint{"quic", kClient}
             : Hint{};
}

// RFC 2326, sections 6.1 and 7.1; RFC 7826 calls itself 2.0.
Hint rtsp(Bytes payload) {
  if (begins(payload, "RTSP/1.0 ") || begins(payload, "RTSP/2.0 ")) {
    return {"rtsp", kServer};
  }
  const std::string_view line = first_line(payload);
  return line.ends_with(" RTSP/1.0") || line.ends_with(" RTSP/2.0") ? Hint{"rtsp", kClient}
                                                                    : Hint{};
}

// RFC 3261, section 7.
Hint sip(Bytes payload) {
  const std::string_view line = first_line(payload);
  return line.starts_with("SIP/2.0 ") ? Hint{"sip", kServer}
         : line.ends_with(" SIP/2.0") ? Hint{"sip", kClient}
                                      : Hint{};
}

// RFC 8489, section 5.
Hint stun(Bytes payload) {
  return payload.size() >= 20 && payload[0] < 0x40 && load_u32(payload.data() + 4) == 0x2112A442 &&
                 load_u16(payload.data() + 2) + std::size_t{20} == payload.size()
             ? Hint{"stun", (payload[0] & 1) != 0 ? kServer : kClient}
             : Hint{};
}

// UPnP Device Architecture 2.0, section 1.
Hint ssdp(Bytes payload) {
  return begins(payload, "M-SEARCH * HTTP/1.1") ? Hint{"ssdp", kClient}
         : begins(payload, "NOTIFY * HTTP/1.1") ? Hint{"ssdp", kEither}
                                                : Hint{};
}

// WS-Discovery 1.1, sections 2 and 3; the older one of 2005, which Windows and printers speak.
Hint ws_discovery(Bytes payload) {
  const std::string_view text = as_text(payload).substr(0, 1024);
  const bool named = text.find("schemas.xmlsoap.org/ws/2005/04/discovery") != text.npos ||
                     text.find("docs.oasis-open.org/ws-dd/ns/discovery") != text.npos;
  return text.starts_with('<') && named ? Hint{"ws-discovery", kEither} : Hint{};
}

// RFC 1928, section 4: a request to connect, which is long enough to be told by itself.
Hint socks(Bytes payload) {
  if (payload.size() < 10 || payload[0] != 5 || payload[1] != 1 || payload[2] != 0) {
    return {};
  }
  const bool address = payload[3] == 1 && payload.size() == 10;
  const bool name = payload[3] == 3 && payload.size() == std::size_t{7} + payload[4] &&
                    std::ranges::all_of(payload.subspan(5, payload[4]),
                                        [](std::uint8_t c) { return c > 0x20 && c < 0x7F; });
  return address || name ? Hint{"socks", kClient} : Hint{};
}

// RFC 1928, section 3: a greeting of three bytes is too little without its port. SOCKS 4 and 4a.
Hint socks_on_its_port(Bytes payload) {
  if (payload.size() >= 3 && payload[0] == 5 && payload[1] >= 1 &&
      payload.size() == std::size_t{2} + payload[1]) {
    return {"socks", kClient};
  }
  const bool four = payload.size() >= 9 && payload[0] == 4 && (payload[1] == 1 || payload[1] == 2);
  return four && payload.back() == 0 ? Hint{"socks", kClient} : Hint{};
}

// BEP 3, "peer protocol"; BEP 5, queries and answers between nodes.
Hint bittorrent(Bytes payload) {
  return begins(payload,
                "\x13"
                "BitTorrent protocol") ||
                 begins(payload, "d1:ad2:id20:") || begins(payload, "d1:rd2:id20:")
             ? Hint{"bittorrent", kEither}
             : Hint{};
}

}  // namespace hamon::hint

namespace hamon {

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
