#pragma once

#include "base/flow_record.hpp"
#include "graph/clock_offsets.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace hamon {

/// Records with the ends of who really talks, where a device on the way told how it exchanges
/// addresses and ports (`FlowRecord::translation`).
///
/// A record that tells of a translation gets its real ends; so does a record with the ends of one
/// side of it, in either direction, that overlaps it in time within 2 s (of several the one that
/// begins nearest, then the first). MAC addresses of an end that is exchanged are left out: they
/// are the device's. Which side a record stands on is kept, since one source may watch both.
///
/// `records` outlive this. Nothing is kept where no record tells of a translation. O(n log n).
class TranslatedRecords {
 public:
  TranslatedRecords(std::span<const FlowRecord> records, std::span<const ClockOffset> clocks);

  /// The record with its real ends; its number is that in `records`.
  [[nodiscard]] const FlowRecord& operator[](std::uint32_t i) const {
    return places_.empty() || places_[i] == kAsTold ? records_[i] : changed_[places_[i]];
  }
  /// Whether it was seen behind a translation, on the responder's side.
  [[nodiscard]] bool is_behind(std::uint32_t i) const { return !behind_.empty() && behind_[i]; }
  [[nodiscard]] bool any_behind() const { return !behind_.empty(); }

 private:
  static constexpr std::uint32_t kAsTold = UINT32_MAX;

  void change(std::uint32_t i, const Ends& real);

  std::span<const FlowRecord> records_;
  std::vector<std::uint32_t> places_;  // in `changed_`, of each record; empty: all as told
  std::vector<FlowRecord> changed_;
  std::vector<bool> behind_;  // of each record; empty: none
};

}  // namespace hamon
