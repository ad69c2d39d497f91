#pragma once

#include "capture/byte_reader.hpp"
#include "capture/unused_reason.hpp"

#include <cstddef>
#include <cstdint>

namespace hamon {

/// The header of an IEEE 802.11 frame (IEEE 802.11-2020, section 9.2) that carries data.
struct WlanHeader {
  UnusedReason reason = UnusedReason::Used;  ///< why it carries nothing that can be read
  std::size_t bytes = 0;                     ///< up to the LLC header
  const std::uint8_t* source_mac = nullptr;  ///< six bytes within the frame: who first sent it
  const std::uint8_t* target_mac = nullptr;  ///< and to whom in the end

  /// `frame` begins with the frame control; `padded`: the header is filled up to four bytes.
  [[nodiscard]] static WlanHeader parse(Bytes frame, bool padded);
};

/// What a capturing radio writes before a frame.
struct RadioHeader {
  std::size_t bytes = 0;  ///< 0: cannot be read
  bool padded = false;    ///< the 802.11 header is filled up to four bytes

  /// radiotap.org: version 0, a length, words that say which fields follow.
  [[nodiscard]] static RadioHeader radiotap(Bytes frame);
  /// Prism monitor header (LINKTYPE_IEEE802_11_PRISM), or AVS (LINKTYPE_IEEE802_11_AVS).
  [[nodiscard]] static RadioHeader prism_or_avs(Bytes frame);
};

}  // namespace hamon
