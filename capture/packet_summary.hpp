#pragma once

#include "base/time.hpp"
#include "capture/byte_reader.hpp"
#include "capture/flow_key.hpp"
#include "capture/tunnel.hpp"
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

/// Into so many parts conversations are divided, by their addresses alone: both directions,
/// fragments and ICMP errors meet, and what one conversation announces to another between the same
/// two. Fixed, so that the number of threads changes nothing. What says who is where (ARP,
/// neighbour discovery, DHCP, LLDP, CDP) is all in part 0.
inline constexpr std::size_t kShards = 64;

/// What a packet is to the flow table.
enum class PacketKind : std::uint8_t {
  Flow,       ///< part of the conversation `key`
  IcmpError,  ///< says that the conversation `key`, which it quotes, was refused
  Arp,        ///< `payload` is an ARP message
  Lldp,       ///< `payload` is what follows the EtherType
  Cdp,        ///< `payload` is what follows the SNAP header
  Unused,     ///< see `reason`
};

/// All that the flow table needs to know of a packet. Pointers and `payload` view the frame. A
/// frame gives one for each IP header in it: the outermost, then what it carries.
struct PacketSummary {
  FlowKey key;
  std::uint64_t hash = 0;  ///< of `key`
  Timestamp time;
  std::uint64_t number = 0;          ///< in the source, from 1
  std::uint32_t ip_bytes = 0;        ///< by the IP header
  std::uint32_t payload_bytes = 0;   ///< after the transport header, by the IP header
  std::uint32_t sequence = 0;        ///< TCP
  std::uint32_t acknowledged = 0;    ///< TCP
  std::uint64_t carrier_record = 0;  ///< `flow_id` of what carries it; 0: outermost
  Bytes payload;                     ///< as captured
  std::uint32_t entry = 0;  ///< a guess of where `EntryIndex` holds `key`; 0: none
  const std::uint8_t* source_mac = nullptr;
  const std::uint8_t* target_mac = nullptr;
  std::uint16_t vlan = 0;  ///< 0: none
  PacketKind kind = PacketKind::Unused;
  UnusedReason reason = UnusedReason::Used;
  TunnelKind tunnel = TunnelKind::None;  ///< what carries it
  std::uint8_t shard = 0;                ///< below `kShards`
  std::uint8_t side = 0;                 ///< end of `key` that sent it
  std::uint8_t tcp_flags = 0;            ///< 0 where they were not captured
  std::uint8_t ttl = 0;                  ///< or hop limit
};

}  // namespace hamon
