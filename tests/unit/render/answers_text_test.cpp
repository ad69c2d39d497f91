#include "render/check_text.hpp"
#include "render/find_text.hpp"
#include "render/import_text.hpp"
#include "render/site_text.hpp"
#include "render/spread_text.hpp"

#include <sstream>

#include "support/rendered_hospital.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TextContext in(Language language, std::size_t rows = 20) {
  return {Catalogue::in(language), false, rows};
}

CheckResult one_of_each(const FlowGraph& graph) {
  CheckResult result;
  result.coverage.window = graph.window();
  result.coverage.sensors = {{"core", SiteSensor::Sees::Between, {}, false, {*graph.window()}}};
  Finding f;
  f.id = "3f2a9c01d7be";
  f.refutes = true;
  f.initiator = {graph.find_system("203.0.113.10"), "203.0.113.10", "outside", {}};
  f.responder = FindingEnd{graph.find_system("emr"), "emr", "SV", {}};
  f.service = "rdp";
  f.service_basis = ServiceBasis::Port;
  f.records = 1;
  f.seen = graph.window();
  f.evidence = {{0, 5, 5}};
  f.evidence_total = 1;
  result.claims = {{"C1", "閉じている", Verdict::Refuted, {}, {}, {f}, {}},
                   {"C2",
                    "誰も書かない",
                    Verdict::NotRefuted,
                    {},
                    {{"between", graph.window(), Verdict::NotRefuted}},
                    {},
                    {}},
                   {"C3",
                    "届かない",
                    Verdict::NotTestable,
                    {},
                    {{"within 10.2.0.0/24", std::nullopt, Verdict::NotTestable}},
                    {},
                    {}}};
  return result;
}

TEST(CheckText, BeginsWithTheVerdictsOfAllClaims) {
  const FlowGraph graph = rendered_hospital();
  const std::string text = check_text(in(Language::English), graph, one_of_each(graph));
  EXPECT_THAT(text, StartsWith("Of 3 claims: 1 refuted, 1 not refuted, 1 not testable\n\n"
                               "  C1  refuted       findings: 1  閉じている\n"
                               "  C2  not refuted                誰も書かない\n"
                               "  C3  not testable               届かない\n"));
}

TEST(CheckText, HasTheJapaneseVerdictWords) {
  const FlowGraph graph = rendered_hospital();
  const std::string text = check_text(in(Language::Japanese), graph, one_of_each(graph));
  EXPECT_THAT(text, StartsWith("前提 3 件: 反証 1、反証なし 1、検証不能 1\n"));
  EXPECT_THAT(text, HasSubstr("C2 反証なし: 誰も書かない"));
}

TEST(CheckText, ShowsEvidenceAndThatAPortAloneNamedTheService) {
  const FlowGraph graph = rendered_hospital();
  const std::string text = check_text(in(Language::English), graph, one_of_each(graph));
  EXPECT_THAT(text, HasSubstr("refutes [3f2a9c01d7be] direct connection: 203.0.113.10 (outside) → "
                              "emr (SV), rdp (by port alone)"));
  EXPECT_THAT(text, HasSubstr("evidence: conn.log, line 5\n"));
}

TEST(CheckText, NamesASourceOnceForSeveralPlaces) {
  const FlowGraph graph = rendered_hospital();
  CheckResult result = one_of_each(graph);
  result.claims[0].findings[0].evidence = {{0, 5, 5}, {0, 7, 9}, {0, 12, 12}, {0, 13, 13}};
  result.claims[0].findings[0].evidence_total = 4;
  EXPECT_THAT(check_text(in(Language::English), graph, result),
              HasSubstr("evidence: conn.log, line 5, 7–9, 12 (4 places in all)\n"));
}

TEST(CheckText, AlwaysPrintsCoverageAndAssumptionsAndNeverCallsAnythingSafe) {
  const FlowGraph graph = rendered_hospital();
  for (const Language language : {Language::English, Language::Japanese}) {
    for (const CheckResult& result : {one_of_each(graph), CheckResult{}}) {
      const std::string text = check_text(in(language), graph, result);
      EXPECT_THAT(text, HasSubstr(language == Language::English ? "\nCoverage" : "\n観測範囲"));
      EXPECT_THAT(text, HasSubstr(language == Language::English ? "\nAssumptions" : "\n前提条件"));
      EXPECT_THAT(text, Not(HasSubstr("safe")));
      EXPECT_THAT(text, Not(HasSubstr("安全")));
    }
  }
}

TEST(CheckText, SetsAcceptedFindingsApart) {
  const FlowGraph graph = rendered_hospital();
  CheckResult result = one_of_each(graph);
  result.claims[0].findings[0].accepted = true;
  result.claims[0].findings[0].accepted_reason = "更改まで許容";
  const std::string text = check_text(in(Language::English), graph, result);
  EXPECT_THAT(text, HasSubstr("accepted [3f2a9c01d7be]"));
  EXPECT_THAT(text, HasSubstr("reason: 更改まで許容"));
}

TEST(CheckText, ShortensALongListOfFindings) {
  const FlowGraph graph = rendered_hospital();
  CheckResult result = one_of_each(graph);
  result.claims[0].findings.assign(7, result.claims[0].findings[0]);
  EXPECT_THAT(check_text(in(Language::English, 3), graph, result),
              HasSubstr("… and 4 more (--json has all)"));
}

SpreadResult reached(const FlowGraph& graph) {
  SpreadResult result;
  result.systems.resize(graph.systems().size());
  const auto state = [&](const char* name) -> SpreadState& {
    return result.systems[index(*graph.find_system(name))];
  };
  const Timestamp begin = graph.window()->begin;
  state("pc1").ring = Ring::Contacted;
  state("pc1").compromised = begin;
  state("pc1").data_affected = begin;
  state("emr").ring = Ring::Contacted;
  state("emr").compromised = begin + Duration::minutes(10);
  state("emr").data_affected = begin + Duration::minutes(10);
  state("nas").ring = Ring::Contacted;
  state("nas").data_affected = begin + Duration::minutes(5);
  state("gone").ring = Ring::Unseen;
  result.sizes = {{Profile::Default, Duration::minutes(10), 2, 3}};
  return result;
}

SpreadOptions from_pc1(const FlowGraph& graph) {
  SpreadOptions options;
  options.seeds = {{*graph.find_system("pc1"), graph.window()->begin}};
  return options;
}

TEST(SpreadText, SaysFirstHowManyAndThatItIsWhatIsPossible) {
  const FlowGraph graph = rendered_hospital();
  const std::string text =
      spread_text(in(Language::English), graph, from_pc1(graph), reached(graph));
  EXPECT_THAT(
      text,
      StartsWith("From pc1 @ 2026-06-09T00:00:00+09:00:\n"
                 "  2 systems could be compromised (the start included), 1 more could lose data\n"
                 "  the first other system at 2026-06-09T00:05:00+09:00, the last at "
                 "2026-06-09T00:10:00+09:00\n"
                 "  This is what is possible, not what happened.\n"));
  EXPECT_THAT(text, HasSubstr("Never observed, cannot be excluded: 1\n  gone\n"));
  EXPECT_THAT(text, HasSubstr("incubation        10 min"));
  EXPECT_THAT(spread_text(in(Language::Japanese), graph, from_pc1(graph), reached(graph)),
              HasSubstr("これは起こり得る範囲であり、実際の感染を示すものではない。"));
}

TEST(SpreadText, ListsTheContactedByTheTimeTheyShowAndSaysWhereDataIsHitBefore) {
  const FlowGraph graph = rendered_hospital();
  SpreadResult result = reached(graph);
  result.systems[index(*graph.find_system("emr"))].data_affected =
      graph.window()->begin + Duration::minutes(2);
  const std::string text = spread_text(in(Language::English), graph, from_pc1(graph), result);
  const auto nas = text.find("  2026-06-09T00:05:00+09:00  nas");
  const auto emr = text.find("  2026-06-09T00:10:00+09:00  emr");
  ASSERT_NE(nas, std::string::npos);
  ASSERT_NE(emr, std::string::npos);
  EXPECT_LT(nas, emr);
  EXPECT_NE(text.find("2026-06-09T00:02:00+09:00", emr), std::string::npos);
}

std::vector<const Conversation*> everything(const FlowGraph& graph) {
  std::vector<const Conversation*> found;
  for (const Conversation& c : graph.conversations()) {
    found.push_back(&c);
  }
  for (const Conversation& c : graph.attempts()) {
    found.push_back(&c);
  }
  return found;
}

TEST(FindText, CountsThenShowsWhoWithWhom) {
  const FlowGraph graph = rendered_hospital();
  const std::string text = find_text(in(Language::English), graph, everything(graph));
  EXPECT_THAT(text, StartsWith("8 conversations, 6 of them established\n\nWho with whom: 8\n"));
  EXPECT_THAT(text, HasSubstr("pc1 [10.2.0.1]:50001"));
  EXPECT_THAT(text, HasSubstr("conn.log, line 1\n"));
}

TEST(FindText, SaysThatNothingFoundIsNoProof) {
  const FlowGraph graph = rendered_hospital();
  EXPECT_THAT(find_text(in(Language::English), graph, {}), HasSubstr("That is no proof"));
}

TEST(FindText, CountsWhatAShortenedListLeavesOut) {
  const FlowGraph graph = rendered_hospital();
  const std::string text = find_text(in(Language::English, 2), graph, everything(graph));
  const auto by_time = text.find("By time");
  EXPECT_THAT(text.substr(by_time), HasSubstr("… and 6 more (--json has all)"));
}

TEST(FindText, NamesTheOrganisationOfTheFarEndWhereADatabaseTellsIt) {
  const FlowGraph graph = rendered_hospital();
  const Organisations organisations{{{*IpAddress::parse("203.0.113.10"), "AS64500 Example"}}};
  const auto found = everything(graph);
  EXPECT_THAT(find_text(in(Language::English), graph, found, organisations),
              HasSubstr("ORGANISATION"));
  EXPECT_THAT(find_text(in(Language::Japanese), graph, found, organisations),
              HasSubstr("AS64500 Example"));
  EXPECT_THAT(find_text(in(Language::English), graph, found), Not(HasSubstr("ORGANISATION")));
  std::ostringstream out;
  write_find_csv(out, graph, found, organisations);
  EXPECT_THAT(out.str(), HasSubstr(",AS64500 Example\n"));
}

TEST(FindCsv, HasOneLineForEachConversation) {
  const FlowGraph graph = rendered_hospital();
  std::ostringstream out;
  write_find_csv(out, graph, everything(graph));
  const std::string text = out.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 9);
  EXPECT_THAT(text, HasSubstr("2026-06-09T00:00:00+09:00,2026-06-09T00:30:00+09:00,pc1,10.2.0.1,"
                              "50001,emr,10.1.0.1,443,tcp,https,established,observed,10,1000,10,"
                              "5000,\n"));
}

TEST(SiteText, SaysWhatCountsAsInsideZoneByZone) {
  const FlowGraph graph = rendered_hospital();
  const std::string text = site_text(in(Language::English), graph);
  EXPECT_THAT(text, StartsWith("みなと <総合> & \"病院\", time zone Asia/Tokyo\nInside: "));
  EXPECT_THAT(text, HasSubstr("(all prefixes of the zones)"));
  EXPECT_THAT(text, HasSubstr("\nZone SV 診療系サーバ (clinical): 10.1.0.0/24\n"));
  EXPECT_THAT(text, HasSubstr("\nZone INFO (internal): 172.16.1.0/24\n"));
  EXPECT_THAT(text, HasSubstr("\nOutside: 1\n"));
  EXPECT_THAT(text, HasSubstr("\nDeclared external connections: 1\n"));
  EXPECT_THAT(text, HasSubstr("C2: nasへは誰も書かない"));
}

TEST(SiteText, SaysWhenInsideIsOnlyAssumed) {
  const FlowGraph graph = hospital("", rendered_records());
  EXPECT_THAT(site_text(in(Language::English), graph), StartsWith("No site file is in force\n"));
  EXPECT_THAT(assumptions_text(in(Language::English), graph), HasSubstr("(assumed: "));
}

TEST(ImportText, TellsWhatWasReadUsedAndNotUsedByReason) {
  SourceReport report;
  report.name = "ward.pcap";
  report.kind = "pcap";
  report.records = 1200;
  report.used = 1150;
  report.unused = {{"arp", 40}, {"bad_ip_header", 10}};
  report.drops = 7;
  const std::vector<ImportedSource> sources = {{report, false}, {report, true}};
  EXPECT_EQ(import_text(in(Language::English), sources, TimeZone::utc()),
            "1 of 2 sources added\n"
            "  SOURCE     KIND   READ   USED  NOT USED  STATE                FROM, TO\n"
            "  ward.pcap  pcap  1,200  1,150        50  imported             –\n"
            "  ward.pcap  pcap  1,200  1,150        50  in the case already  –\n"
            "  ward.pcap: 40 not used: ARP (read for identity)\n"
            "  ward.pcap: 10 not used: bad IP header\n"
            "  ward.pcap: the capturing side lost 7 packets\n");
}

TEST(CoverageText, NamesWhatWasNeverSeen) {
  const FlowGraph graph = rendered_hospital();
  Coverage coverage;
  coverage.window = graph.window();
  coverage.prefixes_never_seen = {*Prefix::parse("10.9.0.0/24")};
  coverage.systems_never_seen = {*graph.find_system("gone")};
  coverage.drops_known = true;
  coverage.drops = 12;
  const std::string text = coverage_text(in(Language::English), graph, coverage);
  EXPECT_THAT(text, HasSubstr("1 of the declared: 10.9.0.0/24"));
  EXPECT_THAT(text, HasSubstr("1 of site file or ledger: gone"));
  EXPECT_THAT(text, HasSubstr("12 packets lost by the capturing side"));
  EXPECT_THAT(text, HasSubstr("none declared: what was in their sight is not known"));
}

}  // namespace
}  // namespace hamon
