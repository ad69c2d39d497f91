#include "render/canvas.hpp"

#include "render/colour.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace hamon {
namespace {

double width(const std::string& text, bool bold = false) {
  TextStyle style;
  style.size = 10;
  style.bold = bold;
  return text_width(text, style);
}

// Helvetica's published widths (Adobe Font Metrics, thousandths of an em): H 722, a 556, m 833,
// o 556, n 556; 0..9 556 each. Verdana and its kin are up to 15 % wider than that.
TEST(TextWidth, IsALittleMoreThanCommonSansSerifLettersTake) {
  const double helvetica = 7.22 + 5.56 + 8.33 + 5.56 + 5.56;
  EXPECT_GE(width("Hamon"), helvetica);
  EXPECT_LE(width("Hamon"), helvetica * 1.20);
  EXPECT_GE(width("192"), 3 * 5.56);
  EXPECT_LE(width("192"), 3 * 5.56 * 1.20);
}

TEST(TextWidth, GivesWideCharactersAnEmAndHalfwidthKatakanaHalfOfIt) {
  EXPECT_DOUBLE_EQ(width("電子カルテ"), 50);
  EXPECT_DOUBLE_EQ(width("ｶﾙﾃ"), 15);
  EXPECT_DOUBLE_EQ(width("（）"), 20);
}

// Japanese faces draw these as wide as a kanji, though terminals give them one column.
TEST(TextWidth, GivesWhatJapaneseFacesDrawWideAnEm) {
  EXPECT_DOUBLE_EQ(width("→①α"), 30);
}

TEST(TextWidth, GivesCombiningMarksNothing) {
  EXPECT_DOUBLE_EQ(width("e\u0301"), width("e"));
  EXPECT_DOUBLE_EQ(width(""), 0);
}

TEST(TextWidth, CountsABrokenByteAsTheSignThatIsShownForIt) {
  EXPECT_DOUBLE_EQ(width("\xFF"), width("\uFFFD"));
  EXPECT_DOUBLE_EQ(width("\x01"), width("\uFFFD"));
}

TEST(TextWidth, IsWiderInBoldAndGrowsWithTheLetters) {
  EXPECT_GT(width("PACS", true), width("PACS"));
  TextStyle style;
  style.size = 20;
  EXPECT_DOUBLE_EQ(text_width("PACS", style), 2 * width("PACS"));
}

TEST(TextWidth, IsTheSumOfItsCharacters) {
  double sum = 0;
  std::string all;
  for (char c = ' '; c <= '~'; ++c) {
    EXPECT_GT(width(std::string(1, c)), 2) << c;
    sum += width(std::string(1, c));
    all += c;
  }
  EXPECT_NEAR(width(all), sum, 1e-9);
}

TEST(PathBox, HasFourSharpCornersWithoutARadius) {
  const Path box = Path::box({10, 20}, {30, 40});
  ASSERT_EQ(box.parts.size(), 5U);
  EXPECT_EQ(box.parts[0].to, (Point{10, 20}));
  EXPECT_EQ(box.parts[1].to, (Point{40, 20}));
  EXPECT_EQ(box.parts[2].to, (Point{40, 60}));
  EXPECT_EQ(box.parts[3].to, (Point{10, 60}));
  EXPECT_EQ(box.parts[4].kind, Path::Kind::Close);
}

TEST(PathBox, RoundsItsCornersWithinTheBox) {
  for (const double radius : {5.0, 1000.0, std::numeric_limits<double>::infinity()}) {
    for (const Path::Part& part : Path::box({0, 0}, {30, 40}, radius).parts) {
      if (part.kind != Path::Kind::Close) {
        EXPECT_GE(part.to.x, 0);
        EXPECT_LE(part.to.x, 30);
        EXPECT_GE(part.to.y, 0);
        EXPECT_LE(part.to.y, 40);
      }
    }
  }
}

// The middle of a cubic curve is (p + 3a + 3b + q) / 8; on the unit circle it lies at 45 degrees.
TEST(PathEllipse, FollowsTheCircle) {
  const Path circle = Path::ellipse({0, 0}, {2, 2});
  ASSERT_EQ(circle.parts.size(), 6U);
  Point from = circle.parts[0].to;
  for (std::size_t i = 1; i <= 4; ++i) {
    const Path::Part& part = circle.parts[i];
    const double x = (from.x + 3 * part.a.x + 3 * part.b.x + part.to.x) / 8;
    const double y = (from.y + 3 * part.a.y + 3 * part.b.y + part.to.y) / 8;
    EXPECT_NEAR(std::abs(x), std::sqrt(0.5), 1e-9);
    EXPECT_NEAR(std::abs(y), std::sqrt(0.5), 1e-9);
    EXPECT_NEAR(std::hypot(part.to.x, part.to.y), 1, 1e-12);
    from = part.to;
  }
}

TEST(ParseColour, ReadsSixHexadecimalDigits) {
  ASSERT_TRUE(parse_colour("#0A7fFF"));
  EXPECT_EQ(*parse_colour("#0A7fFF"), (std::array<std::uint8_t, 3>{10, 127, 255}));
}

TEST(ParseColour, RefusesEverythingElse) {
  for (const char* text : {"", "red", "#FFF", "#GGGGGG", "#12345", "#1234567", "#-1-1-1", "#12 456",
                           "x123456", "#FFFFFF\" onload=\"x"}) {
    EXPECT_FALSE(parse_colour(text)) << text;
  }
}

}  // namespace
}  // namespace hamon
