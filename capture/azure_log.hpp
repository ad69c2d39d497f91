#pragma once

#include "capture/flow_source.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace hamon {

class ByteStream;

/// Whether `head` is JSON that holds flow tuples as Azure Network Watcher writes them.
[[nodiscard]] bool looks_like_azure_log(std::span<const std::byte> head);

/// Flow logs of Azure: network security groups (versions 1 and 2) and virtual networks, the whole
/// document (`records` …, on one line or many, of any length) or a record a line. Every text of
/// twelve or fewer fields with commas that stands in a list `flowTuples` or under a key `flow.N` is
/// one record; the rest of the document is not looked at. What begins counts nothing: version 2 and
/// virtual networks tell packets and bytes when a flow goes on or ends.
/// Source: Microsoft Learn, "NSG flow logs" and "Virtual network flow logs", log format.
[[nodiscard]] std::unique_ptr<FlowSource> make_azure_log_source(std::unique_ptr<ByteStream> stream,
                                                                std::string name,
                                                                const ReadOptions& options);

}  // namespace hamon
