#pragma once

#include "base/time.hpp"
#include "capture/byte_reader.hpp"
#include "capture/flow_key.hpp"
#include "capture/unused_reason.hpp"

#include <cstdint>

namespace hamon {

/// TCP flags (RFC 9293, section 3.1).
namespace tcp_flag {
inline constexpr std::uint8_t kFin = 0x01;
inline constexpr std::uint8_t kSyn = 0x02;
inline constexpr std::uint8_t kRst = 0x04;
inline constexpr std::uint8_t kAck = 0x10;
}  // namespace tcp_flag

/// What a packet is to the flow table.
enum class PacketKind : std::uint8_t {
  Flow,       ///< part of the conversation `key`
  IcmpError,  ///< says that the conversation `key`, which it quotes, was refused
  Arp,        ///< `payload` is an ARP message
  Unused,     ///< see `reason`
};

/// All that the flow table needs to know of a packet. Pointers and `payload` view the frame.
struct PacketSummary {
  FlowKey key;
  std::uint64_t hash = 0;  ///< of `key`
  Timestamp time;
  std::uint64_t number = 0;         ///< in the source, from 1
  std::uint32_t ip_bytes = 0;       ///< by the IP header
  std::uint32_t payload_bytes = 0;  ///< after the transport header, by the IP header
  std::uint32_t sequence = 0;       ///< TCP
  std::uint32_t acknowledged = 0;   ///< TCP
  Bytes payload;                    ///< as captured
  const std::uint8_t* source_mac = nullptr;
  const std::uint8_t* target_mac = nullptr;
  std::uint16_t vlan = 0;  ///< 0: none
  PacketKind kind = PacketKind::Unused;
  UnusedReason reason = UnusedReason::Used;
  std::uint8_t side = 0;       ///< end of `key` that sent it
  std::uint8_t tcp_flags = 0;  ///< 0 where they were not captured
};

}  // namespace hamon
