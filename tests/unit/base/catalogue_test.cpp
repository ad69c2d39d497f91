#include "base/catalogue.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

TEST(Catalogue, FillsArgumentsInTheOrderOfEachLanguage) {
  const Message m = message("{} of {}", 3, "x");
  EXPECT_EQ(Catalogue::in(Language::English).text(m), "3 of x");
}

TEST(Catalogue, ShowsTheEnglishSentenceWhereThereIsNoJapaneseOne) {
  EXPECT_EQ(Catalogue::in(Language::Japanese).text("qqq no such sentence"), "qqq no such sentence");
}

TEST(Catalogue, SpeaksJapanese) {
  EXPECT_EQ(Catalogue::in(Language::Japanese).text("coverage"), "観測範囲");
}

TEST(ParseLanguage, TakesLocaleNames) {
  EXPECT_EQ(parse_language("ja_JP.UTF-8"), Language::Japanese);
  EXPECT_EQ(parse_language("en"), Language::English);
  EXPECT_EQ(parse_language("C"), std::nullopt);
  EXPECT_EQ(parse_language("java"), std::nullopt);
}

}  // namespace
}  // namespace hamon
