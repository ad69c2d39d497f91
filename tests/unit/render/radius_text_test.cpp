#include "render/radius_text.hpp"

#include "render/radius_json.hpp"

#include "support/rendered_hospital.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

RadiusRanking ranking_of(const FlowGraph& graph) {
  RadiusOptions options;
  options.from = graph.window()->begin;
  return rank_radii(graph, SpreadIndex(graph), options);
}

std::string text_in(Language language, std::size_t rows) {
  const FlowGraph graph = rendered_hospital();
  return radius_text({Catalogue::in(language), false, rows}, graph, ranking_of(graph));
}

TEST(RadiusText, SaysThatItIsPossibleAndWhatARankIsNot) {
  const std::string text = text_in(Language::English, 20);
  EXPECT_THAT(text, HasSubstr("This is what is possible, not what happened."));
  EXPECT_THAT(text, HasSubstr("The rank does not say how likely that is."));
  EXPECT_THAT(text, HasSubstr("see `hamon coverage`"));
}

TEST(RadiusText, ListsSystemsOutsideApartAndEverySystemOnce) {
  const std::string text = text_in(Language::English, 100);
  const std::size_t outside = text.find("Systems outside");
  const std::size_t inside = text.find("Systems inside");
  ASSERT_NE(outside, std::string::npos);
  ASSERT_NE(inside, std::string::npos);
  EXPECT_THAT(text.substr(outside, inside - outside), HasSubstr("203.0.113.10"));
  EXPECT_THAT(text.substr(inside), HasSubstr("emr"));
  EXPECT_THAT(text.substr(inside), Not(HasSubstr("203.0.113.10")));
}

TEST(RadiusText, IsShortenedToTheRowsAskedFor) {
  EXPECT_THAT(text_in(Language::English, 1), HasSubstr("more (--json has all)"));
  EXPECT_THAT(text_in(Language::English, 100), Not(HasSubstr("more (--json has all)")));
}

TEST(RadiusText, SpeaksJapanese) {
  EXPECT_THAT(text_in(Language::Japanese, 20), HasSubstr("内部の機器(広がりの大きい順)"));
}

TEST(RadiusJson, KeepsHowManyThereAreWhereItIsCut) {
  const FlowGraph graph = rendered_hospital();
  const std::string json = radius_json({}, graph, ranking_of(graph), 1);
  EXPECT_THAT(json, HasSubstr(fmt::format("\"systems\": {}", graph.systems().size())));
}

}  // namespace
}  // namespace hamon
