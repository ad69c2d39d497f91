#pragma once

#include <string>
#include <string_view>

namespace hamon {

/// A cell of a CSV file (RFC 4180), quoted where it must be, valid UTF-8. A text that a spreadsheet
/// would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage return) is
/// guarded with `'`.
[[nodiscard]] std::string csv_cell(std::string_view text);

}  // namespace hamon
