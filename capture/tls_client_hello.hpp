#pragma once

#include "capture/byte_reader.hpp"

#include <optional>
#include <string_view>

namespace hamon {

/// The first handshake message of a TLS connection (RFC 8446, sections 4.1 and 5.1).
struct TlsHello {
  bool from_client = false;
  std::string_view server_name;  ///< RFC 6066, section 3; empty: none, or behind the captured
                                 ///< bytes. Views `bytes`.

  /// Nothing when the bytes begin no TLS connection.
  [[nodiscard]] static std::optional<TlsHello> parse(Bytes bytes);
};

}  // namespace hamon
