#include "capture/udp_port.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

TEST(UdpEndpoint, IsAPortOfEveryAddressOrOfOne) {
  const auto any = UdpEndpoint::parse(":2055");
  ASSERT_TRUE(any);
  EXPECT_EQ(*any, (UdpEndpoint{std::nullopt, 2055}));
  const auto v4 = UdpEndpoint::parse("192.0.2.1:514");
  ASSERT_TRUE(v4);
  EXPECT_EQ(*v4, (UdpEndpoint{IpAddress::parse("192.0.2.1"), 514}));
  const auto v6 = UdpEndpoint::parse("[2001:db8::1]:65535");
  ASSERT_TRUE(v6);
  EXPECT_EQ(*v6, (UdpEndpoint{IpAddress::parse("2001:db8::1"), 65535}));
}

TEST(UdpEndpoint, IsWrittenAsItIsRead) {
  for (const char* text : {":2055", "192.0.2.1:514", "[2001:db8::1]:4739"}) {
    const auto endpoint = UdpEndpoint::parse(text);
    ASSERT_TRUE(endpoint) << text;
    EXPECT_EQ(endpoint->text(), text);
  }
}

TEST(UdpEndpoint, AnythingElseIsRefused) {
  for (const char* text :
       {"", ":", "2055", ":0", ":65536", ":-1", ": 2055", ":2055 ", "localhost:514",
        "2001:db8::1:514", "[192.0.2.1]:514", "[]:514", "192.0.2:514", "::514"}) {
    EXPECT_FALSE(UdpEndpoint::parse(text)) << text;
  }
}

TEST(UdpPort, APortThatIsHeldIsRefusedWithAHint) {
  // Port 0 cannot be asked for: the first free one of some is held.
  for (std::uint16_t number = 47'000; number < 47'100; ++number) {
    const UdpEndpoint endpoint{IpAddress::parse("127.0.0.1"), number};
    const auto first = UdpPort::open(endpoint, 65'536);
    if (!first) {
      continue;
    }
    const auto second = UdpPort::open(endpoint, 65'536);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().what, message("another program listens at this port already"));
    EXPECT_EQ(second.error().file, endpoint.text());
    return;
  }
  GTEST_SKIP() << "no port of loopback is free";
}

}  // namespace
}  // namespace hamon
