#pragma once

#include "base/catalogue.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace hamon {

/// What lines and tables are made of: text for a terminal, or parts of an HTML document.
enum class Markup { Terminal, Html };

/// How an answer for people is written.
struct TextContext {
  const Catalogue& catalogue;
  bool colour = false;    ///< ANSI colours; the caller has looked at NO_COLOR and at the terminal
  std::size_t rows = 20;  ///< a longer list is shortened with `… and n more (--json has all)`
  Markup markup = Markup::Terminal;
};

/// Colour only underlines what the words say.
enum class Ink { Plain, Bold, Dim, Red, Green, Yellow };

/// `text` in `ink` if the context asks for colour, else `text`.
[[nodiscard]] std::string paint(const TextContext& context, Ink ink, std::string_view text);

/// The class of elements of this ink: `plain`, `bold`, `dim`, `red`, `green`, `yellow`.
[[nodiscard]] std::string_view class_of(Ink ink);

/// `… and 12 more (--json has all)` in the context's language.
[[nodiscard]] std::string and_more(const TextContext& context, std::size_t count);

}  // namespace hamon
