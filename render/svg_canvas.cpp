#include "render/svg_canvas.hpp"

#include "render/colour.hpp"
#include "render/text_width.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

namespace hamon {
namespace {

constexpr const char* kFonts =
    "Noto Sans CJK JP, Noto Sans JP, IPAexGothic, Yu Gothic, Meiryo, Hiragino Sans, sans-serif";
constexpr double kFarthest = 1e6;  // points; more than any page, and exact in a viewer's floats

// At most one digit, never "-0".
std::string number(double value) {
  const double finite = std::isfinite(value) ? std::clamp(value, -kFarthest, kFarthest) : 0;
  const double tenths = std::round(finite * 10);
  if (tenths == 0) {
    return "0";
  }
  std::string digits = fmt::format("{:.1f}", tenths / 10);
  if (digits.ends_with(".0")) {
    digits.resize(digits.size() - 2);
  }
  return digits;
}

std::string point(Point p) {
  return number(p.x) + "," + number(p.y);
}

std::string colour_or_none(const std::string& colour) {
  return parse_colour(colour) ? colour : "none";
}

std::string path_data(const Path& path) {
  std::string data;
  for (const Path::Part& part : path.parts) {
    switch (data.empty() ? Path::Kind::Move : part.kind) {
      case Path::Kind::Move:
        data += "M" + point(part.to);
        break;
      case Path::Kind::Line:
        data += "L" + point(part.to);
        break;
      case Path::Kind::Curve:
        data += "C" + point(part.a) + " " + point(part.b) + " " + point(part.to);
        break;
      case Path::Kind::Close:
        data += "Z";
        break;
    }
  }
  return data;
}

std::string dash_list(const std::vector<double>& dashes) {
  std::string list;
  for (const double length : dashes) {
    list += (list.empty() ? "" : ",") + number(std::max(0.0, length));
  }
  return list;
}

const char* anchor_name(TextStyle::Anchor anchor) {
  switch (anchor) {
    case TextStyle::Anchor::Middle:
      return " text-anchor=\"middle\"";
    case TextStyle::Anchor::End:
      return " text-anchor=\"end\"";
    case TextStyle::Anchor::Start:
      break;
  }
  return "";
}

// Each line without what would turn round the order of its letters.
std::string printable_lines(const std::string& text) {
  std::string lines;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines += (begin == 0 ? "" : "\n") + printable(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t c = next_character(text, at);
    switch (c) {
      case U'&':
        out += "&amp;";
        break;
      case U'<':
        out += "&lt;";
        break;
      case U'>':
        out += "&gt;";
        break;
      case U'"':
        out += "&quot;";
        break;
      default:
        // XML 1.0, section 2.2: no other control characters, and neither U+FFFE nor U+FFFF.
        if ((c < 0x20 && c != U'\n' && c != U'\t') || c == 0xFFFD || c == 0xFFFE || c == 0xFFFF) {
          out += "\xEF\xBF\xBD";
        } else {
          out += text.substr(begin, at - begin);
        }
    }
  }
  return out;
}

SvgCanvas::SvgCanvas(Size page, const std::string& title, const std::string& language) {
  // The role keeps the text of the drawing readable for a screen reader, which `img` would not.
  fmt::format_to(std::back_inserter(out_),
                 "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                 "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}pt\" height=\"{1}pt\" "
                 "viewBox=\"0 0 {0} {1}\" lang=\"{2}\" xml:lang=\"{2}\" xml:space=\"preserve\" "
                 "role=\"graphics-document document\" aria-labelledby=\"document-title\" "
                 "font-family=\"{3}\" stroke-linejoin=\"round\">\n"
                 "<title id=\"document-title\">{4}</title>\n"
                 "<rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>\n",
                 number(page.width), number(page.height), xml_text(language), kFonts,
                 xml_text(printable(title)));
}

void SvgCanvas::begin_group(const std::string& id, const std::string& tooltip) {
  end_group();
  out_ += id.empty() ? "<g>" : fmt::format("<g id=\"{}\">", xml_text(id));
  if (!tooltip.empty()) {
    out_ += fmt::format("<title>{}</title>", xml_text(printable_lines(tooltip)));
  }
  out_ += "\n";
  in_group_ = true;
}

void SvgCanvas::end_group() {
  if (in_group_) {
    out_ += "</g>\n";
    in_group_ = false;
  }
}

void SvgCanvas::draw(const Path& path, const Paint& paint) {
  if (path.parts.empty()) {
    return;
  }
  const std::string fill = colour_or_none(paint.fill);
  const std::string line = colour_or_none(paint.line);
  out_ += fmt::format("<path d=\"{}\" fill=\"{}\"", path_data(path), fill);
  if (fill != "none" && paint.opacity < 1) {
    out_ += fmt::format(" fill-opacity=\"{:.2f}\"", std::max(0.0, paint.opacity));
  }
  if (line != "none") {
    out_ +=
        fmt::format(" stroke=\"{}\" stroke-width=\"{}\"", line, number(std::max(0.0, paint.width)));
    if (!paint.dashes.empty()) {
      out_ += fmt::format(" stroke-dasharray=\"{}\"", dash_list(paint.dashes));
    }
  }
  out_ += "/>\n";
}

void SvgCanvas::text(Point at, const std::string& text, const TextStyle& style) {
  if (text.empty()) {
    return;
  }
  out_ += fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"{}\"{}{}", number(at.x), number(at.y),
                      number(style.size), style.bold ? " font-weight=\"bold\"" : "",
                      anchor_name(style.anchor));
  if (style.colour != "#000000") {
    out_ += fmt::format(" fill=\"{}\"", colour_or_none(style.colour));
  }
  out_ += fmt::format(">{}</text>\n", xml_text(printable(text)));
}

std::string SvgCanvas::finish() {
  end_group();
  out_ += "</svg>\n";
  return std::move(out_);
}

}  // namespace hamon
