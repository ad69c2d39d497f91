#pragma once

#include "capture/byte_reader.hpp"
#include "capture/export_record.hpp"

#include <cstdint>

namespace hamon {

/// Reads the first bytes of a sampled packet into `flow`: addresses, ports, one packet and its IP
/// bytes, MAC addresses, VLAN. `link_type` as capture files number it; `wire_bytes` of the frame.
/// False when there is no readable IP header.
[[nodiscard]] bool read_sampled_packet(Bytes packet, std::uint16_t link_type,
                                       std::uint32_t wire_bytes, ExportedFlow& flow);

}  // namespace hamon
