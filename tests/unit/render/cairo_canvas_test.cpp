#include "render/cairo_canvas.hpp"

#include "render/font_file.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string& font() {
  static const std::string path = find_font().value();
  return path;
}

std::string pdf(const std::string& title, Timestamp created,
                const std::string& text = "電子カルテ") {
  PdfDocument document = PdfDocument::create({title, created}, font()).value();
  document.begin_page({100, 50});
  document.text({10, 20}, text, {});
  return document.finish().value();
}

std::string png(const std::string& text, const TextStyle& style = {}) {
  PngImage image = PngImage::create({100, 50}, 72, font()).value();
  image.text({10, 20}, text, style);
  return image.finish().value();
}

// Four bytes of a PNG, most significant first: width at 16, height at 20 (PNG 1.2, section 4.1.1).
std::uint32_t number_at(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value = value << 8U | static_cast<unsigned char>(bytes.at(at + i));
  }
  return value;
}

TEST(PdfDocument, IsAPdfFile) {
  const std::string bytes = pdf("Data flows", Timestamp::from_seconds(0));
  EXPECT_THAT(bytes, StartsWith("%PDF-1."));
  EXPECT_THAT(bytes, EndsWith("%%EOF\n"));
}

TEST(PdfDocument, HasTheSameBytesForTheSameDrawing) {
  const Timestamp noon = Timestamp::from_seconds(43'200);
  EXPECT_EQ(pdf("a", noon), pdf("a", noon));
  EXPECT_NE(pdf("a", noon), pdf("b", noon));
  EXPECT_NE(pdf("a", noon), pdf("a", Timestamp::from_seconds(43'201)));
  EXPECT_NE(pdf("a", noon), pdf("a", noon, "電子"));
}

TEST(PdfDocument, CarriesTheDateThatItWasGivenToTheSecond) {
  EXPECT_THAT(pdf("a", Timestamp{43'200'999'999'999}), HasSubstr("19700101120000Z"));
  EXPECT_THAT(pdf("a", Timestamp{-1}), HasSubstr("19691231235959Z"));
  EXPECT_THAT(pdf("a", Timestamp::min()), HasSubstr("/CreationDate"));
  EXPECT_THAT(pdf("a", Timestamp::max()), HasSubstr("/CreationDate"));
}

TEST(PdfDocument, HasThePagesThatWereBegun) {
  PdfDocument document = PdfDocument::create({"", {}}, font()).value();
  document.begin_page({100, 50});
  document.begin_page({200, 50});
  EXPECT_THAT(document.finish().value(), HasSubstr("/Count 2"));
}

TEST(PdfDocument, IsAFileWithoutAnyPageToo) {
  PdfDocument document = PdfDocument::create({"", {}}, font()).value();
  EXPECT_THAT(document.finish().value(), StartsWith("%PDF-1."));
}

// 28,800 x 7,200 points become half as large.
TEST(PdfDocument, KeepsPagesWithinWhatReadersOpen) {
  PdfDocument document = PdfDocument::create({"", {}}, font()).value();
  document.begin_page({28'800, 7'200});
  EXPECT_THAT(document.finish().value(), HasSubstr("14400 3600 ]"));
}

TEST(PdfDocument, RefusesAFileThatIsNoFont) {
  const std::string path = testing::TempDir() + "hamon_no_font.ttf";
  std::ofstream(path) << "no font";
  const auto document = PdfDocument::create({"", {}}, path);
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().file, path);
  std::filesystem::remove(path);
  EXPECT_FALSE(PdfDocument::create({"", {}}, path));
  EXPECT_FALSE(PngImage::create({10, 10}, 72, path));
}

TEST(PngImage, HasThePixelsThatItsDotsMakeOfIt) {
  for (const auto& [dots, width, height] :
       {std::tuple{72.0, 100U, 50U}, {144.0, 200U, 100U}, {100.0, 139U, 70U}}) {
    PngImage image = PngImage::create({100, 50}, dots, font()).value();
    const std::string bytes = image.finish().value();
    EXPECT_EQ(number_at(bytes, 16), width) << dots;  // 100 / 72 * 100 = 138.9
    EXPECT_EQ(number_at(bytes, 20), height) << dots;
  }
}

TEST(PngImage, RefusesMorePixelsThanMemoryShouldHold) {
  // 10,000 x 10,000 is the most, at 72 dots an inch a pixel a point.
  for (const Size page : {Size{10'000, 10'001}, Size{32'768, 1}, Size{1, 32'768}, Size{1e300, 1}}) {
    const auto image = PngImage::create(page, 72, font());
    ASSERT_FALSE(image) << page.width << " x " << page.height;
    EXPECT_FALSE(image.error().hint.empty());
  }
  EXPECT_FALSE(PngImage::create({100, 100}, 72, font() + ".gone"));
  EXPECT_TRUE(PngImage::create({32'767, 1}, 72, font()));
}

TEST(PngImage, HasTheSameBytesForTheSameDrawing) {
  EXPECT_EQ(png("電子カルテ"), png("電子カルテ"));
  EXPECT_NE(png("電子カルテ"), png("電子カルタ"));
}

TEST(PngImage, ShowsASquareForWhatTheFontLacks) {
  EXPECT_NE(png("\U000E0100"), png("x"));
  EXPECT_EQ(png("\U0010FFFD"), png("\U0010FFFC"));  // private: in no font
  EXPECT_NE(png("\U0010FFFD"), png(""));
  EXPECT_EQ(png("\xFF"), png("\uFFFD"));
}

TEST(PngImage, DrawsBoldLettersDarker) {
  TextStyle bold;
  bold.bold = true;
  EXPECT_NE(png("電子カルテ", bold), png("電子カルテ"));
}

TEST(PngImage, DrawsNothingInNoColour) {
  TextStyle none;
  none.colour = "";
  EXPECT_EQ(png("x", none), png(""));
}

}  // namespace
}  // namespace hamon
