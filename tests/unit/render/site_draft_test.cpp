#include "render/site_draft.hpp"

#include "graph/site.hpp"
#include "render/text_width.hpp"

#include <regex>
#include <sstream>

#include "support/graph_of.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

LedgerEntry entry(const std::string& name, const char* address, const std::string& zone,
                  const std::string& department) {
  LedgerEntry out;
  out.name = name;
  out.addresses = {IpAddress::parse(address).value()};
  out.zone = zone;
  out.department = department;
  return out;
}

NamedGraph hospital(const Ledger& ledger = {}) {
  return GraphOf({{"10.1.1.11", "10.1.2.21", "dicom", "10:00", "10:01"},
                  {"10.1.1.12", "10.1.2.21", "dicom", "10:00", "10:01"},
                  {"10.1.2.21", "192.0.2.1", "tcp/443", "10:00", "10:01"},
                  {"2001:db8::1", "10.1.2.21", "rdp", "10:00", "10:01"},
                  {"10.1.2.22", "10.1.2.21", "odd word", "10:00", "10:01"}})
      .build(ledger);
}

std::optional<Site> parsed(const std::string& draft) {
  CollectingSink sink;
  auto site = parse_site(draft, "draft.yaml", sink);
  for (const auto& d : sink.diagnostics) {
    EXPECT_NE(d.severity, Severity::Error)
        << Catalogue::in(Language::English).text(d.what) << " line " << d.place.number << "\n"
        << draft;
  }
  return site;
}

std::string draft_of(const FlowGraph& graph, Language language) {
  return site_draft(propose_site(graph), graph, Catalogue::in(language));
}

TEST(SiteDraft, AsksAboutALoneSystemWithoutDeclaringItAndBreaksItsCommentsWithinAHundredColumns) {
  const NamedGraph graph = GraphOf({{"192.168.77.10", "10.1.1.31", "rdp", "10:00", "10:01"},
                                    {"10.1.1.30", "10.1.1.31", "smb", "10:00", "10:01"}})
                               .build();
  for (const Language language : {Language::English, Language::Japanese}) {
    const std::string draft = site_draft(propose_site(graph), graph, Catalogue::in(language));
    EXPECT_THAT(draft, HasSubstr("\n  # NET-192-168-77: {kind: internal, prefixes: "));
    const auto site = parsed(draft);
    ASSERT_TRUE(site);
    EXPECT_THAT(site->zones, SizeIs(1));
    std::istringstream lines(draft);
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("# ")) {
        EXPECT_LE(display_width(line), 101U) << line;
      }
    }
  }
}

TEST(SiteDraft, ParsesAsASiteFileInBothLanguages) {
  for (const auto language : {Language::Japanese, Language::English}) {
    const auto site = parsed(draft_of(hospital(), language));

    ASSERT_TRUE(site.has_value());
    EXPECT_THAT(site->zones, SizeIs(2));
    EXPECT_EQ(site->zones[0].kind, "clinical");
    EXPECT_THAT(site->systems, SizeIs(3));  // nothing tells the role of 10.1.2.22
    EXPECT_TRUE(site->has_zone);
    ASSERT_THAT(site->claims, SizeIs(1));
    EXPECT_THAT(site->claims[0].closed, SizeIs(2));
  }
}

TEST(SiteDraft, OfNothingParses) {
  const auto site = parsed(draft_of(GraphOf({}).build(), Language::Japanese));

  ASSERT_TRUE(site.has_value());
  EXPECT_THAT(site->zones, SizeIs(0));
}

TEST(SiteDraft, DeclaresNoLinkByItself) {
  const std::string draft = draft_of(hospital(), Language::English);

  EXPECT_THAT(parsed(draft)->links, SizeIs(0));
  EXPECT_THAT(draft, HasSubstr("  # X1: {inside: "));
  EXPECT_THAT(draft, HasSubstr("192.0.2.1"));
}

TEST(SiteDraft, ParsesWithEveryLinkAndSensorUncommented) {
  std::string draft = draft_of(hospital(), Language::English);
  draft = std::regex_replace(draft, std::regex("\n  # ([A-Za-z0-9-]+: \\{)"), "\n  $1");
  const auto site = parsed(draft);

  ASSERT_TRUE(site.has_value());
  EXPECT_THAT(site->links, SizeIs(2));
  EXPECT_THAT(site->sensors, SizeIs(3));
}

TEST(SiteDraft, GivesTheReasonOfEachRoleInTheChosenLanguage) {
  EXPECT_THAT(draft_of(hospital(), Language::English),
              HasSubstr("role: application}  # offers dicom to 2 systems"));
  EXPECT_THAT(draft_of(hospital(), Language::Japanese), HasSubstr("2台に dicom を提供"));
}

TEST(SiteDraft, NothingThatWasObservedBreaksOutOfItsPlace) {
  Ledger ledger;
  ledger.entries = {entry("a: {b", "10.1.1.11", "z\": {x\n#", "外来\n  evil: {role: nas}"),
                    entry("NULL", "10.1.1.12", "", "\"quoted\\"),
                    entry("-", "10.1.2.21", "null", "\x01")};
  const auto site = parsed(draft_of(hospital(ledger), Language::Japanese));

  ASSERT_TRUE(site.has_value());
  EXPECT_THAT(site->systems, SizeIs(3));
  for (const auto& system : site->systems) {
    EXPECT_NE(system.name, "evil");
    if (!system.addresses.empty() && system.addresses[0].text() == "10.1.1.11") {
      EXPECT_EQ(system.department, "外来\n  evil: {role: nas}");
    }
  }
}

}  // namespace
}  // namespace hamon
