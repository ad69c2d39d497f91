#include "capture/hint_matchers.hpp"

#include <algorithm>

namespace hamon::hint {

// [MS-TDS] 2.2.3.1: a prelogin packet, its first token at 8 is VERSION with six bytes; 2.2.6.4: a
// login without one, with its own length and a version of 7.
Hint mssql(Bytes payload) {
  if (payload.size() < 14 || load_u16(payload.data() + 2) != payload.size() || payload[1] != 1) {
    return {};
  }
  if (payload[0] == 0x10) {
    return payload.size() >= 8 + 36 && load_little_u32(payload.data() + 8) + 8 == payload.size() &&
                   (payload[15] & 0xF0) == 0x70
               ? Hint{"mssql", kClient}
               : Hint{};
  }
  if (payload[8] != 0 || load_u16(payload.data() + 11) != 6) {
    return {};
  }
  return payload[0] == 0x12   ? Hint{"mssql", kClient}
         : payload[0] == 0x04 ? Hint{"mssql", kServer}
                              : Hint{};
}

// [MC-SQLR] 2.2: questions of one byte or with a name of an instance, the answer with its length.
Hint mssql_browser(Bytes payload) {
  if (payload.empty()) {
    return {};
  }
  switch (payload[0]) {
    case 2:
    case 3:
      return payload.size() == 1 ? Hint{"mssql", kClient} : Hint{};
    case 4:
      return payload.size() >= 3 && payload.back() == 0 ? Hint{"mssql", kClient} : Hint{};
    case 5:
      return payload.size() > 3 &&
                     load_little_u16(payload.data() + 1) + std::size_t{3} == payload.size()
                 ? Hint{"mssql", kServer}
                 : Hint{};
    default:
      return {};
  }
}

namespace {

/// Oracle Net versions 8 to 23 count from 300 to 330 or so.
bool is_tns_version(std::uint16_t version) {
  return version >= 300 && version < 340;
}

Hint tns_connect(Bytes payload) {
  if (payload.size() < 34 || !is_tns_version(load_u16(payload.data() + 8)) ||
      load_u16(payload.data() + 10) > load_u16(payload.data() + 8)) {
    return {};
  }
  const std::size_t length = load_u16(payload.data());
  const std::size_t data = load_u16(payload.data() + 24);
  const std::size_t offset = load_u16(payload.data() + 26);
  // A long descriptor follows in a packet of its own.
  const bool fits = offset >= 26 && offset <= length && (data + offset == length || data > 230);
  return fits ? Hint{"oracle", kClient} : Hint{};
}

}  // namespace

// Oracle Net (no public standard; as Wireshark's packet-tns.c reads it): length, no checksum,
// packet type, no header checksum; then the versions, or the words of a descriptor.
Hint oracle(Bytes payload) {
  if (payload.size() < 8 || load_u16(payload.data() + 2) != 0 ||
      load_u16(payload.data() + 6) != 0 || load_u16(payload.data()) > payload.size() ||
      load_u16(payload.data()) < 8) {
    return {};
  }
  const bool whole = load_u16(payload.data()) == payload.size();
  const std::string_view text = as_text(payload).substr(0, 512);
  switch (payload[4]) {
    case 1:
      return tns_connect(payload);
    case 2:  // accept
      return whole && payload.size() >= 24 && is_tns_version(load_u16(payload.data() + 8))
                 ? Hint{"oracle", kServer}
                 : Hint{};
    case 4:  // refuse
      return whole && text.find("(DESCRIPTION=") != text.npos ? Hint{"oracle", kServer} : Hint{};
    case 5:  // redirect
      return whole && (text.find("(DESCRIPTION=") != text.npos ||
                       text.find("(ADDRESS=") != text.npos)
                 ? Hint{"oracle", kServer}
                 : Hint{};
    case 11:  // resend
      return whole && payload.size() == 8 && payload[5] == 0 ? Hint{"oracle", kServer} : Hint{};
    default:
      return {};
  }
}

namespace {

// PostgreSQL documentation, section 55.7: AuthenticationXXX and ErrorResponse, what a server says
// first. A bare S or N to SSLRequest is too little.
Hint postgresql_server(Bytes payload) {
  if (payload.size() < 9) {
    return {};
  }
  const std::uint32_t length = load_u32(payload.data() + 1);
  if (payload[0] == 'R') {
    const std::uint32_t kind = load_u32(payload.data() + 5);
    const bool plain = length == 8 && (kind == 0 || kind == 2 || kind == 3 || kind == 7);
    const bool md5 = length == 12 && kind == 5;
    const bool sasl = kind == 10 && has_bytes(payload, 9, "SCRAM-SHA-256");
    return plain || md5 || sasl ? Hint{"postgresql", kServer} : Hint{};
  }
  const bool error = payload[0] == 'E' && std::size_t{length} + 1 == payload.size() &&
                     (has_bytes(payload, 5, "SFATAL") || has_bytes(payload, 5, "SERROR"));
  return error ? Hint{"postgresql", kServer} : Hint{};
}

}  // namespace

// PostgreSQL documentation, section 55.7: "StartupMessage", "SSLRequest", "GSSENCRequest",
// "CancelRequest".
Hint postgresql(Bytes payload) {
  if (payload.size() < 8) {
    return {};
  }
  if (payload[0] != 0) {
    return postgresql_server(payload);
  }
  if (load_u32(payload.data()) != payload.size()) {
    return {};
  }
  const std::uint32_t code = load_u32(payload.data() + 4);
  const bool startup =
      (code == 0x00030000 || code == 0x00030002) && payload.size() > 16 && payload.back() == 0 &&
      as_text(payload).substr(0, 512).find(std::string_view("user\0", 5)) != std::string_view::npos;
  const bool request = payload.size() == 8 && (code == 80877103 || code == 80877104);
  const bool cancel = payload.size() == 16 && code == 80877102;
  return startup || request || cancel ? Hint{"postgresql", kClient} : Hint{};
}

// MySQL client/server protocol, Protocol::HandshakeV10: length, sequence 0, version 10, and the
// version in words. An error in its place (too many connections) has sequence 0 and begins with FF.
Hint mysql(Bytes payload) {
  if (payload.size() < 10 || payload[3] != 0) {
    return {};
  }
  const std::size_t length = load_little_u32(payload.data()) & 0xFFFFFF;
  if (length + 4 != payload.size()) {
    return {};
  }
  if (payload[4] == 0xFF) {
    const std::uint16_t code = load_little_u16(payload.data() + 5);
    const bool text = std::ranges::all_of(payload.subspan(7),
                                          [](std::uint8_t c) { return c >= 0x20 && c < 0x7F; });
    return code >= 1000 && code < 2000 && text ? Hint{"mysql", kServer} : Hint{};
  }
  const bool digits = payload[4] == 10 && is_digit(static_cast<char>(payload[5])) &&
                      (payload[6] == '.' || payload[7] == '.');
  return digits ? Hint{"mysql", kServer} : Hint{};
}

// MongoDB wire protocol: little-endian length, ids, opcode; OP_QUERY and its OP_REPLY of a
// handshake, OP_MSG. A request answers nothing, an answer something.
Hint mongodb(Bytes payload) {
  constexpr std::uint32_t kMostBytes = 48'000'000;
  if (payload.size() < 26) {
    return {};
  }
  const std::uint32_t length = load_little_u32(payload.data());
  const std::uint32_t answers = load_little_u32(payload.data() + 8);
  if (length < payload.size() || length > kMostBytes) {
    return {};
  }
  switch (load_little_u32(payload.data() + 12)) {
    case 2004: {  // OP_QUERY: flags, then a collection
      const std::string_view name = as_text(payload.subspan(20)).substr(0, 128);
      const auto end = name.find('\0');
      const bool named = end != name.npos && name.substr(0, end).find('.') != name.npos;
      return (load_little_u32(payload.data() + 16) & 0xFFFFFF00U) == 0 && named
                 ? Hint{"mongodb", kClient}
                 : Hint{};
    }
    case 1:  // OP_REPLY: cursor 0, starting from 0, one document
      return length == payload.size() && payload.size() >= 36 &&
                     load_u64(payload.data() + 20) == 0 && load_little_u32(payload.data() + 32) == 1
                 ? Hint{"mongodb", kServer}
                 : Hint{};
    case 2013:  // OP_MSG: flags, a section of kind 0 whose document ends with the message
      return (load_little_u32(payload.data() + 16) & 0xFFFEFFFCU) == 0 && payload[20] <= 1
                 ? Hint{"mongodb", answers == 0 ? kClient : kServer}
                 : Hint{};
    default:
      return {};
  }
}

// Redis serialization protocol: a command is an array of bulk strings. Of answers only those that
// no other protocol has.
Hint redis(Bytes payload) {
  const std::string_view text = as_text(payload).substr(0, 64);
  if (text == "+PONG\r\n" || text.starts_with("-NOAUTH ") || text.starts_with("-DENIED Redis")) {
    return {"redis", kServer};
  }
  const auto end = text.find("\r\n$");
  if (!text.starts_with('*') || end == text.npos || end < 2 || end > 4 ||
      !std::ranges::all_of(text.substr(1, end - 1), is_digit)) {
    return {};
  }
  const std::string_view bulk = text.substr(end + 3);
  const auto digits = std::min(bulk.find("\r\n"), bulk.size());
  return digits >= 1 && digits <= 4 && std::ranges::all_of(bulk.substr(0, digits), is_digit)
             ? Hint{"redis", kClient}
             : Hint{};
}

}  // namespace hamon::hint
