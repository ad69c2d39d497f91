#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hamon {

/// Terminal columns that a character takes: 2 for East Asian Wide and Fullwidth, 0 for combining
/// marks, format characters and controls, else 1, also for Ambiguous ones, as terminals under a
/// UTF-8 locale draw them. Source: Unicode 14.0, EastAsianWidth.txt and general categories; UAX
/// #11.
[[nodiscard]] int char_width(char32_t character);

/// Columns of a UTF-8 text; a byte that is no UTF-8 counts as one (it is shown as U+FFFD).
[[nodiscard]] std::size_t display_width(std::string_view text);

/// `text` followed or preceded by blanks up to `width` columns; wider texts stay as they are.
[[nodiscard]] std::string pad_right(std::string_view text, std::size_t width);
[[nodiscard]] std::string pad_left(std::string_view text, std::size_t width);

/// At most `width` columns: the beginning of `text` and `…` where something was left out. Never
/// cuts a character.
[[nodiscard]] std::string shorten(std::string_view text, std::size_t width);

/// Valid UTF-8 without what moves a terminal's cursor or changes its colours: bytes that are no
/// UTF-8, control characters, line separators and changes of writing direction become U+FFFD.
[[nodiscard]] std::string printable(std::string_view text);

/// Valid UTF-8: bytes that belong to no character become U+FFFD each (Unicode 14.0, section 3.9,
/// table 3-7).
[[nodiscard]] std::string valid_utf8(std::string_view text);

/// Reads one character at `position` and moves behind it; U+FFFD for a byte that starts none.
[[nodiscard]] char32_t next_character(std::string_view text, std::size_t& position);

}  // namespace hamon
