#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hamon {

/// A place on a page: points of 1/72 inch from its upper left corner, x to the right, y downwards.
struct Point {
  double x = 0;
  double y = 0;
  bool operator==(const Point&) const = default;
};

/// Points of 1/72 inch.
struct Size {
  double width = 0;
  double height = 0;
  bool operator==(const Size&) const = default;
};

/// An outline of straight lines and cubic Bézier curves.
struct Path {
  enum class Kind : std::uint8_t { Move, Line, Curve, Close };
  struct Part {
    Kind kind = Kind::Move;
    Point a, b, to;  ///< `a` and `b`: control points of a curve
  };
  std::vector<Part> parts;

  Path& move(Point to);
  Path& line(Point to);
  Path& curve(Point a, Point b, Point to);
  Path& close();

  /// Corners rounded by `radius` (0: sharp).
  [[nodiscard]] static Path box(Point upper_left, Size size, double radius = 0);
  [[nodiscard]] static Path ellipse(Point centre, Size size);
};

/// How an outline is drawn. Colours are `#RRGGBB`; an empty one draws nothing.
struct Paint {
  std::string fill;
  std::string line;
  double width = 1;
  std::vector<double> dashes;  ///< lengths of dash and gap in turn; empty: solid
  double opacity = 1;          ///< of the filling
};

struct TextStyle {
  enum class Anchor : std::uint8_t { Start, Middle, End };
  double size = 10;  ///< of the letters, points
  bool bold = false;
  Anchor anchor = Anchor::Start;
  std::string colour = "#000000";
};

/// Something to draw on, whatever file it becomes. Later things lie over earlier ones.
class Canvas {
 public:
  virtual ~Canvas() = default;

  /// What follows, up to `end_group`, is one thing of the diagram. `id` is unique in the document: letters, digits,
  /// `-` and `_`; `tooltip` is text in lines. A kind of file without tooltips leaves both out. Groups do not nest.
  virtual void begin_group(const std::string& id, const std::string& tooltip) = 0;
  virtual void end_group() = 0;
  virtual void draw(const Path& path, const Paint& paint) = 0;
  /// One line of text without control characters, its baseline at `at`.
  virtual void text(Point at, const std::string& text, const TextStyle& style) = 0;
};

/// The width that a line of text is given: from a table of our own (sans-serif letters of usual width, wide East
/// Asian characters one em), never from the fonts of a machine, so that a diagram has the same boxes everywhere.
[[nodiscard]] double text_width(const std::string& text, const TextStyle& style);

}  // namespace hamon
