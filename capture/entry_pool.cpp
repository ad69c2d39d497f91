#include "capture/entry_pool.hpp"

#include <new>

#include <sys/mman.h>

namespace hamon {

// On large pages: nearly every packet meets another entry, and translating its address would cost
// as much as fetching it.
EntryPool::Chunk EntryPool::new_chunk() {
  constexpr std::size_t kPage = std::size_t{2} << 20;
  constexpr std::size_t kBytes = sizeof(FlowEntry) << kChunkBits;
  static_assert(kBytes % kPage == 0);
  void* memory = std::aligned_alloc(kPage, kBytes);
  if (memory == nullptr) {
    throw std::bad_alloc();
  }
  madvise(memory, kBytes, MADV_HUGEPAGE);  // advice: without it all goes on, slower
  return Chunk(static_cast<FlowEntry*>(memory));
}

std::uint32_t EntryPool::take() {
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

}  // namespace hamon
