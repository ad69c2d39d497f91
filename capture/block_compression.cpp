#include "capture/block_compression.hpp"

#include <algorithm>

#include <bzlib.h>
#include <zstd.h>

namespace hamon {
namespace {

/// A length of LZ4: 15 in the token goes on in bytes until one is not 255.
bool more_length(ByteReader& reader, std::size_t most, std::size_t& length) {
  if (length != 15) {
    return true;
  }
  std::uint8_t next = 0;
  do {
    next = reader.u8();
    length += next;
    if (!reader.ok() || length > most) {
      return false;
    }
  } while (next == 255);
  return true;
}

/// Repeats `length` bytes from `distance` before the end; the two may overlap.
bool repeat(std::size_t distance, std::size_t length, std::size_t most,
            std::vector<std::uint8_t>& out) {
  if (distance == 0 || distance > out.size() || length > most - out.size()) {
    return false;
  }
  const std::size_t from = out.size() - distance;
  out.resize(out.size() + length);
  const std::size_t to = out.size() - length;
  for (std::size_t i = 0; i < length; ++i) {
    out[to + i] = out[from + i];
  }
  return true;
}

bool unpack_lz4(Bytes packed, std::size_t most, std::vector<std::uint8_t>& out) {
  constexpr std::size_t kShortestMatch = 4;
  ByteReader reader(packed);
  while (reader.left() > 0) {
    const std::uint8_t token = reader.u8();
    std::size_t literals = token >> 4U;
    if (!more_length(reader, most, literals) || literals > most - out.size()) {
      return false;
    }
    const Bytes copied = reader.bytes(literals);
    if (!reader.ok()) {
      return false;
    }
    out.insert(out.end(), copied.begin(), copied.end());
    if (reader.left() == 0) {
      return true;  // the last sequence has literals only
    }
    const std::size_t low = reader.u8();
    const std::size_t distance = low | static_cast<std::size_t>(reader.u8()) << 8U;
    std::size_t length = token & 15U;
    if (!reader.ok() || !more_length(reader, most, length) ||
        !repeat(distance, length + kShortestMatch, most, out)) {
      return false;
    }
  }
  return false;
}

bool unpack_bzip2(Bytes packed, std::size_t most, std::vector<std::uint8_t>& out) {
  out.resize(most);
  auto size = static_cast<unsigned>(most);
  // The library takes its input by a pointer to non-const and leaves it alone.
  auto* from = reinterpret_cast<char*>(const_cast<std::uint8_t*>(packed.data()));
  const int result = BZ2_bzBuffToBuffDecompress(reinterpret_cast<char*>(out.data()), &size, from,
                                                static_cast<unsigned>(packed.size()), 0, 0);
  out.resize(result == BZ_OK ? size : 0);
  return result == BZ_OK;
}

bool unpack_zstd(Bytes packed, std::size_t most, std::vector<std::uint8_t>& out) {
  out.resize(most);
  const std::size_t size = ZSTD_decompress(out.data(), most, packed.data(), packed.size());
  const bool whole = ZSTD_isError(size) == 0;
  out.resize(whole ? size : 0);
  return whole;
}

}  // namespace

bool unpack_block(BlockCompression compression, Bytes packed, std::size_t most,
                  std::vector<std::uint8_t>& out) {
  out.clear();
  switch (compression) {
    case BlockCompression::None:
      out.assign(packed.begin(),
                 packed.begin() + static_cast<std::ptrdiff_t>(std::min(packed.size(), most)));
      return packed.size() <= most;
    case BlockCompression::Bzip2:
      return unpack_bzip2(packed, most, out);
    case BlockCompression::Lz4:
      return unpack_lz4(packed, most, out);
    case BlockCompression::Zstd:
      return unpack_zstd(packed, most, out);
    case BlockCompression::Lzo:
      break;
  }
  return false;
}

}  // namespace hamon
