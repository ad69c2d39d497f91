#include "capture/hint_matchers.hpp"

#include <algorithm>
#include <array>

namespace hamon::hint {

// [MS-SMB2] 2.1 (direct TCP transport), 2.2.1, 2.2.41, 2.2.42; [MS-CIFS] 2.2.3.1 for the flag of
// replies.
Hint smb(Bytes payload) {
  if (payload.size() < 4 + 16 || payload[0] != 0 || !has_bytes(payload, 5, "SMB")) {
    return {};
  }
  switch (payload[4]) {
    case 0xFF:
      return payload.size() < 4 + 32 ? Hint{}
                                     : Hint{"smb", (payload[13] & 0x80) != 0 ? kServer : kClient};
    case 0xFE:
      return payload.size() < 4 + 32 ? Hint{}
                                     : Hint{"smb", (payload[20] & 0x01) != 0 ? kServer : kClient};
    case 0xFD:  // encrypted
    case 0xFC:  // compressed
      return {"smb", kEither};
    default:
      return {};
  }
}

// RFC 1002, sections 4.3.2 to 4.3.4: a session request with two encoded names of 32 bytes, and the
// two answers.
Hint netbios_session(Bytes payload) {
  if (payload.size() >= 72 && load_u32(payload.data()) == 0x81000044 && payload[4] == 0x20) {
    return {"smb", kClient};
  }
  const bool accepted = payload.size() == 4 && load_u32(payload.data()) == 0x82000000;
  const bool refused =
      payload.size() == 5 && load_u32(payload.data()) == 0x83000001 && payload[4] >= 0x80;
  return accepted || refused ? Hint{"smb", kServer} : Hint{};
}

namespace {

/// RFC 1001, section 14.1: sixteen characters in two letters each, as a label of 32 bytes.
bool is_encoded_name(Bytes label) {
  return label.size() >= 33 && label[0] == 0x20 &&
         std::ranges::all_of(label.subspan(1, 32),
                             [](std::uint8_t c) { return c >= 'A' && c <= 'P'; });
}

}  // namespace

// RFC 1002, section 4.2.1: the header of DNS, then a question or a record with an encoded name.
Hint netbios_name(Bytes payload) {
  if (payload.size() < 12 + 33 || !is_encoded_name(payload.subspan(12))) {
    return {};
  }
  return {"netbios", (payload[2] & 0x80) != 0 ? kServer : kClient};
}

// RFC 1002, section 4.4.1: a direct or broadcast datagram with its source name.
Hint netbios_datagram(Bytes payload) {
  return payload.size() >= 14 + 33 && payload[0] >= 0x10 && payload[0] <= 0x12 &&
                 is_encoded_name(payload.subspan(14))
             ? Hint{"netbios", kEither}
             : Hint{};
}

namespace {

using Uuid = std::array<std::uint8_t, 16>;

// [MS-WMI] 1.9 and the sections of each interface, in little-endian representation.
constexpr auto kWmi = std::to_array<Uuid>({
    // IWbemLevel1Login, F309AD18-D86A-11D0-A075-00C04FB68820
    {0x18, 0xAD, 0x09, 0xF3, 0x6A, 0xD8, 0xD0, 0x11, 0xA0, 0x75, 0x00, 0xC0, 0x4F, 0xB6, 0x88,
     0x20},
    // IWbemServices, 9556DC99-828C-11CF-A37E-00AA003240C7
    {0x99, 0xDC, 0x56, 0x95, 0x8C, 0x82, 0xCF, 0x11, 0xA3, 0x7E, 0x00, 0xAA, 0x00, 0x32, 0x40,
     0xC7},
    // IWbemLoginClientID, D4781CD6-E5D3-44DF-AD94-930EFE48A887
    {0xD6, 0x1C, 0x78, 0xD4, 0xD3, 0xE5, 0xDF, 0x44, 0xAD, 0x94, 0x93, 0x0E, 0xFE, 0x48, 0xA8,
     0x87},
    // IWbemLoginHelper, 541679AB-2E5F-11D3-B34E-00104BCC4B4A
    {0xAB, 0x79, 0x16, 0x54, 0x5F, 0x2E, 0xD3, 0x11, 0xB3, 0x4E, 0x00, 0x10, 0x4B, 0xCC, 0x4B,
     0x4A},
    // IEnumWbemClassObject, 027947E1-D731-11CE-A357-000000000001
    {0xE1, 0x47, 0x79, 0x02, 0x31, 0xD7, 0xCE, 0x11, 0xA3, 0x57, 0x00, 0x00, 0x00, 0x00, 0x00,
     0x01},
    // IWbemFetchSmartEnum, 1C1C45EE-4395-11D2-B60B-00104B703EFD
    {0xEE, 0x45, 0x1C, 0x1C, 0x95, 0x43, 0xD2, 0x11, 0xB6, 0x0B, 0x00, 0x10, 0x4B, 0x70, 0x3E,
     0xFD},
    // IWbemWCOSmartEnum, 423EC01E-2E35-11D2-B604-00104B703EFD
    {0x1E, 0xC0, 0x3E, 0x42, 0x35, 0x2E, 0xD2, 0x11, 0xB6, 0x04, 0x00, 0x10, 0x4B, 0x70, 0x3E,
     0xFD},
});

/// C706, section 12.6.4.3: whether one of the presentation contexts of a bind is WMI's.
bool binds_wmi(Bytes payload) {
  constexpr std::size_t kContexts = 28;  // behind header, sizes, group and count
  constexpr std::size_t kSyntax = 20;    // UUID and version
  constexpr std::size_t kMost = 16;
  if (payload.size() < kContexts || payload[4] != 0x10) {
    return false;
  }
  Bytes rest = payload.subspan(kContexts);
  for (std::size_t n = std::min<std::size_t>(payload[24], kMost); n > 0; --n) {
    if (rest.size() < 4 + kSyntax) {
      return false;
    }
    const Bytes uuid = rest.subspan(4, 16);
    if (std::ranges::any_of(kWmi, [&](const Uuid& u) { return std::ranges::equal(u, uuid); })) {
      return true;
    }
    rest = rest.subspan(std::min(rest.size(), 4 + kSyntax + rest[2] * kSyntax));
  }
  return false;
}

}  // namespace

// C706, section 12.6: version 5, little- or big-endian representation, a bind, an alter of the
// context or one of their answers. Requests and answers of a conversation under way: with a length
// that fits.
Hint dce_rpc(Bytes payload) {
  if (payload.size() < 16 || payload[0] != 5 || payload[1] > 1 ||
      (payload[4] != 0x10 && payload[4] != 0x00) || payload[5] != 0) {
    return {};
  }
  const std::size_t length =
      payload[4] == 0x10 ? load_little_u16(payload.data() + 8) : load_u16(payload.data() + 8);
  switch (payload[2]) {
    case 11:  // bind
    case 14:  // alter_context
      return {binds_wmi(payload) ? "wmi" : "dce-rpc", kClient};
    case 12:  // bind_ack
    case 13:  // bind_nak
    case 15:  // alter_context_resp
      return {"dce-rpc", kServer};
    case 0:  // request
      return length == payload.size() && length >= 24 ? Hint{"dce-rpc", kClient} : Hint{};
    case 2:  // response
    case 3:  // fault
      return length == payload.size() && length >= 24 ? Hint{"dce-rpc", kServer} : Hint{};
    default:
      return {};
  }
}

// RFC 4120, section 5.10: application tags of AS, TGS, AP and error; over TCP a length stands
// before.
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

// RFC 4511, section 4.1.1: a message id, then the operation. CLDAP ([MS-ADTS] 3.1.1.3.1.3) is the
// same in a datagram.
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
    case 0x66:  // modify request
    case 0x6E:  // compare request
    case 0x77:  // extended request
      return {"ldap", kClient};
    case 0x61:  // bind response
    case 0x64:  // search result entry
    case 0x65:  // search result done
    case 0x73:  // search result reference
    case 0x78:  // extended response
      return {"ldap", kServer};
    default:
      return {};
  }
}

}  // namespace hamon::hint
