#pragma once

#include "graph/flow_graph.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hamon {

struct Coverage;

/// A sensor that there is not, or that saw nothing, and what it would add.
struct SensorAdvice {
  /// A part of a claim that nobody watched.
  struct Part {
    std::string claim;
    std::string path;  ///< as `ClaimPart::path`
    bool operator==(const Part&) const = default;
  };

  SiteSensor::Sees sees = SiteSensor::Sees::Between;
  std::optional<Prefix> prefix;  ///< the segment, for one within
  std::string zone;              ///< label of the prefix's zone, else its name; may be empty
  std::vector<Part> parts;       ///< would be watched, by (claim, path) in the order of the claims
  std::uint64_t systems = 0;  ///< inside systems with an address in the prefix; between: in any one
  std::vector<SystemId> never_seen;   ///< of these, those in site file or ledger, never observed
  std::vector<std::string> declared;  ///< sensors declared for this sight that saw nothing
};

/// What one more sensor, and where, would add most: a mirror port within each declared prefix that
/// no sensor watched from within, one between all prefixes, one at the border, as far as there is
/// none that saw anything. Ordered by parts of claims, then systems never seen, then systems, the
/// most first; then between, outside, within, by prefix. `coverage` needs its sensors and
/// `systems_never_seen`.
/// O(claims × matchers × prefixes² + prefixes × addresses).
[[nodiscard]] std::vector<SensorAdvice> sensor_advice(const FlowGraph& graph,
                                                      const Coverage& coverage);

}  // namespace hamon
