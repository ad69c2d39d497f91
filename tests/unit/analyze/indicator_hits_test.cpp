#include "analyze/indicator_hits.hpp"

#include "support/graph_of.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

Indicators list_of(const std::string& text) {
  Indicators indicators;
  CollectingSink sink;
  EXPECT_TRUE(add_indicators(indicators, text, "list", sink));
  return indicators;
}

/// `indicator system>named service records first;` a hit; `<` where the named end opened it, and
/// `?` before attempts.
std::string hits_of(const NamedGraph& graph, const Indicators& indicators) {
  std::string out;
  const auto name = [&](const HitEnd& end) {
    return end.system ? graph[*end.system].name : end.address.text();
  };
  for (const IndicatorHit& hit : indicator_hits(graph, indicators).hits) {
    out += (hit.established ? "" : "?") + indicators.all[hit.indicator].text() + " " +
           name(hit.other) + (hit.opened_by_named ? "<" : ">") + name(hit.named) + " " +
           graph[hit.service].name + " " + std::to_string(hit.records) + " " +
           format_time(hit.seen.begin, TimeZone::utc()).substr(11, 5) + ";";
  }
  return out;
}

std::string origins_of(const NamedGraph& graph, const Indicators& indicators) {
  std::string out;
  for (const CandidateOrigin& origin : indicator_hits(graph, indicators).origins) {
    out += graph[origin.system].name + "@" +
           format_time(origin.time, TimeZone::utc()).substr(11, 5) +
           (origin.established ? " " : "? ");
  }
  return out;
}

TEST(IndicatorHits, AreOldestFirstWithAttemptsApart) {
  const auto graph = graph_of({
      {"pc2", "203.0.113.9", "https", "11:00", "11:01"},
      {"pc1", "203.0.113.9", "https", "10:00", "10:01"},
      {"pc1", "203.0.113.9", "https", "12:00", "12:01"},
      {"pc3", "203.0.113.9", "https", "09:00", "09:00", FlowState::Attempted},
      {"pc1", "pc2", "smb", "08:00", "08:01"},
      {"pc1", "203.0.113.10", "https", "08:00", "08:01"},
  });
  const auto indicators = list_of("203.0.113.9\n");
  EXPECT_EQ(hits_of(graph, indicators),
            "?203.0.113.9 pc3>203.0.113.9 https 1 09:00;"
            "203.0.113.9 pc1>203.0.113.9 https 2 10:00;"
            "203.0.113.9 pc2>203.0.113.9 https 1 11:00;");
  EXPECT_EQ(origins_of(graph, indicators), "pc3@09:00? pc1@10:00 pc2@11:00 ");
}

TEST(IndicatorHits, BeingKnockedAtIsNoOrigin) {
  const auto graph = graph_of({
      {"203.0.113.9", "pc1", "rdp", "10:00", "10:00", FlowState::Attempted},
      {"203.0.113.9", "pc2", "rdp", "11:00", "11:30"},
  });
  const auto indicators = list_of("203.0.113.0/24\n");
  EXPECT_EQ(hits_of(graph, indicators),
            "?203.0.113.0/24 pc1<203.0.113.9 rdp 1 10:00;"
            "203.0.113.0/24 pc2<203.0.113.9 rdp 1 11:00;");
  EXPECT_EQ(origins_of(graph, indicators), "pc2@11:00 ");
}

TEST(IndicatorHits, OfASystemInsideMakeItTheOrigin) {
  const auto graph = graph_of({{"pc1", "pc2", "smb", "10:00", "10:01"}});
  const auto indicators = list_of("10.0.0.2\n");  // pc2
  EXPECT_EQ(hits_of(graph, indicators), "10.0.0.2 pc1>pc2 smb 1 10:00;");
  EXPECT_EQ(origins_of(graph, indicators), "pc2@10:00 ");
}

TEST(IndicatorHits, OfAPrefixWithBothEndsStandOnce) {
  const auto graph = graph_of({{"pc1", "pc2", "smb", "10:00", "10:01"}});
  EXPECT_EQ(hits_of(graph, list_of("10.0.0.0/8\n")), "10.0.0.0/8 pc1>pc2 smb 1 10:00;");
}

/// The graph of `pc1` and a server outside that a client asked for by this name.
NamedGraph with_name(const std::string& name) {
  const GraphOf lines({{"pc1", "203.0.113.9", "https", "10:00", "10:01"}});
  Observations seen = lines.observations();
  Binding binding;
  binding.kind = BindingKind::ServerName;
  binding.first = binding.last = at("10:00");
  binding.address = *IpAddress::parse("203.0.113.9");
  binding.name = name;
  seen.bindings.push_back(binding);
  CollectingSink sink;
  return NamedGraph(build_graph(seen, lines.site(), {}, sink));
}

TEST(IndicatorHits, MatchNamesThatWereHeardAndWhatLiesBelowThem) {
  const auto graph = with_name("a.c2.example");
  EXPECT_EQ(hits_of(graph, list_of("A.C2.example\n")),
            "a.c2.example pc1>203.0.113.9 https 1 10:00;");
  EXPECT_EQ(hits_of(graph, list_of("c2.example\n")), "c2.example pc1>203.0.113.9 https 1 10:00;");
  EXPECT_EQ(hits_of(graph, list_of("2.example\nb.a.c2.example\n")), "");
  EXPECT_EQ(hits_of(graph, list_of("host\nexample\n")), "");  // without a dot: the whole name alone
  EXPECT_EQ(indicator_hits(graph, list_of("c2.example\n")).hits.at(0).matched, "a.c2.example");
}

TEST(IndicatorHits, CarryEvidence) {
  const auto graph = graph_of({{"pc1", "203.0.113.9", "https", "10:00", "10:01"},
                               {"pc1", "203.0.113.9", "https", "10:05", "10:06"}});
  const auto hits = indicator_hits(graph, list_of("203.0.113.9\n")).hits;
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_EQ(hits[0].evidence, (std::vector<EvidenceRef>{{0, 1, 1}, {0, 2, 2}}));
  EXPECT_EQ(hits[0].evidence_total, 2U);
  EXPECT_FALSE(hits[0].filter.empty());
}

TEST(IndicatorHits, OfAnEmptyCaseAreNone) {
  EXPECT_TRUE(indicator_hits(FlowGraph{}, list_of("203.0.113.9\n")).hits.empty());
}

}  // namespace
}  // namespace hamon
