#pragma once

#include "base/diagnostic.hpp"
#include "capture/mapped_flow.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// One cell of a table: text, or the number that a workbook keeps.
struct MappedCell {
  std::string_view text;
  bool is_number = false;
};

/// Where the columns of a mapping stand in a table.
class MappedColumns {
 public:
  explicit MappedColumns(const FlowMapping& mapping);

  /// Whether `cells` name the columns of both ends. Names are compared letter by letter, else as
  /// `folded` does; of equal ones the first counts.
  [[nodiscard]] bool is_header(const std::vector<MappedCell>& cells) const;
  /// How many of the mapping's columns `cells` name.
  [[nodiscard]] std::size_t known_in(const std::vector<MappedCell>& cells) const;
  void take_header(const std::vector<MappedCell>& cells);
  /// Whether columns are known: by a header, or by their numbers.
  [[nodiscard]] bool ready() const { return ready_; }

  /// The values of a row, views of `cells` and of this; false when the row is too short for one
  /// that is needed (an end of the flow, its protocol, its time).
  [[nodiscard]] bool fill(const std::vector<MappedCell>& cells, MappedValues& values);

  /// Tells of each column that the header (`cells`, in line `line` of `name`) lacks.
  void tell_missing(const std::vector<MappedCell>& cells, const std::string& name,
                    std::uint64_t line, DiagnosticSink& diagnostics) const;

 private:
  [[nodiscard]] std::optional<std::size_t> find(const std::string& column,
                                                const std::vector<MappedCell>& cells) const;
  void join(MappedField field, const std::vector<std::size_t>& columns,
            const std::vector<MappedCell>& cells, MappedValues& values);

  const FlowMapping& mapping_;
  std::array<std::vector<std::size_t>, kMappedFields> columns_;  // from 0; empty: not there
  std::array<std::string, kMappedFields> joined_;
  bool ready_ = false;
};

}  // namespace hamon
