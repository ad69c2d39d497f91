#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// One row of a table and the line on which it begins, from 1.
struct CsvRow {
  std::vector<std::string> cells;
  std::size_t line = 0;
};

/// RFC 4180 with the liberties that spreadsheets take: any line ending, quotes inside unquoted
/// cells. The text outlives this.
class CsvReader {
 public:
  CsvReader(std::string_view text, char separator) : text_(text), separator_(separator) {}

  /// Nothing at the end of the text.
  [[nodiscard]] std::optional<CsvRow> next();
  /// The line of a quote that nothing closes; 0 when there is none.
  [[nodiscard]] std::size_t open_quote() const { return open_quote_; }

 private:
  std::string cell();
  std::string quoted();
  /// What stands from here to the next separator.
  std::string cell_rest();
  void end_of_line();

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t open_quote_ = 0;
};

/// What parts the cells of the first line: Excel writes tabs as "text", and semicolons under some
/// settings.
[[nodiscard]] char csv_separator(std::string_view text);

/// A cell without the blanks around it.
[[nodiscard]] std::string trimmed(std::string_view cell);

/// The bytes of a table as UTF-8, without byte order mark: UTF-8 as it is, else from CP932 (Windows
/// Shift_JIS). Nothing when they are neither, or no text at all (a zero byte).
[[nodiscard]] std::optional<std::string> utf8_of_table(std::string_view bytes);

}  // namespace hamon
