#pragma once

#include "capture/byte_stream.hpp"

#include <memory>
#include <span>

namespace hamon {

/// Whether a file begins with the byte order mark of UTF-16, as text that Windows PowerShell 5
/// writes with `>` does. That of UTF-32 is another.
[[nodiscard]] bool looks_like_utf16(std::span<const std::byte> head);

/// The text of `stream` in UTF-8, without byte order mark; a stream without one is little-endian.
/// Surrogates without their other half, and a last byte alone, are U+FFFD (RFC 2781, section 2.2).
/// What concerns the stored bytes (`bytes_read`, `sha256`, errors) is the stream's own.
[[nodiscard]] std::unique_ptr<ByteStream> make_utf16_stream(std::unique_ptr<ByteStream> stream);

}  // namespace hamon
