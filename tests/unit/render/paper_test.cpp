#include "render/paper.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

/// Keeps the last thing that was drawn of each kind.
struct LastDrawn final : Canvas {
  std::string group;
  Path path;
  Paint paint;
  Point at;
  std::string words;
  TextStyle style;

  void begin_group(const std::string& id, const std::string& tooltip) override {
    group = id + ": " + tooltip;
  }
  void end_group() override { group += "."; }
  void draw(const Path& p, const Paint& how) override {
    path = p;
    paint = how;
  }
  void text(Point p, const std::string& t, const TextStyle& s) override {
    at = p;
    words = t;
    style = s;
  }
};

TEST(ParsePaper, KnowsTwoSheets) {
  EXPECT_EQ(parse_paper("a4"), Paper::A4);
  EXPECT_EQ(parse_paper("A3"), Paper::A3);
  for (const char* text : {"", "a5", "letter", "a4 "}) {
    EXPECT_EQ(parse_paper(text), std::nullopt) << text;
  }
}

// ISO 216: A4 is 210 x 297 mm, A3 297 x 420 mm; an inch has 25.4 mm and 72 points.
TEST(PaperSize, IsThatOfTheStandard) {
  EXPECT_NEAR(paper_size(Paper::A4).width, 595.28, 0.01);
  EXPECT_NEAR(paper_size(Paper::A4).height, 841.89, 0.01);
  EXPECT_NEAR(paper_size(Paper::A3).width, 841.89, 0.01);
  EXPECT_NEAR(paper_size(Paper::A3).height, 1190.55, 0.01);
}

TEST(PlaceOn, TurnsTheSheetToTheShapeOfTheDrawing) {
  EXPECT_GT(place_on(Paper::A4, {200, 100}).page.width, 800);
  EXPECT_LT(place_on(Paper::A4, {100, 200}).page.width, 600);
  EXPECT_LT(place_on(Paper::A4, {100, 100}).page.width, 600);
}

// A4 across: 841.89 - 56.7 = 785.19 points between the margins, for 1,570.38 half the size.
TEST(PlaceOn, MakesALargeDrawingAsSmallAsTheMarginsAsk) {
  const Placement placed = place_on(Paper::A4, {1570.38, 100});
  EXPECT_NEAR(placed.scale, 0.5, 1e-4);
  EXPECT_NEAR(placed.offset.x, kPaperMargin, 0.01);
  EXPECT_NEAR(placed.offset.y, kPaperMargin, 0.01);
}

TEST(PlaceOn, NeverLeavesTheSheet) {
  for (const Size content :
       {Size{1, 1}, Size{0, 0}, Size{1e6, 1}, Size{1, 1e6}, Size{3000, 3000}}) {
    for (const Paper paper : {Paper::A4, Paper::A3}) {
      const Placement placed = place_on(paper, content);
      EXPECT_GE(placed.offset.x, kPaperMargin - 1e-9);
      EXPECT_LE(placed.offset.x + content.width * placed.scale,
                placed.page.width - kPaperMargin + 1e-9);
      EXPECT_LE(placed.offset.y + content.height * placed.scale,
                placed.page.height - kPaperMargin + 1e-9);
    }
  }
}

TEST(PlaceOn, EnlargesASmallDrawingALittleAndPutsItInTheMiddle) {
  const Placement placed = place_on(Paper::A3, {200, 100});
  EXPECT_EQ(placed.scale, kMostEnlarged);
  EXPECT_NEAR(placed.offset.x, (placed.page.width - 300) / 2, 1e-9);
}

TEST(ScaledCanvas, ScalesAndMovesOutlinesLinesAndDashes) {
  LastDrawn target;
  ScaledCanvas half(target, 0.5, {10, 20});
  half.draw(Path().move({2, 4}).curve({0, 0}, {8, 8}, {100, 200}),
            {"#FFFFFF", "#000000", 3, {6, 2}, 0.7});
  ASSERT_EQ(target.path.parts.size(), 2U);
  EXPECT_EQ(target.path.parts[0].to, (Point{11, 22}));
  EXPECT_EQ(target.path.parts[1].a, (Point{10, 20}));
  EXPECT_EQ(target.path.parts[1].b, (Point{14, 24}));
  EXPECT_EQ(target.path.parts[1].to, (Point{60, 120}));
  EXPECT_EQ(target.paint.width, 1.5);
  EXPECT_EQ(target.paint.dashes, (std::vector<double>{3, 1}));
  EXPECT_EQ(target.paint.fill, "#FFFFFF");
  EXPECT_EQ(target.paint.opacity, 0.7);
}

TEST(ScaledCanvas, ScalesAndMovesTextAndPassesGroupsOn) {
  LastDrawn target;
  ScaledCanvas twice(target, 2, {1, 1});
  twice.begin_group("pacs", "tip");
  twice.text({5, 6}, "PACS", {9, true, TextStyle::Anchor::End, "#112233"});
  twice.end_group();
  EXPECT_EQ(target.group, "pacs: tip.");
  EXPECT_EQ(target.at, (Point{11, 13}));
  EXPECT_EQ(target.words, "PACS");
  EXPECT_EQ(target.style.size, 18);
  EXPECT_TRUE(target.style.bold);
  EXPECT_EQ(target.style.anchor, TextStyle::Anchor::End);
  EXPECT_EQ(target.style.colour, "#112233");
}

}  // namespace
}  // namespace hamon
