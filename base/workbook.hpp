#pragma once

#include "base/result.hpp"
#include "base/zip_archive.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hamon {

/// A cell of a sheet. Dates are numbers: which cell is meant as one is the reader's to know.
struct SheetCell {
  std::string text;
  bool is_number = false;
};

/// A row of a sheet; cells that are not written are empty.
struct SheetRow {
  std::size_t number = 0;  ///< from 1
  std::vector<SheetCell> cells;
};

/// Whether a file may be a workbook: a ZIP archive.
[[nodiscard]] bool looks_like_workbook(std::span<const std::byte> head);

/// A workbook as Excel and others write it (`.xlsx`; ECMA-376, part 1), read row by row.
///
/// Bounds whatever the file claims: 64 MiB packed, 1 GiB a sheet unpacked (it is never kept),
/// 128 MiB of texts that sheets share, 256 cells a row, 64 KiB a cell; furigana (`rPh`) is left
/// out. No macro, formula or link is ever looked at: of a formula only its last value.
class Workbook {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{64} << 20U;
  static constexpr std::size_t kMostCells = 256;

  /// `bytes` outlive this; `name` is what errors call the file. Errors: too large, no archive or a
  /// cut one, no workbook in it.
  [[nodiscard]] static Result<Workbook> open(std::span<const std::byte> bytes, std::string name);

  /// In the order of their tabs.
  [[nodiscard]] std::vector<std::string> sheets() const;
  /// Whether serial numbers of dates count from 1904.
  [[nodiscard]] bool from_1904() const { return from_1904_; }
  /// Hands the rows of a sheet (empty: the first) to `take`, top down, until it returns false.
  /// Errors, after the rows that could be read: no such sheet, damage, more than the bounds allow.
  [[nodiscard]] Result<void> read(const std::string& sheet,
                                  const std::function<bool(const SheetRow&)>& take) const;

 private:
  Workbook(ZipArchive archive, std::string name)
      : archive_(std::move(archive)), name_(std::move(name)) {}
  [[nodiscard]] Result<void> read_structure();
  [[nodiscard]] Result<void> read_texts(const std::string& part);
  [[nodiscard]] Error named(Error error) const;

  ZipArchive archive_;
  std::string name_;
  std::vector<std::pair<std::string, std::string>> sheets_;  // name and part
  std::vector<std::string> texts_;
  bool from_1904_ = false;
};

}  // namespace hamon
