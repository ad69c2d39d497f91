#pragma once

#include "base/flow_record.hpp"
#include "capture/flow_key.hpp"
#include "capture/tunnel.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace hamon {

/// A conversation that is under way, in three cache lines: the first two are all that most packets
/// touch. Arrays of two are indexed by the end of `key` that sent.
struct alignas(64) FlowEntry {
  // Bits of `marks`; those for an end are shifted left by it.
  static constexpr std::uint16_t kSequenceKnown = 1U << 0U;  // and 1: `sequence` holds
  static constexpr std::uint16_t kOwnMac = 1U << 2U;         // and 3: `mac` is from what it sent
  static constexpr std::uint16_t kSynAck = 1U << 4U;         // and 5: sent a SYN with ACK
  static constexpr std::uint16_t kHandshake = 1U << 6U;      // a SYN-ACK was acknowledged
  static constexpr std::uint16_t kAckedData = 1U << 7U;  // payload with an ACK that shows answers
  static constexpr std::uint16_t kAckNoted = 1U << 12U;  // `sequence` of the other end is an ACK
  static constexpr std::uint16_t kRefused = 1U << 8U;    // an ICMP error quotes it
  static constexpr std::uint16_t kHighFirst = 1U << 9U;  // the first packet came from end 1
  static constexpr std::uint16_t kOtherMac = 1U << 10U;  // and 11: `mac` is from what it was sent

  // Letters of Zeek's history, each at most once an end.
  enum Letter : unsigned { kS, kH, kA, kD, kF, kR, kLetters };

  FlowKey key;
  Timestamp last;
  std::uint64_t last_number = 0;
  std::uint16_t letters = 0;  // bit: end * kLetters + letter
  std::uint16_t marks = 0;
  std::array<std::uint8_t, 2> looks_left{};  // payloads still to be looked at
  std::uint16_t vlan = 0;

  std::array<std::uint64_t, 2> packets{};
  std::array<std::uint64_t, 2> bytes{};
  std::array<std::uint64_t, 2> payload{};
  Timestamp slice_end;                      // of the 5-minute slice that is under way
  std::array<std::uint32_t, 2> sequence{};  // TCP: initial sequence numbers

  Timestamp start;
  std::uint64_t first_number = 0;
  std::uint64_t history = 0;  // four bits a letter, the first lowest: 1 + its bit in `letters`
  std::string_view service;   // recognised in payload; never freed
  std::array<MacAddress, 2> mac{};
  std::uint32_t next = 0;   // in its list of the timer wheel, or in the free list
  std::uint32_t extra = 0;  // number of its FlowExtra; 0: none
  std::uint8_t initiator : 1 = 0;
  std::uint8_t shard : 7 = 0;
  DirectionBasis basis = DirectionBasis::FirstPacket;
  std::array<std::uint8_t, 2> ttl{};  // of the packet that `mac` is from; 0: none

  [[nodiscard]] bool has(std::uint16_t mark, unsigned end = 0) const {
    return (marks & (mark << end)) != 0;
  }
  void set(std::uint16_t mark, unsigned end = 0) {
    marks = static_cast<std::uint16_t>(marks | (mark << end));
  }
  [[nodiscard]] bool has_letter(unsigned end, Letter letter) const {
    return ((unsigned{letters} >> (end * kLetters + letter)) & 1U) != 0;
  }
  /// Whether `end` sent something other than the opening, a reset included not.
  [[nodiscard]] bool took_part(unsigned end) const {
    return has_letter(end, kA) || has_letter(end, kD) || has_letter(end, kF);
  }
};
static_assert(sizeof(FlowEntry) == 192);

/// What only some conversations have.
struct FlowExtra {
  struct Slice {
    std::uint32_t slice = 0;
    std::array<std::uint64_t, 2> bytes{};
  };
  std::vector<std::uint32_t> names;             // numbers of the NamePool, each once
  std::vector<Slice> slices;                    // complete ones, in order
  std::array<std::uint64_t, 2> bytes_before{};  // in those
  std::uint64_t carrier_record = 0;             // of what runs inside a tunnel
  TunnelKind tunnel = TunnelKind::None;
  std::uint32_t stream = 0;      // what the inspector still puts together of it; 0: nothing
  bool service_by_name = false;  // `service` rests on a name that was said, not on the protocol
};

}  // namespace hamon
