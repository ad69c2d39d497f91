#include "analyze/trace.hpp"

#include "property/spread_questions.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

// Before and after anything in a question.
constexpr std::int64_t kLongAgo = -1'000'000 * kSecond;

/// A question backwards: the systems and records of `base`, whose seeds and barriers do not count.
struct TraceQuestion {
  TwinQuestion base;
  struct Fell {
    std::string name;
    std::int64_t by = 0;
    bool data = false;
  };
  std::vector<Fell> targets, clean;
};

TraceOptions options_of(const FlowGraph& graph, const TraceQuestion& q) {
  TraceOptions options;
  for (const auto& t : q.targets) {
    options.targets.push_back({*graph.find_system(t.name), Timestamp{t.by}, t.data});
  }
  for (const auto& c : q.clean) {
    options.clean.push_back({*graph.find_system(c.name), Timestamp{c.by}, c.data});
  }
  options.profile = q.base.profile;
  options.incubation = Duration{q.base.incubation};
  return options;
}

/// What really follows when one system is compromised at a time: the plain fixpoint, forwards.
class Forward {
 public:
  explicit Forward(const TraceQuestion& q) : q_(q), question_(q.base) {
    question_.isolations.clear();
    question_.cuts.clear();
    question_.until.reset();
  }

  [[nodiscard]] std::int64_t incubation() const {
    return q_.base.profile == Profile::Contact ? 0 : q_.base.incubation;
  }
  [[nodiscard]] SpreadTwin from(const std::string& origin, std::int64_t t) {
    question_.seeds = {{origin, t + incubation()}};
    return SpreadTwin(question_);
  }
  [[nodiscard]] bool falls(const std::string& origin, std::int64_t t,
                           const TraceQuestion::Fell& fell) {
    const bool data = is_data(fell);
    if (origin == fell.name) {
      return data ? t + incubation() <= fell.by : t <= fell.by;
    }
    const SpreadTwin twin = from(origin, t);
    const auto& times = data ? twin.affected() : twin.compromised();
    const auto at = times.find(fell.name);
    return at != times.end() && at->second <= fell.by;
  }
  [[nodiscard]] std::size_t count(const std::string& origin, std::int64_t t,
                                  const std::vector<TraceQuestion::Fell>& list) {
    return static_cast<std::size_t>(std::count_if(
        list.begin(), list.end(), [&](const auto& fell) { return falls(origin, t, fell); }));
  }
  [[nodiscard]] bool is_data(const TraceQuestion::Fell& fell) const {
    return fell.data || (q_.base.profile != Profile::Contact && !system(fell.name).susceptible);
  }
  [[nodiscard]] const MadeSystem& system(const std::string& name) const {
    return *std::find_if(q_.base.systems.begin(), q_.base.systems.end(),
                         [&](const MadeSystem& s) { return s.name == name; });
  }

 private:
  const TraceQuestion& q_;
  TwinQuestion question_;
};

bool is_target(const TraceQuestion& q, const std::string& name) {
  return std::any_of(q.targets.begin(), q.targets.end(),
                     [&](const auto& t) { return t.name == name; });
}

// Compromised at its latest a system brings some target down, one nanosecond later none; without a
// latest time it never does.
void expect_latest(const TraceQuestion& q, Forward& forward, const std::string& name,
                   const std::optional<Timestamp>& latest) {
  if (latest) {
    EXPECT_GT(forward.count(name, latest->ns, q.targets), 0U) << name << " at its latest";
    EXPECT_EQ(forward.count(name, latest->ns + 1, q.targets), 0U) << name << " later";
  } else {
    EXPECT_EQ(forward.count(name, kLongAgo, q.targets), 0U) << name << " ever";
  }
}

// A chain leads from the system to a target in time, each step over a record that carries then.
void expect_path(const TraceQuestion& q, Forward& forward, const FlowGraph& graph,
                 const TraceState& state, SystemId system) {
  ASSERT_FALSE(state.path.empty());
  const SpreadTwin twin = forward.from(graph[system].name, state.latest->ns);
  std::int64_t since = state.latest->ns + forward.incubation();
  SystemId at = system;
  for (const SpreadStep& step : state.path) {
    EXPECT_EQ(step.from, at);
    EXPECT_EQ(step.arrival.ns, std::max(step.contact.begin.ns, since));
    const bool damage =
        q.base.profile != Profile::Contact && (step.kind & (carry::kDamage | carry::kPass)) != 0;
    const DataFlow& flow = graph[step.data_flow];
    EXPECT_TRUE(std::any_of(twin.edges().begin(), twin.edges().end(),
                            [&](const SpreadTwin::Edge& e) {
                              return e.from == graph[step.from].name &&
                                     e.to == graph[step.to].name &&
                                     e.service == graph[flow.service].name &&
                                     (e.kind == 'S') != damage && e.begin <= step.arrival.ns &&
                                     step.arrival.ns <= e.end;
                            }))
        << graph[step.from].name << " → " << graph[step.to].name;
    since = step.arrival.ns + (damage ? 0 : forward.incubation());
    at = step.to;
  }
  EXPECT_TRUE(std::any_of(q.targets.begin(), q.targets.end(),
                          [&](const auto& t) {
                            return t.name == graph[at].name &&
                                   (forward.is_data(t) ? since : state.path.back().arrival.ns) <=
                                       t.by;
                          }))
      << "the chain of " << graph[system].name << " ends at a target in time";
}

// What an origin explains it explains all over its window; later it explains less, and earlier it
// would have brought down what was clean.
void expect_origin(const TraceQuestion& q, Forward& forward, const Origin& origin,
                   const std::string& name) {
  const std::size_t explained = origin.explains.size();
  EXPECT_LE(origin.window.begin, origin.window.end);
  for (const Timestamp t : {origin.window.begin, origin.window.end}) {
    EXPECT_EQ(forward.count(name, t.ns, q.targets), explained) << name;
    EXPECT_EQ(forward.count(name, t.ns, q.clean), 0U) << name;
  }
  EXPECT_LT(forward.count(name, origin.window.end.ns + 1, q.targets), explained) << name;
  if (origin.bounded) {
    EXPECT_GT(forward.count(name, origin.window.begin.ns - 1, q.clean), 0U) << name;
  } else {
    EXPECT_EQ(forward.count(name, kLongAgo, q.clean), 0U) << name;
    EXPECT_EQ(forward.count(name, kLongAgo, q.targets), explained) << name;
  }
}

// No time of a system that is no origin explains another system and spares what was clean.
void expect_no_origin(const TraceQuestion& q, Forward& forward, const TraceState& state,
                      const std::string& name) {
  const std::int64_t from = state.excluded_until ? state.excluded_until->ns + 1 : kLongAgo;
  EXPECT_EQ(forward.count(name, from, q.clean), 0U) << name;
  for (const auto& target : q.targets) {
    EXPECT_TRUE(target.name == name || !forward.falls(name, from, target)) << name;
  }
}

void expect_true(const TraceQuestion& q) {
  std::string text = described(q.base);
  for (const auto& t : q.targets) {
    text += fmt::format("\n  to {}{} @ {}", t.name, t.data ? ":data" : "", t.by);
  }
  for (const auto& c : q.clean) {
    text += fmt::format("\n  clean {}{} @ {}", c.name, c.data ? ":data" : "", c.by);
  }
  SCOPED_TRACE(text);
  const FlowGraph graph = FlowGraphMaker::make(q.base.systems, q.base.records);
  const SpreadIndex arriving(graph, SpreadIndex::Side::Arriving);
  const TraceResult result = trace(graph, arriving, options_of(graph, q));
  Forward forward(q);
  for (std::uint32_t v = 0; v < result.systems.size(); ++v) {
    const TraceState& state = result.systems[v];
    const std::string& name = graph.systems()[v].name;
    if (is_target(q, name)) {
      EXPECT_FALSE(state.latest) << name;
    } else {
      expect_latest(q, forward, name, state.latest);
    }
    if (state.latest) {
      expect_path(q, forward, graph, state, SystemId{v});
    }
    const auto origin = std::find_if(result.origins.begin(), result.origins.end(),
                                     [&](const Origin& o) { return o.system == SystemId{v}; });
    if (origin != result.origins.end()) {
      expect_origin(q, forward, *origin, name);
    } else {
      expect_no_origin(q, forward, state, name);
    }
  }
  for (std::size_t i = 1; i < result.origins.size(); ++i) {
    EXPECT_GE(result.origins[i - 1].explains.size(), result.origins[i].explains.size());
  }
}

TEST(Trace, IsTheLatestTimeOnEveryTemporalGraphOfThreeSystems) {
  TraceQuestion q;
  q.base.systems = letters(3);
  for (int code = 0; code < kTemporalGraphs; ++code) {
    q.base.records = temporal_graph(q.base.systems, code);
    q.base.incubation = (code % 2) * kSecond;
    q.targets = {{"c", (2 + code % 3) * kSecond}};
    expect_true(q);
    if (HasFailure()) {
      return;
    }
  }
}

TEST(Trace, IsTheLatestTimeOnEveryDirectedGraphOfFourSystems) {
  TraceQuestion q;
  q.base.systems = letters(4);
  q.base.systems[2].role = Role::FileServer;
  q.base.systems[3].role = Role::DomainController;
  q.base.incubation = kSecond;
  for (unsigned mask = 0; mask < 1U << 12; ++mask) {
    for (int order = 0; order < 3; ++order) {
      q.base.records = directed_graph(q.base.systems, mask, order);
      q.targets = {{"c", 9 * kSecond, mask % 2 == 0}};
      expect_true(q);
      if (HasFailure()) {
        return;
      }
    }
  }
}

TEST(Trace, IsTheLatestTimeOnRandomQuestionsWithSeveralTargetsAndCleanSystems) {
  RandomQuestions questions(20260610);
  for (int i = 0; i < 1500; ++i) {
    TraceQuestion q;
    q.base = questions.next();
    std::set<std::pair<std::string, bool>> asked;
    const auto fell = [&] {
      const auto& systems = q.base.systems;
      const auto pick =
          static_cast<std::size_t>(questions.number(static_cast<std::int64_t>(systems.size())));
      return TraceQuestion::Fell{systems[pick].name,
                                 questions.number(30) * kSecond + questions.number(3) - 1,
                                 questions.number(3) == 0};
    };
    for (std::int64_t n = questions.number(3); n >= 0; --n) {
      const auto target = fell();
      if (asked.emplace(target.name, target.data).second) {
        q.targets.push_back(target);
      }
    }
    for (std::int64_t n = questions.number(3); n > 0; --n) {
      q.clean.push_back(fell());
    }
    expect_true(q);
    if (HasFailure()) {
      return;
    }
  }
}

}  // namespace
}  // namespace hamon
