#pragma once

#include "samples/sample_talk.hpp"

#include <string>
#include <vector>

namespace hamon {

/// Bytes that one side sends in one go: 0 is the initiator, 1 the responder.
struct SampleMessage {
  int side = 0;
  std::string bytes;
};

/// How a conversation begins, by the specification of its service: what a reader of captures knows
/// the protocol by. Empty for services whose opening is nobody's standard. Datagram services
/// (`dns`, `dhcp`, `ntp`, `snmp`) have no more than this.
[[nodiscard]] std::vector<SampleMessage> opening_of(const SampleTalk& talk);

/// `length` bytes as if encrypted, the same for the same `seed`; the first is no protocol's first.
[[nodiscard]] std::string filler(std::uint64_t seed, std::size_t length);

}  // namespace hamon
