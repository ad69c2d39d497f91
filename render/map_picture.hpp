#pragma once

#include "render/canvas.hpp"
#include "render/map_labels.hpp"
#include "render/map_layout.hpp"
#include "render/map_table.hpp"

#include <string>
#include <vector>

namespace hamon {

/// The room that a map's words take.
[[nodiscard]] MapRoom map_room(const MapModel& map, const MapLabels& labels);

/// A map as it is printed: title block, diagram, table and legend on one page, the table beside the
/// diagram or below it, whichever is nearer to the proportions of paper. All arguments must outlive
/// the picture; without a table there is none on this page.
class MapPicture {
 public:
  MapPicture(const MapModel& map, const MapLabels& labels, const MapLayout& layout, bool spread,
             const MapTable* table);

  [[nodiscard]] Size size() const { return size_; }
  void draw(Canvas& canvas) const;

 private:
  struct Arrangement {
    Size size;  // of diagram and table
    bool beside = false;
    std::size_t columns = 1;  // of rows
    std::size_t rows_a_column = 0;
  };

  [[nodiscard]] Arrangement arranged(std::size_t columns, bool beside) const;
  void arrange();
  void draw_title(Canvas& canvas) const;
  void draw_clusters(Canvas& canvas) const;
  void draw_cluster_words(Canvas& canvas) const;
  void draw_edges(Canvas& canvas) const;
  void draw_nodes(Canvas& canvas) const;
  void draw_numbers(Canvas& canvas) const;
  void draw_legend(Canvas& canvas) const;
  [[nodiscard]] Point number_place(const std::vector<Point>& curve, const std::vector<Box>& taken,
                                   Size size) const;
  [[nodiscard]] std::vector<Point> shifted(const std::vector<Point>& curve) const;
  [[nodiscard]] Box shifted(const Box& box) const;

  const MapModel& map_;
  const MapLabels& labels_;
  const MapLayout& layout_;
  bool spread_;
  std::vector<MapLine> title_;
  std::vector<MapLabels::LegendEntry> legend_;
  std::vector<std::string> notes_;
  const MapTable* table_;
  Arrangement arrangement_;
  double title_width_ = 0;
  double title_height_ = 0;
  Size size_;
  Point diagram_at_, table_at_;
  double legend_at_ = 0;
};

}  // namespace hamon
