#pragma once

#include "base/service_catalogue.hpp"
#include "graph/flow_graph.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace hamon {

/// A system as a test states it.
struct MadeSystem {
  std::string name;
  Role role = Role::Other;
  bool susceptible = true;
  bool outside = false;
  bool declared = true;
  bool observed = true;
};

/// An established record as a test states it; times in seconds.
struct MadeRecord {
  std::string initiator, responder, service;
  std::int64_t start = 0, end = 0;
  bool carries = true;
  std::uint64_t bytes_out = 0, bytes_in = 0;
};

/// Makes a FlowGraph directly from systems and established records, without a case.
struct FlowGraphMaker {
  /// Systems get their ids by name. Carries are those of the built-in table, but for `relay`,
  /// which carries damage and passes it on (as a replication that a site file declares), and for
  /// `mirror`, which also compromises.
  static FlowGraph make(std::vector<MadeSystem> systems, const std::vector<MadeRecord>& records) {
    FlowGraph graph;
    std::sort(systems.begin(), systems.end(),
              [](const MadeSystem& a, const MadeSystem& b) { return a.name < b.name; });
    std::map<std::string, std::uint32_t> ids;
    for (const MadeSystem& made : systems) {
      ids.emplace(made.name, static_cast<std::uint32_t>(ids.size()));
      graph.systems_.push_back(system(made));
    }
    std::map<std::string, std::uint32_t> services;
    for (const MadeRecord& r : records) {
      services.emplace(r.service, 0);
    }
    for (auto& [name, id] : services) {
      id = static_cast<std::uint32_t>(graph.services_.size());
      graph.services_.push_back({name, class_of(name)});
    }
    std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, std::vector<MadeRecord>>
        flows;
    for (const MadeRecord& r : records) {
      flows[{ids.at(r.initiator), ids.at(r.responder), services.at(r.service)}].push_back(r);
    }
    for (auto& [key, list] : flows) {
      add_flow(graph, key, list);
    }
    return graph;
  }

  /// Parts of a graph that a test or benchmark fills itself.
  static Site& site(FlowGraph& graph) { return graph.site_; }
  static std::optional<Interval>& window(FlowGraph& graph) { return graph.window_; }
  static std::vector<System>& systems(FlowGraph& graph) { return graph.systems_; }
  static std::vector<Zone>& zones(FlowGraph& graph) { return graph.zones_; }
  static std::vector<Service>& services(FlowGraph& graph) { return graph.services_; }
  static std::vector<Conversation>& conversations(FlowGraph& graph) { return graph.conversations_; }
  static std::vector<DataFlow>& data_flows(FlowGraph& graph) { return graph.data_flows_; }
  static ContactList& contacts(FlowGraph& graph) { return graph.contacts_; }

  /// To be called when zones and addresses are as they shall be: lets the graph find them.
  static void index_addresses(FlowGraph& graph) {
    graph.index_zones();
    graph.by_address_.clear();
    for (std::uint32_t v = 0; v < graph.systems_.size(); ++v) {
      for (const SystemAddress& a : graph.systems_[v].addresses) {
        graph.by_address_.emplace_back(a.address, SystemId{v});
      }
    }
    std::sort(graph.by_address_.begin(), graph.by_address_.end());
  }

  static Carry carry_between(const std::string& service, Role responder) {
    if (service == "mirror") {
      return {carry::kStrong | carry::kDamage | carry::kPass, 0};
    }
    return service == "relay" ? Carry{carry::kDamage | carry::kPass, 0}
                              : carry_of(service, responder);
  }

 private:
  static System system(const MadeSystem& made) {
    System s;
    s.name = made.name;
    s.role = made.role;
    s.susceptible = made.susceptible;
    s.outside = made.outside;
    s.in_site = made.declared && !made.outside;
    s.observed = made.observed;
    return s;
  }

  static Range merged(ContactList& out, const std::vector<Interval>& in) {
    std::vector<Interval> made;
    for (const Interval& i : in) {
      if (!made.empty() && i.begin <= made.back().end) {
        made.back().end = std::max(made.back().end, i.end);
      } else {
        made.push_back(i);
      }
    }
    const auto begin = static_cast<std::uint32_t>(out.size());
    for (const Interval& i : made) {
      out.push_back(i);
    }
    return {begin, static_cast<std::uint32_t>(out.size())};
  }

  static void add_flow(FlowGraph& graph,
                       const std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>& key,
                       std::vector<MadeRecord>& records) {
    std::sort(records.begin(), records.end(), [](const MadeRecord& a, const MadeRecord& b) {
      return std::tuple(a.start, a.end, a.carries) < std::tuple(b.start, b.end, b.carries);
    });
    DataFlow flow;
    flow.initiator = SystemId{std::get<0>(key)};
    flow.responder = SystemId{std::get<1>(key)};
    flow.service = ServiceId{std::get<2>(key)};
    flow.carry = carry_between(records.front().service, graph[flow.responder].role);
    flow.conversations.begin = static_cast<std::uint32_t>(graph.conversations_.size());
    std::vector<Interval> all, carrying;
    for (const MadeRecord& r : records) {
      Conversation c;
      c.time = {Timestamp::from_seconds(r.start), Timestamp::from_seconds(r.end)};
      c.state = FlowState::Established;
      c.carries = r.carries;
      c.bytes_out = r.bytes_out;
      c.bytes_in = r.bytes_in;
      c.from = flow.initiator;
      c.to = flow.responder;
      c.service = flow.service;
      graph.conversations_.push_back(c);
      all.push_back(c.time);
      if (r.carries) {
        carrying.push_back(c.time);
      }
    }
    flow.conversations.end = static_cast<std::uint32_t>(graph.conversations_.size());
    flow.contacts = merged(graph.contacts_, all);
    flow.carrying = merged(graph.contacts_, carrying);
    graph.data_flows_.push_back(flow);
  }
};

}  // namespace hamon
