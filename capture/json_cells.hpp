#pragma once

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace hamon {

/// Reads lines of JSON whose fields stand side by side in one object.
class JsonCellReader {
 public:
  JsonCellReader();
  ~JsonCellReader();
  JsonCellReader(const JsonCellReader&) = delete;
  JsonCellReader& operator=(const JsonCellReader&) = delete;

  /// False when `line` is no JSON object. Bytes that are no UTF-8 are read as `?`.
  [[nodiscard]] bool read(std::string_view line);
  /// The strings and numbers of the object read last, by key, at most 256: numbers as written,
  /// strings without escapes. Lists, objects, null, true and false are left out. Views until the
  /// next call.
  [[nodiscard]] const std::vector<std::pair<std::string_view, std::string_view>>& cells() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hamon
