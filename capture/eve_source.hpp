#pragma once

#include "capture/flow_source.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace hamon {

class ByteStream;

/// Whether `head` begins like Suricata's EVE JSON: an object with `event_type` in the first line.
[[nodiscard]] bool looks_like_eve(std::span<const std::byte> head);

/// Suricata's `eve.json`. `flow` events are conversations, `netflow` events one direction each;
/// bytes are those of frames. A flow that the log tells again, or tells as both, within the last
/// 65,536 flows counts once. `dns`, `tls`, `http`, `dhcp`, `smb`, `rdp` and `krb5` events give
/// names, `stats` the packets lost; other events are counted as `nothing_to_keep`.
[[nodiscard]] std::unique_ptr<FlowSource> make_eve_source(std::unique_ptr<ByteStream> stream,
                                                          std::string name,
                                                          const ReadOptions& options);

}  // namespace hamon
