#pragma once

#include "base/time.hpp"
#include "graph/contact_list.hpp"

namespace hamon {

/// Merges the times of one data flow's conversations into contacts: intervals that touch or overlap
/// become one (gap 0), nothing else does, so contacts are disjoint and sorted.
class ContactBuilder {
 public:
  /// Contacts go to the end of `out`, which must outlive this.
  explicit ContactBuilder(ContactList& out);

  /// Intervals come in order of their begin.
  void add(const Interval& interval);
  /// Ends the data flow; the range of its contacts in `out`. The next `add` begins another one.
  Range finish();
  /// The same; where its contacts are those of `known`, a range of `out`, they are kept once.
  Range finish_or(const Range& known);

 private:
  ContactList& out_;
  std::uint32_t first_;
};

}  // namespace hamon
