#pragma once

#include "capture/byte_stream.hpp"

#include <memory>
#include <string>

namespace hamon {

/// What a stored file holds once gzip (RFC 1952, members one after the other), Zstandard (RFC 8878)
/// or bzip2 (streams one after the other) is undone; they are recognised by their first bytes,
/// anything else passes through as it is. Memory is bounded whatever the data claims: two blocks of
/// 1 MiB and the decoder's own window (at most 128 MiB, which Zstandard calls a decoder's duty;
/// gzip needs 32 KiB, bzip2 4 MiB). Counts and SHA-256 stay those of `stored`; `name` is what
/// errors call the file.
[[nodiscard]] std::unique_ptr<ByteStream> decompressed(std::unique_ptr<ByteStream> stored,
                                                       std::string name);

}  // namespace hamon
