#pragma once

#include "capture/capture_frame.hpp"

namespace hamon {

/// How many bytes of the frame are headers: link, IP with extensions, and the transport header
/// (TCP with options, UDP, SCTP, ICMP). Of what has no transport header known here, and of later
/// fragments, the IP header; ARP messages whole; of other frames the link header, at most 14 bytes.
/// Never a byte of payload, nor of the padding after it. At most what was captured.
[[nodiscard]] std::size_t header_bytes(const CaptureFrame& frame);

}  // namespace hamon
