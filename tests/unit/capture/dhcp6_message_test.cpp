#include "capture/dhcp6_message.hpp"

#include "unit/capture/hex_bytes.hpp"
#include "unit/capture/made_capture.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace made;
using testing::ElementsAre;
using testing::IsEmpty;

Data option(unsigned code, const Data& value) {
  return u16(code) + u16(static_cast<unsigned>(value.size())) + value;
}
Data client_id() {  // DUID-LL (RFC 8415, section 11.4)
  return option(1, u16(3) + u16(1) + mac(kMacA));
}
Data full_name() {  // RFC 4704, section 4
  return option(39, u8(0) + u8(4) + "WS-7" + u8(4) + "Ward" + u8(0));
}
Data address_of_client(const char* text, unsigned valid = 600) {
  return option(3, u32(1) + u32(0) + u32(0) + option(5, address(text) + u32(300) + u32(valid)));
}
Data head(unsigned type) {
  return u8(type) + u8(0xAB) + u16(0xCDEF);
}

TEST(Dhcp6, ARequestNamesTheClient) {
  const Data request = head(3) + client_id() + full_name();
  const auto message = Dhcp6Message::parse(view(request));
  ASSERT_TRUE(message);
  EXPECT_TRUE(message->from_client);
  EXPECT_EQ(message->transaction, 0xABCDEFU);
  EXPECT_EQ(message->client_id, "0003000100005e00530a");
  EXPECT_EQ(message->host_name, "ws-7.ward");
  EXPECT_THAT(message->addresses, IsEmpty());
}

TEST(Dhcp6, AReplyGivesTheAddress) {
  const Data reply = head(7) + client_id() + address_of_client("2001:db8::7");
  const auto message = Dhcp6Message::parse(view(reply));
  ASSERT_TRUE(message);
  EXPECT_TRUE(message->gives);
  EXPECT_FALSE(message->from_client);
  EXPECT_THAT(message->addresses, ElementsAre(ip("2001:db8::7")));
}

TEST(Dhcp6, AnAddressWithoutLifetimeIsTakenBack) {
  const Data reply = head(7) + client_id() + address_of_client("2001:db8::7", 0);
  EXPECT_THAT(Dhcp6Message::parse(view(reply))->addresses, IsEmpty());
}

TEST(Dhcp6, ARelayedMessageIsLookedIntoAndItsRelayTellsTheMac) {
  const Data inner = head(3) + client_id() + full_name();
  const Data relayed = u8(12) + u8(0) + address("2001:db8::1") + address("fe80::7") +
                       option(79, u16(1) + mac(kMacB)) + option(9, inner);
  const auto message = Dhcp6Message::parse(view(relayed));
  ASSERT_TRUE(message);
  EXPECT_TRUE(message->relayed);
  EXPECT_EQ(message->mac, MacAddress::parse(kMacB));
  EXPECT_EQ(message->host_name, "ws-7.ward");
}

TEST(Dhcp6, RelaysWithinRelaysEnd) {
  Data message = head(3) + client_id();
  for (int i = 0; i < 9; ++i) {  // one more than HOP_COUNT_LIMIT
    message = u8(12) + u8(0) + Data(32, '\0') + option(9, message);
  }
  EXPECT_FALSE(Dhcp6Message::parse(view(message)));
}

TEST(Dhcp6, OtherBytesAreNone) {
  EXPECT_FALSE(Dhcp6Message::parse({}));
  EXPECT_FALSE(Dhcp6Message::parse(view(head(0) + client_id())));
  EXPECT_FALSE(Dhcp6Message::parse(view(head(99) + client_id())));
  EXPECT_FALSE(Dhcp6Message::parse(view(head(3))));  // names no client
}

TEST(Dhcp6, SurvivesACutAtEveryByte) {
  const Data reply = head(7) + client_id() + address_of_client("2001:db8::7") + full_name();
  for (std::size_t n = 0; n < reply.size(); ++n) {
    const auto message = Dhcp6Message::parse(view(reply.substr(0, n)));
    EXPECT_TRUE(!message || message->host_name.empty()) << n;
  }
}

}  // namespace
}  // namespace hamon
