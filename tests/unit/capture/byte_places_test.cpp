#include "capture/byte_places.hpp"

#include <array>
#include <random>

#include <gtest/gtest.h>

namespace hamon {
namespace {

TEST(BytePlaces, FindsTheSameTogetherAsByteByByte) {
  std::mt19937 random(1);
  for (int round = 0; round < 20'000; ++round) {
    std::array<char, 64> bytes{};
    // Few different ones, so that what is wanted is often there; every fourth round any.
    for (char& c : bytes) {
      c = round % 4 == 0 ? static_cast<char>(random()) : "a\"\\\t \x1f\x7f\x80\xff{"[random() % 10];
    }
    const char wanted = bytes[random() % 64];
    EXPECT_EQ(byte_places<64>(bytes.data(), wanted),
              byte_by_byte::byte_places<64>(bytes.data(), wanted));
    EXPECT_EQ(byte_places<16>(bytes.data() + 7, wanted),
              byte_by_byte::byte_places<16>(bytes.data() + 7, wanted));
    EXPECT_EQ(text_stops(bytes.data() + 5), byte_by_byte::text_stops(bytes.data() + 5));
  }
}

TEST(BytePlaces, OfTextStopAtQuotesEscapesControlCharactersAndWhatIsNoAscii) {
  EXPECT_EQ(text_stops("abc \x7f/{}:,0123456"), 0U);
  EXPECT_EQ(text_stops("\"b\\d\x1f"
                       "f\x80h\xffjklmnop"),
            0b1'0101'0101U);
}

}  // namespace
}  // namespace hamon
