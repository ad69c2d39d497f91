#include "capture/neighbour_message.hpp"

#include "unit/capture/hex_bytes.hpp"
#include "unit/capture/made_capture.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace made;
using testing::ElementsAre;
using testing::IsEmpty;

Data field(unsigned type, const Data& value) {
  return u16((type << 9) | static_cast<unsigned>(value.size())) + value;
}
// IEEE 802.1AB, clause 8: chassis, port, time to live, name, description, management address, end.
Data lldp() {
  return field(1, u8(4) + mac(kMacA)) + field(2, u8(5) + "Gi0/1") + field(3, u16(120)) +
         field(5, "SW-Ward7.Hospital.example") + field(6, "bought by Dr Tanaka") +
         field(8, u8(5) + u8(1) + address("192.0.2.2") + u8(2) + u32(1) + u8(0)) + field(0, "");
}

Data cdp_field(unsigned type, const Data& value) {
  return u16(type) + u16(static_cast<unsigned>(value.size() + 4)) + value;
}
Data cdp() {
  const Data addresses = u32(1) + u8(1) + u8(1) + u8(0xCC) + u16(4) + address("192.0.2.3");
  return u8(2) + u8(180) + u16(0) + cdp_field(1, "core-1") + cdp_field(2, addresses) +
         cdp_field(5, "software");
}

TEST(Lldp, TellsChassisNameAndManagementAddress) {
  const auto message = NeighbourMessage::lldp(view(lldp()));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->mac, MacAddress::parse(kMacA));
  EXPECT_EQ(message->name, "sw-ward7.hospital.example");
  EXPECT_THAT(message->addresses, ElementsAre(ip("192.0.2.2")));
}

TEST(Lldp, BeginsWithAChassis) {
  EXPECT_FALSE(NeighbourMessage::lldp(view(field(5, "name") + field(0, ""))));
  EXPECT_FALSE(NeighbourMessage::lldp({}));
}

TEST(Lldp, SurvivesACutAtEveryByte) {
  const Data whole = lldp();
  const std::size_t name_ends = whole.find("bought");
  for (std::size_t n = 0; n < name_ends - 2; ++n) {
    const auto message = NeighbourMessage::lldp(view(whole.substr(0, n)));
    EXPECT_TRUE(!message || message->name.empty()) << n;
  }
}

TEST(Cdp, TellsDeviceAndAddress) {
  const auto message = NeighbourMessage::cdp(view(cdp()));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->name, "core-1");
  EXPECT_THAT(message->addresses, ElementsAre(ip("192.0.2.3")));
  EXPECT_EQ(message->mac, std::nullopt);
}

TEST(Cdp, FieldsShorterThanTheirHeadEndIt) {
  const Data bad = u8(2) + u8(180) + u16(0) + u16(1) + u16(3) + cdp_field(1, "core-1");
  EXPECT_EQ(NeighbourMessage::cdp(view(bad))->name, "");
  EXPECT_FALSE(NeighbourMessage::cdp(view(u8(9) + Data(20, '\0'))));
  for (std::size_t n = 0; n < cdp().size(); ++n) {
    static_cast<void>(NeighbourMessage::cdp(view(cdp().substr(0, n))));
  }
}

TEST(LinkLayerOption, IsFoundBehindOthers) {
  const Data options = u8(5) + u8(1) + Data(6, '\0') + u8(1) + u8(1) + mac(kMacA);
  EXPECT_EQ(link_layer_option(view(options), 1), MacAddress::parse(kMacA));
  EXPECT_EQ(link_layer_option(view(options), 2), std::nullopt);
  EXPECT_EQ(link_layer_option(view(u8(5) + u8(0) + options), 1), std::nullopt);  // length 0
}

}  // namespace
}  // namespace hamon
