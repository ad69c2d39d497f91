#include "analyze/minimum_cut.hpp"

#include "analyze/cheapest_hits.hpp"

#include <optional>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using ::testing::ElementsAre;

constexpr std::uint32_t kOpen = CutProblem::kOpen;

bool leads_through(const CutProblem& problem, const std::vector<bool>& closed) {
  std::vector<bool> seen(problem.nodes);
  seen[problem.source] = true;
  for (bool change = true; change;) {
    change = false;
    for (const auto& arc : problem.arcs) {
      if (seen[arc.from] && !seen[arc.to] && (arc.gate == kOpen || !closed[arc.gate])) {
        seen[arc.to] = change = true;
      }
    }
  }
  return seen[problem.sink];
}

std::int64_t cost_of(const CutProblem& problem, const std::vector<bool>& closed) {
  std::int64_t cost = 0;
  for (std::size_t g = 0; g < closed.size(); ++g) {
    cost += closed[g] ? problem.costs[g] : 0;
  }
  for (const auto& joint : problem.joints) {
    const auto gates = joint.gates();
    const bool paid =
        std::any_of(gates.begin(), gates.end(), [&](std::uint32_t g) { return closed[g]; });
    cost += paid ? joint.cost : 0;
  }
  return cost;
}

std::vector<bool> gates_of(unsigned set, std::size_t count) {
  std::vector<bool> closed(count);
  for (std::size_t g = 0; g < count; ++g) {
    closed[g] = (set >> g & 1U) != 0;
  }
  return closed;
}

std::optional<std::int64_t> cheapest(const CutProblem& problem) {
  std::optional<std::int64_t> best;
  for (unsigned set = 0; set < 1U << problem.costs.size(); ++set) {
    const auto closed = gates_of(set, problem.costs.size());
    const std::int64_t cost = cost_of(problem, closed);
    if ((!best || cost < *best) && !leads_through(problem, closed)) {
      best = cost;
    }
  }
  return best;
}

TEST(MinimumCut, IsTheOneNearestToTheSourceOfThoseThatCostTheSame) {
  const CutProblem chain{4, 0, 3, {{0, 1, 0}, {1, 2, 1}, {2, 3, 2}}, {2, 2, 2}, {}};
  const MinimumCut cut = minimum_cut(chain, 10);
  EXPECT_THAT(cut.gates, ElementsAre(0U));
  EXPECT_EQ(cut.cost, 2);
}

TEST(MinimumCut, IsNotPossibleWhereNoGateStands) {
  const CutProblem open{3, 0, 2, {{0, 1, 0}, {1, 2, kOpen}, {0, 2, kOpen}}, {2}, {}};
  EXPECT_FALSE(minimum_cut(open, 10).possible);
}

TEST(MinimumCut, OfNothingIsNothing) {
  const MinimumCut cut = minimum_cut({2, 0, 1, {}, {}, {}}, 10);
  EXPECT_TRUE(cut.possible);
  EXPECT_EQ(cut.cost, 0);
}

TEST(MinimumCut, AJointPaysOnce) {
  // Two parallel ways of two gates: the first two together cost 6, the others 4 each.
  const CutProblem problem{
      4, 0, 3, {{0, 1, 0}, {0, 2, 1}, {1, 3, 2}, {2, 3, 3}}, {0, 0, 4, 4}, {{{0, 1}, 6}}};
  const MinimumCut cut = minimum_cut(problem, 10);
  EXPECT_THAT(cut.gates, ElementsAre(0U, 1U));
  EXPECT_EQ(cut.cost, 6);
  EXPECT_TRUE(cut.minimal);
}

// One arc a gate, up to nine gates with joints of two to four of them.
CutProblem made_problem(std::mt19937& random) {
  const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
  CutProblem problem;
  problem.nodes = 3 + below(5);
  problem.sink = problem.nodes - 1;
  const std::uint32_t gates = 3 + below(7);
  for (std::uint32_t g = 0; g < gates; ++g) {
    problem.arcs.push_back({below(problem.nodes), below(problem.nodes), g});
    problem.costs.push_back(below(4));
  }
  for (std::uint32_t n = below(3); n > 0; --n) {
    problem.arcs.push_back({below(problem.nodes), below(problem.nodes), kOpen});
  }
  for (std::uint32_t n = below(8); n > 0; --n) {
    CutProblem::Joint joint({}, 1 + below(9));
    const std::uint32_t first = below(gates);
    const std::uint32_t count = std::min(2 + below(3), gates);
    for (std::uint32_t k = 0; k < count; ++k) {
      joint.add((first + k) % gates);
    }
    problem.joints.push_back(joint);
  }
  return problem;
}

TEST(MinimumCut, IsTheCheapestOfAllOnRandomProblemsWithJoints) {
  std::mt19937 random(11);
  for (int i = 0; i < 4000 && !HasFailure(); ++i) {
    const CutProblem problem = made_problem(random);
    const auto expected = cheapest(problem);
    const MinimumCut cut = minimum_cut(problem, 10'000);
    ASSERT_EQ(cut.possible, expected.has_value()) << i;
    if (expected) {
      std::vector<bool> closed(problem.costs.size());
      for (const std::uint32_t g : cut.gates) {
        closed[g] = true;
      }
      EXPECT_EQ(cut.cost, *expected) << i;
      EXPECT_EQ(cost_of(problem, closed), cut.cost) << i;
      EXPECT_FALSE(leads_through(problem, closed)) << i;
      EXPECT_TRUE(cut.minimal) << i;
    }
  }
}

TEST(MinimumCut, SaysSoWhenItGaveUpBeforeItWasProven) {
  std::mt19937 random(12);
  int unproven = 0;
  for (int i = 0; i < 2000 && !HasFailure(); ++i) {
    const CutProblem problem = made_problem(random);
    const auto expected = cheapest(problem);
    const MinimumCut cut = minimum_cut(problem, 1);
    if (cut.possible) {
      unproven += cut.minimal ? 0 : 1;
      EXPECT_GE(cut.cost, *expected) << i;
      EXPECT_TRUE(!cut.minimal || cut.cost == *expected) << i;
    }
  }
  EXPECT_GT(unproven, 0);
}

std::int64_t cheapest_hitting(const HitProblem& problem) {
  std::optional<std::int64_t> best;
  for (unsigned set = 0; set < 1U << problem.costs.size(); ++set) {
    const auto taken = gates_of(set, problem.costs.size());
    const bool all = std::all_of(problem.sets.begin(), problem.sets.end(), [&](const auto& s) {
      return std::any_of(s.begin(), s.end(), [&](std::uint32_t e) { return taken[e]; });
    });
    std::int64_t cost = 0;
    for (std::size_t e = 0; e < taken.size(); ++e) {
      cost += taken[e] ? problem.costs[e] : 0;
    }
    best = all && (!best || cost < *best) ? cost : best;
  }
  return *best;
}

HitProblem made_sets(std::mt19937& random) {
  HitProblem problem;
  const auto count = static_cast<std::uint32_t>(2 + random() % 9);
  for (std::uint32_t e = 0; e < count; ++e) {
    problem.costs.push_back(static_cast<std::int64_t>(1 + random() % 9));
  }
  for (auto n = random() % 12; n > 0; --n) {
    std::vector<std::uint32_t> set;
    for (auto k = 1 + random() % 4; k > 0; --k) {
      set.push_back(static_cast<std::uint32_t>(random() % count));
    }
    problem.sets.push_back(set);
  }
  return problem;
}

TEST(CheapestHits, CostLeastOfAllOnRandomSets) {
  std::mt19937 random(13);
  for (int i = 0; i < 4000 && !HasFailure(); ++i) {
    const HitProblem problem = made_sets(random);
    const Hits hits = cheapest_hits(problem);
    EXPECT_EQ(hits.cost, cheapest_hitting(problem)) << i;
    EXPECT_TRUE(hits.minimal);
  }
}

TEST(CheapestHits, HitAllEvenWithoutTimeToProveIt) {
  std::mt19937 random(14);
  int unproven = 0;
  for (int i = 0; i < 1000 && !HasFailure(); ++i) {
    const HitProblem problem = made_sets(random);
    const Hits hits = cheapest_hits(problem, 2);
    for (const auto& set : problem.sets) {
      EXPECT_TRUE(std::any_of(set.begin(), set.end(), [&](std::uint32_t e) {
        return std::binary_search(hits.elements.begin(), hits.elements.end(), e);
      })) << i;
    }
    unproven += hits.minimal ? 0 : 1;
  }
  EXPECT_GT(unproven, 0);
}

}  // namespace
}  // namespace hamon
