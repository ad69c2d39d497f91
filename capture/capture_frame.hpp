#pragma once

#include "base/diagnostic.hpp"
#include "base/time.hpp"
#include "capture/byte_reader.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace hamon {

/// One captured frame, as a capture file holds it.
struct CaptureFrame {
  Bytes captured;                ///< a view until the reader is asked for more
  std::uint32_t wire_bytes = 0;  ///< length on the wire; at least what was captured
  std::uint16_t link_type = 0;   ///< LINKTYPE_ number (tcpdump.org/linktypes.html)
  bool time_is_possible = true;  ///< false: `time` is that of the frame before
  Timestamp time;
};

/// What a capture file says of itself and what was wrong with it.
struct CaptureFileNotes {
  std::optional<std::uint64_t> drops;  ///< frames the capturing side says it lost
  std::optional<std::uint32_t>
      snap_bytes;                       ///< the smallest limit of captured bytes that cut a frame
  std::uint64_t without_interface = 0;  ///< frames of an interface that was never described
  std::uint64_t oversized = 0;          ///< frames longer than any link carries, passed over
  std::uint64_t without_time =
      0;  ///< frames in blocks that hold no time (pcapng, simple packet block)
  std::uint64_t bad_fractions = 0;   ///< fractions of a second that are longer than one
  std::uint64_t lost_between = 0;    ///< frames that packet blocks say were lost before them
  std::optional<Diagnostic> damage;  ///< where reading had to end
};

/// No frame is longer: what libpcap allows (MAXIMUM_SNAPLEN).
inline constexpr std::uint32_t kMostFrameBytes = 262'144;

/// The LINKTYPE_ number of a stored link type field, which may carry the length of a check
/// sequence.
[[nodiscard]] constexpr std::uint16_t link_type_number(std::uint32_t field) {
  return static_cast<std::uint16_t>(field & 0xFFFF);
}

}  // namespace hamon
