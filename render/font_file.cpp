#include "render/font_file.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>

namespace hamon {
namespace {

bool is_there(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored);
}

}  // namespace

std::span<const FontFile> known_fonts() {
  static constexpr std::array<FontFile, 5> kFonts = {{
      {"/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf", "fonts-ipaexfont-gothic"},
      {"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "fonts-noto-cjk"},
      {"/usr/share/fonts/opentype/ipafont-gothic/ipagp.ttf", "fonts-ipafont-gothic"},
      {"/usr/share/fonts/truetype/vlgothic/VL-PGothic-Regular.ttf", "fonts-vlgothic"},
      {"/usr/share/fonts/truetype/takao-gothic/TakaoPGothic.ttf", "fonts-takao-gothic"},
  }};
  return kFonts;
}

std::string chosen_font() {
  const char* font = std::getenv("HAMON_FONT");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  return font == nullptr ? std::string() : font;
}

Result<std::string> find_font(const std::string& chosen, std::span<const FontFile> fonts) {
  if (!chosen.empty()) {
    if (is_there(chosen)) {
      return chosen;
    }
    return fail(message("there is no such font file"), chosen);
  }
  for (const FontFile& font : fonts) {
    if (is_there(font.path)) {
      return std::string(font.path);
    }
  }
  return fail(message("PDF and PNG need a Japanese font, and none was found"), {}, {},
              message("install the package {} (apt install {}), or write SVG, which needs no font",
                      known_fonts().front().package, known_fonts().front().package));
}

}  // namespace hamon
