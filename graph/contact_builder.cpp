#include "graph/contact_builder.hpp"

#include "base/result.hpp"

#include <algorithm>

namespace hamon {

ContactBuilder::ContactBuilder(std::vector<Interval>& out)
    : out_(out), first_(static_cast<std::uint32_t>(out.size())) {}

void ContactBuilder::add(const Interval& interval) {
  if (out_.size() == first_ || out_.back().end < interval.begin) {
    out_.push_back(interval);
    return;
  }
  HAMON_ASSERT(out_.back().begin <= interval.begin);
  out_.back().end = std::max(out_.back().end, interval.end);
}

Range ContactBuilder::finish() {
  const Range range{first_, static_cast<std::uint32_t>(out_.size())};
  first_ = range.end;
  return range;
}

Range ContactBuilder::finish_or(const Range& known) {
  const auto at = [&](std::uint32_t place) { return out_.begin() + place; };
  if (std::equal(at(known.begin), at(known.end), at(first_), out_.end())) {
    out_.resize(first_);
    return known;
  }
  return finish();
}

}  // namespace hamon
