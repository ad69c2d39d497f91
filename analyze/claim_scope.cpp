#include "analyze/claim_scope.hpp"

#include <algorithm>

namespace hamon {
namespace {

/// Membership of cells in an optional selector; what is not given holds everything.
class Side {
 public:
  Side(const std::optional<Selector::Scope>& scope, std::size_t cells)
      : given_(scope.has_value()), in_(cells + 1, !scope) {
    if (scope) {
      for (const std::size_t cell : scope->prefixes) {
        in_[cell] = true;
      }
      in_[cells] = scope->outside;
    }
  }
  [[nodiscard]] bool operator[](std::size_t cell) const { return in_[cell]; }
  [[nodiscard]] bool given() const { return given_; }

 private:
  bool given_;
  std::vector<bool> in_;
};

bool is_named(const SensorCoverage& sensor, const Prefix& prefix) {
  return std::any_of(sensor.prefixes.begin(), sensor.prefixes.end(),
                     [&](const Prefix& p) { return p.contains(prefix); });
}

// A sensor without prefixes sees all that its kind sees.
bool covers(const SensorCoverage& sensor, const Prefix& prefix) {
  return sensor.prefixes.empty() || is_named(sensor, prefix);
}

bool is_limited(const SensorCoverage& sensor) {
  return sensor.sees == SiteSensor::Sees::Between && !sensor.prefixes.empty();
}

template <class Sees>
std::vector<Interval> seen_by(const Coverage& coverage, SiteSensor::Sees kind, Sees sees) {
  std::vector<Interval> all;
  for (const SensorCoverage& sensor : coverage.sensors) {
    if (sensor.sees == kind && sees(sensor)) {
      all.insert(all.end(), sensor.seen.begin(), sensor.seen.end());
    }
  }
  std::sort(all.begin(), all.end());
  std::vector<Interval> united;
  for (const Interval& i : all) {
    if (!united.empty() && i.begin <= united.back().end) {
      united.back().end = std::max(united.back().end, i.end);
    } else {
      united.push_back(i);
    }
  }
  return united;
}

/// Builds up what a part needs: every one of several views, each with its times.
class Sight {
 public:
  explicit Sight(std::string path) { part_.path = std::move(path); }

  void need(const std::vector<Interval>& seen) {
    if (seen.empty()) {
      missing_ = true;
      return;
    }
    Duration watched;
    for (const Interval& i : seen) {
      watched = Duration{watched.ns + (i.end - i.begin).ns};
    }
    const Interval hull{seen.front().begin, seen.back().end};
    part_.watched = part_.seen ? std::min(part_.watched, watched) : watched;
    part_.seen = part_.seen ? Interval{std::max(part_.seen->begin, hull.begin),
                                       std::min(part_.seen->end, hull.end)}
                            : hull;
  }
  [[nodiscard]] PartSight finish() {
    if (missing_ || (part_.seen && part_.seen->end < part_.seen->begin)) {
      part_.seen.reset();
      part_.watched = {};
    }
    return part_;
  }

 private:
  PartSight part_;
  bool missing_ = false;
};

std::string within_path(const Prefix& prefix) {
  return "within " + prefix.text();
}

}  // namespace

ClaimScope::ClaimScope(const FlowGraph& graph, const Coverage& coverage)
    : graph_(graph), coverage_(coverage), cells_(scope_prefixes(graph)) {}

std::size_t ClaimScope::cell_of(const IpAddress& address) const {
  std::size_t best = cells_.size();
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    if (cells_[i].contains(address) &&
        (best == cells_.size() || cells_[i].length() > cells_[best].length())) {
      best = i;
    }
  }
  return best;
}

std::string ClaimScope::path_of(const IpAddress& a, const IpAddress& b) const {
  const std::size_t one = cell_of(a), other = cell_of(b), outside = cells_.size();
  if (one == outside || other == outside) {
    return "border";
  }
  return one == other ? within_path(cells_[one]) : "between";
}

void ClaimScope::add_pair(Needs& needs, std::size_t a, std::size_t b) const {
  const std::size_t outside = cells_.size();
  if (a > b) {
    std::swap(a, b);
  }
  if (a == outside) {
    return;
  }
  if (b == outside) {
    needs.border = true;
    needs.outside.insert(a);
    needs.within.insert(a);  // an undeclared router in the segment passes every border sensor by
  } else if (a == b) {
    needs.within.insert(a);
  } else if (cells_[a].address().is_v4() == cells_[b].address().is_v4()) {
    needs.between = true;
    needs.pairs.insert({a, b});
  }
}

void ClaimScope::add_matcher(Needs& needs, const BoundMatcher& matcher) const {
  const std::size_t n = cells_.size();
  const auto given = matcher.sides(graph_);
  const Side from(given.from, n), to(given.to, n), with(given.with, n), a(given.between_a, n),
      b(given.between_b, n), inside(given.link_inside, n), outside(given.link_outside, n);
  const auto either_way = [](const Side& x, const Side& y, std::size_t i, std::size_t j) {
    return (x[i] && y[j]) || (x[j] && y[i]);
  };
  for (std::size_t i = 0; i <= n; ++i) {
    for (std::size_t j = 0; from[i] && j <= n; ++j) {
      if (to[j] && (!with.given() || with[i] || with[j]) && either_way(a, b, i, j) &&
          either_way(inside, outside, i, j)) {
        add_pair(needs, i, j);
      }
    }
  }
}

ClaimScope::Seen ClaimScope::seen_between(const Prefix& a, const Prefix& b) const {
  return seen_by(coverage_, SiteSensor::Sees::Between, [&](const SensorCoverage& sensor) {
    return covers(sensor, a) && covers(sensor, b);
  });
}

ClaimScope::Seen ClaimScope::seen_within(const Prefix& prefix) const {
  return seen_by(coverage_, SiteSensor::Sees::Within,
                 [&](const SensorCoverage& sensor) { return is_named(sensor, prefix); });
}

ClaimScope::Seen ClaimScope::seen_outside(const Prefix& prefix) const {
  return seen_by(coverage_, SiteSensor::Sees::Outside,
                 [&](const SensorCoverage& sensor) { return covers(sensor, prefix); });
}

// An address elsewhere shows inside its own segment and between segments.
void ClaimScope::add_identity(Needs& needs, const std::vector<Prefix>& only,
                              std::vector<Prefix>& within) const {
  needs.between = true;
  within.insert(within.end(), only.begin(), only.end());
}

std::vector<PartSight> ClaimScope::parts(const BoundClaim& claim) const {
  Needs needs;
  std::vector<Prefix> within;
  for (const BoundMatcher& matcher : claim.never()) {
    add_matcher(needs, matcher);
  }
  if (claim.identity()) {
    add_identity(needs, claim.claim().address_only, within);
  }
  for (const std::size_t cell : needs.within) {
    within.push_back(cells_[cell]);
  }
  std::vector<PartSight> parts;
  if (needs.border) {
    Sight sight("border");
    for (const std::size_t cell : needs.outside) {
      sight.need(seen_outside(cells_[cell]));
    }
    parts.push_back(sight.finish());
  }
  if (needs.between) {
    Sight sight("between");
    if (std::none_of(coverage_.sensors.begin(), coverage_.sensors.end(), is_limited) ||
        needs.pairs.empty()) {
      sight.need(seen_by(coverage_, SiteSensor::Sees::Between,
                         [](const SensorCoverage& sensor) { return !is_limited(sensor); }));
    } else {
      for (const auto& [one, other] : needs.pairs) {
        sight.need(seen_between(cells_[one], cells_[other]));
      }
    }
    parts.push_back(sight.finish());
  }
  std::sort(within.begin(), within.end());
  for (const Prefix& prefix : within) {
    Sight sight(within_path(prefix));
    sight.need(seen_within(prefix));
    parts.push_back(sight.finish());
  }
  return parts;
}

}  // namespace hamon
