#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

namespace hamon {

/// One JSON object a line, read by simdjson's on-demand parser: the door to it, for sources of
/// capture/ alone. What `take` is given views this until the next call.
class JsonLine {
 public:
  /// Calls `take(object)`, which returns an error code, or nothing when it has enough and what
  /// follows need not be looked at. An object that something follows in its line is an error. Where
  /// bytes are no UTF-8, `take` is called again from the beginning, with `?` in their places.
  template <class Take>
  [[nodiscard]] simdjson::error_code read(std::string_view line, Take take) {
    padded_.assign(line);
    padded_.append(simdjson::SIMDJSON_PADDING, ' ');
    const auto error = parse(take);
    if (error != simdjson::UTF8_ERROR) {
      return error;
    }
    std::ranges::replace_if(
        padded_, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
    return parse(take);
  }

  /// The line that was read last, where what `take` was given views it.
  [[nodiscard]] std::string_view text() const {
    return std::string_view(padded_).substr(0, padded_.size() - simdjson::SIMDJSON_PADDING);
  }

  /// A string of the line without JSON's escapes.
  [[nodiscard]] simdjson::simdjson_result<std::string_view> unescaped(
      simdjson::ondemand::raw_json_string string) {
    return parser_.unescape(string, next_);
  }

 private:
  template <class Take>
  [[nodiscard]] simdjson::error_code parse(Take& take) {
    const std::size_t length = padded_.size() - simdjson::SIMDJSON_PADDING;
    freed_.resize(std::max(freed_.size(), padded_.size()));
    next_ = freed_.data();
    simdjson::ondemand::document document;
    if (const auto error = parser_.iterate(padded_.data(), length, padded_.size()).get(document)) {
      return error;
    }
    simdjson::ondemand::object object;
    if (const auto error = document.get_object().get(object)) {
      return error;
    }
    const std::optional<simdjson::error_code> taken = take(object);
    if (!taken || *taken != simdjson::SUCCESS) {
      return taken.value_or(simdjson::SUCCESS);
    }
    const char* rest = nullptr;
    const bool at_end = document.current_location().get(rest) == simdjson::OUT_OF_BOUNDS;
    return at_end ? simdjson::SUCCESS : simdjson::TAPE_ERROR;
  }

  simdjson::ondemand::parser parser_;
  std::string padded_;
  std::vector<std::uint8_t> freed_;  // of escapes; never longer than the line
  std::uint8_t* next_ = nullptr;     // in it
};

/// A token as simdjson gives it, without the blanks that may follow.
[[nodiscard]] inline std::string_view without_blanks(std::string_view token) {
  while (!token.empty() && (token.back() == ' ' || token.back() == '\t' || token.back() == '\r')) {
    token.remove_suffix(1);
  }
  return token;
}

}  // namespace hamon
