#include "base/nearest_words.hpp"

#include "base/text_encoding.hpp"

#include <algorithm>
#include <utility>

namespace hamon {
namespace {

/// Edits between two words: insert, delete, replace, exchange neighbours (optimal string
/// alignment).
std::size_t distance(const std::vector<char32_t>& a, const std::vector<char32_t>& b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    last[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

std::vector<char32_t> lower_code_points(std::string_view word) {
  auto points = code_points(word);
  for (auto& c : points) {
    if (c >= U'A' && c <= U'Z') {
      c += U'a' - U'A';
    }
  }
  return points;
}

}  // namespace

std::vector<std::string> nearest_words(std::string_view word,
                                       const std::vector<std::string>& known) {
  constexpr std::size_t kLongest = 64;  // a longer word is no name that somebody mistyped
  const auto sought = lower_code_points(word);
  std::vector<std::pair<std::size_t, std::string>> near;
  if (sought.size() > kLongest) {
    return {};
  }
  const std::size_t most = sought.size() / 3;
  for (const auto& candidate : known) {
    const auto points = lower_code_points(candidate);
    const std::size_t shorter = std::min(points.size(), sought.size());
    if (std::max(points.size(), sought.size()) - shorter > most) {
      continue;
    }
    const std::size_t edits = distance(sought, points);
    if (edits <= most) {
      near.emplace_back(edits, candidate);
    }
  }
  std::ranges::sort(near);
  near.erase(std::unique(near.begin(), near.end()), near.end());
  std::vector<std::string> out;
  for (const auto& [edits, name] : near) {
    if (out.size() < 3) {
      out.push_back(name);
    }
  }
  return out;
}

}  // namespace hamon
