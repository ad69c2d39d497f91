#include "capture/entry_index.hpp"

#include <algorithm>
#include <memory>
#include <new>
#include <tuple>

#include <sys/mman.h>

namespace hamon {
namespace {

constexpr std::size_t kFirstSlots = 1U << 12U;
constexpr std::size_t kPage = std::size_t{2} << 20;

// No packet has it, so that no guess finds an entry that was given back.
constexpr FlowKey kNoKey{.flags = 0xFF};

// Nearly every packet meets another entry: with small pages, translating its address would cost as
// much as fetching it. Advice: without it all goes on, slower.
void advise_large_pages(void* memory, std::size_t bytes) {
  void* begin = memory;
  std::size_t left = bytes;
  if (std::align(kPage, kPage, begin, left) != nullptr) {
    madvise(begin, left / kPage * kPage, MADV_HUGEPAGE);
  }
}

}  // namespace

EntryIndex::EntryIndex() : slots_(kFirstSlots), mask_(kFirstSlots - 1) {}

EntryIndex::Chunk EntryIndex::new_chunk() {
  constexpr std::size_t kBytes = sizeof(FlowEntry) << kChunkBits;
  static_assert(kBytes % kPage == 0);
  void* memory = std::aligned_alloc(kPage, kBytes);
  if (memory == nullptr) {
    throw std::bad_alloc();
  }
  advise_large_pages(memory, kBytes);
  return Chunk(static_cast<FlowEntry*>(memory));
}

std::uint32_t EntryIndex::take() {
  if (free_ != kNone) {
    const std::uint32_t number = free_;
    free_ = (*this)[number].next;
    return number;
  }
  const std::uint32_t number = used_++;
  if ((number >> kChunkBits) >= chunks_.size()) {
    chunks_.push_back(new_chunk());
  }
  return number;
}

void EntryIndex::prefetch_entry(PacketSummary& packet) {
  packet.entry = kNone;
  const auto tag = static_cast<std::uint32_t>(packet.hash);
  for (std::uint64_t at = tag & mask_; slots_[at] != 0; at = (at + 1) & mask_) {
    if (static_cast<std::uint32_t>(slots_[at] >> 32U) == tag) {
      packet.entry = static_cast<std::uint32_t>(slots_[at]);
      const FlowEntry* e = &(*this)[packet.entry];
      __builtin_prefetch(e, 1);
      __builtin_prefetch(&e->packets, 1);
      return;
    }
  }
}

std::uint32_t EntryIndex::create(const PacketSummary& packet) {
  if ((size_ + 1) * 2 > slots_.size()) {
    grow();
  }
  const std::uint32_t number = take();
  insert_slot(packet.hash, number);
  ++size_;
  (*this)[number].key = packet.key;
  return number;
}

void EntryIndex::insert_slot(std::uint64_t hash, std::uint32_t number) {
  const auto tag = static_cast<std::uint32_t>(hash);
  std::uint64_t at = tag & mask_;
  while (slots_[at] != 0) {
    at = (at + 1) & mask_;
  }
  slots_[at] = (static_cast<std::uint64_t>(tag) << 32U) | number;
}

void EntryIndex::grow() {
  std::vector<std::uint64_t> old;
  old.reserve(slots_.size() * 2);
  advise_large_pages(old.data(), old.capacity() * sizeof old[0]);  // before they are touched
  old.resize(slots_.size() * 2);
  old.swap(slots_);
  mask_ = slots_.size() - 1;
  for (const std::uint64_t slot : old) {
    if (slot != 0) {
      insert_slot(slot >> 32U, static_cast<std::uint32_t>(slot));
    }
  }
}

void EntryIndex::erase(std::uint32_t number) {
  std::uint64_t hole = (*this)[number].key.hash() & mask_ & UINT32_MAX;
  while (static_cast<std::uint32_t>(slots_[hole]) != number) {
    hole = (hole + 1) & mask_;
  }
  // What was pushed past the hole moves back into it.
  for (std::uint64_t at = (hole + 1) & mask_; slots_[at] != 0; at = (at + 1) & mask_) {
    const std::uint64_t home = (slots_[at] >> 32U) & mask_;
    if (((at - home) & mask_) >= ((at - hole) & mask_)) {
      slots_[hole] = slots_[at];
      hole = at;
    }
  }
  slots_[hole] = 0;
  (*this)[number].key = kNoKey;
  (*this)[number].next = free_;
  free_ = number;
  --size_;
}

std::vector<std::vector<std::uint32_t>> EntryIndex::open_by_shard() {
  std::vector<std::vector<std::uint32_t>> open(kShards);
  for (const std::uint64_t slot : slots_) {
    if (slot != 0) {
      const auto number = static_cast<std::uint32_t>(slot);
      open[(*this)[number].shard].push_back(number);
    }
  }
  for (std::vector<std::uint32_t>& numbers : open) {
    std::ranges::sort(numbers, {}, [this](std::uint32_t number) {
      return std::tuple((*this)[number].first_number, (*this)[number].key.tail());
    });
  }
  return open;
}

}  // namespace hamon
