#pragma once

#include "capture/byte_reader.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// The first handshake message of a TLS connection (RFC 8446, sections 4.1 and 5.1).
struct TlsHello {
  bool from_client = false;
  std::string_view server_name;  ///< RFC 6066, section 3; empty: none, or behind the captured
                                 ///< bytes. Views `bytes`.

  /// Nothing when the bytes begin no TLS connection.
  [[nodiscard]] static std::optional<TlsHello> parse(Bytes bytes);
};

/// The body of a ClientHello (RFC 8446, section 4.1.2; RFC 9147, section 5.3 with `datagram`).
/// Views the bytes that it was read from.
struct TlsClientHello {
  std::string_view server_name;
  std::string_view first_protocol;  ///< RFC 7301: the application protocol wanted most

  /// What stands before the end of `body`, which may be cut.
  [[nodiscard]] static TlsClientHello parse(Bytes body, bool datagram = false);
};

/// What one end of a TLS connection says before encryption begins, over any number of records.
struct TlsOpening {
  bool complete = false;  ///< further bytes can add nothing
  std::optional<bool> from_client;
  std::string server_name;
  std::string first_protocol;
  std::vector<std::uint8_t> certificate;  ///< the sender's own, in DER (RFC 5246, section 7.4.2)

  /// `stream`: what was sent so far, from the first record on. Cost: linear in its length.
  [[nodiscard]] static TlsOpening read(Bytes stream);
};

/// The name in a ClientHello of DTLS (RFC 9147, section 5; RFC 6347, section 4.3), not put together
/// from fragments. Nothing when the datagram holds none.
[[nodiscard]] std::optional<TlsClientHello> dtls_client_hello(Bytes datagram);

}  // namespace hamon
