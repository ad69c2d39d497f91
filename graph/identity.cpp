#include "graph/identity.hpp"

#include "base/result.hpp"
#include "graph/address_timeline.hpp"

#include <algorithm>
#include <map>
#include <numeric>
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

using Node = std::size_t;

/// Sets of nodes that are one system; at most one declared system in each.
class Sets {
 public:
  struct Root {
    Node parent = 0;
    std::size_t segments = 0;
    std::optional<std::size_t> declared;
    bool separate = false;
  };

  Node add(Root root) {
    root.parent = nodes_.size();
    nodes_.push_back(root);
    return root.parent;
  }

  Node root_of(Node n) {
    while (nodes_[n].parent != n) {
      nodes_[n].parent = nodes_[nodes_[n].parent].parent;
      n = nodes_[n].parent;
    }
    return n;
  }
  const Root& operator[](Node n) { return nodes_[root_of(n)]; }

  /// Whether the declaration allows the two sets to be one system.
  bool may_unite(Node a, Node b) {
    const Root& x = (*this)[a];
    const Root& y = (*this)[b];
    if (x.parent == y.parent) {
      return true;
    }
    const bool forbidden = (x.separate && y.segments > 0) || (y.separate && x.segments > 0);
    return !forbidden && !(x.declared && y.declared);
  }

  void unite(Node a, Node b) {
    a = root_of(a);
    b = root_of(b);
    if (a == b) {
      return;
    }
    Root& keep = nodes_[std::min(a, b)];
    const Root& add = nodes_[std::max(a, b)];
    keep.segments += add.segments;
    keep.separate = keep.separate || add.separate;
    keep.declared = keep.declared ? keep.declared : add.declared;
    nodes_[std::max(a, b)].parent = std::min(a, b);
  }

 private:
  std::vector<Root> nodes_;
};

/// What ties a segment to other addresses: a MAC, a DHCP client id or a host name.
struct Link {
  Node node = 0;
  const char* basis = "";
  std::string detail;
};

std::string first_label(std::string_view name) {
  return ascii_lower(name.substr(0, name.find('.')));
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
    link_announcements();
    link_carried_macs();
    link_host_names();
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
      refused_.push_back({segment, other, std::move(tie)});
    }
  }

  void link_announcements() {
    for (std::size_t s = 0; s < segments_.size(); ++s) {
      std::set<MacAddress> macs;
      std::set<std::string> clients;
      for (const Binding* b : segments_[s].announcements) {
        if (b->mac && !unbinding_.contains(*b->mac)) {
          macs.insert(*b->mac);
        }
        if (!b->client_id.empty()) {
          clients.insert(b->client_id);
        }
      }
      for (const MacAddress& mac : macs) {
        link(s, {node_of_mac(mac), "mac", mac.text()});
      }
      for (const std::string& client : clients) {
        link(s, {node_of_client(client), "dhcp-client-id", client});
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
      if (!several && segment && segments_[*segment].announcements.empty()) {
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

  /// Names that are declared for exactly one system, by first label.
  [[nodiscard]] std::map<std::string, std::size_t> declared_names() const {
    constexpr std::size_t kSeveral = SIZE_MAX;
    std::map<std::string, std::size_t> names;
    const auto add = [&](const std::string& name, std::size_t i) {
      if (name.empty() || IpAddress::parse(name)) {
        return;
      }
      const auto [entry, is_new] = names.try_emplace(first_label(name), i);
      if (!is_new && entry->second != i) {
        entry->second = kSeveral;
      }
    };
    for (std::size_t i = 0; i < input_.declared.size(); ++i) {
      add(input_.declared[i].system.name, i);
      for (const std::string& name : input_.declared[i].system.names) {
        add(name, i);
      }
    }
    std::erase_if(names, [](const auto& entry) { return entry.second == kSeveral; });
    return names;
  }

  static bool is_own_name(const Binding& b) {
    return (b.kind == BindingKind::Dhcp || b.kind == BindingKind::HostName) && !b.name.empty();
  }

  /// A segment that goes by the names of two declared systems stands for neither (a terminal
  /// server, a translating gateway).
  void link_host_names() {
    const auto declared = declared_names();
    std::map<std::size_t, std::map<std::size_t, std::string>>
        said;  // segment, declared system, name
    for (const Binding& b : input_.bindings) {
      const auto segment = is_own_name(b) ? segment_at(b.address, b.first) : std::nullopt;
      const auto owner = segment ? declared.find(first_label(b.name)) : declared.end();
      if (owner != declared.end()) {
        auto& name = said[*segment].try_emplace(owner->second, b.name).first->second;
        name = std::min(name, b.name);
      }
    }
    for (const auto& [segment, systems] : said) {
      for (const auto& [system, name] : systems) {
        Link tie{system, "host-name", name};
        if (systems.size() == 1) {
          link(segment, std::move(tie));
        } else if (sets_.root_of(system) != sets_.root_of(node_of_segment(segment))) {
          refused_.push_back({segment, system, std::move(tie)});
        }
      }
    }
  }

  void collect_names() {
    own_names_.resize(segments_.size());
    names_.resize(segments_.size());
    for (const Binding& b : input_.bindings) {
      const auto segment = b.name.empty() ? std::nullopt : segment_at(b.address, b.first);
      if (segment) {
        names_[*segment].insert(b.name);
        if (is_own_name(b)) {
          own_names_[*segment].insert(first_label(b.name));
        }
      }
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
    for (auto& [root, group] : groups) {
      make_system(root, std::move(group), macs[root]);
    }
  }

  [[nodiscard]] std::size_t rank(std::size_t segment, const System& declared) const {
    const auto at = std::find_if(
        declared.addresses.begin(), declared.addresses.end(),
        [&](const SystemAddress& a) { return a.address == segments_[segment].address; });
    return static_cast<std::size_t>(at - declared.addresses.begin());
  }

  void make_system(Node root, std::vector<std::size_t> group, const std::vector<MacAddress>& macs) {
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
        return std::tuple(rank(s, base), x.seen ? x.seen->begin : Timestamp::max(), x.address,
                          x.from);
      };
      return key(a) < key(b);
    });
    for (const std::size_t s : group) {
      add_segment(built, base, s);
    }
    System& system = built.system;
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
      built.merges.push_back({SystemId{}, segment.address.text(), address.basis, detail, true});
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
  Sets sets_;
  std::map<MacAddress, Node> macs_;
  std::map<std::string, Node> clients_;
  std::vector<std::vector<Link>> links_;  // per segment
  std::vector<Refused> refused_;
  std::set<Node> shared_;
  std::vector<std::set<std::string>> names_, own_names_;  // per segment
  std::vector<Built> built_;
  Identities out_;
};

/// Gives every system a name of its own and its id.
void Identifier::name_systems() {
  std::set<std::string> taken;
  for (const Built& b : built_) {
    taken.insert(b.system.name);
  }
  for (Built& b : built_) {
    if (b.system.name.empty()) {
      const std::string text = b.system.addresses.front().address.text();
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

/// What was refused, and equal host names that nothing declares.
void Identifier::find_candidates() {
  std::map<Node, SystemId> by_root;
  std::map<std::string, std::set<SystemId>> by_name;
  for (std::size_t i = 0; i < built_.size(); ++i) {
    for (const std::size_t s : built_[i].segments) {
      by_root[sets_.root_of(node_of_segment(s))] = static_cast<SystemId>(i);
      for (const std::string& name : own_names_[s]) {
        by_name[name].insert(static_cast<SystemId>(i));
      }
    }
  }
  for (const Refused& r : refused_) {
    const auto system = by_root.find(sets_.root_of(r.other));
    if (system != by_root.end()) {
      out_.merges.push_back({system->second, segments_[r.segment].address.text(), r.link.basis,
                             r.link.detail, false});
    }
  }
  for (const auto& [name, systems] : by_name) {
    for (auto other = std::next(systems.begin()); other != systems.end(); ++other) {
      const System& s = out_.systems[index(*other)];
      out_.merges.push_back(
          {*systems.begin(), s.addresses.front().address.text(), "host-name", name, false});
    }
  }
  const auto key = [](const Merge& m) {
    return std::tie(m.system, m.address, m.basis, m.detail, m.applied);
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
