#pragma once

#include "analyze/spread.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace hamon {

/// Clinical weight, exact: whole numbers of 1/2000.
struct CutCost {
  std::int64_t units = 0;
  [[nodiscard]] double value() const { return static_cast<double>(units) / 2000; }
  auto operator<=>(const CutCost&) const = default;
};
/// `critical` of the site file, at least 1.
[[nodiscard]] CutCost weight_of(const System& system);
/// The mean of what its ends weigh.
[[nodiscard]] CutCost weight_of(const FlowGraph& graph, const DataFlow& flow);

struct ContainOptions {
  /// The infection, profile, incubation, and measures that are taken anyway. `until` does not
  /// count.
  SpreadOptions spread;
  std::vector<SystemId> protect;
  std::optional<Timestamp> at;  ///< of the decision; nothing: the latest time of a seed
};

/// One side of a cut by zone pair: the systems whose home is a zone, those inside that have none,
/// or those outside.
struct CutZone {
  enum class Kind { Zone, None, Outside } kind = Kind::Zone;
  ZoneId zone{};
  auto operator<=>(const CutZone&) const = default;
};
using ZoneSides = std::pair<CutZone, CutZone>;  ///< the lesser one first
[[nodiscard]] CutZone cut_zone_of(const System& system);

enum class CutKind { DataFlow, System, ZonePair };
[[nodiscard]] std::string_view name_of(CutKind kind);  ///< `flow`, `system`, `zone-pair`

/// In which order things are cut (template of the Ministry of Health, Labour and Welfare for the
/// continuity plan of a hospital's systems): first what leads to the backups.
enum class CutStage { Backup, External, Segment, Inside };
[[nodiscard]] std::string_view name_of(CutStage stage);  ///< `backup`, `external`, …

enum class CutState {
  Found,
  NotNeeded,  ///< nothing leads from the infected to what is to be protected
  Impossible  ///< see `CutObstacle`
};
[[nodiscard]] std::string_view name_of(CutState state);  ///< `found`, `not_needed`, `impossible`
enum class CutObstacle {
  None,
  Infected,   ///< all that is to be protected may be infected already
  Direct,     ///< an infected system has a data flow with one to be protected
  NoBoundary  ///< a way there crosses no boundary between zones
};
[[nodiscard]] std::string_view name_of(CutObstacle obstacle);  ///< ``, `infected`, `direct`, …

/// One thing to cut; the kind of its cut tells which of the last three it is.
struct CutItem {
  CutStage stage = CutStage::Inside;
  CutCost cost;  ///< of all data flows that it stops, though another item may stop one as well
  DataFlowId data_flow{};
  SystemId system{};
  ZoneSides zones;
};

/// What stops when a cut is made: every data flow, whether it could carry or not.
struct Interrupted {
  std::vector<DataFlowId> data_flows;
  std::vector<SystemId> systems;  ///< their ends
  std::vector<ServiceId> services;
};

struct ContainCut {
  CutKind kind = CutKind::DataFlow;
  CutState state = CutState::Found;
  CutObstacle obstacle = CutObstacle::None;
  bool minimal = true;         ///< proven to be the cheapest
  std::vector<CutItem> items;  ///< in the order in which they are to be cut
  CutCost cost;                ///< of the data flows interrupted, each once
  Interrupted interrupted;
  /// Replayed by the rule of spread with this cut, if there is one, at the time of the decision.
  std::vector<SystemId> leaves;     ///< of those to be protected, reached all the same
  std::vector<SystemId> contacted;  ///< of the others that are not infected yet: still reached
  std::vector<SystemId> connected;  ///< can still happen to them, time ignored
};

enum class ProtectedState {
  Reachable,  ///< something leads there from the infected
  NoPath,     ///< nothing that was observed does
  Infected    ///< may be compromised, or have lost data, at the time of the decision
};
[[nodiscard]] std::string_view name_of(ProtectedState state);  ///< `reachable`, `no_path`, …
struct Protected {
  SystemId system{};
  ProtectedState state = ProtectedState::NoPath;
  std::optional<Timestamp> earliest;  ///< reached when nothing is cut
};

/// A system, neither infected nor the protected one itself, or a data flow, in both its directions,
/// through which every way from the infected to some of the protected leads.
struct ChokePoint {
  CutKind kind = CutKind::System;  ///< which of the next two it is; never a zone pair
  SystemId system{};
  DataFlowId data_flow{};
  std::vector<SystemId> before;  ///< these protected ones
};

struct ContainResult {
  Timestamp at;
  std::vector<SystemId> infected;  ///< at that time, by the rule of spread; all seeds
  std::vector<Protected> guarded;  ///< those to be protected, by id
  std::vector<ContainCut> cuts;    ///< by data flow, by system, by zone pair
  std::vector<ChokePoint> chokes;  ///< systems, then data flows: most protected first, then by id
};

/// The cheapest ways to cut what is to be protected off from those infected now, over the static
/// future graph: time ignored, along what carries, as ring `connected` of spread. By data flow and
/// system a minimum cut, by zone pair a hitting set over ways; each then replayed in time
/// (docs/analysis.md). Costs a few maximum flows over the systems and pairs of systems on the ways
/// there, and four spreads.
[[nodiscard]] ContainResult contain(const FlowGraph& graph, const SpreadIndex& index,
                                    const ContainOptions& options);

}  // namespace hamon
