#pragma once

#include "analyze/coverage.hpp"
#include "analyze/product_names.hpp"
#include "graph/flow_graph.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hamon {

/// A service and what it rests on at best.
struct LookOffer {
  ServiceId service{};
  ServiceBasis basis = ServiceBasis::None;
  bool operator==(const LookOffer&) const = default;
};

/// Systems of one assumed segment (/24, /64).
struct LookSegment {
  Prefix prefix;
  std::vector<SystemId> systems;  ///< that have their first address there, sorted
  bool on_link = false;           ///< counts as inside only because it is announced on the link
};
/// A system by how much of the traffic it takes part in.
struct LookSystem {
  SystemId system{};
  std::size_t peers = 0;          ///< systems it has a data flow with, either way
  std::uint64_t bytes = 0;        ///< both ways, of all its data flows
  std::vector<LookOffer> offers;  ///< what it answered, by (initiators, bytes), most first
};
/// A service by how much of the traffic it is.
struct LookService {
  ServiceId service{};
  std::size_t initiators = 0;
  std::size_t responders = 0;
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
};

/// Whether an outside system opened a data flow towards the inside.
enum class Entry : std::uint8_t { None, Inferred, Observed };
[[nodiscard]] std::string_view name_of(Entry entry);  ///< `none`, `inferred`, `observed`

/// An outside system and what the inside has to do with it in one direction: who opened it.
struct LookPeer {
  SystemId outside{};
  Entry entry = Entry::None;        ///< None: opened from inside
  std::vector<SystemId> inside;     ///< sorted
  std::vector<LookOffer> services;  ///< by class and records, most telling first
  std::vector<std::string> names;   ///< that traffic gave to its addresses, sorted
  std::uint64_t records = 0;
  std::uint64_t bytes_to_outside = 0;
  std::uint64_t bytes_to_inside = 0;
  Interval seen;
};

/// Remote administration, a remote-control tool or a tunnel that is worth a question: one
/// initiator, one product, whoever answered on that side of the border.
struct LookRemote {
  SystemId from{};
  std::vector<SystemId> to;  ///< sorted; empty when `from` only asked for the product's name
  std::string product;       ///< a service name, or one of `product_names`
  ServiceClass service_class = ServiceClass::None;
  ServiceBasis basis = ServiceBasis::None;  ///< strongest; by port alone it is an indication
  std::string name;                         ///< the server name that it rests on, if any
  bool crosses = false;                     ///< one end is outside
  bool answered = true;                     ///< false: a question for the name that nobody answered
  std::uint64_t records = 0;
  Interval seen;
};

/// Who tried much and was not answered: a scan looks like this, and so does a service that is gone.
struct LookScanner {
  SystemId system{};
  std::uint64_t attempts = 0;
  std::size_t targets = 0;  ///< distinct addresses
  std::size_t ports = 0;    ///< distinct services tried
  ServiceId service{};      ///< tried most often
};

/// A first look at a graph that nobody declared anything for (any graph will do).
struct Look {
  std::size_t systems_inside = 0;     ///< observed
  std::size_t systems_outside = 0;    ///< observed
  std::vector<LookSegment> segments;  ///< of the inside, by (systems, prefix), most first
  std::vector<LookSystem>
      systems;  ///< inside, without `segments` all, by (peers, bytes), most first
  std::vector<LookService> services;  ///< by (records, bytes), most first
  std::vector<LookPeer> entered;      ///< opened from outside: observed ones first, then by records
  std::vector<LookPeer> outward;      ///< opened from inside, by bytes to outside
  std::vector<LookRemote> remote;     ///< crossing first, then with an end alone in its segment;
                                   ///< tools, tunnels, administration
  std::uint64_t outside_attempts = 0;  ///< opened from outside, nothing established
  std::size_t outside_attempters = 0;  ///< addresses that did
  std::vector<LookScanner> scanners;   ///< 20 or more addresses or services tried in vain, by both
  std::optional<SystemId> common_end;  ///< takes part in every data flow, of at least three
  std::uint64_t established = 0;
  std::uint64_t attempts = 0;  ///< not established
  std::uint64_t one_way_attempts =
      0;               ///< of these: neither answered nor refused, yet no mere opening
  Duration watched{};  ///< the window without its holes of an hour or more
  Coverage coverage;
};

/// O(F log F + C) for F data flows and C conversations.
[[nodiscard]] Look look(const FlowGraph& graph, const TrafficNames& names);

}  // namespace hamon
