#pragma once

#include "capture/byte_reader.hpp"

#include <cstdint>
#include <string_view>

namespace hamon {

/// Who sent the bytes that a protocol was recognised by.
enum class PayloadRole : std::uint8_t { Unknown, Client, Server };

/// A protocol recognised in the first payload bytes of one direction.
struct ProtocolHint {
  std::string_view
      service;  ///< a name of the service catalogue, never freed; empty: not recognised
  PayloadRole role = PayloadRole::Unknown;
};

/// Looks at the beginning of a TCP stream, one direction of it, sent from `source_port` to
/// `target_port`. Openings that look much like others are known on their ports only; ports of 0
/// stand for none. Constant time, no allocation.
[[nodiscard]] ProtocolHint recognise_tcp(Bytes payload, std::uint16_t source_port = 0,
                                         std::uint16_t target_port = 0);
/// Looks at a datagram between two ports, likewise.
[[nodiscard]] ProtocolHint recognise_udp(Bytes payload, std::uint16_t source_port,
                                         std::uint16_t target_port);

/// Whether what `recognise_tcp` gave as `service` may have been an HTTP/1 request or answer, so
/// that `http_host` may find a name: `http` and what it carries (`fhir`, `winrm`, `print`, …).
[[nodiscard]] bool travels_in_http(std::string_view service);

/// The Host field of an HTTP/1 request (RFC 9112, section 3.2), or the authority of a CONNECT; a
/// view of `payload`, without port; empty when there is none.
[[nodiscard]] std::string_view http_host(Bytes payload);

}  // namespace hamon
