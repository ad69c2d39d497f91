#include "capture/hint_matchers.hpp"

#include <algorithm>
#include <array>

namespace hamon::hint {

// RFC 7296, section 3.1, and RFC 2408, section 3.1: the initiator's cookie, version 1.0 or 2.0, an
// exchange type of that version, a length. Only on its ports: fragments and broken lengths are
// common there. The bit of the original initiator (2.0) tells the role; so does, in 1.0, a cookie
// that the responder has not yet given.
Hint ike(Bytes payload) {
  if (payload.size() < 28 || load_u64(payload.data()) == 0) {
    return {};
  }
  const std::uint8_t version = payload[17];
  const std::uint8_t exchange = payload[18];
  const std::uint32_t length = load_u32(payload.data() + 24);
  if (length != 0 && (length < 28 || length > 0xFFFF)) {
    return {};
  }
  if (version == 0x20) {
    const bool known = exchange >= 34 && exchange <= 44;
    return known ? Hint{"ipsec", (payload[19] & 0x08) != 0 ? kClient : kServer} : Hint{};
  }
  const bool known = exchange <= 6 || exchange == 32 || exchange == 33;
  if (version != 0x10 || !known) {
    return {};
  }
  return {"ipsec", load_u64(payload.data() + 8) == 0 ? kClient : kEither};
}

// RFC 3948, sections 2.1 to 2.3: IKE behind four bytes of zero, ESP without (its SPI is 256 or
// more, RFC 4303, section 2.1; its sequence number is small for long), a keepalive of one byte.
Hint ipsec_nat(Bytes payload) {
  constexpr std::uint32_t kSmall = 0x0100'0000;
  if (payload.size() == 1 && payload[0] == 0xFF) {
    return {"ipsec", kEither};
  }
  if (payload.size() < 20) {
    return {};
  }
  const std::uint32_t spi = load_u32(payload.data());
  if (spi == 0) {
    return ike(payload.subspan(4));
  }
  if (const Hint hint = ike(payload); !hint.service.empty() && payload[17] == 0x20) {
    return hint;  // without its marker, as sent by some on port 4500
  }
  const std::uint32_t sequence = load_u32(payload.data() + 4);
  return spi > 255 && sequence != 0 && sequence < kSmall ? Hint{"ipsec", kEither} : Hint{};
}

// RFC 2661, section 3.1, and RFC 3931, section 3.2.1: a control message has type, length and
// sequence bits and its own length; a data message of version 2 no reserved bits.
Hint l2tp(Bytes payload) {
  if (payload.size() < 6) {
    return {};
  }
  const std::uint16_t flags = load_u16(payload.data());
  if ((flags & 0xFFF0U) == 0xC800 && ((flags & 0xFU) == 2 || (flags & 0xFU) == 3)) {
    return payload.size() >= 12 && load_u16(payload.data() + 2) <= payload.size()
               ? Hint{"l2tp", kEither}
               : Hint{};
  }
  const bool data = (flags & 0xB4FFU) == 2;
  const bool fits = (flags & 0x4000U) == 0 || load_u16(payload.data() + 2) == payload.size();
  return data && fits ? Hint{"l2tp", kEither} : Hint{};
}

// RFC 2637, section 2.1: length, control message, magic cookie, type.
Hint pptp(Bytes payload) {
  if (payload.size() < 12 || load_u16(payload.data()) > payload.size() ||
      load_u16(payload.data() + 2) != 1 || load_u32(payload.data() + 4) != 0x1A2B3C4D) {
    return {};
  }
  const std::uint16_t type = load_u16(payload.data() + 8);
  return type == 1   ? Hint{"pptp", kClient}
         : type == 2 ? Hint{"pptp", kServer}
                     : Hint{"pptp", kEither};
}

namespace {

/// OpenVPN's replay id in long form: a number that has just begun, and a Unix time.
bool is_replay_id(const std::uint8_t* p) {
  constexpr std::uint32_t kFirst = 1'000'000'000;  // 2001
  constexpr std::uint32_t kLast = 4'000'000'000;   // 2096
  constexpr std::uint32_t kEarlyNegotiation = 0x0F000001;
  const std::uint32_t number = load_u32(p);
  const std::uint32_t time = load_u32(p + 4);
  return ((number >= 1 && number <= 32) || number == kEarlyNegotiation) && time >= kFirst &&
         time < kLast;
}

/// Acknowledgements and message number 0, as a reset ends: none of the client, and the server's
/// one of the client's message 0 with its session id.
bool is_reset_end(Bytes end, bool from_client) {
  if (from_client) {
    return end.size() == 5 && end[0] == 0 && load_u32(end.data() + 1) == 0;
  }
  return end.size() == 17 && end[0] == 1 && load_u32(end.data() + 1) == 0 &&
         load_u32(end.data() + 13) == 0;
}

}  // namespace

// OpenVPN network protocol, "Control channel packet format": opcode and key 0, session id, then
// plain, with an HMAC and a replay id (tls-auth), or wrapped (tls-crypt: replay id, tag of 32).
Hint openvpn(Bytes payload) {
  constexpr std::size_t kSession = 9;  // opcode and session id
  constexpr auto kHmacs = std::to_array<std::size_t>({16, 20, 24, 28, 32, 48, 64});
  if (payload.size() < kSession + 5) {
    return {};
  }
  const std::uint8_t opcode = payload[0] >> 3U;
  const bool client = opcode == 1 || opcode == 7 || opcode == 10;
  const bool server = opcode == 2 || opcode == 8;
  if ((payload[0] & 7) != 0 || (!client && !server) || load_u64(payload.data() + 1) == 0) {
    return {};
  }
  const Hint hint{"openvpn", client ? kClient : kServer};
  const Bytes rest = payload.subspan(kSession);
  if (is_reset_end(rest, client)) {
    return hint;
  }
  for (const std::size_t hmac : kHmacs) {
    if (rest.size() > hmac + 8 && is_replay_id(rest.data() + hmac) &&
        is_reset_end(rest.subspan(hmac + 8), client)) {
      return hint;
    }
  }
  return rest.size() >= 8 + 32 + 5 && is_replay_id(rest.data()) ? hint : Hint{};
}

// The same over TCP: a length before each packet.
Hint openvpn_tcp(Bytes payload) {
  return payload.size() > 2 && load_u16(payload.data()) + std::size_t{2} == payload.size()
             ? openvpn(payload.subspan(2))
             : Hint{};
}

// WireGuard protocol, "first message" and "second message": type, three zero bytes, fixed sizes; an
// ephemeral key begins at 8, or at 12.
Hint wireguard(Bytes payload) {
  if ((payload.size() != 148 && payload.size() != 92) || load_u64(payload.data() + 12) == 0) {
    return {};
  }
  const std::uint32_t type = load_little_u32(payload.data());
  return type == 1 && payload.size() == 148  ? Hint{"wireguard", kClient}
         : type == 2 && payload.size() == 92 ? Hint{"wireguard", kServer}
                                             : Hint{};
}

// "Subsequent messages": type 4, padded to sixteen bytes, a counter that is small for long; a
// cookie reply of 64 bytes.
Hint wireguard_data(Bytes payload) {
  if (payload.size() < 32) {
    return {};
  }
  const std::uint32_t type = load_little_u32(payload.data());
  const bool data = type == 4 && payload.size() % 16 == 0 && load_u32(payload.data() + 12) == 0;
  const bool cookie = type == 3 && payload.size() == 64;
  return data || cookie ? Hint{"wireguard", kEither} : Hint{};
}

// SoftEther VPN, Mayaqua/Pack.c and Cedar/UdpAccel.c: what NAT traversal says, a Pack (count, then
// a name with its length) and a public address in text; Cedar/AzureServer.c: VPN Azure's signature.
Hint softether(Bytes payload) {
  if (begins(payload, "IP=") && first_line(payload).find(",PORT=") != std::string_view::npos) {
    return {"softether", kServer};
  }
  if (begins(payload, "AZURE_CONNECT_SIGNATURE!") || begins(payload, "VPNCONNECT")) {
    return {"softether", kClient};
  }
  if (payload.size() < 20 || load_u32(payload.data()) == 0 || load_u32(payload.data()) > 64) {
    return {};
  }
  const bool asks = has_bytes(payload, 4, std::string_view("\0\0\0\x07opcode\0\0\0", 13)) ||
                    has_bytes(payload, 4, std::string_view("\0\0\0\x0Ahost_name\0\0\0", 16));
  const bool answers = has_bytes(payload, 4, std::string_view("\0\0\0\x07isrget\0\0\0", 13));
  return asks ? Hint{"softether", kClient} : answers ? Hint{"softether", kServer} : Hint{};
}

// Tailscale, disco package: magic, sender's key of 32 bytes, nonce of 24.
Hint tailscale(Bytes payload) {
  return payload.size() >= 6 + 32 + 24 && has_bytes(payload, 0, "TS\xF0\x9F\x92\xAC")
             ? Hint{"tailscale", kEither}
             : Hint{};
}

// ZeroTier One, node/Packet.hpp: id, destination and source of five bytes, flags, MAC, then HELLO
// in clear with the protocol's version. No address begins with FF.
Hint zerotier(Bytes payload) {
  if (payload.size() < 64 || payload[8] == 0xFF || payload[13] == 0xFF) {
    return {};
  }
  const bool hello = (payload[27] & 0x1F) == 1 && (payload[18] & 0x38) == 0;
  return hello && payload[28] >= 4 && payload[28] <= 20 ? Hint{"zerotier", kClient} : Hint{};
}

// tinc manual, section "The meta-protocol": ID of request 0, a name, version 17.
Hint tinc(Bytes payload) {
  const std::string_view line = as_text(payload).substr(0, 128);
  const auto end = line.find('\n');
  if (!line.starts_with("0 ") || end == line.npos || end < 6) {
    return {};
  }
  const auto space = line.find(' ', 2);
  if (space == line.npos || space == 2 || space > end) {
    return {};
  }
  const std::string_view version = line.substr(space + 1, end - space - 1);
  const bool known = version == "17" || (version.starts_with("17.") && version.size() == 4);
  return known ? Hint{"tinc", kEither} : Hint{};
}

}  // namespace hamon::hint
