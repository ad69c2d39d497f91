#pragma once

#include "capture/mapped_columns.hpp"
#include "capture/mapped_flow.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hamon {

/// Reads the rows of a table by a mapping: finds the header, below up to 20 rows of titles, and
/// takes one that comes again.
class MappedRows {
 public:
  /// All outlive this.
  MappedRows(MappedFlows& flows, std::string name, LineOutput& output, DiagnosticSink& diagnostics);

  /// What became of the row; nothing for a header and what stands above it.
  [[nodiscard]] std::optional<LineFate> read(const std::vector<MappedCell>& cells,
                                             std::uint64_t line);
  /// Where no header came, tells of the row most like one, and counts what was passed over.
  void finish();
  [[nodiscard]] const MappedColumns& columns() const { return columns_; }

 private:
  [[nodiscard]] bool take_if_header(const std::vector<MappedCell>& cells, std::uint64_t line);
  void pass_over(const std::vector<MappedCell>& cells, std::uint64_t line);

  MappedFlows& flows_;
  MappedColumns columns_;
  std::string name_;
  LineOutput& output_;
  DiagnosticSink& diagnostics_;
  MappedValues values_;
  std::vector<std::uint64_t> titles_;  // lines above the header
  std::vector<std::string> likest_;    // the one of them most like a header
  std::pair<std::size_t, std::size_t> likeness_;
  std::uint64_t likest_line_ = 0;
  bool told_ = false;
};

}  // namespace hamon
