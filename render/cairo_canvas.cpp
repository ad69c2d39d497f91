#include "render/cairo_canvas.hpp"

#include "render/colour.hpp"
#include "render/text_width.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include <cairo-ft.h>
#include <cairo-pdf.h>
#include <cairo.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_ADVANCES_H

namespace hamon {
namespace {

constexpr double kPointsPerInch = 72;
constexpr double kFarthest = 2e5;    // points; 1,200 dots an inch keep within Cairo's 24.8 numbers
constexpr double kWidestLine = 1e4;  // points
constexpr double kShortestDash =
    1;  // points of dash and gap together; shorter ones are endless work
constexpr double kLargestPage = 14'400;   // points; ISO 32000-1, annex C.2
constexpr double kSmallestLetters = 0.1;  // points; below, Cairo's matrices become singular
constexpr double kLargestLetters = 10'000;
constexpr double kFewestDots = 1;  // an inch
constexpr double kMostDots = 1'200;
constexpr std::size_t kAfterHeader =
    33;  // bytes: where the chunks behind PNG's signature and header begin
constexpr double kBoldLine = 0.035;  // em of outline that makes letters bold

template <auto Release>
struct Releaser {
  template <class T>
  void operator()(T* thing) const {
    Release(thing);
  }
};
using Surface = std::unique_ptr<cairo_surface_t, Releaser<cairo_surface_destroy>>;
using Context = std::unique_ptr<cairo_t, Releaser<cairo_destroy>>;
using Face = std::unique_ptr<cairo_font_face_t, Releaser<cairo_font_face_destroy>>;
using Options = std::unique_ptr<cairo_font_options_t, Releaser<cairo_font_options_destroy>>;

double bounded(double value, double least, double most) {
  return std::isfinite(value) ? std::clamp(value, least, most) : std::max(0.0, least);
}

Point bounded(Point p) {
  return {bounded(p.x, -kFarthest, kFarthest), bounded(p.y, -kFarthest, kFarthest)};
}

// A font file opened by FreeType. Cairo's caches may hold it longer than any canvas.
struct OpenFont {
  FT_Library library = nullptr;
  FT_Face face = nullptr;

  OpenFont() = default;
  OpenFont(const OpenFont&) = delete;
  OpenFont& operator=(const OpenFont&) = delete;
  ~OpenFont() {
    FT_Done_Face(face);
    FT_Done_FreeType(library);
  }
};

const cairo_user_data_key_t kOpenFontKey = {};

/// Letters of one font file: which there are and how wide they are.
class Typeface {
 public:
  static Result<Typeface> open(const std::string& path) {
    auto font = std::make_unique<OpenFont>();
    if (FT_Init_FreeType(&font->library) != 0 ||
        FT_New_Face(font->library, path.c_str(), 0, &font->face) != 0 ||
        !FT_IS_SCALABLE(font->face) || font->face->units_per_EM == 0 ||
        FT_Select_Charmap(font->face, FT_ENCODING_UNICODE) != 0) {
      return fail(message("this file cannot be read as a font"), path);
    }
    Typeface typeface;
    typeface.face_ = font->face;
    typeface.cairo_.reset(
        cairo_ft_font_face_create_for_ft_face(font->face, FT_LOAD_NO_BITMAP | FT_LOAD_NO_HINTING));
    const auto release = [](void* held) { delete static_cast<OpenFont*>(held); };
    if (cairo_font_face_set_user_data(typeface.cairo_.get(), &kOpenFontKey, font.get(), release) !=
        CAIRO_STATUS_SUCCESS) {
      return fail(message("this file cannot be read as a font"), path);
    }
    static_cast<void>(font.release());
    return typeface;
  }

  [[nodiscard]] cairo_font_face_t* cairo() const { return cairo_.get(); }

  /// 0: not in this font.
  [[nodiscard]] unsigned long glyph(char32_t c) const { return FT_Get_Char_Index(face_, c); }

  /// What is shown for a character that is not in this font.
  [[nodiscard]] unsigned long missing() const {
    for (const char32_t c : {U'\uFFFD', U'\u25A1', U'\u3013', U'?'}) {
      if (const unsigned long found = glyph(c); found != 0) {
        return found;
      }
    }
    return 0;
  }

  /// Em.
  [[nodiscard]] double advance(unsigned long glyph) const {
    FT_Fixed units = 0;
    if (FT_Get_Advance(face_, static_cast<FT_UInt>(glyph), FT_LOAD_NO_SCALE, &units) != 0) {
      return 0;
    }
    return static_cast<double>(units) / face_->units_per_EM;
  }

 private:
  FT_Face face_ = nullptr;  // owned by cairo_
  Face cairo_;
};

/// A line of text as glyphs that begin at 0, em.
struct Line {
  std::string text;
  std::vector<cairo_glyph_t> glyphs;
  std::vector<cairo_text_cluster_t> clusters;  // which bytes of `text` each glyph stands for
  double width = 0;
};

// Unicode sets 66 code points aside that are no characters; Cairo refuses text with them.
bool is_noncharacter(char32_t c) {
  return (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFEU) == 0xFFFEU;
}

std::string drawable(const std::string& text) {
  const std::string safe = printable(text);
  std::string out;
  for (std::size_t position = 0; position < safe.size();) {
    const std::size_t begin = position;
    const bool none = is_noncharacter(next_character(safe, position));
    out += none ? "\xEF\xBF\xBD" : safe.substr(begin, position - begin);
  }
  return out;
}

// A mark that takes no room lies over the character before it.
Line set_line(const std::string& text, const Typeface& typeface) {
  Line line;
  line.text = drawable(text);
  for (std::size_t position = 0; position < line.text.size();) {
    const std::size_t begin = position;
    const char32_t c = next_character(line.text, position);
    const int bytes = static_cast<int>(position - begin);
    const bool mark = char_width(c) == 0;
    const unsigned long found = typeface.glyph(c);
    if (mark && found == 0 && !line.clusters.empty()) {
      line.clusters.back().num_bytes += bytes;
      continue;
    }
    const unsigned long glyph = found != 0 ? found : typeface.missing();
    const double advance = typeface.advance(glyph);
    line.glyphs.push_back({glyph, mark ? std::max(0.0, line.width - advance) : line.width, 0});
    line.clusters.push_back({bytes, 1});
    line.width += mark ? 0 : advance;
  }
  return line;
}

// ISO 8601 without a fraction, as Cairo reads it.
std::string pdf_time(Timestamp t) {
  constexpr std::size_t kToTheSecond = 19;  // characters of 2026-03-02T10:00:00
  return format_time(t, TimeZone::utc()).substr(0, kToTheSecond) + "Z";
}

cairo_status_t append(void* file, const unsigned char* bytes, unsigned int count) {
  static_cast<std::string*>(file)->append(reinterpret_cast<const char*>(bytes), count);
  return CAIRO_STATUS_SUCCESS;
}

tl::unexpected<Error> cairo_failed(cairo_status_t status) {
  return fail(
      message("the drawing library could not write the file: {}", cairo_status_to_string(status)));
}

// CRC-32 of ISO 3309 as PNG chunks carry it (PNG 1.2, section 3.4).
std::uint32_t crc32(const std::string& bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
    }
  }
  return ~crc;
}

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    bytes += static_cast<char>((value >> shift) & 0xFFU);
  }
  return bytes;
}

// The chunk that says how large a pixel is (PNG 1.2, section 4.2.4.2): pixels a metre.
std::string physical_size(double dots_per_inch) {
  const std::string per_metre =
      big_endian(static_cast<std::uint32_t>(std::lround(dots_per_inch / 0.0254)));
  const std::string chunk = "pHYs" + per_metre + per_metre + '\x01';
  return big_endian(9) + chunk + big_endian(crc32(chunk));
}

}  // namespace

struct CairoCanvas::State {
  std::string file;  // outlives the surface that writes into it
  Typeface typeface;
  Surface surface;
  Context context;
  double dots_per_inch = kPointsPerInch;
  bool has_page = false;

  explicit State(Typeface letters) : typeface(std::move(letters)) {}

  void use(Surface target) {
    surface = std::move(target);
    context.reset(cairo_create(surface.get()));
  }

  [[nodiscard]] cairo_t* cairo() const { return context.get(); }

  void start_page(double scale) const {
    const Options options(cairo_font_options_create());
    cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
    cairo_identity_matrix(cairo());
    cairo_scale(cairo(), scale, scale);
    cairo_set_font_face(cairo(), typeface.cairo());
    cairo_set_font_options(cairo(), options.get());
    cairo_set_line_join(cairo(), CAIRO_LINE_JOIN_ROUND);
  }

  void trace(const Path& path) const {
    cairo_new_path(cairo());
    bool first = true;
    for (const Path::Part& part : path.parts) {
      const Point to = bounded(part.to);
      switch (std::exchange(first, false) ? Path::Kind::Move : part.kind) {
        case Path::Kind::Move:
          cairo_move_to(cairo(), to.x, to.y);
          break;
        case Path::Kind::Line:
          cairo_line_to(cairo(), to.x, to.y);
          break;
        case Path::Kind::Curve: {
          const Point a = bounded(part.a);
          const Point b = bounded(part.b);
          cairo_curve_to(cairo(), a.x, a.y, b.x, b.y, to.x, to.y);
          break;
        }
        case Path::Kind::Close:
          cairo_close_path(cairo());
          break;
      }
    }
  }

  /// False: the colour draws nothing.
  [[nodiscard]] bool set_colour(const std::string& text, double opacity) const {
    const auto colour = parse_colour(text);
    if (!colour) {
      return false;
    }
    const auto [red, green, blue] = *colour;
    cairo_set_source_rgba(cairo(), red / 255.0, green / 255.0, blue / 255.0, opacity);
    return true;
  }

  void set_dashes(const std::vector<double>& lengths) const {
    std::vector<double> dashes;
    double sum = 0;
    for (const double length : lengths) {
      dashes.push_back(bounded(length, 0, kFarthest));
      sum += dashes.back();
    }
    const bool solid = sum < kShortestDash;
    cairo_set_dash(cairo(), dashes.data(), solid ? 0 : static_cast<int>(dashes.size()), 0);
  }

  void show(const Line& line) const {
    cairo_show_text_glyphs(cairo(), line.text.data(), static_cast<int>(line.text.size()),
                           line.glyphs.data(), static_cast<int>(line.glyphs.size()),
                           line.clusters.data(), static_cast<int>(line.clusters.size()),
                           static_cast<cairo_text_cluster_flags_t>(0));
  }

  void show_outline(const Line& line, double width) const {
    cairo_new_path(cairo());
    cairo_glyph_path(cairo(), line.glyphs.data(), static_cast<int>(line.glyphs.size()));
    cairo_set_line_width(cairo(), width);
    cairo_set_dash(cairo(), nullptr, 0, 0);
    cairo_stroke(cairo());
  }

  Result<std::string> written() {
    if (const cairo_status_t status = cairo_surface_status(surface.get());
        status != CAIRO_STATUS_SUCCESS) {
      return cairo_failed(status);
    }
    return std::move(file);
  }
};

CairoCanvas::CairoCanvas(std::unique_ptr<State> state) : state_(std::move(state)) {}
CairoCanvas::CairoCanvas(CairoCanvas&&) noexcept = default;
CairoCanvas& CairoCanvas::operator=(CairoCanvas&&) noexcept = default;
CairoCanvas::~CairoCanvas() = default;

void CairoCanvas::begin_group(const std::string& /*id*/, const std::string& /*tooltip*/) {}
void CairoCanvas::end_group() {}

void CairoCanvas::draw(const Path& path, const Paint& paint) {
  state_->trace(path);
  if (state_->set_colour(paint.fill, bounded(paint.opacity, 0, 1))) {
    cairo_fill_preserve(state_->cairo());
  }
  if (paint.width > 0 && state_->set_colour(paint.line, 1)) {
    cairo_set_line_width(state_->cairo(), bounded(paint.width, 0, kWidestLine));
    state_->set_dashes(paint.dashes);
    cairo_stroke_preserve(state_->cairo());
  }
  cairo_new_path(state_->cairo());
}

void CairoCanvas::text(Point at, const std::string& text, const TextStyle& style) {
  const bool visible = style.size >= kSmallestLetters && style.size <= kLargestLetters;
  Line line = set_line(text, state_->typeface);
  if (!visible || line.glyphs.empty() || !state_->set_colour(style.colour, 1)) {
    return;
  }
  const double room = text_width(text, style);
  const double natural = line.width * style.size;
  const double squeeze = room > 0 && natural > room ? room / natural : 1;
  const Point start = bounded(at);
  double x = start.x;
  if (style.anchor != TextStyle::Anchor::Start) {
    x -= natural * squeeze / (style.anchor == TextStyle::Anchor::Middle ? 2 : 1);
  }
  for (cairo_glyph_t& glyph : line.glyphs) {
    glyph.x = bounded(x + glyph.x * style.size * squeeze, -kFarthest, kFarthest);
    glyph.y = start.y;
  }
  cairo_matrix_t letters;
  cairo_matrix_init_scale(&letters, style.size * squeeze, style.size);
  cairo_set_font_matrix(state_->cairo(), &letters);
  state_->show(line);
  if (style.bold) {
    state_->show_outline(line, style.size * kBoldLine);
  }
}

Result<PdfDocument> PdfDocument::create(const About& about, const std::string& font) {
  auto typeface = Typeface::open(font);
  if (!typeface) {
    return tl::unexpected(std::move(typeface).error());
  }
  auto state = std::make_unique<State>(std::move(*typeface));
  Surface surface(cairo_pdf_surface_create_for_stream(append, &state->file, 1, 1));
  const auto describe = [&](cairo_pdf_metadata_t what, const std::string& text) {
    cairo_pdf_surface_set_metadata(surface.get(), what, drawable(text).c_str());
  };
  describe(CAIRO_PDF_METADATA_TITLE, about.title);
  describe(CAIRO_PDF_METADATA_CREATOR, "Hamon " HAMON_VERSION);
  describe(CAIRO_PDF_METADATA_CREATE_DATE, pdf_time(about.created));
  state->use(std::move(surface));
  return PdfDocument(std::move(state));
}

void PdfDocument::begin_page(Size page) {
  const double width = bounded(page.width, 1, kFarthest);
  const double height = bounded(page.height, 1, kFarthest);
  const double scale = std::min(1.0, kLargestPage / std::max(width, height));
  if (std::exchange(state_->has_page, true)) {
    cairo_show_page(state_->cairo());
  }
  cairo_pdf_surface_set_size(state_->surface.get(), width * scale, height * scale);
  state_->start_page(scale);
}

Result<std::string> PdfDocument::finish() {
  if (state_->has_page) {
    cairo_show_page(state_->cairo());  // an empty last page is a page too
  }
  cairo_surface_finish(state_->surface.get());
  return state_->written();
}

Result<PngImage> PngImage::create(Size page, double dots_per_inch, const std::string& font) {
  const double dots = bounded(dots_per_inch, kFewestDots, kMostDots);
  const double scale = dots / kPointsPerInch;
  const double width = std::ceil(bounded(page.width, 1, kFarthest) * scale);
  const double height = std::ceil(bounded(page.height, 1, kFarthest) * scale);
  if (width > kLongestSide || height > kLongestSide || width * height > kMostPixels) {
    return fail(message("the PNG would have {} x {} pixels, more than can be drawn",
                        static_cast<std::int64_t>(width), static_cast<std::int64_t>(height)),
                {}, {}, message("take a smaller part of the diagram, or write PDF or SVG"));
  }
  auto typeface = Typeface::open(font);
  if (!typeface) {
    return tl::unexpected(std::move(typeface).error());
  }
  auto state = std::make_unique<State>(std::move(*typeface));
  state->dots_per_inch = dots;
  state->use(Surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(width),
                                                static_cast<int>(height))));
  state->start_page(scale);
  cairo_set_source_rgb(state->cairo(), 1, 1, 1);
  cairo_paint(state->cairo());
  return PngImage(std::move(state));
}

Result<std::string> PngImage::finish() {
  const cairo_status_t status =
      cairo_surface_write_to_png_stream(state_->surface.get(), append, &state_->file);
  Result<std::string> file = status == CAIRO_STATUS_SUCCESS
                                 ? state_->written()
                                 : Result<std::string>(cairo_failed(status));
  if (file) {
    file->insert(kAfterHeader, physical_size(state_->dots_per_inch));
  }
  return file;
}

}  // namespace hamon
