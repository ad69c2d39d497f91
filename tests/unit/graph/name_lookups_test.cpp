#include "graph/name_lookups.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

TEST(RandomLabel, Base32OfAFullLabelIsRandom) {
  // RFC 4648 base32 of 20 bytes that count through the alphabet: 32 different letters, 5 bits each.
  EXPECT_TRUE(has_random_label("abcdefghijklmnopqrstuvwxyz234567.t.example.net"));
}

TEST(RandomLabel, WordsShortLabelsAndAddressesAreNot) {
  EXPECT_FALSE(has_random_label("www.example.com"));
  EXPECT_FALSE(has_random_label("internationalisation-of-names.example.com")) << "no digits";
  EXPECT_FALSE(has_random_label("aaaaaaaaaaaaaaaaaaaaaaaaaaa11111.example.com")) << "under 1 bit";
  EXPECT_FALSE(has_random_label("d111111abcdef8.cloudfront.example")) << "14 characters";
  EXPECT_FALSE(
      has_random_label("1.0.0.0.8.b.d.0.1.0.0.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa"));
  EXPECT_FALSE(has_random_label(""));
  EXPECT_FALSE(has_random_label("."));
}

}  // namespace
}  // namespace hamon
