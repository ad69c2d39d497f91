#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// A regular expression with named groups, for lines of logs. Matching takes time linear in the
/// line and bounded memory, whatever the expression (RE2; no look-around, no back-references).
/// Copies share what was compiled; one may be used by one thread at a time.
class LinePattern {
 public:
  /// `(?<name>…)` and `(?P<name>…)` name groups. Nothing when it cannot be read or would take more
  /// than 8 MiB; `why` then says what is wrong, in the library's English.
  [[nodiscard]] static std::optional<LinePattern> compile(std::string_view pattern,
                                                          std::string& why);

  /// Names of the groups that have one, in their order.
  [[nodiscard]] const std::vector<std::string>& names() const;
  /// Whether it matches anywhere in `line`; `groups` then views what each named group took, in the
  /// order of `names`, empty for one that took no part.
  [[nodiscard]] bool match(std::string_view line, std::vector<std::string_view>& groups) const;

 private:
  struct Compiled;
  explicit LinePattern(std::shared_ptr<const Compiled> compiled);
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace hamon
