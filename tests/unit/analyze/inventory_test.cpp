#include "analyze/ledger_gaps.hpp"
#include "analyze/matrix.hpp"

#include "support/graph_of.hpp"
#include "support/site_of.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kSite = R"(
site: {name: test, timezone: Asia/Tokyo}
internal: [10.0.0.0/8]
zones: {A: {prefixes: [10.1.1.0/24]}, B: {prefixes: [10.1.2.0/24]}}
systems:
  a1: {addresses: [10.1.1.1], department: ward}
  a2: {addresses: [10.1.1.2], department: ward}
  b: {addresses: [10.1.2.1], department: lab}
)";

std::vector<std::string> zones(const Matrix& matrix) {
  std::vector<std::string> out;
  for (const ZoneTraffic& t : matrix.zones) {
    out.push_back(t.from.value_or("-") + " > " + t.to.value_or("-") + " " +
                  std::to_string(t.records));
  }
  return out;
}

std::vector<std::string> departments(const FlowGraph& graph, const Matrix& matrix) {
  std::vector<std::string> out;
  for (const DepartmentUse& use : matrix.departments) {
    std::string text = use.department + ": " + graph[use.system].name;
    for (const ServiceId service : use.services) {
      text += " " + graph[service].name;
    }
    out.push_back(text + " " + std::to_string(use.records));
  }
  return out;
}

TEST(Matrix, CountsEstablishedConversationsFromInitiatorToResponder) {
  const auto graph = graph_of({{"a1", "b", "https", "10:00", "10:01"},
                               {"a2", "b", "https", "10:00", "10:01"},
                               {"a2", "b", "ssh", "10:02", "10:03"},
                               {"b", "a1", "smb", "10:04", "10:05"},
                               {"a1", "a2", "smb", "10:04", "10:05"},
                               {"a1", "b", "rdp", "10:06", "10:07", FlowState::Attempted},
                               {"a1", "198.51.100.1", "https", "10:08", "10:09"},
                               {"10.9.9.9", "b", "https", "10:10", "10:11"}},
                              site_of(kSite));
  const Matrix matrix = matrix_of(graph);
  EXPECT_THAT(zones(matrix),
              ElementsAre("- > B 1", "A > A 1", "A > B 3", "A > outside 1", "B > A 1"));
  EXPECT_THAT(departments(graph, matrix), ElementsAre("lab: a1 smb 1", "ward: 198.51.100.1 https 1",
                                                      "ward: a2 smb 1", "ward: b https ssh 3"));
}

TEST(Matrix, SumsBytesByDirection) {
  const auto graph =
      graph_of({{"a1", "b", "https", "10:00", "10:01", FlowState::Established, 1000, 10},
                {"a2", "b", "ssh", "10:00", "10:01", FlowState::Established, 2000, 20}},
               site_of(kSite));
  const Matrix matrix = matrix_of(graph);
  ASSERT_EQ(matrix.zones.size(), 1U);
  EXPECT_EQ(matrix.zones[0].bytes_out, 2 * 200U + 3000U);  // five packets of 40 bytes each
  EXPECT_EQ(matrix.zones[0].bytes_in, 2 * 200U + 30U);
}

Ledger ledger_of(std::initializer_list<std::pair<const char*, std::vector<const char*>>> rows) {
  Ledger ledger;
  for (const auto& [name, addresses] : rows) {
    LedgerEntry entry;
    entry.name = name;
    for (const char* address : addresses) {
      entry.addresses.push_back(*IpAddress::parse(address));
    }
    ledger.entries.push_back(std::move(entry));
  }
  return ledger;
}

std::vector<std::string> names(const FlowGraph& graph, const std::vector<Unlisted>& list) {
  std::vector<std::string> out;
  for (const Unlisted& unlisted : list) {
    out.push_back(graph[unlisted.system].name);
  }
  return out;
}

TEST(LedgerGaps, AreSystemsInsideThatNobodyListsAndListedOnesNeverSeen) {
  const GraphOf lines({{"a1", "b", "https", "10:00", "10:01"},
                       {"10.9.9.9", "b", "https", "10:10", "10:11"},
                       {"a1", "198.51.100.1", "https", "10:08", "10:09"},
                       {"a1", "10.9.9.10", "https", "10:08", "10:09", FlowState::Attempted}},
                      site_of(kSite));
  const auto graph =
      lines.build(ledger_of({{"a1", {"10.1.1.1"}}, {"old", {"10.1.2.7"}}, {"b", {"10.1.2.1"}}}));
  const LedgerGaps gaps = ledger_gaps(graph);
  EXPECT_FALSE(gaps.by_site_file);
  // Outside systems and mere targets of attempts are no gap of the ledger.
  EXPECT_THAT(names(graph, gaps.unlisted), ElementsAre("10.9.9.9"));
  EXPECT_THAT(gaps.unseen, ElementsAre(graph.id("a2"), graph.id("old")));
  EXPECT_THAT(gaps.extra, IsEmpty());
  ASSERT_TRUE(gaps.unlisted[0].seen);
  EXPECT_EQ(*gaps.unlisted[0].seen, (Interval{at("10:10"), at("10:11")}));
}

TEST(LedgerGaps, AreAddressesThatARowDoesNotHave) {
  const std::string site = kSite + "  two: {addresses: [10.1.1.9, 10.1.2.9, \"fe80::9\"]}\n";
  const GraphOf lines({{"a1", "two", "https", "10:00", "10:01"}}, site_of(site));
  const auto graph =
      lines.build(ledger_of({{"two", {"10.1.1.9"}}, {"a1", {"10.1.1.1"}}, {"b", {}}}));
  const LedgerGaps gaps = ledger_gaps(graph);
  ASSERT_EQ(gaps.extra.size(), 1U);
  EXPECT_EQ(gaps.extra[0].system, graph.id("two"));
  // A link-local address stands in no ledger; a row without addresses says nothing of them.
  EXPECT_THAT(gaps.extra[0].addresses, ElementsAre(*IpAddress::parse("10.1.2.9")));
}

TEST(LedgerGaps, TheSiteFileStandsInForALedger) {
  const auto graph = graph_of({{"a1", "b", "https", "10:00", "10:01"}}, site_of(kSite));
  const LedgerGaps gaps = ledger_gaps(graph);
  EXPECT_TRUE(gaps.by_site_file);
  EXPECT_THAT(gaps.unseen, ElementsAre(graph.id("a2")));
  EXPECT_THAT(gaps.extra, IsEmpty());
}

}  // namespace
}  // namespace hamon
