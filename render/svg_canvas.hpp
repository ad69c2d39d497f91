#pragma once

#include "render/canvas.hpp"

#include <string>
#include <string_view>

namespace hamon {

/// Text between tags or in an attribute value of XML 1.0: valid UTF-8, what XML cannot hold as
/// U+FFFD.
[[nodiscard]] std::string xml_text(std::string_view text);

/// A drawing as an SVG 1.1 document of one page, to be shown by any browser and read aloud by its
/// title. Every number has one digit, so that rounding in the last place never shows; one that is
/// not finite is written as 0. Text names Japanese faces of the usual systems and draws with what
/// the reader has.
class SvgCanvas final : public Canvas {
 public:
  /// `language`: of the text, as in BCP 47 (`ja`, `en`). The group id `document-title` is taken.
  SvgCanvas(Size page, const std::string& title, const std::string& language);

  void begin_group(const std::string& id, const std::string& tooltip) override;
  void end_group() override;
  void draw(const Path& path, const Paint& paint) override;
  void text(Point at, const std::string& text, const TextStyle& style) override;

  /// The document; nothing is drawn after.
  [[nodiscard]] std::string finish();

 private:
  std::string out_;
  bool in_group_ = false;
};

}  // namespace hamon
