#include "base/nearest_words.hpp"
#include "graph/site.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Site parsed(const std::string& yaml) {
  CollectingSink sink;
  auto site = parse_site(yaml, "site.yaml", sink);
  for (const auto& diagnostic : sink.diagnostics) {
    EXPECT_NE(diagnostic.severity, Severity::Error)
        << diagnostic.what.id << " line " << diagnostic.place.number;
  }
  return site.value_or(Site{});
}

Timestamp utc(const char* text) {
  return parse_time(text, nullptr).value();
}

TEST(Site, AnEmptyFileDeclaresNothing) {
  const Site site = parsed("");

  EXPECT_TRUE(site.zones.empty());
  EXPECT_TRUE(site.internal.empty());
  EXPECT_FALSE(site.internal_declared);
  EXPECT_FALSE(site.has_zone);
  EXPECT_EQ(site.profile, "default");
  EXPECT_EQ(site.incubation, Duration::minutes(10));
}

TEST(Site, NamesItsZoneOfTimeAndItsRealm) {
  const Site site = parsed("site: {name: みなと総合病院, timezone: Asia/Tokyo, realm: minato}\n");

  EXPECT_EQ(site.name, "みなと総合病院");
  EXPECT_EQ(site.realm, "minato");
  EXPECT_TRUE(site.has_zone);
  EXPECT_EQ(site.zone.name(), "Asia/Tokyo");
}

TEST(Site, RealmIsTheNameUnlessGiven) {
  EXPECT_EQ(parsed("site: {name: M1}\n").realm, "M1");
}

TEST(Site, InternalIsTheUnionOfZonePrefixesUnlessDeclared) {
  const std::string zones =
      "zones:\n"
      "  B: {prefixes: [172.16.1.0/24]}\n"
      "  A: {prefixes: [10.1.0.0/16, '2001:db8::/64']}\n"
      "  A1: {prefixes: [10.1.2.0/24]}\n"  // nested: adds nothing to the union
      "  N: {label: ohne}\n";

  const Site site = parsed(zones);
  EXPECT_THAT(site.internal,
              ElementsAre(*Prefix::parse("10.1.0.0/16"), *Prefix::parse("172.16.1.0/24"),
                          *Prefix::parse("2001:db8::/64")));
  EXPECT_FALSE(site.internal_declared);
  EXPECT_THAT(site.zones, SizeIs(4));
  EXPECT_EQ(site.zones[0].line, 2U);

  const Site declared = parsed("internal: [10.0.0.0/8]\n" + zones);
  EXPECT_THAT(declared.internal, ElementsAre(*Prefix::parse("10.0.0.0/8")));
  EXPECT_TRUE(declared.internal_declared);
}

TEST(Site, ReadsEveryKeyOfASystem) {
  const Site site = parsed(
      "zones: {MED: {kind: clinical}}\n"
      "systems:\n"
      "  lis-an2:\n"
      "    addresses: [10.20.2.42, \"2001:db8::42\"]\n"
      "    macs: [\"02:00:0a:14:02:2a\"]\n"
      "    names: [LIS-AN2]\n"
      "    ae_titles: [LISAN2]\n"
      "    role: device\n"
      "    susceptible: true\n"
      "    label: 分析装置2\n"
      "    department: 検体検査\n"
      "    vendor: 分析機器社\n"
      "    os: windows\n"
      "    location: 2F\n"
      "    owner: 検査部\n"
      "    note: NO\n"
      "    critical: 7.5\n"
      "    separate: true\n"
      "    home: MED\n"
      "  bare:\n");

  ASSERT_THAT(site.systems, SizeIs(2));
  const SiteSystem& s = site.systems[0];
  EXPECT_EQ(s.name, "lis-an2");
  EXPECT_THAT(s.addresses,
              ElementsAre(*IpAddress::parse("10.20.2.42"), *IpAddress::parse("2001:db8::42")));
  EXPECT_THAT(s.macs, ElementsAre(*MacAddress::parse("02:00:0a:14:02:2a")));
  EXPECT_THAT(s.names, ElementsAre("LIS-AN2"));
  EXPECT_THAT(s.ae_titles, ElementsAre("LISAN2"));
  EXPECT_EQ(s.role, Role::Device);
  EXPECT_EQ(s.susceptible, true);
  EXPECT_EQ(s.label, "分析装置2");
  EXPECT_EQ(s.department, "検体検査");
  EXPECT_EQ(s.vendor, "分析機器社");
  EXPECT_EQ(s.os, "windows");
  EXPECT_EQ(s.location, "2F");
  EXPECT_EQ(s.owner, "検査部");
  EXPECT_EQ(s.note, "NO");  // YAML 1.1 would make it false
  EXPECT_EQ(s.critical, 7.5);
  EXPECT_TRUE(s.separate);
  EXPECT_EQ(s.home, "MED");
  EXPECT_EQ(s.line, 3U);
  EXPECT_EQ(site.systems[1].name, "bare");
  EXPECT_EQ(site.systems[1].role, std::nullopt);
  EXPECT_EQ(site.systems[1].susceptible, std::nullopt);
}

TEST(Site, TakesASingleValueForAList) {
  const Site site =
      parsed("systems: {ad1: {addresses: 10.10.1.11}}\nclaims: {C: {never: {to: ad1}}}\n");

  EXPECT_THAT(site.systems[0].addresses, SizeIs(1));
  EXPECT_THAT(site.claims[0].never[0].to, ElementsAre("ad1"));
}

TEST(Site, ScalarsThatYamlWouldConvertStayText) {
  const Site site = parsed("zones: {NO: {label: 2026-06-09, kind: 1e3}, 010: {label: yes}}\n");

  EXPECT_EQ(site.zones[0].name, "NO");
  EXPECT_EQ(site.zones[0].label, "2026-06-09");
  EXPECT_EQ(site.zones[0].kind, "1e3");
  EXPECT_EQ(site.zones[1].name, "010");
}

TEST(Site, ReadsServicesWithWhatTheyCarry) {
  const Site site = parsed(
      "services:\n"
      "  emr-app: {ports: [tcp/8443, udp/8443]}\n"
      "  db-repl: {ports: [tcp/5022], carry: {forward: [damage, pass], backward: weak}}\n"
      "  smb: {carry: {forward: []}}\n");

  ASSERT_THAT(site.services, SizeIs(3));
  EXPECT_THAT(site.services[0].ports, ElementsAre(ServicePort{6, 8443}, ServicePort{17, 8443}));
  EXPECT_EQ(site.services[0].carry, std::nullopt);
  EXPECT_EQ(site.services[1].carry, (Carry{carry::kDamage | carry::kPass, carry::kWeak}));
  EXPECT_EQ(site.services[2].carry, Carry{});
}

TEST(Site, ReadsLinksRoutersAndSensors) {
  const Site site = parsed(
      "site: {timezone: Asia/Tokyo}\n"
      "systems: {rt: {addresses: [172.31.1.1]}}\n"
      "links:\n"
      "  X3: {inside: [rt], outside: 203.0.113.10, services: [udp/4500, vpn], purpose: 保守,\n"
      "       vendor: EMR社, contact: 03-0000-0000, windows: "
      "[\"2026-06-09T10:00/2026-06-09T12:00\"]}\n"
      "routers: {core: {macs: [\"02:00:00:00:00:01\"], addresses: [10.10.1.1]}}\n"
      "sensors:\n"
      "  span: {sees: between}\n"
      "  sv: {sees: within, prefixes: [10.10.1.0/24], from: 2026-06-09T00:00, to: "
      "2026-06-11T00:00}\n"
      "  fw: {sees: outside, sources: [\"fw/*.log\"]}\n");

  ASSERT_THAT(site.links, SizeIs(1));
  const SiteLink& link = site.links[0];
  EXPECT_THAT(link.inside, ElementsAre("rt"));
  EXPECT_THAT(link.outside, ElementsAre("203.0.113.10"));
  EXPECT_THAT(link.services, ElementsAre("udp/4500", "vpn"));
  EXPECT_EQ(link.purpose, "保守");
  EXPECT_EQ(link.vendor, "EMR社");
  EXPECT_EQ(link.contact, "03-0000-0000");
  ASSERT_THAT(link.windows, SizeIs(1));
  EXPECT_EQ(link.windows[0].once,
            (Window{utc("2026-06-09T01:00Z"), utc("2026-06-09T03:00Z")}));  // JST = UTC+9
  EXPECT_THAT(site.routers[0].addresses, SizeIs(1));
  ASSERT_THAT(site.sensors, SizeIs(3));
  EXPECT_EQ(site.sensors[0].sees, SiteSensor::Sees::Between);
  EXPECT_EQ(site.sensors[1].sees, SiteSensor::Sees::Within);
  EXPECT_EQ(site.sensors[1].from, utc("2026-06-08T15:00Z"));
  EXPECT_EQ(site.sensors[1].to, utc("2026-06-10T15:00Z"));
  EXPECT_EQ(site.sensors[2].sees, SiteSensor::Sees::Outside);
  EXPECT_THAT(site.sensors[2].sources, ElementsAre("fw/*.log"));
}

constexpr const char* kDeclared =
    "site: {timezone: Asia/Tokyo}\n"
    "zones: {Z: {prefixes: [10.1.1.0/24]}, I: {prefixes: [10.2.1.0/24]}}\n"
    "groups: {clinical: [Z]}\n"
    "systems: {a: {addresses: [10.1.1.1]}, b: {addresses: [10.1.1.2]}}\n"
    "links: {X1: {inside: [a], outside: [192.0.2.1]}, X2: {inside: [b], outside: [192.0.2.2]}}\n";

TEST(Site, ReadsAClosedClaim) {
  const Site site =
      parsed(std::string(kDeclared) +
             "claims:\n  C1: {text: 閉じている, closed: [clinical, 10.2.1.0/24], at_least: 30d}\n");

  ASSERT_THAT(site.claims, SizeIs(1));
  EXPECT_EQ(site.claims[0].id, "C1");
  EXPECT_EQ(site.claims[0].text, "閉じている");
  EXPECT_THAT(site.claims[0].closed, ElementsAre("clinical", "10.2.1.0/24"));
  EXPECT_EQ(site.claims[0].at_least, Duration::seconds(30 * 86400));
  EXPECT_EQ(site.claims[0].line, 7U);
}

TEST(Site, ReadsNeverAsOneMatcherOrSeveral) {
  const Site site = parsed(
      std::string(kDeclared) +
      "claims:\n"
      "  C5: {never: {to: a, services: [smb]}, except: [{from: b}]}\n"
      "  C8: {never: [{to: clinical, services: remote-admin}, {with: Z}], except: {from: b}}\n");

  ASSERT_THAT(site.claims, SizeIs(2));
  ASSERT_THAT(site.claims[0].never, SizeIs(1));
  EXPECT_THAT(site.claims[0].never[0].services, ElementsAre("smb"));
  ASSERT_THAT(site.claims[0].except, SizeIs(1));
  EXPECT_THAT(site.claims[0].except[0].from, ElementsAre("b"));
  EXPECT_THAT(site.claims[1].never, SizeIs(2));
  EXPECT_THAT(site.claims[1].except, SizeIs(1));
}

TEST(Site, ReadsABareLinkInExceptAsAMatcherOfIt) {
  const Site site = parsed(
      std::string(kDeclared) +
      "claims: {C2: {never: {between: [internal, outside]}, except: [X1, {from: \"a*\"}, X2]}}\n");

  const SiteClaim& claim = site.claims[0];
  EXPECT_THAT(claim.never[0].between_a, ElementsAre("internal"));
  EXPECT_THAT(claim.never[0].between_b, ElementsAre("outside"));
  ASSERT_THAT(claim.except, SizeIs(3));
  EXPECT_EQ(claim.except[0].link, "X1");
  EXPECT_THAT(claim.except[1].from, ElementsAre("a*"));
  EXPECT_EQ(claim.except[2].link, "X2");
}

TEST(Site, ReadsSeveralSelectorsOnOneSideOfBetween) {
  const Site site =
      parsed(std::string(kDeclared) + "claims: {C: {never: {between: [[Z, a], any]}}}\n");

  EXPECT_THAT(site.claims[0].never[0].between_a, ElementsAre("Z", "a"));
  EXPECT_THAT(site.claims[0].never[0].between_b, ElementsAre("any"));
}

TEST(Site, ReadsWindowsOfAMatcher) {
  const Site site =
      parsed(std::string(kDeclared) +
             "claims: {C: {never: {link: X1, outside_hours: Mon-Fri 09:00-17:00, inner: true},"
             " except: [{during: [\"2026-06-09T10:00/2026-06-09T12:00\"]}]}}\n");

  const SiteClaim& claim = site.claims[0];
  EXPECT_EQ(claim.never[0].link, "X1");
  EXPECT_EQ(claim.never[0].inner, true);
  EXPECT_THAT(claim.never[0].outside_hours, SizeIs(1));
  EXPECT_THAT(claim.except[0].during, SizeIs(1));
}

TEST(Site, ReadsAnIdentityClaim) {
  const Site site = parsed(std::string(kDeclared) +
                           "claims: {C: {addresses: {system: a, only: [10.1.1.0/24]}}}\n");

  EXPECT_EQ(site.claims[0].address_system, "a");
  EXPECT_THAT(site.claims[0].address_only, ElementsAre(*Prefix::parse("10.1.1.0/24")));
}

TEST(Site, AnAcceptedFindingHoldsToTheEndOfItsLastDay) {
  const Site site = parsed(
      "site: {timezone: Asia/Tokyo}\n"
      "accept:\n"
      "  - {finding: 3f2a9c01d7be, reason: 更改まで許容, by: 情報管理室, until: 2027-03-31}\n"
      "  - {finding: \"000000000000\", reason: x, until: 2027-03-31T12:00}\n"
      "  - {finding: aaaaaaaaaaaa, reason: x}\n");

  ASSERT_THAT(site.accept, SizeIs(3));
  // midnight in Tokyo is 15:00 UTC of the day before
  EXPECT_EQ(site.accept[0].until, utc("2027-03-31T15:00:00Z") - Duration{1});
  EXPECT_EQ(site.accept[0].by, "情報管理室");
  EXPECT_EQ(site.accept[1].until, utc("2027-03-31T03:00:00Z"));
  EXPECT_EQ(site.accept[2].until, std::nullopt);
}

TEST(Site, ReadsEventsBackupsAndSpread) {
  const Site site = parsed(
      "site: {timezone: Asia/Tokyo}\n"
      "systems: {db: {}, nas1: {}}\n"
      "events:\n  - {time: 2026-06-09T10:20, kind: usb, to: db, note: 業者持込みUSB}\n"
      "backups:\n"
      "  B2: {system: db, start: 2026-06-09T23:00, end: 2026-06-09T23:58:40, store: nas1}\n"
      "  B1: {system: db, start: 2026-06-08T23:00, end: 2026-06-08T23:45, store: offline}\n"
      "spread: {profile: broad, incubation: 1.5h}\n");

  ASSERT_THAT(site.events, SizeIs(1));
  EXPECT_EQ(site.events[0].time, utc("2026-06-09T01:20Z"));
  EXPECT_EQ(site.events[0].kind, "usb");
  ASSERT_THAT(site.backups, SizeIs(2));
  EXPECT_EQ(site.backups[0].id, "B2");
  EXPECT_EQ(site.backups[0].end, utc("2026-06-09T14:58:40Z"));
  EXPECT_EQ(site.backups[1].store, "offline");
  EXPECT_EQ(site.profile, "broad");
  EXPECT_EQ(site.incubation, Duration::minutes(90));
}

TEST(Site, TimesWithTheirOwnOffsetNeedNoZone) {
  const Site site = parsed(
      "systems: {db: {}}\n"
      "backups: {B: {system: db, start: 2026-06-09T23:00+09:00, end: 2026-06-09T15:00Z, store: "
      "offline}}\n");

  EXPECT_EQ(site.backups[0].start, utc("2026-06-09T14:00Z"));
}

TEST(Site, SectionsMayStandInAnyOrder) {
  const Site site = parsed(
      "claims: {C: {never: {to: a, during: \"2026-06-09T10:00/2026-06-09T12:00\"}}}\n"
      "groups: {g: [Z]}\n"
      "systems: {a: {home: Z}}\n"
      "zones: {Z: {}}\n"
      "site: {timezone: Asia/Tokyo}\n");

  EXPECT_EQ(site.claims[0].never[0].during[0].once->from, utc("2026-06-09T01:00Z"));
}

TEST(Site, AliasesAreWrittenOut) {
  const Site site = parsed("zones: {A: {prefixes: &p [10.1.1.0/24]}}\ninternal: *p\n");

  EXPECT_THAT(site.internal, ElementsAre(*Prefix::parse("10.1.1.0/24")));
}

TEST(Site, TheByteOrderMarkAndCrlfOfWindowsDoNotMatter) {
  const Site site = parsed("\xEF\xBB\xBFsite: {name: A}\r\nzones:\r\n  Z: {kind: clinical}\r\n");

  EXPECT_EQ(site.name, "A");
  EXPECT_EQ(site.zones[0].kind, "clinical");
  EXPECT_EQ(site.zones[0].line, 3U);
}

TEST(Site, SaysOnceThatAKeyHasNoEffectYet) {
  CollectingSink sink;
  const auto site = parse_site(
      "links: {L: {inside: [10.0.0.1], outside: [192.0.2.1]}}\n"
      "claims: {C: {text: t, never: [{link: L, inner: true}, {link: L, inner: false}]}}\n",
      "site.yaml", sink);

  EXPECT_TRUE(site.has_value());
  ASSERT_THAT(sink.diagnostics, SizeIs(1));
  EXPECT_EQ(sink.diagnostics[0].severity, Severity::Note);
  EXPECT_THAT(sink.diagnostics[0].what.args, ElementsAre("inner"));
}

TEST(NearestWords, AreAtMostAThirdOfTheWordsLengthAway) {
  const std::vector<std::string> known = {"nas1",    "nas2",   "lis-an1",
                                          "lis-an2", "HIS-SV", "emr-db1"};

  EXPECT_THAT(nearest_words("lis-an3", known), ElementsAre("lis-an1", "lis-an2"));
  EXPECT_THAT(nearest_words("lsi-an1", known),
              ElementsAre("lis-an1", "lis-an2"));  // exchanged neighbours: 1; 2
  EXPECT_THAT(nearest_words("his-sv", known), ElementsAre("HIS-SV"));
  EXPECT_THAT(nearest_words("nas", known), ElementsAre("nas1", "nas2"));
  EXPECT_THAT(nearest_words("na", known), IsEmpty());  // a third of 2 is 0
  EXPECT_THAT(nearest_words("", known), IsEmpty());
  EXPECT_THAT(nearest_words("printer", known), IsEmpty());
  EXPECT_THAT(nearest_words("x", {}), IsEmpty());
}

TEST(NearestWords, AreThreeAtMostNearestFirstThenByName) {
  EXPECT_THAT(nearest_words("abcdef", {"abcdxx", "abcdeg", "abcdef1", "abcdef", "abcdeh"}),
              ElementsAre("abcdef", "abcdef1", "abcdeg"));
}

TEST(NearestWords, CountJapaneseByCharacters) {
  EXPECT_THAT(nearest_words("放射線課", {"放射線科", "検査科"}), ElementsAre("放射線科"));
}

TEST(NearestWords, GiveUpOnEndlessWords) {
  EXPECT_THAT(nearest_words(std::string(100000, 'a'), {std::string(100000, 'a')}), IsEmpty());
}

}  // namespace
}  // namespace hamon
