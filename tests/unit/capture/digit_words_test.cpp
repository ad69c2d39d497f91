#include "capture/digit_words.hpp"

#include <algorithm>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace hamon {
namespace {

TEST(DigitWords, ReadEightDigitsAndNothingElse) {
  EXPECT_EQ(eight_digits(eight_characters("00000000")), 0U);
  EXPECT_EQ(eight_digits(eight_characters("12345678")), 12'345'678U);
  EXPECT_EQ(eight_digits(eight_characters("99999999")), 99'999'999U);
  std::mt19937 random(1);
  for (int round = 0; round < 20'000; ++round) {
    std::string text = std::to_string(10'000'000 + random() % 90'000'000);
    EXPECT_EQ(eight_digits(eight_characters(text.data())), std::stoul(text));
    for (int wrong = 0; wrong < 3; ++wrong) {
      text[random() % 8] = static_cast<char>(random());
      const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
      EXPECT_EQ(eight_digits(eight_characters(text.data())).has_value(), digits);
    }
  }
}

}  // namespace
}  // namespace hamon
