#include "analyze/spread.hpp"

#include "property/spread_questions.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

void expect_time(const std::optional<Timestamp>& got, const SpreadTwin::Times& want,
                 const std::string& name, const char* what) {
  const auto found = want.find(name);
  ASSERT_EQ(got.has_value(), found != want.end()) << what << " of " << name;
  if (got) {
    EXPECT_EQ(got->ns, found->second) << what << " of " << name;
  }
}

// The last step is one that the twin's records allow, and the least by (from, service, begin).
void expect_least_step(const FlowGraph& graph, const SpreadTwin& twin, const SpreadStep& step,
                       const std::map<std::string, int>& hops) {
  const std::string& to = graph[step.to].name;
  std::optional<std::tuple<std::string, std::string, std::int64_t>> least;
  for (const auto& e : twin.edges()) {
    if (e.kind != 'S' || e.to != to || twin.compromised().count(e.from) == 0 ||
        !twin.passes(e.from)) {
      continue;
    }
    const std::int64_t c = std::max(e.begin, twin.active(e.from));
    const int steps = (twin.starts(e.from) ? 0 : hops.at(e.from)) + 1;
    if (c <= e.end && c == twin.compromised().at(to) && steps == hops.at(to)) {
      const auto key = std::tuple(e.from, e.service, std::int64_t{0});
      least = least ? std::min(*least, key) : key;
    }
  }
  ASSERT_TRUE(least);
  const DataFlow& flow = graph[step.data_flow];
  EXPECT_EQ(graph[step.from].name, std::get<0>(*least)) << "step to " << to;
  EXPECT_EQ(graph[flow.service].name, std::get<1>(*least)) << "step to " << to;
  EXPECT_EQ(step.forward ? flow.responder : flow.initiator, step.to);
  EXPECT_EQ(step.arrival.ns, twin.compromised().at(to));
  EXPECT_LE(step.contact.begin, step.arrival);
  EXPECT_GE(step.contact.end, step.arrival);
}

// Each step of a chain begins where the one before ended, and none comes before its start is
// active.
void expect_chain(const FlowGraph& graph, const SpreadTwin& twin, const SpreadResult& result,
                  SystemId system, bool data) {
  const auto chain = witness(result, system, data);
  for (std::size_t i = 0; i < chain.size(); ++i) {
    EXPECT_EQ(i + 1 < chain.size() ? chain[i + 1].from : system, chain[i].to);
    const std::string& from = graph[chain[i].from].name;
    const std::int64_t since =
        (chain[i].kind & carry::kPass) != 0 ? twin.affected().at(from) : twin.active(from);
    EXPECT_GE(chain[i].arrival.ns, since);
    EXPECT_EQ(chain[i].arrival.ns, std::max(since, chain[i].contact.begin.ns));
  }
  if (!chain.empty()) {
    EXPECT_TRUE(result.systems[index(chain.front().from)].starts)
        << "a chain begins at a seed that is active by its own time";
  }
}

void expect_sizes(const TwinQuestion& q, const SpreadResult& result) {
  for (const SpreadSize& size : result.sizes) {
    TwinQuestion variant = q;
    variant.profile = size.profile;
    variant.incubation = size.incubation.ns;
    const SpreadTwin twin(variant);
    EXPECT_EQ(size.compromised, twin.compromised().size()) << name_of(size.profile);
    EXPECT_EQ(size.data_affected, twin.affected().size()) << name_of(size.profile);
  }
}

void expect_spared(const FlowGraph& graph, const TwinQuestion& q, const SpreadTwin& twin,
                   const SpreadResult& result) {
  const SpreadTwin everyone(q, true);
  SpreadTwin::Times want, got;
  for (const MadeSystem& s : q.systems) {
    if (!s.susceptible && everyone.compromised().count(s.name) != 0 &&
        twin.compromised().count(s.name) == 0) {
      want[s.name] = everyone.compromised().at(s.name);
    }
  }
  for (const Spared& s : result.spared) {
    got[graph[s.system].name] = s.would_be.ns;
  }
  EXPECT_EQ(got, want);
}

void expect_as_twin(const TwinQuestion& q, bool thorough) {
  SCOPED_TRACE(described(q));
  const FlowGraph graph = FlowGraphMaker::make(q.systems, q.records);
  const SpreadTwin twin(q);
  const SpreadIndex index_of_graph(graph);
  const SpreadOptions options = options_of(graph, q);
  if (!thorough) {
    const auto states = contacted(graph, index_of_graph, options);
    for (std::size_t v = 0; v < states.size(); ++v) {
      expect_time(states[v].compromised, twin.compromised(), graph.systems()[v].name, "T");
      expect_time(states[v].data_affected, twin.affected(), graph.systems()[v].name, "Td");
    }
    return;
  }
  const SpreadResult result = spread(graph, index_of_graph, options);
  const auto connected = twin.connected();
  const auto hops = twin.hops();
  for (std::uint32_t v = 0; v < result.systems.size(); ++v) {
    const SpreadState& state = result.systems[v];
    const std::string& name = graph.systems()[v].name;
    expect_time(state.compromised, twin.compromised(), name, "T");
    expect_time(state.data_affected, twin.affected(), name, "Td");
    if (state.compromised) {
      EXPECT_EQ(state.hops, static_cast<std::uint32_t>(hops.at(name))) << name;
      EXPECT_EQ(witness(result, SystemId{v}, false).size(), state.hops) << name;
    }
    if (state.step) {
      expect_least_step(graph, twin, *state.step, hops);
    }
    expect_chain(graph, twin, result, SystemId{v}, false);
    expect_chain(graph, twin, result, SystemId{v}, true);
    EXPECT_EQ(state.ring == Ring::Contacted, state.data_affected.has_value()) << name;
    EXPECT_EQ(state.ring == Ring::Connected, connected.count(name) != 0) << name;
  }
  expect_sizes(q, result);
  expect_spared(graph, q, twin, result);
}

TEST(Spread, EqualsTheFixpointOnEveryTemporalGraphOfThreeSystems) {
  TwinQuestion q;
  q.systems = letters(3);
  q.seeds = {{"a", 1 * kSecond}};
  for (int code = 0; code < kTemporalGraphs; ++code) {
    q.records = temporal_graph(q.systems, code);
    q.incubation = (code % 2) * kSecond;
    expect_as_twin(q, code % 16 == 0);
    if (HasFailure()) {
      return;
    }
  }
}

TEST(Spread, EqualsTheFixpointOnEveryDirectedGraphOfFourSystems) {
  TwinQuestion q;
  q.systems = letters(4);
  q.systems[2].role = Role::FileServer;
  q.systems[3].role = Role::DomainController;
  q.seeds = {{"a", 0}};
  for (unsigned mask = 0; mask < 1U << 12; ++mask) {
    for (int order = 0; order < 3; ++order) {
      q.records = directed_graph(q.systems, mask, order);
      q.incubation = kSecond;
      expect_as_twin(q, mask % 32 == 0);
      if (HasFailure()) {
        return;
      }
    }
  }
}

TEST(Spread, EqualsTheFixpointOnRandomQuestions) {
  RandomQuestions questions(20260609);
  for (int i = 0; i < 1500; ++i) {
    expect_as_twin(questions.next(), true);
    if (HasFailure()) {
      return;
    }
  }
}

std::vector<std::tuple<std::string, Ring, std::optional<Timestamp>, std::optional<Timestamp>>> told(
    const TwinQuestion& q) {
  const FlowGraph graph = FlowGraphMaker::make(q.systems, q.records);
  const SpreadResult result = spread(graph, SpreadIndex(graph), options_of(graph, q));
  std::vector<std::tuple<std::string, Ring, std::optional<Timestamp>, std::optional<Timestamp>>>
      rows;
  for (std::size_t v = 0; v < result.systems.size(); ++v) {
    const SpreadState& s = result.systems[v];
    rows.emplace_back(graph.systems()[v].name, s.ring, s.compromised, s.data_affected);
  }
  return rows;
}

TEST(Spread, MovesWithTheClock) {
  RandomQuestions questions(1);
  constexpr std::int64_t kDay = 86'400;
  for (int i = 0; i < 100; ++i) {
    const TwinQuestion q = questions.next();
    TwinQuestion later = q;
    for (MadeRecord& r : later.records) {
      r.start += kDay;
      r.end += kDay;
    }
    for (auto& seed : later.seeds) {
      seed.second += kDay * kSecond;
    }
    for (auto& isolation : later.isolations) {
      isolation.second += kDay * kSecond;
    }
    for (auto& cut : later.cuts) {
      cut.at += kDay * kSecond;
    }
    if (later.until) {
      *later.until += kDay * kSecond;
    }
    auto want = told(q);
    for (auto& row : want) {
      for (auto* t : {&std::get<2>(row), &std::get<3>(row)}) {
        if (*t) {
          (*t)->ns += kDay * kSecond;
        }
      }
    }
    EXPECT_EQ(told(later), want) << described(q);
  }
}

TEST(Spread, FollowsSystemsThatAreRenamed) {
  RandomQuestions questions(2);
  const auto renamed = [](const std::string& name) {
    return std::string(1, static_cast<char>('z' - (name[0] - 'a')));
  };
  const auto all = [&](const std::set<std::string>& names) {
    std::set<std::string> set;
    for (const std::string& name : names) {
      set.insert(renamed(name));
    }
    return set;
  };
  for (int i = 0; i < 100; ++i) {
    const TwinQuestion q = questions.next();
    TwinQuestion other = q;
    for (auto& s : other.systems) {
      s.name = renamed(s.name);
    }
    for (auto& r : other.records) {
      r.initiator = renamed(r.initiator);
      r.responder = renamed(r.responder);
    }
    for (auto& seed : other.seeds) {
      seed.first = renamed(seed.first);
    }
    for (auto& isolation : other.isolations) {
      isolation.first = all(isolation.first);
    }
    for (auto& cut : other.cuts) {
      cut.a = all(cut.a);
      cut.b = all(cut.b);
    }
    auto want = told(q);
    for (auto& row : want) {
      std::get<0>(row) = renamed(std::get<0>(row));
    }
    std::sort(want.begin(), want.end());
    auto got = told(other);
    std::sort(got.begin(), got.end());
    EXPECT_EQ(got, want) << described(q);
  }
}

TEST(Spread, IsTheSameWhenARecordIsSplitWhereItsPiecesTouch) {
  RandomQuestions questions(3);
  for (int i = 0; i < 100; ++i) {
    const TwinQuestion q = questions.next();
    TwinQuestion split = q;
    split.records.clear();
    for (const MadeRecord& r : q.records) {
      MadeRecord first = r, second = r;
      first.end = second.start = (r.start + r.end) / 2;
      split.records.push_back(second);
      split.records.push_back(first);
    }
    EXPECT_EQ(told(split), told(q)) << described(q);
  }
}

TEST(Spread, IsTheSameWhateverTheOrderOfRecordsAndSeeds) {
  RandomQuestions questions(4);
  for (int i = 0; i < 100; ++i) {
    const TwinQuestion q = questions.next();
    TwinQuestion reversed = q;
    std::reverse(reversed.records.begin(), reversed.records.end());
    std::reverse(reversed.seeds.begin(), reversed.seeds.end());
    std::reverse(reversed.systems.begin(), reversed.systems.end());
    EXPECT_EQ(told(reversed), told(q)) << described(q);
  }
}

// Without outside systems, which pass on only what they are seeds of, and without incubation, which
// a seed does not wait for, a set of seeds reaches each system when the first of them alone would.
TEST(Spread, OfSeveralSeedsIsTheEarliestOfEach) {
  RandomQuestions questions(5);
  for (int i = 0; i < 100; ++i) {
    TwinQuestion q = questions.next();
    q.incubation = 0;
    for (MadeSystem& s : q.systems) {
      s.outside = false;
    }
    SpreadTwin::Times want;
    for (const auto& seed : q.seeds) {
      TwinQuestion alone = q;
      alone.seeds = {seed};
      for (const auto& row : told(alone)) {
        if (const auto& t = std::get<2>(row)) {
          const auto at = want.emplace(std::get<0>(row), t->ns).first;
          at->second = std::min(at->second, t->ns);
        }
      }
    }
    SpreadTwin::Times got;
    for (const auto& row : told(q)) {
      if (const auto& t = std::get<2>(row)) {
        got[std::get<0>(row)] = t->ns;
      }
    }
    EXPECT_EQ(got, want) << described(q);
  }
}

// More time, fewer barriers, a wider profile: never fewer systems, never later.
TEST(Spread, GrowsWithTheProfileAndShrinksWithIncubation) {
  RandomQuestions questions(6);
  for (int i = 0; i < 100; ++i) {
    TwinQuestion q = questions.next();
    q.profile = Profile::Default;
    TwinQuestion broad = q, sooner = q;
    broad.profile = Profile::Broad;
    sooner.incubation = 0;
    const auto base = told(q);
    for (const auto& more : {told(broad), told(sooner)}) {
      for (std::size_t v = 0; v < base.size(); ++v) {
        if (const auto& t = std::get<2>(base[v])) {
          ASSERT_TRUE(std::get<2>(more[v])) << described(q);
          EXPECT_LE(*std::get<2>(more[v]), *t) << described(q);
        }
      }
    }
  }
}

/// No system falls sooner, or at all, where it did not before.
void expect_no_sooner(const TwinQuestion& less, const TwinQuestion& more) {
  const auto few = told(less), many = told(more);
  for (std::size_t v = 0; v < few.size(); ++v) {
    for (const auto& [a, b] : {std::pair(std::get<2>(few[v]), std::get<2>(many[v])),
                              std::pair(std::get<3>(few[v]), std::get<3>(many[v]))}) {
      if (a) {
        ASSERT_TRUE(b) << described(more) << "\n" << std::get<0>(few[v]);
        EXPECT_LE(*b, *a) << described(more) << "\n" << std::get<0>(few[v]);
      }
    }
  }
}

TEST(Spread, IsNeverDelayedByMoreContacts) {
  RandomQuestions questions(7), others(8);
  for (int i = 0; i < 300; ++i) {
    const TwinQuestion q = questions.next();
    TwinQuestion more = q;
    for (const MadeRecord& r : others.next().records) {
      const auto known = [&](const std::string& name) {
        return name[0] < static_cast<char>('a' + static_cast<char>(q.systems.size()));
      };
      if (known(r.initiator) && known(r.responder)) {
        more.records.push_back(r);
      }
    }
    expect_no_sooner(q, more);
  }
}

TEST(Spread, IsNeverWidenedByFewerSusceptibleSystems) {
  RandomQuestions questions(9);
  for (int i = 0; i < 300; ++i) {
    const TwinQuestion q = questions.next();
    TwinQuestion hardened = q;
    for (MadeSystem& s : hardened.systems) {
      s.susceptible = s.susceptible && questions.number(3) != 0;
    }
    expect_no_sooner(hardened, q);
  }
}

}  // namespace
}  // namespace hamon
