#pragma once

#include "samples/sample_talk.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace hamon {

/// One frame as it was on the wire.
struct SampleFrame {
  std::int64_t time = 0;  ///< microseconds since 1970
  std::string bytes;
  bool is_data = false;  ///< behind the opening of its conversation
};

/// The most bytes that the capture keeps of a frame behind an opening; all others are whole.
inline constexpr std::size_t kKeptOfData = 128;

/// Every frame of the conversations, ARP between neighbours that talk, and what else a segment
/// says, in order of time.
[[nodiscard]] std::vector<SampleFrame> sample_frames(std::span<const SampleTalk> talks);

/// A pcap file of them: microseconds, little endian, Ethernet, data frames cut at `kKeptOfData`
/// with their lengths as sent.
[[nodiscard]] std::string sample_capture(std::span<const SampleTalk> talks);

}  // namespace hamon
