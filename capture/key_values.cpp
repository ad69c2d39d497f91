#include "capture/key_values.hpp"

namespace hamon {
namespace {

/// A comma when the first pair ends with one that another pair follows.
char separator_of(std::string_view text) {
  const auto first = text.find('=');
  const auto end = first == std::string_view::npos ? first : text.find_first_of(" ,", first);
  if (end == std::string_view::npos || text[end] != ',') {
    return ' ';
  }
  const auto next = text.find_first_of("= ", end);
  return next != std::string_view::npos && text[next] == '=' ? ',' : ' ';
}

}  // namespace

KeyValues::KeyValues(std::string_view text) : rest_(text), separator_(separator_of(text)) {}

std::string_view KeyValues::take_value() {
  if (rest_.starts_with('"')) {
    std::size_t end = 1;
    while (end < rest_.size() && rest_[end] != '"') {
      end += rest_[end] == '\\' ? 2U : 1U;
    }
    end = end < rest_.size() ? end : rest_.size();
    const std::string_view value = rest_.substr(1, end - 1);
    rest_.remove_prefix(end < rest_.size() ? end + 1 : end);
    return value;
  }
  const std::string_view value = rest_.substr(0, rest_.find(separator_));
  rest_.remove_prefix(value.size());
  return value;
}

std::optional<std::pair<std::string_view, std::string_view>> KeyValues::next() {
  for (;;) {
    const auto begin = rest_.find_first_not_of(" ,\t");
    if (begin == std::string_view::npos) {
      return std::nullopt;
    }
    rest_.remove_prefix(begin);
    const auto end = rest_.find_first_of("= \t,\"");
    if (end == std::string_view::npos) {
      return std::nullopt;
    }
    const std::string_view key = rest_.substr(0, end);
    const bool pair = rest_[end] == '=' && end > 0;
    rest_.remove_prefix(end + 1);
    if (pair) {
      const std::string_view value = take_value();
      return std::pair(key, value);
    }
  }
}

}  // namespace hamon
