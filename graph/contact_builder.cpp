#include "graph/contact_builder.hpp"

#include "base/result.hpp"

#include <algorithm>

namespace hamon {

ContactBuilder::ContactBuilder(ContactList& out)
    : out_(out), first_(static_cast<std::uint32_t>(out.size())) {}

void ContactBuilder::add(const Interval& interval) {
  if (out_.size() == first_) {
    out_.push_back(interval);
    return;
  }
  const Interval last = out_.all().back();
  HAMON_ASSERT(last.begin <= interval.begin);
  if (last.end < interval.begin) {
    out_.push_back(interval);
  } else if (last.end < interval.end) {
    out_.pop_back();
    out_.push_back({last.begin, interval.end});
  }
}

Range ContactBuilder::finish() {
  const Range range{first_, static_cast<std::uint32_t>(out_.size())};
  first_ = range.end;
  return range;
}

Range ContactBuilder::finish_or(const Range& known) {
  const ContactView before = out_.all().of(known);
  const ContactView made = out_.all().of({first_, static_cast<std::uint32_t>(out_.size())});
  if (std::equal(before.begin(), before.end(), made.begin(), made.end())) {
    while (out_.size() > first_) {
      out_.pop_back();
    }
    return known;
  }
  return finish();
}

}  // namespace hamon
