#pragma once

#include "render/text_context.hpp"

#include <string>
#include <vector>

namespace hamon {

/// A table of aligned columns, two blanks apart, without lines.
class Table {
 public:
  enum class Align { Left, Right };
  struct Cell {
    // Texts become cells by themselves, so that a row reads as what it shows.
    Cell(std::string t, Ink i = Ink::Plain)  // NOLINT(google-explicit-constructor)
        : text(std::move(t)), ink(i) {}
    Cell(const char* t) : text(t) {}  // NOLINT(google-explicit-constructor)
    std::string text;                 ///< made printable when written
    Ink ink = Ink::Plain;
  };

  /// One column; without any `title` the table has no head line. `most`: shortened beyond so many
  /// columns, on a terminal.
  Table& column(std::string title, Align align = Align::Left, std::size_t most = 60);
  /// Missing cells are empty; there must not be more cells than columns.
  Table& row(std::vector<Cell> cells);
  /// Counts rows that were not even added, being beyond what is shown.
  Table& omit(std::size_t count);
  [[nodiscard]] std::size_t size() const { return rows_.size(); }

  /// Every line indented by `indent` blanks and ended with a newline; no blanks at line ends. At
  /// most `context.rows` rows, then a line that says how many more there are; `all` writes every
  /// row. In HTML a `table`, which sorts where it has a head (render/report_style.hpp).
  [[nodiscard]] std::string text(const TextContext& context, std::size_t indent = 0,
                                 bool all = false) const;

 private:
  [[nodiscard]] std::string html(const TextContext& context, std::size_t shown) const;
  [[nodiscard]] bool has_head() const;
  struct Column {
    std::string title;
    Align align;
    std::size_t most;
  };
  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
  std::size_t omitted_ = 0;
};

}  // namespace hamon
