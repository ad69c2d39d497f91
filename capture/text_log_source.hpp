#pragma once

#include "capture/byte_stream.hpp"
#include "capture/flow_source.hpp"

#include <memory>
#include <span>
#include <string>

namespace hamon {

/// Whether one of the first lines of a file is one that a reader of device logs knows: FortiGate,
/// YAMAHA RTX and NVR, netfilter, Windows Firewall, Cisco ASA and FTD, Palo Alto; each with or
/// without what syslog writes before it.
[[nodiscard]] bool looks_like_text_log(std::span<const std::byte> head);

/// A reader of such lines. Lines of several devices may follow one another, as in what a syslog
/// server collects; lines of others are counted and left out.
[[nodiscard]] std::unique_ptr<FlowSource> make_text_log_source(std::unique_ptr<ByteStream> stream,
                                                               std::string name,
                                                               ReadOptions options);

}  // namespace hamon
