#include "analyze/measures.hpp"

#include "analyze/spread_summary.hpp"

#include "property/spread_questions.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

// What is reached with measures is reached without, never later; saved is just the difference.
TEST(Measures, NeverAddASystemAndSaveJustTheDifference) {
  RandomQuestions questions(11);
  int compared = 0;
  for (int i = 0; i < 400; ++i) {
    const TwinQuestion q = questions.next();
    const FlowGraph graph = FlowGraphMaker::make(q.systems, q.records);
    const SpreadIndex index(graph);
    const SpreadOptions options = options_of(graph, q);
    const SpreadResult with = spread(graph, index, options);
    const auto effect = effect_of_measures(graph, index, options, with);
    ASSERT_EQ(effect.has_value(), !q.isolations.empty() || !q.cuts.empty() || q.until.has_value());
    if (!effect) {
      continue;
    }
    ++compared;
    TwinQuestion bare = q;
    bare.isolations.clear();
    bare.cuts.clear();
    bare.until.reset();
    const SpreadResult without = spread(graph, index, options_of(graph, bare));
    std::size_t lost = 0, before = 0;
    for (std::size_t v = 0; v < with.systems.size(); ++v) {
      const auto& one = without.systems[v];
      const auto& two = with.systems[v];
      if (two.compromised) {
        ASSERT_TRUE(one.compromised) << described(q);
        EXPECT_LE(*one.compromised, *two.compromised) << described(q);
      }
      if (two.data_affected) {
        ASSERT_TRUE(one.data_affected) << described(q);
        EXPECT_LE(*one.data_affected, *two.data_affected) << described(q);
      }
      const bool saved =
          (one.compromised && !two.compromised) || (one.data_affected && !two.data_affected);
      lost += saved ? 1U : 0U;
      before += one.compromised ? 1U : 0U;
    }
    EXPECT_EQ(effect->saved.size(), lost) << described(q);
    EXPECT_EQ(effect->without.compromised, before) << described(q);
  }
  EXPECT_GT(compared, 100);
}

// A horizon holds who is compromised when nothing is let happen after it.
TEST(SpreadSummary, HorizonsGrowAndHoldWhatAnEndThereWouldLeave) {
  RandomQuestions questions(12);
  for (int i = 0; i < 200; ++i) {
    TwinQuestion q = questions.next();
    q.until.reset();
    // Seconds as hours, so that horizons fall among the records.
    for (MadeRecord& r : q.records) {
      r.start *= 3600;
      r.end *= 3600;
    }
    for (auto& [name, t] : q.seeds) {
      t *= 3600;
    }
    q.incubation *= 3600;
    for (auto& [names, at] : q.isolations) {
      at *= 3600;
    }
    for (auto& cut : q.cuts) {
      cut.at *= 3600;
    }
    const FlowGraph graph = FlowGraphMaker::make(q.systems, q.records);
    const SpreadIndex index(graph);
    const SpreadOptions options = options_of(graph, q);
    const SpreadSummary summary = summarize(graph, options, spread(graph, index, options));
    std::size_t compromised = 0, data = 0;
    for (const Horizon& h : summary.horizons) {
      SpreadOptions ended = options;
      ended.until = h.until;
      std::size_t want = 0;
      for (const SpreadState& state : contacted(graph, index, ended)) {
        want += state.compromised && *state.compromised <= h.until ? 1U : 0U;
      }
      EXPECT_EQ(h.compromised, want) << described(q);
      EXPECT_GE(h.compromised, compromised) << described(q);
      EXPECT_GE(h.data_affected, data) << described(q);
      compromised = h.compromised;
      data = h.data_affected;
    }
  }
}

}  // namespace
}  // namespace hamon
