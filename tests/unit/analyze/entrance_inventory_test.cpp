#include "analyze/entrance_inventory.hpp"

#include "support/graph_of.hpp"
#include "support/site_of.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::ElementsAre;

const std::string kSite = R"(
site: {name: test, timezone: UTC}
zones:
  HIS: {kind: clinical, prefixes: [10.1.1.0/24]}
systems:
  emr: {addresses: [10.1.1.21], role: application, vendor: E}
  pc:  {addresses: [10.1.1.99], role: client}
links:
  X1: {inside: [10.1.1.21], outside: [203.0.113.10], services: [udp/4500], vendor: V, contact: "03-0000-0000",
       purpose: upkeep, windows: ["2026-06-09T10:00/2026-06-09T12:00"]}
  X2: {inside: [emr], outside: [203.0.113.20], services: [tcp/443], vendor: W}
)";

std::vector<Entrance> listed(std::vector<Line> lines) {
  return *entrance_inventory(graph_of(std::move(lines), site_of(kSite)));
}

std::vector<std::string> told(const std::vector<Entrance>& list) {
  std::vector<std::string> rows;
  for (const Entrance& e : list) {
    rows.push_back(fmt::format("{} {} {} {} x{}", e.link.empty() ? "-" : e.link,
                               e.inside.front().name, e.outside.front().name, e.service,
                               e.records));
  }
  return rows;
}

TEST(EntranceInventory, ListsUndeclaredRemoteAccessThenLinksThenUnusedOnes) {
  const auto list = listed({{"203.0.113.10", "emr", "udp/4500", "10:00", "11:00"},
                            {"203.0.113.10", "emr", "udp/4500", "19:00", "19:30"},
                            {"pc", "198.51.100.9", "teamviewer", "09:00", "09:10"},
                            {"pc", "198.51.100.1", "https", "09:00", "09:10"}});
  EXPECT_THAT(told(list),
              ElementsAre("- pc 198.51.100.9 teamviewer x1", "X1 emr 203.0.113.10 ipsec x2",
                          "X2 emr 203.0.113.20 tcp/443 x0"));
  EXPECT_EQ(list[0].opened_inside, true);
  EXPECT_EQ(list[1].opened_inside, false);
  EXPECT_EQ(list[1].vendor, "V");
  EXPECT_EQ(list[1].contact, "03-0000-0000");
  EXPECT_EQ(list[1].outside_windows, 1U) << "the one of 19:00";
  EXPECT_EQ(list[1].sessions, 2U);
  // 9 June 2026 is a Tuesday: hours 24+10, 24+11 (it ran until 11:00 and that counts), 24+19.
  EXPECT_THAT(list[1].hours_of_week, ElementsAre(34, 35, 43));
  EXPECT_FALSE(list[2].seen);
  EXPECT_EQ(list[2].vendor, "W");
}

TEST(EntranceInventory, StandsByTheInnerNameThenTheOuterOneThenTheService) {
  std::vector<Line> lines;
  // Names of one length: what is left of one in memory looks like the next.
  for (const std::string inner : {"10.1.1.48", "10.1.1.46", "10.1.1.47", "10.1.1.45"}) {
    for (const std::string outer : {"198.51.100.9", "198.51.100.7", "198.51.100.8"}) {
      lines.push_back({inner, outer, "teamviewer", "09:00", "09:10"});
      lines.push_back({inner, outer, "rdp", "09:00", "09:10"});
    }
  }
  const auto rows = told(listed(lines));
  EXPECT_EQ(rows.size(), 26U) << "with the two links that nothing used";
  EXPECT_TRUE(std::ranges::is_sorted(rows));
  EXPECT_EQ(rows.front(), "- 10.1.1.45 198.51.100.7 rdp x1");
}

TEST(EntranceInventory, BytesAreTowardsOutsideAndInsideWhoeverOpened) {
  const auto list = listed(
      {{"203.0.113.10", "emr", "udp/4500", "10:00", "11:00", FlowState::Established, 1000, 5000}});
  // Five packets each way with 40 bytes of headers.
  EXPECT_EQ(list[0].bytes_to_inside, 1200U);
  EXPECT_EQ(list[0].bytes_to_outside, 5200U);
}

TEST(EntranceInventory, OrganisationsAreThoseOfTheFarEnd) {
  CheckResult result;
  result.entrances = listed({{"pc", "198.51.100.9", "teamviewer", "09:00", "09:10"}});
  Finding inward, outward;
  inward.initiator = {{}, "203.0.113.10", "outside", {*IpAddress::parse("203.0.113.10")}};
  inward.responder = FindingEnd{{}, "emr", "HIS", {*IpAddress::parse("10.1.1.21")}};
  outward.initiator = *inward.responder;
  outward.responder = inward.initiator;
  result.findings = {inward, outward};
  name_organisations(result, [](const IpAddress& a) { return "of " + a.text(); });
  EXPECT_EQ(result.findings[0].organisation, "of 203.0.113.10");
  EXPECT_EQ(result.findings[1].organisation, "of 203.0.113.10");
  EXPECT_EQ(result.entrances[0].organisation, "of 198.51.100.9");
}

}  // namespace
}  // namespace hamon
