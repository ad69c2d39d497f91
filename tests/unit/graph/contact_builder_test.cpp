#include "graph/contact_builder.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

Interval i(std::int64_t begin, std::int64_t end) {
  return {{begin}, {end}};
}

std::vector<Interval> all_of(const ContactList& list) {
  return {list.all().begin(), list.all().end()};
}

TEST(ContactBuilder, OfNothingGivesAnEmptyRange) {
  ContactList out;
  ContactBuilder builder(out);
  EXPECT_EQ(builder.finish(), (Range{0, 0}));
}

TEST(ContactBuilder, MergesWhatTouchesOrOverlapsAndNothingElse) {
  ContactList out;
  ContactBuilder builder(out);
  for (const Interval& x : {i(0, 10), i(2, 3), i(10, 12), i(13, 13), i(13, 13)}) {
    builder.add(x);
  }
  EXPECT_EQ(builder.finish(), (Range{0, 2}));
  EXPECT_EQ(all_of(out), (std::vector{i(0, 12), i(13, 13)}));  // one nanosecond apart stays apart
}

TEST(ContactBuilder, KeepsWhatIsTheSameOnce) {
  ContactList out;
  ContactBuilder builder(out);
  builder.add(i(0, 10));
  builder.add(i(20, 30));
  const Range all = builder.finish();
  builder.add(i(0, 10));
  builder.add(i(20, 30));
  EXPECT_EQ(builder.finish_or(all), all);
  builder.add(i(20, 30));
  EXPECT_EQ(builder.finish_or(all), (Range{2, 3}));
  EXPECT_EQ(builder.finish_or(all), (Range{3, 3}));  // nothing at all
  EXPECT_EQ(all_of(out), (std::vector{i(0, 10), i(20, 30), i(20, 30)}));
}

TEST(ContactBuilder, MergesNothingAcrossDataFlows) {
  ContactList out;
  ContactBuilder builder(out);
  builder.add(i(0, 10));
  EXPECT_EQ(builder.finish(), (Range{0, 1}));
  builder.add(i(5, 6));
  EXPECT_EQ(builder.finish(), (Range{1, 2}));
  EXPECT_EQ(all_of(out), (std::vector{i(0, 10), i(5, 6)}));
}

}  // namespace
}  // namespace hamon
