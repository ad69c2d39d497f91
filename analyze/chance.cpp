#include "analyze/chance.hpp"

#include "analyze/chance_ways.hpp"
#include "base/philox.hpp"
#include "base/result.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <functional>
#include <thread>

namespace hamon {
namespace {

constexpr std::uint32_t kChunk = 64;  // runs a thread takes at a time
constexpr unsigned kMostThreads = 64;

/// One run at a time; what it needs is allocated once.
class Runner {
 public:
  Runner(const ChanceWays& ways, std::uint64_t rng)
      : ways_(ways),
        key_{static_cast<std::uint32_t>(rng), static_cast<std::uint32_t>(rng >> 32)},
        compromised_(ways.members().size()),
        active_(ways.members().size()),
        affected_(ways.members().size()) {
    heap_.reserve(ways.size() + ways.members().size());
  }

  void run(std::uint32_t number) {
    run_ = number;
    compromise();
    damage();
  }
  /// By member; `Timestamp::max()`: not in this run.
  [[nodiscard]] std::span<const Timestamp> compromised() const { return compromised_; }
  [[nodiscard]] std::span<const Timestamp> affected() const { return affected_; }

 private:
  struct Entry {
    Timestamp time;
    std::uint32_t member;
    auto operator<=>(const Entry&) const = default;
  };

  void push(Timestamp time, std::uint32_t member) {
    heap_.push_back({time, member});
    std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
  }
  /// The next to be settled; what a better label has overtaken is passed over.
  [[nodiscard]] std::optional<std::uint32_t> pop(const std::vector<Timestamp>& labels) {
    while (!heap_.empty()) {
      std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
      const Entry entry = heap_.back();
      heap_.pop_back();
      if (entry.time == labels[entry.member]) {
        return entry.member;
      }
    }
    return std::nullopt;
  }

  void compromise();
  void damage();
  /// Gives a better time to the ends of `ways`; those are settled again where `push_ends`.
  void offer(Range ways, Timestamp since, std::vector<Timestamp>& labels, bool push_ends);
  [[nodiscard]] Timestamp arrival(const ChanceWays::Way& way, Timestamp since,
                                  Timestamp bound) const;
  [[nodiscard]] Timestamp tried(const ChanceWays::Way& way, ClockHour hour, Timestamp at) const;

  const ChanceWays& ways_;
  std::array<std::uint32_t, 2> key_;
  std::uint32_t run_ = 0;
  std::vector<Timestamp> compromised_, active_, affected_;
  std::vector<Entry> heap_;
};

void Runner::compromise() {
  const auto members = ways_.members();
  for (std::uint32_t v = 0; v < members.size(); ++v) {
    compromised_[v] = members[v].own;
    active_[v] = Timestamp::max();
    if (members[v].own != Timestamp::max()) {
      push(members[v].own, v);
    }
  }
  while (const auto next = pop(compromised_)) {
    active_[*next] = std::min(members[*next].own, compromised_[*next] + ways_.incubation());
    offer(members[*next].spreads, active_[*next], compromised_, true);
  }
}

void Runner::damage() {
  const auto members = ways_.members();
  affected_ = active_;
  for (std::uint32_t v = 0; v < members.size(); ++v) {
    if (compromised_[v] != Timestamp::max()) {
      offer(members[v].damages, active_[v], affected_, false);
    }
  }
  for (std::uint32_t v = 0; v < members.size(); ++v) {
    if (members[v].passes.size() > 0 && affected_[v] != Timestamp::max()) {
      push(affected_[v], v);
    }
  }
  while (const auto next = pop(affected_)) {
    offer(members[*next].passes, affected_[*next], affected_, true);
  }
}

void Runner::offer(Range ways, Timestamp since, std::vector<Timestamp>& labels, bool push_ends) {
  for (const ChanceWays::Way& way : ways_.ways(ways)) {
    const Timestamp found = arrival(way, since, labels[way.to]);
    if (found < labels[way.to]) {
      labels[way.to] = found;
      if (push_ends) {
        push(found, way.to);
      }
    }
  }
}

// When the trial of that hour lets fall what could be reached at that time.
Timestamp Runner::tried(const ChanceWays::Way& way, ClockHour hour, Timestamp at) const {
  const auto words = philox4x32({run_, static_cast<std::uint32_t>(hour), way.direction, 0}, key_);
  return words[0] < way.chance ? at + ways_.delay_of(way, words[1]) : Timestamp::max();
}

// The soonest fall over a way from `since` on that is before `bound`, else `Timestamp::max()`.
Timestamp Runner::arrival(const ChanceWays::Way& way, Timestamp since, Timestamp bound) const {
  bound = std::min(bound, way.last == Timestamp::max() ? way.last : way.last + Duration{1});
  if (since >= bound) {
    return Timestamp::max();
  }
  const ClockHour now = clock_hour(since);
  const auto hours = ways_.hours(way);
  auto open = std::lower_bound(hours.begin(), hours.end(), now,
                               [](const OpenHours& o, ClockHour h) { return o.last < h; });
  if (open == hours.end()) {
    return Timestamp::max();
  }
  ClockHour hour = open->first;
  Timestamp at = open->begin;
  if (at < since) {
    hour = now;
    at = since;
    if (now == open->last) {  // the one hour that may have gaps
      const auto contacts = ways_.contacts(way);
      const auto contact =
          std::lower_bound(contacts.begin(), contacts.end(), since,
                           [](const Interval& c, Timestamp t) { return c.end < t; });
      if (contact == contacts.end()) {
        return Timestamp::max();
      }
      at = std::max((*contact).begin, since);
      if (clock_hour(at) != now) {
        ++open;
        hour = open->first;
      }
    }
  }
  Timestamp best = Timestamp::max();
  while (at < bound) {
    if (const Timestamp found = tried(way, hour, at); found < bound) {
      best = bound = found;
    }
    if (hour < open->last) {
      at = begin_of(++hour);
    } else if (++open != hours.end()) {
      hour = open->first;
      at = open->begin;
    } else {
      break;
    }
  }
  return best;
}

/// A thread's own: one run after the other, and how many hit whose data.
struct ChanceWorker {
  Runner runner;
  std::vector<std::uint32_t> affected;
};

/// What all runs together tell. Each run writes its own cells, so threads change nothing.
class Tally {
 public:
  Tally(const ChanceWays& ways, std::uint32_t runs, std::uint64_t kept)
      : ways_(ways),
        runs_(runs),
        block_(static_cast<std::uint32_t>(std::clamp<std::uint64_t>(
            kept / runs, 1, std::max<std::size_t>(ways.members().size(), 1)))),
        compromised_(runs),
        affected_(runs),
        arrivals_(std::uint64_t{block_} * runs) {}

  /// Members whose arrivals are kept at a time.
  [[nodiscard]] std::uint32_t block() const { return block_; }

  /// Takes what a run gave, of the members from `first` on their arrivals.
  void add(std::uint32_t run, ChanceWorker& worker, std::uint32_t first) {
    const auto compromised = worker.runner.compromised();
    const auto affected = worker.runner.affected();
    const auto reached = [](Timestamp t) { return t != Timestamp::max(); };
    if (first == 0) {
      compromised_[run] = static_cast<std::uint32_t>(
          std::count_if(compromised.begin(), compromised.end(), reached));
      affected_[run] =
          static_cast<std::uint32_t>(std::count_if(affected.begin(), affected.end(), reached));
      for (std::size_t v = 0; v < affected.size(); ++v) {
        worker.affected[v] += reached(affected[v]) ? 1U : 0U;
      }
    }
    for (std::size_t v = first; v < std::min<std::size_t>(first + block_, affected.size()); ++v) {
      arrivals_[(v - first) * runs_ + run] =
          ways_.members()[v].compromised ? compromised[v] : affected[v];
    }
  }

  /// Of a member whose arrivals are kept, from `first` on; orders them.
  [[nodiscard]] SystemChance chance_of(std::uint32_t member, std::uint32_t first) {
    const auto begin = arrivals_.begin() + std::ptrdiff_t{member - first} * runs_;
    const auto end =
        std::partition(begin, begin + runs_, [](Timestamp t) { return t != Timestamp::max(); });
    SystemChance chance;
    chance.reached = static_cast<std::uint32_t>(end - begin);
    if (begin != end) {
      const auto rank = [&](unsigned percent) {
        return begin + nearest_rank(chance.reached, percent);
      };
      std::nth_element(begin, rank(50), end);
      std::nth_element(begin, rank(5), rank(50));
      if (rank(95) != rank(50)) {
        std::nth_element(rank(50) + 1, rank(95), end);
      }
      chance.p05 = *rank(5);
      chance.median = *rank(50);
      chance.p95 = *rank(95);
    }
    return chance;
  }

  [[nodiscard]] ChanceBand compromised() { return band(compromised_); }
  [[nodiscard]] ChanceBand affected() { return band(affected_); }

 private:
  // Place of the least of `count` sorted values that `percent` of them do not exceed.
  static std::ptrdiff_t nearest_rank(std::uint64_t count, unsigned percent) {
    return static_cast<std::ptrdiff_t>((count * percent + 99) / 100 - 1);
  }
  static ChanceBand band(std::vector<std::uint32_t>& counts) {
    std::sort(counts.begin(), counts.end());
    const std::uint64_t n = counts.size();
    double sum = 0, squares = 0;
    for (const std::uint32_t count : counts) {
      sum += count;
      squares += static_cast<double>(count) * count;
    }
    const double mean = sum / static_cast<double>(n);
    const double variance = std::max(0.0, squares / static_cast<double>(n) - mean * mean);
    const auto at = [&](unsigned percent) {
      return counts[static_cast<std::size_t>(nearest_rank(n, percent))];
    };
    return {at(5), at(50), at(95), mean, std::sqrt(variance / static_cast<double>(n))};
  }

  const ChanceWays& ways_;
  std::uint32_t runs_;
  std::uint32_t block_;
  std::vector<std::uint32_t> compromised_, affected_;  // by run
  std::vector<Timestamp> arrivals_;                    // by member, then run
};

unsigned thread_count(const ChanceOptions& asked) {
  const unsigned wanted = asked.threads > 0 ? asked.threads : std::thread::hardware_concurrency();
  return std::clamp(std::min(wanted, (asked.runs + kChunk - 1) / kChunk), 1U, kMostThreads);
}

/// Every run once, shared among the workers.
void run_all(std::vector<ChanceWorker>& workers, std::uint32_t runs, Tally& tally,
             std::uint32_t first) {
  std::atomic<std::uint64_t> next = 0;
  const auto work = [&](ChanceWorker& worker) {
    for (std::uint64_t begin = next.fetch_add(kChunk); begin < runs;
         begin = next.fetch_add(kChunk)) {
      const std::uint64_t end = std::min<std::uint64_t>(begin + kChunk, runs);
      for (auto run = static_cast<std::uint32_t>(begin); run < end; ++run) {
        worker.runner.run(run);
        tally.add(run, worker, first);
      }
    }
  };
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < workers.size(); ++i) {
    threads.emplace_back(work, std::ref(workers[i]));
  }
  work(workers.front());
}

}  // namespace

double Chance::standard_error(std::uint32_t count) const {
  const double p = share(count);
  return std::sqrt(p * (1 - p) / static_cast<double>(runs));
}

Chance chance(const FlowGraph& graph, const SpreadIndex& index, const SpreadOptions& options,
              const ChanceOptions& asked) {
  HAMON_ASSERT(asked.runs > 0);
  const ChanceWays ways(graph, index, options, asked.rules);
  const auto members = ways.members();
  Tally tally(ways, asked.runs, asked.kept);
  std::vector<ChanceWorker> workers;
  const unsigned threads = thread_count(asked);
  workers.reserve(threads);
  for (unsigned i = 0; i < threads; ++i) {
    workers.push_back({Runner(ways, asked.rng), std::vector<std::uint32_t>(members.size())});
  }
  Chance result;
  result.runs = asked.runs;
  result.rng = asked.rng;
  result.profile = options.profile;
  result.rules = asked.rules;
  result.systems.resize(graph.systems().size());
  std::uint32_t first = 0;
  do {
    run_all(workers, asked.runs, tally, first);
    const auto end = std::min<std::size_t>(first + tally.block(), members.size());
    for (std::uint32_t v = first; v < end; ++v) {
      result.systems[hamon::index(members[v].system)] = tally.chance_of(v, first);
    }
    first += tally.block();
  } while (first < members.size());
  for (std::size_t v = 0; v < members.size(); ++v) {
    for (const ChanceWorker& worker : workers) {
      result.systems[hamon::index(members[v].system)].data_affected += worker.affected[v];
    }
  }
  result.compromised = tally.compromised();
  result.data_affected = tally.affected();
  return result;
}

std::vector<ChanceRun> chance_runs(const FlowGraph& graph, const SpreadIndex& index,
                                   const SpreadOptions& options, const ChanceOptions& asked) {
  const ChanceWays ways(graph, index, options, asked.rules);
  const auto members = ways.members();
  Runner runner(ways, asked.rng);
  std::vector<ChanceRun> runs(asked.runs);
  const auto known = [](Timestamp t) {
    return t != Timestamp::max() ? std::optional(t) : std::nullopt;
  };
  for (std::uint32_t number = 0; number < asked.runs; ++number) {
    runner.run(number);
    ChanceRun& run = runs[number];
    run.compromised.resize(graph.systems().size());
    run.data_affected.resize(graph.systems().size());
    for (std::size_t v = 0; v < members.size(); ++v) {
      const std::size_t system = hamon::index(members[v].system);
      run.compromised[system] = known(runner.compromised()[v]);
      run.data_affected[system] = known(runner.affected()[v]);
    }
  }
  return runs;
}

}  // namespace hamon
