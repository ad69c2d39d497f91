#include "render/map_clusters.hpp"

#include "base/sha256.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace hamon {
namespace {

// Where nothing is declared: the prefix lengths that sites use for a segment.
constexpr int kSegmentV4 = 24;
constexpr int kSegmentV6 = 64;

Prefix segment_of(const IpAddress& address) {
  return {address, address.is_v4() ? kSegmentV4 : kSegmentV6};
}

// The address that a system is placed by: its first observed one, else its first.
std::optional<IpAddress> place_of(const System& system) {
  for (const SystemAddress& address : system.addresses) {
    if (address.observed) {
      return address.address;
    }
  }
  return system.addresses.empty() ? std::nullopt : std::optional(system.addresses.front().address);
}

class Boundaries {
 public:
  explicit Boundaries(const FlowGraph& graph) : graph_(graph) {
    for (const Zone& zone : graph.zones()) {
      MapCluster& cluster = add(MapCluster::Kind::Zone, "zone-" + slug(zone.name));
      cluster.name = zone.name;
      cluster.label = zone.label;
      cluster.zone_kind = zone.kind;
      cluster.prefixes = zone.prefixes;
    }
    add_segments();
  }

  MapClusters place() {
    MapClusters out;
    for (std::uint32_t i = 0; i < graph_.systems().size(); ++i) {
      const std::size_t cluster = cluster_for(graph_.systems()[i]);
      out.of.push_back(cluster);
      clusters_[cluster].systems.push_back(SystemId{i});
      clusters_[cluster].observed += graph_.systems()[i].observed ? 1U : 0U;
    }
    sort(out.of);
    out.clusters = std::move(clusters_);
    return out;
  }

 private:
  MapCluster& add(MapCluster::Kind kind, std::string id) {
    MapCluster cluster;
    cluster.kind = kind;
    cluster.id = std::move(id);
    clusters_.push_back(std::move(cluster));
    return clusters_.back();
  }

  void add_segments() {
    if (!graph_.zones().empty()) {
      return;
    }
    std::set<Prefix> seen;
    for (const System& system : graph_.systems()) {
      const auto address = place_of(system);
      if (!system.outside && address) {
        seen.insert(segment_of(*address));
      }
    }
    for (const Prefix& prefix : seen) {
      segments_[prefix] = clusters_.size();
      MapCluster& cluster = add(MapCluster::Kind::Segment, "segment-" + slug(prefix.text()));
      cluster.name = prefix.text();
      cluster.prefixes = {prefix};
    }
  }

  std::size_t cluster_for(const System& system) {
    if (system.outside) {
      return single(MapCluster::Kind::Outside, "outside");
    }
    if (system.home) {
      return index(*system.home);
    }
    const auto address = place_of(system);
    if (address && !segments_.empty()) {
      return segments_.at(segment_of(*address));
    }
    return system.in_site || system.in_ledger ? single(MapCluster::Kind::NoZone, "no-zone")
                                              : single(MapCluster::Kind::Undeclared, "undeclared");
  }

  std::size_t single(MapCluster::Kind kind, const char* id) {
    const auto [place, added] = singles_.try_emplace(kind, clusters_.size());
    if (added) {
      add(kind, id);
    }
    return place->second;
  }

  // Clusters that are no zone come in the order of their kind, whichever system was met first.
  void sort(std::vector<std::size_t>& of) {
    std::vector<std::size_t> order(clusters_.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      order[i] = i;
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return clusters_[a].kind < clusters_[b].kind;
    });
    std::vector<MapCluster> sorted;
    std::vector<std::size_t> new_place(clusters_.size());
    for (const std::size_t old : order) {
      new_place[old] = sorted.size();
      sorted.push_back(std::move(clusters_[old]));
    }
    clusters_ = std::move(sorted);
    for (std::size_t& cluster : of) {
      cluster = new_place[cluster];
    }
  }

  const FlowGraph& graph_;
  std::vector<MapCluster> clusters_;
  std::map<Prefix, std::size_t> segments_;
  std::map<MapCluster::Kind, std::size_t> singles_;
};

}  // namespace

MapClusters map_clusters(const FlowGraph& graph) {
  return Boundaries(graph).place();
}

std::string slug(std::string_view name) {
  constexpr std::size_t kDigits =
      6;  // of the hash: names of one case collide with chance 1e-7 a pair
  std::string out;
  for (const char c : name) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    const bool upper = c >= 'A' && c <= 'Z';
    out += kept ? c : upper ? static_cast<char>(c - 'A' + 'a') : '-';
  }
  return out == name ? out : out + "-" + sha256_hex(name).substr(0, kDigits);
}

std::string_view name_of(MapCluster::Kind kind) {
  switch (kind) {
    case MapCluster::Kind::Zone:
      return "zone";
    case MapCluster::Kind::Segment:
      return "segment";
    case MapCluster::Kind::NoZone:
      return "no_zone";
    case MapCluster::Kind::Undeclared:
      return "undeclared";
    case MapCluster::Kind::Outside:
      break;
  }
  return "outside";
}

}  // namespace hamon
