#include "analyze/radius.hpp"

#include <algorithm>
#include <ostream>

#include "property/spread_questions.hpp"
#include <gtest/gtest.h>

namespace hamon {

std::ostream& operator<<(std::ostream& out, const Reach& r) {
  return out << r.compromised << '/' << r.data_affected;
}
std::ostream& operator<<(std::ostream& out, const Radius& r) {
  return out << r.timely << ' ' << r.timeless << ' ' << r.departments << ' ' << r.zones;
}

namespace {

/// What the plain definitions say of one source.
Radius plain_radius(const FlowGraph& graph, const SpreadIndex& edges, TwinQuestion q,
                    const RadiusSource& source, Timestamp from) {
  q.seeds.clear();
  for (const SystemId id : source) {
    q.seeds.emplace_back(graph[id].name, from.ns);
  }
  Radius radius;
  std::set<std::string> departments, zones;
  const auto states = contacted(graph, edges, options_of(graph, q));
  for (std::size_t v = 0; v < states.size(); ++v) {
    radius.timely.compromised += states[v].compromised ? 1U : 0U;
    radius.timely.data_affected += states[v].data_affected ? 1U : 0U;
    const System& system = graph.systems()[v];
    if (states[v].data_affected && !system.department.empty()) {
      departments.insert(system.department);
    }
    if (states[v].data_affected && system.home) {
      zones.insert(graph[*system.home].name);
    }
  }
  radius.departments = static_cast<std::uint32_t>(departments.size());
  radius.zones = static_cast<std::uint32_t>(zones.size());
  const SpreadTwin twin(q);
  std::set<std::string> seen;
  for (const auto& [name, t] : q.seeds) {
    seen.insert(name);
  }
  for (bool change = true; change;) {
    change = false;
    for (const auto& e : twin.edges()) {
      if (e.kind == 'S' && seen.count(e.from) != 0 && twin.passes(e.from)) {
        change = seen.insert(e.to).second || change;
      }
    }
  }
  radius.timeless = {static_cast<std::uint32_t>(seen.size()),
                     static_cast<std::uint32_t>(twin.connected().size() + twin.affected().size())};
  return radius;
}

/// Every system by itself, and some sets of several.
std::vector<RadiusSource> sources_of(const FlowGraph& graph, RandomQuestions& questions) {
  std::vector<RadiusSource> sources;
  const auto systems = static_cast<std::int64_t>(graph.systems().size());
  for (std::uint32_t v = 0; v < graph.systems().size(); ++v) {
    sources.push_back({SystemId{v}});
  }
  for (int set = 0; set < 3; ++set) {
    std::set<SystemId> members;
    for (std::int64_t i = 0; i <= questions.number(3); ++i) {
      members.insert(SystemId{static_cast<std::uint32_t>(questions.number(systems))});
    }
    sources.emplace_back(members.begin(), members.end());
  }
  return sources;
}

void give_departments_and_homes(FlowGraph& graph, RandomQuestions& questions) {
  FlowGraphMaker::zones(graph) = {{"z0", {}, {}, {}}, {"z1", {}, {}, {}}};
  for (System& system : FlowGraphMaker::systems(graph)) {
    if (const auto n = questions.number(4); n > 0) {
      system.department = std::string(1, static_cast<char>('A' + n));
    }
    if (const auto n = questions.number(3); n > 0) {
      system.home = ZoneId{static_cast<std::uint32_t>(n - 1)};
    }
  }
}

void expect_plain(TwinQuestion q, RandomQuestions& questions,
                  const std::vector<std::size_t>& blocks = {0}) {
  q.isolations.clear();
  q.cuts.clear();
  q.until.reset();
  FlowGraph graph = FlowGraphMaker::make(q.systems, q.records);
  give_departments_and_homes(graph, questions);
  const SpreadIndex edges(graph);
  const Timestamp from = Timestamp{q.seeds.front().second};
  const auto sources = sources_of(graph, questions);
  std::vector<Radius> want;
  std::vector<Reach> timeless;
  for (const RadiusSource& source : sources) {
    want.push_back(plain_radius(graph, edges, q, source, from));
    timeless.push_back(want.back().timeless);
  }
  EXPECT_EQ(timeless_reach(graph, edges, sources, q.profile), timeless) << described(q);
  for (const std::size_t words : blocks) {
    const RadiusOptions options{from, q.profile, Duration{q.incubation}, words};
    EXPECT_EQ(radii(graph, edges, sources, options), want)
        << "blocks of " << words << " words, " << described(q);
    RadiusOptions few = options;
    few.most_waiting = 3;
    EXPECT_EQ(radii(graph, edges, sources, few), want) << "halved, " << described(q);
  }
}

TEST(Radius, OfEachSourceIsWhatContactedSaysOfItAlone) {
  RandomQuestions questions(11);
  for (int i = 0; i < 1500 && !HasFailure(); ++i) {
    expect_plain(questions.next(), questions);
  }
}

TEST(Radius, IsTheSameOnEveryTemporalGraphOfThreeSystems) {
  RandomQuestions questions(12);
  TwinQuestion q;
  q.systems = letters(3);
  q.systems[1].outside = true;
  q.seeds = {{"a", 1 * kSecond}};
  for (int code = 0; code < kTemporalGraphs && !HasFailure(); code += 3) {
    q.records = temporal_graph(q.systems, code);
    q.incubation = (code % 2) * kSecond;
    expect_plain(q, questions);
  }
}

// More sources than one word of bits has, in blocks of one word, of two, and all at once.
TEST(Radius, IsTheSameInWhateverBlocks) {
  RandomQuestions questions(13);
  constexpr const char* kServices[] = {"rdp", "smb", "wsus", "relay", "mssql"};
  constexpr Role kRoles[] = {Role::Other, Role::DomainController, Role::FileServer, Role::Client};
  for (int i = 0; i < 6 && !HasFailure(); ++i) {
    TwinQuestion q;
    for (int v = 0; v < 150; ++v) {
      q.systems.push_back({fmt::format("s{:03}", v), kRoles[questions.number(4)],
                           questions.number(6) != 0, questions.number(12) == 0});
    }
    for (int r = 0; r < 500; ++r) {
      const std::int64_t start = questions.number(4000);
      const auto name = [&] {
        return q.systems[static_cast<std::size_t>(questions.number(150))].name;
      };
      q.records.push_back(
          {name(), name(), kServices[questions.number(5)], start, start + questions.number(400)});
    }
    q.seeds = {{"s000", questions.number(500) * kSecond}};
    q.profile = static_cast<Profile>(i % 3);
    constexpr std::int64_t kIncubations[] = {0, 1, 60, 600};
    q.incubation = kIncubations[i % 4] * kSecond;
    expect_plain(q, questions, {1, 2, 0});
  }
}

}  // namespace
}  // namespace hamon
