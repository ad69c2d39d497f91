#include "capture/payload_inspector.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>

namespace {

constexpr std::array<std::uint16_t, 14> kPorts = {21,  53,  67,  104,  135,  137,  138,
                                                  443, 445, 546, 2575, 5353, 5355, 80};

// Which conversation a piece belongs to: the port, TCP or UDP, and who sends.
struct Piece {
  std::uint16_t port;
  bool tcp;
  std::uint8_t side;
};

Piece piece_of(std::uint8_t control) {
  return {kPorts[(control >> 2) % kPorts.size()], (control & 2) != 0,
          static_cast<std::uint8_t>(control & 1)};
}

}  // namespace

/// Packets of many conversations: a control byte, a length, so many bytes of payload, and again.
/// Few names and bindings are allowed, and no more are kept.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  hamon::PayloadInspector inspector({4096, 16, 2, 4, 4});
  std::array<hamon::FlowEntry, 2 * kPorts.size()> entries;
  hamon::ByteReader reader({data, size});
  std::array<std::uint8_t, 6> mac = {2, 0, 0, 0, 0, 1};
  std::uint32_t sequence = 1;
  while (reader.left() >= 2) {
    const std::uint8_t control = reader.u8();
    const std::size_t length = reader.u8();
    const hamon::Bytes payload = reader.bytes(std::min(length, reader.left()));
    const Piece piece = piece_of(control);
    hamon::FlowEntry& entry = entries[((control >> 2) % kPorts.size()) * 2 + (piece.tcp ? 1 : 0)];
    hamon::PacketSummary packet;
    packet.key.addresses = {0, 0xC0000201, 0, 0xC0000202};
    packet.key.low_port = 40000;
    packet.key.high_port = piece.port;
    packet.key.protocol = piece.tcp ? hamon::protocol::kTcp : hamon::protocol::kUdp;
    packet.side = piece.side;
    packet.sequence = sequence;
    packet.payload = payload;
    packet.payload_bytes = static_cast<std::uint32_t>(payload.size());
    packet.source_mac = mac.data();
    packet.number = sequence;
    sequence += packet.payload_bytes;
    entry.key = packet.key;
    if (entry.service.empty()) {
      entry.looks_left = {hamon::PayloadInspector::kLooks, hamon::PayloadInspector::kLooks};
    }
    if (!payload.empty() && entry.looks_left[piece.side] != 0) {
      inspector.look(packet, entry);
    }
    inspector.lldp(packet);
    inspector.cdp(packet);
  }
  if (inspector.bindings().take().size() > 16) {
    std::abort();
  }
  for (hamon::FlowEntry& entry : entries) {
    inspector.release(entry);
  }
  return 0;
}
