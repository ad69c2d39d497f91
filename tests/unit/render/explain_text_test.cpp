#include "render/explain_text.hpp"

#include "render/chain_text.hpp"
#include "render/trace_text.hpp"

#include "support/rendered_hospital.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TextContext in(Language language) {
  return {Catalogue::in(language), false, 20};
}

SpreadOptions from_outside(const FlowGraph& graph) {
  SpreadOptions options;
  options.seeds = {{*graph.find_system("203.0.113.10"), graph.window()->begin}};
  return options;
}

std::string explained(const FlowGraph& graph, const SpreadOptions& options, const std::string& name,
                      Language language = Language::English) {
  const SpreadResult result = spread(graph, SpreadIndex(graph), options);
  return explain_text(in(language), graph, options, result, *graph.find_system(name));
}

TEST(ExplainText, TellsTheChainInSentencesWithTechniqueAndEvidence) {
  // 203.0.113.10 has a desktop on emr open from 00:01; emr is active at 00:11 and writes to nas
  // from 00:20 on.
  const FlowGraph graph = rendered_hospital();
  EXPECT_EQ(
      explained(graph, from_outside(graph), "nas"),
      "nas could be reached; this is what is possible, not what happened.\n"
      "  times: Asia/Tokyo\n"
      "  data affected at the earliest 2026-06-09 00:20:00\n"
      "  2026-06-09 00:00:00  start: 203.0.113.10 counts as infected (as asked)\n"
      "  2026-06-09 00:01:00  step 1: from 203.0.113.10 an attacker can sign in to emr over "
      "remote desktop (rdp)\n"
      "      203.0.113.10 had opened the connection, in use 2026-06-09 00:01:00 – 01:30:00\n"
      "      technique: remote desktop (MITRE ATT&CK T1021.001)\n"
      "      open: conn.log, line 5\n"
      "  2026-06-09 00:11:00  emr can pass it on, 10 min after its infection\n"
      "  2026-06-09 00:20:00  step 2: from emr an attacker can encrypt or delete files on nas "
      "(smb)\n"
      "      emr had opened the connection, in use 2026-06-09 00:20:00 – 00:40:00\n"
      "      technique: data encrypted for impact (MITRE ATT&CK T1486)\n"
      "      open: conn.log, line 2\n");
}

TEST(ExplainText, TellsItInJapanese) {
  const FlowGraph graph = rendered_hospital();
  const std::string text = explained(graph, from_outside(graph), "emr", Language::Japanese);
  EXPECT_THAT(text, HasSubstr("攻撃者は 203.0.113.10 から emr にリモートデスクトップで入り込める"));
  EXPECT_THAT(text, HasSubstr("conn.log、5 行目"));
}

TEST(ExplainText, SaysWhyASystemIsNotReached) {
  const FlowGraph graph = rendered_hospital();
  const SpreadOptions options = from_outside(graph);
  EXPECT_THAT(explained(graph, options, "gone"),
              StartsWith("gone: never observed\n"
                         "  This is what is possible, not what happened.\n"
                         "  times: Asia/Tokyo\n"
                         "  Nothing of it was ever observed"));
  EXPECT_THAT(explained(graph, options, "av"), HasSubstr("No observed data flow can carry"));
  EXPECT_THAT(explained(graph, options, "pc1"), HasSubstr("but are themselves not reached: av\n"));
}

TEST(ExplainText, SaysThatAnIsolationStoppedIt) {
  const FlowGraph graph = rendered_hospital();
  SpreadOptions options = from_outside(graph);
  options.isolations = {{{*graph.find_system("emr")}, graph.window()->begin}};
  const std::string text = explained(graph, options, "emr");
  EXPECT_THAT(text, HasSubstr("off the network from 2026-06-09 00:00:00 on"));
  EXPECT_THAT(text, HasSubstr("Without the isolation, cut or limit"));
  EXPECT_THAT(text, HasSubstr("203.0.113.10 to emr (rdp): in use 2026-06-09 00:01:00 – 01:30:00, "
                              "but cut off"));
}

TEST(ChainText, NamesATechniqueForEveryCarryOfTheBuiltInTable) {
  const Catalogue& english = Catalogue::in(Language::English);
  const Catalogue& japanese = Catalogue::in(Language::Japanese);
  for (const Role role : {Role::Other, Role::DomainController, Role::FileServer, Role::Nas}) {
    for (const std::string_view service : all_service_names()) {
      for (const std::uint8_t kind : {carry::kStrong, carry::kWeak, carry::kDamage}) {
        for (const bool forward : {true, false}) {
          const Carry carries = carry_of(service, role);
          const std::string_view id = technique_of(service, role, forward, kind);
          if (((forward ? carries.forward : carries.backward) & kind) == 0) {
            continue;
          }
          EXPECT_FALSE(technique_words(english, id).empty()) << service << " " << id;
          EXPECT_NE(technique_words(japanese, id), technique_words(english, id)) << id;
        }
      }
    }
  }
}

TraceOptions to_nas(const FlowGraph& graph) {
  TraceOptions options;
  options.targets = {{*graph.find_system("nas"), graph.window()->end}};
  return options;
}

TraceResult traced(const FlowGraph& graph, const TraceOptions& options) {
  return trace(graph, SpreadIndex(graph, SpreadIndex::Side::Arriving), options);
}

TEST(TraceText, SaysFirstWhereToLookAndThatItIsOnlyPossible) {
  // emr writes to nas until 00:40, so it must have fallen by 00:30; the desktop from outside was
  // open then, so 203.0.113.10 by 00:20.
  const FlowGraph graph = rendered_hospital();
  const TraceOptions options = to_nas(graph);
  const std::string text =
      trace_text(in(Language::English), graph, options, traced(graph, options));
  EXPECT_THAT(text, StartsWith("Fallen: nas by 2026-06-09T01:30:00+09:00. Look first at "
                               "203.0.113.10 (far end of link X1): compromised by "
                               "2026-06-09T00:20:00+09:00 at the latest\n"));
  EXPECT_THAT(text, HasSubstr("This is what is possible, not what happened."));
  EXPECT_THAT(text, HasSubstr("2026-06-09T00:30:00+09:00  emr"));
  EXPECT_THAT(text, Not(HasSubstr("RULED OUT")));
}

TEST(TraceText, SaysThatNothingObservedExplainsIt) {
  const FlowGraph graph = rendered_hospital();
  TraceOptions options;
  options.targets = {{*graph.find_system("gone"), graph.window()->end}};
  const std::string text =
      trace_text(in(Language::English), graph, options, traced(graph, options));
  EXPECT_THAT(text, StartsWith("Fallen: gone by 2026-06-09T01:30:00+09:00. No observed chain"));
  EXPECT_THAT(text, HasSubstr("no sensor saw"));
}

TEST(TraceText, NamesWhatACleanSystemRulesOut) {
  const FlowGraph graph = rendered_hospital();
  TraceOptions options = to_nas(graph);
  options.clean = {{*graph.find_system("emr"), graph.window()->end}};
  const TraceResult result = traced(graph, options);
  EXPECT_THAT(trace_text(in(Language::English), graph, options, result),
              HasSubstr("yes, by a clean system"));
  EXPECT_THAT(explain_trace_text(in(Language::English), graph, options, result,
                                 *graph.find_system("203.0.113.10")),
              HasSubstr("It is ruled out as the origin"));
}

TEST(ExplainTraceText, LeadsFromTheLatestTimeToTheFall) {
  const FlowGraph graph = rendered_hospital();
  const TraceOptions options = to_nas(graph);
  const TraceResult result = traced(graph, options);
  const auto explain = [&](const char* name) {
    return explain_trace_text(in(Language::English), graph, options, result,
                              *graph.find_system(name));
  };
  EXPECT_EQ(
      explain("emr"),
      "nas falls if emr was compromised by 2026-06-09 00:30:00; this is what is possible, not "
      "what happened.\n"
      "  times: Asia/Tokyo\n"
      "  2026-06-09 00:30:00  emr is compromised, at the latest\n"
      "  2026-06-09 00:40:00  emr can pass it on, 10 min after its infection\n"
      "  2026-06-09 00:40:00  step 1: from emr an attacker can encrypt or delete files on nas "
      "(smb)\n"
      "      emr had opened the connection, in use 2026-06-09 00:20:00 – 00:40:00\n"
      "      technique: data encrypted for impact (MITRE ATT&CK T1486)\n"
      "      open: conn.log, line 2\n");
  EXPECT_EQ(explain("nas"), "nas is a target itself: it fell by 2026-06-09 01:30:00.\n");
  EXPECT_THAT(explain("pc1"), HasSubstr("No observed data flow can carry an infection from it"));
  EXPECT_THAT(explain("gone"), HasSubstr("Nothing of it was ever observed"));
  // av's updates reach emr at 00:50 only, after its last write to nas.
  EXPECT_THAT(explain("av"),
              HasSubstr("av to emr (wsus): in use from 2026-06-09 00:50:00 on only, but emr had to "
                        "be reached by 2026-06-09 00:30:00"));
}

}  // namespace
}  // namespace hamon
