#pragma once

#include "capture/flow_source.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace hamon {

class ByteStream;

/// Whether `head` begins like a file of nfcapd or nfdump: the magic number in either byte order.
[[nodiscard]] bool looks_like_nfcapd(std::span<const std::byte> head);

/// A file of nfcapd, nfpcapd or sfcapd, layout 1 (nfdump 1.6) or 2 (1.7), written on a
/// little-endian machine; blocks plain, bzip2, LZ4 or Zstandard. Blocks in LZO, encrypted files and
/// other layouts are told as errors with a way out. Records are numbered from 1.
[[nodiscard]] std::unique_ptr<FlowSource> make_nfcapd_source(std::unique_ptr<ByteStream> stream,
                                                             std::string name,
                                                             const ReadOptions& options);

}  // namespace hamon
