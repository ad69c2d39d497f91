#include "graph/identity.hpp"

#include "base/host_stand_in.hpp"
#include "base/result.hpp"
#include "graph/address_timeline.hpp"
#include "graph/merge_candidates.hpp"
#include "graph/own_names.hpp"
#include "graph/system_sets.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace hamon {

NoSystemAddresses::NoSystemAddresses(const Site& site) {
  const auto add = [this](const std::vector<Prefix>& prefixes) {
    for (const Prefix& prefix : prefixes) {
      if (const auto broadcast = prefix.broadcast()) {
        broadcasts_.push_back(*broadcast);
      }
    }
  };
  add(site.internal);
  for (const SiteZone& zone : site.zones) {
    add(zone.prefixes);
  }
  std::sort(broadcasts_.begin(), broadcasts_.end());
}

bool NoSystemAddresses::contains(const IpAddress& address) const {
  return address.is_loopback() || address.is_multicast() || address.is_unspecified() ||
         address.is_limited_broadcast() ||
         std::binary_search(broadcasts_.begin(), broadcasts_.end(), address);
}

namespace {

using Node = SystemSets::Node;

/// What ties a segment to other addresses: a MAC, a DHCP client id or a host name.
struct Link {
  Node node = 0;
  const char* basis = "";
  std::string detail;
};

/// Whether two MACs used what these tell of at the same time.
struct ClientUse {
  MacAddress mac;
  Interval used;
  auto operator<=>(const ClientUse& other) const {
    return std::tie(used.begin, used.end, mac) <=>
           std::tie(other.used.begin, other.used.end, other.mac);
  }
  bool operator==(const ClientUse&) const = default;
};

bool at_once(std::vector<ClientUse> uses) {
  std::sort(uses.begin(), uses.end());
  const ClientUse* longest = nullptr;  // of those so far
  std::optional<Timestamp> others;     // how long any MAC but that one was in use
  for (const ClientUse& use : uses) {
    if (longest == nullptr) {
      longest = &use;
      continue;
    }
    const bool same = use.mac == longest->mac;
    if (same ? others && use.used.begin <= *others : use.used.begin <= longest->used.end) {
      return true;
    }
    if (!same) {
      others = std::max(others.value_or(longest->used.end), longest->used.end);
    }
    longest = same && use.used.end < longest->used.end ? longest : &use;
  }
  return false;
}

class Identifier {
 public:
  explicit Identifier(IdentityInput input)
      : input_(std::move(input)),
        owners_(input_.declared),
        unbinding_(input_),
        segments_(address_timeline(input_, owners_, unbinding_)) {}

  Identities run() {
    add_declared();
    find_clients_at_once();
    link_announcements();
    link_carried_macs();
    link_own_names();
    link_named_machines();
    find_shared();
    collect_names();
    make_systems();
    name_systems();
    find_candidates();
    return std::move(out_);
  }

 private:
  /// A refused tie, in nodes; said as a merge that was not applied.
  struct Refused {
    std::size_t segment;
    Node other;
    Link link;
    NotMerged reason;
  };

  [[nodiscard]] Node node_of_segment(std::size_t s) const { return input_.declared.size() + s; }

  void add_declared() {
    for (std::size_t i = 0; i < input_.declared.size(); ++i) {
      sets_.add({0, 0, i, input_.declared[i].separate});
    }
    for (std::size_t s = 0; s < segments_.size(); ++s) {
      sets_.add({0, 1, std::nullopt, false});
      if (segments_[s].owner) {
        sets_.unite(*segments_[s].owner, node_of_segment(s));
      }
    }
    links_.resize(segments_.size());
    for (const auto& [mac, owner] : owners_.macs) {
      if (!unbinding_.contains(mac)) {
        sets_.unite(owner, node_of_mac(mac));
      }
    }
  }

  Node node_of_mac(const MacAddress& mac) {
    const auto [entry, is_new] = macs_.try_emplace(mac, 0);
    if (is_new) {
      entry->second = sets_.add({});
    }
    return entry->second;
  }

  Node node_of_client(const std::string& client) {
    const auto [entry, is_new] = clients_.try_emplace(client, 0);
    if (is_new) {
      entry->second = sets_.add({});
    }
    return entry->second;
  }

  void link(std::size_t segment, Link tie) {
    if (sets_.may_unite(node_of_segment(segment), tie.node)) {
      sets_.unite(node_of_segment(segment), tie.node);
      links_[segment].push_back(std::move(tie));
    } else {
      const Node other = tie.node;
      refused_.push_back({segment, other, std::move(tie), NotMerged::Apart});
    }
  }

  /// Client ids that two MACs used at once: of cloned machines, or set by hand.
  void find_clients_at_once() {
    std::map<std::string_view, std::vector<ClientUse>> uses;
    for (const AddressSegment& segment : segments_) {
      const Binding* first =
          segment.announcements.empty() ? nullptr : segment.announcements.front();
      const bool alone = std::ranges::all_of(
          segment.announcements, [&](const Binding* other) { return other->mac == first->mac; });
      for (const Binding* b : segment.announcements) {
        if (b->kind == BindingKind::Dhcp && b->mac && tells_identity(b->client_id)) {
          uses[b->client_id].push_back(
              {*b->mac, {b->first, alone ? segment.seen->end : std::max(b->first, b->last)}});
        }
      }
    }
    for (auto& [client, list] : uses) {
      if (at_once(std::move(list))) {
        at_once_.insert(client);
      }
    }
  }

  /// Why a client id ties nothing, if so.
  [[nodiscard]] std::optional<NotMerged> refusal_of(std::string_view client) const {
    return !tells_identity(client)     ? std::optional(NotMerged::NoIdentity)
           : at_once_.contains(client) ? std::optional(NotMerged::AtOnce)
                                       : std::nullopt;
  }

  void link_announcements() {
    for (std::size_t s = 0; s < segments_.size(); ++s) {
      std::set<MacAddress> macs;
      std::set<std::string_view> clients;
      for (const Binding* b : segments_[s].announcements) {
        if (b->mac && !unbinding_.contains(*b->mac)) {
          macs.insert(*b->mac);
        }
        if (!b->client_id.empty()) {
          clients.insert(b->client_id);
        }
      }
      if (segments_[s].contested) {
        for (const MacAddress& mac : macs) {
          refused_.push_back({s, node_of_mac(mac), {0, "mac", mac.text()}, NotMerged::Contested});
        }
        continue;
      }
      for (const MacAddress& mac : macs) {
        link(s, {node_of_mac(mac), "mac", mac.text()});
      }
      for (const std::string_view client : clients) {
        if (const auto refusal = refusal_of(client)) {
          refused_clients_[client].emplace_back(s, *refusal);
        } else {
          link(s, {node_of_client(std::string(client)), "dhcp-client-id", std::string(client)});
        }
      }
    }
  }

  /// A MAC that records show with several addresses of a family forwards for others. Link-local
  /// addresses are never forwarded, so they always tell their MAC's owner.
  void link_carried_macs() {
    std::vector<MacUse> binding;
    for (auto begin = input_.mac_uses.begin(); begin != input_.mac_uses.end();) {
      auto end = begin;
      std::size_t v4 = 0;
      std::size_t v6 = 0;
      for (; end != input_.mac_uses.end() && end->mac == begin->mac; ++end) {
        const bool counts = !end->address.is_link_local();
        v4 += counts && end->address.is_v4() ? 1U : 0U;
        v6 += counts && !end->address.is_v4() ? 1U : 0U;
      }
      if (!unbinding_.contains(begin->mac)) {
        std::copy_if(begin, end, std::back_inserter(binding), [&](const MacUse& use) {
          return use.address.is_link_local() || (v4 <= 1 && v6 <= 1);
        });
      }
      begin = end;
    }
    std::sort(binding.begin(), binding.end(), [](const MacUse& a, const MacUse& b) {
      return std::tie(a.address, a.mac) < std::tie(b.address, b.mac);
    });
    for (std::size_t i = 0; i < binding.size(); ++i) {
      const IpAddress& address = binding[i].address;
      const bool several = (i > 0 && binding[i - 1].address == address) ||
                           (i + 1 < binding.size() && binding[i + 1].address == address);
      const auto segment = segment_at(address, Timestamp::min());
      if (!several && segment && segments_[*segment].announcements.empty() &&
          !segments_[*segment].contested) {
        link(*segment, {node_of_mac(binding[i].mac), "mac", binding[i].mac.text()});
      }
    }
  }

  [[nodiscard]] std::optional<std::size_t> segment_at(const IpAddress& address,
                                                      Timestamp time) const {
    const auto after = std::upper_bound(
        segments_.begin(), segments_.end(), std::tie(address, time),
        [](const auto& key, const AddressSegment& s) { return key < std::tie(s.address, s.from); });
    if (after == segments_.begin() || std::prev(after)->address != address) {
      return std::nullopt;
    }
    return static_cast<std::size_t>(std::prev(after) - segments_.begin());
  }

  /// Names and AE titles that are declared for exactly one system, as `own_name_key`.
  [[nodiscard]] std::map<std::string, std::size_t> declared_names() const {
    constexpr std::size_t kSeveral = SIZE_MAX;
    std::map<std::string, std::size_t> names;
    const auto add = [&](BindingKind kind, const std::string& name, std::size_t i) {
      if (name.empty() || IpAddress::parse(name)) {
        return;
      }
      const auto [entry, is_new] = names.try_emplace(own_name_key(kind, name), i);
      if (!is_new && entry->second != i) {
        entry->second = kSeveral;
      }
    };
    for (std::size_t i = 0; i < input_.declared.size(); ++i) {
      const DeclaredSystem& declared = input_.declared[i];
      add(BindingKind::HostName, declared.system.name, i);
      for (const std::string& name : declared.system.names) {
        add(BindingKind::HostName, name, i);
      }
      for (const std::string& title : declared.ae_titles) {
        add(BindingKind::AeTitle, title, i);
      }
    }
    std::erase_if(names, [](const auto& entry) { return entry.second == kSeveral; });
    return names;
  }

  /// A segment that goes by the names of two declared systems stands for neither (a terminal
  /// server, a translating gateway).
  void link_own_names() {
    const auto declared = declared_names();
    std::map<std::size_t, std::map<std::size_t, Link>> said;  // segment, declared system
    for (const Binding& b : input_.bindings) {
      const auto segment =
          is_own_name(b) && (is_host_name(b.kind) || b.kind == BindingKind::AeTitle)
              ? segment_at(b.address, b.first)
              : std::nullopt;
      const auto owner = segment ? declared.find(own_name_key(b.kind, b.name)) : declared.end();
      if (owner != declared.end()) {
        const Link tie{owner->second, is_host_name(b.kind) ? "host-name" : "ae-title", b.name};
        Link& known = said[*segment].try_emplace(owner->second, tie).first->second;
        const auto key = [](const Link& l) {
          return std::pair(l.basis != std::string_view("host-name"), std::string_view(l.detail));
        };
        known = key(tie) < key(known) ? tie : known;
      }
    }
    for (auto& [segment, systems] : said) {
      for (auto& [system, tie] : systems) {
        if (systems.size() == 1) {
          link(segment, std::move(tie));
        } else if (sets_.root_of(system) != sets_.root_of(node_of_segment(segment))) {
          refused_.push_back({segment, system, std::move(tie), NotMerged::Several});
        }
      }
    }
  }

  /// The segments that go by a name, by its key: as their machine calls itself, and as name servers
  /// say.
  struct Named {
    std::set<std::size_t> themselves;
    std::set<std::size_t> by_name_servers;
  };

  /// A machine that a log names and gives no address is the one that calls itself so, or else that
  /// name servers know so, where there is one: nothing but its name was known of it, so that no two
  /// addresses become one here.
  void link_named_machines() {
    std::map<std::string, Named> named;
    std::map<std::size_t, std::pair<std::string, std::string>> own;  // stand-in: key and name
    for (const Binding& b : input_.bindings) {
      const bool itself = is_own_name(b) && is_host_name(b.kind);
      const bool by_server = b.kind == BindingKind::DnsAnswer && !b.name.empty();
      const auto segment = itself || by_server ? segment_at(b.address, b.first) : std::nullopt;
      if (!segment || segments_[*segment].contested) {
        continue;
      }
      std::pair name(own_name_key(BindingKind::HostName, b.name), b.name);
      if (is_stand_in(b.address)) {
        const auto [entry, is_new] = own.try_emplace(*segment, name);
        entry->second = std::min(entry->second, name);
      } else {
        Named& known = named[std::move(name.first)];
        (itself ? known.themselves : known.by_name_servers).insert(*segment);
      }
    }
    for (const auto& [segment, name] : own) {
      const auto found = named.find(name.first);
      if (found != named.end() && !sets_[sets_.root_of(node_of_segment(segment))].declared) {
        const bool itself = !found->second.themselves.empty();
        link_named_machine(segment, name.second, itself ? "host-name" : "dns-answer",
                           itself ? found->second.themselves : found->second.by_name_servers);
      }
    }
  }

  void link_named_machine(std::size_t segment, const std::string& name, const char* basis,
                          const std::set<std::size_t>& others) {
    const Node first = node_of_segment(*others.begin());
    const bool one = std::ranges::all_of(others, [&](std::size_t other) {
      return sets_.root_of(node_of_segment(other)) == sets_.root_of(first);
    });
    if (one) {
      link(segment, {first, basis, name});
      return;
    }
    for (const std::size_t other : others) {
      refused_.push_back({segment, node_of_segment(other), {0, basis, name}, NotMerged::Several});
    }
  }

  /// A name goes to who held the address when it was heard; a name without an address to who has
  /// the MAC.
  void collect_names() {
    own_names_.resize(segments_.size());
    names_.resize(segments_.size());
    for (const Binding& b : input_.bindings) {
      if (b.name.empty()) {
        continue;
      }
      const bool own = is_own_name(b);
      const Interval heard{b.first, std::max(b.first, b.last)};
      const auto first = segment_at(b.address, heard.begin);
      if (!first && own && b.mac && macs_.contains(*b.mac)) {
        names_of_macs_.emplace_back(macs_.at(*b.mac), OwnName{b.name, b.kind, heard, false});
      }
      if (!first) {
        continue;
      }
      const auto last = segment_at(b.address, heard.end);
      add_name(*first, b, own, *first == *last ? heard : Interval{heard.begin, heard.begin});
      if (*first != *last) {
        add_name(*last, b, own, {heard.end, heard.end});
      }
    }
  }

  void add_name(std::size_t segment, const Binding& b, bool own, const Interval& heard) {
    if (!own || is_host_name(b.kind)) {
      names_[segment].insert(b.name);
    }
    if (own) {
      own_names_[segment].push_back({b.name, b.kind, heard, false});
    }
  }

  /// One system for each set with a segment, and for each declared system.
  void make_systems() {
    std::map<Node, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < input_.declared.size(); ++i) {
      groups[sets_.root_of(i)];
    }
    for (std::size_t s = 0; s < segments_.size(); ++s) {
      groups[sets_.root_of(node_of_segment(s))].push_back(s);
    }
    std::map<Node, std::vector<MacAddress>> macs;
    for (const auto& [mac, node] : macs_) {
      macs[sets_.root_of(node)].push_back(mac);
    }
    std::map<Node, std::vector<OwnName>> called;
    for (auto& [node, name] : names_of_macs_) {
      called[sets_.root_of(node)].push_back(std::move(name));
    }
    for (auto& [root, group] : groups) {
      make_system(root, std::move(group), macs[root], std::move(called[root]));
    }
  }

  [[nodiscard]] std::size_t rank(std::size_t segment, const System& declared) const {
    const auto at = std::find_if(
        declared.addresses.begin(), declared.addresses.end(),
        [&](const SystemAddress& a) { return a.address == segments_[segment].address; });
    return static_cast<std::size_t>(at - declared.addresses.begin());
  }

  void make_system(Node root, std::vector<std::size_t> group, const std::vector<MacAddress>& macs,
                   std::vector<OwnName> called) {
    Built built;
    const auto declared = sets_[root].declared;
    if (declared) {
      built.system = input_.declared[*declared].system;
      built.home = input_.declared[*declared].home;
    }
    const System base = built.system;
    built.system.addresses.clear();
    std::sort(group.begin(), group.end(), [&](std::size_t a, std::size_t b) {
      const auto key = [&](std::size_t s) {
        const AddressSegment& x = segments_[s];
        return std::tuple(rank(s, base), is_stand_in(x.address), x.address.is_link_local(),
                          x.seen ? x.seen->begin : Timestamp::max(), x.address, x.from);
      };
      return key(a) < key(b);
    });
    for (const std::size_t s : group) {
      add_segment(built, base, s);
      called.insert(called.end(), own_names_[s].begin(), own_names_[s].end());
    }
    System& system = built.system;
    for (const OwnName& own : called) {
      if (is_host_name(own.kind)) {
        system.names.push_back(own.name);
      }
    }
    system.called = in_order_of_telling(std::move(called));
    system.macs.insert(system.macs.end(), macs.begin(), macs.end());
    std::sort(system.macs.begin(), system.macs.end());
    system.macs.erase(std::unique(system.macs.begin(), system.macs.end()), system.macs.end());
    std::sort(system.names.begin(), system.names.end());
    system.names.erase(std::unique(system.names.begin(), system.names.end()), system.names.end());
    if (!declared || !input_.declared[*declared].is_router || system.observed) {
      built.segments = std::move(group);
      built_.push_back(std::move(built));
    }
  }

  struct Built {
    System system;
    std::string home;
    std::vector<std::size_t> segments;
    std::vector<Merge> merges;
  };

  void add_segment(Built& built, const System& base, std::size_t s) {
    const AddressSegment& segment = segments_[s];
    SystemAddress address;
    address.address = segment.address;
    address.observed = segment.observed;
    if (segment.from != Timestamp::min() || segment.to != Timestamp::max()) {
      address.held = Window{segment.from, segment.to};
    }
    const std::size_t declared = rank(s, base);
    std::string detail;
    if (declared < base.addresses.size()) {
      address.basis = base.addresses[declared].basis;
    } else if ((base.in_site || base.in_ledger || !built.system.addresses.empty()) &&
               !links_[s].empty()) {
      const Link& tie = explanation(s);
      address.basis = tie.basis;
      detail = tie.detail;
    } else {
      address.basis = "observed";
    }
    if (!built.system.addresses.empty() || !detail.empty()) {
      built.merges.push_back(
          {SystemId{}, segment.address.text(), address.basis, detail, true, NotMerged::Applied});
    }
    System& system = built.system;
    system.observed = system.observed || segment.observed;
    if (segment.seen) {
      system.seen = system.seen ? Interval{std::min(system.seen->begin, segment.seen->begin),
                                           std::max(system.seen->end, segment.seen->end)}
                                : *segment.seen;
    }
    system.names.insert(system.names.end(), names_[s].begin(), names_[s].end());
    system.addresses.push_back(std::move(address));
  }

  /// The tie that joins the segment with anything else: one that another segment or a declaration
  /// shares, in the order MAC, client id, host name.
  [[nodiscard]] const Link& explanation(std::size_t segment) const {
    for (const Link& tie : links_[segment]) {
      if (shared_.contains(tie.node)) {
        return tie;
      }
    }
    return links_[segment].back();
  }

  void find_shared() {
    std::map<Node, std::size_t> uses;
    for (const auto& ties : links_) {
      for (const Link& tie : ties) {
        ++uses[tie.node];
      }
    }
    for (const auto& [mac, owner] : owners_.macs) {
      if (const auto node = macs_.find(mac); node != macs_.end()) {
        ++uses[node->second];
      }
    }
    for (const auto& [node, count] : uses) {
      if (count > 1 || node < input_.declared.size()) {
        shared_.insert(node);
      }
    }
  }

  void name_systems();
  void find_candidates();

  IdentityInput input_;
  DeclaredOwners owners_;
  UnbindingMacs unbinding_;
  std::vector<AddressSegment> segments_;
  SystemSets sets_;
  std::map<MacAddress, Node> macs_;
  std::map<std::string, Node> clients_;
  std::vector<std::vector<Link>> links_;  // per segment
  std::vector<Refused> refused_;
  std::set<Node> shared_;
  std::set<std::string_view> at_once_;  // client ids, views of the bindings
  std::map<std::string_view, std::vector<std::pair<std::size_t, NotMerged>>> refused_clients_;
  std::vector<std::set<std::string>> names_;             // per segment
  std::vector<std::vector<OwnName>> own_names_;          // per segment
  std::vector<std::pair<Node, OwnName>> names_of_macs_;  // without an address
  std::vector<Built> built_;
  Identities out_;
};

/// The address; of a machine that only has a name, that.
std::string name_of_unnamed(const System& system) {
  const IpAddress& address = system.addresses.front().address;
  const auto own = std::ranges::find_if(
      system.called, [](const OwnName& name) { return is_host_name(name.kind); });
  return is_stand_in(address) && own != system.called.end() ? first_label(own->name)
                                                            : address.text();
}

/// Gives every system a name of its own and its id.
void Identifier::name_systems() {
  std::set<std::string> taken;
  for (const Built& b : built_) {
    taken.insert(b.system.name);
  }
  for (Built& b : built_) {
    if (b.system.name.empty()) {
      const std::string text = name_of_unnamed(b.system);
      b.system.name = text;
      for (int n = 2; taken.contains(b.system.name); ++n) {
        b.system.name = text + "#" + std::to_string(n);
      }
      taken.insert(b.system.name);
    }
  }
  std::sort(built_.begin(), built_.end(),
            [](const Built& a, const Built& b) { return a.system.name < b.system.name; });
  for (std::size_t i = 0; i < built_.size(); ++i) {
    const auto id = static_cast<SystemId>(i);
    for (const SystemAddress& address : built_[i].system.addresses) {
      out_.by_address.emplace_back(address.address, id);
    }
    for (Merge& merge : built_[i].merges) {
      merge.system = id;
      out_.merges.push_back(std::move(merge));
    }
    out_.homes.push_back(std::move(built_[i].home));
    out_.systems.push_back(std::move(built_[i].system));
  }
  std::sort(out_.by_address.begin(), out_.by_address.end());
  out_.by_address.erase(std::unique(out_.by_address.begin(), out_.by_address.end()),
                        out_.by_address.end());
}

/// What was refused, and equal names that nothing declares.
void Identifier::find_candidates() {
  std::map<Node, SystemId> by_root;
  for (std::size_t i = 0; i < built_.size(); ++i) {
    for (const std::size_t s : built_[i].segments) {
      by_root[sets_.root_of(node_of_segment(s))] = static_cast<SystemId>(i);
    }
  }
  const auto system_of = [&](Node node) -> std::optional<SystemId> {
    const auto system = by_root.find(sets_.root_of(node));
    return system == by_root.end() ? std::nullopt : std::optional(system->second);
  };
  for (const Refused& r : refused_) {
    const auto system = system_of(r.other);
    if (system && system != system_of(node_of_segment(r.segment))) {
      out_.merges.push_back({*system, segments_[r.segment].address.text(), r.link.basis,
                             r.link.detail, false, r.reason});
    }
  }
  for (const auto& [client, segments] : refused_clients_) {
    const auto first = system_of(node_of_segment(segments.front().first));
    for (const auto& [segment, reason] : segments) {
      if (first && first != system_of(node_of_segment(segment))) {
        out_.merges.push_back({*first, segments_[segment].address.text(), "dhcp-client-id",
                               std::string(client), false, reason});
      }
    }
  }
  const std::vector<Merge> by_name = merges_by_equal_names(out_.systems);
  out_.merges.insert(out_.merges.end(), by_name.begin(), by_name.end());
  const auto key = [](const Merge& m) {
    return std::tie(m.system, m.address, m.basis, m.detail, m.applied, m.reason);
  };
  std::sort(out_.merges.begin(), out_.merges.end(),
            [&](const Merge& a, const Merge& b) { return key(a) < key(b); });
  out_.merges.erase(std::unique(out_.merges.begin(), out_.merges.end(),
                                [&](const Merge& a, const Merge& b) { return key(a) == key(b); }),
                    out_.merges.end());
}

}  // namespace

Identities identify(IdentityInput input) {
  return Identifier(std::move(input)).run();
}

}  // namespace hamon
