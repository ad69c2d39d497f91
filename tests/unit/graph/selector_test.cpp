#include "graph/selector.hpp"

#include "base/catalogue.hpp"

#include "support/graph_of.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// HIS lies inside the wider CAMPUS. lis-an2 lives in MED and has a second address in INFO;
// 10.9.9.9 and 192.0.2.1 are declared nowhere; nobody answers at 10.10.1.99.
constexpr const char* kSite =
    "site: {timezone: Asia/Tokyo}\n"
    "zones:\n"
    "  HIS: {label: 診療系, kind: clinical, prefixes: [10.10.1.0/24]}\n"
    "  CAMPUS: {prefixes: [10.10.0.0/16]}\n"
    "  MED: {kind: clinical, prefixes: [10.20.2.0/24, \"2001:db8:2::/64\"]}\n"
    "  INFO: {kind: internal, prefixes: [172.16.1.0/24]}\n"
    "groups: {clinical: [HIS, MED]}\n"
    "systems:\n"
    "  ad1: {addresses: [10.10.1.11]}\n"
    "  iji-pc01: {addresses: [10.10.19.11]}\n"
    "  iji-pc02: {addresses: [10.10.19.12]}\n"
    "  lis-an2: {addresses: [10.20.2.42, 172.16.1.42], names: [LAB-AN2]}\n"
    "  nowhere: {addresses: [198.51.100.77]}\n"
    "links: {X1: {inside: [ad1], outside: [192.0.2.1]}}\n"
    "routers: {core: {addresses: [10.10.1.1]}}\n";

NamedGraph hospital() {
  CollectingSink sink;
  auto site = parse_site(kSite, "site.yaml", sink);
  return graph_of({{"iji-pc01", "ad1", "smb", "10:00", "10:01"},
                   {"172.16.1.42", "192.0.2.1", "tcp/443", "10:00", "10:01"},
                   {"ad1", "192.0.2.1", "tcp/443", "10:00", "10:01"},
                   {"10.9.9.9", "ad1", "rdp", "10:00", "10:01"},
                   {"ad1", "10.10.1.99", "tcp/50001", "10:00", "10:00", FlowState::Attempted}},
                  site.value());
}

IpAddress ip(const char* text) {
  return IpAddress::parse(text).value();
}

Selector bound(const std::vector<std::string>& texts, const FlowGraph& graph) {
  auto selector = Selector::bind(texts, graph);
  EXPECT_TRUE(selector.has_value()) << texts.front();
  return selector.value_or(Selector());
}

/// Whether `text` selects the end that `system` (or nobody) has at `address`.
bool selects(const std::string& text, const std::string& system, const char* address) {
  const auto graph = hospital();
  const auto id = system.empty() ? std::nullopt : std::optional(graph.id(system));
  return bound({text}, graph).matches(graph, id, ip(address));
}

std::vector<std::string> systems_of(const std::string& text) {
  const auto graph = hospital();
  std::vector<std::string> out;
  for (const auto id : bound({text}, graph).systems(graph)) {
    out.push_back(graph[id].name);
  }
  return out;
}

TEST(Selector, AnySelectsEveryEnd) {
  EXPECT_TRUE(selects("any", "ad1", "10.10.1.11"));
  EXPECT_TRUE(selects("any", "", "203.0.113.1"));
}

TEST(Selector, OutsideAndInternalSelectBySystem) {
  EXPECT_TRUE(selects("outside", "192.0.2.1", "192.0.2.1"));
  EXPECT_TRUE(selects("outside", "10.9.9.9", "10.9.9.9"));       // private and still outside
  EXPECT_FALSE(selects("outside", "nowhere", "198.51.100.77"));  // declared, whatever its address
  EXPECT_TRUE(selects("internal", "nowhere", "198.51.100.77"));
  EXPECT_FALSE(selects("internal", "192.0.2.1", "192.0.2.1"));
}

TEST(Selector, AnAddressWithoutASystemIsOutsideWhenItIsNotInternal) {
  EXPECT_FALSE(selects("outside", "", "10.10.1.99"));
  EXPECT_TRUE(selects("internal", "", "10.10.1.99"));
  EXPECT_TRUE(selects("outside", "", "203.0.113.1"));
}

TEST(Selector, AZoneSelectsByTheSystemsHomeOrTheRecordsOwnAddress) {
  EXPECT_TRUE(selects("MED", "lis-an2", "10.20.2.42"));
  EXPECT_TRUE(selects("MED", "lis-an2", "172.16.1.42"));   // its home
  EXPECT_TRUE(selects("INFO", "lis-an2", "172.16.1.42"));  // its address
  EXPECT_FALSE(selects("INFO", "lis-an2", "10.20.2.42"));
  EXPECT_TRUE(selects("HIS", "", "10.10.1.99"));
}

TEST(Selector, OfNestedZonesTheLongestPrefixWins) {
  EXPECT_FALSE(selects("CAMPUS", "ad1", "10.10.1.11"));
  EXPECT_TRUE(selects("CAMPUS", "iji-pc01", "10.10.19.11"));
}

TEST(Selector, AGroupSelectsWhatItsZonesSelect) {
  EXPECT_TRUE(selects("clinical", "ad1", "10.10.1.11"));
  EXPECT_TRUE(selects("clinical", "lis-an2", "172.16.1.42"));
  EXPECT_FALSE(selects("clinical", "iji-pc01", "10.10.19.11"));
}

TEST(Selector, ASystemIsSelectedWhateverItsAddress) {
  EXPECT_TRUE(selects("lis-an2", "lis-an2", "172.16.1.42"));
  EXPECT_FALSE(selects("lis-an2", "ad1", "10.10.1.11"));
  EXPECT_FALSE(selects("ad1", "", "10.10.1.99"));
}

TEST(Selector, AddressesAndPrefixesSelectByTheRecordsOwnAddress) {
  EXPECT_TRUE(selects("172.16.1.42", "lis-an2", "172.16.1.42"));
  EXPECT_FALSE(selects("172.16.1.42", "lis-an2", "10.20.2.42"));
  EXPECT_TRUE(selects("172.16.0.0/12", "lis-an2", "172.16.1.42"));
  EXPECT_TRUE(selects("10.10.1.99", "", "10.10.1.99"));
}

TEST(Selector, AGlobSelectsSystemsByName) {
  EXPECT_THAT(systems_of("iji-pc*"), ElementsAre("iji-pc01", "iji-pc02"));
  EXPECT_THAT(systems_of("iji-pc0?"), ElementsAre("iji-pc01", "iji-pc02"));
  EXPECT_THAT(systems_of("nothing*"), IsEmpty());
}

TEST(Selector, RoutersAndLinksSelectByTheAddressesTheyDeclare) {
  EXPECT_TRUE(selects("core", "", "10.10.1.1"));
  EXPECT_FALSE(selects("core", "", "10.10.1.2"));
  EXPECT_TRUE(selects("X1", "ad1", "10.10.1.11"));
  EXPECT_TRUE(selects("X1", "192.0.2.1", "192.0.2.1"));
  EXPECT_FALSE(selects("X1", "lis-an2", "10.20.2.42"));
}

TEST(Selector, AListMeansAnyOfThem) {
  const auto graph = hospital();
  const auto selector = bound({"HIS", "192.0.2.1"}, graph);

  EXPECT_TRUE(selector.matches(graph, graph.id("ad1"), ip("10.10.1.11")));
  EXPECT_TRUE(selector.matches(graph, graph.id("192.0.2.1"), ip("192.0.2.1")));
  EXPECT_FALSE(selector.matches(graph, graph.id("lis-an2"), ip("10.20.2.42")));
}

TEST(Selector, AnEmptyListSelectsNothing) {
  const auto graph = hospital();

  EXPECT_FALSE(bound({}, graph).matches(graph, std::nullopt, ip("10.10.1.11")));
  EXPECT_THAT(bound({}, graph).systems(graph), IsEmpty());
}

TEST(Selector, StandsForTheSystemsWhoseHomeAZoneIs) {
  EXPECT_THAT(systems_of("MED"), ElementsAre("lis-an2"));
  EXPECT_THAT(systems_of("INFO"), IsEmpty());  // only a second address lies there
  EXPECT_THAT(systems_of("CAMPUS"), ElementsAre("iji-pc01", "iji-pc02"));
}

TEST(Selector, StandsForTheSystemsThatHeldAnAddress) {
  EXPECT_THAT(systems_of("172.16.1.0/24"), ElementsAre("lis-an2"));
  EXPECT_THAT(systems_of("192.0.2.1"), ElementsAre("192.0.2.1"));
  EXPECT_THAT(systems_of("10.10.1.99"), IsEmpty());  // only ever a target
  EXPECT_THAT(systems_of("outside"), ElementsAre("10.9.9.9", "192.0.2.1"));
}

TEST(Selector, FindsASystemByAHostNameItGoesBy) {
  EXPECT_THAT(systems_of("lab-an2"), ElementsAre("lis-an2"));
}

TEST(Selector, AnUnknownWordComesBackWithTheNearestKnown) {
  const auto graph = hospital();
  const Catalogue& english = Catalogue::in(Language::English);
  const auto hint = [&](const char* text) {
    const auto selector = Selector::bind({"ad1", text}, graph);
    return selector ? std::string("found") : english.text(selector.error().hint);
  };

  EXPECT_THAT(hint("lis-an3"), HasSubstr("lis-an2"));
  EXPECT_THAT(hint("iji-pc03"), HasSubstr("iji-pc01, iji-pc02"));
  EXPECT_THAT(hint("his"), HasSubstr("HIS"));
  EXPECT_THAT(hint("診療系"), HasSubstr("HIS"));
  EXPECT_THAT(hint("10.10.1.5/24"), HasSubstr("10.10.1.0/24"));
  EXPECT_THAT(hint("completely-else"), HasSubstr("outside"));
  EXPECT_THAT(hint(""), HasSubstr("outside"));
}

std::vector<std::string> scope_of(const std::string& text) {
  const auto graph = hospital();
  const auto scope = bound({text}, graph).scope(graph);
  const auto cells = scope_prefixes(graph);
  std::vector<std::string> out;
  for (const auto cell : scope.prefixes) {
    out.push_back(cells.at(cell).text());
  }
  if (scope.outside) {
    out.emplace_back("outside");
  }
  return out;
}

TEST(SelectorScope, IsTheDeclaredPrefixesItCanMatch) {
  EXPECT_THAT(scope_of("HIS"), ElementsAre("10.10.1.0/24"));
  EXPECT_THAT(scope_of("clinical"), ElementsAre("10.10.1.0/24", "10.20.2.0/24", "2001:db8:2::/64"));
  EXPECT_THAT(scope_of("outside"), ElementsAre("outside"));
  EXPECT_THAT(scope_of("internal"), ElementsAre("10.10.0.0/16", "10.10.1.0/24", "10.20.2.0/24",
                                                "172.16.1.0/24", "2001:db8:2::/64"));
  EXPECT_THAT(scope_of("any"), testing::SizeIs(6));
}

TEST(SelectorScope, OfASystemIsWhereItsAddressesLie) {
  EXPECT_THAT(scope_of("ad1"), ElementsAre("10.10.1.0/24"));
  EXPECT_THAT(scope_of("lis-an2"), ElementsAre("10.20.2.0/24", "172.16.1.0/24"));
  EXPECT_THAT(scope_of("X1"), ElementsAre("10.10.1.0/24", "outside"));
}

TEST(SelectorScope, OfAPrefixIsWhatItHoldsOrLiesIn) {
  EXPECT_THAT(scope_of("10.10.1.11"), ElementsAre("10.10.1.0/24"));
  EXPECT_THAT(scope_of("10.20.2.0/24"), ElementsAre("10.20.2.0/24"));
  EXPECT_THAT(scope_of("10.10.0.0/16"), ElementsAre("10.10.0.0/16", "10.10.1.0/24"));
  EXPECT_THAT(scope_of("10.20.0.0/16"), ElementsAre("10.20.2.0/24", "outside"));
  EXPECT_THAT(scope_of("203.0.113.0/24"), ElementsAre("outside"));
}

TEST(ServiceText, IsANameAClassOrAPort) {
  const auto graph = graph_of({{"a", "b", "rdp", "10:00", "10:01"},
                               {"a", "b", "tcp/50001", "10:02", "10:03"},
                               {"a", "b", "ip/50", "10:04", "10:05"}});
  const auto matching = [&](const std::vector<ServiceText>& texts) {
    std::vector<std::string> out;
    for (const auto& conversation : graph.conversations()) {
      if (matches_service(texts, graph, conversation)) {
        out.push_back(graph[conversation.service].name);
      }
    }
    return out;
  };

  EXPECT_THAT(matching({}), testing::SizeIs(3));
  EXPECT_THAT(matching({"rdp"}), ElementsAre("rdp"));
  EXPECT_THAT(matching({"remote-admin"}), ElementsAre("rdp"));
  EXPECT_THAT(matching({"tcp/3389"}), ElementsAre("rdp"));
  EXPECT_THAT(matching({"udp/3389"}), IsEmpty());
  EXPECT_THAT(matching({"tcp/50001"}), ElementsAre("tcp/50001"));
  EXPECT_THAT(matching({"tcp/dynamic"}), ElementsAre("tcp/50001"));
  EXPECT_THAT(matching({"ip/50"}), ElementsAre("ipsec"));
  EXPECT_THAT(matching({"vpn", "rdp"}), testing::UnorderedElementsAre("rdp", "ipsec"));
  EXPECT_THAT(matching({"smb"}), IsEmpty());
}

TEST(TimedSelector, SplitsAtTheLastAt) {
  const auto graph = hospital();
  const auto timed = parse_timed_selector("ad1@2026-06-09T10:00", graph);

  ASSERT_TRUE(timed.has_value());
  EXPECT_EQ(timed->text, "ad1");
  EXPECT_EQ(timed->time, at("2026-06-09T01:00"));  // 10:00 in Tokyo
  EXPECT_EQ(parse_timed_selector("a@b@2026-06-09T10:00Z", graph)->text, "a@b");
  EXPECT_EQ(parse_timed_selector("ad1@2026-06-09T10:00Z", graph)->time, at("10:00"));
  EXPECT_EQ(parse_timed_selector("ad1", graph)->time, std::nullopt);
  EXPECT_EQ(parse_timed_selector("2001:db8::1", graph)->text, "2001:db8::1");
}

TEST(TimedSelector, RefusesWhatIsNoTimeAndATimeThatNobodyCanPlace) {
  const auto placed = hospital();
  const auto bare = graph_of({{"a", "b", "rdp", "10:00", "10:01"}});

  EXPECT_FALSE(parse_timed_selector("ad1@yesterday", placed).has_value());
  EXPECT_FALSE(parse_timed_selector("ad1@", placed).has_value());
  EXPECT_FALSE(parse_timed_selector("@2026-06-09T10:00", placed).has_value());
  EXPECT_FALSE(parse_timed_selector("", placed).has_value());
  EXPECT_FALSE(parse_timed_selector("a@2026-06-09T10:00", bare).has_value());
  EXPECT_TRUE(parse_timed_selector("a@2026-06-09T10:00+09:00", bare).has_value());
}

}  // namespace
}  // namespace hamon
