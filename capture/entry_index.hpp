#pragma once

#include "capture/flow_entry.hpp"
#include "capture/packet_summary.hpp"

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

namespace hamon {

/// Conversations under way, found by key; shared by the flow tables that one thread serves. Entries
/// are numbered; number 0 stands for none. What was given back is handed out first.
class EntryIndex {
 public:
  static constexpr std::uint32_t kNone = 0;

  EntryIndex();

  [[nodiscard]] FlowEntry& operator[](std::uint32_t number) {
    return chunks_[number >> kChunkBits][number & ((1U << kChunkBits) - 1)];
  }
  /// Hints that `packet` comes soon: first where its entry is noted, then the entry itself.
  void prefetch_slot(const PacketSummary& packet) const {
    __builtin_prefetch(&slots_[packet.hash & mask_ & UINT32_MAX]);
  }
  void prefetch_entry(PacketSummary& packet);
  /// The entry of the packet's conversation, or kNone.
  [[nodiscard]] std::uint32_t find(const PacketSummary& packet) {
    if (packet.entry != kNone && (*this)[packet.entry].key == packet.key) {
      return packet.entry;
    }
    const auto tag = static_cast<std::uint32_t>(packet.hash);
    for (std::uint64_t at = tag & mask_; slots_[at] != 0; at = (at + 1) & mask_) {
      const auto number = static_cast<std::uint32_t>(slots_[at]);
      if (static_cast<std::uint32_t>(slots_[at] >> 32U) == tag &&
          (*this)[number].key == packet.key) {
        return number;
      }
    }
    return kNone;
  }
  /// An entry for the packet's key, which has none; nothing but `key` is set in it.
  [[nodiscard]] std::uint32_t create(const PacketSummary& packet);
  /// Forgets an entry.
  void erase(std::uint32_t number);
  /// All entries of each part, in order of first packet; two of one packet (in layers of a tunnel)
  /// in that of their keys.
  [[nodiscard]] std::vector<std::vector<std::uint32_t>> open_by_shard();

 private:
  static constexpr unsigned kChunkBits = 15;

  struct Free {
    void operator()(FlowEntry* memory) const { std::free(memory); }
  };
  using Chunk = std::unique_ptr<FlowEntry[], Free>;
  [[nodiscard]] static Chunk new_chunk();
  [[nodiscard]] std::uint32_t take();
  void insert_slot(std::uint64_t hash, std::uint32_t number);
  void grow();

  // The upper half of a word is the lower half of the hash, the lower half the number of the entry;
  // 0 is empty. Linear probing, at most half full.
  std::vector<std::uint64_t> slots_;
  std::uint64_t mask_ = 0;
  std::vector<Chunk> chunks_;
  std::size_t size_ = 0;
  std::uint32_t free_ = kNone;
  std::uint32_t used_ = 1;
};

}  // namespace hamon
