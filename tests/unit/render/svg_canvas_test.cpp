#include "render/svg_canvas.hpp"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

SvgCanvas page() {
  return {{200, 100}, "Data flows", "en"};
}

std::string drawn(const Path& path, const Paint& paint) {
  SvgCanvas canvas = page();
  canvas.draw(path, paint);
  return canvas.finish();
}

std::string written(const std::string& text, const TextStyle& style = {}) {
  SvgCanvas canvas = page();
  canvas.text({1, 2}, text, style);
  return canvas.finish();
}

TEST(SvgCanvas, NamesTheDocumentItsLanguageAndItsSize) {
  SvgCanvas canvas({595.28, 842}, "院内の<データ>フロー", "ja");
  const std::string svg = canvas.finish();
  EXPECT_THAT(svg, StartsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg "));
  EXPECT_THAT(
      svg, HasSubstr("width=\"595.3pt\" height=\"842pt\" viewBox=\"0 0 595.3 842\" lang=\"ja\""));
  EXPECT_THAT(svg, HasSubstr("aria-labelledby=\"document-title\""));
  EXPECT_THAT(svg, HasSubstr("<title id=\"document-title\">院内の&lt;データ&gt;フロー</title>"));
  EXPECT_THAT(svg, EndsWith("</svg>\n"));
}

TEST(SvgCanvas, GroupsWhatBelongsTogetherUnderATooltip) {
  SvgCanvas canvas = page();
  canvas.begin_group("flow-a-b", "one\n\"two\"");
  canvas.draw(Path().move({0, 0}).line({10, 0}), {"", "#000000", 1, {}, 1});
  canvas.end_group();
  EXPECT_THAT(canvas.finish(), HasSubstr("<g id=\"flow-a-b\"><title>one\n&quot;two&quot;</title>\n"
                                         "<path d=\"M0,0L10,0\" fill=\"none\" stroke=\"#000000\" "
                                         "stroke-width=\"1\"/>\n</g>\n"));
}

TEST(SvgCanvas, ClosesAGroupThatWasLeftOpen) {
  SvgCanvas canvas = page();
  canvas.begin_group("a", "");
  canvas.begin_group("b", "");
  EXPECT_THAT(canvas.finish(), HasSubstr("<g id=\"a\">\n</g>\n<g id=\"b\">\n</g>\n</svg>"));
}

TEST(SvgCanvas, DrawsLinesAndCurves) {
  const Path path = Path().move({0, 0}).line({1, 0}).curve({2, 0}, {2, 1}, {1, 1}).close();
  EXPECT_THAT(drawn(path, {"#FFFFFF", "", 1, {}, 1}),
              HasSubstr("<path d=\"M0,0L1,0C2,0 2,1 1,1Z\" fill=\"#FFFFFF\"/>"));
}

TEST(SvgCanvas, DrawsDashesAndTransparency) {
  EXPECT_THAT(drawn(Path::box({0, 0}, {1, 1}), {"#112233", "#445566", 1.5, {6, 3}, 0.85}),
              HasSubstr("fill=\"#112233\" fill-opacity=\"0.85\" stroke=\"#445566\" "
                        "stroke-width=\"1.5\" stroke-dasharray=\"6,3\"/>"));
}

TEST(SvgCanvas, WritesOneDigitSoThatTheLastPlaceNeverShows) {
  const double third = 1.0 / 3;
  const Path a = Path().move({third, -0.01}).line({0.1 + 0.2, 2});
  const Path b = Path().move({third + 1e-12, 0.01}).line({0.3, 2 - 1e-12});
  const Paint paint = {"", "#000000", 1, {}, 1};
  EXPECT_EQ(drawn(a, paint), drawn(b, paint));
  EXPECT_THAT(drawn(a, paint), HasSubstr("M0.3,0L0.3,2\""));
}

TEST(SvgCanvas, WritesNumbersThatViewersCanRead) {
  const std::string svg = drawn(Path().move({kNan, kInfinity}).line({-kInfinity, 1e300}),
                                {"", "#000000", kNan, {kNan, -1, kInfinity}, kNan});
  EXPECT_THAT(svg, HasSubstr("d=\"M0,0L0,1000000\""));
  EXPECT_THAT(svg, HasSubstr("stroke-width=\"0\" stroke-dasharray=\"0,0,0\""));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_THAT(svg, Not(HasSubstr("inf")));
}

TEST(SvgCanvas, AlwaysBeginsAPathWithAMove) {
  EXPECT_THAT(drawn(Path().line({1, 2}).line({3, 4}), {"", "#000000", 1, {}, 1}),
              HasSubstr("d=\"M1,2L3,4\""));
  EXPECT_THAT(drawn({}, {"#000000", "#000000", 1, {}, 1}), Not(HasSubstr("<path")));
}

TEST(SvgCanvas, TakesNoColourButSixHexadecimalDigits) {
  EXPECT_THAT(drawn(Path::box({0, 0}, {1, 1}), {"red\"/><script>", "#0072B2", 1, {}, 1}),
              HasSubstr("fill=\"none\" stroke=\"#0072B2\""));
}

TEST(SvgCanvas, WritesTextByItsStyle) {
  EXPECT_THAT(written("PACS & 電子カルテ"),
              HasSubstr("<text x=\"1\" y=\"2\" font-size=\"10\">PACS &amp; 電子カルテ</text>"));
  EXPECT_THAT(written("x", {12.5, true, TextStyle::Anchor::End, "#C04A00"}),
              HasSubstr("font-size=\"12.5\" font-weight=\"bold\" text-anchor=\"end\" "
                        "fill=\"#C04A00\">x</text>"));
  EXPECT_THAT(written(""), Not(HasSubstr("<text")));
}

TEST(SvgCanvas, ShowsWhatNoTextMayHoldAsASign) {
  EXPECT_THAT(written("a\x01\xFF\xE2\x80\xAE z"), HasSubstr(">a��� z</text>"));
}

TEST(XmlText, EscapesMarkupAndReplacesWhatXmlCannotHold) {
  EXPECT_EQ(xml_text("<a href=\"x\">&</a>"), "&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;");
  EXPECT_EQ(xml_text("a\nb\tc"), "a\nb\tc");
  EXPECT_EQ(xml_text(std::string("\0\x1B\xC0\xEF\xBF\xBF", 6)), "����");
}

}  // namespace
}  // namespace hamon
