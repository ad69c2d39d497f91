#include "render/report.hpp"

#include "render/report_parts.hpp"
#include "render/report_summary.hpp"

#include "support/rendered_hospital.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using testing::HasSubstr;
using testing::Not;

const Catalogue& english() {
  return Catalogue::in(Language::English);
}
TextContext html() {
  return {english(), false, 100, Markup::Html};
}

TEST(Report, HasEachReadersSectionsInOrderWithTheirNumbers) {
  const std::vector<ReportSection> sections = {
      {Reader::Evidence, message("Evidence"), {}, "<p>hashes</p>\n"},
      {Reader::Management, message("How sure this is"), {"2-10", "2-②", "3.3.2"}, "<p>sure</p>\n"}};
  const std::string text =
      report_html(english(), {"A & B", "0123", "2026-06-09", "2026-06-10", "Asia/Tokyo"}, sections);
  EXPECT_THAT(text, HasSubstr("<title>Data flows and reach of damage: A &amp; B</title>"));
  EXPECT_THAT(
      text,
      HasSubstr("Countermeasure no. 2-10 / ministry's checklist 2-② / continuity plan 3.3.2"));
  EXPECT_LT(text.find("<p>sure</p>"), text.find("<p>hashes</p>"));
  EXPECT_THAT(text, HasSubstr("default-src 'none'"));
}

TEST(Report, ADrawingHasIdsOfItsOwnAndNoNamespace) {
  const std::string svg =
      "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20pt\" "
      "height=\"10pt\" aria-labelledby=\"t\"><title id=\"t\">x</title></svg>\n";
  EXPECT_EQ(report_drawing(svg, "a-"),
            "<div class=\"drawing turned\">\n<svg width=\"20pt\" height=\"10pt\" "
            "aria-labelledby=\"a-t\"><title id=\"a-t\">x</title></svg>\n</div>\n");
}

// pc1 is infected; it used emr over https, which carries nothing, and asked av for updates.
SpreadResult rings_of(const FlowGraph& graph) {
  SpreadResult result;
  result.systems.resize(graph.systems().size());
  result.systems[index(*graph.find_system("pc1"))].ring = Ring::Contacted;
  result.systems[index(*graph.find_system("pc1"))].compromised = Timestamp{};
  result.spared.push_back({*graph.find_system("nas"), Timestamp{}});
  return result;
}

TEST(StaffSheet, TellsWhatWasReachedFromWhatNothingSawAndFromTheRest) {
  const FlowGraph graph = rendered_hospital();
  const std::string text = report_staff_sheet(html(), graph, rings_of(graph));
  // Of the department 外来 pc1 was reached, and `gone` was never observed.
  EXPECT_THAT(text, HasSubstr("<td class=\"bold\"><span>外来</span></td><td class=\"red\">pc1</td>"
                              "<td class=\"yellow\">gone</td><td><span>–</span></td>"));
  // A NAS that is only supposed not to be susceptible is not to be touched.
  EXPECT_THAT(text, HasSubstr("<td class=\"yellow\">nas</td>"));
  EXPECT_THAT(text, HasSubstr("That is no word that it is free of infection."));
}

TEST(StaffSheet, NamesNothingOutside) {
  const FlowGraph graph = rendered_hospital();
  EXPECT_THAT(report_staff_sheet(html(), graph, rings_of(graph)), Not(HasSubstr("203.0.113.10")));
}

TEST(Verdicts, StandInALineEachRefutedOnesFirst) {
  const FlowGraph graph = rendered_hospital();
  const auto checked = check(graph, {});
  ASSERT_TRUE(checked);
  const std::string text = report_verdicts(html(), graph, *checked);
  EXPECT_LT(text.find("診療系は外部と接続していない"), text.find("端末から情報系へは届かない"));
  EXPECT_THAT(text, HasSubstr("<td class=\"red\">"));
}

TEST(Actions, AreThreeAtMostAndThoseGivenComeFirst) {
  const FlowGraph graph = rendered_hospital();
  const auto checked = check(graph, {});
  ASSERT_TRUE(checked);
  const std::string text =
      report_actions(html(), graph, *checked, {message("Assumptions"), message("Evidence")});
  EXPECT_THAT(text, HasSubstr("<ol>\n<li>Assumptions</li>\n<li>Evidence</li>\n<li>"));
  std::size_t items = 0;
  for (std::size_t at = text.find("<li>"); at != std::string::npos;
       at = text.find("<li>", at + 1)) {
    ++items;
  }
  EXPECT_EQ(items, 3U);
}

TEST(Sources, StandWithTheirHashes) {
  const FlowGraph graph = rendered_hospital();
  const std::string text =
      report_sources(html(), graph, {{message("Evidence"), "site.yaml", std::string(64, 'b')}});
  EXPECT_THAT(text, HasSubstr("conn.log"));
  EXPECT_THAT(text, HasSubstr(std::string(64, 'a')));
  EXPECT_THAT(text, HasSubstr(std::string(64, 'b')));
}

TEST(Accepted, ShowsWhoAcceptedWhatAndThatItWasNotSeen) {
  const FlowGraph graph = hospital(std::string(kRenderedSite) +
                                       "accept:\n  - {finding: 0123456789ab, reason: 更改まで, by: "
                                       "情報管理室, until: 2027-03-31}\n",
                                   rendered_records());
  const auto checked = check(graph, {});
  ASSERT_TRUE(checked);
  const std::string text = report_accepted(html(), graph, *checked);
  EXPECT_THAT(text, HasSubstr("0123456789ab"));
  EXPECT_THAT(text, HasSubstr("情報管理室"));
  EXPECT_THAT(text, HasSubstr("not seen this time"));
}

}  // namespace
}  // namespace hamon
