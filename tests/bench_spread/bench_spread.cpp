// Spread over 10,000 systems, 1,000,000 data flows and 10,000,000 contacts of one month:
// cmake -B build/bench -G Ninja -DCMAKE_BUILD_TYPE=Release -DHAMON_BENCH=ON
// ninja -C build/bench bench_spread && build/bench/tests/bench_spread

#include "analyze/chance.hpp"
#include "analyze/contain.hpp"
#include "analyze/radius.hpp"
#include "analyze/spread.hpp"
#include "analyze/trace.hpp"

#include <random>

#include "support/graph_maker.hpp"
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <malloc.h>

namespace hamon {
namespace {

constexpr std::uint32_t kSystems = 10'000;
constexpr std::uint32_t kDataFlows = 1'000'000;
constexpr std::uint32_t kContacts = 10;  // of one data flow
/// How much there is of everything.
struct Size {
  std::uint32_t systems = kSystems, data_flows = kDataFlows, contacts = kContacts;
};
constexpr std::int64_t kMonth = 30 * 86'400;

// A hospital's mixture: of twenty data flows one is remote administration, four are shares and
// policies, one pulls updates, two ask a database, the others carry nothing.
constexpr const char* kServices[] = {"dicom",    "dns",  "hl7",   "http", "https",
                                     "kerberos", "ldap", "mssql", "ntp",  "oracle",
                                     "print",    "rdp",  "smb",   "snmp", "wsus"};
constexpr std::uint32_t kMixture[] = {0, 1, 1, 2,  3,  4,  4,  4,  5,  6,
                                      7, 8, 9, 10, 11, 12, 12, 12, 12, 14};

Role role_of(std::uint32_t system) {
  return system % 50 == 0   ? Role::DomainController
         : system % 50 == 1 ? Role::FileServer
         : system % 50 == 2 ? Role::Deployment
         : system % 5 == 3  ? Role::Device
                            : Role::Client;
}

FlowGraph make_graph(const Size& size) {
  FlowGraph graph;
  std::mt19937_64 random(20260609);
  for (std::uint32_t v = 0; v < size.systems; ++v) {
    System system;
    system.name = fmt::format("pc{:06}", v);
    system.role = role_of(v);
    system.susceptible = susceptible_by_default(system.role);
    system.in_site = system.observed = true;
    FlowGraphMaker::systems(graph).push_back(std::move(system));
  }
  for (const char* name : kServices) {
    FlowGraphMaker::services(graph).push_back({name, class_of(name)});
  }
  auto& contacts = FlowGraphMaker::contacts(graph);
  contacts.reserve(std::size_t{size.data_flows} * size.contacts);
  auto& flows = FlowGraphMaker::data_flows(graph);
  for (std::uint32_t f = 0; f < size.data_flows; ++f) {
    const auto initiator = f / (size.data_flows / size.systems);
    // Nine of ten are asked of a server: the first three of fifty systems.
    const auto any = static_cast<std::uint32_t>(random() % size.systems);
    const std::uint32_t responder = f % 10 == 0 ? any : any - any % 50 + any % 3;
    const std::uint32_t service = kMixture[random() % std::size(kMixture)];
    DataFlow flow;
    flow.initiator = SystemId{initiator};
    flow.responder = SystemId{responder};
    flow.service = ServiceId{service};
    flow.carry = carry_of(kServices[service], role_of(responder));
    flow.contacts.begin = static_cast<std::uint32_t>(contacts.size());
    for (std::uint32_t c = 0; c < size.contacts; ++c) {
      const std::int64_t slot = kMonth / size.contacts;
      const auto start = static_cast<std::int64_t>(c) * slot +
                         static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(slot / 2));
      contacts.push_back({Timestamp::from_seconds(start), Timestamp::from_seconds(start + 120)});
    }
    flow.contacts.end = static_cast<std::uint32_t>(contacts.size());
    flow.carrying = flow.contacts;
    flows.push_back(flow);
  }
  return graph;
}

const FlowGraph& graph() {
  static const FlowGraph made = make_graph({});
  return made;
}

const SpreadIndex& edges() {
  static const SpreadIndex made(graph());
  return made;
}

SpreadOptions from(std::uint32_t system, Profile profile) {
  SpreadOptions options;
  options.seeds = {{SystemId{system}, Timestamp{}}};
  options.profile = profile;
  return options;
}

std::size_t reached(const std::vector<SpreadState>& states) {
  return static_cast<std::size_t>(
      std::count_if(states.begin(), states.end(),
                    [](const SpreadState& s) { return s.compromised.has_value(); }));
}

void contacted_from_one_source(benchmark::State& state) {
  const auto profile = static_cast<Profile>(state.range(0));
  std::uint32_t source = 4;
  std::size_t compromised = 0;
  edges();
  for (auto _ : state) {
    const auto states = contacted(graph(), edges(), from(source, profile));
    compromised = reached(states);
    source = (source + 1237) % kSystems;
  }
  state.counters["compromised"] = static_cast<double>(compromised);
}
BENCHMARK(contacted_from_one_source)->Arg(0)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond);

// All rings, the spared, and the sizes under four assumptions.
void whole_answer(benchmark::State& state) {
  edges();
  for (auto _ : state) {
    benchmark::DoNotOptimize(spread(graph(), edges(), from(4, Profile::Default)));
  }
}
BENCHMARK(whole_answer)->Unit(benchmark::kMillisecond);

// How likely: 10,000 runs in a hospital of the given number of systems, 30 data flows each.
void chance_in_a_hospital(benchmark::State& state) {
  const auto systems = static_cast<std::uint32_t>(state.range(0));
  const FlowGraph hospital = make_graph({.systems = systems, .data_flows = 30 * systems});
  const SpreadIndex leaving(hospital);
  double mean = 0;
  for (auto _ : state) {
    mean = chance(hospital, leaving, from(4, static_cast<Profile>(state.range(1))),
                  {10'000, 1, chance_rules(false)})
               .compromised.mean;
  }
  state.counters["compromised"] = mean;
}
BENCHMARK(chance_in_a_hospital)
    ->ArgsProduct({{100, 1000}, {0, 1}})
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

// Backwards from one system that falls at the end of the month, with the ways there.
void trace_to_one_target(benchmark::State& state) {
  static const SpreadIndex arriving(graph(), SpreadIndex::Side::Arriving);
  TraceOptions options;
  options.profile = static_cast<Profile>(state.range(0));
  std::uint32_t target = 4;
  std::size_t origins = 0;
  for (auto _ : state) {
    options.targets = {{SystemId{target}, Timestamp::from_seconds(kMonth)}};
    origins = trace(graph(), arriving, options).origins.size();
    target = (target + 1237) % kSystems;
  }
  state.counters["origins"] = static_cast<double>(origins);
}
BENCHMARK(trace_to_one_target)->Arg(0)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond);

std::vector<RadiusSource> every_system(const FlowGraph& of) {
  std::vector<RadiusSource> sources;
  for (std::uint32_t v = 0; v < of.systems().size(); ++v) {
    sources.push_back({SystemId{v}});
  }
  return sources;
}

double mean(const std::vector<std::uint32_t>& counts) {
  double sum = 0;
  for (const std::uint32_t count : counts) {
    sum += count;
  }
  return sum / static_cast<double>(counts.size());
}

// Goal: 1.5 s for the contacts in their order, from the begin of the month. The second argument is
// the incubation in minutes, the third the words of a block.
void radius_of_every_system(benchmark::State& state) {
  const auto sources = every_system(graph());
  RadiusOptions options;
  options.profile = static_cast<Profile>(state.range(0));
  options.incubation = Duration::minutes(state.range(1));
  options.words = static_cast<std::size_t>(state.range(2));
  edges();
  std::vector<std::uint32_t> compromised;
  for (auto _ : state) {
    compromised.clear();
    for (const Radius& radius : radii(graph(), edges(), sources, options)) {
      compromised.push_back(radius.timely.compromised);
    }
  }
  state.counters["mean"] = mean(compromised);
}
BENCHMARK(radius_of_every_system)
    ->ArgsProduct({{0, 1, 2}, {10}, {0, 8, 32}})
    ->Args({0, 0, 0})
    ->Unit(benchmark::kMillisecond);

// Goal: 20 ms.
void timeless_radius_of_every_system(benchmark::State& state) {
  const auto sources = every_system(graph());
  const auto profile = static_cast<Profile>(state.range(0));
  edges();
  std::vector<std::uint32_t> compromised;
  for (auto _ : state) {
    compromised.clear();
    for (const Reach& reach : timeless_reach(graph(), edges(), sources, profile)) {
      compromised.push_back(reach.compromised);
    }
  }
  state.counters["mean"] = mean(compromised);
}
BENCHMARK(timeless_radius_of_every_system)->Arg(0)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond);

// Goal: twice the contacts cost at most 2.1 times. Ten contacts a data flow, then twenty.
void radius_of_twice_the_contacts(benchmark::State& state) {
  Size size{kSystems / 2, kDataFlows / 2, kContacts};
  size.contacts *= static_cast<std::uint32_t>(state.range(0));
  const FlowGraph made = make_graph(size);
  const SpreadIndex index_of_made(made);
  const auto sources = every_system(made);
  for (auto _ : state) {
    benchmark::DoNotOptimize(radii(made, index_of_made, sources, {}));
  }
}
BENCHMARK(radius_of_twice_the_contacts)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond);

// Goal: 16 bytes a contact for 100,000 systems and 50,000,000 contacts.
void memory_of_a_graph(benchmark::State& state) {
  const Size size{100'000, 1'000'000, 50};
  const auto used = [] {
    const auto info = mallinfo2();
    return static_cast<double>(info.uordblks + info.hblkhd);
  };
  for (auto _ : state) {
    const double before = used();
    FlowGraph made = make_graph(size);
    const double with_graph = used();
    const SpreadIndex index_of_made(made);
    const auto contacts = static_cast<double>(made.contacts().size());
    state.counters["graph, bytes a contact"] = (with_graph - before) / contacts;
    state.counters["contacts alone"] = static_cast<double>(FlowGraphMaker::contacts(made).size_bytes()) / contacts;
    state.counters["index, bytes a contact"] = (used() - with_graph) / contacts;
  }
}
BENCHMARK(memory_of_a_graph)->Iterations(1)->Unit(benchmark::kMillisecond);

// What cuts ten systems, some of them servers, off from one that is infected; zones of 250 systems.
void contain_ten_systems(benchmark::State& state) {
  static const FlowGraph zoned = [] {
    FlowGraph made = make_graph({});
    auto& systems = FlowGraphMaker::systems(made);
    for (std::uint32_t v = 0; v < kSystems; ++v) {
      systems[v].home = ZoneId{v / 250};
      systems[v].critical = v % 50 < 3 ? 1 + v % 10 : 0;
    }
    return made;
  }();
  static const SpreadIndex leaving(zoned);
  ContainOptions options;
  options.spread = from(4, static_cast<Profile>(state.range(0)));
  for (std::uint32_t n = 0; n < 10; ++n) {
    options.protect.push_back(SystemId{(n * 1009 + 50) % kSystems});
  }
  std::int64_t minimal = 0;
  for (auto _ : state) {
    const ContainResult result = contain(zoned, leaving, options);
    minimal = 0;
    for (const ContainCut& cut : result.cuts) {
      minimal += cut.state == CutState::Found && cut.minimal ? 1 : 0;
      state.counters[std::string(name_of(cut.kind))] = cut.cost.value();
    }
  }
  state.counters["minimal"] = static_cast<double>(minimal);
}
BENCHMARK(contain_ten_systems)->Arg(0)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond);

void index_of_the_graph(benchmark::State& state) {
  graph();
  for (auto _ : state) {
    benchmark::DoNotOptimize(SpreadIndex(graph()));
  }
}
BENCHMARK(index_of_the_graph)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace hamon

BENCHMARK_MAIN();
