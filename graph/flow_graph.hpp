#pragma once

#include "base/address.hpp"
#include "base/flow_record.hpp"
#include "base/service_catalogue.hpp"
#include "base/time.hpp"
#include "graph/clock_offsets.hpp"
#include "graph/contact_list.hpp"
#include "graph/ledger.hpp"
#include "graph/range.hpp"
#include "graph/site.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hamon {

/// Dense ids of one graph, from 0; they do not convert into one another.
enum class SystemId : std::uint32_t {};
enum class ServiceId : std::uint32_t {};
enum class ZoneId : std::uint32_t {};
enum class DataFlowId : std::uint32_t {};
template <class Id>
[[nodiscard]] constexpr std::size_t index(Id id) {
  return static_cast<std::size_t>(id);
}

/// An address of a system, from when to when it was bound to it, and why.
struct SystemAddress {
  IpAddress address;
  std::optional<Window> held;  ///< nothing: the whole case
  std::string
      basis;  ///< `site`, `ledger`, `observed`, `mac`, `dhcp-client-id`, `host-name`, `ae-title`
  bool observed = false;  ///< took part in established traffic, opened something, or was announced
                          ///< by ARP or DHCP
  bool operator==(const SystemAddress&) const = default;
};

/// A name that a system calls itself, how, and when it was heard first and last.
struct OwnName {
  std::string name;
  BindingKind kind = BindingKind::HostName;
  Interval heard;
  bool shared = false;  ///< other systems call themselves so, too: it names none of them
  bool operator==(const OwnName&) const = default;
};

struct System {
  std::string name;  ///< site name, else ledger name, else its first address as text
  std::vector<SystemAddress>
      addresses;  ///< site order, ledger order, then by first observation, link-local ones last
  std::vector<MacAddress> macs;    ///< sorted
  std::vector<std::string> names;  ///< host names it went by, sorted
  std::vector<OwnName> called;  ///< what it calls itself, most telling first (graph/own_names.hpp)
  std::optional<ZoneId> home;
  Role role = Role::Other;
  bool role_declared = false;
  bool susceptible = true;
  bool in_site = false;
  bool in_ledger = false;
  bool outside = false;
  bool observed = false;
  std::optional<Interval> seen;
  double critical = 0;
  std::string label, department, vendor, os, location, owner, note;
};

struct Service {
  std::string name;
  ServiceClass service_class = ServiceClass::None;
};

/// Where an observation stands: packets or lines `first` to `last` of `sources()[source]`.
struct EvidenceRef {
  std::uint32_t source = 0;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  auto operator<=>(const EvidenceRef&) const = default;
};

/// One conversation after pieces, halves and sources were joined (design, section 4.7).
struct Conversation {
  Interval time;
  IpAddress initiator, responder;
  std::uint16_t initiator_port = 0, responder_port = 0;
  std::uint8_t protocol = 0;
  bool has_ports = true;
  FlowState state = FlowState::OneWay;
  DirectionBasis direction = DirectionBasis::FirstPacket;
  ServiceBasis service_basis = ServiceBasis::None;
  bool carries = false;  ///< payload both ways
  bool tunnel_inner = false;
  SystemId from{};             ///< initiator's system
  std::optional<SystemId> to;  ///< responder's; nothing for a mere target of attempts
  ServiceId service{};
  std::uint64_t packets_out = 0, bytes_out = 0, packets_in = 0, bytes_in = 0;
  std::optional<MacAddress> initiator_mac, responder_mac;
  std::uint8_t initiator_ttl = 0, responder_ttl = 0;  ///< in frames of these; 0: not told
  Range evidence;  ///< into `evidence()`
  /// Into `activity()`: bytes per slice of one with outside that lasted over 5 minutes and of which
  /// some source told it. Empty for others.
  Range activity;
};

/// Initiator system to responder system over one service: what was established between them.
struct DataFlow {
  SystemId initiator{};
  SystemId responder{};
  ServiceId service{};
  Carry carry;          ///< of the service towards a responder of this role
  Range conversations;  ///< into `conversations()`, by (start, …)
  Range contacts;       ///< into `contacts()`: all of them, disjoint, sorted
  Range carrying;       ///< into `contacts()`: those of conversations with payload both ways; the
                        ///< same range where these make the same contacts
  std::uint64_t bytes_out = 0;
  std::uint64_t bytes_in = 0;
};

struct Zone {
  std::string name;
  std::string label;
  std::string kind;
  std::vector<Prefix> prefixes;
};

/// Names that one system asked another for by DNS, of those that speak of the world outside.
struct NameLookups {
  SystemId client{};
  SystemId resolver{};
  std::uint64_t answered = 0;  ///< different names that some answer put at an outside address
  std::vector<std::string> examples;  ///< of them, the first 8 by bytes
  std::uint64_t random = 0;  ///< different names with a long random label (graph/name_lookups.hpp)
  std::vector<std::string> random_examples;  ///< of them, the first 8 by bytes
};

/// Why two addresses that may be one system were not taken as one.
enum class NotMerged : std::uint8_t {
  Applied,     ///< they were
  Apart,       ///< site file or ledger declare two systems, or one `separate`
  Several,     ///< it goes by the names of several declared systems
  AtOnce,      ///< two machines used the client id at the same time
  NoIdentity,  ///< the client id is one that many machines have
  Contested,   ///< two machines claimed the address in turn
  Undeclared,  ///< an equal name, and nothing declares it
};
[[nodiscard]] std::string_view name_of(NotMerged reason);  ///< ``, `apart`, `several`, `at-once`, …

/// Two addresses that may be one system, or that were taken as one, and why.
struct Merge {
  SystemId system{};
  std::string address;  ///< what was added or might be
  std::string basis;    ///< as `SystemAddress::basis`, or `certificate` for a candidate
  std::string detail;   ///< the MAC, client id or name
  bool applied = true;
  NotMerged reason = NotMerged::Applied;
};

/// An immutable snapshot of who talks to whom, derived from a case. Everything is in id order;
/// system ids follow names in byte order, data flows follow (initiator, responder, service).
class FlowGraph {
 public:
  [[nodiscard]] std::span<const System> systems() const { return systems_; }
  [[nodiscard]] std::span<const Service> services() const { return services_; }
  [[nodiscard]] std::span<const Zone> zones() const { return zones_; }
  [[nodiscard]] std::span<const DataFlow> data_flows() const { return data_flows_; }
  /// Established conversations, grouped by data flow.
  [[nodiscard]] std::span<const Conversation> conversations() const { return conversations_; }
  /// Everything not established, by (start, initiator, …).
  [[nodiscard]] std::span<const Conversation> attempts() const { return attempts_; }
  /// Of each data flow one after the other: all of them, then those that carry, unless the same.
  [[nodiscard]] ContactView contacts() const { return contacts_.all(); }
  /// Those of a data flow.
  [[nodiscard]] ContactView contacts(const Range& range) const { return contacts().of(range); }
  [[nodiscard]] std::span<const EvidenceRef> evidence() const { return evidence_; }
  [[nodiscard]] std::span<const Activity> activity() const { return activity_; }
  /// By (client, resolver), those with any such name.
  [[nodiscard]] std::span<const NameLookups> lookups() const { return lookups_; }
  [[nodiscard]] std::span<const SourceReport> sources() const { return sources_; }
  /// Of sources that can be compared with another.
  [[nodiscard]] std::span<const ClockOffset> clocks() const { return clocks_; }
  [[nodiscard]] std::span<const Merge> merges() const { return merges_; }
  [[nodiscard]] const Site& site() const { return site_; }
  [[nodiscard]] const Ledger& ledger() const { return ledger_; }
  /// First and last time of anything observed; nothing for an empty case.
  [[nodiscard]] std::optional<Interval> window() const { return window_; }
  /// What counts as inside: declared, else private ranges and the segments (/24, /64) of public
  /// addresses announced on the observed link (then `internal_assumed`). Link-local addresses
  /// always do.
  [[nodiscard]] std::span<const Prefix> internal() const { return internal_; }
  [[nodiscard]] bool internal_assumed() const { return internal_assumed_; }
  /// Established conversations whose direction was inferred.
  [[nodiscard]] std::uint64_t inferred_directions() const { return inferred_directions_; }
  /// Conversations left out because an end is no system: loopback, multicast, broadcast,
  /// unspecified.
  [[nodiscard]] std::uint64_t not_systems() const { return not_systems_; }

  /// Under pseudonyms (graph/pseudonyms.hpp). What leads back to the original is left out then:
  /// display filters, above all.
  [[nodiscard]] bool pseudonymised() const { return pseudonymised_; }

  [[nodiscard]] const System& operator[](SystemId id) const { return systems_[index(id)]; }
  [[nodiscard]] const Service& operator[](ServiceId id) const { return services_[index(id)]; }
  [[nodiscard]] const Zone& operator[](ZoneId id) const { return zones_[index(id)]; }
  [[nodiscard]] const DataFlow& operator[](DataFlowId id) const { return data_flows_[index(id)]; }

  [[nodiscard]] std::optional<SystemId> find_system(
      std::string_view name) const;  ///< exact, binary search
  [[nodiscard]] std::optional<SystemId> system_at(const IpAddress& address, Timestamp at) const;
  /// Every system that ever held the address.
  [[nodiscard]] std::vector<SystemId> systems_at(const IpAddress& address) const;
  [[nodiscard]] std::optional<ZoneId> zone_of(const IpAddress& address) const;  ///< longest prefix
  [[nodiscard]] bool is_internal(const IpAddress& address) const;
  /// Name of the home zone, `outside`, or nothing for a declared system without a zone.
  [[nodiscard]] std::optional<std::string> zone_name(SystemId id) const;

 private:
  friend class GraphBuilder;
  friend struct GraphCache;
  friend struct GraphPseudonyms;
  friend struct FlowGraphMaker;  // tests/support: graphs of any size, made directly
  std::vector<System> systems_;
  std::vector<Service> services_;
  std::vector<Zone> zones_;
  std::vector<DataFlow> data_flows_;
  std::vector<Conversation> conversations_, attempts_;
  ContactList contacts_;
  std::vector<EvidenceRef> evidence_;
  std::vector<Activity> activity_;
  std::vector<NameLookups> lookups_;
  std::vector<SourceReport> sources_;
  std::vector<ClockOffset> clocks_;
  std::vector<Merge> merges_;
  Site site_;
  Ledger ledger_;
  std::optional<Interval> window_;
  std::vector<Prefix> internal_;
  bool internal_assumed_ = false;
  bool pseudonymised_ = false;
  std::uint64_t inferred_directions_ = 0;
  std::uint64_t not_systems_ = 0;
  /// Makes `zone_prefixes_` of `zones_`.
  void index_zones();
  std::vector<std::pair<Prefix, ZoneId>> zone_prefixes_;  ///< longest first, then by address
  std::vector<std::pair<IpAddress, SystemId>>
      by_address_;  ///< sorted; several entries for a rebound address
};

}  // namespace hamon
