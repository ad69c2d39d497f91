#include "render/words.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

const Catalogue& en() {
  return Catalogue::in(Language::English);
}
const Catalogue& ja() {
  return Catalogue::in(Language::Japanese);
}

TEST(Words, VerdictsAreThoseOfTheDesign) {
  EXPECT_EQ(word(en(), Verdict::Refuted), "refuted");
  EXPECT_EQ(word(en(), Verdict::NotRefuted), "not refuted");
  EXPECT_EQ(word(en(), Verdict::NotTestable), "not testable");
  EXPECT_EQ(word(ja(), Verdict::Refuted), "反証");
  EXPECT_EQ(word(ja(), Verdict::NotRefuted), "反証なし");
  EXPECT_EQ(word(ja(), Verdict::NotTestable), "検証不能");
}

TEST(Words, NumbersAreGroupedByThousands) {
  EXPECT_EQ(with_commas(0), "0");
  EXPECT_EQ(with_commas(999), "999");
  EXPECT_EQ(with_commas(1000), "1,000");
  EXPECT_EQ(with_commas(1234567), "1,234,567");
  EXPECT_EQ(with_commas(UINT64_MAX), "18,446,744,073,709,551,615");
}

TEST(Words, BytesHaveTwoOrThreeDigitsAndADecimalUnit) {
  EXPECT_EQ(bytes_words(0), "0 B");
  EXPECT_EQ(bytes_words(999), "999 B");
  EXPECT_EQ(bytes_words(1000), "1.0 kB");
  EXPECT_EQ(bytes_words(9949), "9.9 kB");
  EXPECT_EQ(bytes_words(9951), "10 kB");
  EXPECT_EQ(bytes_words(999'499), "999 kB");
  EXPECT_EQ(bytes_words(999'500), "1.0 MB");  // not `1000 kB`
  EXPECT_EQ(bytes_words(6'200'000'000), "6.2 GB");
  EXPECT_EQ(bytes_words(UINT64_MAX), "18 EB");
}

TEST(Words, DurationsHaveTheirTwoLargestUnits) {
  EXPECT_EQ(duration_words(en(), Duration::seconds(0)), "0 s");
  EXPECT_EQ(duration_words(en(), Duration::milliseconds(250)), "250 ms");
  EXPECT_EQ(duration_words(en(), Duration::seconds(45)), "45 s");
  EXPECT_EQ(duration_words(en(), Duration::minutes(10)), "10 min");
  EXPECT_EQ(duration_words(en(), Duration::minutes(150)), "2 h 30 min");
  EXPECT_EQ(duration_words(en(), Duration::minutes(2 * 1440)), "2 d");
  EXPECT_EQ(duration_words(en(), Duration::seconds(86405)), "1 d");
  EXPECT_EQ(duration_words(ja(), Duration::minutes(150)), "2 時間 30 分");
}

TEST(Words, AReasonWithoutWordsIsStillReadable) {
  EXPECT_EQ(reason_words(en(), "some-new_reason"), "some new reason");
}

}  // namespace
}  // namespace hamon
