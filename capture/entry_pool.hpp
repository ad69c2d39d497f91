#pragma once

#include "capture/flow_entry.hpp"

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

namespace hamon {

/// Memory for conversations under way, shared by the flow tables that one thread serves. Entries
/// are numbered; number 0 stands for none. What was given back is handed out first.
class EntryPool {
 public:
  static constexpr std::uint32_t kNone = 0;

  [[nodiscard]] FlowEntry& operator[](std::uint32_t number) {
    return chunks_[number >> kChunkBits][number & ((1U << kChunkBits) - 1)];
  }
  /// The number of an entry of unspecified content.
  [[nodiscard]] std::uint32_t take();
  void give_back(std::uint32_t number) {
    (*this)[number].next = free_;
    free_ = number;
  }

 private:
  static constexpr unsigned kChunkBits = 15;

  struct Free {
    void operator()(FlowEntry* memory) const { std::free(memory); }
  };
  using Chunk = std::unique_ptr<FlowEntry[], Free>;
  [[nodiscard]] static Chunk new_chunk();

  std::vector<Chunk> chunks_;
  std::uint32_t free_ = kNone;
  std::uint32_t used_ = 1;
};

}  // namespace hamon
