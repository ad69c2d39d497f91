#pragma once

#include "graph/flow_graph.hpp"
#include "graph/indicators.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hamon {

/// An end of a hit: a system, or the address that was the mere target of attempts.
struct HitEnd {
  std::optional<SystemId> system;
  IpAddress address;  ///< of the first conversation
  bool operator==(const HitEnd&) const = default;
};

/// Conversations of two ends over one service, of which an indicator names one; established ones
/// and attempts make hits of their own.
struct IndicatorHit {
  std::size_t indicator = 0;  ///< into `Indicators::all`
  std::string matched;        ///< the address or name that it matched
  HitEnd named;               ///< the end that the indicator names
  HitEnd other;
  bool opened_by_named = false;
  ServiceId service{};
  bool established = false;
  std::uint64_t records = 0;  ///< conversations
  std::uint64_t bytes_out = 0, bytes_in = 0;
  Interval seen;
  std::vector<EvidenceRef> evidence;  ///< sorted; the first 20
  std::uint64_t evidence_total = 0;
  std::string filter;  ///< Wireshark display filter of the first conversation
};

/// A system inside from whose first contact on an infection can have come.
struct CandidateOrigin {
  SystemId system{};
  Timestamp time;            ///< of the first contact
  bool established = false;  ///< of that contact
  std::size_t hit = 0;       ///< into `IndicatorHits::hits`
};

struct IndicatorHits {
  std::vector<IndicatorHit> hits;        ///< by (first, indicator, named, other, service)
  std::vector<CandidateOrigin> origins;  ///< each system once, by (time, system)
};

/// Every conversation, established or attempted, of which one end is named by an indicator: by the
/// conversation's own address, or by a name heard for its system (`System::names` and what it calls
/// itself). A name indicator also means what lies below it, if it has a dot. Where an address and a
/// prefix or name match the same end, each makes a hit.
///
/// Candidate origin: the end that is named, if it is inside, else the other, if that is. An
/// attempt counts only where that system opened it: being knocked at infects nobody.
///
/// Conversations of systems that no indicator can name are not looked at. O(systems × names +
/// attempts + conversations of systems that match + hits log hits).
[[nodiscard]] IndicatorHits indicator_hits(const FlowGraph& graph, const Indicators& indicators);

}  // namespace hamon
