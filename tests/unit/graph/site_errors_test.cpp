#include "base/catalogue.hpp"
#include "graph/site.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

/// `line: what / hint` of every error, in English.
std::vector<std::string> errors_of(const std::string& yaml) {
  CollectingSink sink;
  const auto site = parse_site(yaml, "site.yaml", sink);
  const Catalogue& english = Catalogue::in(Language::English);
  std::vector<std::string> out;
  for (const auto& d : sink.diagnostics) {
    EXPECT_EQ(d.file, "site.yaml");
    if (d.severity == Severity::Error) {
      EXPECT_FALSE(d.hint.empty()) << d.what.id;
      out.push_back(std::to_string(d.place.number) + ": " + english.text(d.what) + " / " +
                    english.text(d.hint));
    }
  }
  EXPECT_EQ(site.has_value(), out.empty());
  return out;
}

std::string the_error(const std::string& yaml) {
  const auto errors = errors_of(yaml);
  EXPECT_THAT(errors, SizeIs(1)) << yaml;
  return errors.empty() ? std::string() : errors[0];
}

TEST(SiteErrors, NameAnUnknownKeyWithTheNearestOne) {
  EXPECT_THAT(the_error("zones:\n  A: {prefixs: [10.1.1.0/24]}\n"),
              AllOf(HasSubstr("2: "), HasSubstr("unknown key `prefixs`"), HasSubstr("`prefixes`")));
  EXPECT_THAT(the_error("zone: {A: {}}\n"), HasSubstr("`zones`"));
  EXPECT_THAT(the_error("systems: {a: {rolle: client}}\n"), HasSubstr("`role`"));
}

TEST(SiteErrors, RefuseOnePrefixInTwoZonesAndTwiceInOne) {
  EXPECT_THAT(the_error("zones:\n  A: {prefixes: [10.1.1.0/24]}\n  B: {prefixes: [10.1.1.0/24]}\n"),
              AllOf(HasSubstr("3: 10.1.1.0/24"), HasSubstr("`B`"), HasSubstr("`A` in line 2")));
  EXPECT_THAT(the_error("zones: {A: {prefixes: [10.1.1.0/24, 10.1.1.0/24]}}\n"),
              HasSubstr("twice"));
}

TEST(SiteErrors, AllowNestedPrefixes) {
  EXPECT_THAT(errors_of("zones: {A: {prefixes: [10.1.0.0/16]}, B: {prefixes: [10.1.1.0/24]}}\n"),
              SizeIs(0));
}

TEST(SiteErrors, RefuseANameUsedTwiceInTheSharedNamespace) {
  for (const std::string second : {"groups: {A: [Z]}", "systems: {A: {}}", "routers: {A: {}}",
                                   "links: {A: {inside: [10.1.1.1], outside: [192.0.2.1]}}"}) {
    EXPECT_THAT(the_error("zones: {A: {}, Z: {}}\n" + second + "\n"),
                AllOf(HasSubstr("2: "), HasSubstr("`A`"), HasSubstr("line 1")))
        << second;
  }
}

TEST(SiteErrors, RefuseAKeyGivenTwice) {
  EXPECT_THAT(the_error("systems:\n  a: {role: client}\n  b: {}\n  a: {role: nas}\n"),
              AllOf(HasSubstr("4: `a` is given twice"), HasSubstr("line 2")));
  EXPECT_THAT(the_error("zones: {A: {kind: clinical, kind: internal}}\n"), HasSubstr("`kind`"));
}

TEST(SiteErrors, RefuseNamesWithAMeaningOfTheirOwn) {
  for (const std::string name : {"outside", "internal", "any", "offline", "10.1.1.1", "10.1.1.0/24",
                                 "\"a*\"", "\"a@b\"", "\"a,b\"", "\"a：b\""}) {
    EXPECT_THAT(errors_of("systems: {" + name + ": {}}\n"), SizeIs(1)) << name;
  }
  EXPECT_THAT(the_error("services: {vpn: {ports: [tcp/1]}}\n"), HasSubstr("`vpn`"));
}

TEST(SiteErrors, RefuseOneAddressInTwoSystems) {
  EXPECT_THAT(the_error("systems:\n  a: {addresses: [10.1.1.1]}\n  b: {addresses: [10.1.1.1]}\n"),
              AllOf(HasSubstr("3: 10.1.1.1"), HasSubstr("`a` in line 2")));
}

TEST(SiteErrors, RefuseOneMacInTwoSystemsButForSharedRouterAddresses) {
  EXPECT_THAT(
      the_error(
          "systems: {a: {macs: [\"02:00:00:00:00:01\"]}, b: {macs: [\"02:00:00:00:00:01\"]}}\n"),
      HasSubstr("02:00:00:00:00:01"));
  // a VRRP address (RFC 9568) moves between routers
  EXPECT_THAT(
      errors_of(
          "systems: {a: {macs: [\"00:00:5e:00:01:01\"]}, b: {macs: [\"00:00:5e:00:01:01\"]}}\n"),
      SizeIs(0));
}

TEST(SiteErrors, RefuseOnePortInTwoServices) {
  EXPECT_THAT(the_error("services: {a: {ports: [tcp/80]}, b: {ports: [tcp/80]}}\n"),
              HasSubstr("tcp/80"));
  EXPECT_THAT(errors_of("services: {a: {ports: [tcp/80]}, b: {ports: [udp/80]}}\n"), SizeIs(0));
}

TEST(SiteErrors, SuggestThePrefixWhenHostBitsAreSet) {
  EXPECT_THAT(the_error("internal: [10.10.1.5/24]\n"), HasSubstr("10.10.1.0/24"));
  EXPECT_THAT(the_error("claims: {C: {never: {to: 10.10.1.5/24}}}\n"), HasSubstr("10.10.1.0/24"));
}

TEST(SiteErrors, SuggestHalfWidthCharacters) {
  EXPECT_THAT(the_error("systems: {a: {addresses: [１０．１．１．１]}}\n"), HasSubstr("10.1.1.1"));
}

TEST(SiteErrors, RefuseWhatIsNoValueOfItsKind) {
  EXPECT_THAT(the_error("systems: {a: {addresses: [10.1.1]}}\n"), HasSubstr("`10.1.1`"));
  EXPECT_THAT(the_error("systems: {a: {macs: [\"01:00:5e:00:00:01\"]}}\n"),
              HasSubstr("no MAC address of one"));
  EXPECT_THAT(the_error("systems: {a: {susceptible: yes}}\n"),
              HasSubstr("write `true` or `false`"));
  EXPECT_THAT(the_error("systems: {a: {critical: 11}}\n"), HasSubstr("0 to 10"));
  EXPECT_THAT(the_error("systems: {a: {role: databse}}\n"), HasSubstr("database"));
  EXPECT_THAT(the_error("systems: {a: {role: ドメインコントローラ}}\n"),
              HasSubstr("write `domain-controller`"));
  EXPECT_THAT(the_error("services: {a: {ports: [8443]}}\n"), HasSubstr("tcp/8443"));
  EXPECT_THAT(the_error("services: {a: {ports: [tcp/1], carry: {forward: [stong]}}}\n"),
              HasSubstr("strong"));
  EXPECT_THAT(the_error("site: {timezone: JST}\n"), HasSubstr("Asia/Tokyo"));
  EXPECT_THAT(the_error("spread: {profile: brod}\n"), HasSubstr("broad"));
  EXPECT_THAT(the_error("spread: {incubation: 10}\n"), HasSubstr("10m"));
  EXPECT_THAT(the_error("sensors: {s: {sees: all}}\n"), HasSubstr("between, within, outside"));
  EXPECT_THAT(the_error("accept: [{finding: 3F2A, reason: x}]\n"), HasSubstr("12 digits"));
}

TEST(SiteErrors, RefuseTheWrongShape) {
  EXPECT_THAT(the_error("zones: [A, B]\n"), HasSubstr("`zones`"));
  EXPECT_THAT(the_error("zones: {A: [1]}\n"), HasSubstr("zones: A"));
  EXPECT_THAT(the_error("zones: {A: {label: [1]}}\n"), HasSubstr("list"));
  EXPECT_THAT(the_error("internal: {a: b}\n"), HasSubstr("key: value"));
  EXPECT_THAT(the_error("internal: [[10.1.1.0/24]]\n"), HasSubstr("list"));
  EXPECT_THAT(the_error("events: {a: b}\n"), HasSubstr("no list"));
  EXPECT_THAT(the_error("just text\n"), HasSubstr("site.yaml: "));
  EXPECT_THAT(the_error("- a\n- b\n"), HasSubstr("site.yaml: "));
}

TEST(SiteErrors, NameWhatIsMissing) {
  EXPECT_THAT(errors_of("links:\n  X: {purpose: p}\n"),
              ElementsAre(HasSubstr("`inside`"), HasSubstr("`outside`")));
  EXPECT_THAT(the_error("sensors: {s: {}}\n"), HasSubstr("`sees`"));
  EXPECT_THAT(the_error("sensors: {s: {sees: within}}\n"), HasSubstr("`prefixes`"));
  EXPECT_THAT(the_error("services: {a: {}}\n"), HasSubstr("`ports`"));
  EXPECT_THAT(the_error("groups: {g: []}\n"), HasSubstr("`g`"));
  EXPECT_THAT(errors_of("backups: {B: {}}\n"), SizeIs(4));
  EXPECT_THAT(the_error("accept: [{finding: aaaaaaaaaaaa}]\n"), HasSubstr("`reason`"));
}

TEST(SiteErrors, RefuseAClaimThatSaysNothingOrTwoThings) {
  EXPECT_THAT(the_error("claims: {C: {text: x}}\n"), HasSubstr("nothing that can be tested"));
  EXPECT_THAT(the_error("zones: {A: {}}\nclaims: {C: {closed: [A], never: {to: A}}}\n"),
              HasSubstr("more than one"));
  EXPECT_THAT(the_error("claims: {C: {closed: [outside]}}\n"), HasSubstr("`outside`"));
}

TEST(SiteErrors, RefuseAMatcherThatWouldHoldForEverything) {
  EXPECT_THAT(the_error("claims: {C: {never: {}}}\n"), HasSubstr("empty"));
  EXPECT_THAT(the_error("claims: {C: {never: []}}\n"), HasSubstr("no matcher"));
  EXPECT_THAT(the_error("systems: {a: {}}\nclaims: {C: {never: {to: a, from: }}}\n"),
              HasSubstr("`from` is empty"));
  EXPECT_THAT(the_error("systems: {a: {}}\nclaims: {C: {never: {to: a}, except: [{from: []}]}}\n"),
              HasSubstr("`from` is empty"));
  EXPECT_THAT(the_error("claims: {C: {never: {between: [any]}}}\n"), HasSubstr("two ends"));
  EXPECT_THAT(the_error("claims: {C: {never: {between: [any, []]}}}\n"), HasSubstr("one end"));
}

TEST(SiteErrors, NameUnknownNamesWithTheNearestKnownOne) {
  const std::string declared =
      "zones: {HIS-SV: {}}\nsystems: {nas1: {}}\n"
      "links: {X1: {inside: [nas1], outside: [192.0.2.1]}}\n";
  EXPECT_THAT(the_error(declared + "claims: {C: {never: {to: nas}}}\n"),
              AllOf(HasSubstr("4: "), HasSubstr("nas1")));
  EXPECT_THAT(the_error(declared + "claims: {C: {closed: [HIS-SB]}}\n"), HasSubstr("HIS-SV"));
  EXPECT_THAT(the_error(declared + "claims: {C: {never: {to: nas1}, except: [X2]}}\n"),
              HasSubstr("X1"));
  EXPECT_THAT(the_error(declared + "claims: {C: {never: {link: X9}}}\n"), HasSubstr("X1"));
  EXPECT_THAT(the_error(declared + "claims: {C: {never: {to: nas1, services: [smbb]}}}\n"),
              HasSubstr("smb"));
  EXPECT_THAT(the_error(declared + "claims: {C: {never: {to: nas1, services: [443]}}}\n"),
              HasSubstr("tcp/443"));
  EXPECT_THAT(
      the_error(declared + "claims: {C: {addresses: {system: nas2, only: [10.1.1.0/24]}}}\n"),
      HasSubstr("nas1"));
  EXPECT_THAT(the_error(declared + "groups: {g: [HISSV]}\n"), HasSubstr("HIS-SV"));
  EXPECT_THAT(the_error("zones: {MED: {}}\nsystems: {a: {home: MET}}\n"), HasSubstr("MED"));
  EXPECT_THAT(the_error("systems: {a: {}}\nbackups: {B: {system: a, start: 2026-06-09T10:00Z, "
                        "end: 2026-06-09T11:00Z, store: oflin}}\n"),
              HasSubstr("offline"));
}

TEST(SiteErrors, OnlyLinksStandInExceptByNameAlone) {
  EXPECT_THAT(the_error("systems: {bk: {}}\nclaims: {C: {never: {to: bk}, except: [bk]}}\n"),
              HasSubstr("{with: bk}"));
}

TEST(SiteErrors, AnIdentityClaimHasNoExceptions) {
  EXPECT_THAT(
      the_error("systems: {a: {}}\nclaims: {C: {addresses: {system: a, only: [10.1.1.0/24]}, "
                "except: [{from: a}]}}\n"),
      HasSubstr("`only`"));
}

TEST(SiteErrors, RefuseALinkThatEndsInALink) {
  EXPECT_THAT(the_error("links: {X: {inside: [X], outside: [192.0.2.1]}}\n"),
              HasSubstr("end of a link"));
}

TEST(SiteErrors, RefuseToSelectByARouterWithoutAddresses) {
  EXPECT_THAT(
      the_error(
          "routers: {core: {macs: [\"02:00:00:00:00:01\"]}}\nclaims: {C: {never: {to: core}}}\n"),
      HasSubstr("`core` declares no address"));
}

TEST(SiteErrors, ATimeNeedsAZoneOrAnOffset) {
  EXPECT_THAT(the_error("systems: {a: {}}\nevents: [{time: 2026-06-09T10:20, to: a}]\n"),
              HasSubstr("timezone:"));
  EXPECT_THAT(
      the_error("systems: {a: {}}\nclaims: {C: {never: {to: a, during: Mon-Fri 09:00-17:00}}}\n"),
      HasSubstr("timezone:"));
  EXPECT_THAT(the_error("systems: {a: {}}\nevents: [{time: 昨日, to: a}]\n"),
              HasSubstr("2026-06-09T10:00"));
}

TEST(SiteErrors, RefuseWindowsThatEndBeforeTheyStart) {
  EXPECT_THAT(the_error("systems: {a: {}}\nclaims: {C: {never: {to: a, during: "
                        "\"2026-06-09T12:00Z/2026-06-09T10:00Z\"}}}\n"),
              HasSubstr("does not end after it starts"));
  EXPECT_THAT(
      the_error("sensors: {s: {sees: between, from: 2026-06-09T12:00Z, to: 2026-06-09T10:00Z}}\n"),
      HasSubstr("`to`"));
  EXPECT_THAT(the_error("systems: {a: {}}\nbackups: {B: {system: a, start: 2026-06-09T12:00Z, "
                        "end: 2026-06-09T11:00Z, store: offline}}\n"),
              HasSubstr("before it starts"));
}

TEST(SiteErrors, AreAllToldInOneGoInTheOrderOfTheLines) {
  const auto errors = errors_of(
      "zones:\n"
      "  A: {prefixes: [10.1.1.1/24]}\n"
      "groups: {g: [B]}\n"
      "systems:\n"
      "  a: {role: pc}\n"
      "  a: {}\n"
      "claims:\n"
      "  C: {never: {frm: a}}\n");

  EXPECT_THAT(errors, ElementsAre(HasSubstr("2: "), HasSubstr("3: "), HasSubstr("5: "),
                                  HasSubstr("6: "), HasSubstr("8: ")));
}

TEST(SiteErrors, TellTheLineOfWhatIsNoYaml) {
  EXPECT_THAT(the_error("zones:\n  A: {kind: clinical\n"), HasSubstr("not YAML"));
  EXPECT_THAT(the_error("systems: {a: {}}\nclaims: {C: {never: {from: *-pc}}}\n"),
              AllOf(HasSubstr("2: "), HasSubstr("quote")));
  EXPECT_THAT(the_error("zones:\n\tA: {}\n"), HasSubstr("tab"));
  EXPECT_THAT(the_error("site: {name: a}\n---\nsite: {name: b}\n"), HasSubstr("several"));
}

TEST(SiteErrors, RefuseOtherEncodings) {
  EXPECT_THAT(the_error("site: {name: \x82\xa0}\n"), HasSubstr("UTF-8"));
  EXPECT_THAT(the_error(std::string("\xFF\xFEs\0i\0", 6)), HasSubstr("UTF-8"));
}

TEST(SiteErrors, RefuseAliasesThatGrowWithoutBound) {
  std::string yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {  // 10^10 values
    const std::string last = "*a" + std::to_string(i - 1);
    yaml += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 10; ++j) {
      yaml += (j == 0 ? "" : ", ") + last;
    }
    yaml += "]\n";
  }
  EXPECT_THAT(the_error(yaml), HasSubstr("values"));
}

TEST(SiteErrors, RefuseAnAliasOfWhatContainsIt) {
  EXPECT_THAT(the_error("internal: &p [*p]\n"), HasSubstr("contains it"));
}

TEST(SiteErrors, RefuseEndlessDepth) {
  EXPECT_THAT(the_error("internal: " + std::string(40, '[') + std::string(40, ']') + "\n"),
              HasSubstr("deeper"));
  EXPECT_THAT(the_error(std::string(100000, '[')), testing::Not(HasSubstr("zones")));
}

TEST(SiteErrors, StopAfterTwoHundred) {
  std::string yaml = "systems:\n";
  for (int i = 0; i < 5000; ++i) {
    yaml += "  s" + std::to_string(i) + ": {home: nowhere}\n";
  }
  EXPECT_THAT(errors_of(yaml), SizeIs(201));
}

TEST(SiteWarnings, AskWhetherAMistypedKindIsMeant) {
  CollectingSink sink;
  const auto site = parse_site("zones: {A: {kind: clincal}, B: {kind: 研究}}\n", "site.yaml", sink);

  EXPECT_TRUE(site.has_value());
  ASSERT_THAT(sink.diagnostics, SizeIs(1));
  EXPECT_EQ(sink.diagnostics[0].severity, Severity::Warning);
  EXPECT_THAT(sink.diagnostics[0].hint.args, ElementsAre("clinical"));
}

TEST(SiteErrors, HoldProductsToTheGrammarOfTheRest) {
  EXPECT_THAT(the_error("products:\n  p: {class: vpn, ports: [tcp/7], domain: [a.example]}\n"),
              AllOf(HasSubstr("2: "), HasSubstr("unknown key `domain`"), HasSubstr("`domains`")));
  EXPECT_THAT(the_error("products: {p: {class: vnp, domains: [a.example]}}\n"),
              AllOf(HasSubstr("`vnp`"), HasSubstr("vpn")));
  EXPECT_THAT(the_error("products: {p: {domains: [a.example]}}\n"), HasSubstr("`class`"));
  EXPECT_THAT(the_error("products: {p: {class: vpn}}\n"), HasSubstr("neither domains nor ports"));
  EXPECT_THAT(the_error("products: {p: {class: vpn, ports: [443]}}\n"), HasSubstr("no port"));
  EXPECT_THAT(the_error("products: {rdp: {class: vpn, ports: [tcp/443]}}\n"),
              HasSubstr("meaning of its own"));
  EXPECT_THAT(the_error("products: {a/b: {class: vpn, ports: [tcp/443]}}\n"),
              HasSubstr("means something elsewhere"));
  EXPECT_THAT(the_error("products: {anydesk: {class: vpn, domains: [a.example]}}\n"),
              HasSubstr("known as remote-tool"));
}

TEST(SiteErrors, RefuseDomainsThatOthersUseToo) {
  for (const char* domain :
       {"com", "'*.com'", "amazonaws.com", "'*.amazonaws.com'", "'a*.google.com'", "'*'"}) {
    EXPECT_THAT(the_error(std::string("products: {p: {class: vpn, domains: [") + domain + "]}}\n"),
                HasSubstr("too broad"))
        << domain;
  }
  for (const char* domain : {"'a b.example'", "https://a.example/", "a..example", "病院.example"}) {
    EXPECT_THAT(the_error(std::string("products: {p: {class: vpn, domains: [") + domain + "]}}\n"),
                HasSubstr("no domain"))
        << domain;
  }
  EXPECT_THAT(the_error("products: {p: {class: vpn, domains: [203.0.113.7]}}\n"),
              HasSubstr("an address, not a domain"));
}

TEST(SiteErrors, RefuseANameDomainOrPortOfTwoProductsOrServices) {
  EXPECT_THAT(the_error("services:\n  p: {ports: [tcp/1]}\nproducts:\n"
                        "  p: {class: vpn, ports: [tcp/2]}\n"),
              AllOf(HasSubstr("4: "), HasSubstr("`services` in line 2")));
  EXPECT_THAT(the_error("products:\n  p: {class: vpn, domains: [a.example]}\n"
                        "  q: {class: vpn, domains: [A.example]}\n"),
              AllOf(HasSubstr("3: "), HasSubstr("`p` in line 2")));
  EXPECT_THAT(the_error("services:\n  s: {ports: [tcp/7]}\nproducts:\n"
                        "  p: {class: vpn, ports: [tcp/7]}\n"),
              AllOf(HasSubstr("4: "), HasSubstr("`s` in line 2")));
}

TEST(SiteErrors, NameTheNearestProductWhereAServiceIsUnknown) {
  EXPECT_THAT(the_error("products: {our-vpn: {class: vpn, domains: [a.example]}}\n"
                        "claims: {C1: {never: {services: [our-vqn]}}}\n"),
              HasSubstr("our-vpn"));
  EXPECT_THAT(errors_of("products: {our-vpn: {class: vpn, domains: [a.example]}}\n"
                        "claims: {C1: {never: {services: [our-vpn, rustdesk, remote-tool]}}}\n"),
              SizeIs(0));
}

}  // namespace
}  // namespace hamon
