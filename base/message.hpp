#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace hamon {

/// A sentence for people, not yet in any language: the English text of the catalogue (with `{}` or
/// `{0}` for its arguments, format of fmt) and the arguments as text. `id` views a string literal.
struct Message {
  std::string_view id;
  std::vector<std::string> args;

  [[nodiscard]] bool empty() const { return id.empty(); }
  bool operator==(const Message&) const = default;
};

/// The one way to write a sentence. The first argument is a literal: the catalogue's tools read it
/// there.
template <class... Args>
[[nodiscard]] Message message(const char* id, const Args&... args) {
  return Message{id, {fmt::to_string(args)...}};
}

}  // namespace hamon
