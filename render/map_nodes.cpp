#include "render/map_nodes.hpp"

#include "base/sha256.hpp"
#include "graph/selector.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include <fmt/format.h>

namespace hamon {
namespace {

constexpr std::size_t kPlain = 60;      // nodes that a printed page bears; beyond, more is folded
constexpr std::size_t kOutside = 12;    // outside systems with a node of their own
constexpr std::size_t kUndeclared = 8;  // the same for what nobody declared, at the zone level
constexpr std::size_t kServers = 60;    // with a node of their own once all is folded by role
constexpr int kCoarsest = 4;
constexpr std::size_t kNoGroup = SIZE_MAX;

MapNode::Shape shape_of(Role role) {
  return role == Role::FileServer || role == Role::Nas || role == Role::Database ||
                 role == Role::Backup
             ? MapNode::Shape::Store
             : MapNode::Shape::Process;
}

/// Systems that are one node: `key` says which.
struct Place {
  std::string key;
  MapNode::Shape shape = MapNode::Shape::Process;
  std::size_t cluster = 0;
  std::string name;
};

/// What is known of a system before anything is folded.
struct Facts {
  std::uint64_t arrows = 0;
  std::uint64_t bytes = 0;
  bool opens = false;  // an arrow leaves it
  bool finding = false;
  unsigned conditions = 0;  // bits: what the list of states says of it
  bool focus = false;
  std::set<std::string> notable;  // peers outside or of a finding
  std::string link;               // of an outside system: the declared link whose far end it is
};

std::string key_of(std::initializer_list<std::string_view> parts) {
  std::string key;
  for (const std::string_view part : parts) {
    key.append(part);
    key += '\0';
  }
  return key;
}

/// A system that offers several services of one node counts once.
void make_set(std::vector<SystemId>& systems) {
  std::sort(systems.begin(), systems.end());
  systems.erase(std::unique(systems.begin(), systems.end()), systems.end());
}

class Folding {
 public:
  Folding(const FlowGraph& graph, const MapClusters& clusters, const std::vector<MapArrow>& arrows,
          const std::vector<bool>& shown, const MapOptions& options)
      : graph_(graph),
        clusters_(clusters),
        arrows_(arrows),
        shown_(shown),
        options_(options),
        facts_(graph.systems().size()) {
    gather();
    choose_outside();
    choose_servers();
  }

  MapNodes fold() {
    if (whole()) {
      place_all();
      return nodes();
    }
    for (coarse_ = 0;; ++coarse_) {
      place_all();
      if (groups_.size() <= (coarse_ < 2 ? kPlain : kMostNodes) || coarse_ == kCoarsest) {
        break;
      }
    }
    return nodes();
  }

 private:
  void gather() {
    for (const MapArrow& arrow : arrows_) {
      const DataFlow& flow = graph_[arrow.data_flow];
      for (const auto& [end, peer] : {std::pair(arrow.from, arrow.to), {arrow.to, arrow.from}}) {
        Facts& facts = facts_[index(end)];
        ++facts.arrows;
        facts.bytes += flow.bytes_out + flow.bytes_in;
        facts.finding |= arrow.finding;
        if (arrow.finding || graph_[peer].outside) {
          facts.notable.insert(graph_[peer].name);
        }
      }
      facts_[index(arrow.from)].opens = true;
    }
    for (const SystemId system : options_.focus) {
      facts_[index(system)].focus = true;
    }
    if (options_.states != nullptr) {
      for (const ObservedState& row : options_.states->rows) {
        facts_[index(row.system)].conditions |= 1U << static_cast<unsigned>(row.condition);
      }
    }
    for (const SiteLink& link : graph_.site().links) {
      if (const auto far = Selector::bind(link.outside, graph_)) {
        for (const SystemId system : far->systems(graph_)) {
          if (graph_[system].outside && facts_[index(system)].link.empty()) {
            facts_[index(system)].link = link.name;
          }
        }
      }
    }
  }

  /// The outside systems and, at the zone level, undeclared ones that get a node of their own: who
  /// opens or is in focus, then what a finding names, then by bytes.
  void choose_outside() {
    std::vector<std::tuple<bool, bool, std::uint64_t, std::uint32_t>> outside, undeclared;
    for (std::uint32_t i = 0; i < facts_.size(); ++i) {
      const Facts& f = facts_[i];
      const auto rank = std::tuple(!(f.opens || f.focus), !f.finding, UINT64_MAX - f.bytes, i);
      if (graph_.systems()[i].outside && f.arrows > 0) {
        outside.push_back(rank);
      } else if (kind_of(SystemId{i}) == MapCluster::Kind::Undeclared) {
        undeclared.push_back(rank);
      }
    }
    const auto take = [&](auto& ranks, std::size_t most) {
      std::sort(ranks.begin(), ranks.end());
      const bool all = ranks.size() <= most;
      for (std::size_t i = 0; i < std::min(most, ranks.size()); ++i) {
        // Of a crowd outside only those are told apart that came in or were asked for.
        if (all || !std::get<0>(ranks[i])) {
          alone_.insert(std::get<3>(ranks[i]));
        }
      }
    };
    take(outside, kOutside);
    take(undeclared, kUndeclared);
  }

  void choose_servers() {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> ranks;
    for (std::uint32_t i = 0; i < facts_.size(); ++i) {
      if (!graph_.systems()[i].outside && facts_[i].arrows > 0) {
        ranks.emplace_back(UINT64_MAX - facts_[i].arrows, i);
      }
    }
    std::sort(ranks.begin(), ranks.end());
    for (std::size_t i = 0; i < std::min(kServers, ranks.size()); ++i) {
      busiest_.insert(ranks[i].second);
    }
  }

  [[nodiscard]] std::size_t cluster_of(SystemId system) const {
    return clusters_.of[index(system)];
  }
  [[nodiscard]] const MapCluster& boundary(SystemId system) const {
    return clusters_.clusters[cluster_of(system)];
  }
  [[nodiscard]] MapCluster::Kind kind_of(SystemId system) const { return boundary(system).kind; }

  [[nodiscard]] Place alone(SystemId system) const {
    const System& s = graph_[system];
    return {key_of({"system", s.name}),
            s.outside ? MapNode::Shape::External : shape_of(s.role),
            cluster_of(system),
            {}};
  }

  [[nodiscard]] Place outside(SystemId system) const {
    const Facts& facts = facts_[index(system)];
    if (!facts.link.empty()) {
      return {key_of({"link", facts.link}), MapNode::Shape::External, cluster_of(system),
              facts.link};
    }
    return alone_.contains(static_cast<std::uint32_t>(system))
               ? alone(system)
               : Place{key_of({"others"}), MapNode::Shape::External, cluster_of(system), {}};
  }

  [[nodiscard]] Place zone(SystemId system) const {
    const MapCluster& cluster = boundary(system);
    if (cluster.kind == MapCluster::Kind::Undeclared &&
        alone_.contains(static_cast<std::uint32_t>(system))) {
      return alone(system);
    }
    return {key_of({"zone", cluster.id}), MapNode::Shape::Zone, cluster_of(system), {}};
  }

  /// What else must be equal for two systems to be one node: how far a spread comes, else the peers
  /// outside and those of findings.
  [[nodiscard]] std::string kinship(SystemId system) const {
    const unsigned conditions = facts_[index(system)].conditions;
    if (options_.spread != nullptr) {
      const SpreadState& state = options_.spread->systems[index(system)];
      return fmt::format("{}{}{}", static_cast<int>(state.ring), state.compromised ? 'c' : '-',
                         conditions);
    }
    std::string names = conditions == 0 ? "" : fmt::format("{}", conditions) + '\0';
    for (const std::string& name : facts_[index(system)].notable) {
      names += coarse_ < 3 ? name + '\0' : "";
    }
    return names;
  }

  /// Of a system that no arrow meets.
  [[nodiscard]] Place quiet(SystemId system) const {
    if (facts_[index(system)].focus) {
      return alone(system);
    }
    return {key_of({"quiet", boundary(system).id,
                    options_.spread != nullptr ? kinship(system)
                    : graph_[system].observed  ? "observed"
                                               : "unseen"}),
            MapNode::Shape::Process,
            cluster_of(system),
            {}};
  }

  [[nodiscard]] Place system_place(SystemId system) const {
    const System& s = graph_[system];
    const Facts& facts = facts_[index(system)];
    const std::string& zone_id = boundary(system).id;
    const std::string kin = kinship(system);
    const auto role = name_of(s.role);
    const auto number = static_cast<std::uint32_t>(system);
    if (facts.focus) {
      return alone(system);
    }
    if (facts.arrows == 0 && coarse_ < kCoarsest) {
      return quiet(system);
    }
    const bool folded = coarse_ == 0   ? s.role == Role::Client || s.role == Role::Printer
                        : coarse_ == 1 ? is_terminal(s.role)
                                       : !busiest_.contains(number) || coarse_ > 2;
    if (!folded) {
      return alone(system);
    }
    if (coarse_ == kCoarsest) {
      return {key_of({"all", zone_id, kin}), MapNode::Shape::Process, cluster_of(system), {}};
    }
    return {key_of({"role", zone_id, role, coarse_ < 2 ? s.department : "", kin}),
            shape_of(s.role),
            cluster_of(system),
            {}};
  }

  [[nodiscard]] Place department(SystemId system) const {
    const System& s = graph_[system];
    if (facts_[index(system)].arrows == 0) {
      return quiet(system);
    }
    if (!is_terminal(s.role)) {
      return coarse_ < 2 || facts_[index(system)].focus ? alone(system) : system_place(system);
    }
    return {key_of({"department", boundary(system).id, s.department}), MapNode::Shape::Process,
            cluster_of(system), s.department};
  }

  [[nodiscard]] Place service(SystemId system, const std::string& name) const {
    return {key_of({"service", boundary(system).id, coarse_ < 2 ? name : "services"}),
            MapNode::Shape::Service, cluster_of(system), coarse_ < 2 ? name : ""};
  }

  [[nodiscard]] bool whole() const { return options_.whole && options_.level == MapLevel::System; }

  [[nodiscard]] Place place(SystemId system) const {
    if (whole()) {
      return alone(system);
    }
    if (graph_[system].outside) {
      return outside(system);
    }
    switch (options_.level) {
      case MapLevel::Zone:
        return zone(system);
      case MapLevel::System:
        return system_place(system);
      case MapLevel::Department:
        return department(system);
      case MapLevel::Service:
        break;
    }
    if (facts_[index(system)].arrows == 0) {
      return quiet(system);
    }
    return {
        key_of({"clients", boundary(system).id}), MapNode::Shape::Group, cluster_of(system), {}};
  }

  /// Belongs on the map at every level, whether or not an arrow meets it.
  [[nodiscard]] bool is_asked_for(std::uint32_t system) const {
    return facts_[system].focus ||
           (options_.spread != nullptr && options_.spread->systems[system].ring != Ring::None);
  }

  /// A node to be.
  struct Members {
    Place place;
    std::vector<SystemId> systems;
    std::uint64_t arrows = 0;
  };

  std::size_t group_at(Place at) {
    const auto [found, added] = by_key_.try_emplace(at.key, groups_.size());
    if (added) {
      groups_.push_back({std::move(at), {}, 0});
    }
    return found->second;
  }

  /// The group of each system that stands on the map; at the service level, as one that asks.
  void place_systems() {
    groups_.clear();
    by_key_.clear();
    offers_.clear();
    group_of_.assign(facts_.size(), kNoGroup);
    const bool all = options_.level == MapLevel::Zone || options_.level == MapLevel::System;
    const bool asking = options_.level == MapLevel::Service;
    for (std::uint32_t i = 0; i < facts_.size(); ++i) {
      const bool meets_arrows = asking ? facts_[i].opens : facts_[i].arrows > 0;
      const bool stands_alone = facts_[i].arrows == 0 && (all ? shown_[i] : is_asked_for(i));
      if (meets_arrows || stands_alone) {
        group_of_[i] = group_at(place(SystemId{i}));
        groups_[group_of_[i]].systems.push_back(SystemId{i});
      }
    }
  }

  std::size_t offering_group(const MapArrow& arrow) {
    const Facts& facts = facts_[index(arrow.to)];
    if (options_.level != MapLevel::Service) {
      return group_of_[index(arrow.to)];
    }
    if (graph_[arrow.to].outside && !facts.link.empty()) {
      return group_at(outside(arrow.to));
    }
    const ServiceId offered = graph_[arrow.data_flow].service;
    const auto [found, added] =
        offers_.try_emplace({cluster_of(arrow.to), offered}, groups_.size());
    if (added) {
      found->second = group_at(service(arrow.to, shown_service(graph_[offered])));
    }
    return found->second;
  }

  void place_all() {
    place_systems();
    from_.clear();
    to_.clear();
    for (const MapArrow& arrow : arrows_) {
      from_.push_back(group_of_[index(arrow.from)]);
      to_.push_back(offering_group(arrow));
      ++groups_[from_.back()].arrows;
      ++groups_[to_.back()].arrows;
      if (options_.level == MapLevel::Service) {
        groups_[to_.back()].systems.push_back(arrow.to);
      }
    }
    for (Members& members : groups_) {
      make_set(members.systems);
    }
  }

  /// One system alone is called by its name, whatever it might have been folded with.
  [[nodiscard]] std::string id_of(const Members& members) const {
    const std::string& key = members.place.key;
    const MapNode::Shape shape = members.place.shape;
    if (shape == MapNode::Shape::Zone) {
      return clusters_.clusters[members.place.cluster].id;
    }
    if (key.starts_with(key_of({"link"}))) {
      return "link-" + slug(members.place.name);
    }
    const bool by_system = shape != MapNode::Shape::Group && shape != MapNode::Shape::Service &&
                           members.place.name.empty() && members.systems.size() == 1;
    return by_system ? "system-" + slug(graph_[members.systems.front()].name)
                     : "several-" + sha256_hex(key).substr(0, 10);
  }

  [[nodiscard]] MapNode node(Members& members) const {
    MapNode node;
    node.id = id_of(members);
    node.shape = members.place.shape;
    node.cluster = members.place.cluster;
    node.name = members.place.name;
    node.systems = std::move(members.systems);
    node.declared = members.place.key.starts_with(key_of({"link"}));
    if (node.systems.size() == 1 && node.name.empty()) {
      node.link = facts_[index(node.systems.front())].link;
      node.declared |= !node.link.empty();
    }
    for (const SystemId system : node.systems) {
      const Facts& facts = facts_[index(system)];
      node.focus |= facts.focus;
      node.finding |= facts.finding;
      node.declared |= graph_[system].in_site || graph_[system].in_ledger;
      if (options_.spread != nullptr) {
        add_reach(node, options_.spread->systems[index(system)]);
      }
    }
    settle_reach(node);
    add_found(node);
    return node;
  }

  /// Each condition with the systems that the list says it of.
  void add_found(MapNode& node) const {
    if (options_.states == nullptr) {
      return;
    }
    std::map<Condition, std::map<SystemId, std::optional<Timestamp>>> found;
    for (const ObservedState& row : options_.states->rows) {
      if (std::ranges::binary_search(node.systems, row.system)) {
        const auto [entry, is_new] = found[row.condition].try_emplace(row.system, row.time);
        keep_earlier(entry->second, row.time);
      }
    }
    for (const auto& [condition, systems] : found) {
      MapNode::Found& added = node.found.emplace_back();
      added.condition = condition;
      added.systems = systems.size();
      for (const auto& [system, time] : systems) {
        keep_earlier(added.first, time);
      }
    }
  }

  static void add_reach(MapNode& node, const SpreadState& state) {
    ++node.rings[static_cast<std::size_t>(state.ring)];
    node.compromised |= state.compromised.has_value();
    keep_earlier(node.reached, state.compromised);
    keep_earlier(node.data_hit, state.data_affected);
  }

  /// A compromise counts before damage; damage is said beside it only where it came first.
  static void settle_reach(MapNode& node) {
    if (!node.compromised) {
      node.reached = node.data_hit;
    }
    if (!node.data_hit || *node.reached <= *node.data_hit) {
      node.data_hit.reset();
    }
  }

  static void keep_earlier(std::optional<Timestamp>& kept, const std::optional<Timestamp>& time) {
    if (time && (!kept || *time < *kept)) {
      kept = time;
    }
  }

  /// Beyond the most nodes, the least busy ones are one.
  void clamp() {
    if (groups_.size() <= kMostNodes) {
      return;
    }
    std::vector<std::size_t> order(groups_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return std::tie(groups_[b].arrows, groups_[a].place.key) <
             std::tie(groups_[a].arrows, groups_[b].place.key);
    });
    const std::size_t rest = order[kMostNodes - 1];
    groups_[rest].place.key = key_of({"rest"});
    groups_[rest].place.shape = MapNode::Shape::Group;
    groups_[rest].place.name.clear();
    std::vector<std::size_t> to(groups_.size());
    std::iota(to.begin(), to.end(), std::size_t{0});
    for (std::size_t i = kMostNodes; i < order.size(); ++i) {
      Members& moved = groups_[order[i]];
      to[order[i]] = rest;
      groups_[rest].systems.insert(groups_[rest].systems.end(), moved.systems.begin(),
                                   moved.systems.end());
      moved.systems.clear();
    }
    make_set(groups_[rest].systems);
    for (auto* ends : {&from_, &to_}) {
      for (std::size_t& group : *ends) {
        group = to[group];
      }
    }
  }

  MapNodes nodes() {
    if (!whole()) {
      clamp();
    }
    std::vector<std::pair<MapNode, std::size_t>> sorted;
    for (std::size_t i = 0; i < groups_.size(); ++i) {
      if (!groups_[i].systems.empty()) {
        sorted.emplace_back(node(groups_[i]), i);
      }
    }
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
      return std::tie(a.first.cluster, a.first.id) < std::tie(b.first.cluster, b.first.id);
    });
    MapNodes out;
    std::vector<std::size_t> place(groups_.size());
    for (auto& [node, group] : sorted) {
      place[group] = out.nodes.size();
      out.nodes.push_back(std::move(node));
    }
    for (std::size_t i = 0; i < from_.size(); ++i) {
      out.from.push_back(place[from_[i]]);
      out.to.push_back(place[to_[i]]);
    }
    return out;
  }

  const FlowGraph& graph_;
  const MapClusters& clusters_;
  const std::vector<MapArrow>& arrows_;
  const std::vector<bool>& shown_;
  const MapOptions& options_;
  std::vector<Facts> facts_;
  std::set<std::uint32_t> alone_, busiest_;
  int coarse_ = 0;  // how much is folded, up to kCoarsest
  std::vector<Members> groups_;
  std::map<std::string, std::size_t> by_key_;
  std::map<std::pair<std::size_t, ServiceId>, std::size_t> offers_;  // by (cluster, service)
  std::vector<std::size_t> group_of_;                                // by system
  std::vector<std::size_t> from_, to_;                               // groups, by arrow
};

}  // namespace

MapNodes map_nodes(const FlowGraph& graph, const MapClusters& clusters,
                   const std::vector<MapArrow>& arrows, const std::vector<bool>& shown,
                   const MapOptions& options) {
  return Folding(graph, clusters, arrows, shown, options).fold();
}

bool is_terminal(Role role) {
  return role == Role::Client || role == Role::Device || role == Role::Printer ||
         role == Role::Other;
}

std::string_view name_of(MapNode::Shape shape) {
  switch (shape) {
    case MapNode::Shape::Zone:
      return "zone";
    case MapNode::Shape::Process:
      return "process";
    case MapNode::Shape::Store:
      return "store";
    case MapNode::Shape::External:
      return "external";
    case MapNode::Shape::Group:
      return "group";
    case MapNode::Shape::Service:
      break;
  }
  return "service";
}

}  // namespace hamon
