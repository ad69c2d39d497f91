#include "graph/graph_builder.hpp"

#include "base/host_stand_in.hpp"
#include "graph/contact_builder.hpp"
#include "graph/conversation_joiner.hpp"
#include "graph/direction_inference.hpp"
#include "graph/identity.hpp"
#include "graph/name_lookups.hpp"
#include "graph/service_namer.hpp"
#include "graph/site_products.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace hamon {
namespace {

struct MacUseHash {
  std::size_t operator()(const MacUse& use) const noexcept {
    return use.address.hash() ^ (std::hash<MacAddress>{}(use.mac) << 1);
  }
};
struct MacUseEqual {
  bool operator()(const MacUse& a, const MacUse& b) const noexcept { return a == b; }
};

/// Which MACs carried which addresses. The MAC towards a responder that never answered is only
/// where the frames were sent.
std::vector<MacUse> carried_macs(std::span<const FlowRecord> records,
                                 const NoSystemAddresses& none) {
  std::unordered_set<MacUse, MacUseHash, MacUseEqual> seen;
  for (const FlowRecord& r : records) {
    if (r.initiator_mac && r.packets_out > 0 && !none.contains(r.initiator)) {
      seen.insert({*r.initiator_mac, r.initiator});
    }
    if (r.responder_mac && r.packets_in > 0 && !none.contains(r.responder)) {
      seen.insert({*r.responder_mac, r.responder});
    }
  }
  std::vector<MacUse> uses(seen.begin(), seen.end());
  std::sort(uses.begin(), uses.end());
  return uses;
}

/// Addresses that took part in established traffic or opened anything.
std::vector<AddressUse> address_uses(std::span<const JoinedConversation> conversations) {
  std::unordered_map<IpAddress, Interval> seen;
  const auto add = [&](const IpAddress& address, const Interval& time) {
    const auto [entry, is_new] = seen.try_emplace(address, time);
    if (!is_new) {
      entry->second = {std::min(entry->second.begin, time.begin),
                       std::max(entry->second.end, time.end)};
    }
  };
  for (const JoinedConversation& joined : conversations) {
    const Conversation& c = joined.conversation;
    add(c.initiator, c.time);
    if (c.state == FlowState::Established) {
      add(c.responder, c.time);
    }
  }
  std::vector<AddressUse> uses;
  uses.reserve(seen.size());
  for (const auto& [address, time] : seen) {
    uses.push_back({address, time});
  }
  std::sort(uses.begin(), uses.end(),
            [](const AddressUse& a, const AddressUse& b) { return a.address < b.address; });
  return uses;
}

std::vector<Prefix> private_prefixes() {
  std::vector<Prefix> prefixes;
  for (const char* text : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
                           "169.254.0.0/16", "fc00::/7", "fe80::/10"}) {
    prefixes.push_back(*Prefix::parse(text));
  }
  return prefixes;
}

/// Segments (/24, /64) of public addresses that ARP, NDP or DHCP announce on the link itself. A MAC
/// that speaks for several such segments of a family is a proxy and tells nothing of them.
std::vector<Prefix> on_link_prefixes(std::span<const Binding> bindings) {
  std::map<std::pair<MacAddress, bool>, std::set<Prefix>> announced;
  for (const Binding& binding : bindings) {
    const IpAddress& a = binding.address;
    const bool on_link = binding.kind == BindingKind::Arp || binding.kind == BindingKind::Dhcp;
    if (on_link && binding.mac && !a.is_private() && !a.is_link_local() && !a.is_loopback() &&
        !a.is_multicast() && !a.is_unspecified() && !a.is_limited_broadcast()) {
      announced[{*binding.mac, a.is_v4()}].insert(Prefix(a, a.is_v4() ? 24 : 64));
    }
  }
  std::set<Prefix> prefixes;
  for (const auto& [mac, segments] : announced) {
    if (segments.size() == 1) {
      prefixes.insert(*segments.begin());
    }
  }
  return {prefixes.begin(), prefixes.end()};
}

}  // namespace

/// Fills a graph step by step; each step rests on those before.
class GraphBuilder {
 public:
  GraphBuilder(Observations observations, Site site, Ledger ledger, DiagnosticSink& diagnostics)
      : observed_(std::move(observations)), diagnostics_(diagnostics) {
    graph_.site_ = std::move(site);
    graph_.ledger_ = std::move(ledger);
    graph_.sources_ = std::move(observed_.sources);
  }

  FlowGraph run() {
    set_zones();
    join();
    bind_addresses();
    name_services();
    place_conversations();
    make_data_flows();
    set_homes();
    return std::move(graph_);
  }

  /// A graph made before, cut down to what began within a window.
  static FlowGraph within(const FlowGraph& whole, const TimeWindow& window,
                          DiagnosticSink& diagnostics) {
    GraphBuilder builder({}, {}, {}, diagnostics);
    builder.graph_ = whole;
    builder.keep(window);
    builder.make_data_flows();
    return std::move(builder.graph_);
  }

 private:
  void keep(const TimeWindow& window) {
    const TimeZone& zone = graph_.site_.zone;
    for (auto* list : {&graph_.conversations_, &graph_.attempts_}) {
      std::erase_if(*list, [&](const Conversation& c) {
        return !overlaps(window, {c.time.begin, c.time.begin}, zone);
      });
    }
    graph_.data_flows_.clear();
    graph_.contacts_.clear();
    graph_.window_.reset();
    for (const auto* list : {&graph_.conversations_, &graph_.attempts_}) {
      for (const Conversation& c : *list) {
        widen_window(c.time);
      }
    }
  }

  void set_zones() {
    for (const SiteZone& zone : graph_.site_.zones) {
      graph_.zones_.push_back({zone.name, zone.label, zone.kind, zone.prefixes});
    }
    graph_.index_zones();
    graph_.internal_ = graph_.site_.internal;
    graph_.internal_assumed_ = graph_.internal_.empty();
    if (graph_.internal_assumed_) {
      graph_.internal_ = private_prefixes();
      const auto on_link = on_link_prefixes(observed_.bindings);
      graph_.internal_.insert(graph_.internal_.end(), on_link.begin(), on_link.end());
    }
  }

  void widen_window(const Interval& time) {
    auto& window = graph_.window_;
    window = window ? Interval{std::min(window->begin, time.begin), std::max(window->end, time.end)}
                    : time;
  }

  void join() {
    graph_.clocks_ = clock_offsets(observed_.records, graph_.sources_.size());
    JoinedConversations joined =
        join_conversations(observed_.records, graph_.clocks_, graph_.internal_);
    graph_.evidence_ = std::move(joined.evidence);
    graph_.activity_ = std::move(joined.activity);
    conversations_ = std::move(joined.conversations);
    for (const JoinedConversation& c : conversations_) {
      widen_window(c.conversation.time);
    }
    for (const Binding& binding : observed_.bindings) {
      // A table of addresses says who has what, and watched nothing.
      const bool watched = binding.source >= graph_.sources_.size() ||
                           graph_.sources_[binding.source].window.has_value();
      if (watched) {
        widen_window({binding.first, std::max(binding.first, binding.last)});
      }
    }
    const NoSystemAddresses none(graph_.site_);
    graph_.not_systems_ = std::erase_if(conversations_, [&](const JoinedConversation& c) {
      return none.contains(c.conversation.initiator) || none.contains(c.conversation.responder);
    });
    infer_directions(conversations_, graph_.site_);
  }

  void bind_addresses() {
    const NoSystemAddresses none(graph_.site_);
    Identities identities = identify(
        {graph_.site_, declared_systems(graph_.site_, graph_.ledger_, diagnostics_),
         observed_.bindings, address_uses(conversations_), carried_macs(observed_.records, none),
         graph_.internal_, graph_.internal_assumed_});
    graph_.systems_ = std::move(identities.systems);
    graph_.by_address_ = std::move(identities.by_address);
    graph_.merges_ = std::move(identities.merges);
    homes_ = std::move(identities.homes);
  }

  void name_services() {
    ServiceNamer namer(graph_.site_, observed_.bindings);
    for (JoinedConversation& joined : conversations_) {
      namer.name(joined);
    }
    graph_.services_ = namer.finish(conversations_);
  }

  /// Splits into established and attempts, each end at its system.
  void place_conversations() {
    NameLookupCollector lookups(observed_.bindings, graph_.internal_);
    for (const JoinedConversation& joined : conversations_) {
      Conversation c = joined.conversation;
      const auto from = graph_.system_at(c.initiator, c.time.begin);
      HAMON_ASSERT(from.has_value());
      c.from = *from;
      c.to = graph_.system_at(c.responder, c.time.begin);
      if (c.state == FlowState::Established) {
        HAMON_ASSERT(c.to.has_value());
        graph_.inferred_directions_ += is_observed(c.direction) ? 0U : 1U;
        graph_.conversations_.push_back(c);
        if (graph_.services_[index(c.service)].name == "dns") {
          lookups.add(c.from, *c.to, joined.names);
        }
      } else {
        graph_.attempts_.push_back(c);
      }
    }
    conversations_ = {};
    graph_.lookups_ = lookups.finish();
    // Attempts keep the joiner's order, which is by time; so does each data flow's part.
    std::stable_sort(graph_.conversations_.begin(), graph_.conversations_.end(),
                     [](const Conversation& a, const Conversation& b) {
                       return std::tie(a.from, *a.to, a.service) <
                              std::tie(b.from, *b.to, b.service);
                     });
  }

  void make_data_flows() {
    ContactBuilder contacts(graph_.contacts_);
    const auto& all = graph_.conversations_;
    for (std::uint32_t i = 0; i < all.size();) {
      DataFlow flow;
      flow.initiator = all[i].from;
      flow.responder = *all[i].to;
      flow.service = all[i].service;
      flow.carry = carry_between(flow.service, flow.responder);
      flow.conversations.begin = i;
      for (; i < all.size() && all[i].from == flow.initiator && all[i].to == flow.responder &&
             all[i].service == flow.service;
           ++i) {
        flow.bytes_out += all[i].bytes_out;
        flow.bytes_in += all[i].bytes_in;
        contacts.add(all[i].time);
      }
      flow.conversations.end = i;
      flow.contacts = contacts.finish();
      for (std::uint32_t c = flow.conversations.begin; c < i; ++c) {
        if (all[c].carries) {
          contacts.add(all[c].time);
        }
      }
      flow.carrying = contacts.finish_or(flow.contacts);
      graph_.data_flows_.push_back(flow);
    }
  }

  [[nodiscard]] Carry carry_between(ServiceId service, SystemId responder) const {
    return carry_of(graph_.site_, graph_.services_[index(service)].name,
                    graph_.systems_[index(responder)].role);
  }

  void set_homes() {
    for (std::size_t i = 0; i < graph_.systems_.size(); ++i) {
      System& system = graph_.systems_[i];
      const auto zone = std::find_if(graph_.zones_.begin(), graph_.zones_.end(),
                                     [&](const Zone& z) { return z.name == homes_[i]; });
      if (zone != graph_.zones_.end()) {
        system.home = static_cast<ZoneId>(zone - graph_.zones_.begin());
      } else if (!system.addresses.empty()) {
        system.home = graph_.zone_of(system.addresses.front().address);
      }
      // A machine of which only the name is known wrote a log that was handed over here.
      const bool named_only =
          !system.addresses.empty() && is_stand_in(system.addresses.front().address);
      system.outside = !system.in_site && !system.in_ledger &&
                       std::none_of(system.addresses.begin(), system.addresses.end(),
                                    [&](const SystemAddress& address) {
                                      return (named_only || !is_stand_in(address.address)) &&
                                             graph_.is_internal(address.address);
                                    });
    }
  }

  Observations observed_;
  DiagnosticSink& diagnostics_;
  std::vector<JoinedConversation> conversations_;  // view `observed_.records`
  std::vector<std::string> homes_;                 // per system
  FlowGraph graph_;
};

FlowGraph graph_within(const FlowGraph& graph, const TimeWindow& window) {
  CollectingSink nobody;  // nothing is derived anew that could be told
  return GraphBuilder::within(graph, window, nobody);
}

FlowGraph build_graph(Observations observations, Site site, Ledger ledger,
                      DiagnosticSink& diagnostics) {
  return GraphBuilder(std::move(observations), std::move(site), std::move(ledger), diagnostics)
      .run();
}

}  // namespace hamon
