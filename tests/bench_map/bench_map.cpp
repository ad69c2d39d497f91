// Maps of 10,000 systems in 50 zones with 250,000 data flows and 2,000 to outside, at every level:
// cmake -B build/bench -G Ninja -DCMAKE_BUILD_TYPE=Release -DHAMON_BENCH=ON
// ninja -C build/bench bench_map && build/bench/tests/bench_map

#include "render/map.hpp"

#include <random>

#include "support/rendered_hospital.hpp"
#include <benchmark/benchmark.h>
#include <fmt/format.h>

namespace hamon {
namespace {

constexpr int kZones = 50;
constexpr int kSystemsAZone = 200;
constexpr int kServers = 300;
constexpr std::uint16_t kPorts[] = {443,  445, 3389, 104, 1433,  53,
                                    8080, 22,  9100, 389, 50000, 7777};

std::string address(int system) {
  return fmt::format("10.1.{}.{}", system / kSystemsAZone, system % kSystemsAZone + 1);
}

FlowGraph make_graph() {
  std::string site = "site: {name: h, timezone: Asia/Tokyo}\nzones:\n";
  for (int zone = 0; zone < kZones; ++zone) {
    site += fmt::format("  Z{:02}: {{kind: {}, prefixes: [10.1.{}.0/24]}}\n", zone,
                        zone % 3 == 0 ? "internal" : "clinical", zone);
  }
  std::mt19937_64 random(20261123);
  const auto below = [&](int limit) {
    return static_cast<int>(random() % static_cast<std::uint64_t>(limit));
  };
  constexpr int kSystems = kZones * kSystemsAZone;
  std::vector<StatedRecord> records;
  for (int system = 0; system < kSystems; ++system) {
    for (int flow = 0; flow < 25; ++flow) {
      // Four of five are asked of a server.
      const int peer = flow % 5 == 0 ? below(kSystems) : below(kServers) * (kSystems / kServers);
      if (peer != system) {
        records.push_back({address(system), address(peer),
                           kPorts[below(static_cast<int>(std::size(kPorts)))], flow, flow + 1});
      }
    }
  }
  for (int flow = 0; flow < 2000; ++flow) {
    records.push_back({address(below(kSystems)), fmt::format("198.51.100.{}", 1 + below(250)), 443,
                       flow % 60, flow % 60 + 1});
  }
  return hospital(site, records);
}

void map(benchmark::State& state) {
  static const FlowGraph graph = make_graph();
  MapOptions options;
  options.level = static_cast<MapLevel>(state.range(0));
  state.SetLabel(std::string(name_of(options.level)));
  for (auto _ : state) {
    const MapModel model = map_model(graph, options);
    const MapDrawing drawing{Catalogue::in(Language::Japanese), graph, model, options, "0"};
    benchmark::DoNotOptimize(map_svg(drawing, lay_out(drawing)));
  }
}
// Real time: the layout is made in a child process.
BENCHMARK(map)->DenseRange(0, 3)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace hamon

BENCHMARK_MAIN();
