#include "analyze/translations.hpp"

#include "support/graph_of.hpp"
#include "support/site_of.hpp"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kSite = R"(
site: {name: test, timezone: UTC}
internal: [10.0.0.0/8]
zones: {A: {prefixes: [10.1.1.0/24]}, B: {prefixes: [10.1.2.0/24]}}
systems:
  a: {addresses: [10.1.1.1]}
  b: {addresses: [10.1.2.1]}
  server: {addresses: [10.1.1.9]}
  core: {addresses: [10.1.1.254], role: router}
routers: {edge: {macs: ["02:00:00:00:00:01"]}}
)";

/// A connection to `server`, in the frames of a MAC by its last digit; 0: none seen.
struct Sent {
  std::string from;
  std::string at;  ///< hour and minute
  int ttl = 64;
  int mac = 5;
  int port = 0;
  std::string to = "server";
  int answer_ttl = 0;
};

NamedGraph graph_of(const std::vector<Sent>& sent, const std::string& site = kSite) {
  std::vector<Line> lines;
  for (const Sent& s : sent) {
    lines.push_back({s.from, s.to, "https", s.at + ":00", s.at + ":10"});
  }
  const GraphOf base(lines, site_of(site));
  Observations observed = base.observations();
  const auto mac = [](int digit) {
    return digit == 0 ? std::nullopt
                      : MacAddress::parse("02:00:00:00:00:0" + std::to_string(digit));
  };
  for (std::size_t i = 0; i < sent.size(); ++i) {
    FlowRecord& r = observed.records[i];
    r.initiator_mac = mac(sent[i].mac);
    r.initiator_ttl = static_cast<std::uint8_t>(sent[i].ttl);
    r.responder_mac = mac(8);
    r.responder_ttl = static_cast<std::uint8_t>(sent[i].answer_ttl);
    if (sent[i].port != 0) {
      r.initiator_port = static_cast<std::uint16_t>(sent[i].port);
    }
  }
  CollectingSink sink;
  return NamedGraph(build_graph(std::move(observed), base.site(), {}, sink));
}

std::vector<std::string> told(const std::vector<Finding>& findings) {
  std::vector<std::string> rows;
  for (const Finding& f : findings) {
    rows.push_back(f.initiator.name + " x" + std::to_string(f.records));
  }
  return rows;
}

std::vector<std::string> told_of(const std::vector<Sent>& sent) {
  return told(translations(graph_of(sent), "C", std::nullopt));
}

TEST(Translations, AreSystemsThatPassOnWhatArrivesWithALowerTtl) {
  const auto graph = graph_of(
      {{"a", "10:00", 127}, {"a", "10:01", 128}, {"a", "10:02", 127}, {"a", "10:03", 127}});
  const auto findings = translations(graph, "C", std::nullopt);
  EXPECT_THAT(told(findings), ElementsAre("a x3"));
  EXPECT_EQ(name_of(findings[0].kind), "gateway");
  EXPECT_EQ(code_of(findings[0].kind), "NET-TRANSLATION-001");
  EXPECT_FALSE(findings[0].refutes);
  EXPECT_THAT(findings[0].detail.args,
              ElementsAre("a", "02:00:00:00:00:05", "127", "128", "4", "3"));
}

TEST(Translations, PassOnByEachTtlThatSystemsSendWith) {
  for (const auto& [ttl, found] : std::vector<std::pair<int, bool>>{{64, false},
                                                                    {63, true},
                                                                    {62, true},
                                                                    {61, false},
                                                                    {128, false},
                                                                    {126, true},
                                                                    {255, false},
                                                                    {254, true},
                                                                    {32, false},
                                                                    {31, false},
                                                                    {1, false}}) {
    EXPECT_EQ(told_of({{"a", "10:00", ttl}, {"a", "11:30", ttl}, {"a", "13:00", ttl}}).size() == 1U,
              found)
        << ttl;
  }
}

TEST(Translations, TwoConversationsShowNothingYet) {
  EXPECT_THAT(told_of({{"a", "10:00", 63}, {"a", "10:01", 63}}), IsEmpty());
}

TEST(Translations, AMacThatDeliversSeveralSystemsLowersTtlsOfAll) {
  EXPECT_THAT(
      told_of({{"a", "10:00", 63}, {"a", "10:01", 63}, {"a", "10:02", 63}, {"b", "10:03", 63}}),
      IsEmpty());
}

TEST(Translations, ATtlWithoutItsMacSaysNothingOfTheLink) {
  EXPECT_THAT(told_of({{"a", "10:00", 63, 0}, {"a", "10:01", 63, 0}, {"a", "10:02", 63, 0}}),
              IsEmpty());
}

TEST(Translations, AreSystemsThatSendWithTwoKindsOfTtlByTurns) {
  const std::vector<Sent> by_turns{{"a", "10:00", 62, 2},
                                   {"b", "10:00", 64, 2},
                                   {"a", "10:30", 126, 2},
                                   {"a", "11:00", 62, 2},
                                   {"a", "12:00", 126, 2}};
  EXPECT_THAT(told_of(by_turns), ElementsAre("a x4"));
}

TEST(Translations, AMachineSetUpAnewIsNone) {
  // Three changes, one of them over more than an hour.
  EXPECT_THAT(
      told_of({{"a", "10:00", 64}, {"a", "10:30", 128}, {"a", "11:00", 64}, {"a", "12:01", 128}}),
      IsEmpty());
}

TEST(Translations, AnswersOfTwoKindsShowPortsThatArePassedOn) {
  EXPECT_THAT(told_of({{"a", "10:00", 64, 5, 0, "server", 64},
                       {"a", "10:01", 64, 5, 0, "server", 128},
                       {"a", "10:02", 64, 5, 0, "server", 64},
                       {"a", "10:03", 64, 5, 0, "server", 128}}),
              ElementsAre("server x4"));
}

std::vector<Sent> from_ports(int low, int high) {
  std::vector<Sent> sent;
  for (int n = 0; n < 10; ++n) {
    sent.push_back({"a", fmt::format("10:{:02}", 2 * n), 0, 0, low + n});
    sent.push_back({"a", fmt::format("10:{:02}", 2 * n + 1), 0, 0, high + n});
  }
  return sent;
}

TEST(Translations, AreSystemsWhosePortsAreOfTwoKindsByTurns) {
  EXPECT_THAT(told_of(from_ports(1024, 49152)), ElementsAre("a x20"));
  EXPECT_THAT(told_of(from_ports(4991, 65526)), ElementsAre("a x20"));
  EXPECT_THAT(told_of(from_ports(4992, 65526)), IsEmpty());  // 5001 belongs to neither
  EXPECT_THAT(told_of(from_ports(1024, 49151)), IsEmpty());
}

TEST(Translations, OnePortBetweenIsOfASystemThatUsesThemAll) {
  auto sent = from_ports(1024, 49152);
  sent.push_back({"a", "10:30", 0, 0, 20000});
  EXPECT_THAT(told_of(sent), IsEmpty());
}

TEST(Translations, TenPortsOfEachKindAreNeeded) {
  auto sent = from_ports(1024, 49152);
  sent.erase(sent.begin());
  EXPECT_THAT(told_of(sent), IsEmpty());
}

TEST(Translations, DeclaredRoutersAndWhatIsOutsideAreLeftOut) {
  const auto thrice = [](const std::string& from, int mac) {
    return std::vector<Sent>{
        {from, "10:00", 63, mac}, {from, "10:01", 63, mac}, {from, "10:02", 63, mac}};
  };
  EXPECT_THAT(told_of(thrice("core", 5)), IsEmpty());
  EXPECT_THAT(told_of(thrice("198.51.100.1", 5)), IsEmpty());
  EXPECT_THAT(told_of(thrice("a", 1)), IsEmpty());
  EXPECT_THAT(told_of(thrice("10.1.1.77", 5)), ElementsAre("10.1.1.77 x3"));
}

TEST(Translations, OfAZoneAreThoseOfItsOwnAddresses) {
  const auto graph = graph_of({{"a", "10:00", 63, 5},
                               {"a", "10:01", 63, 5},
                               {"a", "10:02", 63, 5},
                               {"b", "10:00", 127, 6},
                               {"b", "10:01", 127, 6},
                               {"b", "10:02", 127, 6}});
  const auto zone = Selector::bind({"B"}, graph);
  ASSERT_TRUE(zone);
  EXPECT_THAT(told(translations(graph, "C", *zone)), ElementsAre("b x3"));
}

}  // namespace
}  // namespace hamon
