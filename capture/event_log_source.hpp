#pragma once

#include "capture/byte_stream.hpp"
#include "capture/flow_source.hpp"

#include <memory>
#include <span>
#include <string>

namespace hamon {

/// Whether a file begins as a Windows event log does (`.evtx`, from Windows Vista on).
[[nodiscard]] bool looks_like_event_log(std::span<const std::byte> head);

/// The logons and sessions of such a file, chunk by chunk: memory does not depend on its size. A
/// file that was copied while it was written, or whose chunks are damaged, gives what is readable.
[[nodiscard]] std::unique_ptr<FlowSource> make_event_log_source(std::unique_ptr<ByteStream> stream,
                                                                std::string name,
                                                                const ReadOptions& options);

}  // namespace hamon
