#pragma once

#include "analyze/spread.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "support/graph_maker.hpp"

namespace hamon {

/// A question about spread in plain values; times in nanoseconds.
struct TwinQuestion {
  std::vector<MadeSystem> systems;
  std::vector<MadeRecord> records;
  std::vector<std::pair<std::string, std::int64_t>> seeds;
  Profile profile = Profile::Default;
  std::int64_t incubation = 0;
  std::vector<std::pair<std::set<std::string>, std::int64_t>> isolations;
  struct TwinCut {
    std::set<std::string> a, b;
    std::int64_t at;
  };
  std::vector<TwinCut> cuts;
  std::optional<std::int64_t> until;
};

/// The rule of spread in its plainest form: least fixpoints over single records, never merged.
class SpreadTwin {
 public:
  explicit SpreadTwin(const TwinQuestion& question, bool everyone = false)
      : q_(question), everyone_(everyone || question.profile == Profile::Contact) {
    for (const MadeSystem& s : q_.systems) {
      systems_[s.name] = s;
    }
    for (const auto& [name, t] : q_.seeds) {
      const auto at = own_.emplace(name, t).first;
      at->second = std::min(at->second, t);
    }
    collect();
    solve();
  }

  using Times = std::map<std::string, std::int64_t>;
  [[nodiscard]] const Times& compromised() const { return T_; }
  [[nodiscard]] const Times& affected() const { return Td_; }
  [[nodiscard]] std::set<std::string> connected() const;
  /// Fewest steps of a chain that reaches `name` at its T.
  [[nodiscard]] std::map<std::string, int> hops() const;
  [[nodiscard]] bool starts(const std::string& name) const {
    return own_.count(name) != 0 && own_.at(name) <= T_.at(name) + d();
  }
  [[nodiscard]] std::int64_t active(const std::string& name) const {
    const std::int64_t incubated = T_.at(name) + d();
    return own_.count(name) != 0 ? std::min(own_.at(name), incubated) : incubated;
  }
  [[nodiscard]] bool passes(const std::string& name) const {
    return !systems_.at(name).outside || own_.count(name) != 0;
  }

  struct Edge {
    std::string from, to, service;
    std::int64_t begin, end;  // what barriers leave
    char kind;                // S, D, P
    bool touched;             // by a cut or isolation of any time
    std::int64_t whole_end;
  };
  [[nodiscard]] const std::vector<Edge>& edges() const { return edges_; }

 private:
  static constexpr std::int64_t kSecond = 1'000'000'000;

  [[nodiscard]] std::int64_t d() const {
    return q_.profile == Profile::Contact ? 0 : q_.incubation;
  }
  void collect();
  void add(const std::string& from, const std::string& to, const MadeRecord& r, char kind);
  void add_carry(const std::string& from, const std::string& to, const MadeRecord& r,
                 std::uint8_t kinds);
  void solve();

  const TwinQuestion& q_;
  bool everyone_;
  std::map<std::string, MadeSystem> systems_;
  Times own_, T_, Td_;
  std::vector<Edge> edges_;
};

inline void SpreadTwin::add(const std::string& from, const std::string& to, const MadeRecord& r,
                            char kind) {
  Edge e{from, to, r.service, r.start * kSecond, r.end * kSecond, kind, false, r.end * kSecond};
  const auto cut = [&](std::int64_t at) {
    e.end = std::min(e.end, at - 1);
    e.touched = true;
  };
  for (const auto& [who, at] : q_.isolations) {
    if (who.count(from) != 0 || who.count(to) != 0) {
      cut(at);
    }
  }
  for (const auto& c : q_.cuts) {
    if ((c.a.count(from) != 0 && c.b.count(to) != 0) ||
        (c.a.count(to) != 0 && c.b.count(from) != 0)) {
      cut(c.at);
    }
  }
  if (q_.until) {
    e.end = std::min(e.end, *q_.until);
  }
  edges_.push_back(e);
}

inline void SpreadTwin::add_carry(const std::string& from, const std::string& to,
                                  const MadeRecord& r, std::uint8_t kinds) {
  const bool infects = (kinds & carry::kStrong) != 0 ||
                       ((kinds & carry::kWeak) != 0 && q_.profile == Profile::Broad);
  if (infects && (everyone_ || systems_.at(to).susceptible)) {
    add(from, to, r, 'S');
  }
  if ((kinds & carry::kDamage) != 0) {
    add(from, to, r, 'D');
  }
  if ((kinds & carry::kPass) != 0) {
    add(from, to, r, 'P');
  }
}

inline void SpreadTwin::collect() {
  for (const MadeRecord& r : q_.records) {
    if (q_.profile == Profile::Contact) {
      add(r.initiator, r.responder, r, 'S');
      add(r.responder, r.initiator, r, 'S');
    } else if (r.carries) {
      const Carry carry = FlowGraphMaker::carry_between(r.service, systems_.at(r.responder).role);
      add_carry(r.initiator, r.responder, r, carry.forward);
      add_carry(r.responder, r.initiator, r, carry.backward);
    }
  }
}

inline void SpreadTwin::solve() {
  T_ = own_;
  for (bool change = true; change;) {
    change = false;
    for (const Edge& e : edges_) {
      if (e.kind != 'S' || T_.count(e.from) == 0 || !passes(e.from)) {
        continue;
      }
      const std::int64_t c = std::max(e.begin, active(e.from));
      if (c <= e.end && (T_.count(e.to) == 0 || c < T_.at(e.to))) {
        T_[e.to] = c;
        change = true;
      }
    }
  }
  for (const auto& [name, t] : T_) {
    Td_[name] = active(name);
  }
  for (bool change = true; change;) {
    change = false;
    for (const Edge& e : edges_) {
      const bool has =
          e.kind == 'D' ? T_.count(e.from) != 0 : e.kind == 'P' && Td_.count(e.from) != 0;
      if (!has || !passes(e.from)) {
        continue;
      }
      const std::int64_t c = std::max(e.begin, e.kind == 'D' ? active(e.from) : Td_.at(e.from));
      if (c <= e.end && (Td_.count(e.to) == 0 || c < Td_.at(e.to))) {
        Td_[e.to] = c;
        change = true;
      }
    }
  }
}

inline std::set<std::string> SpreadTwin::connected() const {
  std::set<std::string> seen;
  for (const auto& [name, t] : T_) {
    seen.insert(name);
  }
  for (bool change = true; change;) {
    change = false;
    for (const Edge& e : edges_) {
      if (e.kind == 'S' && !e.touched && seen.count(e.from) != 0 && passes(e.from)) {
        change = seen.insert(e.to).second || change;
      }
    }
  }
  std::set<std::string> hurt = seen;
  for (const auto& [name, t] : Td_) {
    hurt.insert(name);
  }
  for (bool change = true; change;) {
    change = false;
    for (const Edge& e : edges_) {
      const bool damages =
          (e.kind == 'D' && seen.count(e.from) != 0) || (e.kind == 'P' && hurt.count(e.from) != 0);
      if (damages && !e.touched && passes(e.from)) {
        change = hurt.insert(e.to).second || change;
      }
    }
  }
  std::set<std::string> ring;
  for (const std::string& name : hurt) {
    if (T_.count(name) == 0 && Td_.count(name) == 0) {
      ring.insert(name);
    }
  }
  return ring;
}

inline std::map<std::string, int> SpreadTwin::hops() const {
  std::map<std::string, int> hops;
  for (const auto& [name, t] : T_) {
    hops[name] = own_.count(name) != 0 && own_.at(name) == t ? 0 : 1 << 20;
  }
  for (bool change = true; change;) {
    change = false;
    for (const Edge& e : edges_) {
      if (e.kind != 'S' || T_.count(e.from) == 0 || !passes(e.from)) {
        continue;
      }
      const std::int64_t c = std::max(e.begin, active(e.from));
      const int steps = (starts(e.from) ? 0 : hops.at(e.from)) + 1;
      if (c <= e.end && c == T_.at(e.to) && steps < hops.at(e.to)) {
        hops[e.to] = steps;
        change = true;
      }
    }
  }
  return hops;
}

}  // namespace hamon
