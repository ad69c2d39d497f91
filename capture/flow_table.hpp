#pragma once

#include "capture/entry_pool.hpp"
#include "capture/flow_entry.hpp"
#include "capture/idle_limit.hpp"
#include "capture/name_pool.hpp"
#include "capture/packet_summary.hpp"
#include "capture/payload_inspector.hpp"
#include "capture/timer_wheel.hpp"

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

  /// `sink`, `inspector` and `pool` must live as long as the table.
  FlowTable(FlowSink& sink, PayloadInspector& inspector, EntryPool& pool, Limits limits);

  /// A packet of kind Flow or IcmpError.
  void add(const PacketSummary& packet);
  /// Hint that `packet` comes soon: first where its entry is noted, then the entry itself.
  void prefetch_slot(const PacketSummary& packet) const {
    __builtin_prefetch(&slots_[packet.hash & mask_ & UINT32_MAX]);
  }
  void prefetch_entry(const PacketSummary& packet) const;
  /// Hands over what has been idle at `now`. Needed only where no packets tell the time.
  void end_idle(Timestamp now);
  /// Hands over what is still open.
  void finish();
  /// Copies of what is open, as it stands, to `sink`, in order of first packet.
  void copy_open(FlowSink& sink);

  [[nodiscard]] std::size_t live() const { return live_; }
  /// Conversations ended early because `Limits::live` were open; the longest idle go first.
  [[nodiscard]] std::uint64_t evicted() const { return evicted_; }

 private:
  static constexpr std::uint32_t kNone = EntryPool::kNone;

  // Slots of the index: the upper half of a word is the lower half of the hash, the lower half the
  // number of the entry; 0 is empty. Linear probing, at most half full.
  [[nodiscard]] FlowEntry& entry(std::uint32_t number) const { return pool_[number]; }
  [[nodiscard]] std::uint32_t find(const PacketSummary& packet);
  [[nodiscard]] std::uint32_t create(const PacketSummary& packet);
  void erase(std::uint32_t number);
  void insert_slot(std::uint64_t hash, std::uint32_t number);
  void grow_index();
  [[nodiscard]] std::vector<std::uint32_t> open_entries() const;

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

  FlowSink& sink_;
  PayloadInspector& inspector_;
  EntryPool& pool_;
  Limits limits_;
  std::vector<std::uint64_t> slots_;
  std::uint64_t mask_ = 0;
  std::size_t live_ = 0;
  std::uint64_t evicted_ = 0;
  TimerWheel wheel_;
  // The wheel follows the earliest of many packets: no single wrong time and no second clock in the
  // same capture ends what is still going on.
  static constexpr std::size_t kTurnAfter = 64;
  Timestamp oldest_ = Timestamp::max();
  std::size_t since_turn_ = 0;
  // By hash of the key: initiator and what it rests on. Two generations bound it.
  boost::unordered_flat_map<std::uint64_t, std::uint8_t> recent_;
  boost::unordered_flat_map<std::uint64_t, std::uint8_t> older_;
};

}  // namespace hamon
