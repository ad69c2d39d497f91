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

/// Whether a name is an address in dotted decimal, which clients write where a name should stand.
[[nodiscard]] bool is_address_text(std::string_view name);

}  // namespace hamon
