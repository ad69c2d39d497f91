#include "capture/tls_client_hello.hpp"

#include "capture/host_name.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::uint8_t kAlert = 21;
constexpr std::uint8_t kHandshake = 22;
constexpr std::uint8_t kClientHello = 1;
constexpr std::uint8_t kServerHello = 2;
constexpr std::uint8_t kCertificate = 11;
constexpr std::uint16_t kServerName = 0;
constexpr std::uint16_t kProtocols = 16;

// The list holds one name in practice; of several the first host name counts.
std::string_view first_host_name(Bytes extension) {
  ByteReader list(extension);
  list.skip(2);  // length of the list
  while (list.ok() && list.left() >= 3) {
    const std::uint8_t type = list.u8();
    const Bytes name = list.bytes(list.u16());
    if (type == 0) {
      return as_text(name);
    }
  }
  return {};
}

std::string_view first_protocol_of(Bytes extension) {
  ByteReader list(extension);
  list.skip(2);  // length of the list
  return as_text(list.bytes(list.u8()));
}

/// The handshake messages in the records at the front of a stream.
struct Flight {
  std::vector<std::uint8_t> messages;
  bool ended = false;  // encryption, or something else, follows
};

Flight gather(Bytes stream) {
  Flight flight;
  ByteReader reader(stream);
  while (reader.left() >= 5) {
    const std::uint8_t content = reader.u8();
    const std::uint8_t major = reader.u8();
    reader.skip(1);
    const std::size_t length = reader.u16();
    if (major != 3 || (content != kHandshake && content != kAlert)) {
      flight.ended = true;
      break;
    }
    const Bytes part = reader.bytes(std::min(length, reader.left()));
    if (content == kHandshake) {
      flight.messages.insert(flight.messages.end(), part.begin(), part.end());
    }
  }
  return flight;
}

/// The first certificate of a chain; nothing while it is not all there.
std::optional<Bytes> leaf_of(Bytes chain) {
  ByteReader reader(chain);
  reader.skip(3);  // length of the chain
  const Bytes leaf = reader.bytes(reader.u24());
  return reader.ok() ? std::optional(leaf) : std::nullopt;
}

}  // namespace

TlsClientHello TlsClientHello::parse(Bytes body, bool datagram) {
  ByteReader hello(body);
  hello.skip(2 + 32);      // version, random
  hello.skip(hello.u8());  // session id
  if (datagram) {
    hello.skip(hello.u8());  // cookie
  }
  hello.skip(hello.u16());  // cipher suites
  hello.skip(hello.u8());   // compression methods
  hello.skip(2);            // length of the extensions
  TlsClientHello said;
  while (hello.ok() && hello.left() >= 4) {
    const std::uint16_t type = hello.u16();
    const std::uint16_t length = hello.u16();
    const Bytes extension = hello.bytes(length);
    if (!hello.ok()) {
      break;
    }
    if (type == kServerName && said.server_name.empty()) {
      said.server_name = first_host_name(extension);
    } else if (type == kProtocols && said.first_protocol.empty()) {
      said.first_protocol = first_protocol_of(extension);
    }
  }
  return said;
}

std::optional<TlsHello> TlsHello::parse(Bytes bytes) {
  ByteReader reader(bytes);
  const std::uint8_t content = reader.u8();
  const std::uint8_t major = reader.u8();
  const std::uint8_t minor = reader.u8();
  const std::uint16_t record_bytes = reader.u16();
  const std::uint8_t message = reader.u8();
  const std::uint32_t message_bytes = reader.u24();
  if (!reader.ok() || content != kHandshake || major != 3 || minor > 4 || record_bytes < 4 ||
      (message != kClientHello && message != kServerHello) || message_bytes < 34) {
    return std::nullopt;
  }
  TlsHello hello;
  hello.from_client = message == kClientHello;
  if (hello.from_client) {
    hello.server_name = TlsClientHello::parse(reader.rest()).server_name;
  }
  return hello;
}

TlsOpening TlsOpening::read(Bytes stream) {
  const Flight flight = gather(stream);
  TlsOpening opening;
  ByteReader reader(flight.messages);
  while (reader.left() >= 4 && !opening.complete) {
    const std::uint8_t type = reader.u8();
    const std::size_t length = reader.u24();
    const Bytes body = reader.bytes(std::min(length, reader.left()));
    if (type == kClientHello) {
      const TlsClientHello hello = TlsClientHello::parse(body);
      opening.from_client = true;
      opening.server_name = hello.server_name;
      opening.first_protocol = hello.first_protocol;
    } else if (type == kServerHello) {
      opening.from_client = false;
    } else if (type == kCertificate && opening.from_client) {
      if (const auto leaf = leaf_of(body)) {
        opening.certificate.assign(leaf->begin(), leaf->end());
        opening.complete = true;
      }
    }
  }
  opening.complete = opening.complete || flight.ended;
  return opening;
}

std::optional<TlsClientHello> dtls_client_hello(Bytes datagram) {
  ByteReader reader(datagram);
  const std::uint8_t content = reader.u8();
  const std::uint8_t major = reader.u8();
  reader.skip(1 + 2 + 6 + 2);  // minor version, epoch, sequence number, length
  const std::uint8_t message = reader.u8();
  reader.skip(3 + 2);  // length, message number
  const std::uint32_t offset = reader.u24();
  const std::uint32_t fragment = reader.u24();
  constexpr std::uint8_t kMajor = 0xFE;
  if (!reader.ok() || content != kHandshake || major != kMajor || message != kClientHello ||
      offset != 0) {
    return std::nullopt;
  }
  return TlsClientHello::parse(reader.bytes(std::min<std::size_t>(fragment, reader.left())), true);
}

}  // namespace hamon
