#pragma once

#include "capture/capture_frame.hpp"
#include "capture/ip_header.hpp"
#include "capture/packet_summary.hpp"

#include <vector>

namespace hamon {

/// Turns frames into summaries: link, IP and transport header. Remembers the first fragments of
/// datagrams, so that later ones join their conversation; frames come in the order of the file.
class PacketDecoder {
 public:
  PacketDecoder();

  /// Everything of `summary` but `number` and `hash` of what is no flow.
  void decode(const CaptureFrame& frame, PacketSummary& summary);

 private:
  struct Fragmented {
    FlowKey key;                               // of the datagram's first fragment
    std::array<std::uint64_t, 4> addresses{};  // source and target as in FlowKey
    Timestamp time;
    std::uint32_t id = 0;
    std::uint8_t protocol = 0;
    std::uint8_t side = 0;
    bool taken = false;
  };

  void decode_ip(Bytes packet, std::uint32_t wire_bytes, PacketSummary& summary);
  void decode_icmp(const IpHeader& ip, Bytes transport, PacketSummary& summary);
  void join_fragments(const IpHeader& ip, PacketSummary& summary);
  [[nodiscard]] Fragmented& slot(const IpHeader& ip, const std::array<std::uint64_t, 4>& addresses);

  std::vector<Fragmented> fragmented_;
};

}  // namespace hamon
