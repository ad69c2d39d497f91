#include "capture/live_source.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

TEST(LiveIdentity, IsNeverTheSameTwice) {
  const std::string one = live_identity("eth0", Timestamp::from_seconds(1));
  EXPECT_EQ(one.size(), 64U);
  EXPECT_NE(one, live_identity("eth0", Timestamp::from_seconds(1)));
}

}  // namespace
}  // namespace hamon
