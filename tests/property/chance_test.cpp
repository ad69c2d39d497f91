#include "analyze/chance.hpp"

#include <cmath>

#include "property/chance_twin.hpp"
#include "property/spread_questions.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

// The random questions last half a minute; stretched, they last seven hours.
constexpr std::int64_t kStretch = 1000;

TwinQuestion stretched(TwinQuestion q) {
  for (MadeRecord& r : q.records) {
    r.start *= kStretch;
    r.end *= kStretch;
  }
  for (auto& [name, t] : q.seeds) {
    t *= kStretch;
  }
  for (auto& [names, t] : q.isolations) {
    t *= kStretch;
  }
  for (auto& cut : q.cuts) {
    cut.at *= kStretch;
  }
  if (q.until) {
    *q.until *= kStretch;
  }
  return q;
}

// Other chances than the program's, and delays that make later contacts be missed.
ChanceRules fixed_rules(RandomQuestions& random) {
  constexpr double kChances[] = {0.1, 0.3, 0.5, 0.8, 1.0};
  ChanceRules rules;
  for (ChanceRule& rule : rules) {
    rule = {};
    rule.probability = kChances[random.number(5)];
    rule.delay = Duration::seconds(random.number(3) * 700);
  }
  return rules;
}

TEST(Chance, OfSmallGraphsIsTheExactOne) {
  constexpr std::uint32_t kRuns = 4000;
  RandomQuestions random(20260611);
  int asked = 0;
  while (asked < 200) {
    TwinQuestion q = stretched(random.next());
    const ChanceRules rules = fixed_rules(random);
    if (q.profile == Profile::Contact) {
      continue;
    }
    q.records.resize(std::min<std::size_t>(q.records.size(), 14));
    const ChanceTwin twin(q, rules);
    if (twin.outcomes() == 1 || twin.outcomes() > 500) {
      continue;
    }
    auto [compromised, affected] = twin.shares();
    const auto open = [](const auto& share) { return share.second > 0.01 && share.second < 0.99; };
    if (std::none_of(affected.begin(), affected.end(), open)) {
      continue;  // nothing but what is certain or cannot be
    }
    ++asked;
    SCOPED_TRACE(described(q));
    const FlowGraph graph = FlowGraphMaker::make(q.systems, q.records);
    const SpreadIndex index(graph);
    const SpreadOptions options = options_of(graph, q);
    const auto states = contacted(graph, index, options);
    const Chance found =
        chance(graph, index, options, {kRuns, static_cast<std::uint64_t>(asked), rules, 1});
    for (std::size_t i = 0; i < q.systems.size(); ++i) {
      const std::string& name = graph.systems()[i].name;
      const double reached = states[i].compromised ? compromised[name] : affected[name];
      // Five standard errors of the binomial distribution; three runs for the skew of rare ones.
      const auto tolerance = [](double p) {
        return 5 * std::sqrt(std::max(0.0, p * (1 - p)) / kRuns) +
               (p > 1e-12 && p < 1 - 1e-12 ? 3.0 / kRuns : 1e-9);
      };
      EXPECT_NEAR(found.share(found.systems[i].reached), reached, tolerance(reached)) << name;
      EXPECT_NEAR(found.share(found.systems[i].data_affected), affected[name],
                  tolerance(affected[name]))
          << name;
    }
  }
}

TEST(Chance, NoRunReachesASystemSoonerThanSpreadOrOneThatSpreadDoesNot) {
  RandomQuestions random(20260612);
  int later = 0, missed = 0;
  for (int i = 0; i < 400; ++i) {
    const TwinQuestion q = i % 2 == 0 ? random.next() : stretched(random.next());
    SCOPED_TRACE(described(q));
    const FlowGraph graph = FlowGraphMaker::make(q.systems, q.records);
    const SpreadIndex index(graph);
    const SpreadOptions options = options_of(graph, q);
    const auto states = contacted(graph, index, options);
    const ChanceOptions asked{20, 7, chance_rules(i % 3 == 0), 1};
    for (const ChanceRun& one : chance_runs(graph, index, options, asked)) {
      for (std::size_t v = 0; v < states.size(); ++v) {
        const auto check = [&](const std::optional<Timestamp>& got,
                               const std::optional<Timestamp>& bound) {
          if (got) {
            ASSERT_TRUE(bound) << graph.systems()[v].name;
            EXPECT_GE(*got, *bound) << graph.systems()[v].name;
            later += *got > *bound ? 1 : 0;
          } else {
            missed += bound ? 1 : 0;
          }
        };
        check(one.compromised[v], states[v].compromised);
        check(one.data_affected[v], states[v].data_affected);
      }
    }
  }
  EXPECT_GT(later, 1000);
  EXPECT_GT(missed, 1000);
}

// Every chance one and no delay: each run is what spread answers.
TEST(Chance, OfCertaintyIsSpread) {
  RandomQuestions random(20260613);
  const ChanceRules certain{};
  for (int i = 0; i < 1500; ++i) {
    const TwinQuestion q = i % 2 == 0 ? random.next() : stretched(random.next());
    SCOPED_TRACE(described(q));
    const FlowGraph graph = FlowGraphMaker::make(q.systems, q.records);
    const SpreadIndex index(graph);
    const SpreadOptions options = options_of(graph, q);
    const auto states = contacted(graph, index, options);
    const ChanceRun one = chance_runs(graph, index, options, {1, 1, certain, 1}).front();
    for (std::size_t v = 0; v < states.size(); ++v) {
      EXPECT_EQ(one.compromised[v], states[v].compromised) << graph.systems()[v].name;
      EXPECT_EQ(one.data_affected[v], states[v].data_affected) << graph.systems()[v].name;
    }
  }
}

// The same random numbers with and without: what is isolated only ever takes away or delays.
TEST(Chance, AnIsolationNeverAddsASystemToARun) {
  RandomQuestions random(20260614);
  for (int i = 0; i < 200; ++i) {
    TwinQuestion q = stretched(random.next());
    const FlowGraph graph = FlowGraphMaker::make(q.systems, q.records);
    const SpreadIndex index(graph);
    const SpreadOptions with = options_of(graph, q);
    SpreadOptions without = with;
    without.isolations.clear();
    without.cuts.clear();
    without.until.reset();
    const ChanceOptions asked{10, 3, chance_rules(false), 1};
    const auto fewer = chance_runs(graph, index, with, asked);
    const auto all = chance_runs(graph, index, without, asked);
    for (std::size_t run = 0; run < fewer.size(); ++run) {
      const ChanceRun& less = fewer[run];
      const ChanceRun& more = all[run];
      for (std::size_t v = 0; v < q.systems.size(); ++v) {
        if (less.compromised[v]) {
          ASSERT_TRUE(more.compromised[v]);
          EXPECT_LE(*more.compromised[v], *less.compromised[v]);
        }
        if (less.data_affected[v]) {
          ASSERT_TRUE(more.data_affected[v]);
          EXPECT_LE(*more.data_affected[v], *less.data_affected[v]);
        }
      }
    }
  }
}

}  // namespace
}  // namespace hamon
