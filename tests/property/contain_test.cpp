#include "analyze/contain.hpp"

#include <cmath>

#include "property/contain_twin.hpp"
#include "property/spread_questions.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

FlowGraph graph_of(const ContainQuestion& q) {
  FlowGraph graph = FlowGraphMaker::make(q.base.systems, q.base.records);
  for (System& s : FlowGraphMaker::systems(graph)) {
    if (const auto critical = q.critical.find(s.name); critical != q.critical.end()) {
      s.critical = critical->second;
    }
    if (const auto zone = q.zone.find(s.name); zone != q.zone.end() && !s.outside) {
      s.home = ZoneId{static_cast<std::uint32_t>(zone->second)};
    }
  }
  return graph;
}

ContainOptions options_of(const FlowGraph& graph, const ContainQuestion& q) {
  ContainOptions options;
  options.spread = options_of(graph, q.base);
  options.at = Timestamp{q.at};
  for (const std::string& name : q.protect) {
    options.protect.push_back(*graph.find_system(name));
  }
  return options;
}

ContainResult answer_of(const ContainQuestion& q) {
  const FlowGraph graph = graph_of(q);
  return contain(graph, SpreadIndex(graph), options_of(graph, q));
}

std::string described(const ContainQuestion& q) {
  std::string text = described(q.base);
  for (const std::string& name : q.protect) {
    text += "\n  protect " + name;
  }
  for (const auto& [name, weight] : q.critical) {
    text += fmt::format("\n  critical {} {}", name, weight);
  }
  for (const auto& [name, zone] : q.zone) {
    text += fmt::format("\n  zone {} {}", name, zone);
  }
  return text + fmt::format("\n  at {}", q.at);
}

std::set<std::string> names(const FlowGraph& graph, const std::vector<SystemId>& systems) {
  std::set<std::string> out;
  for (const SystemId id : systems) {
    out.insert(graph[id].name);
  }
  return out;
}

std::set<ContainTwin::Flow> stopped(const FlowGraph& graph, const ContainCut& cut) {
  std::set<ContainTwin::Flow> out;
  for (const DataFlowId id : cut.interrupted.data_flows) {
    const DataFlow& f = graph[id];
    out.emplace(graph[f.initiator].name, graph[f.responder].name, graph[f.service].name);
  }
  return out;
}

// What the items of a cut stop by themselves.
std::set<ContainTwin::Flow> stopped_by_items(const ContainTwin& twin, const FlowGraph& graph,
                                             const ContainCut& cut) {
  std::set<ContainTwin::Flow> out;
  for (const CutItem& item : cut.items) {
    for (const ContainTwin::Flow& flow : twin.flows()) {
      const auto& [initiator, responder, service] = flow;
      const CutZone a = cut_zone_of(graph[*graph.find_system(initiator)]);
      const CutZone b = cut_zone_of(graph[*graph.find_system(responder)]);
      const DataFlow& f = graph.data_flows()[index(item.data_flow)];
      const bool hit =
          cut.kind == CutKind::DataFlow
              ? flow == ContainTwin::Flow{graph[f.initiator].name, graph[f.responder].name,
                                          graph[f.service].name}
          : cut.kind == CutKind::System
              ? initiator == graph[item.system].name || responder == graph[item.system].name
              : item.zones == ZoneSides{std::min(a, b), std::max(a, b)};
      if (hit) {
        out.insert(flow);
      }
    }
  }
  return out;
}

void expect_cut(const ContainQuestion& q, const ContainTwin& twin, const FlowGraph& graph,
                const ContainCut& cut) {
  SCOPED_TRACE(name_of(cut.kind));
  const auto things = cut.kind == CutKind::DataFlow ? twin.single_flows()
                      : cut.kind == CutKind::System ? twin.single_systems()
                                                    : twin.zone_pairs();
  const auto cheapest = twin.cheapest(things);
  if (twin.clean().empty()) {
    EXPECT_EQ(cut.state, CutState::Impossible);
    EXPECT_EQ(cut.obstacle, CutObstacle::Infected);
    return;
  }
  if (!cheapest) {
    EXPECT_EQ(cut.state, CutState::Impossible);
    EXPECT_EQ(cut.obstacle,
              cut.kind == CutKind::System ? CutObstacle::Direct : CutObstacle::NoBoundary);
    EXPECT_TRUE(cut.items.empty());
    return;
  }
  EXPECT_EQ(cut.state, *cheapest == 0 ? CutState::NotNeeded : CutState::Found);
  EXPECT_TRUE(cut.minimal);
  EXPECT_EQ(cut.cost.units, *cheapest);
  EXPECT_EQ(stopped(graph, cut), stopped_by_items(twin, graph, cut));
  EXPECT_EQ(twin.weight(stopped(graph, cut)), cut.cost.units);
  EXPECT_TRUE(twin.separates(stopped(graph, cut)));
  // Played in time, nobody is reached but who is infected already.
  std::set<std::string> lost;
  for (const std::string& name : q.protect) {
    if (twin.infected().count(name) != 0) {
      lost.insert(name);
    }
  }
  const auto leaves = names(graph, cut.leaves);
  EXPECT_TRUE(std::includes(lost.begin(), lost.end(), leaves.begin(), leaves.end()));
  const auto still = twin.reached(stopped(graph, cut));
  for (const auto& list : {cut.contacted, cut.connected}) {
    for (const std::string& name : names(graph, list)) {
      EXPECT_EQ(still.count(name), 1U) << name;
    }
  }
}

void expect_chokes(const ContainTwin& twin, const FlowGraph& graph, const ContainResult& result) {
  std::map<std::string, std::set<std::string>> expected;
  const auto led_to = twin.reached({});
  for (const System& s : graph.systems()) {
    const auto without = twin.reached(twin.of_system(s.name));
    for (const std::string& name : twin.clean()) {
      if (twin.infected().count(s.name) == 0 && name != s.name && led_to.count(name) != 0 &&
          without.count(name) == 0) {
        expected[s.name].insert(name);
      }
    }
  }
  std::map<std::string, std::set<std::string>> found;
  for (const ChokePoint& choke : result.chokes) {
    if (choke.kind == CutKind::System) {
      found[graph[choke.system].name] = names(graph, choke.before);
    }
  }
  EXPECT_EQ(found, expected);
}

// How many there are.
std::size_t expect_choke_flows(const ContainTwin& twin, const FlowGraph& graph,
                               const ContainResult& result) {
  std::map<ContainTwin::Flow, std::set<std::string>> expected;
  const auto led_to = twin.reached({});
  for (const ContainTwin::Flow& flow : twin.flows()) {
    const auto without = twin.reached({flow});
    for (const std::string& name : twin.clean()) {
      if (led_to.count(name) != 0 && without.count(name) == 0) {
        expected[flow].insert(name);
      }
    }
  }
  std::map<ContainTwin::Flow, std::set<std::string>> found;
  for (const ChokePoint& choke : result.chokes) {
    if (choke.kind == CutKind::DataFlow) {
      const DataFlow& f = graph[choke.data_flow];
      found[{graph[f.initiator].name, graph[f.responder].name, graph[f.service].name}] =
          names(graph, choke.before);
    }
  }
  EXPECT_EQ(found, expected);
  return expected.size();
}

void expect_ranked(const std::vector<ChokePoint>& chokes) {
  const auto rank = [](const ChokePoint& choke) {
    return std::tuple(choke.kind == CutKind::DataFlow, -static_cast<int>(choke.before.size()),
                      choke.system, choke.data_flow);
  };
  EXPECT_TRUE(
      std::is_sorted(chokes.begin(), chokes.end(),
                     [&](const ChokePoint& a, const ChokePoint& b) { return rank(a) < rank(b); }));
}

/// How often questions had an answer worth asking for.
struct Tally {
  int found = 0, several = 0, impossible = 0, not_needed = 0, chokes = 0;
  void add(const ContainCut& cut) {
    found += cut.state == CutState::Found ? 1 : 0;
    several += cut.items.size() > 1 ? 1 : 0;
    impossible += cut.state == CutState::Impossible ? 1 : 0;
    not_needed += cut.state == CutState::NotNeeded ? 1 : 0;
  }
};
using Tallies = std::map<CutKind, Tally>;

/// `most_data_flows`: of more not every set is tried.
void expect_cheapest(const ContainQuestion& q, Tallies& tallies, std::size_t most_data_flows = 11) {
  SCOPED_TRACE(described(q));
  const FlowGraph graph = graph_of(q);
  const ContainResult result = contain(graph, SpreadIndex(graph), options_of(graph, q));
  const ContainTwin twin(q);
  EXPECT_EQ(names(graph, result.infected), twin.infected());
  ASSERT_EQ(result.cuts.size(), 3U);
  for (const ContainCut& cut : result.cuts) {
    if (cut.kind == CutKind::DataFlow && twin.flows().size() > most_data_flows) {
      continue;
    }
    expect_cut(q, twin, graph, cut);
    tallies[cut.kind].add(cut);
  }
  expect_chokes(twin, graph, result);
  tallies[CutKind::DataFlow].chokes += static_cast<int>(expect_choke_flows(twin, graph, result));
  expect_ranked(result.chokes);
}

// More than are tried at once: a chain of 70 systems, and a leaf at each of them; before each leaf
// stand the systems and data flows between it and the infected.
TEST(Contain, ChokePointsOfALongChainAreAllOfIt) {
  constexpr std::size_t kLength = 70;
  const auto name = [](char kind, std::size_t n) { return fmt::format("{}{:02}", kind, n); };
  ContainQuestion q;
  for (std::size_t n = 0; n <= kLength; ++n) {
    q.base.systems.push_back({name('c', n)});
    if (n > 0) {
      q.base.systems.push_back({name('p', n)});
      q.base.records.push_back({name('c', n - 1), name('c', n), "ssh", 10, 11});
      q.base.records.push_back({name('c', n), name('p', n), "ssh", 10, 11});
      q.protect.insert(name('p', n));
    }
  }
  q.base.seeds = {{name('c', 0), 0}};
  const FlowGraph graph = graph_of(q);
  const ContainResult result = contain(graph, SpreadIndex(graph), options_of(graph, q));
  ASSERT_EQ(result.chokes.size(), 3U * kLength);  // a system, the way to it, the one to its leaf
  expect_ranked(result.chokes);
  for (const ChokePoint& choke : result.chokes) {
    const SystemId end =
        choke.kind == CutKind::System ? choke.system : graph[choke.data_flow].responder;
    const std::size_t place = std::stoul(graph[end].name.substr(1));
    const std::size_t behind = graph[end].name[0] == 'p' ? 1 : kLength + 1 - place;
    EXPECT_EQ(choke.before.size(), behind) << graph[end].name;
  }
}

class Questions {
 public:
  explicit Questions(unsigned seed) : numbers_(seed) {}

  std::int64_t number(std::int64_t below) { return numbers_.number(below); }

  ContainQuestion next() {
    constexpr const char* kServices[] = {"rdp",   "smb",    "wsus",  "dfsr",
                                         "relay", "mirror", "https", "mssql"};
    constexpr Role kRoles[] = {Role::Other, Role::Other, Role::DomainController, Role::FileServer};
    ContainQuestion q;
    q.base.systems = letters(static_cast<std::size_t>(3 + number(5)));
    for (MadeSystem& s : q.base.systems) {
      s.role = kRoles[number(4)];
      s.susceptible = number(5) != 0;
      s.outside = number(8) == 0;
      if (number(2) == 0) {
        q.critical[s.name] = static_cast<double>(number(21)) / 2;
      }
      if (number(6) != 0) {
        q.zone[s.name] = static_cast<int>(number(3));
      }
    }
    for (std::int64_t n = 3 + number(7); n > 0; --n) {
      const std::int64_t start = number(20);
      q.base.records.push_back(
          {any(q), any(q), kServices[number(8)], start, start + number(3), number(8) != 0});
    }
    for (std::int64_t n = number(2); n >= 0; --n) {
      q.base.seeds.emplace_back(any(q), number(8) * kSecond);
    }
    for (std::int64_t n = number(3); n >= 0; --n) {
      q.protect.insert(any(q));
    }
    q.base.profile = static_cast<Profile>(number(4) == 0 ? 1 + number(2) : 0);
    q.base.incubation = number(3) * kSecond;
    if (number(5) == 0) {
      q.base.isolations.push_back({{any(q)}, number(20) * kSecond});
    }
    if (number(5) == 0) {
      q.base.cuts.push_back({{any(q)}, {any(q), any(q)}, number(20) * kSecond});
    }
    q.at = number(number(3) == 0 ? 20 : 6) * kSecond;
    return q;
  }

  /// From the first to the last one over layers of others, in one or two steps.
  ContainQuestion dense() {
    constexpr const char* kServices[] = {"rdp", "mirror", "relay", "dfsr", "https", "smb"};
    ContainQuestion q;
    q.base.systems = letters(static_cast<std::size_t>(5 + number(4)));
    const std::string last = q.base.systems.back().name;
    for (MadeSystem& s : q.base.systems) {
      s.susceptible = number(10) != 0;
      q.critical[s.name] = static_cast<double>(number(8));
      q.zone[s.name] = static_cast<int>(number(4));
    }
    q.base.seeds = {{"a", 0}};
    q.protect = {last};
    for (std::int64_t n = 7 + number(12); n > 0; --n) {
      std::string from = any(q);
      std::string to = any(q);
      if (from == last || to == "a" || (from == "a" && to == last)) {
        std::swap(from, to);
      }
      if (from != "a" || to != last) {
        q.base.records.push_back({from, to, kServices[number(6)], 10, 11});
      }
    }
    return q;
  }

  std::string any(const ContainQuestion& q) {
    return q.base
        .systems[static_cast<std::size_t>(number(static_cast<std::int64_t>(q.base.systems.size())))]
        .name;
  }

 private:
  RandomQuestions numbers_;
};

TEST(Contain, IsTheCheapestOfAllCutsOnRandomQuestions) {
  Questions questions(20260701);
  Tallies tallies;
  for (int i = 0; i < 1500 && !::testing::Test::HasFailure(); ++i) {
    expect_cheapest(questions.next(), tallies);
  }
  for (const auto& [kind, tally] : tallies) {
    SCOPED_TRACE(name_of(kind));
    EXPECT_GT(tally.found, 25);
    EXPECT_GT(tally.impossible, 100);
    EXPECT_GT(tally.not_needed, 100);
  }
  EXPECT_GT(tallies[CutKind::DataFlow].chokes, 200);
}

// Many ways from a, infected, to the last one: several things must be cut, and they talk to each
// other.
TEST(Contain, IsTheCheapestOfAllCutsWhereManyWaysLead) {
  Questions questions(20260702);
  Tallies tallies;
  for (int i = 0; i < 600 && !::testing::Test::HasFailure(); ++i) {
    expect_cheapest(questions.dense(), tallies);
  }
  EXPECT_GT(tallies[CutKind::DataFlow].several, 50);
  EXPECT_GT(tallies[CutKind::System].several, 50);
  EXPECT_GT(tallies[CutKind::ZonePair].several, 50);
}

// Every directed graph of four systems that a, infected, and d, to be protected, are ends of.
TEST(Contain, IsTheCheapestOfAllCutsOnEveryDirectedGraphOfFourSystems) {
  Tallies tallies;
  ContainQuestion q;
  q.base.systems = letters(4);
  q.base.seeds = {{"a", 0}};
  q.protect = {"d"};
  q.critical = {{"b", 4}, {"d", 10}};
  q.zone = {{"a", 0}, {"b", 1}, {"c", 1}, {"d", 2}};
  for (unsigned mask = 0; mask < 1U << 12 && !::testing::Test::HasFailure(); mask += 3) {
    q.base.records = directed_graph(q.base.systems, mask, 0);
    for (MadeRecord& r : q.base.records) {
      r.start += 10;
      r.end += 10;
    }
    expect_cheapest(q, tallies);
  }
}

// Dearer, or no longer possible.
void expect_no_cheaper(const ContainQuestion& before, const ContainQuestion& after) {
  const ContainResult a = answer_of(before);
  const ContainResult b = answer_of(after);
  for (std::size_t i = 0; i < 3; ++i) {
    SCOPED_TRACE(described(before) + "\n" + std::string(name_of(a.cuts[i].kind)));
    if (b.cuts[i].state != CutState::Impossible) {
      EXPECT_NE(a.cuts[i].state, CutState::Impossible);
      EXPECT_GE(b.cuts[i].cost, a.cuts[i].cost);
    }
  }
}

TEST(Contain, IsNeverCheaperWhenASystemWeighsMore) {
  Questions questions(5);
  for (int i = 0; i < 500 && !::testing::Test::HasFailure(); ++i) {
    const ContainQuestion q = questions.next();
    ContainQuestion heavier = q;
    heavier.critical[questions.any(q)] += 3.5;
    expect_no_cheaper(q, heavier);
  }
}

TEST(Contain, IsNeverCheaperWithOneMoreDataFlow) {
  constexpr const char* kServices[] = {"rdp", "smb", "relay", "https"};
  Questions questions(6);
  for (int i = 0; i < 500 && !::testing::Test::HasFailure(); ++i) {
    const ContainQuestion q = questions.next();
    ContainQuestion more = q;
    // After the decision, so that who is infected stays.
    more.base.records.push_back(
        {questions.any(q), questions.any(q), kServices[questions.number(4)], 30, 31});
    expect_no_cheaper(q, more);
  }
}

// Names are turned around: a becomes the last letter.
ContainQuestion renamed(const ContainQuestion& q) {
  const auto other = [&](const std::string& name) {
    return std::string(
        1, static_cast<char>('a' + static_cast<char>(q.base.systems.size()) - 1 - (name[0] - 'a')));
  };
  const auto others = [&](const std::set<std::string>& set) {
    std::set<std::string> out;
    for (const std::string& name : set) {
      out.insert(other(name));
    }
    return out;
  };
  ContainQuestion out = q;
  for (MadeSystem& s : out.base.systems) {
    s.name = other(s.name);
  }
  for (MadeRecord& r : out.base.records) {
    r.initiator = other(r.initiator);
    r.responder = other(r.responder);
  }
  for (auto& [name, t] : out.base.seeds) {
    name = other(name);
  }
  for (auto& [set, t] : out.base.isolations) {
    set = others(set);
  }
  for (auto& cut : out.base.cuts) {
    cut.a = others(cut.a);
    cut.b = others(cut.b);
  }
  out.protect = others(q.protect);
  out.critical.clear();
  for (const auto& [name, weight] : q.critical) {
    out.critical[other(name)] = weight;
  }
  out.zone.clear();
  for (const auto& [name, zone] : q.zone) {
    out.zone[other(name)] = zone;
  }
  return out;
}

TEST(Contain, CostsTheSameUnderOtherNames) {
  Questions questions(7);
  for (int i = 0; i < 500 && !::testing::Test::HasFailure(); ++i) {
    const ContainQuestion q = questions.next();
    SCOPED_TRACE(described(q));
    const ContainResult a = answer_of(q);
    const ContainResult b = answer_of(renamed(q));
    EXPECT_EQ(a.infected.size(), b.infected.size());
    EXPECT_EQ(a.chokes.size(), b.chokes.size());
    for (std::size_t c = 0; c < 3; ++c) {
      EXPECT_EQ(a.cuts[c].state, b.cuts[c].state);
      EXPECT_EQ(a.cuts[c].cost, b.cuts[c].cost);
    }
  }
}

}  // namespace
}  // namespace hamon
