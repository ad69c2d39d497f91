#include "render/paper.hpp"

#include <algorithm>
#include <utility>

namespace hamon {
namespace {

constexpr double kMillimetre = 72 / 25.4;  // points

}  // namespace

std::optional<Paper> parse_paper(std::string_view text) {
  if (text == "a4" || text == "A4") {
    return Paper::A4;
  }
  if (text == "a3" || text == "A3") {
    return Paper::A3;
  }
  return std::nullopt;
}

Size paper_size(Paper paper) {
  return paper == Paper::A4 ? Size{210 * kMillimetre, 297 * kMillimetre}
                            : Size{297 * kMillimetre, 420 * kMillimetre};
}

Placement place_on(Paper paper, Size content) {
  Placement placement;
  placement.page = paper_size(paper);
  if (content.width > content.height) {
    std::swap(placement.page.width, placement.page.height);
  }
  const double width = placement.page.width - 2 * kPaperMargin;
  const double height = placement.page.height - 2 * kPaperMargin;
  placement.scale = std::min({kMostEnlarged, width / std::max(1.0, content.width),
                              height / std::max(1.0, content.height)});
  placement.offset = {(placement.page.width - content.width * placement.scale) / 2, kPaperMargin};
  return placement;
}

void ScaledCanvas::begin_group(const std::string& id, const std::string& tooltip) {
  target_.begin_group(id, tooltip);
}

void ScaledCanvas::end_group() {
  target_.end_group();
}

void ScaledCanvas::draw(const Path& path, const Paint& paint) {
  Path scaled = path;
  for (Path::Part& part : scaled.parts) {
    part.a = moved(part.a);
    part.b = moved(part.b);
    part.to = moved(part.to);
  }
  Paint thinner = paint;
  thinner.width *= scale_;
  for (double& length : thinner.dashes) {
    length *= scale_;
  }
  target_.draw(scaled, thinner);
}

void ScaledCanvas::text(Point at, const std::string& text, const TextStyle& style) {
  TextStyle scaled = style;
  scaled.size *= scale_;
  target_.text(moved(at), text, scaled);
}

Point ScaledCanvas::moved(Point p) const {
  return {p.x * scale_ + offset_.x, p.y * scale_ + offset_.y};
}

}  // namespace hamon
