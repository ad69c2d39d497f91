#pragma once

#include "capture/byte_reader.hpp"
#include "capture/byte_stream.hpp"
#include "capture/flow_source.hpp"

#include <memory>
#include <span>
#include <string>

namespace hamon {

/// Whether the first bytes of a file are those of an export datagram: NetFlow v1, v5, v7, v9 or
/// IPFIX. (Datagrams of sFlow hold no time: alone they say nothing of when.)
[[nodiscard]] bool looks_like_export_file(std::span<const std::byte> head);

/// A reader of export datagrams one after another: what a collector wrote as it came, or an IPFIX
/// file (RFC 5655). The records have no `exporter`: the file does not name one. `first` and `last`
/// are the number of the datagram, from 1. From where no datagram begins the rest is damage.
[[nodiscard]] std::unique_ptr<FlowSource> make_export_file_source(
    std::unique_ptr<ByteStream> stream, std::string name, const ReadOptions& options);

/// How many bytes the export datagram at the beginning of `bytes` has.
struct ExportLength {
  std::size_t bytes = 0;  ///< 0: none begins here
  bool whole = false;     ///< false: so many have to be looked at to tell more
};
/// O(n) in what is there.
[[nodiscard]] ExportLength export_length(Bytes bytes);

}  // namespace hamon
