#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hamon {

/// Terminal columns that a character takes: 2 for East Asian Wide and Fullwidth and for Ambiguous
/// ones that Japanese terminals and fonts draw wide; 0 for combining marks and controls; else 1.
/// Source: Unicode 14.0, EastAsianWidth.txt and general categories Mn, Me, Cf; UAX #11.
[[nodiscard]] int char_width(char32_t character, bool ambiguous_wide = false);

/// Columns of a UTF-8 text; a byte that is no UTF-8 counts as one (it is shown as U+FFFD).
[[nodiscard]] std::size_t display_width(std::string_view text, bool ambiguous_wide = false);

/// `text` followed or preceded by blanks up to `width` columns; wider texts stay as they are.
[[nodiscard]] std::string pad_right(std::string_view text, std::size_t width);
[[nodiscard]] std::string pad_left(std::string_view text, std::size_t width);

/// At most `width` columns: the beginning of `text` and `…` where something was left out. Never
/// cuts a character.
[[nodiscard]] std::string shorten(std::string_view text, std::size_t width);

/// Valid UTF-8 without control characters: what is no UTF-8 becomes U+FFFD, and so does every
/// control character, so that no name from a capture moves a terminal's cursor or changes its
/// colours.
[[nodiscard]] std::string printable(std::string_view text);

/// Valid UTF-8: bytes that belong to no character become U+FFFD each (Unicode 14.0, section 3.9,
/// table 3-7).
[[nodiscard]] std::string valid_utf8(std::string_view text);

/// Reads one character at `position` and moves behind it; U+FFFD for a byte that starts none.
[[nodiscard]] char32_t next_character(std::string_view text, std::size_t& position);

}  // namespace hamon
