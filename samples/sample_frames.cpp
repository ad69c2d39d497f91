#include "samples/sample_frames.hpp"

#include "base/flow_record.hpp"
#include "samples/sample_bytes.hpp"

namespace hamon {
namespace {

using wire::bytes_of;
using wire::u16;
using wire::u32;
using wire::u8;
using wire::zeros;

constexpr std::uint64_t kEthertypeIpv4 = 0x0800;
constexpr std::uint64_t kEthertypeArp = 0x0806;
constexpr std::uint64_t kEthertypeIpv6 = 0x86DD;
constexpr std::uint64_t kEthertypeVlan = 0x8100;
constexpr unsigned kTtl = 128;
constexpr std::size_t kShortestFrame = 60;
constexpr MacAddress kEverybody{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

std::string ethernet(const MacAddress& to, const MacAddress& from, std::uint64_t type,
                     const std::string& payload, std::uint16_t vlan = 0) {
  const std::string tag = vlan == 0 ? std::string() : u16(kEthertypeVlan) + u16(vlan);
  std::string frame = bytes_of(to) + bytes_of(from) + tag + u16(type) + payload;
  if (frame.size() < kShortestFrame) {
    frame += zeros(kShortestFrame - frame.size());
  }
  return frame;
}

/// What transport checksums cover besides the segment (RFC 9293, 3.1; RFC 768; RFC 8200, 8.1).
std::string pseudo_header(const IpAddress& from, const IpAddress& to, std::uint8_t number,
                          std::size_t length) {
  const std::string ends = bytes_of(from) + bytes_of(to);
  return from.is_v4() ? ends + u8(0) + u8(number) + u16(length)
                      : ends + u32(length) + zeros(3) + u8(number);
}

std::string with_checksum(std::string segment, std::size_t offset, const std::string& pseudo) {
  std::uint16_t sum = internet_checksum(pseudo + segment);
  if (offset == 6 && sum == 0) {
    sum = 0xFFFF;  // RFC 768: zero would say that there is none
  }
  segment.replace(offset, 2, u16(sum));
  return segment;
}

std::string tcp_segment(std::uint16_t from, std::uint16_t to, const PlannedPacket& packet) {
  // RFC 9293, 3.2 and RFC 7323: segment size 1460, window scale 8, selective acknowledgements.
  const std::string options =
      (packet.flags & tcp_flag::kSyn) != 0
          ? std::string("\x02\x04\x05\xb4\x01\x03\x03\x08\x01\x01\x04\x02", kSynOptions)
          : std::string();
  return u16(from) + u16(to) + u32(packet.sequence) + u32(packet.acknowledged) +
         u8((20 + options.size()) << 2U) + u8(packet.flags) + u16(64'240) + zeros(4) + options +
         packet.payload;
}

std::string ipv4(const FrameEnds& ends, std::uint8_t number, const std::string& segment,
                 std::uint16_t ident) {
  const std::string addresses = bytes_of(ends.from) + bytes_of(ends.to);
  const std::string head =
      u16(0x4500) + u16(20 + segment.size()) + u16(ident) + u16(0x4000) + u8(kTtl) + u8(number);
  return head + u16(internet_checksum(head + zeros(2) + addresses)) + addresses + segment;
}

std::string ipv6(const FrameEnds& ends, std::uint8_t number, const std::string& segment) {
  constexpr unsigned kHopLimit = 255;  // RFC 4861 asks for it of neighbours
  return u32(0x60000000) + u16(segment.size()) + u8(number) + u8(kHopLimit) + bytes_of(ends.from) +
         bytes_of(ends.to) + segment;
}

std::string ip_frame(const FrameEnds& ends, std::uint8_t number, const std::string& segment,
                     std::uint16_t ident) {
  return ends.from.is_v4() ? ethernet(ends.to_card, ends.from_card, kEthertypeIpv4,
                                      ipv4(ends, number, segment, ident), ends.vlan)
                           : ethernet(ends.to_card, ends.from_card, kEthertypeIpv6,
                                      ipv6(ends, number, segment), ends.vlan);
}

FrameEnds ends_of(const SampleTalk& talk, int side) {
  return side == 0 ? FrameEnds{talk.initiator_card, talk.responder_card, talk.initiator,
                               talk.responder, talk.vlan}
                   : FrameEnds{talk.responder_card, talk.initiator_card, talk.responder,
                               talk.initiator, talk.vlan};
}

std::string arp(unsigned operation, const MacAddress& sender, const IpAddress& own,
                const MacAddress& target, const IpAddress& other) {
  return u16(1) + u16(kEthertypeIpv4) + u8(6) + u8(4) + u16(operation) + bytes_of(sender) +
         bytes_of(own) + bytes_of(target) + bytes_of(other);
}

}  // namespace

std::uint16_t internet_checksum(std::string_view bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::uint32_t byte = static_cast<unsigned char>(bytes[i]);
    sum += i % 2 == 0 ? byte << 8U : byte;
  }
  while (sum > 0xFFFF) {
    sum = (sum & 0xFFFF) + (sum >> 16U);
  }
  return static_cast<std::uint16_t>(~sum & 0xFFFFU);
}

std::string tcp_frame(const FrameEnds& ends, std::string segment, std::uint16_t ident) {
  const std::string pseudo = pseudo_header(ends.from, ends.to, protocol::kTcp, segment.size());
  return ip_frame(ends, protocol::kTcp, with_checksum(std::move(segment), 16, pseudo), ident);
}

std::string udp_frame(const FrameEnds& ends, std::uint16_t from_port, std::uint16_t to_port,
                      const std::string& payload, std::uint16_t ident) {
  std::string datagram =
      u16(from_port) + u16(to_port) + u16(8 + payload.size()) + zeros(2) + payload;
  const std::string pseudo = pseudo_header(ends.from, ends.to, protocol::kUdp, datagram.size());
  return ip_frame(ends, protocol::kUdp, with_checksum(std::move(datagram), 6, pseudo), ident);
}

std::string icmp_frame(const FrameEnds& ends, std::string message, std::uint16_t ident) {
  const bool v4 = ends.from.is_v4();
  const std::uint8_t number = v4 ? protocol::kIcmp : protocol::kIcmp6;
  const std::string pseudo =
      v4 ? std::string() : pseudo_header(ends.from, ends.to, number, message.size());
  return ip_frame(ends, number, with_checksum(std::move(message), 2, pseudo), ident);
}

std::string frame_of(const SampleTalk& talk, const PlannedPacket& packet, std::uint16_t ident) {
  const bool forward = packet.side == 0;
  const FrameEnds ends = ends_of(talk, packet.side);
  const std::uint16_t from_port = forward ? talk.initiator_port : talk.responder_port;
  const std::uint16_t to_port = forward ? talk.responder_port : talk.initiator_port;
  switch (talk.protocol) {
    case protocol::kTcp:
      return tcp_frame(ends, tcp_segment(from_port, to_port, packet), ident);
    case protocol::kIcmp:  // echo: the answer has type 0
      return icmp_frame(ends, u8(forward ? 8 : 0) + zeros(3) + packet.payload, ident);
    default:
      return udp_frame(ends, from_port, to_port, packet.payload, ident);
  }
}

std::string port_unreachable(const SampleTalk& talk, const std::string& frame,
                             std::uint16_t ident) {
  constexpr std::size_t kEthernetHead = 14;
  constexpr std::size_t kQuoted = 20 + 8;
  return icmp_frame(ends_of(talk, 1),
                    u8(3) + u8(3) + zeros(6) + frame.substr(kEthernetHead, kQuoted), ident);
}

std::string arp_question(const MacAddress& asking, const IpAddress& own, const IpAddress& wanted) {
  return ethernet(kEverybody, asking, kEthertypeArp, arp(1, asking, own, MacAddress{}, wanted));
}

std::string arp_answer(const MacAddress& answering, const IpAddress& own, const MacAddress& asking,
                       const IpAddress& asker) {
  return ethernet(asking, answering, kEthertypeArp, arp(2, answering, own, asking, asker));
}

}  // namespace hamon
