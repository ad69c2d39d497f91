#pragma once

#include "samples/sample_talk.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace hamon {

/// TCP flags (RFC 9293, section 3.1).
namespace tcp_flag {
inline constexpr std::uint8_t kFin = 1;
inline constexpr std::uint8_t kSyn = 2;
inline constexpr std::uint8_t kRst = 4;
inline constexpr std::uint8_t kPsh = 8;
inline constexpr std::uint8_t kAck = 16;
}  // namespace tcp_flag

/// Bytes of the options that every SYN of the samples carries.
inline constexpr std::size_t kSynOptions = 12;

/// One packet of a conversation; `side` is who sends it: 0 the initiator, 1 the responder.
struct PlannedPacket {
  std::int64_t time = 0;  ///< microseconds since 1970
  int side = 0;
  std::uint8_t flags = 0;      ///< TCP only
  std::uint32_t sequence = 0;  ///< TCP only
  std::uint32_t acknowledged = 0;
  std::string payload;
  bool is_data = false;  ///< behind the opening: nothing to recognise in it
};

/// A conversation packet by packet. Of the data behind the opening only the first packets each way
/// are planned; the others are counted, and the closing sequence numbers have them in.
struct TalkPlan {
  std::vector<PlannedPacket> packets;           ///< in order of time; first at start, last at end
  std::array<std::uint64_t, 2> all_packets{};   ///< with those left out
  std::array<std::uint64_t, 2> all_ip_bytes{};  ///< with those left out
  std::array<std::uint64_t, 2> payload{};       ///< with what is left out
  std::array<std::uint64_t, 2> left_out{};      ///< packets left out
};

/// The packets of `talk`. No two neighbours are further apart than a sensor's idle timeout (TCP 5
/// min, UDP 1 min): keep-alives stand in between.
[[nodiscard]] TalkPlan plan_of(const SampleTalk& talk);

}  // namespace hamon
