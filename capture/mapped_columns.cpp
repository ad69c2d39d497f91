#include "capture/mapped_columns.hpp"

#include "base/nearest_words.hpp"
#include "base/text_encoding.hpp"
#include "capture/zeek_row.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/ranges.h>

namespace hamon {
namespace {

using enum MappedField;

constexpr std::size_t kLongestName = 256;  // bytes of a column's name

bool is_needed(MappedField field) {
  return field == Source || field == Target || field == Protocol || field == Start || field == End;
}

/// Date and time of day in columns of their own, which a workbook keeps as days and a part of one.
std::optional<std::string> sum_of(const std::vector<std::size_t>& columns,
                                  const std::vector<MappedCell>& cells) {
  double sum = 0;
  for (const std::size_t column : columns) {
    const std::string_view text = cells[column].text;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (!cells[column].is_number || error != std::errc{} || end != text.data() + text.size() ||
        !(value >= 0 && value < 1e7)) {
      return std::nullopt;
    }
    sum += value;
  }
  return fmt::format("{:.10f}", sum);
}

}  // namespace

MappedColumns::MappedColumns(const FlowMapping& mapping) : mapping_(mapping) {
  if (mapping.has_header) {
    return;
  }
  for (std::size_t i = 0; i < kMappedFields; ++i) {
    for (const std::string& column : mapping.fields[i].columns) {
      columns_[i].push_back(static_cast<std::size_t>(zeek_count(column).value_or(1)) - 1);
    }
  }
  ready_ = true;
}

std::optional<std::size_t> MappedColumns::find(const std::string& column,
                                               const std::vector<MappedCell>& cells) const {
  const auto exact = std::ranges::find(cells, std::string_view(column), &MappedCell::text);
  if (exact != cells.end()) {
    return static_cast<std::size_t>(exact - cells.begin());
  }
  const std::string wanted = folded(column);
  const auto alike = std::ranges::find_if(cells, [&](const MappedCell& cell) {
    return cell.text.size() <= kLongestName && folded(cell.text) == wanted;
  });
  return alike == cells.end() || wanted.empty()
             ? std::nullopt
             : std::optional(static_cast<std::size_t>(alike - cells.begin()));
}

bool MappedColumns::is_header(const std::vector<MappedCell>& cells) const {
  bool any = false;
  for (const MappedField field : {Source, Target}) {
    for (const std::string& column : mapping_[field].columns) {
      if (!find(column, cells)) {
        return false;
      }
      any = true;
    }
  }
  return any && mapping_.has_header;
}

std::size_t MappedColumns::known_in(const std::vector<MappedCell>& cells) const {
  std::size_t known = 0;
  for (const MappedRule& rule : mapping_.fields) {
    for (const std::string& column : rule.columns) {
      known += find(column, cells) ? 1U : 0U;
    }
  }
  return known;
}

void MappedColumns::take_header(const std::vector<MappedCell>& cells) {
  for (std::size_t i = 0; i < kMappedFields; ++i) {
    columns_[i].clear();
    for (const std::string& column : mapping_.fields[i].columns) {
      if (const auto at = find(column, cells)) {
        columns_[i].push_back(*at);
      }
    }
    if (columns_[i].size() < mapping_.fields[i].columns.size()) {
      columns_[i].clear();  // of a date without its time of day nothing can be made
    }
  }
  ready_ = true;
}

void MappedColumns::join(MappedField field, const std::vector<std::size_t>& columns,
                         const std::vector<MappedCell>& cells, MappedValues& values) {
  std::string& joined = joined_[static_cast<std::size_t>(field)];
  if (auto sum = sum_of(columns, cells)) {
    joined = std::move(*sum);
    values.set(field, joined, true);
    return;
  }
  joined.clear();
  for (const std::size_t column : columns) {
    if (!cells[column].text.empty()) {
      joined += joined.empty() ? "" : " ";
      joined += cells[column].text;
    }
  }
  values.set(field, joined);
}

bool MappedColumns::fill(const std::vector<MappedCell>& cells, MappedValues& values) {
  values.clear();
  for (std::size_t i = 0; i < kMappedFields; ++i) {
    const auto field = static_cast<MappedField>(i);
    const MappedRule& rule = mapping_.fields[i];
    const auto& columns = columns_[i];
    if (rule.value) {
      values.set(field, *rule.value);
    }
    const bool is_short =
        std::ranges::any_of(columns, [&](std::size_t column) { return column >= cells.size(); });
    if (is_short && is_needed(field)) {
      return false;
    }
    if (columns.size() == 1 && !is_short) {
      values.set(field, cells[columns[0]].text, cells[columns[0]].is_number);
    } else if (columns.size() > 1 && !is_short) {
      join(field, columns, cells, values);
    }
    if (rule.value && values[field].empty()) {
      values.set(field, *rule.value);  // what an empty cell means
    }
  }
  return true;
}

void MappedColumns::tell_missing(const std::vector<MappedCell>& cells, const std::string& name,
                                 std::uint64_t line, DiagnosticSink& diagnostics) const {
  constexpr std::size_t kMostShown = 12;
  std::vector<std::string> names;
  for (const MappedCell& cell : cells) {
    if (!cell.text.empty() && cell.text.size() <= kLongestName) {
      names.emplace_back(cell.text);
    }
  }
  std::vector<std::string> shown = names;
  if (shown.size() > kMostShown) {
    shown.resize(kMostShown);
    shown.emplace_back("…");
  }
  for (const MappedRule& rule : mapping_.fields) {
    for (const std::string& column : rule.columns) {
      if (find(column, cells)) {
        continue;
      }
      const auto nearest = nearest_words(column, names);
      diagnostics.report(
          {Severity::Warning,
           message("the table has no column `{}`, which line {} of the mapping names", column,
                   rule.line),
           name, Place::line(line),
           nearest.empty()
               ? message("its columns are {}", fmt::to_string(fmt::join(shown, ", ")))
               : message("the nearest column is {}", fmt::to_string(fmt::join(nearest, ", ")))});
    }
  }
}

}  // namespace hamon
