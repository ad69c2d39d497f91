// Hits of indicators against a plain look at every conversation and every indicator.
#include "analyze/indicator_hits.hpp"

#include <map>
#include <random>
#include <tuple>

#include "support/graph_of.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

/// An address of 10.0.0.0/30 (inside) or 203.0.113.0/30 (outside).
std::string any_address(std::mt19937& random) {
  const unsigned number = random() % 8;
  return number < 4 ? "10.0.0." + std::to_string(number)
                    : "203.0.113." + std::to_string(number - 4);
}

NamedGraph any_graph(std::mt19937& random) {
  std::vector<Line> lines;
  for (int i = 0; i < 12; ++i) {
    Line line;
    line.from = any_address(random);
    line.to = any_address(random);
    line.service = random() % 2 == 0 ? "https" : "smb";
    const std::string minute = std::to_string(10 + random() % 50);
    line.begin = "10:" + minute;
    line.end = "11:" + minute;
    line.state = random() % 3 == 0 ? FlowState::Attempted : FlowState::Established;
    if (line.from != line.to) {
      lines.push_back(line);
    }
  }
  return graph_of(lines);
}

Indicators any_list(std::mt19937& random) {
  std::string text = "# list\n";
  for (unsigned i = 0; i < 1 + random() % 3; ++i) {
    text += any_address(random);
    text += random() % 2 == 0 ? "\n" : "/" + std::to_string(29 + random() % 4) + "\n";
  }
  Indicators indicators;
  CollectingSink sink;
  EXPECT_TRUE(add_indicators(indicators, text, "list", sink));
  return indicators;
}

/// What hits: indicator, named end, other end, whether established.
using Plain = std::tuple<std::string, IpAddress, IpAddress, bool>;

/// How often each is seen, and the earliest begin.
using Counted = std::map<Plain, std::pair<std::uint64_t, Timestamp>>;

void count(Counted& counted, const Plain& key, std::uint64_t times, Timestamp begin) {
  const auto [entry, is_new] = counted.try_emplace(key, times, begin);
  if (!is_new) {
    entry->second.first += times;
    entry->second.second = std::min(entry->second.second, begin);
  }
}

Counted plainly(const FlowGraph& graph, const Indicators& indicators) {
  Counted out;
  for (const bool established : {true, false}) {
    for (const Conversation& c : established ? graph.conversations() : graph.attempts()) {
      for (const Indicator& one : indicators.all) {
        if (one.prefix->contains(c.responder)) {
          count(out, {one.text(), c.responder, c.initiator, established}, 1, c.time.begin);
        } else if (one.prefix->contains(c.initiator)) {
          count(out, {one.text(), c.initiator, c.responder, established}, 1, c.time.begin);
        }
      }
    }
  }
  return out;
}

TEST(IndicatorHitsProperty, AreWhatAPlainLookFinds) {
  for (unsigned seed = 0; seed < 500; ++seed) {
    std::mt19937 random(seed);
    const NamedGraph graph = any_graph(random);
    const Indicators indicators = any_list(random);
    Counted found;
    Timestamp before = Timestamp::min();
    for (const IndicatorHit& hit : indicator_hits(graph, indicators).hits) {
      count(found,
            {indicators.all[hit.indicator].text(), hit.named.address, hit.other.address,
             hit.established},
            hit.records, hit.seen.begin);
      EXPECT_LE(before, hit.seen.begin);
      before = hit.seen.begin;
    }
    ASSERT_EQ(found, plainly(graph, indicators)) << "seed " << seed;
  }
}

}  // namespace
}  // namespace hamon
