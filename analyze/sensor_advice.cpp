#include "analyze/sensor_advice.hpp"

#include "analyze/claim_matcher.hpp"
#include "analyze/claim_scope.hpp"
#include "analyze/coverage.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace hamon {
namespace {

constexpr std::string_view kWithin = "within ";

bool names(const SensorCoverage& sensor, const Prefix& prefix) {
  return std::any_of(sensor.prefixes.begin(), sensor.prefixes.end(),
                     [&](const Prefix& p) { return p.contains(prefix); });
}

bool is_for(const SensorCoverage& sensor, const SensorAdvice& advice) {
  return sensor.sees == advice.sees && (!advice.prefix || names(sensor, *advice.prefix));
}

/// Everything, as a sensor between or outside that names no prefix.
bool sees_all(const SensorCoverage& sensor, const SensorAdvice& advice) {
  return is_for(sensor, advice) && (advice.prefix || sensor.prefixes.empty()) &&
         !sensor.seen.empty();
}

class Advisor {
 public:
  Advisor(const FlowGraph& graph, const Coverage& coverage)
      : graph_(graph), coverage_(coverage), cells_(scope_prefixes(graph)) {}

  std::vector<SensorAdvice> run() {
    bind_claims();
    const auto unseen = unseen_parts(coverage_);
    for (const auto sees : {SiteSensor::Sees::Between, SiteSensor::Sees::Outside}) {
      if (!cells_.empty()) {
        add_wide(sees, unseen);
      }
    }
    std::set<Prefix> prefixes(cells_.begin(), cells_.end());
    for (const SensorAdvice::Part& part : unseen) {
      if (const auto prefix = prefix_of(part)) {
        prefixes.insert(*prefix);
      }
    }
    for (const Prefix& prefix : prefixes) {
      add_within(prefix, unseen);
    }
    sort();
    return std::move(found_);
  }

 private:
  using Parts = std::vector<SensorAdvice::Part>;

  void bind_claims() {
    for (SiteClaim& claim : claims_of(graph_)) {
      std::string id = claim.id;
      // One that names nothing in this graph is told by `check`.
      if (auto bound = BoundClaim::bind(std::move(claim), graph_)) {
        claims_.emplace_back(std::move(id), std::move(*bound));
      }
    }
  }

  [[nodiscard]] Parts unseen_parts(const Coverage& coverage) const {
    const ClaimScope scope(graph_, coverage);
    Parts unseen;
    for (const auto& [id, claim] : claims_) {
      for (const PartSight& part : scope.parts(claim)) {
        if (!part.seen) {
          unseen.push_back({id, part.path});
        }
      }
    }
    return unseen;
  }

  static std::optional<Prefix> prefix_of(const SensorAdvice::Part& part) {
    return part.path.starts_with(kWithin) ? Prefix::parse(part.path.substr(kWithin.size()))
                                          : std::nullopt;
  }

  void add_wide(SiteSensor::Sees sees, const Parts& unseen) {
    SensorAdvice advice;
    advice.sees = sees;
    if (is_watched(advice)) {
      return;
    }
    Coverage with = coverage_;
    const Interval always = graph_.window().value_or(Interval{});
    with.sensors.push_back({"", sees, {}, false, {always}});
    const Parts left = unseen_parts(with);
    for (const SensorAdvice::Part& part : unseen) {
      if (std::find(left.begin(), left.end(), part) == left.end()) {
        advice.parts.push_back(part);
      }
    }
    // What talks to other segments shows between them; who talks to outside is not known.
    const bool none = std::none_of(
        coverage_.sensors.begin(), coverage_.sensors.end(),
        [](const auto& s) { return s.sees == SiteSensor::Sees::Between && !s.seen.empty(); });
    if (sees == SiteSensor::Sees::Between && none) {
      count_systems(advice, cells_);
    }
    add(std::move(advice));
  }

  void add_within(const Prefix& prefix, const Parts& unseen) {
    SensorAdvice advice;
    advice.sees = SiteSensor::Sees::Within;
    advice.prefix = prefix;
    if (is_watched(advice)) {
      return;
    }
    for (const SensorAdvice::Part& part : unseen) {
      if (const auto segment = prefix_of(part); segment && prefix.contains(*segment)) {
        advice.parts.push_back(part);
      }
    }
    for (const Zone& zone : graph_.zones()) {
      if (std::find(zone.prefixes.begin(), zone.prefixes.end(), prefix) != zone.prefixes.end()) {
        advice.zone = zone.label.empty() ? zone.name : zone.label;
      }
    }
    count_systems(advice, {prefix});
    add(std::move(advice));
  }

  [[nodiscard]] bool is_watched(const SensorAdvice& advice) const {
    return std::any_of(coverage_.sensors.begin(), coverage_.sensors.end(),
                       [&](const SensorCoverage& sensor) { return sees_all(sensor, advice); });
  }

  void count_systems(SensorAdvice& advice, const std::vector<Prefix>& prefixes) const {
    const auto& never = coverage_.systems_never_seen;  // in id order
    for (std::uint32_t v = 0; v < graph_.systems().size(); ++v) {
      const System& system = graph_.systems()[v];
      const bool lies_there =
          !system.outside &&
          std::any_of(system.addresses.begin(), system.addresses.end(), [&](const auto& held) {
            return std::any_of(prefixes.begin(), prefixes.end(),
                               [&](const Prefix& p) { return p.contains(held.address); });
          });
      if (lies_there) {
        ++advice.systems;
        if (std::binary_search(never.begin(), never.end(), SystemId{v})) {
          advice.never_seen.push_back(SystemId{v});
        }
      }
    }
  }

  void add(SensorAdvice advice) {
    for (const SensorCoverage& sensor : coverage_.sensors) {
      if (is_for(sensor, advice) && sensor.seen.empty()) {
        advice.declared.push_back(sensor.name);
      }
    }
    found_.push_back(std::move(advice));
  }

  void sort() {
    const auto gain = [](const SensorAdvice& a) {
      return std::tuple(a.parts.size(), a.never_seen.size(), a.systems);
    };
    std::stable_sort(
        found_.begin(), found_.end(),
        [&](const SensorAdvice& a, const SensorAdvice& b) { return gain(a) > gain(b); });
  }

  const FlowGraph& graph_;
  const Coverage& coverage_;
  std::vector<Prefix> cells_;
  std::vector<std::pair<std::string, BoundClaim>> claims_;
  std::vector<SensorAdvice> found_;
};

}  // namespace

std::vector<SensorAdvice> sensor_advice(const FlowGraph& graph, const Coverage& coverage) {
  return Advisor(graph, coverage).run();
}

}  // namespace hamon
