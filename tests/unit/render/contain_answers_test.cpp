#include "render/contain_json.hpp"
#include "render/contain_text.hpp"

#include "support/rendered_hospital.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace hamon {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Somebody outside is on emr by remote desktop; emr writes to nas, and the maintenance is not
// known.
struct Answer {
  FlowGraph graph = rendered_hospital();
  ContainOptions options;
  ContainResult result;

  explicit Answer(const std::vector<std::string>& protect, std::optional<int> minutes = {}) {
    options.spread.seeds = {{*graph.find_system("203.0.113.10"), graph.window()->begin}};
    for (const std::string& name : protect) {
      options.protect.push_back(*graph.find_system(name));
    }
    if (minutes) {
      options.at = graph.window()->begin + Duration::minutes(*minutes);
    }
    result = contain(graph, SpreadIndex(graph), options);
  }
  [[nodiscard]] std::string text(Language language) const {
    return contain_text({Catalogue::in(language)}, graph, options, result);
  }
  [[nodiscard]] nlohmann::json json() const {
    return nlohmann::json::parse(contain_json({"id", {}, Timestamp{}}, graph, options, result));
  }
};

TEST(ContainText, TellsTheThreeCutsWhatStopsAndThatItIsWhatIsPossible) {
  const std::string text = Answer({"nas"}).text(Language::English);
  EXPECT_THAT(text, HasSubstr("This is what is possible, not what happened."));
  EXPECT_THAT(text, HasSubstr("1  lines to outside"));
  EXPECT_THAT(text, HasSubstr("203.0.113.10 → emr"));
  EXPECT_THAT(text, HasSubstr("Choke points"));
  EXPECT_THAT(text, HasSubstr("Data flows that every way to these protected systems takes"));
  EXPECT_THAT(text, HasSubstr("hamon coverage"));
}

TEST(ContainText, IsJapaneseThroughout) {
  const std::string text = Answer({"nas"}).text(Language::Japanese);
  EXPECT_THAT(text, HasSubstr("外部接続"));
  EXPECT_THAT(text, HasSubstr("要所の通信"));
  EXPECT_THAT(text, HasSubstr("実際の感染を示すものではない"));
  EXPECT_THAT(text, Not(HasSubstr("Work list")));
}

TEST(ContainText, SaysPlainlyWhenItIsTooLate) {
  // emr falls at once and writes to nas from minute 20 on.
  const std::string text = Answer({"nas"}, 40).text(Language::English);
  EXPECT_THAT(text, HasSubstr("too late: all that is to be protected may be infected already"));
  EXPECT_THAT(text, Not(HasSubstr("Work list")));
}

TEST(ContainJson, HasItemsInOrderWithCostAndWhatStops) {
  const auto document = Answer({"nas"}).json();
  EXPECT_EQ(document["schema"], "hamon/contain/1");
  EXPECT_EQ(document["infected"], nlohmann::json({"203.0.113.10"}));
  EXPECT_EQ(document["protected"], nlohmann::json({"nas"}));
  const auto& flow = document["cuts"][0];
  EXPECT_EQ(flow["kind"], "flow");
  EXPECT_EQ(flow["cost"], 1);
  EXPECT_EQ(flow["minimal"], true);
  EXPECT_EQ(flow["interrupts"]["data_flows"], 1);
  EXPECT_EQ(flow["order"][0]["items"], nlohmann::json({0}));
}

TEST(ContainJson, ChokePointsAreSystemsThenDataFlowsWithTheirKind) {
  const auto document = Answer({"nas"}).json();
  const auto& chokes = document["choke_points"];
  ASSERT_EQ(chokes.size(), 3U);
  EXPECT_EQ(chokes[0]["kind"], "system");
  EXPECT_EQ(chokes[0]["system"], "emr");
  EXPECT_EQ(chokes[1]["kind"], "flow");
  EXPECT_TRUE(chokes[1]["system"].is_null());
  EXPECT_EQ(chokes[1]["before"], nlohmann::json({"nas"}));
  EXPECT_EQ(chokes[1]["responder"]["system"], "emr");
  EXPECT_EQ(chokes[2]["responder"]["system"], "nas");
}

TEST(ContainJson, AnImpossibleCutHasNoCost) {
  const auto document = Answer({"emr"}).json();
  const auto& system = document["cuts"][1];
  EXPECT_EQ(system["state"], "impossible");
  EXPECT_EQ(system["obstacle"], "direct");
  EXPECT_TRUE(system["cost"].is_null());
  EXPECT_TRUE(system["minimal"].is_null());
  EXPECT_TRUE(system["items"].empty());
}

}  // namespace
}  // namespace hamon
