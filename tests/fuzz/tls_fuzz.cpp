#include "capture/protocol_hint.hpp"
#include "capture/tls_client_hello.hpp"

#include <cstdint>
#include <cstdlib>

/// First payloads of every protocol; a server name lies within the bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const hamon::Bytes bytes{data, size};
  static_cast<void>(hamon::recognise_tcp(bytes));
  static_cast<void>(hamon::recognise_udp(bytes, 500, 500));
  static_cast<void>(hamon::recognise_udp(bytes, 161, 50000));
  static_cast<void>(hamon::recognise_udp(bytes, 50000, 514));
  static_cast<void>(hamon::recognise_udp(bytes, 50000, 50001));
  const auto hello = hamon::TlsHello::parse(bytes);
  if ((hello && hello->server_name.size() > size) || hamon::http_host(bytes).size() > size) {
    std::abort();
  }
  return 0;
}
