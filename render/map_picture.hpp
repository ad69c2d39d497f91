#pragma once

#include "render/canvas.hpp"
#include "render/map_labels.hpp"
#include "render/map_layout.hpp"

#include <string>
#include <vector>

namespace hamon {

/// The room that a map's words take.
[[nodiscard]] MapRoom map_room(const MapModel& map, const MapLabels& labels);

/// A map as it is printed: title block, diagram, table and legend on one page, the table beside the
/// diagram or below it, whichever is nearer to the proportions of paper. All arguments must outlive
/// the picture.
class MapPicture {
 public:
  MapPicture(const MapModel& map, const MapLabels& labels, const MapLayout& layout, bool spread);

  [[nodiscard]] Size size() const { return size_; }
  void draw(Canvas& canvas) const;

 private:
  struct Table {
    std::vector<std::vector<std::string>> rows;  // the head first
    std::vector<double> widths;                  // of its columns
    double width = 0;                            // of all of them
    std::size_t folds = 1;                       // side by side
    std::size_t rows_a_fold = 0;                 // without the head
    [[nodiscard]] Size size() const;
  };
  struct Arrangement {
    Size size;
    bool beside = false;
    std::size_t rows_a_fold = 0;
  };

  void measure();
  void arrange();
  void draw_title(Canvas& canvas) const;
  void draw_clusters(Canvas& canvas) const;
  void draw_cluster_words(Canvas& canvas) const;
  void draw_edges(Canvas& canvas) const;
  void draw_nodes(Canvas& canvas) const;
  void draw_numbers(Canvas& canvas) const;
  void draw_table(Canvas& canvas) const;
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
  Table table_;
  double title_height_ = 0;
  Size size_;
  Point diagram_at_, table_at_;
  double legend_at_ = 0;
};

}  // namespace hamon
