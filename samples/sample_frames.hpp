#pragma once

#include "base/address.hpp"
#include "samples/sample_talk.hpp"
#include "samples/talk_plan.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace hamon {

/// Internet checksum of `bytes` (RFC 1071), as it stands in a header.
[[nodiscard]] std::uint16_t internet_checksum(std::string_view bytes);

/// The Ethernet frame of one packet of a conversation, without frame check sequence, padded to the
/// 60 bytes of IEEE 802.3. `ident` goes into the IPv4 header (RFC 791).
[[nodiscard]] std::string frame_of(const SampleTalk& talk, const PlannedPacket& packet,
                                   std::uint16_t ident);

/// An ARP question or answer (RFC 826); a question goes to everybody.
[[nodiscard]] std::string arp_question(const MacAddress& asking, const IpAddress& own,
                                       const IpAddress& wanted);
[[nodiscard]] std::string arp_answer(const MacAddress& answering, const IpAddress& own,
                                     const MacAddress& asking, const IpAddress& asker);

}  // namespace hamon
