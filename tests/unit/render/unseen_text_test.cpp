#include "render/unseen_text.hpp"

#include "render/check_text.hpp"
#include "render/unseen_json.hpp"

#include <string>

#include "support/graph_of.hpp"
#include "support/site_of.hpp"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const char* const kSite = R"(
site: {name: test, timezone: UTC}
zones:
  SV: {kind: clinical, prefixes: [10.1.1.0/24]}
  LAB: {label: 検査LAN, prefixes: [10.1.2.0/24]}
systems:
  emr: {addresses: [10.1.1.1]}
  nas: {addresses: [10.1.1.2]}
  an1: {addresses: [10.1.2.1]}
  an2: {addresses: [10.1.2.2]}
sensors:
  core: {sees: between}
  fw: {sees: outside}
claims:
  C1: {text: closed, closed: [SV]}
  C2: {text: nobody writes, never: {from: LAB, to: SV, services: [smb]}}
)";

/// So many whole days from the first of June on; from the second on each has a service that no
/// other day has.
NamedGraph month(int days) {
  std::vector<Line> lines = {
      {"emr", "nas", "https", "2026-06-01T00:00", fmt::format("2026-06-{:02}T23:59", days)}};
  for (int d = 2; d <= days; ++d) {
    const std::string day = fmt::format("2026-06-{:02}T", d);
    lines.push_back({"an1", "emr", fmt::format("tcp/{}", 1600 + d), day + "10:00", day + "10:01"});
  }
  return graph_of(std::move(lines), site_of(kSite));
}

TextContext english() {
  return {Catalogue::in(Language::English), false, 20};
}

TEST(UnseenText, UnderSevenDaysSaysSoAndGivesNoNumber) {
  const auto graph = month(2);
  const Coverage coverage = coverage_of(graph);
  const std::string text = unseen_text(english(), graph, coverage);
  EXPECT_THAT(text, HasSubstr("too short to estimate: 2 whole days, 7 are needed"));
  EXPECT_THAT(text, Not(HasSubstr("at least so many more")));
  EXPECT_THAT(coverage_text(english(), graph, coverage),
              HasSubstr("too short to estimate: 2 whole days, 7 are needed"));
}

TEST(UnseenText, TellsTheBoundTheRareLinksAndWhereASensorHelps) {
  const auto graph = month(30);
  const Coverage coverage = coverage_of(graph);
  // 30 seen, 29 of them once, none twice: 29/30 · 29 · 28 / 2 = 392.5 more; half a data flow is
  // one, and the recent days are seven, each with a new one.
  EXPECT_THAT(coverage_text(english(), graph, coverage),
              HasSubstr("at least 392 data flows besides the 30 seen"));
  const std::string text = unseen_text(english(), graph, coverage);
  EXPECT_THAT(text, HasSubstr("7 of 7"));
  // 1 − e^(−30/30.4375) = 62.7 %.
  EXPECT_THAT(text, HasSubstr("once a month              63 %             92"));
  EXPECT_THAT(text,
              HasSubstr("1. a mirror port on the switch of 10.1.1.0/24 (SV) would make parts of "
                        "claims testable (1 of C1)"));
  EXPECT_THAT(text, HasSubstr("2. a mirror port on the switch of 10.1.2.0/24 (検査LAN) could show "
                              "declared systems that nothing has seen (1)"));
}

TEST(UnseenText, StandsBesideEachClaimAsFarAsItConcernsIt) {
  const auto graph = month(30);
  const auto checked = check(graph, {});
  ASSERT_TRUE(checked);
  const std::string text = check_text(english(), graph, *checked);
  EXPECT_THAT(text, HasSubstr("data flows between zones: 29 seen, at least 392 more"));
  EXPECT_THAT(text, HasSubstr("A link used once a month would have shown with 63 % in 30 days; 92 "
                              "days are needed for 95 %."));
  const Unseen& missed = checked->coverage.missed;
  const Json border = unseen_part(graph, missed, checked->claims[0]);
  ASSERT_EQ(border["flows"].size(), 2U);
  EXPECT_EQ(border["flows"][0]["scope"], "border");
  EXPECT_EQ(border["flows"][0]["estimate"], nullptr) << "none seen: nothing to estimate from";
  const Json between = unseen_part(graph, missed, checked->claims[1]);
  ASSERT_EQ(between["flows"].size(), 1U);
  EXPECT_EQ(between["flows"][0]["once"], 29);
  EXPECT_EQ(between["links"]["days_watched"], 30);
}

}  // namespace
}  // namespace hamon
