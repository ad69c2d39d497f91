#include "analyze/proposal.hpp"

#include "analyze/role_evidence.hpp"
#include "base/host_stand_in.hpp"
#include "base/product_catalogue.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>

namespace hamon {
namespace {

constexpr std::size_t kMostPeers = 20;  // of one link by their addresses; more are `outside`

/// The segment in which an address is assumed to lie where nobody declared one.
Prefix segment_of(const IpAddress& address) {
  return {address, address.is_v4() ? 24 : 64};
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

/// Whether a site file may use the word as a name: no glob, list, `@`, control character or
/// address.
bool can_be_name(std::string_view word) {
  return !word.empty() && word.size() <= 80 && !Prefix::parse(word) && word != "outside" &&
         word != "internal" && word != "any" && word != "offline" &&
         word.find_first_of("*?[]{},:@#\"'\\`&!|>%") == std::string_view::npos &&
         std::ranges::all_of(word, [](char c) { return static_cast<unsigned char>(c) > 0x20; });
}

/// Hands out names that no other part of the draft has.
class NamePool {
 public:
  std::string take(const std::string& wanted) {
    std::string name = wanted;
    for (int i = 2; !taken_.insert(name).second; ++i) {
      name = wanted + "-" + std::to_string(i);
    }
    return name;
  }

 private:
  std::set<std::string> taken_;
};

/// `10-10-1`, `2001-db8-100`: what an address contributes to a name.
std::string as_word(const IpAddress& address, bool segment) {
  std::string text = address.text();
  if (segment && address.is_v4()) {
    text.erase(text.rfind('.'));
  }
  std::string out;
  for (const char c : text) {
    if (is_plain(c)) {
      out.push_back(c);
    } else if (!out.empty() && out.back() != '-') {
      out.push_back('-');
    }
  }
  while (!out.empty() && out.back() == '-') {
    out.pop_back();
  }
  return out;
}

struct KindWord {
  std::string_view word;
  std::string_view kind;
};

/// What the name of a zone says of its kind; the first that fits decides.
std::string_view kind_by_label(std::string_view label) {
  constexpr auto kWords = std::to_array<KindWord>({
      {"Wi-Fi", "guest"},         {"ゲスト", "guest"},
      {"来訪", "guest"},          {"guest", "guest"},
      {"Guest", "guest"},         {"保守", "maintenance"},
      {"メンテ", "maintenance"},  {"maintenance", "maintenance"},
      {"情報系", "internal"},     {"事務", "internal"},
      {"office", "internal"},     {"診療", "clinical"},
      {"医療", "clinical"},       {"部門", "clinical"},
      {"検査", "clinical"},       {"放射線", "clinical"},
      {"病棟", "clinical"},       {"外来", "clinical"},
      {"手術", "clinical"},       {"薬剤", "clinical"},
      {"電子カルテ", "clinical"}, {"HIS", "clinical"},
      {"clinical", "clinical"},   {"バックアップ", "clinical"},
  });
  const auto* found = std::ranges::find_if(kWords, [&](const KindWord& entry) {
    return label.find(entry.word) != std::string_view::npos;
  });
  return found == kWords.end() ? std::string_view() : found->kind;
}

class Proposer {
 public:
  explicit Proposer(const FlowGraph& graph) : graph_(graph), activities_(activities(graph)) {}

  SiteProposal propose() {
    find_inside();
    doubt_strangers();
    propose_zones();
    propose_systems();
    propose_links();
    propose_claims();
    return std::move(out_);
  }

 private:
  /// Systems of one future zone.
  struct Segment {
    std::set<Prefix> prefixes;
    std::set<SystemId> systems;
    std::string label;  // as the ledger calls it
    bool clinical_traffic = false;
  };

  /// Who stands outside, with everything that the inside has to do with it.
  struct Peer {
    std::set<std::string> inside, outside, services;
    std::uint64_t records = 0;
    std::optional<Interval> seen;
    void add(const Interval& time);
  };

  void find_inside();
  void doubt_strangers();
  void doubt_everything();
  void propose_zones();
  void propose_systems();
  void propose_links();
  void propose_claims();

  [[nodiscard]] std::string ledger_zone(const System& system) const;
  [[nodiscard]] std::vector<IpAddress> own_addresses(const System& system) const;
  [[nodiscard]] std::map<Prefix, std::string> labels() const;
  [[nodiscard]] ProposedZone zone_of(const Segment& segment);
  [[nodiscard]] ProposedSystem system_of(SystemId id, const RoleEvidence& evidence);
  [[nodiscard]] std::string name_for(const System& system, Role role) const;
  [[nodiscard]] bool has_clinical_traffic(SystemId id) const;
  [[nodiscard]] std::string end_name(SystemId id) const;
  [[nodiscard]] std::string service_text(const DataFlow& flow) const;
  [[nodiscard]] std::map<SystemId, Peer> peers() const;

  const FlowGraph& graph_;
  std::vector<SystemActivity> activities_;
  std::vector<bool> inside_;
  std::map<IpAddress, std::string> zone_by_address_;
  std::map<SystemId, std::string> names_;  // of systems in the draft
  std::set<IpAddress> given_;
  std::set<MacAddress> given_macs_;
  NamePool pool_;
  SiteProposal out_;
};

/// The addresses that a site file would list: no link-local ones, which every segment has.
std::vector<IpAddress> Proposer::own_addresses(const System& system) const {
  std::vector<IpAddress> out;
  for (const auto& held : system.addresses) {
    const bool can_be_listed = !held.address.is_link_local() && !is_stand_in(held.address);
    if (can_be_listed && std::ranges::find(out, held.address) == out.end()) {
      out.push_back(held.address);
    }
  }
  return out;
}

std::string Proposer::ledger_zone(const System& system) const {
  for (const auto& held : system.addresses) {
    const auto found = zone_by_address_.find(held.address);
    if (found != zone_by_address_.end()) {
      return found->second;
    }
  }
  return {};
}

void Proposer::find_inside() {
  std::set<Prefix> ledger_segments;
  for (const auto& entry : graph_.ledger().entries) {
    for (const auto& address : entry.addresses) {
      zone_by_address_.emplace(address, entry.zone);
      ledger_segments.insert(segment_of(address));
    }
  }
  inside_.resize(graph_.systems().size());
  for (std::size_t i = 0; i < inside_.size(); ++i) {
    const System& system = graph_.systems()[i];
    const auto addresses = own_addresses(system);
    const bool near_ledger =
        ledger_segments.empty() || std::ranges::any_of(addresses, [&](const IpAddress& a) {
          return ledger_segments.contains(segment_of(a));
        });
    inside_[i] = system.in_ledger || system.in_site || (!system.outside && near_ledger);
  }
}

/// What one owner is taken to have of the private ranges: 192.168.0.0/16 is everybody's, too small
/// to tell owners apart by its /16.
Prefix neighbourhood_of(const IpAddress& address) {
  const bool everybodys = Prefix(IpAddress::v4(0xC0A80000U), 16).contains(address);
  return {address, everybodys ? 20 : 16};
}

/// Where no ledger tells, a private address alone in its /24 and without any larger segment in its
/// neighbourhood may as well be a vendor's: it is asked about, and not inside by being drafted.
void Proposer::doubt_strangers() {
  if (!graph_.ledger().entries.empty()) {
    return;
  }
  std::map<Prefix, std::vector<std::size_t>> segments;
  for (std::size_t i = 0; i < inside_.size(); ++i) {
    const auto addresses = own_addresses(graph_.systems()[i]);
    if (inside_[i] && !addresses.empty() && addresses.front().is_v4()) {
      segments[segment_of(addresses.front())].push_back(i);
    }
  }
  std::set<Prefix> known;
  for (const auto& [prefix, systems] : segments) {
    if (systems.size() > 1) {
      known.insert(neighbourhood_of(prefix.address()));
    }
  }
  for (const auto& [prefix, systems] : segments) {
    const std::size_t only = systems.front();
    const auto id = static_cast<SystemId>(only);
    if (known.empty() || known.contains(neighbourhood_of(prefix.address())) || graph_[id].in_site ||
        own_addresses(graph_[id]).size() > 1 || has_clinical_traffic(id)) {
      continue;
    }
    inside_[only] = false;
    out_.doubtful.push_back({"NET-" + as_word(prefix.address(), true),
                             {},
                             "internal",
                             {prefix},
                             1,
                             message("one system, far from the others: yours, or a vendor's?")});
  }
}

/// Of public addresses alone nothing counts as inside; whose capture it was is the best guess.
void Proposer::doubt_everything() {
  std::map<SystemId, std::size_t> flows;
  for (const DataFlow& flow : graph_.data_flows()) {
    for (const SystemId end : {flow.initiator, flow.responder}) {
      flows[end] += own_addresses(graph_[end]).empty() ? 0U : 1U;
    }
  }
  const auto most =
      std::ranges::max_element(flows, {}, [](const auto& count) { return count.second; });
  if (most == flows.end() || most->second == 0) {
    return;
  }
  const Prefix segment = segment_of(own_addresses(graph_[most->first]).front());
  out_.doubtful.push_back({"NET-" + as_word(segment.address(), true),
                           {},
                           "internal",
                           {segment},
                           1,
                           message("public, with the most data flows: yours?")});
}

bool Proposer::has_clinical_traffic(SystemId id) const {
  const SystemActivity& seen = activities_[index(id)];
  return seen.offers.contains("dicom") || seen.offers.contains("hl7") ||
         seen.opens.contains("dicom") || seen.opens.contains("hl7") ||
         graph_[id].role == Role::Device;
}

/// For each segment what the ledger calls it most often; of equals the first by name.
std::map<Prefix, std::string> Proposer::labels() const {
  std::map<Prefix, std::map<std::string, std::size_t>> votes;
  for (std::size_t i = 0; i < inside_.size(); ++i) {
    const System& system = graph_.systems()[i];
    const auto addresses = own_addresses(system);
    if (inside_[i] && !addresses.empty()) {
      ++votes[segment_of(addresses.front())][ledger_zone(system)];
    }
  }
  std::map<Prefix, std::string> out;
  for (auto& [prefix, counts] : votes) {
    if (counts.size() > 1) {
      counts.erase("");  // who says something is heard before who says nothing
    }
    out[prefix] =
        std::ranges::max_element(counts, {}, [](const auto& vote) { return vote.second; })->first;
  }
  return out;
}

void Proposer::propose_zones() {
  const auto labels_by_prefix = labels();
  std::map<std::pair<std::string, Prefix>, Segment> segments;
  for (std::size_t i = 0; i < inside_.size(); ++i) {
    const auto id = static_cast<SystemId>(i);
    const auto addresses = own_addresses(graph_[id]);
    if (!inside_[i] || addresses.empty()) {
      continue;
    }
    const Prefix home = segment_of(addresses.front());
    const auto& label = labels_by_prefix.at(home);
    Segment& segment = segments[{label, label.empty() ? home : Prefix()}];
    segment.label = label;
    segment.prefixes.insert(home);
    segment.systems.insert(id);
    segment.clinical_traffic = segment.clinical_traffic || has_clinical_traffic(id);
    for (const auto& address : addresses) {
      // the IPv6 side of a segment; another IPv4 address of the machine is somebody else's segment
      if (address.is_v4() != home.address().is_v4() &&
          !labels_by_prefix.contains(segment_of(address))) {
        segment.prefixes.insert(segment_of(address));
      }
    }
  }
  std::set<Prefix> given;
  for (auto& [key, segment] : segments) {
    std::erase_if(segment.prefixes, [&](const Prefix& p) { return !given.insert(p).second; });
    out_.zones.push_back(zone_of(segment));
  }
  if (out_.zones.empty()) {
    doubt_everything();
  }
  std::ranges::sort(out_.zones, {},
                    [](const ProposedZone& zone) { return std::pair(zone.prefixes, zone.name); });
}

ProposedZone Proposer::zone_of(const Segment& segment) {
  ProposedZone zone;
  zone.prefixes.assign(segment.prefixes.begin(), segment.prefixes.end());
  zone.systems = segment.systems.size();
  const bool named = can_be_name(segment.label);
  const std::string by_prefix =
      zone.prefixes.empty() ? "NET" : "NET-" + as_word(zone.prefixes.front().address(), true);
  zone.name = pool_.take(named ? segment.label : by_prefix);
  zone.label = named ? std::string() : segment.label;
  zone.kind = kind_by_label(segment.label);
  if (!zone.kind.empty()) {
    zone.reason = message("systems: {}; the kind after the name in the ledger", zone.systems);
  } else if (segment.clinical_traffic) {
    zone.kind = "clinical";
    zone.reason = message("systems: {}; DICOM, HL7 or a medical device among them", zone.systems);
  } else {
    zone.kind = "internal";
    zone.reason = message("systems: {}; nothing seen tells the kind", zone.systems);
  }
  return zone;
}

std::string Proposer::name_for(const System& system, Role role) const {
  if (can_be_name(system.name)) {
    return system.name;
  }
  for (const auto& name : system.names) {
    const std::string host = name.substr(0, name.find('.'));
    if (!host.empty() && std::ranges::all_of(host, is_plain) && can_be_name(host)) {
      return host;
    }
  }
  const auto addresses = own_addresses(system);
  return addresses.empty() ? std::string()
                           : std::string(name_of(role)) + "-" + as_word(addresses.front(), false);
}

/// The addresses at which a machine of the ledger was seen and that its row does not name.
std::string addresses_beside_ledger(const System& system) {
  std::string out;
  for (const auto& held : system.addresses) {
    const bool declared = held.basis == "ledger" || held.basis == "site";
    if (system.in_ledger && system.role_declared && !declared && !held.address.is_link_local()) {
      out += (out.empty() ? "" : ", ") + held.address.text();
    }
  }
  return out;
}

ProposedSystem Proposer::system_of(SystemId id, const RoleEvidence& evidence) {
  const System& system = graph_[id];
  ProposedSystem out;
  out.name = name_for(system, evidence.role);
  for (const auto& address : own_addresses(system)) {
    if (given_.insert(address).second) {
      out.addresses.push_back(address);
    }
  }
  for (const auto& mac : system.macs) {
    if (!mac.is_group() && !mac.is_zero() && !mac.is_shared_router() &&
        given_macs_.insert(mac).second) {
      out.macs.push_back(mac);
    }
  }
  for (const auto& name : system.names) {
    const bool plain = std::ranges::all_of(name, [](char c) { return is_plain(c) || c == '.'; });
    if (plain && !name.empty() && name != out.name) {
      out.names.push_back(name);
    }
  }
  out.role = evidence.role;
  out.department = system.department;
  out.vendor = system.vendor;
  out.reason = evidence.reason;
  if (const auto unlisted = addresses_beside_ledger(system); !unlisted.empty()) {
    out.reason = message("as the ledger says; seen and not in the ledger: {}", unlisted);
  }
  return out;
}

void Proposer::propose_systems() {
  for (std::size_t i = 0; i < inside_.size(); ++i) {
    const auto id = static_cast<SystemId>(i);
    if (!inside_[i]) {
      continue;
    }
    const RoleEvidence evidence = role_evidence(graph_[id], activities_[i]);
    const bool nameless = IpAddress::parse(graph_[id].name).has_value();
    if (nameless && graph_[id].names.empty() && evidence.role == Role::Other) {
      ++out_.unnamed;
      continue;
    }
    ProposedSystem system = system_of(id, evidence);
    if (system.name.empty()) {
      ++out_.unnamed;
      continue;
    }
    system.name = pool_.take(system.name);
    names_.emplace(id, system.name);
    out_.systems.push_back(std::move(system));
  }
  std::ranges::sort(out_.systems, {}, &ProposedSystem::name);
}

std::string Proposer::end_name(SystemId id) const {
  const auto found = names_.find(id);
  if (found != names_.end()) {
    return found->second;
  }
  const auto addresses = own_addresses(graph_[id]);
  return addresses.empty() ? std::string() : addresses.front().text();
}

/// What a site file may call the service: its port where the name is a sensor's own word.
std::string Proposer::service_text(const DataFlow& flow) const {
  const std::string& name = graph_[flow.service].name;
  const auto known = all_service_names();
  const auto recognised = recognised_service_names();
  if (std::ranges::binary_search(known, name) || std::ranges::binary_search(recognised, name) ||
      product_called(name) != nullptr || parse_service_port(name) ||
      flow.conversations.size() == 0) {
    return name;
  }
  const Conversation& first = graph_.conversations()[flow.conversations.begin];
  return service_or_port(first.protocol, first.responder_port, first.has_ports);
}

void Proposer::Peer::add(const Interval& time) {
  seen = seen ? Interval{std::min(seen->begin, time.begin), std::max(seen->end, time.end)} : time;
}

std::map<SystemId, Proposer::Peer> Proposer::peers() const {
  std::map<SystemId, Peer> out;
  for (const DataFlow& flow : graph_.data_flows()) {
    const bool from_inside = inside_[index(flow.initiator)];
    if (from_inside == inside_[index(flow.responder)]) {
      continue;
    }
    Peer& peer = out[from_inside ? flow.responder : flow.initiator];
    peer.inside.insert(end_name(from_inside ? flow.initiator : flow.responder));
    peer.services.insert(service_text(flow));
    peer.records += flow.conversations.size();
    for (auto i = flow.conversations.begin; i < flow.conversations.end; ++i) {
      peer.add(graph_.conversations()[i].time);
    }
  }
  return out;
}

/// Peers with the same ends inside and the same services are one connection in an officer's eyes.
void Proposer::propose_links() {
  std::map<std::pair<std::set<std::string>, std::set<std::string>>, Peer> links;
  for (const auto& [id, peer] : peers()) {
    Peer& link = links[{peer.inside, peer.services}];
    for (const auto& address : own_addresses(graph_[id])) {
      link.outside.insert(address.text());
    }
    link.records += peer.records;
    if (peer.seen) {
      link.add(*peer.seen);
    }
  }
  for (const auto& [key, peer] : links) {
    if (peer.outside.empty() || !peer.seen) {
      continue;
    }
    ProposedLink link;
    link.inside.assign(key.first.begin(), key.first.end());
    link.services.assign(key.second.begin(), key.second.end());
    if (peer.outside.size() > kMostPeers) {
      link.outside = {"outside"};
    } else {
      link.outside.assign(peer.outside.begin(), peer.outside.end());
    }
    link.records = peer.records;
    link.seen = *peer.seen;
    link.reason =
        peer.outside.size() > kMostPeers
            ? message(
                  "outside addresses: {}, records: {}; `outside` would declare every one "
                  "there is: list those that are meant",
                  peer.outside.size(), peer.records)
            : message("outside addresses: {}, records: {}", peer.outside.size(), peer.records);
    out_.links.push_back(std::move(link));
  }
  std::ranges::sort(out_.links, [](const ProposedLink& a, const ProposedLink& b) {
    return std::tie(b.records, a.outside, a.inside) < std::tie(a.records, b.outside, b.inside);
  });
  for (std::size_t i = 0; i < out_.links.size(); ++i) {
    out_.links[i].name = pool_.take("X" + std::to_string(i + 1));
  }
}

void Proposer::propose_claims() {
  std::vector<std::string> clinical;
  std::vector<std::string> all;
  for (const auto& zone : out_.zones) {
    all.push_back(zone.name);
    if (zone.kind == "clinical") {
      clinical.push_back(zone.name);
    }
  }
  if (!clinical.empty()) {
    out_.claims.emplace_back(
        message("The clinical network has no connection to outside but the declared ones"),
        clinical);
  } else if (!all.empty()) {
    out_.claims.emplace_back(message("No zone has a connection to outside but the declared ones"),
                             all);
  }
}

}  // namespace

SiteProposal propose_site(const FlowGraph& graph) {
  return Proposer(graph).propose();
}

}  // namespace hamon
