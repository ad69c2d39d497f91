#include "render/canvas.hpp"

#include "render/text_width.hpp"

#include <algorithm>
#include <cmath>

namespace hamon {
namespace {

// A quarter of an ellipse as one cubic Bézier curve: control points at 4/3 (sqrt 2 - 1) of the
// radius keep within 0.03 % of it (Goldapp, "Approximation of circular arcs by cubic polynomials",
// Computer Aided Geometric Design 8 (1991)).
constexpr double kQuarter = 0.5522847498307936;

// Advance widths of the printable ASCII characters, hundredths of an em: as wide as the widest of
// the faces that a diagram is commonly shown in. Signs that one face alone draws very wide
// (mathematical ones in DejaVu Sans) are a compromise.
constexpr int kAscii[] = {
    32, 36, 46, 72, 60, 95, 72, 27, 37, 37, 48, 70, 31, 36, 31, 44,  //  !"#$%&'()*+,-./
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 33, 33, 70, 70, 70, 55,  // 0123456789:;<=>?
    98, 69, 69, 73, 77, 67, 61, 78, 76, 30, 50, 67, 56, 90, 76, 80,  // @ABCDEFGHIJKLMNO
    67, 80, 72, 67, 62, 75, 68, 96, 69, 66, 68, 37, 44, 37, 60, 56,  // PQRSTUVWXYZ[\]^_
    55, 62, 64, 55, 64, 62, 35, 64, 64, 28, 28, 58, 28, 97, 64, 62,  // `abcdefghijklmno
    64, 64, 41, 52, 39, 64, 59, 82, 59, 59, 53, 40, 32, 40, 70};     // pqrstuvwxyz{|}~
static_assert(std::size(kAscii) == 0x7F - 0x20);

constexpr int kEm = 100;
constexpr int kHalf = 50;
constexpr int kLatin = 76;  // a letter with a mark, capital or small
constexpr int kEnDash = 56;
constexpr int kBold = 108;  // of a hundred

bool is_halfwidth(char32_t c) {
  return (c >= 0xFF61 && c <= 0xFFDC) || (c >= 0xFFE8 && c <= 0xFFEE);
}

bool is_latin_letter(char32_t c) {
  return c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7;
}

// Hundredths of an em. What Japanese faces draw as wide as a kanji (Greek, arrows, numbers in
// circles, the signs that UAX #11 calls Ambiguous) counts as one.
int width_of(char32_t c) {
  if (c >= 0x20 && c < 0x7F) {
    return kAscii[c - 0x20];
  }
  const bool control = c < 0xA0;  // shown as U+FFFD
  if (!control && char_width(c) == 0) {
    return 0;
  }
  if (is_halfwidth(c)) {
    return kHalf;
  }
  if (is_latin_letter(c)) {
    return kLatin;
  }
  if (c == 0xA0) {
    return kAscii[0];
  }
  return c == 0x2013 ? kEnDash : kEm;
}

}  // namespace

Path& Path::move(Point to) {
  parts.push_back({Kind::Move, {}, {}, to});
  return *this;
}

Path& Path::line(Point to) {
  parts.push_back({Kind::Line, {}, {}, to});
  return *this;
}

Path& Path::curve(Point a, Point b, Point to) {
  parts.push_back({Kind::Curve, a, b, to});
  return *this;
}

Path& Path::close() {
  parts.push_back({Kind::Close, {}, {}, {}});
  return *this;
}

Path Path::box(Point upper_left, Size size, double radius) {
  const double left = upper_left.x;
  const double top = upper_left.y;
  const double right = left + size.width;
  const double bottom = top + size.height;
  const double r = std::min({radius, size.width / 2, size.height / 2});
  Path path;
  if (!(r > 0)) {
    return path.move({left, top})
        .line({right, top})
        .line({right, bottom})
        .line({left, bottom})
        .close();
  }
  const double k = r * (1 - kQuarter);  // from the corner to the control points
  return path.move({left + r, top})
      .line({right - r, top})
      .curve({right - k, top}, {right, top + k}, {right, top + r})
      .line({right, bottom - r})
      .curve({right, bottom - k}, {right - k, bottom}, {right - r, bottom})
      .line({left + r, bottom})
      .curve({left + k, bottom}, {left, bottom - k}, {left, bottom - r})
      .line({left, top + r})
      .curve({left, top + k}, {left + k, top}, {left + r, top})
      .close();
}

Path Path::ellipse(Point centre, Size size) {
  const double rx = size.width / 2;
  const double ry = size.height / 2;
  const double kx = rx * kQuarter;
  const double ky = ry * kQuarter;
  const auto [x, y] = centre;
  Path path;
  return path.move({x + rx, y})
      .curve({x + rx, y + ky}, {x + kx, y + ry}, {x, y + ry})
      .curve({x - kx, y + ry}, {x - rx, y + ky}, {x - rx, y})
      .curve({x - rx, y - ky}, {x - kx, y - ry}, {x, y - ry})
      .curve({x + kx, y - ry}, {x + rx, y - ky}, {x + rx, y})
      .close();
}

double text_width(const std::string& text, const TextStyle& style) {
  std::int64_t hundredths = 0;
  for (std::size_t position = 0; position < text.size();) {
    hundredths += width_of(next_character(text, position));
  }
  return static_cast<double>(hundredths * (style.bold ? kBold : 100)) * style.size / 10000;
}

}  // namespace hamon
