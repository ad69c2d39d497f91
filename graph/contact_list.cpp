#include "graph/contact_list.hpp"

#include "base/result.hpp"

namespace hamon {

void ContactList::push_back(const Interval& contact) {
  // Differences wrap around: two times may lie further apart than a signed number tells.
  const auto begin = static_cast<std::uint64_t>(contact.begin.ns);
  if (packed_.empty()) {
    base_ = begin;
  }
  const std::uint64_t offset = begin - base_ + kHalfOffset;
  const std::uint64_t length = static_cast<std::uint64_t>(contact.end.ns) - begin;
  std::uint64_t low = offset | length << kOffsetBits;
  std::uint64_t high = length >> (64 - kOffsetBits);
  if (offset > kOffsetMask || length >> kLengthBits != 0) {
    low = apart_.size();
    high = kApart;
    apart_.push_back(contact);
  }
  packed_.push_back({{static_cast<std::uint32_t>(low), static_cast<std::uint32_t>(low >> 32U),
                      static_cast<std::uint32_t>(high)}});
}

void ContactList::pop_back() {
  HAMON_ASSERT(!packed_.empty());
  if ((packed_.back().words[2] & kApart) != 0) {
    apart_.pop_back();
  }
  packed_.pop_back();
}

void ContactList::clear() {
  packed_.clear();
  apart_.clear();
}

}  // namespace hamon
