#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// The three words of `known` nearest to `word` (Damerau-Levenshtein, at most a third of its length
/// away).
[[nodiscard]] std::vector<std::string> nearest_words(std::string_view word,
                                                     const std::vector<std::string>& known);

}  // namespace hamon
