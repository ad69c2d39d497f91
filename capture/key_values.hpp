#pragma once

#include <optional>
#include <string_view>
#include <utility>

namespace hamon {

/// The pairs of a line such as `date=2026-06-09 srcip=10.0.0.1 app="A B"`; separated by blanks, or
/// by commas where the line does so. Words without `=` are passed over.
class KeyValues {
 public:
  explicit KeyValues(std::string_view text);

  /// Key and value, quotes taken off; views of the line. Nothing at the end.
  [[nodiscard]] std::optional<std::pair<std::string_view, std::string_view>> next();

 private:
  [[nodiscard]] std::string_view take_value();

  std::string_view rest_;
  char separator_;
};

}  // namespace hamon
