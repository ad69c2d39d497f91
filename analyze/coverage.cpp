#include "analyze/coverage.hpp"

#include "analyze/hours_of_week.hpp"
#include "base/source_facts.hpp"

#include <algorithm>
#include <array>

#include <fnmatch.h>

namespace hamon {
namespace {

constexpr Duration kHole = Duration::minutes(60);

bool is_named(const std::vector<std::string>& globs, const std::string& source) {
  const std::string base = source.substr(source.rfind('/') + 1);
  return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
    return fnmatch(glob.c_str(), source.c_str(), 0) == 0 ||
           fnmatch(glob.c_str(), base.c_str(), 0) == 0;
  });
}

// Sorted; intervals that touch become one.
std::vector<Interval> united(std::vector<Interval> intervals) {
  std::sort(intervals.begin(), intervals.end());
  std::vector<Interval> out;
  for (const Interval& i : intervals) {
    if (!out.empty() && i.begin <= out.back().end) {
      out.back().end = std::max(out.back().end, i.end);
    } else {
      out.push_back(i);
    }
  }
  return out;
}

// The window of a source without the times in which it was blind.
std::vector<Interval> watched(const SourceReport& source) {
  std::vector<Interval> blind;
  for (const SourceLimit& limit : source.limits) {
    if (limit.when && (limit.what == "down" || limit.what == "not_kept")) {
      blind.push_back(*limit.when);
    }
  }
  std::vector<Interval> out;
  Timestamp from = source.window->begin;
  for (const Interval& gap : united(std::move(blind))) {
    if (gap.begin > from) {
      out.push_back({from, std::min(gap.begin, source.window->end)});
    }
    from = std::max(from, gap.end);
  }
  if (from <= source.window->end) {
    out.push_back({from, source.window->end});
  }
  return out;
}

SensorCoverage sensor_coverage(const FlowGraph& graph, const SiteSensor& sensor) {
  SensorCoverage seen{sensor.name, sensor.sees, sensor.prefixes, !sensor.sources.empty(), {}};
  std::vector<Interval> sources;
  for (const SourceReport& source : graph.sources()) {
    const bool by_name = !source.sensor.empty() && source.sensor == sensor.name;
    seen.bound = seen.bound || by_name;
    if ((by_name || is_named(sensor.sources, source.name)) && source.window) {
      const std::vector<Interval> saw = watched(source);
      sources.insert(sources.end(), saw.begin(), saw.end());
    }
  }
  const auto window = graph.window();
  if (!window) {
    return seen;
  }
  if (!seen.bound) {
    sources = {*window};
  }
  const Timestamp from = std::max(window->begin, sensor.from.value_or(window->begin));
  const Timestamp to = sensor.to ? std::min(window->end, *sensor.to - Duration{1}) : window->end;
  for (const Interval& source : sources) {
    const Interval clipped{std::max(source.begin, from), std::min(source.end, to)};
    if (clipped.begin <= clipped.end) {
      seen.seen.push_back(clipped);
    }
  }
  seen.seen = united(std::move(seen.seen));
  return seen;
}

/// When anything was observed, established or not.
std::vector<Interval> activity(const FlowGraph& graph) {
  std::vector<Interval> all(graph.contacts().begin(), graph.contacts().end());
  all.reserve(all.size() + graph.attempts().size());
  for (const Conversation& attempt : graph.attempts()) {
    all.push_back(attempt.time);
  }
  return united(std::move(all));
}

std::vector<Interval> holes(const std::vector<Interval>& active, const Interval& window) {
  std::vector<Interval> found;
  Timestamp last = window.begin;
  const auto add = [&](Timestamp next) {
    if (next - last >= kHole) {
      found.push_back({last, next});
    }
  };
  for (const Interval& i : active) {
    add(i.begin);
    last = std::max(last, i.end);
  }
  add(window.end);
  return found;
}

int hours_of_week(const std::vector<Interval>& active, const TimeZone& zone) {
  HoursOfWeek seen{};
  for (const Interval& i : active) {
    add_hours(i, zone, seen);
  }
  return static_cast<int>(std::count(seen.begin(), seen.end(), true));
}

void count_sources(const FlowGraph& graph, Coverage& coverage) {
  for (const SourceReport& source : graph.sources()) {
    coverage.drops += source.drops.value_or(0);
    coverage.drops_known = coverage.drops_known || source.drops.has_value();
    coverage.sampled_sources += find_fact(source.format_note, "sampling") ? 1U : 0U;
    for (const SourceLimit& limit : source.limits) {
      coverage.limits.push_back({source.name, limit});
    }
  }
}

void find_unseen(const FlowGraph& graph, Coverage& coverage) {
  std::vector<IpAddress> observed;
  for (std::uint32_t v = 0; v < graph.systems().size(); ++v) {
    const System& system = graph.systems()[v];
    for (const SystemAddress& address : system.addresses) {
      if (address.observed) {
        observed.push_back(address.address);
      }
    }
    if (!system.observed && (system.in_site || system.in_ledger)) {
      coverage.systems_never_seen.push_back(SystemId{v});
    }
  }
  for (const Zone& zone : graph.zones()) {
    for (const Prefix& prefix : zone.prefixes) {
      if (std::none_of(observed.begin(), observed.end(),
                       [&](const IpAddress& a) { return prefix.contains(a); })) {
        coverage.prefixes_never_seen.push_back(prefix);
      }
    }
  }
  std::sort(coverage.prefixes_never_seen.begin(), coverage.prefixes_never_seen.end());
}

}  // namespace

std::string_view name_of(SiteSensor::Sees sees) {
  switch (sees) {
    case SiteSensor::Sees::Between:
      return "between";
    case SiteSensor::Sees::Within:
      return "within";
    case SiteSensor::Sees::Outside:
      break;
  }
  return "outside";
}

Coverage coverage_of(const FlowGraph& graph) {
  Coverage coverage;
  coverage.window = graph.window();
  for (const SiteSensor& sensor : graph.site().sensors) {
    coverage.sensors.push_back(sensor_coverage(graph, sensor));
  }
  if (coverage.window) {
    const std::vector<Interval> active = activity(graph);
    coverage.holes = holes(active, *coverage.window);
    coverage.hours_of_week = hours_of_week(active, graph.site().zone);
  }
  count_sources(graph, coverage);
  coverage.conversations = graph.conversations().size();
  coverage.one_way = static_cast<std::uint64_t>(std::count_if(
      graph.conversations().begin(), graph.conversations().end(),
      [](const Conversation& c) { return (c.packets_out == 0) != (c.packets_in == 0); }));
  find_unseen(graph, coverage);
  coverage.missed = unseen_flows(graph, coverage.holes);
  coverage.advice = sensor_advice(graph, coverage);
  return coverage;
}

}  // namespace hamon
