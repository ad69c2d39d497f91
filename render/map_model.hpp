#pragma once

#include "graph/flow_graph.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hamon {

/// A box of the map: a zone, or what stands in none.
struct MapNode {
  enum class Kind {
    Zone,        ///< declared
    Segment,     ///< /24 or /64 inside, where no zone is declared at all
    NoZone,      ///< declared systems without a zone
    Undeclared,  ///< inside, in no zone, in neither site file nor ledger
    Outside
  };
  std::string
      id;  ///< `zone-3`, `segment-0`, `outside`: stable in one graph, letters, digits and `-`
  Kind kind = Kind::Zone;
  std::string name;       ///< zone name, prefix, or empty
  std::string label;      ///< the zone's label
  std::string zone_kind;  ///< `clinical`, …
  std::vector<Prefix> prefixes;
  std::vector<SystemId> systems;       ///< sorted; observed or declared
  std::size_t observed = 0;            ///< of these
  std::uint64_t inner_data_flows = 0;  ///< data flows within the box
  std::uint64_t inner_bytes = 0;
};

/// All data flows from the systems of one box to those of another.
struct MapEdge {
  std::size_t from = 0;  ///< indices into `MapModel::nodes`
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
};

struct MapModel {
  std::vector<MapNode> nodes;  ///< zones by id, then segments, without zone, undeclared, outside;
                               ///< empty ones too for zones
  std::vector<MapEdge> edges;  ///< by (from, to); never from a box to itself
};

/// The zone level of the map: every data flow stands in exactly one edge or box.
[[nodiscard]] MapModel map_model(const FlowGraph& graph);

}  // namespace hamon
