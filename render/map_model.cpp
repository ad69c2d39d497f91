#include "render/map_model.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

namespace hamon {
namespace {

constexpr int kSegmentV4 =
    24;  // where nothing is declared: the prefix lengths that sites use for a segment
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

class Boxes {
 public:
  explicit Boxes(const FlowGraph& graph) : graph_(graph) {
    for (std::size_t i = 0; i < graph.zones().size(); ++i) {
      const Zone& zone = graph.zones()[i];
      nodes_.push_back({fmt::format("zone-{}", i),
                        MapNode::Kind::Zone,
                        zone.name,
                        zone.label,
                        zone.kind,
                        zone.prefixes,
                        {},
                        0,
                        0,
                        0});
    }
    add_segments();
  }

  /// The box of every system, in id order.
  std::vector<std::size_t> place() {
    std::vector<std::size_t> box_of;
    for (std::uint32_t i = 0; i < graph_.systems().size(); ++i) {
      const std::size_t box = box_for(graph_.systems()[i]);
      box_of.push_back(box);
      nodes_[box].systems.push_back(SystemId{i});
      nodes_[box].observed += graph_.systems()[i].observed ? 1U : 0U;
    }
    return box_of;
  }

  std::vector<MapNode> take() { return std::move(nodes_); }

 private:
  // Segments are numbered by prefix, so they are all known before the first system is placed.
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
      segments_[prefix] = nodes_.size();
      nodes_.push_back({fmt::format("segment-{}", segments_.size() - 1),
                        MapNode::Kind::Segment,
                        prefix.text(),
                        {},
                        {},
                        {prefix},
                        {},
                        0,
                        0,
                        0});
    }
  }

  std::size_t box_for(const System& system) {
    if (system.outside) {
      return single(MapNode::Kind::Outside, "outside");
    }
    if (system.home) {
      return index(*system.home);
    }
    const auto address = place_of(system);
    if (address && !segments_.empty()) {
      return segments_.at(segment_of(*address));
    }
    return system.in_site || system.in_ledger ? single(MapNode::Kind::NoZone, "no-zone")
                                              : single(MapNode::Kind::Undeclared, "undeclared");
  }

  std::size_t single(MapNode::Kind kind, const char* id) {
    const auto [place, added] = singles_.try_emplace(kind, nodes_.size());
    if (added) {
      MapNode node;
      node.id = id;
      node.kind = kind;
      nodes_.push_back(std::move(node));
    }
    return place->second;
  }

  const FlowGraph& graph_;
  std::vector<MapNode> nodes_;
  std::map<Prefix, std::size_t> segments_;
  std::map<MapNode::Kind, std::size_t> singles_;
};

// Boxes that stand in no zone come in the order of their kind, whichever system was met first.
void order(std::vector<MapNode>& nodes, std::vector<std::size_t>& box_of) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return nodes[a].kind < nodes[b].kind; });
  std::vector<MapNode> sorted;
  std::vector<std::size_t> new_place(nodes.size());
  for (const std::size_t old : order) {
    new_place[old] = sorted.size();
    sorted.push_back(std::move(nodes[old]));
  }
  nodes = std::move(sorted);
  for (std::size_t& box : box_of) {
    box = new_place[box];
  }
}

/// What is summed up for one edge.
struct Sum {
  MapEdge edge;
  std::map<std::string, MapEdge::ServiceSum> services;
  std::set<SystemId> initiators, responders;
};

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

void add(Sum& sum, const FlowGraph& graph, const DataFlow& flow) {
  MapEdge& edge = sum.edge;
  const std::uint64_t bytes = flow.bytes_out + flow.bytes_in;
  const std::string name = shown_service(graph[flow.service]);
  MapEdge::ServiceSum& service = sum.services[name];
  service.name = name;
  ++service.data_flows;
  service.bytes += bytes;
  sum.initiators.insert(flow.initiator);
  sum.responders.insert(flow.responder);
  for (const Interval& contact :
       graph.contacts().subspan(flow.contacts.begin, flow.contacts.size())) {
    const bool first = edge.contacts == 0;
    edge.seen.begin = first ? contact.begin : std::min(edge.seen.begin, contact.begin);
    edge.seen.end = first ? contact.end : std::max(edge.seen.end, contact.end);
    ++edge.contacts;
  }
  ++edge.data_flows;
  edge.records += flow.conversations.size();
  edge.bytes_out += flow.bytes_out;
  edge.bytes_in += flow.bytes_in;
}

MapEdge finished(Sum& sum) {
  MapEdge edge = std::move(sum.edge);
  edge.initiators = sum.initiators.size();
  edge.responders = sum.responders.size();
  for (auto& [name, service] : sum.services) {
    edge.services.push_back(std::move(service));
  }
  std::stable_sort(edge.services.begin(), edge.services.end(),
                   [](const auto& a, const auto& b) { return a.bytes > b.bytes; });
  return edge;
}

}  // namespace

MapModel map_model(const FlowGraph& graph) {
  Boxes boxes(graph);
  std::vector<std::size_t> box_of = boxes.place();
  MapModel model{boxes.take(), {}};
  order(model.nodes, box_of);

  std::map<std::pair<std::size_t, std::size_t>, Sum> sums;
  for (const DataFlow& flow : graph.data_flows()) {
    const std::size_t from = box_of[index(flow.initiator)];
    const std::size_t to = box_of[index(flow.responder)];
    if (from == to) {
      ++model.nodes[from].inner_data_flows;
      model.nodes[from].inner_bytes += flow.bytes_out + flow.bytes_in;
      continue;
    }
    Sum& sum = sums[{from, to}];
    sum.edge.from = from;
    sum.edge.to = to;
    add(sum, graph, flow);
  }
  for (auto& [ends, sum] : sums) {
    model.edges.push_back(finished(sum));
  }
  return model;
}

}  // namespace hamon
