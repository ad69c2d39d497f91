#pragma once

#include "render/canvas.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace hamon {

enum class Paper : std::uint8_t { A4, A3 };  // ISO 216

/// `a4` or `a3`, in capitals too.
[[nodiscard]] std::optional<Paper> parse_paper(std::string_view text);

/// Upright.
[[nodiscard]] Size paper_size(Paper paper);

/// How a drawing lies on a sheet: everything times `scale`, then moved by `offset`.
struct Placement {
  Size page;
  double scale = 1;
  Point offset;
};

inline constexpr double kPaperMargin =
    28.35;                                    ///< points: 10 mm, more than any printer leaves white
inline constexpr double kMostEnlarged = 1.5;  ///< a small diagram does not become a poster

/// A sheet turned to the shape of a drawing of `content` points, the drawing as large as the
/// margins and `kMostEnlarged` allow, in the middle of the width and at the top.
[[nodiscard]] Placement place_on(Paper paper, Size content);

/// Draws on another canvas, scaled and moved: lengths, letters, lines and dashes alike.
class ScaledCanvas final : public Canvas {
 public:
  /// `target` outlives this.
  ScaledCanvas(Canvas& target, double scale, Point offset)
      : target_(target), scale_(scale), offset_(offset) {}

  void begin_group(const std::string& id, const std::string& tooltip) override;
  void end_group() override;
  void draw(const Path& path, const Paint& paint) override;
  void text(Point at, const std::string& text, const TextStyle& style) override;

 private:
  [[nodiscard]] Point moved(Point p) const;

  Canvas& target_;
  double scale_;
  Point offset_;
};

}  // namespace hamon
