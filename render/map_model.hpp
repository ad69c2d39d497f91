#pragma once

#include "analyze/check.hpp"
#include "analyze/spread.hpp"
#include "graph/flow_graph.hpp"
#include "graph/observed_states.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// What a node of the map stands for.
enum class MapLevel : std::uint8_t {
  Zone,        ///< zones, and who stands outside of them
  System,      ///< systems; terminals that are alike are one node
  Service,     ///< who uses which service of which zone
  Department,  ///< which department's terminals reach which system
};
[[nodiscard]] std::optional<MapLevel> parse_map_level(std::string_view text);
[[nodiscard]] std::string_view name_of(MapLevel level);

/// What to draw. The findings and the spread must outlive the call alone.
struct MapOptions {
  MapLevel level = MapLevel::Zone;
  std::vector<SystemId> focus;  ///< only what lies within `hops` data flows of these; empty: all
  unsigned hops = 1;
  /// For programs, not for paper: an arrow for every pair of nodes and words uncut, however large
  /// it becomes; at the system level every system is a node.
  bool whole = false;
  bool crossings_only = false;             ///< only data flows from one trust boundary to another
  bool findings_only = false;              ///< only data flows that a finding names
  const CheckResult* findings = nullptr;   ///< marks what refutes a claim
  const SpreadResult* spread = nullptr;    ///< draws witness steps instead of data flows, and rings
  const ObservedStates* states = nullptr;  ///< marks what was found
  const SpreadOptions* spread_asked = nullptr;  ///< what `spread` answers: stands in the title
};

/// A trust boundary: a zone, or what stands in none.
struct MapCluster {
  enum class Kind : std::uint8_t {
    Zone,        ///< declared
    Segment,     ///< /24 or /64 inside, where no zone is declared at all
    NoZone,      ///< declared systems without a zone
    Undeclared,  ///< inside, in no zone, in neither site file nor ledger
    Outside
  };
  std::string id;  ///< `zone-…`, `segment-…`, `outside`, made from the name: equal next month
  Kind kind = Kind::Zone;
  std::string name;       ///< zone name, prefix, or empty
  std::string label;      ///< the zone's label
  std::string zone_kind;  ///< `clinical`, …
  std::vector<Prefix> prefixes;
  std::vector<SystemId> systems;       ///< sorted; observed or declared
  std::size_t observed = 0;            ///< of these
  std::uint64_t inner_data_flows = 0;  ///< data flows within the boundary
  std::uint64_t inner_bytes = 0;
};
[[nodiscard]] std::string_view name_of(MapCluster::Kind kind);  ///< `zone`, …

struct MapNode {
  enum class Shape : std::uint8_t {
    Zone,      ///< all of a trust boundary
    Process,   ///< a system, or several alike
    Store,     ///< one that keeps data: file server, NAS, database, backup
    External,  ///< outside
    Group,     ///< several nodes of a boundary together, whose like data flows are one edge
    Service,   ///< the systems of a boundary that offer one service
  };
  std::string id;  ///< unique, `[a-z0-9-]`, made from names: equal next month
  Shape shape = Shape::Process;
  std::size_t cluster = 0;        ///< index into `MapModel::clusters`
  std::string name;               ///< of service, department or link; empty: named by its systems
  std::string link;               ///< of one system outside: the declared link whose far end it is
  std::vector<SystemId> systems;  ///< sorted
  bool declared = false;          ///< in site file or ledger, or the far end of a declared link
  bool focus = false;
  bool finding = false;  ///< an end of a finding that refutes a claim and is not accepted
  std::array<std::size_t, 5> rings{};  ///< systems by `Ring`
  std::optional<Timestamp> reached;    ///< earliest compromise of one of them, else earliest damage
  std::optional<Timestamp> data_hit;   ///< earliest damage, where it comes before any compromise
  bool compromised = false;            ///< one of them is; else at most data-affected
  struct Found {
    Condition condition = Condition::Infected;
    std::size_t systems = 0;
    std::optional<Timestamp> first;  ///< the earliest time, where any is told
  };
  std::vector<Found> found;            ///< what was found of its systems, by condition
  std::uint64_t inner_data_flows = 0;  ///< between the systems of this node
  std::uint64_t inner_bytes = 0;
};
[[nodiscard]] std::string_view name_of(MapNode::Shape shape);  ///< `zone`, …

/// All data flows that the map draws as one arrow.
struct MapEdge {
  std::size_t from = 0;  ///< indices into `MapModel::nodes`; of a spread: who passes it on
  std::size_t to = 0;
  struct ServiceSum {
    std::string name;  ///< unrecognised ports from 49152 up are one `tcp/dynamic`
    std::uint64_t data_flows = 0;
    std::uint64_t bytes = 0;
  };
  std::vector<ServiceSum> services;  ///< by bytes, most first, then name
  std::uint64_t data_flows = 0;
  std::uint64_t records = 0;
  std::uint64_t contacts = 0;
  std::uint64_t bytes_out = 0;
  std::uint64_t bytes_in = 0;
  std::size_t initiators = 0;  ///< systems
  std::size_t responders = 0;
  Interval seen;
  bool crossing = false;             ///< from one trust boundary to another
  bool outside = false;              ///< one end is outside
  bool finding = false;              ///< one of them refutes a claim
  bool damage = false;               ///< of a spread: carries damage alone
  std::optional<Timestamp> arrival;  ///< of a spread: the earliest
};

struct MapModel {
  MapLevel level = MapLevel::Zone;
  std::vector<MapCluster> clusters;    ///< zones in order, then segments, without zone, undeclared,
                                       ///< outside; empty ones too for zones
  std::vector<MapEdge> cluster_flows;  ///< between clusters, all data flows; by (from, to)
  std::vector<MapNode> nodes;          ///< by (cluster, id)
  std::vector<MapEdge> edges;          ///< outside first, then crossing ones, by (from, to); drawn
                                       ///< with numbers from 1 in this order
  std::uint64_t left_out = 0;          ///< data flows that the options asked not to draw
  std::uint64_t beyond = 0;            ///< data flows of edges beyond the most that are drawn
};

inline constexpr std::size_t kMostNodes = 200;
inline constexpr std::size_t kMostEdges = 300;

/// The map of a graph. Every data flow is in exactly one edge, inside one node, left out or beyond.
/// At most `kMostNodes` nodes and `kMostEdges` edges: alike systems are folded as far as that
/// needs, but of a whole one. O(F log F) for F data flows.
[[nodiscard]] MapModel map_model(const FlowGraph& graph, const MapOptions& options = {});

/// `name` as part of an id: `[a-z0-9-]`, with a hash behind it where that changed anything.
[[nodiscard]] std::string slug(std::string_view name);

}  // namespace hamon
