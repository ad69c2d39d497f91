#pragma once

#include "base/result.hpp"
#include "base/time.hpp"
#include "render/canvas.hpp"

#include <memory>
#include <string>

namespace hamon {

/// The one door to Cairo and FreeType: drawing on pages of PDF and on pictures of PNG, with the
/// letters of one font file. Text that would be wider than its `text_width` is squeezed to it; a
/// character that the font lacks is shown as an empty square; bold letters are the font's own with
/// a thicker outline. Coordinates beyond 200,000 points are drawn there, numbers that are not
/// finite as 0. Ids and tooltips of groups are left out.
class CairoCanvas : public Canvas {
 public:
  ~CairoCanvas() override;

  void begin_group(const std::string& id, const std::string& tooltip) override;
  void end_group() override;
  void draw(const Path& path, const Paint& paint) override;
  void text(Point at, const std::string& text, const TextStyle& style) override;

 protected:
  struct State;
  explicit CairoCanvas(std::unique_ptr<State> state);
  CairoCanvas(CairoCanvas&&) noexcept;
  CairoCanvas& operator=(CairoCanvas&&) noexcept;

  std::unique_ptr<State> state_;
};

/// Pages of vector graphics; the letters that occur are embedded, so that any reader shows them,
/// and text can be searched and copied. The same drawing, font file and Cairo give the same bytes.
class PdfDocument final : public CairoCanvas {
 public:
  struct About {
    std::string title;
    Timestamp created;  ///< written into the file: take it from the data, not from the clock
  };

  /// `font`: a path, see `find_font`. Errors: it cannot be read as a font.
  [[nodiscard]] static Result<PdfDocument> create(const About& about, const std::string& font);

  /// What is drawn from here on goes onto a new page. A page of more than 14,400 points (the most
  /// that readers open) is made smaller together with all that is on it.
  void begin_page(Size page);

  /// The file; nothing is drawn after. Errors: memory ran out.
  [[nodiscard]] Result<std::string> finish();

 private:
  using CairoCanvas::CairoCanvas;
};

/// One picture of pixels on white ground. The same drawing, font file and Cairo give the same
/// bytes.
class PngImage final : public CairoCanvas {
 public:
  static constexpr double kMostPixels = 100e6;
  static constexpr double kLongestSide = 32'767;  // pixels; Cairo draws no larger picture

  /// `dots_per_inch`: 72 makes a pixel of a point; stands in the file too, so that programs print
  /// it in its size. Errors: the font cannot be read, or there would be too many pixels.
  [[nodiscard]] static Result<PngImage> create(Size page, double dots_per_inch,
                                               const std::string& font);

  /// The file; nothing is drawn after. Errors: memory ran out.
  [[nodiscard]] Result<std::string> finish();

 private:
  using CairoCanvas::CairoCanvas;
};

}  // namespace hamon
