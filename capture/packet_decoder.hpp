#pragma once

#include "capture/capture_frame.hpp"
#include "capture/carrier_table.hpp"
#include "capture/ip_header.hpp"
#include "capture/packet_summary.hpp"

#include <array>
#include <span>
#include <vector>

namespace hamon {

/// Turns frames into summaries: link, IP and transport header, and again for what tunnels carry.
/// Remembers the first fragments of datagrams, so that later ones join their conversation; frames
/// come in the order of the file.
class PacketDecoder {
 public:
  static constexpr std::size_t kMostLayers = 8;  ///< IP headers in one frame that are followed

  PacketDecoder();

  /// Writes a summary for the frame and one for each further IP header (or ARP message) inside
  /// tunnels, the outermost first; returns how many, at least one. `reason` of the first tells what
  /// became of the frame.
  [[nodiscard]] std::size_t decode(const CaptureFrame& frame, std::uint64_t number,
                                   std::span<PacketSummary, kMostLayers> out);

  /// The packet of the last frame, from its outermost IP header on, as captured; empty where it had
  /// none.
  [[nodiscard]] Bytes ip_packet() const { return ip_packet_; }
  /// Tunnels whose content could not be read, and those deeper than `kMostLayers`.
  [[nodiscard]] std::uint64_t unread_tunnels() const { return unread_tunnels_; }
  /// Packets of tunnels that share a number with others, as too many were there.
  [[nodiscard]] std::uint64_t crowded_tunnels() const { return carriers_.crowded(); }

 private:
  struct Fragmented {
    FlowKey key;                               // of the datagram's first fragment
    std::array<std::uint64_t, 4> addresses{};  // source and target as in FlowKey
    Timestamp time;
    std::uint32_t id = 0;
    std::uint16_t carrier = 0;
    std::uint8_t protocol = 0;
    std::uint8_t side = 0;
    bool taken = false;
  };
  /// What a layer of a frame begins with.
  struct Layer {
    std::uint16_t link_type = 0;
    Bytes bytes;
    std::uint32_t wire_bytes = 0;
    CarrierTable::Place place;
    TunnelKind tunnel = TunnelKind::None;
  };

  [[nodiscard]] std::size_t decode_layers(const CaptureFrame& frame, std::uint64_t number,
                                          std::span<PacketSummary, kMostLayers> out);
  [[nodiscard]] bool decode_plain(const CaptureFrame& frame, PacketSummary& summary);
  /// `inner` is set where the layer carries another.
  void decode_layer(const Layer& layer, PacketSummary& summary, TunnelContent& inner);
  void decode_ip(Bytes packet, std::uint32_t wire_bytes, PacketSummary& summary,
                 TunnelContent& inner);
  void decode_icmp(const IpHeader& ip, Bytes transport, PacketSummary& summary);
  void join_fragments(const IpHeader& ip, PacketSummary& summary);
  [[nodiscard]] Fragmented& slot(const IpHeader& ip, const std::array<std::uint64_t, 4>& addresses);

  std::vector<Fragmented> fragmented_;
  CarrierTable carriers_;
  Bytes ip_packet_;
  std::uint64_t unread_tunnels_ = 0;
};

}  // namespace hamon
