#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace hamon {

/// The decompressed bytes of a file in blocks of up to 1 MiB; `.gz`, `.zst` and `.bz2` are
/// recognised by content. The SHA-256, if asked for, is that of the file as stored.
class ByteStream {
 public:
  virtual ~ByteStream() = default;

  /// The next block, empty at the end; a view until the next call. A block shorter than 1 MiB does
  /// not mean the end. An error means that what follows is unreadable (damaged compression, read
  /// error); calls after it return an empty block.
  [[nodiscard]] virtual Result<std::span<const std::byte>> next() = 0;

  [[nodiscard]] virtual std::uint64_t bytes_read() const = 0;   ///< of the file as stored
  [[nodiscard]] virtual std::uint64_t bytes_total() const = 0;  ///< 0 when unknown
  /// Hexadecimal SHA-256 of the whole stored file; reads what `next` has not read yet. Empty if not
  /// asked for.
  [[nodiscard]] virtual std::string sha256() = 0;
};

/// `-` is standard input.
[[nodiscard]] Result<std::unique_ptr<ByteStream>> open_byte_stream(const std::string& path,
                                                                   bool hash);

/// The bytes of a buffer that outlives the stream, in blocks of `block` bytes; for tests and fuzz
/// targets.
[[nodiscard]] std::unique_ptr<ByteStream> memory_stream(std::span<const std::byte> bytes,
                                                        std::size_t block = 1 << 20);

}  // namespace hamon
