#include "render/chance_text.hpp"

#include "render/spread_json.hpp"

#include "support/rendered_hospital.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace hamon {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Json = nlohmann::ordered_json;

TextContext in(Language language) {
  return {Catalogue::in(language), false, 20};
}

Timestamp minute(int n) {
  return *parse_time("2026-06-09T00:00:00+09:00", nullptr) + Duration::minutes(n);
}

/// The vendor's address, and what 200 runs may have told of it.
struct Answer {
  FlowGraph graph = rendered_hospital();
  SpreadOptions options;
  SpreadResult result;
  Chance chance;

  Answer() {
    options.seeds = {{*graph.find_system("203.0.113.10"), graph.window()->begin}};
    result = spread(graph, SpreadIndex(graph), options);
    chance.runs = 200;
    chance.rng = 9;
    chance.rules = chance_rules(false);
    chance.systems.resize(graph.systems().size());
    at("203.0.113.10") = {200, 200, minute(0), minute(0), minute(0)};
    at("emr") = {150, 160, minute(5), minute(30), minute(80)};
    chance.compromised = {1, 2, 2, 1.75, 0.031};
    chance.data_affected = {1, 2, 3, 1.8, 0.03};
  }
  SystemChance& at(const char* name) { return chance.systems[index(*graph.find_system(name))]; }
};

TEST(ChanceText, TellsSizesAndEachSystemMostLikelyFirst) {
  const Answer a;
  const std::string text = chance_text(in(Language::English), a.graph, a.result, a.chance);
  EXPECT_THAT(text, HasSubstr("How likely, in 200 runs (random numbers 9)\n"));
  EXPECT_THAT(text, HasSubstr("2 in the middle run, 1 to 2 in nine of ten; mean 1.8 ± 0.03\n"));
  // √(0.75 · 0.25 / 200) = 3.06 %
  EXPECT_THAT(text, HasSubstr("75.0 %  3.1  emr"));
  EXPECT_THAT(text, HasSubstr("80.0 %  2026-06-09T00:05:00+09:00  2026-06-09T00:30:00+09:00  "
                              "2026-06-09T01:20:00+09:00\n"));
  EXPECT_LT(text.find("203.0.113.10"), text.find("75.0 %"));
  // Reached by spread, but in none of 200 runs: below 3 / 200, and no time is known.
  EXPECT_THAT(text, HasSubstr("< 1.5 %  0.0  nas"));
}

TEST(ChanceText, NamesEveryAssumptionOfTheProfile) {
  Answer a;
  const std::string text = chance_text(in(Language::English), a.graph, a.result, a.chance);
  EXPECT_THAT(text, HasSubstr("Assumed, not measured here"));
  EXPECT_THAT(text, HasSubstr("50.0 %  half within 29 min, log-normal, sigma 1\n"));
  EXPECT_THAT(text, HasSubstr("62.7 %  what was transferred, at 21 MB/s\n"));
  EXPECT_THAT(text, HasSubstr("100.0 %  up to 5 s\n"));
  EXPECT_THAT(text, Not(HasSubstr("weak ways")));
  a.chance.profile = Profile::Broad;
  EXPECT_THAT(chance_text(in(Language::English), a.graph, a.result, a.chance),
              HasSubstr("5.0 %  4 h later\n"));
}

TEST(ChanceText, SpeaksJapanese) {
  const Answer a;
  const std::string text = chance_text(in(Language::Japanese), a.graph, a.result, a.chance);
  EXPECT_THAT(text, HasSubstr("確率(試行 200 回、乱数の種 9)"));
  EXPECT_THAT(text, HasSubstr("次は仮定であり、ここで測ったものではない"));
}

TEST(ChanceText, ExplainsOneSystem) {
  const Answer a;
  const auto of = [&](const char* name) {
    return chance_text(in(Language::English), a.graph, a.result, a.chance,
                       *a.graph.find_system(name));
  };
  EXPECT_THAT(of("emr"), HasSubstr("In 150 of 200 runs it falls (75.0 %); half of these before "
                                   "2026-06-09T00:30:00+09:00\n"));
  EXPECT_THAT(of("gone"), IsEmpty());
}

TEST(SpreadJson, HasChancesOnlyWhereRunsWereMade) {
  const Answer a;
  const DocumentContext context;
  const Json without = Json::parse(spread_json(context, a.graph, a.options, a.result));
  EXPECT_TRUE(without["runs"].is_null());
  EXPECT_FALSE(without["assumptions"].contains("chances"));
  const Json with = Json::parse(spread_json(context, a.graph, a.options, a.result, {}, &a.chance));
  EXPECT_EQ(with["runs"]["count"], 200);
  EXPECT_EQ(with["runs"]["rng"], 9);
  EXPECT_EQ(with["runs"]["data_affected"]["p95"], 3);
  EXPECT_EQ(with["assumptions"]["chances"].size(), 6U);
  EXPECT_EQ(with["assumptions"]["chances"][0]["delay_s"], 29 * 60);
  for (const Json& system : without["systems"]) {
    EXPECT_TRUE(system["probability"].is_null());
    EXPECT_TRUE(system["standard_error"].is_null());
  }
  for (const Json& system : with["systems"]) {
    if (system["system"] == "emr") {
      EXPECT_EQ(system["probability"], 0.75);
      EXPECT_NEAR(system["standard_error"].get<double>(), 0.0306186, 1e-7);
      EXPECT_EQ(system["data_probability"], 0.8);
      EXPECT_EQ(system["arrival_median"], "2026-06-09T00:30:00+09:00");
    } else if (system["ring"] == "unseen") {
      EXPECT_TRUE(system["probability"].is_null()) << "no chance is known of what nobody saw";
    }
  }
}

}  // namespace
}  // namespace hamon
