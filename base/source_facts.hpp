#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace hamon {

/// What `SourceReport::format_note` keeps: facts as `word number`, perhaps with ` at PLACE` behind,
/// separated by `, ` or `; `. The words are stable: docs/formats.md lists them.
struct SourceFact {
  std::uint64_t number = 0;
  std::string_view place;  ///< views the note
};

/// The fact named `word` in `note`. O(n) in the note.
[[nodiscard]] inline std::optional<SourceFact> find_fact(std::string_view note,
                                                         std::string_view word) {
  while (!note.empty()) {
    const auto end = note.find_first_of(",;");
    std::string_view part = note.substr(0, end);
    note.remove_prefix(end == std::string_view::npos ? note.size() : end + 1);
    part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
    if (!part.starts_with(word) || part.size() <= word.size() || part[word.size()] != ' ') {
      continue;
    }
    part.remove_prefix(word.size() + 1);
    SourceFact fact;
    const auto [rest, error] = std::from_chars(part.data(), part.data() + part.size(), fact.number);
    if (error != std::errc{}) {
      continue;
    }
    part.remove_prefix(static_cast<std::size_t>(rest - part.data()));
    constexpr std::string_view kAt = " at ";
    if (part.starts_with(kAt)) {
      fact.place = part.substr(kAt.size());
    }
    return fact;
  }
  return std::nullopt;
}

/// Adds a fact to `note`; one that counts nothing is left out.
inline void add_fact(std::string& note, std::string_view word, std::uint64_t number,
                     std::string_view place = {}) {
  if (number == 0) {
    return;
  }
  note += note.empty() ? "" : ", ";
  note += word;
  note += ' ';
  note += std::to_string(number);
  if (!place.empty()) {
    note += " at ";
    note += place;
  }
}

}  // namespace hamon
