#pragma once

#include "base/time.hpp"
#include "graph/range.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <vector>

namespace hamon {

/// Contacts one after the other, exact to the nanosecond, of 12 bytes each instead of 16: a begin
/// within 104 days of the first one's and a length of up to 36 minutes. Others cost 28.
class ContactList {
 public:
  /// Reads the contact at a place; valid as long as the list is neither changed nor destroyed.
  class Iterator {
   public:
    // What it reads is no reference, but every step takes constant time, as algorithms ask it.
    using iterator_category = std::random_access_iterator_tag;
    using value_type = Interval;
    using difference_type = std::ptrdiff_t;
    using reference = Interval;
    using pointer = void;

    Iterator() = default;
    Iterator(const ContactList& list, std::size_t place)
        : list_(&list), place_(static_cast<difference_type>(place)) {}

    Interval operator*() const { return (*list_)[static_cast<std::size_t>(place_)]; }
    Interval operator[](difference_type n) const { return *(*this + n); }
    Iterator& operator+=(difference_type n) {
      place_ += n;
      return *this;
    }
    Iterator& operator-=(difference_type n) { return *this += -n; }
    Iterator& operator++() { return *this += 1; }
    Iterator& operator--() { return *this += -1; }
    Iterator operator++(int) {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    Iterator operator--(int) {
      const Iterator before = *this;
      --*this;
      return before;
    }
    friend Iterator operator+(Iterator it, difference_type n) { return it += n; }
    friend Iterator operator+(difference_type n, Iterator it) { return it += n; }
    friend Iterator operator-(Iterator it, difference_type n) { return it -= n; }
    friend difference_type operator-(const Iterator& a, const Iterator& b) {
      return a.place_ - b.place_;
    }
    bool operator==(const Iterator& other) const { return place_ == other.place_; }
    auto operator<=>(const Iterator& other) const { return place_ <=> other.place_; }

   private:
    const ContactList* list_ = nullptr;
    difference_type place_ = 0;
  };

  /// A part of a list; as long as the list.
  class View {
   public:
    View() = default;
    View(const ContactList& list, std::size_t begin, std::size_t size)
        : list_(&list), begin_(begin), size_(size) {}

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    Interval operator[](std::size_t place) const { return (*list_)[begin_ + place]; }
    /// Has the contact on its way from memory while something else is done.
    void prefetch(std::size_t place) const { list_->prefetch(begin_ + place); }
    [[nodiscard]] Interval front() const { return (*this)[0]; }
    [[nodiscard]] Interval back() const { return (*this)[size_ - 1]; }
    [[nodiscard]] Iterator begin() const { return {*list_, begin_}; }
    [[nodiscard]] Iterator end() const { return {*list_, begin_ + size_}; }
    [[nodiscard]] View of(const Range& range) const {
      return {*list_, begin_ + range.begin, range.size()};
    }

   private:
    const ContactList* list_ = nullptr;
    std::size_t begin_ = 0, size_ = 0;
  };

  [[nodiscard]] std::size_t size() const { return packed_.size(); }
  [[nodiscard]] View all() const { return {*this, 0, size()}; }
  [[nodiscard]] std::size_t size_bytes() const {
    return packed_.size() * sizeof(Packed) + apart_.size() * sizeof(Interval);
  }
  Interval operator[](std::size_t place) const {
    const Packed& packed = packed_[place];
    const std::uint64_t low = packed.words[0] | std::uint64_t{packed.words[1]} << 32U;
    const std::uint64_t high = packed.words[2];
    if ((high & kApart) != 0) {
      return apart_[low];
    }
    // Without a sign, as they were taken: the first begin may lie at the end of time.
    const std::uint64_t begin = base_ + (low & kOffsetMask) - kHalfOffset;
    const std::uint64_t length = low >> kOffsetBits | high << (64 - kOffsetBits);
    return {{static_cast<std::int64_t>(begin)}, {static_cast<std::int64_t>(begin + length)}};
  }

  void prefetch(std::size_t place) const { __builtin_prefetch(packed_.data() + place); }

  void reserve(std::size_t size) { packed_.reserve(size); }
  void push_back(const Interval& contact);
  /// Of one that is not empty.
  void pop_back();
  void clear();

 private:
  // The low 54 bits: begin − base + 2^53 ns. Then 41 bits: end − begin. The last: kept apart, at
  // the place that the first 64 bits tell.
  static constexpr unsigned kOffsetBits = 54;
  static constexpr unsigned kLengthBits = 41;
  static constexpr std::uint64_t kOffsetMask = (std::uint64_t{1} << kOffsetBits) - 1;
  static constexpr std::uint64_t kHalfOffset = std::uint64_t{1} << (kOffsetBits - 1);
  static constexpr std::uint64_t kApart = std::uint64_t{1} << 31U;

  struct Packed {
    std::uint32_t words[3];
  };
  static_assert(sizeof(Packed) == 12);

  std::vector<Packed> packed_;
  std::vector<Interval> apart_;
  std::uint64_t base_ = 0;  // begin of the first one, ns
};

using ContactView = ContactList::View;

}  // namespace hamon
