#include "capture/hint_matchers.hpp"

#include <algorithm>

namespace hamon::hint {

// RFC 4253, section 4.2.
Hint ssh(Bytes payload) {
  return begins(payload, "SSH-2.0-") || begins(payload, "SSH-1.") ? Hint{"ssh", kEither} : Hint{};
}

// [MS-RDPBCGR] 2.2.1.1 and 2.2.1.2: a TPKT with an X.224 connection request or confirm that carries
// a cookie or the negotiation structure. Others use the same envelope on port 102.
Hint rdp(Bytes payload) {
  if (payload.size() < 11 || payload[0] != 3 || payload[1] != 0 ||
      load_u16(payload.data() + 2) > payload.size()) {
    return {};
  }
  const std::size_t length = load_u16(payload.data() + 2);
  const std::uint8_t code = payload[5];
  const bool negotiates =
      length >= 19 && has_bytes(payload, length - 6, std::string_view("\x08\0", 2));
  const bool cookie =
      has_bytes(payload, 11, "Cookie: mstshash=") || has_bytes(payload, 11, "Cookie: msts=");
  if (code == 0xE0 && (cookie || (negotiates && payload[length - 8] == 1))) {
    return {"rdp", kClient};
  }
  const bool answers = negotiates && length == 19 && (payload[11] == 2 || payload[11] == 3);
  return code == 0xD0 && answers ? Hint{"rdp", kServer} : Hint{};
}

// [MS-RDPEUDP] 2.2.2.1 and 2.2.2.5: SYN with no acknowledgement or an answer to one, and two MTUs
// between 1132 and 1232.
Hint rdp_udp(Bytes payload) {
  if (payload.size() < 1132) {  // both are padded to the MTU (3.1.5.1.1)
    return {};
  }
  const auto is_mtu = [](std::uint16_t v) { return v >= 1132 && v <= 1232; };
  const std::uint16_t flags = load_u16(payload.data() + 6);
  if (!is_mtu(load_u16(payload.data() + 12)) || !is_mtu(load_u16(payload.data() + 14)) ||
      (flags & 1U) == 0) {
    return {};
  }
  if (load_u32(payload.data()) == 0xFFFF'FFFF) {
    return {"rdp", kClient};
  }
  return (flags & 4U) != 0 ? Hint{"rdp", kServer} : Hint{};
}

// RFC 6143, section 7.1.1; a repeater says 000.000.
Hint vnc(Bytes payload) {
  return begins(payload, "RFB 00") && has_bytes(payload, 11, "\n") ? Hint{"vnc", kEither} : Hint{};
}

// RFC 854: commands of three bytes, WILL, WONT, DO or DONT; two of them, or one alone with an
// option of the low numbers that are in use.
Hint telnet(Bytes payload) {
  const auto command = [&](std::size_t at) {
    return payload[at] == 0xFF && payload[at + 1] >= 0xFB && payload[at + 1] <= 0xFE;
  };
  if (payload.size() == 3) {
    return command(0) && payload[2] <= 49 ? Hint{"telnet", kEither} : Hint{};
  }
  return payload.size() >= 6 && command(0) && command(3) ? Hint{"telnet", kEither} : Hint{};
}

namespace {

/// The port for errors in decimal, ended by zero: how rsh and rexec begin.
bool begins_with_port(std::string_view text) {
  const auto end = text.substr(0, 6).find('\0');
  return end != text.npos && std::ranges::all_of(text.substr(0, end), is_digit);
}

}  // namespace

// rcmd(3) and rexec(3) of 4.2BSD, as Linux rshd(8) and rexecd(8) have them: a port, then names.
// What follows is not looked at.
Hint rsh(Bytes payload) {
  return begins_with_port(as_text(payload)) ? Hint{"rsh", kClient} : Hint{};
}

Hint rexec(Bytes payload) {
  return begins_with_port(as_text(payload)) ? Hint{"rexec", kClient} : Hint{};
}

// RFC 1282: zero, two names and terminal/speed, each ended by zero.
Hint rlogin(Bytes payload) {
  const std::string_view text = as_text(payload).substr(0, 256);
  const bool whole = text.size() > 4 && text.front() == '\0' && text.back() == '\0' &&
                     std::ranges::count(text, '\0') == 4;
  if (!whole) {
    return {};
  }
  const auto slash = text.rfind('/');
  const auto speed = slash == text.npos ? std::string_view() : text.substr(slash + 1);
  return speed.size() > 1 && std::ranges::all_of(speed.substr(0, speed.size() - 1), is_digit)
             ? Hint{"rlogin", kClient}
             : Hint{};
}

// X Window System Protocol, chapter 8, "Connection Initiation": byte order, version 11.0, lengths
// of an authorization whose name is known.
Hint x11(Bytes payload) {
  if (payload.size() < 12 || payload[1] != 0) {
    return {};
  }
  const bool little = payload[0] == 'l';
  const auto number = [&](std::size_t at) {
    return little ? load_little_u16(payload.data() + at) : load_u16(payload.data() + at);
  };
  return (little || payload[0] == 'B') && number(2) == 11 && number(4) == 0 && number(6) <= 64 &&
                 number(8) <= 256
             ? Hint{"x11", kClient}
             : Hint{};
}

// XDMCP 1.1, section 3: version 1, an opcode, the length of the rest.
Hint xdmcp(Bytes payload) {
  if (payload.size() < 6 || load_u16(payload.data()) != 1 ||
      load_u16(payload.data() + 4) + std::size_t{6} != payload.size()) {
    return {};
  }
  switch (load_u16(payload.data() + 2)) {
    case 1:   // BroadcastQuery
    case 2:   // Query
    case 3:   // IndirectQuery
    case 4:   // ForwardQuery
    case 7:   // Request
    case 10:  // Manage
    case 13:  // KeepAlive
      return {"xdmcp", kClient};
    case 5:   // Willing
    case 6:   // Unwilling
    case 8:   // Accept
    case 9:   // Decline
    case 11:  // Refuse
    case 12:  // Failed
    case 14:  // Alive
      return {"xdmcp", kServer};
    default:
      return {};
  }
}

// TeamViewer (no public standard; nDPI and published analyses): 17 24, a command, a little-endian
// length, messages one behind the other; since version 3 also 11 30 with a header of 24 bytes.
Hint teamviewer(Bytes payload) {
  if (payload.size() >= 5 && load_u16(payload.data()) == 0x1724) {
    const std::size_t next = std::size_t{5} + load_little_u16(payload.data() + 3);
    const bool follows = next + 1 < payload.size() && load_u16(payload.data() + next) == 0x1724;
    return next == payload.size() || follows ? Hint{"teamviewer", kEither} : Hint{};
  }
  return payload.size() >= 24 && load_u16(payload.data()) == 0x1130 &&
                 std::size_t{24} + load_little_u32(payload.data() + 4) == payload.size()
             ? Hint{"teamviewer", kEither}
             : Hint{};
}

Hint teamviewer_on_its_port(Bytes payload) {
  return payload.size() > 4 &&
                 (load_u16(payload.data()) == 0x1724 || load_u16(payload.data()) == 0x1130)
             ? Hint{"teamviewer", kEither}
             : Hint{};
}

// The same in datagrams: a counter that begins with zero, and the mark behind eleven bytes.
Hint teamviewer_udp(Bytes payload) {
  return payload.size() > 13 && payload[0] == 0 && load_u16(payload.data() + 11) == 0x1724
             ? Hint{"teamviewer", kEither}
             : Hint{};
}

// Radmin 3 (no public standard; nDPI): 01, a big-endian length, a checksum; of the opening each
// message has one length and content.
Hint radmin(Bytes payload) {
  if (has_bytes(payload, 0, std::string_view("\1\0\0\0\1\0\0\0\x08\x08", 10))) {
    return payload.size() == 10 ? Hint{"radmin", kClient} : Hint{};
  }
  if (has_bytes(payload, 0, std::string_view("\1\0\0\0\x25\0\0\x02\x12\x08\x02", 11))) {
    return payload.size() == 46 ? Hint{"radmin", kServer} : Hint{};
  }
  const bool second = payload.size() == 14 &&
                      has_bytes(payload, 0, std::string_view("\1\0\0\0\5\0\0", 7)) &&
                      has_bytes(payload, 8, "\x27\x27");
  return second ? Hint{"radmin", kEither} : Hint{};
}

// Citrix ICA and its Common Gateway Protocol (no public standard; nDPI).
Hint citrix(Bytes payload) {
  if (has_bytes(payload, 0, std::string_view("\x7F\x7FICA\0", 6))) {
    return {"citrix", kEither};  // the server greets first and is answered alike
  }
  return begins(payload,
                "\x1A"
                "CGP/01")
             ? Hint{"citrix", kEither}
             : Hint{};
}

// NoMachine (no public standard; nDPI): a line with the version, then TLS.
Hint nomachine(Bytes payload) {
  return payload.size() > 10 && payload.size() < 24 && begins(payload, "NXSH-")
             ? Hint{"nomachine", kClient}
         : payload.size() > 10 && payload.size() < 24 && begins(payload, "NXD-")
             ? Hint{"nomachine", kServer}
             : Hint{};
}

// Spice Remote Computing Protocol 1.0, section "RedLinkMess": magic, and major version 1 or 2.
Hint spice(Bytes payload) {
  return payload.size() >= 16 && begins(payload, "REDQ") &&
                 (load_little_u32(payload.data() + 4) == 1 ||
                  load_little_u32(payload.data() + 4) == 2)
             ? Hint{"spice", kEither}
             : Hint{};
}

// RustDesk, rendezvous.proto: in one message a RegisterPeer (field 6: id, serial) or a RegisterPk
// (15: id, uuid, key), as protocol buffers write them. Looked for on its port only.
Hint rustdesk(Bytes payload) {
  if (payload.size() < 8 || (payload[0] != 0x32 && payload[0] != 0x7A)) {
    return {};
  }
  const bool long_form = (payload[1] & 0x80) != 0;
  const std::size_t at = long_form ? 3 : 2;
  const std::size_t length =
      long_form ? (payload[1] & 0x7FU) | (std::size_t{payload[2]} << 7U) : payload[1];
  const bool id = payload[at] == 0x0A && payload[at + 1] >= 6 && payload[at + 1] <= 32;
  return at + length == payload.size() && id ? Hint{"rustdesk", kClient} : Hint{};
}

// pcAnywhere's status port (no public standard; nDPI): two letters.
Hint pcanywhere(Bytes payload) {
  return payload.size() == 2 && (begins(payload, "NQ") || begins(payload, "ST"))
             ? Hint{"pcanywhere", kClient}
             : Hint{};
}

}  // namespace hamon::hint
