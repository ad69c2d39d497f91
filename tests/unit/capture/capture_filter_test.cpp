#include "capture/capture_filter.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

TEST(CaptureFilter, PassesWordsAddressesAndPortNames) {
  for (const char* good :
       {"", "not port 22", "host 192.0.2.7 and tcp port https", "net 10.0.0.0/8 or vlan 20",
        "ip6 host 2001:db8::7", "ether host 00:00:5e:00:53:0a",
        "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0", "udp portrange 5000-5010", "ip proto \\tcp",
        "len > 0x40", "(src net 192.168.1 && dst port 445)"}) {
    EXPECT_TRUE(check_filter_words(good).has_value()) << good;
  }
}

TEST(CaptureFilter, RefusesNamesThatWouldBeLookedUp) {
  for (const char* bad :
       {"host pacs.example", "pacs", "net hospital", "src host emr-sv and port 80",
        "gateway router1", "not host cafe", "host a.b", "host 1a.de"}) {
    EXPECT_FALSE(check_filter_words(bad).has_value()) << bad;
  }
}

}  // namespace
}  // namespace hamon
