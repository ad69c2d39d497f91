#pragma once

#include "samples/sample_capture.hpp"

#include <span>
#include <vector>

namespace hamon {

/// What a mirror port sees besides conversations between systems: broadcasts and multicasts, ARP
/// for an address that nobody has, a neighbour advertisement, and the ICMP errors that answer the
/// refused datagrams of `talks`. In no order.
[[nodiscard]] std::vector<SampleFrame> segment_noise(std::span<const SampleTalk> talks);

}  // namespace hamon
