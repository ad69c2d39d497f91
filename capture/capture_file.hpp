#pragma once

#include "base/result.hpp"
#include "capture/capture_frame.hpp"

#include <functional>
#include <optional>
#include <string>

namespace hamon {

/// Hands every frame of a capture file (pcap or pcapng, compressed or not) to `take`, in its order.
/// What is damaged in it is returned; what was before has been handed over. Errors: cannot be read,
/// is no capture.
[[nodiscard]] Result<std::optional<Diagnostic>> for_each_frame(
    const std::string& path, const std::function<void(const CaptureFrame&)>& take);

}  // namespace hamon
