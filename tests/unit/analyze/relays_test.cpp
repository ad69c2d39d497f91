#include "analyze/relays.hpp"

#include <cmath>

#include "support/graph_of.hpp"
#include "support/site_of.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kSite = R"(
site: {name: test, timezone: UTC}
zones:
  HIS: {kind: clinical, prefixes: [10.1.1.0/24]}
  MNT: {kind: maintenance, prefixes: [172.31.1.0/24]}
systems:
  emr:    {addresses: [10.1.1.21], role: application}
  db:     {addresses: [10.1.1.22], role: database}
  ad:     {addresses: [10.1.1.11], role: domain-controller}
  jump:   {addresses: [172.31.1.11], role: jump-host}
  mnt-rt: {addresses: [172.31.1.1], role: router}
  proxy:  {addresses: [172.31.1.31], role: other}
  pc:     {addresses: [10.1.1.99], role: client}
)";
const std::string kVendor = "203.0.113.10";

std::string on_day(int day, const std::string& time) {
  return fmt::format("2026-06-{:02}T{}", day, time);
}

std::vector<std::string> told(const std::vector<Finding>& findings) {
  std::vector<std::string> rows;
  for (const Finding& f : findings) {
    std::string row = f.steps.front().from.name;
    for (const RelayStep& s : f.steps) {
      row += " > " + s.to.name;
    }
    rows.push_back(row + " " + f.service + (f.refutes ? " refutes" : ""));
  }
  return rows;
}

std::vector<Finding> found_in(std::vector<Line> lines) {
  return relays(graph_of(std::move(lines), site_of(kSite)), "C", std::nullopt);
}

/// Something that the system does all day, so that it counts as seen on each.
void add_days(std::vector<Line>& lines, const std::string& system) {
  for (int day = 1; day <= 20; ++day) {
    lines.push_back({system, "ad", "ntp", on_day(day, "04:00"), on_day(day, "04:00:01")});
  }
}

TEST(Relays, AJumpHostIsFoundByItsNestedSessions) {
  // Five times in twenty days the vendor is on the jump host for an hour, over a web portal, and
  // each time the jump host opens the database. Hours of the day 10 and 11: 40 possible hours, five
  // in use, p = 0.125; P(X ≥ 5 of 5) = 0.125^5 = 3e-5.
  std::vector<Line> lines;
  add_days(lines, "jump");
  for (const int day : {2, 5, 9, 13, 17}) {
    lines.push_back({kVendor, "jump", "https", on_day(day, "10:00"), on_day(day, "11:00")});
    lines.push_back({"jump", "db", "mssql", on_day(day, "10:10"), on_day(day, "10:50")});
  }
  const auto found = found_in(lines);
  EXPECT_THAT(told(found), ElementsAre("203.0.113.10 > jump > db mssql"));
  EXPECT_EQ(found[0].records, 5U);
  EXPECT_EQ(found[0].steps[0].sessions, 5U);
  EXPECT_EQ(found[0].steps[0].evidence.size(), 5U);
  EXPECT_EQ(found[0].steps[1].service, "mssql");
  EXPECT_EQ(found[0].kind, FindingKind::Relay);
}

TEST(Relays, ABusyProxyIsNobodysJumpHost) {
  // From outside it is asked in nine of ten minutes of the working day, and by itself it asks the
  // application behind it every 20 minutes: 150 occasions, of which 135 nest. p is 0.9, so that as
  // many would by chance, and P(X >= 135) is about one half.
  std::vector<Line> lines;
  for (int day = 1; day <= 5; ++day) {
    for (int minute = 8 * 60; minute < 18 * 60; minute += 10) {
      const auto clock = [](int m) { return fmt::format("{:02}:{:02}", m / 60, m % 60); };
      lines.push_back(
          {kVendor, "proxy", "https", on_day(day, clock(minute)), on_day(day, clock(minute + 9))});
      if (minute % 20 == 0) {
        // Every tenth begins in the free minute, as 0.1 by chance would.
        const int begin = minute % 200 == 0 ? minute + 9 : minute + 2;
        const std::string second = minute % 200 == 0 ? ":10" : ":00";
        lines.push_back({"proxy", "emr", "https", on_day(day, clock(begin) + second),
                         on_day(day, clock(begin) + ":40")});
      }
    }
  }
  EXPECT_THAT(told(found_in(lines)), IsEmpty());
}

TEST(Relays, APermanentTunnelExplainsNothing) {
  std::vector<Line> lines{{kVendor, "jump", "openvpn", on_day(1, "00:00"), on_day(20, "23:59")}};
  for (int day = 1; day <= 20; ++day) {
    lines.push_back({"jump", "emr", "rdp", on_day(day, "10:00"), on_day(day, "10:30")});
  }
  EXPECT_THAT(told(found_in(lines)), IsEmpty());
}

TEST(Relays, OneRemoteSessionInAnotherIsTold) {
  // One each: chance cannot tell, but both are of remote access.
  const std::vector<Line> lines{{kVendor, "jump", "rdp", "10:00", "11:30"},
                                {"jump", "emr", "rdp", "10:10", "11:20"},
                                {"pc", "emr", "https", "00:00", "00:01"},
                                {"pc", "emr", "https", "23:00", "23:01"}};
  EXPECT_THAT(told(found_in(lines)), ElementsAre("203.0.113.10 > jump > emr rdp"));
}

TEST(Relays, ASessionThatBeganBeforeDoesNotNest) {
  const std::vector<Line> lines{{kVendor, "jump", "rdp", "10:00", "11:30"},
                                {"jump", "emr", "rdp", "09:59", "11:20"},
                                {"jump", "db", "ssh", "11:00", "11:36"},
                                {"pc", "emr", "https", "00:00", "00:01"},
                                {"pc", "emr", "https", "23:00", "23:01"}};
  EXPECT_THAT(told(found_in(lines)), IsEmpty()) << "db: ends 6 minutes after the outer session";
}

TEST(Relays, WhatComesOutOfATunnelAtARouterShowsTheSystemBehindIt) {
  const std::vector<Line> lines{{kVendor, "mnt-rt", "ipsec", "10:00", "11:30"},
                                {"jump", "emr", "rdp", "10:10", "11:20"},
                                {"pc", "emr", "https", "00:00", "00:01"},
                                {"pc", "emr", "https", "23:00", "23:01"}};
  const auto found = found_in(lines);
  EXPECT_THAT(told(found), ElementsAre("203.0.113.10 > mnt-rt > jump > emr rdp"));
  EXPECT_TRUE(found[0].steps[1].service.empty()) << "nothing of that step is seen";
}

TEST(Relays, AnAdministratorsSessionOnARouterIsNoTunnel) {
  // What he opens from there has the router's own address.
  const std::vector<Line> lines{{kVendor, "mnt-rt", "ssh", "10:00", "11:30"},
                                {"jump", "emr", "rdp", "10:10", "11:20"},
                                {"pc", "emr", "https", "00:00", "00:01"},
                                {"pc", "emr", "https", "23:00", "23:01"}};
  EXPECT_THAT(told(found_in(lines)), IsEmpty());
}

TEST(Relays, ARemoteToolThatPollsOutwardHoldsTheSystem) {
  const std::vector<Line> lines{{"jump", "198.51.100.9", "teamviewer", "10:00", "10:40"},
                                {"jump", "emr", "rdp", "10:05", "10:35"},
                                {"pc", "emr", "https", "00:00", "00:01"},
                                {"pc", "emr", "https", "23:00", "23:01"}};
  EXPECT_THAT(told(found_in(lines)), ElementsAre("198.51.100.9 > jump > emr rdp"));
}

TEST(Relays, AChainGoesOnWhereSessionsNestInNestedOnes) {
  const std::vector<Line> lines{{kVendor, "jump", "rdp", "10:00", "11:30"},
                                {"jump", "emr", "rdp", "10:10", "11:20"},
                                {"emr", "db", "ssh", "10:30", "11:00"},
                                {"pc", "emr", "https", "00:00", "00:01"},
                                {"pc", "emr", "https", "23:00", "23:01"}};
  EXPECT_THAT(told(found_in(lines)),
              ElementsAre("203.0.113.10 > jump > emr > db ssh", "203.0.113.10 > jump > emr rdp"));
}

TEST(Relays, AChainEndsAfterFourSteps) {
  const std::vector<Line> lines{
      {kVendor, "jump", "rdp", "10:00", "11:30"}, {"jump", "emr", "rdp", "10:05", "11:25"},
      {"emr", "db", "ssh", "10:10", "11:20"},     {"db", "proxy", "ssh", "10:15", "11:15"},
      {"proxy", "ad", "rdp", "10:20", "11:10"},   {"pc", "emr", "https", "00:00", "00:01"},
      {"pc", "emr", "https", "23:00", "23:01"}};
  EXPECT_THAT(told(found_in(lines)),
              ElementsAre("203.0.113.10 > jump > emr > db ssh", "203.0.113.10 > jump > emr rdp",
                          "203.0.113.10 > jump > emr > db > proxy ssh"));
}

/// Two sessions of 1.8 hours on jump, over `service`, in 20 days × 2 hours: p = 0.09, and
/// P(X ≥ 2 of 2) = 0.0081 is over 0.01 / 2 for two pairs tested. That emr opens db within so short
/// sessions is no chance, but whether somebody was on emr is not known.
std::vector<Line> weak_first_step(const std::string& service) {
  std::vector<Line> lines;
  add_days(lines, "jump");
  add_days(lines, "emr");
  for (const int day : {5, 13}) {
    lines.push_back({kVendor, "jump", service, on_day(day, "10:00"), on_day(day, "11:48")});
    lines.push_back({"jump", "emr", service, on_day(day, "10:10"), on_day(day, "10:12")});
    lines.push_back({"emr", "db", "mssql", on_day(day, "10:11"), on_day(day, "10:12")});
  }
  return lines;
}

TEST(Relays, AChainIsNotToldWhereOneOfItsStepsIsNot) {
  EXPECT_THAT(told(found_in(weak_first_step("https"))), IsEmpty());
}

TEST(Relays, AChainIsNoStrongerThanItsWeakestStep) {
  const auto found = found_in(weak_first_step("rdp"));
  ASSERT_THAT(told(found),
              ElementsAre("203.0.113.10 > jump > emr > db mssql", "203.0.113.10 > jump > emr rdp"));
  for (const Finding& f : found) {
    EXPECT_NE(f.detail.id.find("so few may be chance"), std::string_view::npos) << f.service;
  }
}

TEST(Relays, SessionsFiveMinutesApartAreTwoOccasions) {
  const std::vector<Line> lines{
      {kVendor, "jump", "rdp", "10:00", "10:03"}, {kVendor, "jump", "rdp", "10:06", "10:09"},
      {"jump", "emr", "rdp", "10:01", "10:02"},   {"jump", "emr", "rdp", "10:07", "10:08"},
      {"jump", "db", "rdp", "10:01", "10:02:01"}, {"jump", "db", "rdp", "10:07", "10:08"},
      {"pc", "emr", "https", "00:00", "00:01"},   {"pc", "emr", "https", "23:00", "23:01"}};
  const auto found = found_in(lines);
  ASSERT_THAT(told(found),
              ElementsAre("203.0.113.10 > jump > db rdp", "203.0.113.10 > jump > emr rdp"));
  EXPECT_EQ(found[0].steps[1].sessions, 1U);
  EXPECT_EQ(found[1].steps[1].sessions, 2U);
}

TEST(Relays, WhatEveryLogonAsksIsNoSession) {
  std::vector<Line> lines;
  add_days(lines, "jump");
  for (const int day : {2, 5, 9, 13, 17}) {
    lines.push_back({kVendor, "jump", "rdp", on_day(day, "10:00"), on_day(day, "11:00")});
    lines.push_back({"jump", "ad", "kerberos", on_day(day, "10:01"), on_day(day, "10:02")});
    lines.push_back({"jump", "ad", "ldap", on_day(day, "10:01"), on_day(day, "10:02")});
  }
  EXPECT_THAT(told(found_in(lines)), IsEmpty());
}

TEST(Relays, AClaimsZonesSelectByTheLastAddress) {
  const auto graph = graph_of({{kVendor, "jump", "rdp", "10:00", "11:30"},
                               {"jump", "emr", "rdp", "10:10", "11:20"},
                               {"pc", "emr", "https", "00:00", "00:01"},
                               {"pc", "emr", "https", "23:00", "23:01"}},
                              site_of(kSite));
  EXPECT_EQ(relays(graph, "C", *Selector::bind({"HIS"}, graph)).size(), 1U);
  EXPECT_THAT(relays(graph, "C", *Selector::bind({"MNT"}, graph)), IsEmpty());
}

TEST(Relays, NothingOutsideIsNoRelay) {
  EXPECT_THAT(
      found_in({{"pc", "jump", "rdp", "10:00", "11:30"}, {"jump", "emr", "rdp", "10:10", "11:20"}}),
      IsEmpty());
  EXPECT_THAT(found_in({}), IsEmpty());
}

/// What a VPN gateway's log says: who had which address of the pool, from when to when.
struct Told {
  std::string client, pool, begin, end;
};

NamedGraph vpn_graph(std::vector<Line> lines, const std::vector<Told>& log,
                     const std::string& site = kSite) {
  lines.push_back({"pc", "emr", "https", "00:00", "00:01"});
  lines.push_back({"pc", "emr", "https", "23:00", "23:01"});
  const GraphOf made(std::move(lines), site_of(site));
  Observations seen = made.observations();
  for (const Told& told : log) {
    Binding b;
    b.kind = BindingKind::VpnClient;
    b.address = *IpAddress::parse(told.pool);
    b.name = told.client;
    b.first = at(told.begin);
    b.last = at(told.end);
    seen.bindings.push_back(b);
  }
  CollectingSink sink;
  return NamedGraph(build_graph(std::move(seen), made.site(), {}, sink));
}

std::vector<Finding> found_behind(const std::vector<Line>& lines, const std::vector<Told>& log) {
  return relays(vpn_graph(lines, log), "C", std::nullopt);
}

const std::string kPool = "172.31.1.201";

TEST(Relays, WhoHadAnAddressOfTheVpnsPoolIsTheOutsideEnd) {
  // 203.0.113.10 is in no traffic: only the log names it, and of its way in nothing was seen.
  const auto found =
      found_behind({{kPool, "emr", "rdp", "10:10", "11:20"}}, {{kVendor, kPool, "10:00", "11:30"}});
  ASSERT_THAT(told(found), ElementsAre("203.0.113.10 > 172.31.1.201 > emr rdp"));
  EXPECT_FALSE(found[0].initiator.system);
  EXPECT_EQ(found[0].initiator.name, kVendor);
  EXPECT_EQ(found[0].initiator.zone, "outside");
  EXPECT_THAT(found[0].initiator.addresses, ElementsAre(*IpAddress::parse(kVendor)));
  const RelayStep& first = found[0].steps[0];
  EXPECT_EQ(first.service, "vpn");
  EXPECT_EQ(first.sessions, 1U);
  EXPECT_EQ(first.seen, (Interval{at("10:00"), at("11:30")}));
  EXPECT_EQ(first.evidence_total, 0U);
  EXPECT_EQ(found[0].steps[1].evidence.size(), 1U);
}

TEST(Relays, TheGatewayStandsInTheChainWhereTheClientWasSeenToComeIn) {
  // The conversation at noon is no part of the session.
  const auto found = found_behind({{kVendor, "pc", "openvpn", "09:59", "11:31"},
                                   {kVendor, "pc", "openvpn", "12:00", "12:05"},
                                   {kPool, "emr", "rdp", "10:10", "11:20"}},
                                  {{kVendor, kPool, "10:00", "11:30"}});
  ASSERT_THAT(told(found), ElementsAre("203.0.113.10 > pc > 172.31.1.201 > emr rdp"));
  EXPECT_TRUE(found[0].initiator.system);
  const RelayStep& seen = found[0].steps[0];
  EXPECT_EQ(seen.service, "openvpn");
  EXPECT_EQ(seen.seen, (Interval{at("09:59"), at("11:31")}));
  EXPECT_EQ(seen.evidence_total, 1U);
  EXPECT_EQ(found[0].steps[1].service, "vpn");
  EXPECT_EQ(found[0].steps[1].seen, (Interval{at("10:00"), at("11:30")}));
}

TEST(Relays, WhatTheVpnsLogSaysIsNotGuessed) {
  // At the router the log names the pool's address, so that nobody else of the prefix is meant; the
  // tunnel in the evening stands in no log.
  const std::vector<Line> lines{{kVendor, "mnt-rt", "ipsec", "09:59", "11:31"},
                                {kPool, "emr", "rdp", "10:10", "11:20"},
                                {"jump", "emr", "rdp", "10:15", "11:20"},
                                {kVendor, "mnt-rt", "ipsec", "20:00", "21:00"},
                                {"jump", "db", "ssh", "20:10", "20:50"}};
  EXPECT_THAT(told(found_behind(lines, {{kVendor, kPool, "10:00", "11:30"}})),
              ElementsAre("203.0.113.10 > mnt-rt > jump > db ssh",
                          "203.0.113.10 > mnt-rt > 172.31.1.201 > emr rdp"));
  EXPECT_THAT(told(found_behind(lines, {})),
              ElementsAre("203.0.113.10 > mnt-rt > jump > db ssh",
                          "203.0.113.10 > mnt-rt > 172.31.1.201 > emr rdp"))
      << "by the guess: of two equal chains to emr the one of the first system";
}

TEST(Relays, EachClientOfAPoolAddressHasItsOwnChain) {
  // The end of the first session is missing in the log: it ends where the next one begins.
  const auto found = found_behind(
      {{kPool, "emr", "rdp", "10:10", "10:20"}, {kPool, "db", "ssh", "12:10", "12:20"}},
      {{"203.0.113.5", kPool, "10:00", "12:30"}, {"203.0.113.6", kPool, "12:00", "12:30"}});
  EXPECT_THAT(told(found), ElementsAre("203.0.113.5 > 172.31.1.201 > emr rdp",
                                       "203.0.113.6 > 172.31.1.201 > db ssh"));
}

TEST(Relays, AClientOfTheVpnThatIsInsideIsNobodyOutside) {
  EXPECT_THAT(told(found_behind({{kPool, "emr", "rdp", "10:10", "11:20"}},
                                {{"10.1.1.99", kPool, "10:00", "11:30"}})),
              IsEmpty());
}

TEST(Relays, APoolAddressThatCountsAsOutsideStandsBetween) {
  const auto found = found_behind({{"192.168.182.200", "jump", "rdp", "10:10", "11:20"},
                                   {"jump", "emr", "rdp", "10:15", "11:15"}},
                                  {{kVendor, "192.168.182.200", "10:00", "11:30"}});
  EXPECT_THAT(told(found), ElementsAre("203.0.113.10 > 192.168.182.200 > jump > emr rdp",
                                       "203.0.113.10 > 192.168.182.200 > jump rdp",
                                       "192.168.182.200 > jump > emr rdp"));
}

TEST(BinomialTail, IsThatOfTheTables) {
  // P(X ≥ 2) of 3 with p = 1/2: (3 + 1) / 8.
  EXPECT_NEAR(binomial_tail(2, 3, 0.5), 0.5, 1e-12);
  // P(X ≥ 5) of 5 with p = 1/8: 8^-5.
  EXPECT_NEAR(binomial_tail(5, 5, 0.125), std::pow(8.0, -5), 1e-15);
  // P(X ≥ 1) of 10 with p = 0.1: 1 − 0.9^10.
  EXPECT_NEAR(binomial_tail(1, 10, 0.1), 1 - std::pow(0.9, 10), 1e-12);
  EXPECT_EQ(binomial_tail(0, 10, 0.1), 1.0);
  EXPECT_EQ(binomial_tail(11, 10, 0.1), 0.0);
  EXPECT_EQ(binomial_tail(1, 10, 0.0), 0.0);
  EXPECT_EQ(binomial_tail(10, 10, 1.0), 1.0);
}

}  // namespace
}  // namespace hamon
