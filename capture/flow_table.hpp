#pragma once

#include "capture/entry_index.hpp"
#include "capture/flow_entry.hpp"
#include "capture/idle_limit.hpp"
#include "capture/name_pool.hpp"
#include "capture/packet_summary.hpp"
#include "capture/payload_inspector.hpp"
#include "capture/timer_wheel.hpp"

#include <span>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

namespace hamon {

/// Conversations under way. Packets go in, in the order of the capture; records come out when a
/// conversation is idle (TCP 5 minutes, others 1 minute, by packet time alone), when a new
/// connection takes its addresses and ports, when too many are open, or at the end.
class FlowTable {
 public:
  struct Limits {
    std::size_t live = std::size_t{1} << 20;        ///< conversations open at once
    std::size_t remembered = std::size_t{1} << 19;  ///< initiators of ended ones kept twice over
  };

  /// `sink`, `inspector` and `index` must live as long as the table; other tables may share
  /// `index`.
  FlowTable(FlowSink& sink, PayloadInspector& inspector, EntryIndex& index, Limits limits);

  /// A packet of kind Flow or IcmpError.
  void add(const PacketSummary& packet);
  /// Hands over what has been idle at `now`. Needed only where no packets tell the time.
  void end_idle(Timestamp now);
  /// Hands over what is still open: `open` are all entries of this table, as
  /// `EntryIndex::open_by_shard` gives them.
  void finish(std::span<const std::uint32_t> open);
  /// Copies of what is open, as it stands, to `sink`.
  void copy_open(std::span<const std::uint32_t> open, FlowSink& sink);

  [[nodiscard]] std::size_t live() const { return live_; }
  /// Conversations ended early because `Limits::live` were open; the longest idle go first.
  [[nodiscard]] std::uint64_t evicted() const { return evicted_; }

 private:
  static constexpr std::uint32_t kNone = EntryIndex::kNone;

  [[nodiscard]] FlowEntry& entry(std::uint32_t number) { return index_[number]; }
  [[nodiscard]] std::uint32_t create(const PacketSummary& packet);
  void add_one(const PacketSummary& packet);
  void begin(FlowEntry& e, const PacketSummary& packet);
  void count(FlowEntry& e, const PacketSummary& packet);
  void count_tcp(FlowEntry& e, const PacketSummary& packet);
  static void note_acked_data(FlowEntry& e, const PacketSummary& packet);
  void note_macs(FlowEntry& e, const PacketSummary& packet);
  void change_slice(FlowEntry& e, const PacketSummary& packet);
  [[nodiscard]] static bool opens_anew(const FlowEntry& e, const PacketSummary& packet);
  void restart(FlowEntry& e, const PacketSummary& packet, bool resumed);
  void emit(FlowEntry& e);

  void end_entry(std::uint32_t number);
  void make_room();
  void remember(const FlowEntry& e);
  void recall(FlowEntry& e, std::uint64_t hash);

  // What every packet touches comes first.
  // The wheel follows the earliest of many packets: no single wrong time and no second clock in the
  // same capture ends what is still going on.
  static constexpr std::size_t kTurnAfter = 64;
  EntryIndex& index_;
  PayloadInspector& inspector_;
  Timestamp oldest_ = Timestamp::max();
  std::size_t since_turn_ = 0;
  FlowSink& sink_;
  Limits limits_;
  std::size_t live_ = 0;
  std::uint64_t evicted_ = 0;
  TimerWheel wheel_;
  // By hash of the key: initiator and what it rests on. Two generations bound it.
  boost::unordered_flat_map<std::uint64_t, std::uint8_t> recent_;
  boost::unordered_flat_map<std::uint64_t, std::uint8_t> older_;
};

}  // namespace hamon
