#include "graph/card_vendors.hpp"

#include <string>

#include <gtest/gtest.h>

namespace hamon {
namespace {

// Columns as in the registries that IEEE publishes; the assignments are invented.
constexpr const char* kRegistry =
    "Registry,Assignment,Organization Name,Organization Address\r\n"
    "MA-L,001122,Analyser Works,1 Street Town JP 100 \r\n"
    "MA-L,00AABB,\"Scanner \"\"X\"\", Ltd.\",\"2 Road, Town\"\r\n"
    "MA-L,70B3D5,IEEE Registration Authority,445 Hoes Lane\r\n"
    "MA-L,00CCDD,Private,\r\n"
    "MA-M,00AABBC,Pump Makers,\r\n"
    "MA-S,70B3D5F2F,Monitor Makers,\r\n"
    "MA-L,00AABB,Somebody later,\r\n"
    "MA-L,00ZZBB,No digits,\r\n"
    "MA-L,1234,Too short,\r\n"
    "\r\nMA-L";

std::string vendor(const char* mac) {
  CardVendors vendors;
  vendors.add(kRegistry);
  return std::string(vendors.of(*MacAddress::parse(mac)));
}

TEST(CardVendors, GiveTheOrganisationOfTheLongestAssignment) {
  EXPECT_EQ(vendor("00:11:22:33:44:55"), "Analyser Works");
  EXPECT_EQ(vendor("00:aa:bb:12:34:56"), "Scanner X, Ltd.");
  EXPECT_EQ(vendor("00:aa:bb:c2:34:56"), "Pump Makers");
  EXPECT_EQ(vendor("70:b3:d5:f2:f1:23"), "Monitor Makers");
}

TEST(CardVendors, KnowNoneForUnknownUndisclosedAndDividedBlocks) {
  EXPECT_EQ(vendor("00:11:23:33:44:55"), "");
  EXPECT_EQ(vendor("00:cc:dd:00:00:01"), "");
  EXPECT_EQ(vendor("70:b3:d5:00:01:23"), "");
}

TEST(CardVendors, KnowNoneForLocalGroupAndProtocolAddresses) {
  CardVendors vendors;
  vendors.add("MA-L,021122,Local,\nMA-L,011122,Group,\nMA-L,00005E,IANA,\nMA-L,000000,Zero,\n");
  for (const char* mac : {"02:11:22:33:44:55", "01:11:22:33:44:55", "00:00:5e:00:53:01",
                          "00:00:5e:00:01:07", "00:00:00:00:00:00"}) {
    EXPECT_EQ(vendors.of(*MacAddress::parse(mac)), "") << mac;
  }
}

TEST(CardVendors, AreNoneWhereNothingIsInstalled) {
  EXPECT_TRUE(CardVendors::in("/nonexistent").empty());
  EXPECT_EQ(CardVendors().of(*MacAddress::parse("00:11:22:33:44:55")), "");
}

TEST(CardVendors, AreCutBetweenCharactersAndHoldNoControlOnes) {
  CardVendors vendors;
  std::string name;
  for (int i = 0; i < 40; ++i) {
    name += "é";  // two bytes
  }
  vendors.add("MA-L,001122,a" + name + ",\nMA-L,001133,x\x1b[31my,\n");
  EXPECT_EQ(vendors.of(*MacAddress::parse("00:11:22:33:44:55")).size(), 59U);  // 1 + 29 · 2
  EXPECT_EQ(vendors.of(*MacAddress::parse("00:11:33:33:44:55")), "x[31my");
}

}  // namespace
}  // namespace hamon
