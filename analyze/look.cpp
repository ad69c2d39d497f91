#include "analyze/look.hpp"

#include "base/host_stand_in.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace hamon {
namespace {

constexpr std::size_t kFewestForCommonEnd = 3;
constexpr std::size_t kNamesOfAPeer = 8;
constexpr std::size_t kManyTried = 20;  // addresses or services that somebody tried in vain

std::uint64_t bytes_of(const DataFlow& flow) {
  return flow.bytes_out + flow.bytes_in;
}

std::span<const Conversation> conversations_of(const FlowGraph& graph, const DataFlow& flow) {
  return graph.conversations().subspan(flow.conversations.begin, flow.conversations.size());
}

Interval seen_of(const FlowGraph& graph, const DataFlow& flow) {
  const auto contacts = graph.contacts(flow.contacts);
  return {contacts.front().begin, contacts.back().end};
}

Interval both(const Interval& a, const Interval& b) {
  return {std::min(a.begin, b.begin), std::max(a.end, b.end)};
}

ServiceBasis basis_of(const FlowGraph& graph, const DataFlow& flow) {
  ServiceBasis best = ServiceBasis::None;
  for (const Conversation& c : conversations_of(graph, flow)) {
    best = std::max(best, c.service_basis);
  }
  return best;
}

bool is_opened_as_seen(const FlowGraph& graph, const DataFlow& flow) {
  return std::ranges::any_of(conversations_of(graph, flow),
                             [](const Conversation& c) { return is_observed(c.direction); });
}

/// Remote-control tools first: they pass firewalls outward; then tunnels; then administration.
int rank_of(ServiceClass service_class) {
  switch (service_class) {
    case ServiceClass::RemoteTool:
      return 0;
    case ServiceClass::Vpn:
      return 1;
    case ServiceClass::RemoteAdmin:
      return 2;
    case ServiceClass::None:
      break;
  }
  return 3;
}

class Looker {
 public:
  Looker(const FlowGraph& graph, const TrafficNames& names) : graph_(graph), names_(names) {}

  Look take() {
    count();
    find_segments();
    find_systems();
    find_services();
    find_peers();
    find_remote();
    find_scanners();
    find_common_end();
    cover();
    return std::move(out_);
  }

 private:
  struct PeerSum {
    LookPeer peer;
    std::set<SystemId> inside;
    std::map<ServiceId, std::pair<ServiceBasis, std::uint64_t>> services;  // basis, records
  };
  /// From whom, what, across the border or not.
  using RemoteKey = std::tuple<SystemId, std::string, bool>;

  void count();
  void find_segments();
  void find_systems();
  void find_services();
  void find_peers();
  void find_remote();
  void find_lookups();
  void find_scanners();
  void find_common_end();
  void cover();

  [[nodiscard]] bool crosses(const DataFlow& flow) const {
    return graph_[flow.initiator].outside != graph_[flow.responder].outside;
  }
  [[nodiscard]] LookPeer finished(PeerSum& sum) const;
  [[nodiscard]] std::vector<std::string> names_of_system(SystemId id) const;
  [[nodiscard]] std::string name_of_product(SystemId id, std::string_view product) const;
  void add_remote(const DataFlow& flow, std::string_view product, ServiceClass service_class,
                  ServiceBasis basis, const std::string& name);

  const FlowGraph& graph_;
  const TrafficNames& names_;
  std::map<RemoteKey, LookRemote> remote_;
  Look out_;
};

void Looker::count() {
  for (const System& system : graph_.systems()) {
    if (system.observed) {
      ++(system.outside ? out_.systems_outside : out_.systems_inside);
    }
  }
  out_.established = graph_.conversations().size();
  out_.attempts = graph_.attempts().size();
  std::set<IpAddress> attempters;
  for (const Conversation& attempt : graph_.attempts()) {
    out_.one_way_attempts += attempt.state == FlowState::OneWay ? 1U : 0U;
    const bool to_inside =
        attempt.to ? !graph_[*attempt.to].outside : graph_.is_internal(attempt.responder);
    if (graph_[attempt.from].outside && to_inside) {
      ++out_.outside_attempts;
      attempters.insert(attempt.initiator);
    }
  }
  out_.outside_attempters = attempters.size();
}

void Looker::find_segments() {
  std::map<Prefix, std::vector<SystemId>> segments;
  for (std::uint32_t i = 0; i < graph_.systems().size(); ++i) {
    const System& system = graph_.systems()[i];
    const auto own = std::ranges::find_if(system.addresses, [](const SystemAddress& a) {
      return !a.address.is_link_local() && !is_stand_in(a.address);
    });
    if (system.observed && !system.outside && own != system.addresses.end()) {
      segments[Prefix(own->address, own->address.is_v4() ? 24 : 64)].push_back(SystemId{i});
    }
  }
  for (auto& [prefix, systems] : segments) {
    const bool on_link = graph_.internal_assumed() && !prefix.address().is_private();
    out_.segments.push_back({prefix, std::move(systems), on_link});
  }
  std::ranges::stable_sort(out_.segments, [](const LookSegment& a, const LookSegment& b) {
    return a.systems.size() > b.systems.size();
  });
}

void Looker::find_systems() {
  struct Offered {
    std::size_t initiators = 0;
    std::uint64_t bytes = 0;
    ServiceBasis basis = ServiceBasis::None;
  };
  struct Sum {
    std::set<SystemId> peers;
    std::map<ServiceId, Offered> offers;
    std::uint64_t bytes = 0;
  };
  std::map<SystemId, Sum> sums;
  for (const DataFlow& flow : graph_.data_flows()) {
    for (const auto& [me, peer] :
         {std::pair(flow.initiator, flow.responder), std::pair(flow.responder, flow.initiator)}) {
      Sum& sum = sums[me];
      sum.peers.insert(peer);
      sum.bytes += bytes_of(flow);
    }
    Offered& offered = sums[flow.responder].offers[flow.service];
    ++offered.initiators;
    offered.bytes += bytes_of(flow);
    offered.basis = std::max(offered.basis, basis_of(graph_, flow));
  }
  for (const auto& [system, sum] : sums) {
    if (graph_[system].outside && !out_.segments.empty()) {
      continue;
    }
    LookSystem row{system, sum.peers.size(), sum.bytes, {}};
    for (const auto& [service, offered] : sum.offers) {
      row.offers.push_back({service, offered.basis});
    }
    std::ranges::stable_sort(
        row.offers, [&offers = sum.offers](const LookOffer& a, const LookOffer& b) {
          const Offered& x = offers.at(a.service);
          const Offered& y = offers.at(b.service);
          return std::tie(x.initiators, x.bytes) > std::tie(y.initiators, y.bytes);
        });
    out_.systems.push_back(std::move(row));
  }
  std::ranges::stable_sort(out_.systems, [](const LookSystem& a, const LookSystem& b) {
    return std::tie(a.peers, a.bytes) > std::tie(b.peers, b.bytes);
  });
}

void Looker::find_services() {
  struct Sum {
    std::set<SystemId> initiators, responders;
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;
  };
  std::map<ServiceId, Sum> sums;
  for (const DataFlow& flow : graph_.data_flows()) {
    Sum& sum = sums[flow.service];
    sum.initiators.insert(flow.initiator);
    sum.responders.insert(flow.responder);
    sum.records += flow.conversations.size();
    sum.bytes += bytes_of(flow);
  }
  for (const auto& [service, sum] : sums) {
    out_.services.push_back(
        {service, sum.initiators.size(), sum.responders.size(), sum.records, sum.bytes});
  }
  std::ranges::stable_sort(out_.services, [](const LookService& a, const LookService& b) {
    return std::tie(a.records, a.bytes) > std::tie(b.records, b.bytes);
  });
}

std::vector<std::string> Looker::names_of_system(SystemId id) const {
  std::set<std::string> names;
  for (const SystemAddress& held : graph_[id].addresses) {
    const std::set<std::string>& given = names_.of(held.address);
    names.insert(given.begin(), given.end());
  }
  std::vector<std::string> out(names.begin(), names.end());
  // What names a product stands first: it must not be what a short list leaves out.
  std::stable_partition(out.begin(), out.end(),
                        [](const std::string& name) { return product_of_name(name) != nullptr; });
  out.resize(std::min(out.size(), kNamesOfAPeer));
  return out;
}

LookPeer Looker::finished(PeerSum& sum) const {
  LookPeer& peer = sum.peer;
  peer.inside.assign(sum.inside.begin(), sum.inside.end());
  for (const auto& [service, told] : sum.services) {
    peer.services.push_back({service, told.first});
  }
  std::ranges::stable_sort(peer.services, [&](const LookOffer& a, const LookOffer& b) {
    const auto key = [&](const LookOffer& offer) {
      return std::pair(rank_of(graph_[offer.service].service_class),
                       ~sum.services.at(offer.service).second);
    };
    return key(a) < key(b);
  });
  peer.names = names_of_system(peer.outside);
  return std::move(peer);
}

void Looker::find_peers() {
  std::map<std::pair<SystemId, bool>, PeerSum> sums;
  for (const DataFlow& flow : graph_.data_flows()) {
    if (!crosses(flow)) {
      continue;
    }
    const bool entered = graph_[flow.initiator].outside;
    const SystemId far = entered ? flow.initiator : flow.responder;
    const Interval seen = seen_of(graph_, flow);
    const auto [at, is_new] = sums.try_emplace({far, entered});
    PeerSum& sum = at->second;
    LookPeer& peer = sum.peer;
    peer.outside = far;
    peer.seen = is_new ? seen : both(peer.seen, seen);
    if (entered) {
      peer.entry =
          std::max(peer.entry, is_opened_as_seen(graph_, flow) ? Entry::Observed : Entry::Inferred);
    }
    peer.records += flow.conversations.size();
    peer.bytes_to_outside += entered ? flow.bytes_in : flow.bytes_out;
    peer.bytes_to_inside += entered ? flow.bytes_out : flow.bytes_in;
    sum.inside.insert(entered ? flow.responder : flow.initiator);
    auto& [basis, records] = sum.services[flow.service];
    basis = std::max(basis, basis_of(graph_, flow));
    records += flow.conversations.size();
  }
  for (auto& [key, sum] : sums) {
    (key.second ? out_.entered : out_.outward).push_back(finished(sum));
  }
  std::ranges::stable_sort(out_.entered, [](const LookPeer& a, const LookPeer& b) {
    return std::tie(a.entry, a.records) > std::tie(b.entry, b.records);
  });
  std::ranges::stable_sort(out_.outward, [](const LookPeer& a, const LookPeer& b) {
    return std::tie(a.bytes_to_outside, a.records) > std::tie(b.bytes_to_outside, b.records);
  });
}

void Looker::add_remote(const DataFlow& flow, std::string_view product, ServiceClass service_class,
                        ServiceBasis basis, const std::string& name) {
  const Interval seen = seen_of(graph_, flow);
  const auto [at, is_new] =
      remote_.try_emplace({flow.initiator, std::string(product), crosses(flow)});
  LookRemote& row = at->second;
  if (is_new) {
    row.from = flow.initiator;
    row.product = product;
    row.service_class = service_class;
    row.crosses = crosses(flow);
    row.seen = seen;
  }
  row.seen = both(row.seen, seen);
  row.to.push_back(flow.responder);  // sorted and made unique when all are there
  row.basis = std::max(row.basis, basis);
  row.name = row.name.empty() ? name : row.name;
  row.records += flow.conversations.size();
}

/// Questions for the name of a product where no connection to it was seen.
void Looker::find_lookups() {
  for (const auto& [asked, lookup] : names_.lookups()) {
    const auto system = graph_.system_at(asked.first, lookup.seen.begin);
    if (!system) {
      continue;
    }
    const auto [at, is_new] = remote_.try_emplace({*system, std::string(asked.second), true});
    LookRemote& row = at->second;
    if (is_new) {
      row.from = *system;
      row.product = asked.second;
      row.service_class = lookup.service_class;
      row.crosses = true;
      row.seen = lookup.seen;
      row.answered = lookup.answered;
      row.records = lookup.records;
    }
    row.basis = std::max(row.basis, ServiceBasis::Name);
    row.name = row.name.empty() ? lookup.name : row.name;
  }
}

/// The first name of the system that tells this product.
std::string Looker::name_of_product(SystemId id, std::string_view product) const {
  for (const std::string& name : names_of_system(id)) {
    const RemoteProduct* told = product_of_name(name);
    if (told != nullptr && told->name == product) {
      return name;
    }
  }
  return {};
}

void Looker::find_remote() {
  for (const DataFlow& flow : graph_.data_flows()) {
    const Service& service = graph_[flow.service];
    if (service.service_class != ServiceClass::None) {
      add_remote(flow, service.name, service.service_class, basis_of(graph_, flow),
                 name_of_product(flow.responder, service.name));
    }
    if (!graph_[flow.responder].outside) {
      continue;
    }
    for (const std::string& name : names_of_system(flow.responder)) {
      const RemoteProduct* product = product_of_name(name);
      if (product != nullptr && product->name != service.name) {
        add_remote(flow, product->name, product->service_class, ServiceBasis::Name, name);
        break;
      }
    }
  }
  find_lookups();
  for (auto& [key, row] : remote_) {
    std::ranges::sort(row.to);
    row.to.erase(std::unique(row.to.begin(), row.to.end()), row.to.end());
    out_.remote.push_back(std::move(row));
  }
  std::set<SystemId> alone;  // in a segment of their own: perhaps a vendor's
  for (const LookSegment& segment : out_.segments) {
    if (segment.systems.size() == 1 && out_.segments.size() > 1) {
      alone.insert(segment.systems.front());
    }
  }
  std::ranges::stable_sort(out_.remote, [&alone](const LookRemote& a, const LookRemote& b) {
    const auto key = [&alone](const LookRemote& r) {
      const bool stranger = alone.contains(r.from) || std::ranges::any_of(r.to, [&](SystemId to) {
                              return alone.contains(to);
                            });
      return std::tuple(!r.crosses, !stranger, rank_of(r.service_class), r.to.empty(), ~r.to.size(),
                        ~r.records);
    };
    return key(a) < key(b);
  });
}

void Looker::find_scanners() {
  struct Sum {
    std::set<IpAddress> targets;
    std::map<ServiceId, std::uint64_t> services;
    std::uint64_t attempts = 0;
  };
  std::map<SystemId, Sum> sums;
  for (const Conversation& attempt : graph_.attempts()) {
    Sum& sum = sums[attempt.from];
    sum.targets.insert(attempt.responder);
    ++sum.services[attempt.service];
    ++sum.attempts;
  }
  for (const auto& [system, sum] : sums) {
    if (std::max(sum.targets.size(), sum.services.size()) < kManyTried) {
      continue;
    }
    const auto most =
        std::ranges::max_element(sum.services, {}, [](const auto& tried) { return tried.second; });
    out_.scanners.push_back(
        {system, sum.attempts, sum.targets.size(), sum.services.size(), most->first});
  }
  std::ranges::stable_sort(out_.scanners, [](const LookScanner& a, const LookScanner& b) {
    return std::max(a.targets, a.ports) > std::max(b.targets, b.ports);
  });
}

void Looker::cover() {
  out_.coverage = coverage_of(graph_);
  if (out_.coverage.window) {
    out_.watched = out_.coverage.window->end - out_.coverage.window->begin;
    for (const Interval& hole : out_.coverage.holes) {
      out_.watched.ns -= (hole.end - hole.begin).ns;
    }
  }
}

void Looker::find_common_end() {
  const auto flows = graph_.data_flows();
  if (flows.size() < kFewestForCommonEnd) {
    return;
  }
  for (const SystemId candidate : {flows.front().initiator, flows.front().responder}) {
    std::set<SystemId> others;
    const bool in_all = std::ranges::all_of(flows, [&](const DataFlow& flow) {
      others.insert(flow.initiator == candidate ? flow.responder : flow.initiator);
      return flow.initiator == candidate || flow.responder == candidate;
    });
    if (in_all && others.size() >= kFewestForCommonEnd) {
      out_.common_end = candidate;
      return;
    }
  }
}

}  // namespace

std::string_view name_of(Entry entry) {
  switch (entry) {
    case Entry::Observed:
      return "observed";
    case Entry::Inferred:
      return "inferred";
    case Entry::None:
      break;
  }
  return "none";
}

Look look(const FlowGraph& graph, const TrafficNames& names) {
  return Looker(graph, names).take();
}

}  // namespace hamon
