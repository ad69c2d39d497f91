#pragma once

#include "capture/byte_reader.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hamon {

/// A host name as programs compare it: lower case, without the dot at the end. Nothing for what is
/// no host name: empty, longer than 253 characters, or with characters other than
/// letters, digits, `-`, `_` and `.` (RFC 1123, section 2.1; underscores occur).
[[nodiscard]] std::optional<std::string> plain_host_name(std::string_view text);

[[nodiscard]] inline std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
[[nodiscard]] inline Bytes as_payload(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Whether a name is an address in dotted decimal, which clients write where a name should stand.
[[nodiscard]] bool is_address_text(std::string_view name);

/// Letters of ASCII in lower case, all else as it is.
[[nodiscard]] std::string lower_case(std::string_view text);

/// `text` without the blanks and zero bytes around it. Nothing when none is left, more than `most`
/// are, or not all of them are printable ASCII.
[[nodiscard]] std::optional<std::string> printable(std::string_view text, std::size_t most);

/// Little-endian UTF-16 as text; nothing when a character is outside ASCII.
[[nodiscard]] std::optional<std::string> ascii_of_utf16(Bytes bytes);

/// Two digits a byte, of the first `most` bytes.
[[nodiscard]] std::string hexadecimal(Bytes bytes, std::size_t most);

/// RFC 1035, section 3.1, without pointers: labels of at most 63 bytes up to the empty one or the
/// end, joined by dots; empty when there are none.
[[nodiscard]] std::string text_of_labels(Bytes bytes);

}  // namespace hamon
