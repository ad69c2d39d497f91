#pragma once

#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "property/spread_twin.hpp"

namespace hamon {

inline constexpr std::int64_t kSecond = 1'000'000'000;

inline std::string described(const TwinQuestion& q) {
  std::string text = fmt::format("profile {} d {}", name_of(q.profile), q.incubation);
  for (const auto& s : q.systems) {
    text += fmt::format("\n  {} {}{}{}", s.name, name_of(s.role), s.susceptible ? "" : " tough",
                        s.outside ? " outside" : "");
  }
  for (const auto& r : q.records) {
    text += fmt::format("\n  {} -> {} {} [{}, {}]{}", r.initiator, r.responder, r.service, r.start,
                        r.end, r.carries ? "" : " empty");
  }
  for (const auto& [name, t] : q.seeds) {
    text += fmt::format("\n  from {} @ {}", name, t);
  }
  for (const auto& [names, at] : q.isolations) {
    text += fmt::format("\n  isolate {} @ {}", fmt::join(names, ","), at);
  }
  for (const auto& c : q.cuts) {
    text += fmt::format("\n  cut {} / {} @ {}", fmt::join(c.a, ","), fmt::join(c.b, ","), c.at);
  }
  return text + (q.until ? fmt::format("\n  until {}", *q.until) : "");
}

/// The question, asked of a graph of its systems.
inline SpreadOptions options_of(const FlowGraph& graph, const TwinQuestion& q) {
  const auto ids = [&](const std::set<std::string>& names) {
    std::vector<SystemId> list;
    for (const std::string& name : names) {
      list.push_back(*graph.find_system(name));
    }
    return list;
  };
  SpreadOptions options;
  for (const auto& [name, t] : q.seeds) {
    options.seeds.push_back({*graph.find_system(name), Timestamp{t}});
  }
  options.profile = q.profile;
  options.incubation = Duration{q.incubation};
  for (const auto& [names, at] : q.isolations) {
    options.isolations.push_back({ids(names), Timestamp{at}});
  }
  for (const auto& cut : q.cuts) {
    options.cuts.push_back({ids(cut.a), ids(cut.b), Timestamp{cut.at}});
  }
  if (q.until) {
    options.until = Timestamp{*q.until};
  }
  return options;
}

inline std::vector<MadeSystem> letters(std::size_t count) {
  std::vector<MadeSystem> systems;
  for (std::size_t i = 0; i < count; ++i) {
    systems.push_back({std::string(1, static_cast<char>('a' + i))});
  }
  return systems;
}

inline std::vector<std::pair<std::string, std::string>> pairs_of(
    const std::vector<MadeSystem>& systems) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& x : systems) {
    for (const auto& y : systems) {
      if (x.name != y.name) {
        pairs.emplace_back(x.name, y.name);
      }
    }
  }
  return pairs;
}

/// Of three systems: each of the six ordered pairs has no remote desktop session or one of four.
inline constexpr int kTemporalGraphs = 5 * 5 * 5 * 5 * 5 * 5;
inline std::vector<MadeRecord> temporal_graph(const std::vector<MadeSystem>& systems, int code) {
  constexpr std::pair<int, int> kTimes[] = {{1, 1}, {1, 2}, {2, 3}, {3, 3}};
  std::vector<MadeRecord> records;
  for (const auto& [x, y] : pairs_of(systems)) {
    if (const int choice = code % 5; choice > 0) {
      const auto& [begin, end] = kTimes[choice - 1];
      records.push_back({x, y, "rdp", begin, end});
    }
    code /= 5;
  }
  return records;
}

/// Of four systems: the pairs that `mask` names, in one of three orders of time.
inline std::vector<MadeRecord> directed_graph(const std::vector<MadeSystem>& systems, unsigned mask,
                                              int order) {
  constexpr int kOrders[3][12] = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
                                  {11, 4, 9, 2, 7, 0, 5, 10, 3, 8, 1, 6},
                                  {3, 3, 1, 1, 2, 2, 5, 5, 4, 4, 0, 0}};
  constexpr const char* kServices[] = {"rdp", "smb", "relay", "ssh"};
  std::vector<MadeRecord> records;
  const auto pairs = pairs_of(systems);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if ((mask >> i & 1U) != 0) {
      const int start = kOrders[order][i];
      records.push_back(
          {pairs[i].first, pairs[i].second, kServices[(i + mask) % 4], start, start + 1});
    }
  }
  return records;
}

/// Questions of up to a dozen systems, every number from a fixed sequence.
class RandomQuestions {
 public:
  explicit RandomQuestions(unsigned seed) : random_(seed) {}

  std::int64_t number(std::int64_t below) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(below));
  }
  TwinQuestion next() {
    constexpr Role kRoles[] = {Role::Other, Role::DomainController, Role::FileServer, Role::Nas,
                               Role::Client};
    constexpr const char* kServices[] = {"rdp",   "smb",   "wsus",  "dfsr",
                                         "relay", "mssql", "https", "teamviewer"};
    TwinQuestion q;
    q.systems = letters(static_cast<std::size_t>(2 + number(10)));
    for (MadeSystem& s : q.systems) {
      s.role = kRoles[number(5)];
      s.susceptible = number(5) != 0;
      s.outside = number(6) == 0;
    }
    const std::int64_t records = number(60);
    for (std::int64_t i = 0; i < records; ++i) {
      const std::int64_t start = number(25);
      q.records.push_back(
          {name(q), name(q), kServices[number(8)], start, start + number(4), number(6) != 0});
    }
    for (std::int64_t i = 0; i <= number(3); ++i) {
      q.seeds.emplace_back(name(q), time());
    }
    q.profile = static_cast<Profile>(number(3));
    constexpr std::int64_t kIncubations[] = {0, 1, 1 * kSecond, 3 * kSecond, 100 * kSecond};
    q.incubation = kIncubations[number(5)];
    add_barriers(q);
    return q;
  }

 private:
  std::string name(const TwinQuestion& q) {
    return q.systems[static_cast<std::size_t>(number(static_cast<std::int64_t>(q.systems.size())))]
        .name;
  }
  std::set<std::string> names(const TwinQuestion& q) {
    std::set<std::string> set;
    for (std::int64_t i = 0; i <= number(3); ++i) {
      set.insert(name(q));
    }
    return set;
  }
  // At, just before or just after a second, where records begin and end.
  std::int64_t time() { return number(27) * kSecond + number(3) - 1; }
  void add_barriers(TwinQuestion& q) {
    if (number(3) == 0) {
      q.isolations.emplace_back(names(q), time());
    }
    if (number(3) == 0) {
      q.cuts.push_back({names(q), names(q), time()});
    }
    if (number(4) == 0) {
      q.until = time();
    }
  }

  std::mt19937 random_;
};

}  // namespace hamon
