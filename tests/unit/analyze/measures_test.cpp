#include "analyze/measures.hpp"

#include "support/graph_of.hpp"
#include "support/site_of.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// out → a 10:00 (active 10:10) → b 10:30 (10:40) → c 11:00 (11:10) → nas 12:00, by data alone.
// a → c also at 15:00. d is a far end of c at 13:00.
constexpr const char* kSite =
    "site: {timezone: UTC}\n"
    "systems:\n"
    "  a: {addresses: [10.0.0.1], department: A}\n"
    "  b: {addresses: [10.0.0.2], department: B}\n"
    "  c: {addresses: [10.0.0.3], department: C, critical: 3}\n"
    "  d: {addresses: [10.0.0.4], department: C, critical: 8}\n"
    "  nas: {addresses: [10.0.0.9], role: nas, department: N, critical: 8}\n";

NamedGraph chain() {
  return graph_of({{"203.0.113.10", "a", "rdp", "10:00", "10:05"},
                   {"a", "b", "ssh", "10:30", "10:35"},
                   {"b", "c", "ssh", "11:00", "11:05"},
                   {"c", "nas", "nfs", "12:00", "12:10"},
                   {"c", "d", "ssh", "13:00", "13:05"},
                   {"a", "c", "ssh", "15:00", "15:05"}},
                  site_of(kSite));
}

struct Asked {
  NamedGraph graph = chain();
  SpreadOptions options;
  SpreadResult result;
  Asked() { options.seeds = {{graph.id("203.0.113.10"), at("10:00")}}; }
  MeasuresEffect effect() {
    const SpreadIndex index(graph);
    result = spread(graph, index, options);
    return effect_of_measures(graph, index, options, result).value();
  }
  [[nodiscard]] std::vector<std::string> names(const std::vector<SystemId>& ids) const {
    std::vector<std::string> out;
    for (const SystemId id : ids) {
      out.push_back(graph[id].name);
    }
    return out;
  }
  [[nodiscard]] std::vector<std::string> saved(const MeasuresEffect& effect) const {
    std::vector<SystemId> ids;
    for (const Saved& s : effect.saved) {
      ids.push_back(s.system);
    }
    return names(ids);
  }
};

TEST(Measures, AreNotComparedWhereThereAreNone) {
  const Asked asked;
  const SpreadIndex index(asked.graph);
  const auto result = spread(asked.graph, index, asked.options);
  EXPECT_FALSE(effect_of_measures(asked.graph, index, asked.options, result).has_value());
}

TEST(Measures, OfOneIsolationSaveWhatLayBehindItTheMostCriticalFirst) {
  Asked asked;
  asked.options.isolations = {{{asked.graph.id("c")}, at("11:00")}};
  const auto effect = asked.effect();
  // Without: the far end, a, b, c, d; and nas by its data. With: the far end, a and b.
  EXPECT_EQ(effect.without.compromised, 5U);
  EXPECT_EQ(effect.without.data_affected, 6U);
  EXPECT_EQ(effect.with.compromised, 3U);
  EXPECT_EQ(effect.with.data_affected, 3U);
  EXPECT_THAT(asked.saved(effect), ElementsAre("nas", "d", "c"));  // 8 at 12:00, 8 at 13:00, 3
  EXPECT_FALSE(effect.saved[0].from_compromise);
  EXPECT_TRUE(effect.saved[1].from_compromise);
  EXPECT_EQ(effect.saved[1].would_be, at("13:00"));
  EXPECT_THAT(effect.departments_saved, ElementsAre("C", "N"));
  EXPECT_EQ(effect.reached_before, 2U);  // a and b; the far end is where it starts
  EXPECT_EQ(effect.reached_after, 0U);
  EXPECT_THAT(effect.too_late, IsEmpty());
}

TEST(Measures, ThatFindTheInfectionThereAreToldToBeTooLate) {
  Asked asked;
  // b fell at 10:30 and c at 11:00; a second later it is too late for c, though d and nas are
  // saved.
  asked.options.isolations = {{{asked.graph.id("c"), asked.graph.id("b")}, at("11:00:01")}};
  const auto effect = asked.effect();
  ASSERT_EQ(effect.too_late.size(), 1U);
  EXPECT_THAT(asked.names(effect.too_late[0].already), ElementsAre("b", "c"));
  EXPECT_THAT(asked.saved(effect), ElementsAre("nas", "d"));
  EXPECT_THAT(effect.departments_saved, ElementsAre("N"));  // c of department C is still reached
}

TEST(Measures, ThatIsolateTheStartAreNotTooLateForIt) {
  Asked asked;
  asked.options.isolations = {{{asked.graph.id("203.0.113.10")}, at("10:03")}};
  EXPECT_THAT(asked.effect().too_late, IsEmpty());
}

TEST(Measures, OfACutAreTooLateWhenBothSidesWereReached) {
  Asked asked;
  asked.options.cuts = {{{asked.graph.id("a")}, {asked.graph.id("b")}, at("10:30")}};
  EXPECT_THAT(asked.effect().too_late, IsEmpty());
  asked.options.cuts[0].at = at("10:31");
  const auto effect = asked.effect();
  ASSERT_EQ(effect.too_late.size(), 1U);
  EXPECT_EQ(effect.too_late[0].kind, TooLate::Kind::Cut);
  EXPECT_THAT(asked.names(effect.too_late[0].already), ElementsAre("b"));
  EXPECT_THAT(effect.saved, IsEmpty());
}

TEST(Measures, ThatOnlyDelayAreToldToDelay) {
  Asked asked;
  // Without b, c falls to a at 15:00 instead of 11:00; then nas and d are past.
  asked.options.isolations = {{{asked.graph.id("b")}, at("10:30")}};
  const auto effect = asked.effect();
  EXPECT_EQ(effect.delayed, 1U);
  EXPECT_THAT(asked.saved(effect), ElementsAre("nas", "d", "b"));
  EXPECT_EQ(effect.reached_before, 1U);  // a
  EXPECT_EQ(effect.reached_after, 1U);   // c
}

TEST(Measures, CountAnEndOfTheQuestionAsOne) {
  Asked asked;
  asked.options.until = at("10:30");
  const auto effect = asked.effect();
  EXPECT_THAT(asked.saved(effect), ElementsAre("nas", "d", "c"));
  EXPECT_EQ(effect.reached_before, 2U);  // a at 10:00, b at 10:30 itself
  EXPECT_EQ(effect.reached_after, 0U);
}

}  // namespace
}  // namespace hamon
