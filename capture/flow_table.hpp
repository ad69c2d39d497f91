#pragma once

#include "capture/flow_entry.hpp"
#include "capture/name_pool.hpp"
#include "capture/packet_summary.hpp"
#include "capture/payload_inspector.hpp"
#include "capture/timer_wheel.hpp"

#include <cstdlib>
#include <memory>
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

  /// `sink` and `inspector` must live as long as the table.
  FlowTable(FlowSink& sink, PayloadInspector& inspector, Limits limits);
  FlowTable(FlowSink& sink, PayloadInspector& inspector) : FlowTable(sink, inspector, Limits{}) {}

  /// Packets of kind Flow and IcmpError; others are passed over.
  void add(std::span<const PacketSummary> batch);
  /// Hands over what is still open.
  void finish();

  [[nodiscard]] std::size_t live() const { return live_; }
  /// Conversations ended early because `Limits::live` were open; the longest idle go first.
  [[nodiscard]] std::uint64_t evicted() const { return evicted_; }

 private:
  // Slots of the index: the upper half of a word is the lower half of the hash, the lower half the
  // number of the entry; 0 is empty. Linear probing, at most half full.
  static constexpr std::uint32_t kNone = 0;
  static constexpr unsigned kChunkBits = 15;

  struct Free {
    void operator()(FlowEntry* memory) const { std::free(memory); }
  };
  using Chunk = std::unique_ptr<FlowEntry[], Free>;

  [[nodiscard]] static Chunk new_chunk();
  [[nodiscard]] FlowEntry& entry(std::uint32_t number) {
    return chunks_[number >> kChunkBits][number & ((1U << kChunkBits) - 1)];
  }
  void prefetch_slot(const PacketSummary& packet) const;
  void prefetch_entry(const PacketSummary& packet);
  [[nodiscard]] std::uint32_t find(const PacketSummary& packet);
  [[nodiscard]] std::uint32_t create(const PacketSummary& packet);
  void erase(std::uint32_t number);
  void insert_slot(std::uint64_t hash, std::uint32_t number);
  void grow_index();
  [[nodiscard]] std::uint32_t free_entry();

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

  void end_idle(Timestamp now);
  void end_entry(std::uint32_t number);
  void make_room();
  void remember(const FlowEntry& e);
  void recall(FlowEntry& e, std::uint64_t hash);

  FlowSink& sink_;
  PayloadInspector& inspector_;
  Limits limits_;
  std::vector<std::uint64_t> slots_;
  std::uint64_t mask_ = 0;
  std::vector<Chunk> chunks_;
  std::uint32_t free_ = kNone;
  std::uint32_t used_numbers_ = 1;  // number 0 stands for none
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

/// How long a conversation of this protocol may be silent.
[[nodiscard]] constexpr Duration idle_limit(std::uint8_t protocol) {
  return protocol == protocol::kTcp ? Duration::minutes(5) : Duration::minutes(1);
}

}  // namespace hamon
