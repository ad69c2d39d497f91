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

/// Between whom a frame goes, and with which VLAN tag (802.1Q); 0: none.
struct FrameEnds {
  MacAddress from_card;
  MacAddress to_card;
  IpAddress from;
  IpAddress to;
  std::uint16_t vlan = 0;
};

// Ethernet frames without frame check sequence, padded to the 60 bytes of IEEE 802.3. `ident` goes
// into the IPv4 header (RFC 791).

/// `segment` is a TCP segment with its checksum still zero.
[[nodiscard]] std::string tcp_frame(const FrameEnds& ends, std::string segment,
                                    std::uint16_t ident);
[[nodiscard]] std::string udp_frame(const FrameEnds& ends, std::uint16_t from_port,
                                    std::uint16_t to_port, const std::string& payload,
                                    std::uint16_t ident);
/// ICMP (RFC 792) or ICMPv6 (RFC 4443) by the addresses; `message` has its checksum still zero.
[[nodiscard]] std::string icmp_frame(const FrameEnds& ends, std::string message,
                                     std::uint16_t ident);

/// One packet of a conversation.
[[nodiscard]] std::string frame_of(const SampleTalk& talk, const PlannedPacket& packet,
                                   std::uint16_t ident);
/// The answer that nothing listens there: it quotes `frame`, which has no tag (RFC 792).
[[nodiscard]] std::string port_unreachable(const SampleTalk& talk, const std::string& frame,
                                           std::uint16_t ident);

/// An ARP question or answer (RFC 826); a question goes to everybody.
[[nodiscard]] std::string arp_question(const MacAddress& asking, const IpAddress& own,
                                       const IpAddress& wanted);
[[nodiscard]] std::string arp_answer(const MacAddress& answering, const IpAddress& own,
                                     const MacAddress& asking, const IpAddress& asker);

}  // namespace hamon
