#pragma once

#include <bit>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "property/spread_twin.hpp"

namespace hamon {

/// A question about cuts in plain values.
struct ContainQuestion {
  TwinQuestion base;
  std::map<std::string, double> critical;
  std::map<std::string, int> zone;  ///< none: no home
  std::set<std::string> protect;
  std::int64_t at = 0;
};

/// Cuts in their plainest form: every set of things to cut is tried on single records.
class ContainTwin {
 public:
  using Flow = std::tuple<std::string, std::string, std::string>;  // initiator, responder, service
  /// What one thing to cut stops; every set of these is a cut.
  using Thing = std::set<Flow>;

  explicit ContainTwin(const ContainQuestion& question) : q_(question) {
    const SpreadTwin twin(q_.base);
    for (const auto& fallen : twin.compromised()) {
      const bool seed = std::any_of(q_.base.seeds.begin(), q_.base.seeds.end(),
                                    [&](const auto& s) { return s.first == fallen.first; });
      if (fallen.second <= q_.at || seed) {
        compromised_.insert(fallen.first);
      }
    }
    infected_ = compromised_;
    for (const auto& [name, t] : twin.affected()) {
      if (t <= q_.at) {
        infected_.insert(name);
      }
    }
    for (const MadeRecord& r : q_.base.records) {
      TwinQuestion alone = q_.base;
      alone.records = {r};
      const SpreadTwin one(alone);
      const Flow flow{r.initiator, r.responder, r.service};
      const bool touched = is_touched(r);
      if (r.initiator != r.responder && !touched) {
        flows_.insert(flow);
        for (const auto& e : one.edges()) {
          if (one.passes(e.from)) {
            edges_.emplace_back(flow, e);
          }
        }
      }
    }
  }

  [[nodiscard]] const std::set<std::string>& infected() const { return infected_; }
  [[nodiscard]] const std::set<Flow>& flows() const { return flows_; }
  /// Of those to be protected: not infected yet.
  [[nodiscard]] std::set<std::string> clean() const {
    std::set<std::string> out;
    std::set_difference(q_.protect.begin(), q_.protect.end(), infected_.begin(), infected_.end(),
                        std::inserter(out, out.end()));
    return out;
  }

  /// What something leads to from the infected, time ignored, when these are stopped.
  [[nodiscard]] std::set<std::string> reached(const std::set<Flow>& stopped) const {
    std::set<std::string> seen = compromised_;
    std::set<std::string> hurt = infected_;
    for (bool change = true; change;) {
      change = false;
      hurt.insert(seen.begin(), seen.end());
      for (const auto& [flow, e] : edges_) {
        const bool from = e.kind == 'P' ? hurt.count(e.from) != 0 : seen.count(e.from) != 0;
        if (from && stopped.count(flow) == 0) {
          change = (e.kind == 'S' ? seen : hurt).insert(e.to).second || change;
        }
      }
    }
    return hurt;
  }
  [[nodiscard]] bool separates(const std::set<Flow>& stopped) const {
    const auto all = reached(stopped);
    const auto kept = clean();
    return std::none_of(kept.begin(), kept.end(),
                        [&](const std::string& name) { return all.count(name) != 0; });
  }

  /// In halves of thousandths, so that sums are exact.
  [[nodiscard]] std::int64_t weight(const std::set<Flow>& flows) const {
    std::int64_t sum = 0;
    for (const auto& [initiator, responder, service] : flows) {
      sum += weight(initiator) + weight(responder);
    }
    return sum;
  }
  [[nodiscard]] std::int64_t weight(const std::string& name) const {
    const auto at = q_.critical.find(name);
    return at == q_.critical.end() ? 1000
                                   : std::max<std::int64_t>(1000, std::llround(at->second * 1000));
  }

  /// The least weight of what a separating set of `things` stops; nothing: none separates.
  [[nodiscard]] std::optional<std::int64_t> cheapest(const std::vector<Thing>& things) const {
    std::optional<std::int64_t> best;
    for (unsigned set = 0; set < 1U << things.size(); ++set) {
      std::set<Flow> stopped;
      for (std::size_t i = 0; i < things.size(); ++i) {
        if ((set >> i & 1U) != 0) {
          stopped.insert(things[i].begin(), things[i].end());
        }
      }
      const std::int64_t cost = weight(stopped);
      if ((!best || cost < *best) && separates(stopped)) {
        best = cost;
      }
    }
    return best;
  }

  [[nodiscard]] std::vector<Thing> single_flows() const {
    std::vector<Thing> out;
    for (const Flow& flow : flows_) {
      out.push_back({flow});
    }
    return out;
  }
  [[nodiscard]] Thing of_system(const std::string& name) const {
    Thing out;
    for (const Flow& flow : flows_) {
      if (std::get<0>(flow) == name || std::get<1>(flow) == name) {
        out.insert(flow);
      }
    }
    return out;
  }
  /// Neither infected nor to be protected.
  [[nodiscard]] std::vector<Thing> single_systems() const {
    std::vector<Thing> out;
    for (const MadeSystem& s : q_.base.systems) {
      if (infected_.count(s.name) == 0 && !is_led_to(s.name)) {
        out.push_back(of_system(s.name));
      }
    }
    return out;
  }
  [[nodiscard]] std::vector<Thing> zone_pairs() const {
    std::map<std::pair<int, int>, Thing> pairs;
    for (const Flow& flow : flows_) {
      const int a = place(std::get<0>(flow));
      const int b = place(std::get<1>(flow));
      if (a != b) {
        pairs[{std::min(a, b), std::max(a, b)}].insert(flow);
      }
    }
    std::vector<Thing> out;
    for (const auto& [pair, thing] : pairs) {
      out.push_back(thing);
    }
    return out;
  }
  [[nodiscard]] int place(const std::string& name) const {
    for (const MadeSystem& s : q_.base.systems) {
      if (s.name == name && s.outside) {
        return 1000;
      }
    }
    const auto at = q_.zone.find(name);
    return at == q_.zone.end() ? 999 : at->second;
  }

 private:
  [[nodiscard]] bool is_led_to(const std::string& name) const {
    return clean().count(name) != 0 && reached({}).count(name) != 0;
  }
  [[nodiscard]] bool is_touched(const MadeRecord& r) const {
    const auto one = [&](const std::set<std::string>& a, const std::set<std::string>& b) {
      return a.count(r.initiator) != 0 && b.count(r.responder) != 0;
    };
    return std::any_of(q_.base.isolations.begin(), q_.base.isolations.end(),
                       [&](const auto& isolation) {
                         return isolation.second <= q_.at &&
                                (isolation.first.count(r.initiator) != 0 ||
                                 isolation.first.count(r.responder) != 0);
                       }) ||
           std::any_of(q_.base.cuts.begin(), q_.base.cuts.end(), [&](const auto& cut) {
             return cut.at <= q_.at && (one(cut.a, cut.b) || one(cut.b, cut.a));
           });
  }

  const ContainQuestion& q_;
  std::set<std::string> compromised_, infected_;
  std::set<Flow> flows_;
  std::vector<std::pair<Flow, SpreadTwin::Edge>> edges_;
};

}  // namespace hamon
