#include "analyze/check.hpp"

#include "base/sha256.hpp"

#include "support/graph_of.hpp"
#include "support/site_of.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A clinical zone of two segments, an information zone, one vendor line with windows.
const std::string kSite = R"(
site: {name: test, timezone: UTC}
zones:
  HIS:  {kind: clinical, prefixes: [10.1.1.0/24, 10.1.2.0/24]}
  INFO: {kind: internal, prefixes: [172.16.1.0/24]}
systems:
  emr:  {addresses: [10.1.1.21], role: application}
  jump: {addresses: [10.1.1.31], role: jump-host}
  pc:   {addresses: [10.1.2.11], role: client}
  info: {addresses: [172.16.1.11], role: client}
  lis:  {addresses: [10.1.2.42], macs: ["02:00:00:00:00:42"], role: device}
links:
  X1: {inside: [10.1.1.31], outside: [203.0.113.10], services: [tcp/443], vendor: V,
       windows: ["2026-06-09T10:00/2026-06-09T12:00"]}
)";
const std::string kSensors = R"(
sensors:
  core: {sees: between}
  tap1: {sees: within, prefixes: [10.1.1.0/24]}
  tap2: {sees: within, prefixes: [10.1.2.0/24]}
  fw:   {sees: outside}
)";

ClaimResult test_claim(const std::string& claim, std::vector<Line> lines,
                       const std::string& rest = kSensors) {
  const auto graph =
      graph_of(std::move(lines), site_of(kSite + rest + "claims:\n  C: " + claim + "\n"));
  const auto result = check(graph, {});
  if (!result) {
    throw std::invalid_argument(std::string(result.error().what.id));
  }
  return result->claims.at(0);
}

std::vector<std::string> told(const std::vector<Finding>& findings) {
  std::vector<std::string> rows;
  for (const Finding& f : findings) {
    rows.push_back(fmt::format("{} {}{} {} {} x{}", name_of(f.kind), f.initiator.name,
                               f.responder ? " -> " + f.responder->name : std::string(), f.service,
                               f.refutes ? "refutes" : "indicates", f.records));
  }
  return rows;
}

Verdict verdict_of(const ClaimResult& claim, const std::string& path) {
  for (const ClaimPart& part : claim.parts) {
    if (part.path == path) {
      return part.verdict;
    }
  }
  throw std::invalid_argument("no part " + path);
}

const Line kInternal = {"pc", "emr", "https", "09:00", "09:01"};

TEST(Check, AClosedZoneIsRefutedByAnEstablishedConversationWithOutside) {
  const auto claim =
      test_claim("{closed: [HIS]}", {kInternal,
                                     {"192.168.7.7", "emr", "rdp", "10:00", "10:30"},
                                     {"192.168.7.7", "emr", "rdp", "11:00", "11:30"}});

  EXPECT_EQ(claim.verdict, Verdict::Refuted);
  EXPECT_THAT(told(claim.findings),
              ElementsAre("direct 192.168.7.7 -> emr rdp refutes x2",
                          "remote_access 192.168.7.7 -> emr rdp indicates x2"));
  EXPECT_EQ(claim.findings[0].contacts, 2U);
  EXPECT_EQ(claim.findings[0].seen->begin, at("10:00"));
  EXPECT_EQ(claim.findings[0].initiator.zone, "outside") << "a private address may be outside";
  EXPECT_EQ(verdict_of(claim, "border"), Verdict::Refuted);
  EXPECT_EQ(verdict_of(claim, "within 10.1.1.0/24"), Verdict::NotRefuted);
}

TEST(Check, AnAttemptShowsIntentAndRefutesNothing) {
  const auto claim = test_claim(
      "{closed: [HIS]}",
      {kInternal, {"pc", "198.51.100.1", "https", "10:00", "10:01", FlowState::Attempted}});

  EXPECT_EQ(claim.verdict, Verdict::NotRefuted);
  EXPECT_THAT(claim.findings, IsEmpty());
  ASSERT_EQ(claim.attempts.size(), 1U);
  EXPECT_EQ(claim.attempts[0].responder->name, "198.51.100.1");
  EXPECT_EQ(claim.attempts[0].attempts, 1U);
}

TEST(Check, AttemptsBesideAnEstablishedConversationAreCountedWithIt) {
  const auto claim = test_claim(
      "{closed: [HIS]}", {{"pc", "198.51.100.1", "https", "10:00", "10:01"},
                          {"pc", "198.51.100.1", "https", "11:00", "11:01", FlowState::Rejected}});

  ASSERT_EQ(claim.findings.size(), 1U);
  EXPECT_EQ(claim.findings[0].records, 1U);
  EXPECT_EQ(claim.findings[0].attempts, 1U);
  EXPECT_THAT(claim.attempts, IsEmpty());
}

TEST(Check, ADeclaredLinkIsExceptedWithinItsWindowsOnly) {
  const auto within =
      test_claim("{closed: [HIS]}", {{"jump", "203.0.113.10", "https", "10:00", "11:59:59"}});
  EXPECT_EQ(within.verdict, Verdict::NotRefuted);
  // The window is half-open: what lasts to its end was used outside.
  const auto overrun =
      test_claim("{closed: [HIS]}", {{"203.0.113.10", "jump", "https", "10:00", "12:00"}});
  EXPECT_THAT(told(overrun.findings),
              ElementsAre("off_hours 203.0.113.10 -> jump https refutes x1"));
  EXPECT_EQ(overrun.findings[0].link, "X1");
}

TEST(Check, AClosedZoneMayExceptMoreThanTheDeclaredLinks) {
  const std::string claim = "{closed: [HIS], except: [{services: [ssh]}]}";
  EXPECT_EQ(test_claim(claim, {{"jump", "203.0.113.10", "ssh", "10:00", "10:01"}}).verdict,
            Verdict::NotRefuted);
  EXPECT_EQ(test_claim(claim, {{"jump", "203.0.113.10", "https", "10:00", "10:01"}}).verdict,
            Verdict::NotRefuted)
      << "the link still counts";
  EXPECT_EQ(test_claim(claim, {{"jump", "203.0.113.10", "rdp", "10:00", "10:01"}}).verdict,
            Verdict::Refuted);
}

TEST(Check, AnotherServiceOfALinksEndsIsNoUseOfTheLink) {
  const auto claim =
      test_claim("{closed: [HIS]}", {{"jump", "203.0.113.10", "ssh", "10:00", "10:01"}});
  EXPECT_THAT(told(claim.findings),
              ElementsAre("direct jump -> 203.0.113.10 ssh refutes x1",
                          "remote_access jump -> 203.0.113.10 ssh indicates x1"));
}

TEST(Check, ALinkUnderNeverHoldsAtAnyTime) {
  const auto claim =
      test_claim("{never: {link: X1}, except: [{during: [\"2026-06-09T10:00/2026-06-09T12:00\"]}]}",
                 {{"jump", "203.0.113.10", "https", "10:30", "10:31"},
                  {"jump", "203.0.113.10", "https", "13:00", "13:01"}});
  EXPECT_THAT(told(claim.findings), ElementsAre("off_hours jump -> 203.0.113.10 https refutes x1"));
}

TEST(Check, EachEndAndServiceOfAMatcherMustHold) {
  const std::string never = "{never: {from: INFO, to: HIS, services: [remote-admin]}}";
  EXPECT_THAT(told(test_claim(never, {{"info", "emr", "rdp", "10:00", "10:01"}}).findings),
              ElementsAre("direct info -> emr rdp refutes x1"));
  EXPECT_THAT(test_claim(never, {{"emr", "info", "rdp", "10:00", "10:01"}}).findings, IsEmpty());
  EXPECT_THAT(test_claim(never, {{"info", "emr", "https", "10:00", "10:01"}}).findings, IsEmpty());
}

TEST(Check, DuringForbidsWhatOverlapsAndExcusesWhatLiesInside) {
  const std::string window = "[\"2026-06-09T10:00/2026-06-09T11:00\"]";
  const Line early = {"info", "emr", "https", "09:00", "10:00"};
  const Line inside = {"info", "emr", "https", "10:00", "10:59"};
  const std::string never = "{never: {between: [HIS, INFO], during: " + window + "}}";
  EXPECT_EQ(test_claim(never, {early}).verdict, Verdict::Refuted);
  const std::string except = "{never: {between: [HIS, INFO]}, except: [{during: " + window + "}]}";
  EXPECT_EQ(test_claim(except, {early}).verdict, Verdict::Refuted);
  EXPECT_EQ(test_claim(except, {inside}).verdict, Verdict::NotRefuted);
}

TEST(Check, OutsideHoursHoldsForWhatDoesNotLieWhollyInside) {
  const std::string never =
      "{never: {between: [HIS, INFO], outside_hours: [\"Mon-Fri 09:00-17:00\"]}}";
  // 2026-06-09 is a Tuesday.
  EXPECT_EQ(test_claim(never, {{"info", "emr", "https", "09:00", "16:59"}}).verdict,
            Verdict::NotRefuted);
  EXPECT_EQ(test_claim(never, {{"info", "emr", "https", "16:00", "17:30"}}).verdict,
            Verdict::Refuted);
}

TEST(Check, NotTestableWhereNoSensorLooks) {
  const std::string sensors = R"(
sensors:
  core: {sees: between}
  tap1: {sees: within, prefixes: [10.1.0.0/16]}
)";
  const auto claim = test_claim("{closed: [HIS]}", {kInternal}, sensors);

  EXPECT_EQ(claim.verdict, Verdict::NotTestable);
  EXPECT_EQ(verdict_of(claim, "border"), Verdict::NotTestable);
  EXPECT_EQ(verdict_of(claim, "within 10.1.1.0/24"), Verdict::NotRefuted)
      << "a sensor of a wider prefix sees it";
  EXPECT_FALSE(claim.reason.empty());
}

TEST(Check, TheBorderAloneSeesNoUndeclaredRouter) {
  const std::string sensors = "sensors: {fw: {sees: outside}}\n";
  const auto claim = test_claim("{closed: [10.1.2.0/24]}", {kInternal}, sensors);
  EXPECT_EQ(claim.verdict, Verdict::NotTestable);
  EXPECT_EQ(verdict_of(claim, "border"), Verdict::NotRefuted);
  EXPECT_EQ(verdict_of(claim, "within 10.1.2.0/24"), Verdict::NotTestable);
}

TEST(Check, DifferentSegmentsNeedASensorBetweenThemOnly) {
  const auto claim = test_claim("{never: {from: INFO, to: HIS}}", {kInternal},
                                "sensors: {core: {sees: between}}\n");
  EXPECT_EQ(claim.verdict, Verdict::NotRefuted);
  ASSERT_EQ(claim.parts.size(), 1U);
  EXPECT_EQ(claim.parts[0].path, "between");
}

TEST(Check, ASensorBetweenNamedPrefixesSeesOnlyThese) {
  const std::string sensors =
      "sensors: {core: {sees: between, prefixes: [10.1.1.0/24, 172.16.1.0/24]}}\n";
  EXPECT_EQ(test_claim("{never: {from: INFO, to: 10.1.1.0/24}}", {kInternal}, sensors).verdict,
            Verdict::NotRefuted);
  EXPECT_EQ(test_claim("{never: {from: INFO, to: HIS}}", {kInternal}, sensors).verdict,
            Verdict::NotTestable);
}

TEST(Check, ARecordOfTheSameThreeMayBeDirectOnceAndOutsideItsWindowOnce) {
  // Nothing is excepted, so that the use within the window counts too.
  const auto claim = test_claim("{never: {between: [HIS, outside]}}",
                                {{"jump", "203.0.113.10", "https", "10:30", "10:31"},
                                 {"jump", "203.0.113.10", "https", "13:00", "13:01"}});
  EXPECT_THAT(told(claim.findings), ElementsAre("direct jump -> 203.0.113.10 https refutes x1",
                                                "off_hours jump -> 203.0.113.10 https refutes x1"));
  EXPECT_NE(claim.findings[0].id, claim.findings[1].id);
}

TEST(Check, ASegmentNamedTwiceNeedsASensorWithin) {
  const auto claim = test_claim("{never: {from: 10.1.1.0/24, to: 10.1.1.0/24}}", {kInternal},
                                "sensors: {core: {sees: between}}\n");
  EXPECT_EQ(claim.verdict, Verdict::NotTestable);
  EXPECT_EQ(verdict_of(claim, "within 10.1.1.0/24"), Verdict::NotTestable);
}

TEST(Check, AsksForAsMuchObservationAsTheClaimSays) {
  const std::vector<Line> two_hours = {{"pc", "emr", "https", "09:00", "11:00"}};
  EXPECT_EQ(test_claim("{closed: [HIS], at_least: 2h}", two_hours).verdict, Verdict::NotRefuted);
  EXPECT_EQ(test_claim("{closed: [HIS], at_least: 3h}", two_hours).verdict, Verdict::NotTestable);
}

TEST(Check, ASensorBoundToSourcesThatAreNotThereSeesNothing) {
  const std::string sensors = R"(
sensors:
  tap: {sees: within, prefixes: [10.1.0.0/16]}
  fw:  {sees: outside, sources: ["fw/*.log"]}
)";
  EXPECT_EQ(test_claim("{closed: [HIS]}", {kInternal}, sensors).verdict, Verdict::NotTestable);
}

TEST(Check, NothingObservedIsNotTestable) {
  const auto claim = test_claim("{closed: [HIS]}", {});
  EXPECT_EQ(claim.verdict, Verdict::NotTestable);
}

TEST(Check, WithoutDeclaredZonesClosedIsAtBestNotTestable) {
  const auto graph = graph_of({{"10.0.0.1", "10.0.0.2", "https", "10:00", "10:01"}},
                              site_of("site: {name: test, timezone: UTC}\n"));
  const auto result = check(graph, {});
  ASSERT_TRUE(result);
  ASSERT_EQ(result->claims.size(), 1U);
  EXPECT_EQ(result->claims[0].id, "default");
  EXPECT_EQ(result->claims[0].verdict, Verdict::NotTestable);
}

TEST(Check, WithoutClaimsTestsThatTheClinicalZonesAreClosed) {
  const auto graph = graph_of({{"info", "198.51.100.1", "https", "10:00", "10:01"},
                               {"emr", "198.51.100.1", "https", "10:00", "10:01"}},
                              site_of(kSite + kSensors));
  const auto result = check(graph, {});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->claims[0].id, "default");
  EXPECT_THAT(told(result->claims[0].findings),
              ElementsAre("direct emr -> 198.51.100.1 https refutes x1"));
}

TEST(Check, AnUnknownMachineInsideIsAnIndication) {
  const auto claim =
      test_claim("{closed: [HIS]}", {{"10.1.1.250", "emr", "smb", "10:00", "10:20"}});
  EXPECT_EQ(claim.verdict, Verdict::NotRefuted);
  EXPECT_THAT(told(claim.findings), ElementsAre("undeclared 10.1.1.250  indicates x1"));
  EXPECT_EQ(claim.findings[0].responder, std::nullopt);
}

TEST(Check, RemoteAccessIsAnIndicationWhoeverOpensItAndWhetherOrNotALinkDeclaresIt) {
  const auto claim =
      test_claim("{closed: [HIS]}", {{"pc", "198.51.100.1", "teamviewer", "10:00", "10:01"},
                                     {"pc", "198.51.100.1", "teamviewer", "11:00", "11:01"},
                                     {"198.51.100.2", "emr", "rdp", "10:00", "10:01"},
                                     {"jump", "203.0.113.10", "tcp/443", "10:30", "11:00"},
                                     {"jump", "203.0.113.10", "openvpn", "10:30", "11:00"},
                                     {"pc", "emr", "rdp", "10:00", "10:01"},
                                     {"info", "198.51.100.1", "ssh", "10:00", "10:01"}});
  std::vector<Finding> remote;
  for (const Finding& f : claim.findings) {
    if (f.kind == FindingKind::RemoteAccess) {
      remote.push_back(f);
    }
  }
  EXPECT_THAT(told(remote), ElementsAre("remote_access 198.51.100.2 -> emr rdp indicates x1",
                                        "remote_access pc -> 198.51.100.1 teamviewer indicates x2",
                                        "remote_access jump -> 203.0.113.10 openvpn indicates x1"));
}

TEST(Check, RemoteAccessOutsideOfEveryClaimIsListedBesides) {
  const auto graph = graph_of({{"info", "198.51.100.1", "ssh", "10:00", "10:01"},
                               {"pc", "198.51.100.1", "ssh", "10:00", "10:01"}},
                              site_of(kSite + kSensors + "claims:\n  C: {closed: [HIS]}\n"));
  const auto result = check(graph, {});
  ASSERT_TRUE(result);
  EXPECT_THAT(told(result->findings),
              ElementsAre("remote_access info -> 198.51.100.1 ssh indicates x1"));
}

TEST(Check, WhatBelongsToNoClaimIsListedBesides) {
  const auto graph = graph_of({{"172.16.1.99", "info", "smb", "10:00", "10:20"}},
                              site_of(kSite + kSensors + "claims:\n  C: {closed: [HIS]}\n"));
  const auto result = check(graph, {});
  ASSERT_TRUE(result);
  EXPECT_THAT(result->claims[0].findings, IsEmpty());
  EXPECT_THAT(told(result->findings), ElementsAre("undeclared 172.16.1.99  indicates x1"));
}

// One device with a second network card: the MAC that the site file declares for it carries both.
NamedGraph two_cards(const std::string& claim) {
  const Site site = site_of(kSite + kSensors + "claims:\n  C: " + claim + "\n");
  const GraphOf base({{"lis", "emr", "hl7", "09:00", "09:01"},
                      {"172.16.1.142", "198.51.100.50", "https", "10:00", "10:01"},
                      {"172.16.1.142", "198.51.100.50", "https", "11:00", "11:01"}},
                     site);
  Observations observed = base.observations();
  for (const char* address : {"10.1.2.42", "172.16.1.142"}) {
    Binding binding;
    binding.kind = BindingKind::Dhcp;
    binding.first = binding.last = at("08:00");
    binding.address = *IpAddress::parse(address);
    binding.mac = MacAddress::parse("02:00:00:00:00:42");
    observed.bindings.push_back(binding);
  }
  CollectingSink sink;
  return NamedGraph(build_graph(observed, base.site(), {}, sink));
}

TEST(Check, AnIdentityClaimIsRefutedByAnAddressElsewhere) {
  const auto result = check(two_cards("{addresses: {system: lis, only: [10.1.2.0/24]}}"), {});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->claims[0].verdict, Verdict::Refuted);
  EXPECT_THAT(told(result->claims[0].findings), ElementsAre("bridge lis  refutes x2"));
}

TEST(Check, ABridgeIndicatesThatAClosedZoneMayBeLeft) {
  const auto result = check(two_cards("{closed: [HIS]}"), {});
  ASSERT_TRUE(result);
  EXPECT_THAT(
      told(result->claims[0].findings),
      ElementsAre("direct lis -> 198.51.100.50 https refutes x2", "bridge lis  indicates x2"));
}

TEST(Check, AnIdentityClaimAboutASystemThatWasNeverSeenIsNotTestable) {
  const auto claim = test_claim("{addresses: {system: lis, only: [10.1.2.0/24]}}", {kInternal});
  EXPECT_EQ(claim.verdict, Verdict::NotTestable);
}

TEST(Check, AFindingKeepsItsIdNextMonth) {
  const std::string claim = "{closed: [HIS]}";
  const auto now = test_claim(claim, {{"pc", "198.51.100.1", "https", "10:00", "10:01"}});
  const auto later =
      test_claim(claim, {{"pc", "198.51.100.1", "https", "2026-07-09T22:00", "2026-07-09T22:01"},
                         {"pc", "198.51.100.1", "https", "2026-07-10T22:00", "2026-07-10T22:01"}});
  // printf 'C\ndirect\npc\n198.51.100.1\nhttps' | sha256sum
  EXPECT_EQ(now.findings[0].id, sha256_hex("C\ndirect\npc\n198.51.100.1\nhttps").substr(0, 12));
  EXPECT_EQ(later.findings[0].id, now.findings[0].id);
}

TEST(Check, AnAcceptedFindingIsSetApartAndStillRefutes) {
  const std::string id = sha256_hex("C\ndirect\npc\n198.51.100.1\nhttps").substr(0, 12);
  const std::string accept =
      "accept:\n  - {finding: " + id + ", reason: renewal, by: IT, until: 2026-06-30}\n";
  const auto graph =
      graph_of({{"pc", "198.51.100.1", "https", "10:00", "10:01"}},
               site_of(kSite + kSensors + accept + "claims:\n  C: {closed: [HIS]}\n"));
  const auto today = check(graph, {{}, at("2026-06-30T23:00")});
  const auto next_day = check(graph, {{}, at("2026-07-01T00:00")});
  ASSERT_TRUE(today && next_day);
  EXPECT_TRUE(today->claims[0].findings[0].accepted);
  EXPECT_EQ(today->claims[0].findings[0].accepted_reason, "renewal (IT)");
  EXPECT_EQ(today->claims[0].verdict, Verdict::Refuted);
  EXPECT_FALSE(next_day->claims[0].findings[0].accepted);
}

TEST(Check, RefusesAClaimThatDoesNotExist) {
  const auto graph = graph_of({kInternal}, site_of(kSite + "claims:\n  C: {closed: [HIS]}\n"));
  EXPECT_FALSE(check(graph, {{"D"}, {}}));
  EXPECT_TRUE(check(graph, {{"C"}, {}}));
}

TEST(Check, EvidenceLeadsBackToLines) {
  const auto claim =
      test_claim("{closed: [HIS]}", {kInternal,
                                     {"pc", "198.51.100.1", "https", "10:00", "10:01"},
                                     kInternal,
                                     {"pc", "198.51.100.1", "https", "11:00", "11:01"}});
  ASSERT_EQ(claim.findings.size(), 1U);
  EXPECT_THAT(claim.findings[0].evidence, ElementsAre(EvidenceRef{0, 2, 2}, EvidenceRef{0, 4, 4}));
  EXPECT_EQ(claim.findings[0].evidence_total, 2U);
  EXPECT_EQ(claim.findings[0].filter,
            "ip.addr == 10.1.2.11 && ip.addr == 198.51.100.1 && tcp.port == 443");
}

}  // namespace
}  // namespace hamon
