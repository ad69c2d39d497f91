#include "render/map_bundles.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace hamon {
namespace {

constexpr std::size_t kMany = 3;  // nodes of one boundary at one hub

/// A node that many of one boundary talk to (`in`) or that talks to many.
struct Hub {
  std::size_t node = 0;
  std::size_t cluster = 0;  // of the many
  bool in = true;
  auto operator<=>(const Hub&) const = default;
};

class Bundling {
 public:
  /// `all`: only what every department of a boundary does alike.
  Bundling(const FlowGraph& graph, const std::vector<MapArrow>& arrows, MapNodes& nodes, bool all)
      : arrows_(arrows), nodes_(nodes), all_(all) {
    for (const MapNode& node : nodes.nodes) {
      const bool terminals = std::all_of(node.systems.begin(), node.systems.end(),
                                         [&](SystemId s) { return is_terminal(graph[s].role); });
      is_department_.push_back(terminals);
      departments_[node.cluster] += terminals ? 1U : 0U;
    }
    for (std::size_t i = 0; i < arrows.size(); ++i) {
      const auto ends = std::pair(nodes.from[i], nodes.to[i]);
      if (ends.first != ends.second) {
        pairs_[ends].push_back(i);
      }
    }
    for (const auto& pair : pairs_) {
      const auto& ends = pair.first;
      if (may_join(ends.first, ends.second)) {
        hubs_[{ends.second, nodes_.nodes[ends.first].cluster, true}].insert(ends.first);
        hubs_[{ends.first, nodes_.nodes[ends.second].cluster, false}].insert(ends.second);
      }
    }
  }

  /// The largest hub first; what it takes no other one has.
  void run() {
    while (true) {
      auto best = hubs_.end();
      for (auto hub = hubs_.begin(); hub != hubs_.end(); ++hub) {
        if (is_many(*hub) && (best == hubs_.end() || hub->second.size() > best->second.size())) {
          best = hub;
        }
      }
      if (best == hubs_.end()) {
        return;
      }
      const Hub hub = best->first;
      const std::set<std::size_t> many = best->second;
      hubs_.erase(best);
      for (const std::size_t node : many) {
        take(hub, node);
      }
    }
  }

 private:
  [[nodiscard]] bool is_many(const std::pair<const Hub, std::set<std::size_t>>& hub) const {
    const auto& many = hub.second;
    return many.size() >= kMany &&
           (!all_ || (many.size() == departments_.at(hub.first.cluster) &&
                      std::all_of(many.begin(), many.end(),
                                  [&](std::size_t node) { return is_department_[node]; })));
  }

  [[nodiscard]] bool may_join(std::size_t from, std::size_t to) const {
    const MapNode& a = nodes_.nodes[from];
    const MapNode& b = nodes_.nodes[to];
    return a.shape != MapNode::Shape::External && b.shape != MapNode::Shape::External && !a.focus &&
           !b.focus;
  }

  void take(const Hub& hub, std::size_t node) {
    const auto ends = hub.in ? std::pair(node, hub.node) : std::pair(hub.node, node);
    const std::size_t group = group_of(hub.cluster);
    for (const std::size_t i : pairs_.at(ends)) {
      (hub.in ? nodes_.from : nodes_.to)[i] = group;
      MapNode& many = nodes_.nodes[group];
      many.systems.push_back(hub.in ? arrows_[i].from : arrows_[i].to);
    }
    // The other way to see the same pair is gone.
    const auto other = hubs_.find(hub.in ? Hub{node, nodes_.nodes[hub.node].cluster, false}
                                         : Hub{node, nodes_.nodes[hub.node].cluster, true});
    if (other != hubs_.end()) {
      other->second.erase(hub.node);
    }
  }

  std::size_t group_of(std::size_t cluster) {
    const auto [found, added] = groups_.try_emplace(cluster, nodes_.nodes.size());
    if (added) {
      MapNode group;
      group.shape = MapNode::Shape::Group;
      group.cluster = cluster;
      nodes_.nodes.push_back(std::move(group));
    }
    return found->second;
  }

  const std::vector<MapArrow>& arrows_;
  MapNodes& nodes_;
  std::map<std::pair<std::size_t, std::size_t>, std::vector<std::size_t>> pairs_;
  std::map<Hub, std::set<std::size_t>> hubs_;
  std::map<std::size_t, std::size_t> groups_;
  bool all_;
  std::vector<bool> is_department_;                 // by node: terminals alone
  std::map<std::size_t, std::size_t> departments_;  // how many of them, by cluster
};

void finish_groups(const FlowGraph& graph, const MapClusters& clusters, MapNodes& nodes) {
  for (MapNode& node : nodes.nodes) {
    if (node.shape != MapNode::Shape::Group || !node.id.empty()) {
      continue;
    }
    node.id = "group-" + clusters.clusters[node.cluster].id;
    std::sort(node.systems.begin(), node.systems.end());
    node.systems.erase(std::unique(node.systems.begin(), node.systems.end()), node.systems.end());
    node.declared = std::any_of(node.systems.begin(), node.systems.end(), [&](SystemId system) {
      return graph[system].in_site || graph[system].in_ledger;
    });
  }
}

/// Puts the nodes back into (cluster, id) order.
void sort_nodes(MapNodes& nodes) {
  std::vector<std::size_t> order(nodes.nodes.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = i;
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tie(nodes.nodes[a].cluster, nodes.nodes[a].id) <
           std::tie(nodes.nodes[b].cluster, nodes.nodes[b].id);
  });
  std::vector<MapNode> sorted;
  std::vector<std::size_t> place(order.size());
  for (const std::size_t old : order) {
    place[old] = sorted.size();
    sorted.push_back(std::move(nodes.nodes[old]));
  }
  nodes.nodes = std::move(sorted);
  for (auto* ends : {&nodes.from, &nodes.to}) {
    for (std::size_t& node : *ends) {
      node = place[node];
    }
  }
}

}  // namespace

void bundle(const FlowGraph& graph, const MapClusters& clusters,
            const std::vector<MapArrow>& arrows, MapNodes& nodes, MapLevel level) {
  if (level != MapLevel::System && level != MapLevel::Department) {
    return;
  }
  Bundling(graph, arrows, nodes, level == MapLevel::Department).run();
  finish_groups(graph, clusters, nodes);
  sort_nodes(nodes);
}

}  // namespace hamon
