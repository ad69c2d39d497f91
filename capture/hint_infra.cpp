#include "capture/hint_matchers.hpp"

#include <algorithm>
#include <array>

namespace hamon::hint {
namespace {

/// RFC 1035, section 4.1.1: a header that asks or answers one question, and a name that begins.
/// The zero bit has to be zero; a question has no answers.
bool is_dns(Bytes message, bool one_question) {
  if (message.size() < 17) {
    return false;
  }
  const std::uint8_t* p = message.data();
  const std::uint16_t questions = load_u16(p + 4);
  const bool counted =
      one_question ? questions == 1
                   : questions <= 64 && load_u16(p + 6) <= 256 && questions + load_u16(p + 6) > 0;
  const bool plain = (p[2] & 0x78) <= 0x28 && (p[3] & 0x40) == 0 && p[12] < 64;
  return counted && plain && ((p[2] & 0x80) != 0 || !one_question || load_u16(p + 6) == 0);
}

Hint dns_as(std::string_view service, Bytes message, bool one_question) {
  return is_dns(message, one_question) ? Hint{service, (message[2] & 0x80) != 0 ? kServer : kClient}
                                       : Hint{};
}

}  // namespace

Hint dns(Bytes message) {
  return dns_as("dns", message, true);
}

// RFC 7766, section 8: DNS over TCP has its length before it.
Hint dns_tcp(Bytes payload) {
  const bool counted =
      payload.size() >= 2 + 17 && load_u16(payload.data()) + std::size_t{2} == payload.size();
  return counted && (payload[4] & 0x78) == 0 ? dns(payload.subspan(2)) : Hint{};
}

// RFC 6762, section 18: several questions, or answers without one.
Hint mdns(Bytes message) {
  return dns_as("mdns", message, false);
}

// RFC 4795, section 2.1.1.
Hint llmnr(Bytes message) {
  return dns_as("llmnr", message, true);
}

// RFC 2131, section 2: one of the two codes, Ethernet, and the cookie where options begin.
Hint dhcp(Bytes payload) {
  return payload.size() >= 240 && (payload[0] == 1 || payload[0] == 2) &&
                 load_u32(payload.data() + 236) == 0x63825363
             ? Hint{"dhcp", payload[0] == 1 ? kClient : kServer}
             : Hint{};
}

// RFC 8415, sections 7.3, 8, 9 and 21.1: a type, and options that fit; relays put two addresses
// before them.
Hint dhcpv6(Bytes payload) {
  if (payload.size() < 8 || payload[0] < 1 || payload[0] > 13) {
    return {};
  }
  const std::size_t at = payload[0] >= 12 ? 34 : 4;
  if (payload.size() < at + 4 || load_u16(payload.data() + at) > 200 ||
      at + 4 + load_u16(payload.data() + at + 2) > payload.size()) {
    return {};
  }
  const bool server = payload[0] == 2 || payload[0] == 7 || payload[0] == 10 || payload[0] == 13;
  return {"dhcpv6", server ? kServer : kClient};
}

// RFC 5905, section 7.3: version and mode; 1305 for the control messages that are shorter.
Hint ntp(Bytes payload) {
  if (payload.size() < 12) {
    return {};
  }
  const unsigned version = (payload[0] >> 3U) & 7U;
  const unsigned mode = payload[0] & 7U;
  if (version < 1 || version > 4 || mode == 0 || (mode <= 5 && payload.size() < 48)) {
    return {};
  }
  return {"ntp", mode == 3 ? kClient : mode == 4 ? kServer : kEither};
}

namespace {

PayloadRole snmp_role(Bytes community) {
  const std::size_t at = community.size() < 2 ? 0 : std::size_t{2} + community[1];
  if (at == 0 || at >= community.size()) {
    return kEither;
  }
  return community[at] == 0xA2 ? kServer : kClient;  // RFC 3416, section 3: a response
}

}  // namespace

// RFC 1157, section 4, and RFC 3412, section 6: a sequence with the version first.
Hint snmp(Bytes payload) {
  const Bytes message = ber_content(payload, 0x30);
  if (message.size() < 6 || message[0] != 0x02 || message[1] != 1 || message[2] > 3) {
    return {};
  }
  if (message[2] <= 1 && message[3] == 0x04) {
    return {"snmp", snmp_role(message.subspan(3))};
  }
  return message[2] == 3 && message[3] == 0x30 ? Hint{"snmp", kEither} : Hint{};
}

namespace {

/// RFC 5424, section 6.2.1: a priority up to 191 in angle brackets; what follows it, empty if none.
std::string_view behind_priority(std::string_view text) {
  const auto close = text.substr(0, 5).find('>');
  if (!text.starts_with('<') || close == text.npos || close < 2 ||
      !std::ranges::all_of(text.substr(1, close - 1), is_digit)) {
    return {};
  }
  unsigned priority = 0;
  for (const char c : text.substr(1, close - 1)) {
    priority = priority * 10 + static_cast<unsigned>(c - '0');
  }
  return priority <= 191 ? text.substr(close + 1) : std::string_view();
}

constexpr auto kMonths = std::to_array<std::string_view>(
    {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"});

/// Version 1 and a year or nothing (RFC 5424, section 6.2.2), or a month (RFC 3164, section 4.1.2);
/// some write the year alone.
bool begins_header(std::string_view text) {
  if (text.size() > 5 && text[4] == '-' && std::ranges::all_of(text.substr(0, 4), is_digit)) {
    return true;
  }
  if (text.starts_with("1 ")) {
    return text.size() > 2 && (is_digit(text[2]) || text[2] == '-');
  }
  return text.size() > 6 && text[3] == ' ' &&
         std::ranges::find(kMonths, text.substr(0, 3)) != kMonths.end();
}

}  // namespace

// RFC 5426, section 3.1. Many send no more than the priority in the standard's form.
Hint syslog(Bytes payload) {
  return behind_priority(as_text(payload).substr(0, 64)).empty() ? Hint{} : Hint{"syslog", kClient};
}

// RFC 6587, sections 3.4.1 (octet counting) and 3.4.2: without its port the header has to follow.
Hint syslog_tcp(Bytes payload) {
  std::string_view text = as_text(payload).substr(0, 64);
  if (!text.empty() && is_digit(text[0])) {
    const auto space = text.substr(0, 6).find(' ');
    if (space == text.npos || !std::ranges::all_of(text.substr(0, space), is_digit)) {
      return {};
    }
    text.remove_prefix(space + 1);
  }
  return begins_header(behind_priority(text)) ? Hint{"syslog", kClient} : Hint{};
}

// RFC 2865, section 3, RFC 2866, section 3, RFC 5176, section 2.3: code and length.
Hint radius(Bytes payload) {
  if (payload.size() < 20 || load_u16(payload.data() + 2) > payload.size() ||
      load_u16(payload.data() + 2) < 20) {
    return {};
  }
  switch (payload[0]) {
    case 1:   // Access-Request
    case 4:   // Accounting-Request
    case 12:  // Status-Server
      return {"radius", kClient};
    case 2:   // Access-Accept
    case 3:   // Access-Reject
    case 5:   // Accounting-Response
    case 11:  // Access-Challenge
      return {"radius", kServer};
    default:
      return payload[0] >= 40 && payload[0] <= 45 ? Hint{"radius", kEither} : Hint{};
  }
}

// RFC 8907, section 4.1: version 12.0 or 12.1, type, sequence number, flags, session, length. The
// client sends the odd numbers.
Hint tacacs(Bytes payload) {
  if (payload.size() < 12 || (payload[0] & 0xFE) != 0xC0 || payload[1] < 1 || payload[1] > 3 ||
      payload[2] == 0 || (payload[3] & 0xFA) != 0 ||
      load_u32(payload.data() + 8) != payload.size() - 12) {
    return {};
  }
  return {"tacacs", (payload[2] & 1) != 0 ? kClient : kServer};
}

// RFC 1350, section 5, and RFC 2347: a request, a name that is not kept, zero, a mode, zero.
Hint tftp(Bytes payload) {
  if (payload.size() < 9 || payload[0] != 0 || (payload[1] != 1 && payload[1] != 2)) {
    return {};
  }
  const std::string_view text = as_text(payload).substr(2, 512);
  const auto end = text.find('\0');
  if (end == text.npos || end == 0) {
    return {};
  }
  const std::string_view mode = text.substr(end + 1);
  const bool known = mode.starts_with(std::string_view("octet\0", 6)) ||
                     mode.starts_with(std::string_view("netascii\0", 9)) ||
                     mode.starts_with(std::string_view("OCTET\0", 6));
  return known ? Hint{"tftp", kClient} : Hint{};
}

namespace {

/// Whether a set of NetFlow 9 or IPFIX with a known id begins at `at` and fits.
bool is_flow_set(Bytes payload, std::size_t at, std::uint16_t template_id) {
  const std::uint16_t id = load_u16(payload.data() + at);
  const std::size_t length = load_u16(payload.data() + at + 2);
  return (id >= 256 || id == template_id || id == template_id + 1) && length >= 4 &&
         at + length <= payload.size();
}

}  // namespace

// NetFlow 5 (Cisco): a header of 24 and records of 48 bytes. IPFIX (RFC 7011, section 3.1): the
// length of the message, and a first set with a known id and a length that fits.
Hint counted_netflow(Bytes payload) {
  if (payload.size() < 24 || payload[0] != 0) {
    return {};
  }
  const std::uint16_t count = load_u16(payload.data() + 2);
  if (payload[1] == 5) {
    return count >= 1 && count <= 30 && payload.size() == 24 + std::size_t{48} * count
               ? Hint{"netflow", kClient}
               : Hint{};
  }
  return payload[1] == 10 && count == payload.size() && is_flow_set(payload, 16, 2)
             ? Hint{"ipfix", kClient}
             : Hint{};
}

// NetFlow 9 (RFC 3954, section 5.1) has no length of its own: on its ports only.
Hint netflow(Bytes payload) {
  const bool nine = payload.size() >= 24 && load_u16(payload.data()) == 9 &&
                    load_u16(payload.data() + 2) >= 1 && is_flow_set(payload, 20, 0);
  return nine ? Hint{"netflow", kClient} : counted_netflow(payload);
}

// sFlow 5, section 5: version, kind of the agent's address.
Hint sflow(Bytes payload) {
  return payload.size() >= 28 && load_u32(payload.data()) == 5 &&
                 (load_u32(payload.data() + 4) == 1 || load_u32(payload.data() + 4) == 2)
             ? Hint{"sflow", kClient}
             : Hint{};
}

// RFC 4271, section 4.1: a marker of ones, a length, a type.
Hint bgp(Bytes payload) {
  if (payload.size() < 19 || load_u64(payload.data()) != ~std::uint64_t{0} ||
      load_u64(payload.data() + 8) != ~std::uint64_t{0}) {
    return {};
  }
  const std::uint16_t length = load_u16(payload.data() + 16);
  return length >= 19 && length <= 4096 && payload[18] >= 1 && payload[18] <= 5
             ? Hint{"bgp", kEither}
             : Hint{};
}

// RFC 6733, section 3: version 1, length, flags without reserved bits, and a command of the base
// protocol or of an application. The R bit tells who asks.
Hint diameter(Bytes payload) {
  if (payload.size() < 20 || payload[0] != 1 || (payload[4] & 0x0F) != 0) {
    return {};
  }
  const std::uint32_t length = load_u32(payload.data()) & 0xFFFFFFU;
  const std::uint32_t command = load_u32(payload.data() + 4) & 0xFFFFFFU;
  const bool known = (command >= 257 && command <= 282) || (command >= 300 && command <= 325) ||
                     (command >= 8'388'600 && command <= 8'388'740);
  return known && length % 4 == 0 && length >= 20 && length <= payload.size()
             ? Hint{"diameter", (payload[4] & 0x80) != 0 ? kClient : kServer}
             : Hint{};
}

}  // namespace hamon::hint
