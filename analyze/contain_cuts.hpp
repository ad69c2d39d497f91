#pragma once

#include "analyze/contain.hpp"
#include "analyze/future_graph.hpp"
#include "analyze/minimum_cut.hpp"

#include <optional>
#include <vector>

namespace hamon {

/// Finds the cheapest cut of each kind over one future graph; views all that it is made of.
class CutFinder {
 public:
  /// `infected`: states at the time of the decision; `reachable`: those to be cut off.
  CutFinder(const FlowGraph& graph, const Barriers& barriers, Timestamp at,
            const FutureGraph& future, const std::vector<SpreadState>& infected,
            const std::vector<SystemId>& reachable);

  /// Without the replay.
  [[nodiscard]] ContainCut find(CutKind kind) const;

 private:
  void by_data_flow(ContainCut& cut) const;
  void by_system(ContainCut& cut) const;
  void by_zone_pair(ContainCut& cut) const;

  [[nodiscard]] CutProblem bare_problem(std::uint32_t nodes) const;
  [[nodiscard]] CutProblem system_problem(std::vector<std::uint32_t>& system_of_gate) const;
  void add_system_costs(CutProblem& problem,
                        const std::vector<std::vector<std::uint32_t>>& gates) const;
  /// A boundary lies between them where they differ.
  [[nodiscard]] ZoneSides sides_of(const DataFlow& flow) const;
  [[nodiscard]] CutStage stage_of(const DataFlow& flow) const;
  /// The same whether or not an end is a backup.
  [[nodiscard]] CutStage place_of(const DataFlow& flow) const;
  void add_interrupted(ContainCut& cut) const;

  const FlowGraph& graph_;
  const FutureGraph& future_;
  std::vector<bool> fixed_;  // infected or to be protected: not to be isolated
  std::vector<bool> backups_;
  std::vector<std::uint32_t> live_;  // data flows between two systems that no measure has closed
};

/// Makes the cut at a time, as a measure of the rule of spread.
void add_measure(SpreadOptions& options, const FlowGraph& graph, const ContainCut& cut,
                 Timestamp at);

}  // namespace hamon
