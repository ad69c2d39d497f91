#include "capture/key_values.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace hamon {
namespace {

using testing::ElementsAre;

std::vector<std::string> pairs(std::string_view text) {
  std::vector<std::string> out;
  KeyValues values(text);
  while (const auto pair = values.next()) {
    out.push_back(std::string(pair->first) + "|" + std::string(pair->second));
  }
  return out;
}

TEST(KeyValues, TakesQuotesOffAndKeepsBlanksInThem) {
  EXPECT_THAT(pairs("a=1 b=\"x y=z\" c=\"\" d="), ElementsAre("a|1", "b|x y=z", "c|", "d|"));
}

TEST(KeyValues, TakesAnEscapedQuoteForPartOfTheValue) {
  EXPECT_THAT(pairs("a=\"x\\\"y\" b=1"), ElementsAre("a|x\\\"y", "b|1"));
}

TEST(KeyValues, ReadsCommasAsTheLineDoes) {
  EXPECT_THAT(pairs("a=1,b=\"x,y\",c=3"), ElementsAre("a|1", "b|x,y", "c|3"));
  EXPECT_THAT(pairs("a=1,2 b=3"), ElementsAre("a|1,2", "b|3"));
}

TEST(KeyValues, PassesOverWordsThatAreNoPair) {
  EXPECT_THAT(pairs("Aug 17 host a=1 =2 \"q\" b=3"), ElementsAre("a|1", "b|3"));
  EXPECT_THAT(pairs(""), ElementsAre());
  EXPECT_THAT(pairs("word"), ElementsAre());
}

TEST(KeyValues, EndsAValueWhoseQuoteIsNotClosedWithTheLine) {
  EXPECT_THAT(pairs("a=\"x y"), ElementsAre("a|x y"));
  EXPECT_THAT(pairs("a=\"x\\"), ElementsAre("a|x\\"));
  EXPECT_THAT(pairs("a=\""), ElementsAre("a|"));
}

}  // namespace
}  // namespace hamon
