#pragma once

#include "analyze/sensor_advice.hpp"
#include "analyze/unseen.hpp"
#include "graph/flow_graph.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

[[nodiscard]] std::string_view name_of(SiteSensor::Sees sees);  ///< `between`, `within`, `outside`

/// What one declared sensor saw.
struct SensorCoverage {
  std::string name;
  SiteSensor::Sees sees = SiteSensor::Sees::Between;
  std::vector<Prefix> prefixes;
  bool bound =
      false;  ///< tied to sources (by glob or `import --sensor`); else as declared, not checked
  std::vector<Interval> seen;  ///< when it saw, within the case's window; sorted, disjoint
};

/// What a source itself shows it could not tell.
struct LimitedSource {
  std::string source;
  SourceLimit limit;
};

/// What stands beside every verdict.
struct Coverage {
  std::optional<Interval> window;
  std::vector<SensorCoverage> sensors;
  std::vector<Interval> holes;  ///< at least an hour without any record inside the window, sorted
  int hours_of_week = 0;        ///< of 168, in the site's zone, in which a record started or ran
  std::uint64_t drops = 0;      ///< as the sources counted
  bool drops_known = false;     ///< any source counts drops
  std::uint64_t sampled_sources = 0;
  std::vector<LimitedSource> limits;        ///< in order of the sources
  std::uint64_t conversations = 0;          ///< established
  std::uint64_t one_way = 0;                ///< conversations of which one direction alone was seen
  std::vector<Prefix> prefixes_never_seen;  ///< declared, without any observed address
  std::vector<SystemId> systems_never_seen;  ///< in site file or ledger, never observed
  Unseen missed;
  std::vector<SensorAdvice> advice;  ///< what one more sensor would add, the most first
};

[[nodiscard]] Coverage coverage_of(const FlowGraph& graph);

}  // namespace hamon
