#pragma once

#include "capture/log_report.hpp"
#include "capture/zeek_row.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// What the lines that begin with `#` say of the lines that follow, and those lines by it. A header
/// may come again anywhere in a file (logs joined with `cat`) and may name other columns then.
class ZeekHeader {
 public:
  /// Takes a line that begins with `#`.
  void take(std::string_view line);

  /// As in `#path`: the kind of log.
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] bool has_fields() const { return !columns_.empty(); }

  /// Splits a line of values. `NoHeader`, `WrongColumns` or `Used`; then `row` views `line`.
  [[nodiscard]] LineFate split(std::string_view line);
  [[nodiscard]] const ZeekRow& row() const { return row_; }

 private:
  /// What follows `key` and the separator; nothing when the line is another one.
  [[nodiscard]] std::optional<std::string_view> value_of(std::string_view line,
                                                         std::string_view key) const;
  void take_fields(std::string_view names);
  /// False when the line has not as many columns as the header names.
  [[nodiscard]] bool find_ends(std::string_view line);

  char separator_ = '\t';
  char set_separator_ = ',';
  std::string empty_ = "(empty)";
  std::string unset_ = "-";
  std::string path_;
  std::vector<ZeekField> columns_;  // each field that is read once
  struct Wanted {
    std::size_t column;
    ZeekField field;
  };
  std::vector<Wanted> wanted_;  // those of them that are read
  /// Where the columns of the line end, from the second on; the first is the place before the line.
  /// There is room for what one block may hold too many.
  std::vector<std::uint32_t> ends_;
  ZeekRow row_;  // what no column tells stays unset
};

}  // namespace hamon
