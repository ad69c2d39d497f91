#include "render/map_table.hpp"

#include "render/map_style.hpp"
#include "render/text_width.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr double kRow = kTableText * 1.5;
constexpr double kBetween = 18;       // columns of rows
constexpr double kCell = 8;           // between the cells of a row
constexpr std::size_t kColumns = 30;  // of a cell's text

TextStyle style(bool bold) {
  return {kTableText, bold, TextStyle::Anchor::Start, kInk};
}

}  // namespace

MapTable::MapTable(const MapModel& map, const MapLabels& labels) : map_(map) {
  rows_.push_back(labels.table_head());
  for (std::size_t i = 0; i < map.edges.size(); ++i) {
    rows_.push_back(labels.table_row(i));
  }
  widths_.resize(rows_.front().size(), 0);
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    for (std::size_t i = 0; i < rows_[r].size(); ++i) {
      std::string& cell = rows_[r][i];
      cell = shorten(printable(cell), kColumns);
      widths_[i] = std::max(widths_[i], text_width(cell, style(r == 0)));
    }
  }
  for (const double width : widths_) {
    width_ += width + kCell;
  }
}

Size MapTable::size(std::size_t columns, std::size_t rows_a_column) const {
  return {width_ * static_cast<double>(columns) + kBetween * static_cast<double>(columns - 1),
          static_cast<double>(rows_a_column + 1) * kRow + 4};
}

std::size_t MapTable::columns_in(double width) const {
  return std::max<std::size_t>(
      1, static_cast<std::size_t>(std::max(0.0, (width + kBetween) / (width_ + kBetween))));
}

std::size_t MapTable::rows_in(double height) {
  return std::max<std::size_t>(1,
                               static_cast<std::size_t>(std::max(0.0, (height - kRow - 4) / kRow)));
}

void MapTable::draw(Canvas& canvas, Point at, std::size_t first, std::size_t columns,
                    std::size_t rows_a_column) const {
  for (std::size_t column = 0; column < columns; ++column) {
    const std::size_t begin = 1 + first + column * rows_a_column;
    const std::size_t end = std::min(rows_.size(), begin + rows_a_column);
    if (begin >= end) {
      return;
    }
    const double left = at.x + static_cast<double>(column) * (width_ + kBetween);
    double y = at.y + kRow;
    const auto draw_row = [&](const std::vector<std::string>& row, bool head) {
      double x = left;
      for (std::size_t i = 0; i < row.size(); ++i) {
        canvas.text({x, y - 3.5}, row[i], style(head));
        x += widths_[i] + kCell;
      }
    };
    draw_row(rows_[0], true);
    Path rule;
    rule.move({left, y}).line({left + width_ - kCell, y});
    canvas.draw(rule, {{}, kInk, 0.8, {}, 1});
    for (std::size_t i = begin; i < end; ++i) {
      y += kRow;
      if (map_.edges[i - 1].finding) {
        canvas.draw(Path::box({left - 2, y - kRow + 1}, {width_ - kCell + 4, kRow}),
                    {"#FBE3DC", {}, 0, {}, 1});
      }
      draw_row(rows_[i], false);
    }
  }
}

}  // namespace hamon
