#pragma once

#include "analyze/contain.hpp"
#include "analyze/propagation.hpp"

#include <cstdint>
#include <vector>

namespace hamon {

/// What can still happen after a time, time ignored: states of systems, and what leads from one to
/// another over data flows that no isolation or cut has closed by then. Only what lies on a way
/// from the infected to those to be protected.
class FutureGraph {
 public:
  /// A system as compromised, or as hit in its data; then the source and the sink of all ways.
  using Node = std::uint32_t;
  static constexpr std::uint32_t kNoDataFlow = UINT32_MAX;

  struct Arc {
    Node from = 0, to = 0;
    std::uint32_t data_flow = kNoDataFlow;  ///< nothing: within a system, from source, to sink
    bool shared = false;  ///< the same direction of its data flow also leads from and to damage
  };

  /// `infected`: states of the infected alone, at that time, `options.at`. O(F log F) time.
  FutureGraph(const FlowGraph& graph, const ContainOptions& options, const Barriers& barriers,
              const std::vector<SpreadState>& infected, const std::vector<SystemId>& sinks);

  [[nodiscard]] std::uint32_t systems() const { return systems_; }
  [[nodiscard]] Node source() const { return 2 * systems_; }
  [[nodiscard]] Node sink() const { return 2 * systems_ + 1; }
  [[nodiscard]] Node nodes() const { return 2 * systems_ + 2; }
  [[nodiscard]] std::uint32_t system_of(Node node) const { return node % systems_; }
  [[nodiscard]] bool is_damage(Node node) const { return node >= systems_; }
  /// By (from, to, data_flow).
  [[nodiscard]] const std::vector<Arc>& arcs() const { return arcs_; }
  [[nodiscard]] std::span<const Arc> leaving(Node node) const {
    return std::span(arcs_).subspan(first_[node], first_[node + 1] - first_[node]);
  }
  /// Whether something leads there from the infected.
  [[nodiscard]] bool reaches(SystemId system) const;

 private:
  void add_flows(const FlowGraph& graph, const ContainOptions& options, const Barriers& barriers);
  void add_direction(std::uint32_t from, std::uint32_t to, std::uint32_t data_flow,
                     std::uint8_t kinds, bool susceptible, const ContainOptions& options);
  void sort_arcs();
  void keep_ways();
  [[nodiscard]] std::vector<bool> closure(Node start, bool backwards) const;
  [[nodiscard]] Node compromised(std::uint32_t system) const { return system; }
  [[nodiscard]] Node hit(std::uint32_t system) const { return systems_ + system; }

  std::uint32_t systems_ = 0;
  std::vector<Arc> arcs_;
  std::vector<std::uint32_t> first_;  // per node, of `arcs_`
  std::vector<bool> reached_;
};

}  // namespace hamon
