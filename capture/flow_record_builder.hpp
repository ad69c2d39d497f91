#pragma once

#include "capture/flow_entry.hpp"
#include "capture/name_pool.hpp"

namespace hamon {

/// Whether a program would offer a service on this port: the service catalogue names it, it is a
/// system port (RFC 6335, section 6), or one of a few registered UDP services.
[[nodiscard]] bool is_service_port(std::uint8_t protocol, std::uint16_t port);

/// The record of a conversation: initiator, responder and state decided by design, section 2.
/// `extra` may be nullptr.
[[nodiscard]] FlowRecord build_record(const FlowEntry& entry, const FlowExtra* extra,
                                      const NamePool& names);

}  // namespace hamon
