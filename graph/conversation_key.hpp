#pragma once

#include "base/flow_record.hpp"

#include <compare>
#include <cstdint>
#include <string_view>
#include <utility>

namespace hamon {

/// Whether type and code stand where other protocols have ports.
[[nodiscard]] inline bool is_icmp(const FlowRecord& r) {
  return r.protocol == protocol::kIcmp || r.protocol == protocol::kIcmp6;
}

/// The request type of an ICMP type that answers (RFC 792, RFC 950, RFC 4443); others unchanged.
[[nodiscard]] constexpr std::uint16_t request_type(std::uint8_t protocol, std::uint16_t type) {
  if (protocol == protocol::kIcmp) {
    switch (type) {
      case 0:
        return 8;
      case 14:
        return 13;
      case 16:
        return 15;
      case 18:
        return 17;
      default:
        return type;
    }
  }
  return type == 129 ? std::uint16_t{128} : type;
}

/// Of ICMP: whether the record's initiator is who asks.
[[nodiscard]] inline bool asks(const FlowRecord& r) {
  return request_type(r.protocol, r.initiator_port) == r.initiator_port;
}

/// One end of a record. Type and code of ICMP belong to no end; its "port" is made of the request
/// type, so that who asks is told from who answers, whoever sent this record.
struct Endpoint {
  IpAddress address;
  std::uint16_t port = 0;
  auto operator<=>(const Endpoint&) const = default;
};

[[nodiscard]] inline std::uint16_t icmp_port(const FlowRecord& r, bool asker) {
  const std::uint16_t request = request_type(r.protocol, r.initiator_port);
  return asker ? static_cast<std::uint16_t>(request | 0x8000U) : request;
}
[[nodiscard]] inline Endpoint initiator_of(const FlowRecord& r) {
  return {r.initiator, is_icmp(r) ? icmp_port(r, asks(r)) : r.initiator_port};
}
[[nodiscard]] inline Endpoint responder_of(const FlowRecord& r) {
  return {r.responder, is_icmp(r) ? icmp_port(r, !asks(r)) : r.responder_port};
}

/// The initiator is the larger end: the second of the unordered pair.
[[nodiscard]] inline bool is_turned(const FlowRecord& r) {
  return responder_of(r) < initiator_of(r);
}

/// Unordered endpoints, protocol and carrier: what a conversation is joined over. Views the record.
struct ConversationKey {
  Endpoint low;
  Endpoint high;
  std::uint8_t protocol = 0;
  bool has_ports = true;
  std::string_view tunnel;
  auto operator<=>(const ConversationKey&) const = default;
};

[[nodiscard]] inline ConversationKey key_of(const FlowRecord& r) {
  ConversationKey key{initiator_of(r), responder_of(r), r.protocol, r.has_ports, r.tunnel};
  if (key.high < key.low) {
    std::swap(key.low, key.high);
  }
  return key;
}

}  // namespace hamon
