#pragma once

#include "graph/flow_graph.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace hamon {

/// On which systems somebody with an administrator's password could log on from where, though no
/// such flow was observed (design, section 6, ring `exposed`). A system exposes an admin service
/// (class `remote-admin`, or `smb`) that it was seen to serve to anyone. It lies open to the
/// systems of its own segments (declared prefix, else /24 or /64), and to those of a segment from
/// which the same service was seen to be reached in one of its segments. Systems that count as not
/// susceptible expose nothing.
class Exposure {
 public:
  /// O(F + S) for F data flows and their conversations and S systems, times the declared prefixes.
  explicit Exposure(const FlowGraph& graph);

  /// Calls `open(v)` for every system that lies open to `system`; for some more than once.
  template <class Open>
  void each_open_to(std::uint32_t system, Open open) const {
    for (const std::uint32_t segment : segments_of_[system]) {
      for (const auto& [service, exposer] : segments_[segment].exposers) {
        open(exposer);
      }
      for (const auto& [other, reached] : segments_[segment].reaches) {
        for (const auto& [service, exposer] : segments_[other].exposers) {
          if (service == reached) {
            open(exposer);
          }
        }
      }
    }
  }

 private:
  struct Segment {
    std::vector<std::pair<ServiceId, std::uint32_t>> exposers;  // what is served there, and by whom
    std::vector<std::pair<std::uint32_t, ServiceId>> reaches;   // segments, and over what
  };
  std::vector<std::vector<std::uint32_t>> segments_of_;  // per system
  std::vector<Segment> segments_;
};

}  // namespace hamon
