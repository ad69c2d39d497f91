#pragma once

#include "base/result.hpp"

#include <span>
#include <string>

namespace hamon {

/// A font file that a Debian package brings.
struct FontFile {
  const char* path;
  const char* package;
};

/// Japanese sans-serif fonts whose licences allow embedding, in the order in which they are tried.
[[nodiscard]] std::span<const FontFile> known_fonts();

/// `$HAMON_FONT`; empty if it is not set.
[[nodiscard]] std::string chosen_font();

/// The file whose letters go into PDF and PNG: `chosen` if not empty, else the first of `fonts`
/// that is there. Never a substitute that the system would choose, so that machines with the same
/// package write the same bytes. Errors: `chosen` is not there; none of `fonts` is.
[[nodiscard]] Result<std::string> find_font(const std::string& chosen = chosen_font(),
                                            std::span<const FontFile> fonts = known_fonts());

}  // namespace hamon
