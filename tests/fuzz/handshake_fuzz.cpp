#include "capture/cryptography.hpp"
#include "capture/quic_initial.hpp"
#include "capture/tls_client_hello.hpp"

#include <cstdint>
#include <cstdlib>

/// TLS, DTLS and QUIC handshakes and a certificate; a QUIC client gets the bytes in two datagrams.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const hamon::Bytes bytes{data, size};
  const hamon::TlsOpening opening = hamon::TlsOpening::read(bytes);
  if (opening.server_name.size() > size || opening.certificate.size() > size) {
    std::abort();
  }
  static_cast<void>(hamon::dtls_client_hello(bytes));
  if (const auto names = hamon::certificate_names(bytes)) {
    if (names->dns_names.size() > 64) {
      std::abort();
    }
  }
  hamon::QuicClientHello hello;
  static_cast<void>(hello.add(bytes.first(size / 2)));
  static_cast<void>(hello.add(bytes));
  if (hello.message().size() > hamon::QuicClientHello::kMostBytes) {
    std::abort();
  }
  return 0;
}
