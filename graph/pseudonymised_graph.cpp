#include "graph/pseudonymised_site.hpp"
#include "graph/record_carriers.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <tuple>

namespace hamon {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz ";

/// Of the facts of a source (`snaplen 96, host 10.0.0.1, …`) those that are a word and a number.
std::string plain_facts(const std::string& note) {
  std::string out;
  for (std::size_t at = 0; at < note.size();) {
    const std::size_t end = std::min(note.find(", ", at), note.size());
    const std::string fact = note.substr(at, end - at);
    const std::size_t digits = fact.find_first_of(kDigits);
    if (digits != std::string::npos && digits > 1 && fact[digits - 1] == ' ' &&
        fact.find_first_not_of(kLetters) == digits &&
        fact.find_first_not_of(kDigits, digits) == std::string::npos) {
      out += (out.empty() ? "" : ", ") + fact;
    }
    at = end + 2;
  }
  return out;
}

/// As conversations are sorted where they are joined (graph/conversation_joiner.cpp).
bool comes_before(const Conversation& a, const Conversation& b) {
  const auto key = [](const Conversation& c) {
    return std::tie(c.time, c.initiator, c.responder, c.protocol, c.initiator_port,
                    c.responder_port, c.tunnel_inner, c.evidence.begin);
  };
  return key(a) < key(b);
}

/// Places in the order that `before` gives them, and for each old place the new one.
struct Order {
  std::vector<std::uint32_t> old_places;
  std::vector<std::uint32_t> new_places;

  template <class Before>
  Order(std::size_t count, Before before) : old_places(count), new_places(count) {
    std::iota(old_places.begin(), old_places.end(), 0U);
    std::sort(old_places.begin(), old_places.end(), before);
    for (std::uint32_t i = 0; i < count; ++i) {
      new_places[old_places[i]] = i;
    }
  }
};

template <class List>
Range append(List& to, const List& from, Range range) {
  const auto begin = static_cast<std::uint32_t>(to.size());
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    to.push_back(from[i]);
  }
  return {begin, static_cast<std::uint32_t>(to.size())};
}

}  // namespace

/// Writes a graph anew; ids follow the pseudonyms as they follow names in any graph.
struct GraphPseudonyms {
  const FlowGraph& original;
  const Pseudonyms& pseudonyms;
  SitePseudonyms declared{original, pseudonyms};
  FlowGraph graph = original;

  void rename_systems() {
    for (System& system : graph.systems_) {
      system.name = pseudonyms.system_name(system.name);
      for (SystemAddress& held : system.addresses) {
        held.address = pseudonyms.address(held.address);
      }
      for (MacAddress& mac : system.macs) {
        mac = pseudonyms.mac(mac);
      }
      std::sort(system.macs.begin(), system.macs.end());
      for (std::string& name : system.names) {
        name = pseudonyms.host(name);
      }
      std::sort(system.names.begin(), system.names.end());
      for (OwnName& own : system.called) {
        own.name = own.kind == BindingKind::VpnClient ? pseudonyms.system_name(own.name)
                                                      : pseudonyms.host(own.name);
      }
      system.department = pseudonyms.name("dept", system.department);
      system.vendor = pseudonyms.vendor(system.vendor);
      system.label = system.os = system.location = system.owner = system.note = {};
    }
  }

  void rename_rest() {
    for (Service& service : graph.services_) {
      service.name = pseudonymised_service(service.name, pseudonyms);
    }
    for (Zone& zone : graph.zones_) {
      zone.name = pseudonyms.name("zone", zone.name);
      zone.label.clear();
      zone.kind = declared.zone_kind(zone.kind);
      for (Prefix& prefix : zone.prefixes) {
        prefix = pseudonyms.prefix(prefix);
      }
    }
    graph.index_zones();
    for (SourceReport& source : graph.sources_) {
      source.name = pseudonyms.name("source", source.name);
      source.sensor = pseudonyms.name("sensor", source.sensor);
      source.format_note = plain_facts(source.format_note);
    }
    for (Prefix& prefix : graph.internal_) {
      prefix = pseudonyms.prefix(prefix);
    }
    graph.site_ = declared.site();
    graph.ledger_ = declared.ledger();
    graph.pseudonymised_ = true;
  }

  void rename_conversations(std::vector<Conversation>& conversations) const {
    for (Conversation& c : conversations) {
      c.initiator = pseudonyms.address(c.initiator);
      c.responder = pseudonyms.address(c.responder);
      for (auto* mac : {&c.initiator_mac, &c.responder_mac}) {
        *mac = *mac ? std::optional(pseudonyms.mac(**mac)) : std::nullopt;
      }
    }
  }

  /// What a merge names: an address, a MAC, or a name.
  [[nodiscard]] std::string merged(const std::string& text) const {
    if (const auto address = IpAddress::parse(text)) {
      return pseudonyms.address(*address).text();
    }
    const auto mac = MacAddress::parse(text);
    return mac ? pseudonyms.mac(*mac).text() : pseudonyms.host(text);
  }

  void reorder() {
    const auto& systems = graph.systems_;
    const Order by_name(systems.size(), [&](std::uint32_t a, std::uint32_t b) {
      return systems[a].name < systems[b].name;
    });
    const auto moved = [&](SystemId id) { return SystemId{by_name.new_places[index(id)]}; };
    std::vector<System> sorted;
    for (const std::uint32_t place : by_name.old_places) {
      sorted.push_back(std::move(graph.systems_[place]));
    }
    graph.systems_ = std::move(sorted);
    for (auto* conversations : {&graph.conversations_, &graph.attempts_}) {
      rename_conversations(*conversations);
      for (Conversation& c : *conversations) {
        c.from = moved(c.from);
        c.to = c.to ? std::optional(moved(*c.to)) : std::nullopt;
      }
    }
    for (Merge& merge : graph.merges_) {
      merge.system = moved(merge.system);
      merge.address = merged(merge.address);
      merge.detail = merge.detail.empty() ? "" : merged(merge.detail);
    }
    std::sort(graph.merges_.begin(), graph.merges_.end(), [](const Merge& a, const Merge& b) {
      const auto key = [](const Merge& m) {
        return std::tie(m.system, m.address, m.basis, m.detail, m.applied, m.reason);
      };
      return key(a) < key(b);
    });
    for (auto& [address, system] : graph.by_address_) {
      address = pseudonyms.address(address);
      system = moved(system);
    }
    std::sort(graph.by_address_.begin(), graph.by_address_.end());
    std::sort(graph.attempts_.begin(), graph.attempts_.end(), comes_before);
    rename_lookups(moved);
    reorder_services();
    for (DataFlow& flow : graph.data_flows_) {
      flow.initiator = moved(flow.initiator);
      flow.responder = moved(flow.responder);
    }
    reorder_data_flows();
  }

  void rename_lookups(const auto& moved) {
    for (NameLookups& lookups : graph.lookups_) {
      lookups.client = moved(lookups.client);
      lookups.resolver = moved(lookups.resolver);
      for (auto* examples : {&lookups.examples, &lookups.random_examples}) {
        for (std::string& name : *examples) {
          name = pseudonyms.host(name);
        }
        std::sort(examples->begin(), examples->end());
      }
    }
    std::sort(graph.lookups_.begin(), graph.lookups_.end(), [](const auto& a, const auto& b) {
      return std::tie(a.client, a.resolver) < std::tie(b.client, b.resolver);
    });
  }

  void reorder_services() {
    const auto& services = graph.services_;
    const Order by_name(services.size(), [&](std::uint32_t a, std::uint32_t b) {
      return services[a].name < services[b].name;
    });
    const auto moved = [&](ServiceId id) { return ServiceId{by_name.new_places[index(id)]}; };
    std::vector<Service> sorted;
    for (const std::uint32_t place : by_name.old_places) {
      sorted.push_back(std::move(graph.services_[place]));
    }
    graph.services_ = std::move(sorted);
    for (auto* conversations : {&graph.conversations_, &graph.attempts_}) {
      for (Conversation& c : *conversations) {
        c.service = moved(c.service);
      }
    }
    for (DataFlow& flow : graph.data_flows_) {
      flow.service = moved(flow.service);
    }
  }

  void reorder_data_flows() {
    const std::vector<DataFlow> flows = std::move(graph.data_flows_);
    const std::vector<Conversation> conversations = std::move(graph.conversations_);
    const ContactList contacts = std::move(graph.contacts_);
    graph.data_flows_.clear();
    graph.conversations_.clear();
    graph.contacts_.clear();
    const Order by_ends(flows.size(), [&](std::uint32_t a, std::uint32_t b) {
      return std::tuple(flows[a].initiator, flows[a].responder, flows[a].service) <
             std::tuple(flows[b].initiator, flows[b].responder, flows[b].service);
    });
    for (const std::uint32_t place : by_ends.old_places) {
      DataFlow flow = flows[place];
      flow.conversations = append(graph.conversations_, conversations, flow.conversations);
      std::sort(graph.conversations_.begin() + flow.conversations.begin, graph.conversations_.end(),
                comes_before);
      flow.contacts = append(graph.contacts_, contacts, flow.contacts);
      flow.carrying = flow.carrying == flows[place].contacts
                          ? flow.contacts
                          : append(graph.contacts_, contacts, flow.carrying);
      graph.data_flows_.push_back(flow);
    }
  }
};

FlowGraph pseudonymised(const FlowGraph& graph, const Pseudonyms& pseudonyms) {
  GraphPseudonyms made{graph, pseudonyms};
  made.rename_systems();
  made.rename_rest();
  made.reorder();
  return std::move(made.graph);
}

namespace {

void pseudonymise_one(FlowRecord& record, const Pseudonyms& pseudonyms) {
  const auto rename = [&](IpAddress& address) { address = pseudonyms.address(address); };
  rename(record.initiator);
  rename(record.responder);
  if (record.translation) {
    Translation both = *record.translation;
    rename(both.front.initiator);
    rename(both.front.responder);
    rename(both.back.initiator);
    rename(both.back.responder);
    record.translation = both;
  }
  if (record.exporter) {
    rename(*record.exporter);
  }
  for (auto* mac : {&record.initiator_mac, &record.responder_mac}) {
    *mac = *mac ? std::optional(pseudonyms.mac(**mac)) : std::nullopt;
  }
  for (std::string& name : record.names) {
    name = pseudonyms.host(name);
  }
  record.service = pseudonymised_service(record.service, pseudonyms);
  std::sort(record.names.begin(), record.names.end());
}

}  // namespace

void pseudonymise(std::vector<FlowRecord>& records, const Pseudonyms& pseudonyms) {
  const auto carriers = carriers_of(records);
  for (FlowRecord& record : records) {
    pseudonymise_one(record, pseudonyms);
  }
  name_carriers(records, carriers);
  std::sort(records.begin(), records.end(), record_before);
}

}  // namespace hamon
