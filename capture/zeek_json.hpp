#pragma once

#include "capture/log_report.hpp"
#include "capture/zeek_row.hpp"

#include <memory>
#include <string_view>

namespace hamon {

/// Reads the lines of Zeek's JSON logs (one object a line, keys as in TSV, unset keys absent).
class ZeekJsonReader {
 public:
  ZeekJsonReader();
  ~ZeekJsonReader();
  ZeekJsonReader(const ZeekJsonReader&) = delete;
  ZeekJsonReader& operator=(const ZeekJsonReader&) = delete;

  /// `Used` when `row` holds the line's fields: numbers as written (never through a double),
  /// strings with JSON's escapes undone, arrays with their members joined by commas. Views until
  /// the next call. Bytes that are no UTF-8 are read as `?`.
  [[nodiscard]] LineFate read(std::string_view line, ZeekRow& row);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hamon
