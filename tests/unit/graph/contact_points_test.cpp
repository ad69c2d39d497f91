#include "graph/contact_points.hpp"

#include "base/catalogue.hpp"

#include "support/graph_of.hpp"
#include "support/site_of.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

// One vendor comes in twice: over its line X3 to emr, and with a stick to info-pc. It also
// delivered emr; another one delivered lis.
constexpr const char* kSite =
    "site: {timezone: UTC}\n"
    "zones: {HIS: {prefixes: [10.10.1.0/24]}, INFO: {prefixes: [172.16.1.0/24]}}\n"
    "systems:\n"
    "  emr: {addresses: [10.10.1.11], vendor: EMR社}\n"
    "  lis: {addresses: [10.10.1.12], vendor: Lab Systems}\n"
    "  info-pc: {addresses: [172.16.1.5]}\n"
    "links: {X3: {inside: [emr], outside: [203.0.113.10], vendor: EMR社}}\n"
    "events:\n"
    "  - {time: 2026-06-09T10:20, kind: usb, to: info-pc, note: EMR社の業者が持ち込んだUSB}\n"
    "  - {time: 2026-06-09T12:00, kind: mail, to: INFO}\n";

NamedGraph hospital() {
  return graph_of({{"203.0.113.10", "emr", "rdp", "09:00", "09:30"},
                   {"info-pc", "lis", "smb", "11:00", "11:10"}},
                  site_of(kSite));
}

/// Name and time (`–` for none) of each contact point.
std::vector<std::pair<std::string, std::string>> points_of(const std::string& text) {
  const auto graph = hospital();
  const auto timed = parse_timed_selector(text, graph);
  const auto points = contact_points(timed.value(), graph);
  std::vector<std::pair<std::string, std::string>> out;
  for (const ContactPoint& point : points.value()) {
    out.emplace_back(graph[point.system].name,
                     point.time ? format_time(*point.time, TimeZone::utc()).substr(11, 5) : "–");
  }
  return out;
}

std::vector<std::string> systems_of(const std::string& text) {
  const auto graph = hospital();
  std::vector<std::string> out;
  for (const auto id : Selector::bind({text}, graph).value().systems(graph)) {
    out.push_back(graph[id].name);
  }
  return out;
}

std::string error_of(const std::string& text) {
  const auto graph = hospital();
  const auto selector = Selector::bind({text}, graph);
  const Catalogue& english = Catalogue::in(Language::English);
  return selector
             ? "found"
             : english.text(selector.error().what) + "; " + english.text(selector.error().hint);
}

TEST(Vendor, SelectsItsSystemsAndTheFarEndsOfItsLinks) {
  EXPECT_THAT(systems_of("vendor:EMR社"), ElementsAre("203.0.113.10", "emr"));
  EXPECT_THAT(systems_of("vendor:Lab Systems"), ElementsAre("lis"));
}

TEST(Vendor, IsFoundWhateverTheWidthAndCaseOfItsLettersAndByAGlob) {
  EXPECT_THAT(systems_of("vendor:ｅｍｒ社"), ElementsAre("203.0.113.10", "emr"));
  EXPECT_THAT(systems_of("vendor:Lab*"), ElementsAre("lis"));
}

TEST(Vendor, MatchesBothEndsOfARecordAsOtherSelectorsDo) {
  const auto graph = hospital();
  const auto selector = Selector::bind({"vendor:EMR社"}, graph).value();
  EXPECT_TRUE(selector.matches(graph, graph.id("203.0.113.10"), *IpAddress::parse("203.0.113.10")));
  EXPECT_FALSE(selector.matches(graph, graph.id("lis"), *IpAddress::parse("10.10.1.12")));
}

TEST(Vendor, ThatNobodyHasComesBackWithTheNearest) {
  EXPECT_EQ(error_of("vendor:EMS社"),
            "no system and no link has the vendor `EMS社`; the nearest known: EMR社");
  EXPECT_THAT(error_of("vendor:Unheard-of"), HasSubstr("known are EMR社, Lab Systems"));
}

TEST(Event, IsCalledByNumberKindOrPlace) {
  EXPECT_THAT(systems_of("event:1"), ElementsAre("info-pc"));
  EXPECT_THAT(systems_of("event:usb"), ElementsAre("info-pc"));
  EXPECT_THAT(systems_of("event:INFO"), ElementsAre("info-pc"));  // of the second, a whole zone
  EXPECT_THAT(error_of("event:3"), HasSubstr("event:1 to event:2"));
  EXPECT_THAT(error_of("event:usv"), HasSubstr("the nearest known: usb"));
}

TEST(ContactPoints, OfAVendorAreSystemsLinksAndItsEventsAtTheirOwnTime) {
  EXPECT_THAT(points_of("vendor:EMR社"),
              ElementsAre(Pair("203.0.113.10", "–"), Pair("emr", "–"), Pair("info-pc", "10:20")));
}

TEST(ContactPoints, OfAVendorInfectedAtATimeLeaveItsEarlierEventsOut) {
  EXPECT_THAT(
      points_of("vendor:EMR社@2026-06-09T10:20"),
      ElementsAre(Pair("203.0.113.10", "10:20"), Pair("emr", "10:20"), Pair("info-pc", "10:20")));
  EXPECT_THAT(points_of("vendor:EMR社@2026-06-09T10:21"),
              ElementsAre(Pair("203.0.113.10", "10:21"), Pair("emr", "10:21")));
}

TEST(ContactPoints, OfAnEventBearItsTimeUnlessAnotherIsGiven) {
  EXPECT_THAT(points_of("event:usb"), ElementsAre(Pair("info-pc", "10:20")));
  EXPECT_THAT(points_of("event:usb@2026-06-09T09:00"), ElementsAre(Pair("info-pc", "09:00")));
  EXPECT_THAT(points_of("event:*"),
              ElementsAre(Pair("info-pc", "10:20"), Pair("info-pc", "12:00")));
}

TEST(ContactPoints, OfAnOrdinarySelectorHaveTheTimeThatWasAsked) {
  EXPECT_THAT(points_of("emr"), ElementsAre(Pair("emr", "–")));
  EXPECT_THAT(points_of("emr@2026-06-09T08:00"), ElementsAre(Pair("emr", "08:00")));
}

std::vector<std::string> diagnostics_of(const std::string& yaml) {
  CollectingSink sink;
  (void)parse_site(yaml, "site.yaml", sink);
  std::vector<std::string> out;
  for (const auto& d : sink.diagnostics) {
    out.push_back(Catalogue::in(Language::English).text(d.what));
  }
  return out;
}

TEST(SiteFile, TakesVendorsAndEventsWhereItTakesSelectors) {
  EXPECT_THAT(
      diagnostics_of(std::string(kSite) +
                     "claims: {C: {text: t, never: {from: ['vendor:EMR社'], to: ['event:1']}}}\n"),
      IsEmpty());
  EXPECT_THAT(
      diagnostics_of(std::string(kSite) + "claims: {C: {text: t, never: {from: ['event:9']}}}\n"),
      ElementsAre("the site file has no event `9`"));
  EXPECT_THAT(
      diagnostics_of(std::string(kSite) + "claims: {C: {text: t, never: {from: ['vendor:X']}}}\n"),
      ElementsAre(
          HasSubstr("nothing in this file has the vendor `X`; only the ledger can name it")));
}

TEST(SiteFile, LetsNoLinkOrEventLeadBackToItself) {
  EXPECT_THAT(
      diagnostics_of("links: {L: {inside: [10.0.0.1], outside: ['vendor:V'], vendor: V}}\n"),
      ElementsAre(HasSubstr("cannot be an end of a link")));
  EXPECT_THAT(diagnostics_of("site: {timezone: UTC}\n"
                             "events: [{time: 2026-06-09T10:20, kind: usb, to: 'event:1'}]\n"),
              ElementsAre(HasSubstr("an event cannot be where an event was")));
  EXPECT_THAT(diagnostics_of("systems: {'vendor:V': {addresses: [10.0.0.1]}}\n"),
              ElementsAre(HasSubstr("has a meaning of its own")));
}

}  // namespace
}  // namespace hamon
