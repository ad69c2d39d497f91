#pragma once

#include "capture/flow_source.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace hamon {

class ByteStream;

/// Whether one of the first lines of a file is an entry of Linux's connection tracking.
[[nodiscard]] bool looks_like_conntrack(std::span<const std::byte> head);

/// Tables (`conntrack -L`, `/proc/net/nf_conntrack`) and events (`conntrack -E`) of Linux's
/// connection tracking, several after one another. An entry is a conversation between the ends of
/// its first direction, as the initiator sent it; the events of one, and its entries in tables that
/// follow one another, are one record, and counts, which are cumulative, are those of the last.
[[nodiscard]] std::unique_ptr<FlowSource> make_conntrack_source(std::unique_ptr<ByteStream> stream,
                                                                std::string name,
                                                                const ReadOptions& options);

}  // namespace hamon
