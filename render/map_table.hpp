#pragma once

#include "render/canvas.hpp"
#include "render/map_labels.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace hamon {

/// The table of a map's arrows: what each number stands for. Its rows may stand side by side in
/// several columns of rows, and on several pages.
class MapTable {
 public:
  MapTable(const MapModel& map, const MapLabels& labels);

  [[nodiscard]] std::size_t rows() const { return rows_.size() - 1; }
  /// Of so many columns of so many rows, each column with its head.
  [[nodiscard]] Size size(std::size_t columns, std::size_t rows_a_column) const;
  /// How many columns and rows a space holds, at least one of each.
  [[nodiscard]] std::size_t columns_in(double width) const;
  [[nodiscard]] static std::size_t rows_in(double height);
  /// Draws rows from `first` on (from 0), as many as `columns` times `rows_a_column` hold.
  void draw(Canvas& canvas, Point at, std::size_t first, std::size_t columns,
            std::size_t rows_a_column) const;

 private:
  const MapModel& map_;
  std::vector<std::vector<std::string>> rows_;  // the head first
  std::vector<double> widths_;
  double width_ = 0;  // of one column of rows
};

}  // namespace hamon
