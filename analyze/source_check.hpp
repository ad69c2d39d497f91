#pragma once

#include "base/flow_record.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hamon {

/// What can be wrong with what a log or an exporter delivers.
enum class SourceTrouble : std::uint8_t {
  Silent,           ///< a port at which nothing arrived
  UnknownVersion,   ///< export datagrams of a version that no reader knows
  Unreadable,       ///< export datagrams that are damaged
  NoTemplate,       ///< exported data whose template has not come
  NothingUsed,      ///< all of it is of other kinds or says nothing
  TimeWithoutZone,  ///< lines left out because nobody says which zone their times are of
  ClockAhead,       ///< the sender's clock; `count` is seconds, `place` the sender
  ClockBehind,      ///< likewise
  Sampled,          ///< one packet in `count` was looked at
  Lost,             ///< by the senders' sequence numbers, or as they say themselves
  DroppedHere,      ///< by this machine, which did not take them in time
  NotRecorded,      ///< intervals of which the source says that it recorded nothing (SKIPDATA)
  OnlyDenied,       ///< a firewall that tells of refusals alone
  SilentFilters,    ///< a YAMAHA router: what passes filters without syslog leaves no line
};
/// The stable word for it, as JSON has it: `silent`, `unknown_version`, …
[[nodiscard]] std::string_view name_of(SourceTrouble trouble);

struct SourceFinding {
  SourceTrouble trouble = SourceTrouble::Silent;
  std::uint64_t count = 0;  ///< datagrams, sets, lines, seconds: as its trouble says; 0 for none
  std::string place;        ///< which sender, where only one is meant
  bool operator==(const SourceFinding&) const = default;
};

/// What the report of a source shows of how it is delivered, in the order above. The one place
/// where this is judged, for `hamon doctor` at a port as for the sources of a case. Pure; O(n) in
/// the report.
[[nodiscard]] std::vector<SourceFinding> check_source(const SourceReport& report);

}  // namespace hamon
