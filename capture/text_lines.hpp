#pragma once

#include "base/text_encoding.hpp"
#include "capture/byte_stream.hpp"
#include "capture/flow_mapping.hpp"
#include "capture/line_reader.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// The lines of a text in UTF-8, whatever their encoding: line by line UTF-8, else CP932, as far as
/// `encoding` allows. UTF-16 is undone before (`make_utf16_stream`).
class TextLines {
 public:
  struct Line {
    std::string_view text;  ///< UTF-8, unless `is_text` is false; a view until the next call
    std::uint64_t number = 0;
    bool too_long = false;  ///< then `text` is empty
    bool is_text = true;    ///< false: zero bytes, or not of the encoding
    bool ended = true;
  };

  /// Both outlive this.
  TextLines(ByteStream& stream, const ReadOptions& options, MappedEncoding encoding)
      : reader_(stream, options), encoding_(encoding) {}

  [[nodiscard]] std::optional<Line> next();
  [[nodiscard]] const std::optional<Error>& damage() const { return reader_.damage(); }

 private:
  LineReader reader_;
  MappedEncoding encoding_;
  Cp932Decoder cp932_;
  std::string decoded_;
};

/// The rows of a table in text (RFC 4180): cells split at one character, in double quotes where
/// `quoted`, there also over several lines (at most 16, 1 MiB together; a quote that nothing closes
/// so far counts as a character of its cell).
class TextRows {
 public:
  static constexpr std::size_t kMostCells = 256;  ///< of a row; further ones are left out

  struct Row {
    std::vector<std::string_view> cells;  ///< blanks around them taken off; views until the next
    std::uint64_t first = 0;              ///< line numbers
    bool too_long = false;                ///< then without cells
    bool is_text = true;                  ///< likewise when false
    bool ended = true;
  };

  TextRows(TextLines& lines, bool quoted) : lines_(lines), quoted_(quoted) {}

  /// The next row that is not blank, split at `delimiter` (a blank: at runs of blanks; zero, where
  /// it is not known yet: one line in one cell, as it is).
  [[nodiscard]] std::optional<Row> next(char delimiter);

 private:
  struct Kept {
    std::string text;
    std::uint64_t number = 0;
    bool too_long = false;
    bool is_text = true;
    bool ended = true;
  };
  [[nodiscard]] bool take(Kept& out);
  /// Adds lines until every quote is closed; leaves the row as it was when none closes.
  void join(char delimiter, Kept& row);

  TextLines& lines_;
  bool quoted_;
  std::deque<Kept> waiting_;  // lines that were looked at
  std::string text_;
};

/// Splits the text of a row in place: cells view it, quotes undone where there may be any.
void split_row(std::string& text, char delimiter, bool quoted,
               std::vector<std::string_view>& cells);

}  // namespace hamon
