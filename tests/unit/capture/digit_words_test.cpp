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

TEST(DigitWords, ReadSixBytesTogetherAsByteByByte) {
  SixBytes bytes{};
  EXPECT_TRUE(six_bytes("02:aF:0a:9c:Fe:15", bytes));
  EXPECT_EQ(bytes, (SixBytes{0x02, 0xAF, 0x0A, 0x9C, 0xFE, 0x15}));
  for (int place = 0; place < 17; ++place) {
    for (int c = 0; c < 256; ++c) {
      std::string text = "02:aF:0a:9c:Fe:15";
      text[static_cast<std::size_t>(place)] = static_cast<char>(c);
      SixBytes expected{};
      const bool fine = byte_by_byte::six_bytes(text.data(), expected);
      ASSERT_EQ(six_bytes(text.data(), bytes), fine) << place << ' ' << c;
      EXPECT_TRUE(!fine || bytes == expected) << place << ' ' << c;
    }
  }
}

}  // namespace
}  // namespace hamon
