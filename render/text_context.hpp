#pragma once

#include "base/catalogue.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace hamon {

/// How an answer for people is written.
struct TextContext {
  const Catalogue& catalogue;
  bool colour = false;    ///< ANSI colours; the caller has looked at NO_COLOR and at the terminal
  std::size_t rows = 20;  ///< a longer list is shortened with `… and n more (--json has all)`
};

/// Colour only underlines what the words say.
enum class Ink { Plain, Bold, Dim, Red, Green, Yellow };

/// `text` in `ink` if the context asks for colour, else `text`.
[[nodiscard]] std::string paint(const TextContext& context, Ink ink, std::string_view text);

/// `… and 12 more (--json has all)` in the context's language.
[[nodiscard]] std::string and_more(const TextContext& context, std::size_t count);

}  // namespace hamon
