#pragma once

#include "capture/byte_reader.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hamon {

/// How one block of a file is compressed.
enum class BlockCompression : std::uint8_t { None, Lzo, Bzip2, Lz4, Zstd };

/// Unpacks `packed`, a block by itself (LZ4: the block format without frame; bzip2: a whole stream;
/// Zstandard: a frame), into `out`. False when it is damaged, would take more than `most` bytes, or
/// is LZO, for which there is no decoder here (its library is under the GPL). `out` then holds
/// nothing of use. O(|out|).
/// Source: lz4_Block_format.md of the LZ4 project; RFC 8878.
[[nodiscard]] bool unpack_block(BlockCompression compression, Bytes packed, std::size_t most,
                                std::vector<std::uint8_t>& out);

}  // namespace hamon
