#include "capture/tls_client_hello.hpp"

#include "capture/host_name.hpp"

namespace hamon {
namespace {

constexpr std::uint8_t kHandshake = 22;
constexpr std::uint8_t kClientHello = 1;
constexpr std::uint8_t kServerHello = 2;
constexpr std::uint16_t kServerName = 0;

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

std::string_view server_name_of(ByteReader& hello) {
  hello.skip(2 + 32);       // version, random
  hello.skip(hello.u8());   // session id
  hello.skip(hello.u16());  // cipher suites
  hello.skip(hello.u8());   // compression methods
  hello.skip(2);            // length of the extensions
  while (hello.ok() && hello.left() >= 4) {
    const std::uint16_t type = hello.u16();
    const std::uint16_t length = hello.u16();
    const Bytes extension = hello.bytes(length);
    if (type == kServerName && hello.ok()) {
      return first_host_name(extension);
    }
  }
  return {};
}

}  // namespace

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
    hello.server_name = server_name_of(reader);
  }
  return hello;
}

}  // namespace hamon
