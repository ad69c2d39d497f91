#pragma once

#include "capture/byte_stream.hpp"
#include "capture/flow_source.hpp"

#include <memory>
#include <span>

namespace hamon {

/// Whether the first bytes of a file are those of pcap or pcapng (any byte order and resolution).
[[nodiscard]] bool looks_like_capture(std::span<const std::byte> head);

/// A reader of pcap and pcapng over `stream`; `name` is what messages and the report call it.
[[nodiscard]] std::unique_ptr<FlowSource> make_packet_source(std::unique_ptr<ByteStream> stream,
                                                             std::string name,
                                                             const ReadOptions& options);

}  // namespace hamon
