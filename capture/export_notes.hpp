#pragma once

#include "base/diagnostic.hpp"
#include "base/flow_record.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace hamon {

/// How often something happened and in which packet first.
struct ExportCount {
  std::uint64_t times = 0;
  std::uint64_t first = 0;  ///< packet number, from 1; 0: never

  void note(std::uint64_t number, std::uint64_t more = 1) {
    if (times == 0 && more > 0) {
      first = number;
    }
    times += more;
  }
  /// Some of it turned out not to have happened.
  void take_back(std::uint64_t count) {
    times -= std::min(times, count);
    first = times == 0 ? 0 : first;
  }
  bool operator==(const ExportCount&) const = default;
};

/// What became of the flow exports of one source. Every exported record is in exactly one of
/// `used`, `options`, `without_addresses`, `not_ip`.
struct ExportNotes {
  std::uint64_t datagrams = 0;
  std::uint64_t used = 0;        ///< exported records and samples that became flow records
  std::uint64_t options = 0;     ///< records of options templates: about the exporter, no traffic
  std::uint64_t counters = 0;    ///< sFlow counter samples: about interfaces, no traffic
  ExportCount malformed;         ///< datagrams of which not everything could be read
  ExportCount other_version;     ///< datagrams of a version that no reader knows
  ExportCount without_template;  ///< sets of data whose template never came
  ExportCount not_kept;          ///< sets of data that came before their template and found no room
  ExportCount templates_refused;  ///< templates without bytes or beyond a limit
  ExportCount without_addresses;  ///< records that do not name two ends
  ExportCount not_ip;             ///< sampled frames without a readable IP header
  ExportCount lost;               ///< units of the exporters' sequence numbers that never came
  ExportCount turned;             ///< records that end before they start, by the exporter's clock
  ExportCount sampled;            ///< flow records whose counts were multiplied
  std::uint32_t highest_sampling = 1;

  bool operator==(const ExportNotes&) const = default;
};

/// Sets records, used, unused by reason, `damaged`, `drops` as far as sequence numbers show them,
/// and adds to `format_note` how many datagrams were unreadable and why, and the highest sampling.
/// `waiting`: sets of data whose template has not come yet.
void count_into(const ExportNotes& notes, std::size_t waiting, SourceReport& report);

/// Tells what an analyst must know of `notes`: what was not read, lost, sampled.
void explain(const ExportNotes& notes, const std::string& file, DiagnosticSink& diagnostics);

}  // namespace hamon
