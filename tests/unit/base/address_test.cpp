#include "base/address.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

TEST(IpAddress, WritesIPv6AsRfc5952Section4) {
  const auto text = [](const char* t) { return IpAddress::parse(t)->text(); };
  EXPECT_EQ(text("2001:0DB8:0:0:0:0:2:1"), "2001:db8::2:1");
  EXPECT_EQ(text("2001:db8:0:1:1:1:1:1"), "2001:db8:0:1:1:1:1:1");
  EXPECT_EQ(text("2001:0:0:1:0:0:0:1"), "2001:0:0:1::1");
  EXPECT_EQ(text("::1"), "::1");
  EXPECT_EQ(text("192.0.2.1"), "192.0.2.1");
}

TEST(IpAddress, RefusesWhatIsNone) {
  for (const char* t :
       {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "fe80::1%eth0", ":::", "1.2.3.4 "}) {
    EXPECT_EQ(IpAddress::parse(t), std::nullopt) << t;
  }
}

TEST(IpAddress, SortsIPv4BeforeIPv6ThenByBytes) {
  EXPECT_LT(*IpAddress::parse("255.0.0.1"), *IpAddress::parse("::"));
  EXPECT_LT(*IpAddress::parse("9.0.0.1"), *IpAddress::parse("10.0.0.1"));
}

TEST(IpAddress, KnowsTheKindsThatAreNoSystems) {
  EXPECT_TRUE(IpAddress::parse("127.0.0.1")->is_loopback());
  EXPECT_TRUE(IpAddress::parse("::1")->is_loopback());
  EXPECT_TRUE(IpAddress::parse("239.255.255.250")->is_multicast());
  EXPECT_TRUE(IpAddress::parse("ff02::1")->is_multicast());
  EXPECT_TRUE(IpAddress::parse("255.255.255.255")->is_limited_broadcast());
  EXPECT_TRUE(IpAddress::parse("fe80::1")->is_link_local());
  EXPECT_TRUE(IpAddress::parse("0.0.0.0")->is_unspecified());
  EXPECT_TRUE(IpAddress::parse("172.31.1.1")->is_private());
  EXPECT_FALSE(IpAddress::parse("172.32.1.1")->is_private());
}

TEST(Prefix, ClearsHostBitsAndHoldsItsAddresses) {
  const Prefix p = *Prefix::parse("10.10.1.77/24");
  EXPECT_EQ(p.text(), "10.10.1.0/24");
  EXPECT_TRUE(p.contains(*IpAddress::parse("10.10.1.255")));
  EXPECT_FALSE(p.contains(*IpAddress::parse("10.10.2.0")));
  EXPECT_EQ(p.broadcast(), IpAddress::parse("10.10.1.255"));
  EXPECT_TRUE(Prefix::parse("0.0.0.0/0")->contains(p));
  EXPECT_FALSE(Prefix::parse("::/0")->contains(p));
  EXPECT_TRUE(Prefix::parse("2001:db8:100::/63")->contains(*IpAddress::parse("2001:db8:100:1::5")));
  EXPECT_EQ(Prefix::parse("10.0.0.1")->length(), 32);
  EXPECT_EQ(Prefix::parse("10.0.0.0/31")->broadcast(), std::nullopt);
  for (const char* t : {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "::/129", "/8", "10.0.0.0/-1"}) {
    EXPECT_EQ(Prefix::parse(t), std::nullopt) << t;
  }
}

TEST(MacAddress, ReadsTheThreeWritings) {
  const MacAddress mac = *MacAddress::parse("02:00:0a:0a:01:15");
  EXPECT_EQ(MacAddress::parse("02-00-0A-0A-01-15"), mac);
  EXPECT_EQ(MacAddress::parse("0200.0a0a.0115"), mac);
  EXPECT_EQ(MacAddress::parse("02000A0A0115"), mac);
  EXPECT_EQ(mac.text(), "02:00:0a:0a:01:15");
  for (const char* t : {"", "02:00:0a:0a:01", "02:00:0a:0a:01:15:16", "02:00-0a:0a:01:15",
                        "2:0:a:a:1:15", "02:00:0a:0a:01:1g", ":02:00:0a:0a:01:15"}) {
    EXPECT_EQ(MacAddress::parse(t), std::nullopt) << t;
  }
}

TEST(MacAddress, KnowsAddressesThatRoutersShare) {
  EXPECT_TRUE(MacAddress::parse("00:00:5e:00:01:0a")->is_shared_router());
  EXPECT_TRUE(MacAddress::parse("00:00:0c:07:ac:01")->is_shared_router());
  EXPECT_TRUE(MacAddress::parse("00:00:0c:9f:f0:01")->is_shared_router());   // HSRP 2: F0-01
  EXPECT_FALSE(MacAddress::parse("00:00:0c:9f:10:01")->is_shared_router());  // not F0-00 to FF-FF
  EXPECT_TRUE(MacAddress::parse("00:05:73:a0:0f:ff")->is_shared_router());   // HSRP for IPv6
  EXPECT_FALSE(MacAddress::parse("00:05:73:a0:10:00")->is_shared_router());
  EXPECT_TRUE(MacAddress::parse("00:09:0f:09:0a:02")->is_shared_router());  // FortiGate, group 10
  EXPECT_TRUE(MacAddress::parse("e0:23:ff:fc:00:01")->is_shared_router());  // FortiGate, 256 up
  EXPECT_FALSE(MacAddress::parse("e0:23:ff:a0:98:04")->is_shared_router());
  EXPECT_TRUE(MacAddress::parse("00:1b:17:00:01:10")->is_shared_router());  // Palo Alto
  EXPECT_FALSE(MacAddress::parse("00:1b:17:01:01:10")->is_shared_router());
  EXPECT_FALSE(MacAddress::parse("00:00:5e:00:53:0a")->is_shared_router());
}

}  // namespace
}  // namespace hamon
