#include "graph/contact_list.hpp"

#include <algorithm>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace hamon {
namespace {

constexpr std::int64_t kDay = 86'400'000'000'000;

Interval i(std::int64_t begin, std::int64_t end) {
  return {{begin}, {end}};
}

std::vector<Interval> kept(const std::vector<Interval>& contacts) {
  ContactList list;
  for (const Interval& contact : contacts) {
    list.push_back(contact);
  }
  return {list.all().begin(), list.all().end()};
}

TEST(ContactList, KeepsContactsToTheNanosecond) {
  constexpr std::int64_t kOffset = std::int64_t{1} << 53;  // of a begin
  constexpr std::int64_t kLength = std::int64_t{1} << 41;
  const std::int64_t base = 1'780'000'000'123'456'789;
  const std::vector<Interval> all{i(base, base),
                                  i(base + 1, base + kLength - 1),
                                  i(base + 1, base + kLength + 1),
                                  i(base + 1, base + kLength),
                                  i(base + kOffset - 1, base + kOffset + 5),
                                  i(base + kOffset, base + kOffset + 5),
                                  i(base - kOffset, base),
                                  i(base - kOffset - 1, base),
                                  i(base - 400 * kDay, base + 4000 * kDay)};
  EXPECT_EQ(kept(all), all);
}

TEST(ContactList, KeepsTheWholeRangeOfTime) {
  const std::int64_t first = std::numeric_limits<std::int64_t>::min();
  const std::int64_t last = std::numeric_limits<std::int64_t>::max();
  const std::vector<Interval> all{i(first, last), i(last, last), i(first, first), i(0, last),
                                  i(first, 0)};
  EXPECT_EQ(kept(all), all);
  std::vector<Interval> turned(all.rbegin(), all.rend());
  EXPECT_EQ(kept(turned), turned);
}

TEST(ContactList, TakesTwelveBytesForAContactOfUsualLength) {
  ContactList list;
  for (std::int64_t day = 0; day < 100; ++day) {
    list.push_back(i(day * kDay, day * kDay + kDay / 48));  // half an hour a day
  }
  EXPECT_EQ(list.size_bytes(), 1200U);
  list.push_back(i(0, kDay));
  EXPECT_EQ(list.size_bytes(), 1228U);  // the long one: 12, and 16 apart
}

TEST(ContactList, LosesItsLastAlone) {
  ContactList list;
  list.push_back(i(0, kDay));
  list.push_back(i(5, 6));
  list.push_back(i(7, 7 + kDay));
  list.pop_back();
  list.push_back(i(8, 8 + 2 * kDay));
  EXPECT_EQ(std::vector<Interval>(list.all().begin(), list.all().end()),
            (std::vector{i(0, kDay), i(5, 6), i(8, 8 + 2 * kDay)}));
  list.pop_back();
  list.pop_back();
  EXPECT_EQ(list.all().back(), i(0, kDay));
  list.pop_back();
  EXPECT_TRUE(list.all().empty());
  list.push_back(i(-3 * kDay, -kDay));  // another first one
  EXPECT_EQ(list[0], i(-3 * kDay, -kDay));
}

TEST(ContactList, IsSearchedAsAVectorIs) {
  std::mt19937_64 random(7);
  std::vector<Interval> plain;
  ContactList list;
  for (std::int64_t n = 0, at = 0; n < 500; ++n) {
    at += static_cast<std::int64_t>(random() % (3 * kDay));
    plain.push_back(i(at, at + static_cast<std::int64_t>(random() % kDay)));
    at = plain.back().end.ns + 1;
    list.push_back(plain.back());
  }
  const auto by_end = [](const Interval& c, Timestamp t) { return c.end < t; };
  const ContactView part = list.all().of({100, 400});
  for (int n = 0; n < 1000; ++n) {
    const Timestamp t{static_cast<std::int64_t>(random() % (1000 * std::uint64_t{kDay}))};
    const auto found = std::lower_bound(part.begin(), part.end(), t, by_end);
    const auto wanted = std::lower_bound(plain.begin() + 100, plain.begin() + 400, t, by_end);
    EXPECT_EQ(found - part.begin(), wanted - (plain.begin() + 100));
  }
  EXPECT_EQ(part.front(), plain[100]);
  EXPECT_EQ(part.back(), plain[399]);
  EXPECT_EQ(part[7], plain[107]);
}

}  // namespace
}  // namespace hamon
