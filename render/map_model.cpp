#include "render/map_model.hpp"

#include "render/map_bundles.hpp"
#include "render/map_nodes.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace hamon {
namespace {

/// The data flows that findings name: those that refute a claim and nobody accepted.
std::vector<bool> flows_of_findings(const FlowGraph& graph, const CheckResult* result) {
  std::vector<bool> named(graph.data_flows().size(), false);
  if (result == nullptr) {
    return named;
  }
  std::set<std::tuple<SystemId, SystemId, std::string>> ends;
  for (const ClaimResult& claim : result->claims) {
    for (const Finding& finding : claim.findings) {
      if (finding.refutes && !finding.accepted && finding.initiator.system && finding.responder &&
          finding.responder->system) {
        ends.insert({*finding.initiator.system, *finding.responder->system, finding.service});
      }
    }
  }
  for (std::size_t i = 0; i < named.size(); ++i) {
    const DataFlow& flow = graph.data_flows()[i];
    named[i] =
        !ends.empty() && ends.contains({flow.initiator, flow.responder, graph[flow.service].name});
  }
  return named;
}

/// The systems whose data flows are drawn: fewer than `hops` away from the focus, whichever way;
/// all without a focus.
std::vector<bool> near_focus(const FlowGraph& graph, const MapOptions& options) {
  std::vector<bool> near(graph.systems().size(), options.focus.empty());
  for (const SystemId system : options.focus) {
    near[index(system)] = true;
  }
  for (unsigned hop = 1; hop < options.hops && !options.focus.empty(); ++hop) {
    std::vector<bool> wider = near;
    for (const DataFlow& flow : graph.data_flows()) {
      if (near[index(flow.initiator)] || near[index(flow.responder)]) {
        wider[index(flow.initiator)] = true;
        wider[index(flow.responder)] = true;
      }
    }
    if (wider == near) {
      break;
    }
    near = std::move(wider);
  }
  return near;
}

class Selection {
 public:
  Selection(const FlowGraph& graph, const MapClusters& clusters, const MapOptions& options)
      : graph_(graph), clusters_(clusters), options_(options), near_(near_focus(graph, options)) {}

  std::vector<MapArrow> arrows(std::uint64_t& left_out) const {
    return options_.spread == nullptr ? data_flows(left_out) : steps(left_out);
  }

  /// What stands on the map though no arrow ends there.
  [[nodiscard]] std::vector<bool> shown() const {
    std::vector<bool> shown(graph_.systems().size(), options_.focus.empty() &&
                                                         !options_.crossings_only &&
                                                         !options_.findings_only);
    for (std::size_t i = 0; i < shown.size(); ++i) {
      // Outside there is nothing but who talks to the inside.
      shown[i] = shown[i] && (options_.whole || !graph_.systems()[i].outside);
    }
    for (const SystemId system : options_.focus) {
      shown[index(system)] = true;
    }
    if (options_.spread != nullptr) {
      for (std::size_t i = 0; i < shown.size(); ++i) {
        shown[i] = shown[i] || options_.spread->systems[i].ring != Ring::None;
      }
    }
    return shown;
  }

 private:
  [[nodiscard]] bool is_drawn(const DataFlow& flow, bool finding) const {
    const bool crossing =
        clusters_.of[index(flow.initiator)] != clusters_.of[index(flow.responder)];
    const bool between_servers = options_.level == MapLevel::Department &&
                                 is_server(flow.initiator) && is_server(flow.responder);
    return (near_[index(flow.initiator)] || near_[index(flow.responder)]) &&
           (crossing || !options_.crossings_only) && (finding || !options_.findings_only) &&
           !between_servers;
  }

  [[nodiscard]] bool is_server(SystemId system) const {
    return !graph_[system].outside && !is_terminal(graph_[system].role);
  }

  std::vector<MapArrow> data_flows(std::uint64_t& left_out) const {
    const std::vector<bool> finding = flows_of_findings(graph_, options_.findings);
    std::vector<MapArrow> arrows;
    for (std::uint32_t i = 0; i < graph_.data_flows().size(); ++i) {
      const DataFlow& flow = graph_.data_flows()[i];
      if (!is_drawn(flow, finding[i])) {
        ++left_out;
        continue;
      }
      arrows.push_back(
          {DataFlowId{i}, flow.initiator, flow.responder, std::nullopt, false, finding[i]});
    }
    return arrows;
  }

  /// The last step of each system that a spread reaches: a forest from its seeds.
  std::vector<MapArrow> steps(std::uint64_t& left_out) const {
    std::vector<MapArrow> arrows;
    std::set<DataFlowId> used;
    for (const SpreadState& state : options_.spread->systems) {
      const auto& step = state.step ? state.step : state.damage_step;
      if (step && (near_[index(step->from)] || near_[index(step->to)])) {
        arrows.push_back(
            {step->data_flow, step->from, step->to, step->arrival, !state.step, false});
        used.insert(step->data_flow);
      }
    }
    left_out = graph_.data_flows().size() - used.size();
    return arrows;
  }

  const FlowGraph& graph_;
  const MapClusters& clusters_;
  const MapOptions& options_;
  std::vector<bool> near_;
};

/// What is summed up for one edge.
class Sum {
 public:
  Sum() = default;
  Sum(std::size_t from, std::size_t to) {
    edge_.from = from;
    edge_.to = to;
  }

  void add(const FlowGraph& graph, const MapArrow& arrow) {
    const DataFlow& flow = graph[arrow.data_flow];
    const std::uint64_t bytes = flow.bytes_out + flow.bytes_in;
    auto& [data_flows, service_bytes] = services_[flow.service];
    ++data_flows;
    service_bytes += bytes;
    initiators_.push_back(flow.initiator);
    responders_.push_back(flow.responder);
    const auto contacts = graph.contacts(flow.contacts);
    if (!contacts.empty()) {
      const bool first = edge_.contacts == 0;
      edge_.seen.begin =
          first ? contacts.front().begin : std::min(edge_.seen.begin, contacts.front().begin);
      edge_.seen.end = first ? contacts.back().end : std::max(edge_.seen.end, contacts.back().end);
      edge_.contacts += contacts.size();
    }
    ++edge_.data_flows;
    edge_.records += flow.conversations.size();
    edge_.bytes_out += flow.bytes_out;
    edge_.bytes_in += flow.bytes_in;
    edge_.finding |= arrow.finding;
    edge_.damage = (edge_.data_flows == 1 || edge_.damage) && arrow.damage;
    if (arrow.arrival && (!edge_.arrival || *arrow.arrival < *edge_.arrival)) {
      edge_.arrival = arrow.arrival;
    }
  }

  MapEdge finish(const FlowGraph& graph) {
    std::map<std::string, MapEdge::ServiceSum> named;
    for (const auto& [service, sum] : services_) {
      MapEdge::ServiceSum& of_name = named[shown_service(graph[service])];
      of_name.data_flows += sum.first;
      of_name.bytes += sum.second;
    }
    for (auto& [name, sum] : named) {
      sum.name = name;
      edge_.services.push_back(std::move(sum));
    }
    std::stable_sort(edge_.services.begin(), edge_.services.end(),
                     [](const auto& a, const auto& b) { return a.bytes > b.bytes; });
    edge_.initiators = distinct(initiators_);
    edge_.responders = distinct(responders_);
    return std::move(edge_);
  }

 private:
  static std::size_t distinct(std::vector<SystemId>& systems) {
    std::sort(systems.begin(), systems.end());
    return static_cast<std::size_t>(std::unique(systems.begin(), systems.end()) - systems.begin());
  }

  MapEdge edge_;
  std::map<ServiceId, std::pair<std::uint64_t, std::uint64_t>> services_;  // data flows, bytes
  std::vector<SystemId> initiators_, responders_;
};

/// One edge for each pair of nodes (or clusters) that arrows join; `inner` takes those that join a
/// node with itself.
template <class Inner>
std::vector<MapEdge> sum_up(const FlowGraph& graph, const std::vector<MapArrow>& arrows,
                            const std::vector<std::size_t>& from,
                            const std::vector<std::size_t>& to, Inner&& inner) {
  std::map<std::pair<std::size_t, std::size_t>, Sum> sums;
  for (std::size_t i = 0; i < arrows.size(); ++i) {
    if (from[i] == to[i]) {
      inner(from[i], arrows[i]);
      continue;
    }
    sums.try_emplace({from[i], to[i]}, Sum(from[i], to[i])).first->second.add(graph, arrows[i]);
  }
  std::vector<MapEdge> edges;
  edges.reserve(sums.size());
  for (auto& [ends, sum] : sums) {
    edges.push_back(sum.finish(graph));
  }
  return edges;
}

void add_cluster_flows(MapModel& model, const FlowGraph& graph, const MapClusters& clusters) {
  std::vector<MapArrow> all;
  std::vector<std::size_t> from, to;
  for (std::uint32_t i = 0; i < graph.data_flows().size(); ++i) {
    const DataFlow& flow = graph.data_flows()[i];
    all.push_back({DataFlowId{i}, flow.initiator, flow.responder, std::nullopt, false, false});
    from.push_back(clusters.of[index(flow.initiator)]);
    to.push_back(clusters.of[index(flow.responder)]);
  }
  model.clusters = clusters.clusters;
  model.cluster_flows =
      sum_up(graph, all, from, to, [&](std::size_t cluster, const MapArrow& arrow) {
        const DataFlow& flow = graph[arrow.data_flow];
        ++model.clusters[cluster].inner_data_flows;
        model.clusters[cluster].inner_bytes += flow.bytes_out + flow.bytes_in;
      });
}

/// What the reader looks for first comes first: outside, then crossings; of a spread, the earliest.
void sort_edges(MapModel& model) {
  for (MapEdge& edge : model.edges) {
    const MapCluster& from = model.clusters[model.nodes[edge.from].cluster];
    const MapCluster& to = model.clusters[model.nodes[edge.to].cluster];
    edge.crossing = &from != &to;
    edge.outside = from.kind == MapCluster::Kind::Outside || to.kind == MapCluster::Kind::Outside;
  }
  const auto rank = [](const MapEdge& e) {
    return std::tuple(e.arrival.value_or(Timestamp::max()), !e.outside, !e.crossing, e.from, e.to);
  };
  std::sort(model.edges.begin(), model.edges.end(),
            [&](const MapEdge& a, const MapEdge& b) { return rank(a) < rank(b); });
}

void drop_beyond(MapModel& model) {
  if (model.edges.size() <= kMostEdges) {
    return;
  }
  std::vector<std::size_t> order(model.edges.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = i;
  }
  const auto rank = [&](std::size_t i) {
    const MapEdge& e = model.edges[i];
    return std::tuple(!e.finding, !e.outside, !e.crossing, UINT64_MAX - e.bytes_out - e.bytes_in,
                      i);
  };
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
  order.resize(kMostEdges);
  std::sort(order.begin(), order.end());
  std::vector<MapEdge> kept;
  std::uint64_t data_flows = 0;
  for (const MapEdge& edge : model.edges) {
    model.beyond += edge.data_flows;
  }
  for (const std::size_t i : order) {
    data_flows += model.edges[i].data_flows;
    kept.push_back(std::move(model.edges[i]));
  }
  model.beyond -= data_flows;
  model.edges = std::move(kept);
}

}  // namespace

MapModel map_model(const FlowGraph& graph, const MapOptions& options) {
  const MapClusters clusters = map_clusters(graph);
  MapModel model;
  model.level = options.level;
  add_cluster_flows(model, graph, clusters);

  const Selection selection(graph, clusters, options);
  const std::vector<MapArrow> arrows = selection.arrows(model.left_out);
  MapNodes nodes = map_nodes(graph, clusters, arrows, selection.shown(), options);
  if (options.spread == nullptr && !options.whole) {
    bundle(graph, clusters, arrows, nodes, options.level);
  }
  model.nodes = std::move(nodes.nodes);
  model.edges =
      sum_up(graph, arrows, nodes.from, nodes.to, [&](std::size_t node, const MapArrow& arrow) {
        const DataFlow& flow = graph[arrow.data_flow];
        ++model.nodes[node].inner_data_flows;
        model.nodes[node].inner_bytes += flow.bytes_out + flow.bytes_in;
      });
  sort_edges(model);
  if (!options.whole) {
    drop_beyond(model);
  }
  return model;
}

std::string shown_service(const Service& service) {
  for (const std::string_view protocol : {"tcp/", "udp/"}) {
    if (service.name.starts_with(protocol)) {
      const std::string_view digits = std::string_view(service.name).substr(protocol.size());
      std::uint32_t port = 0;
      for (const char c : digits) {
        if (c < '0' || c > '9' || port > 65535) {
          return service.name;
        }
        port = port * 10 + static_cast<std::uint32_t>(c - '0');
      }
      if (port <= 65535 && is_dynamic_port(static_cast<std::uint16_t>(port))) {
        return std::string(protocol) + "dynamic";
      }
    }
  }
  return service.name;
}

std::optional<MapLevel> parse_map_level(std::string_view text) {
  for (const MapLevel level :
       {MapLevel::Zone, MapLevel::System, MapLevel::Service, MapLevel::Department}) {
    if (text == name_of(level)) {
      return level;
    }
  }
  return std::nullopt;
}

std::string_view name_of(MapLevel level) {
  switch (level) {
    case MapLevel::Zone:
      return "zone";
    case MapLevel::System:
      return "system";
    case MapLevel::Service:
      return "service";
    case MapLevel::Department:
      break;
  }
  return "department";
}

}  // namespace hamon
