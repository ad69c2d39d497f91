#include "render/cairo_canvas.hpp"
#include "render/font_file.hpp"
#include "render/paper.hpp"
#include "render/svg_canvas.hpp"

#include <fstream>
#include <iostream>
#include <limits>
#include <string>
#include <utility>

// Writes the drawings that read_back.py reads: the same page as SVG, PDF and PNG, and hostile ones.
// Usage: write_pages DIRECTORY
namespace {

using namespace hamon;

constexpr Size kPage = {360, 240};

// A zone with two systems of common shapes, an arrow, and text of every kind.
void draw_page(Canvas& canvas) {
  canvas.begin_group("zone", "ward <3F> & OR");
  canvas.draw(Path::box({20, 50}, {320, 120}, 8), {"#DCEEF9", "#0072B2", 1.5, {6, 3}, 1});
  canvas.text({30, 66}, "病棟ゾーン（3階）", {11, true, TextStyle::Anchor::Start, "#0072B2"});
  canvas.end_group();
  canvas.begin_group("pacs", "PACS");
  canvas.draw(Path::box({40, 80}, {90, 40}), {"#FFFFFF", "#44546A", 1, {}, 1});
  canvas.text({85, 104}, "画像サーバ PACS", {10, false, TextStyle::Anchor::Middle, "#000000"});
  canvas.end_group();
  canvas.draw(Path::ellipse({270, 100}, {100, 50}), {"#E69F00", "#B87A00", 2, {}, 0.4});
  canvas.text({270, 104}, "電子カルテ", {10, true, TextStyle::Anchor::Middle, "#000000"});
  canvas.draw(Path().move({130, 100}).curve({160, 80}, {190, 80}, {212, 98}),
              {"", "#C04A00", 2, {2, 2}, 1});
  canvas.draw(Path().move({220, 100}).line({210, 95}).line({210, 103}).close(),
              {"#C04A00", "", 1, {}, 1});
  canvas.text({340, 190}, "ｶﾙﾃ 10.0.0.1:443/tcp", {9, false, TextStyle::Anchor::End, "#000000"});
  canvas.text({20, 190}, "ABC abc 𠮷 → ①", {12, false, TextStyle::Anchor::Start, "#009E73"});
  // Forty slashes of IPAex Gothic take 200 points, of most faces less than their 176 points' room.
  canvas.text({20, 225}, std::string(40, '/'), {});
  canvas.draw(Path::box({300, 210}, {40, 20}), {"#FF0000", "", 1, {}, 1});
}

void draw_hostile(Canvas& canvas) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr double kHuge = std::numeric_limits<double>::max();
  canvas.end_group();
  canvas.begin_group("a", std::string("\0<&\x1B\xFF\xEF\xBF\xBF", 8));
  canvas.begin_group("b", "");
  for (const double n : {kNan, kInfinity, -kInfinity, kHuge, -kHuge, 0.0, -1.0, 1e-300}) {
    canvas.draw(Path().line({n, 1}).curve({n, n}, {1, n}, {n, n}).close().close(),
                {"#FF0000", "#000000", n, {n, n}, n});
    canvas.draw(Path().close(), {"", "#000000", 1, {n}, 1});
    canvas.draw(Path::box({n, 0}, {n, 10}, n), {"blue", "#00", 1, {0, 0}, 1});
    canvas.draw(Path::ellipse({5, n}, {n, n}), {"#00FF00", "#000000", 1, {1e-9, 1e-9}, 1});
    canvas.draw(Path().move({-1e6, n}).line({1e6, n}), {"", "#000000", 1, {3, 1}, 1});
    canvas.text({n, n}, "somewhere", {n, true, TextStyle::Anchor::Middle, "#000000"});
    canvas.text({10, n}, "there", {10, false, TextStyle::Anchor::End, ""});
  }
  const TextStyle plain;
  for (const std::string& text :
       {std::string(), std::string("\0", 1), std::string("\x01\x7F\xC2\x85"),
        std::string("\xFF\xC0\x80"), std::string("\xED\xA0\x80"), std::string("\xF4\x90\x80\x80"),
        std::string("\xEF\xBF\xBE \xEF\xB7\x90 \xF0\x9F\xBF\xBF"), std::string("\xE2\x80\xAE]]>"),
        std::string("\xCC\x81\xCC\x81"), std::string("\xE2\x80\x8D"), std::string("𠮷🏥"),
        std::string(20'000, 'W')}) {
    canvas.text({10, 100}, text, plain);
  }
}

bool write(const std::string& path, const Result<std::string>& bytes) {
  if (!bytes) {
    std::cerr << path << ": " << bytes.error().what.id << '\n';
    return false;
  }
  std::ofstream file(path, std::ios::binary);
  file << *bytes;
  return file.good();
}

PdfDocument::About about() {
  return {"院内データフロー図 <ward>", Timestamp::from_seconds(1'772'445'600)};  // 2026-03-02 10:00
}

bool write_svg(const std::string& path, void (*drawing)(Canvas&)) {
  SvgCanvas canvas(kPage, "院内データフロー図 <ward>", "ja");
  drawing(canvas);
  return write(path, canvas.finish());
}

bool write_pdf(const std::string& path, void (*drawing)(Canvas&), const std::string& font) {
  auto document = PdfDocument::create(about(), font);
  if (!document) {
    return write(path, tl::unexpected(document.error()));
  }
  document->begin_page(kPage);
  drawing(*document);
  const Placement sheet = place_on(Paper::A3, kPage);
  document->begin_page(sheet.page);
  ScaledCanvas scaled(*document, sheet.scale, sheet.offset);
  drawing(scaled);
  return write(path, document->finish());
}

bool write_png(const std::string& path, void (*drawing)(Canvas&), const std::string& font) {
  auto image = PngImage::create(kPage, 144, font);
  if (!image) {
    return write(path, tl::unexpected(image.error()));
  }
  drawing(*image);
  return write(path, image->finish());
}

}  // namespace

int main(int argc, char** argv) {
  const auto font = hamon::find_font();
  if (argc != 2 || !font) {
    std::cerr << (font ? "usage: write_pages DIRECTORY" : font.error().what.id) << '\n';
    return 2;
  }
  const std::string to = std::string(argv[1]) + "/";
  const bool written =
      write_svg(to + "page.svg", draw_page) && write_pdf(to + "page.pdf", draw_page, *font) &&
      write_png(to + "page.png", draw_page, *font) && write_svg(to + "hostile.svg", draw_hostile) &&
      write_pdf(to + "hostile.pdf", draw_hostile, *font) &&
      write_png(to + "hostile.png", draw_hostile, *font);
  return written ? 0 : 1;
}
