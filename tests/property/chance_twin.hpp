#pragma once

#include "analyze/chance.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "property/spread_twin.hpp"

namespace hamon {

/// Chances in their plainest form: every outcome of all trials with its probability, and for each a
/// least fixpoint over single records cut into clock hours. Delays must be fixed ones.
class ChanceTwin {
 public:
  ChanceTwin(const TwinQuestion& question, const ChanceRules& rules) : q_(question), rules_(rules) {
    for (const MadeSystem& s : q_.systems) {
      systems_[s.name] = s;
    }
    for (const auto& [name, t] : q_.seeds) {
      const auto at = own_.emplace(name, t).first;
      at->second = std::min(at->second, t);
    }
    for (const MadeRecord& r : q_.records) {
      add(r);
    }
  }

  [[nodiscard]] std::size_t outcomes() const {
    std::size_t count = 1;
    for (const auto& [key, trial] : trials_) {
      count *= trial.size() + 1;
    }
    return count;
  }

  using Shares = std::map<std::string, double>;
  /// Of each system: compromised, and affected.
  [[nodiscard]] std::pair<Shares, Shares> shares() const {
    Shares compromised, affected;
    std::map<Trial, double> drawn;
    draw(trials_.begin(), drawn, 1, compromised, affected);
    return {compromised, affected};
  }

 private:
  static constexpr std::int64_t kSecond = 1'000'000'000;
  using Trial = std::tuple<std::string, std::string, std::string, bool, std::int64_t>;  // … hour
  struct Piece {
    Trial trial;
    std::string from, to;
    std::int64_t begin, end, limit;
    char kind;  // S, D, P
    double probability;
    std::int64_t delay;
  };
  using Times = std::map<std::string, std::int64_t>;

  void add(const MadeRecord& r) {
    if (!r.carries || r.initiator == r.responder) {
      return;
    }
    const Carry carry = FlowGraphMaker::carry_between(r.service, systems_.at(r.responder).role);
    for (const bool forward : {true, false}) {
      for (const std::uint8_t kind : {carry::kStrong, carry::kWeak, carry::kDamage, carry::kPass}) {
        if (((forward ? carry.forward : carry.backward) & kind) != 0) {
          add(r, forward, kind);
        }
      }
    }
  }
  void add(const MadeRecord& r, bool forward, std::uint8_t kind) {
    const std::string& from = forward ? r.initiator : r.responder;
    const std::string& to = forward ? r.responder : r.initiator;
    const bool infects = kind == carry::kStrong || kind == carry::kWeak;
    if ((kind == carry::kWeak && q_.profile != Profile::Broad) ||
        (infects && !systems_.at(to).susceptible)) {
      return;
    }
    const ChanceClass of =
        chance_class({r.service, class_of(r.service)}, forward, kind, systems_.at(to).role);
    const ChanceRule& rule = rules_[static_cast<std::size_t>(of)];
    for (std::int64_t hour = r.start / 3600; hour * 3600 <= r.end; ++hour) {
      const Trial trial{r.initiator, r.responder, r.service, forward, hour};
      trials_[trial].insert(rule.probability);
      pieces_.push_back({trial, from, to, std::max(r.start, hour * 3600) * kSecond,
                         std::min(r.end * kSecond, (hour + 1) * 3600 * kSecond - 1),
                         limit(from, to),
                         infects                  ? 'S'
                         : kind == carry::kDamage ? 'D'
                                                  : 'P',
                         rule.probability, rule.delay.ns});
    }
  }
  [[nodiscard]] std::int64_t limit(const std::string& from, const std::string& to) const {
    std::int64_t limit = q_.until.value_or(INT64_MAX);
    for (const auto& [who, at] : q_.isolations) {
      if (who.count(from) != 0 || who.count(to) != 0) {
        limit = std::min(limit, at - 1);
      }
    }
    for (const auto& c : q_.cuts) {
      if ((c.a.count(from) != 0 && c.b.count(to) != 0) ||
          (c.a.count(to) != 0 && c.b.count(from) != 0)) {
        limit = std::min(limit, c.at - 1);
      }
    }
    return limit;
  }
  [[nodiscard]] bool passes(const std::string& name) const {
    return !systems_.at(name).outside || own_.count(name) != 0;
  }
  [[nodiscard]] std::int64_t active(const Times& compromised, const std::string& name) const {
    const std::int64_t incubated = compromised.at(name) + q_.incubation;
    return own_.count(name) != 0 ? std::min(own_.at(name), incubated) : incubated;
  }

  // One number decides a trial: what it carries are the kinds with a larger chance.
  void draw(std::map<Trial, std::set<double>>::const_iterator next, std::map<Trial, double>& drawn,
            double weight, Shares& compromised, Shares& affected) const {
    if (next == trials_.end()) {
      solve(drawn, weight, compromised, affected);
      return;
    }
    double low = 0;
    std::vector<double> bounds(next->second.begin(), next->second.end());
    bounds.push_back(1);
    for (const double high : bounds) {
      if (high > low) {
        drawn[next->first] = (low + high) / 2;
        draw(std::next(next), drawn, weight * (high - low), compromised, affected);
        low = high;
      }
    }
  }
  void solve(const std::map<Trial, double>& drawn, double weight, Shares& compromised,
             Shares& affected) const {
    Times T = own_, Td;
    const auto closure = [&](Times& times, const char* kinds, const auto& since_of) {
      for (bool change = true; change;) {
        change = false;
        for (const Piece& p : pieces_) {
          const std::optional<std::int64_t> since =
              std::string_view(kinds).find(p.kind) != std::string_view::npos && passes(p.from) &&
                      drawn.at(p.trial) < p.probability
                  ? since_of(p)
                  : std::nullopt;
          const std::int64_t c = std::max(p.begin, since.value_or(0));
          if (since && c <= p.end && c + p.delay <= p.limit &&
              (times.count(p.to) == 0 || c + p.delay < times.at(p.to))) {
            times[p.to] = c + p.delay;
            change = true;
          }
        }
      }
    };
    const auto when_active = [&](const Piece& p) {
      return T.count(p.from) != 0 ? std::optional(active(T, p.from)) : std::nullopt;
    };
    closure(T, "S", when_active);
    for (const auto& [name, t] : T) {
      Td[name] = active(T, name);
    }
    closure(Td, "DP", [&](const Piece& p) {
      return p.kind == 'D'           ? when_active(p)
             : Td.count(p.from) != 0 ? std::optional(Td.at(p.from))
                                     : std::nullopt;
    });
    for (const auto& [name, t] : T) {
      compromised[name] += weight;
    }
    for (const auto& [name, t] : Td) {
      affected[name] += weight;
    }
  }

  const TwinQuestion& q_;
  const ChanceRules& rules_;
  std::map<std::string, MadeSystem> systems_;
  Times own_;
  std::vector<Piece> pieces_;
  std::map<Trial, std::set<double>> trials_;
};

}  // namespace hamon
