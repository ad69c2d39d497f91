#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hamon {

/// One object of a JSON text: its own members among the keys that were asked for.
struct JsonObject {
  std::string_view under;  ///< key of the member that it, or the list with it, is; empty at the top
  /// One for each key asked for: a string, or `true` or `false`; nothing for all else.
  std::span<const std::optional<std::string>> values;
  std::size_t line = 1;  ///< where it begins
};

/// Hands every object of a JSON text (RFC 8259), however deep, to `take` at its end: inner ones
/// first. Nothing of the text is kept but the wanted members of the objects that are open, so
/// memory stays below the size of the text. What `take` is given lives until it returns. Errors,
/// with the line: no valid JSON, or objects and lists more than 200 deep. O(bytes).
[[nodiscard]] Result<void> read_json_objects(std::string_view text, const std::string& file_name,
                                             std::span<const std::string_view> keys,
                                             const std::function<void(const JsonObject&)>& take);

}  // namespace hamon
