#include "capture/log_words.hpp"

#include <gtest/gtest.h>

namespace hamon {
namespace {

TEST(LogWords, ReadAnEndWithAndWithoutPort) {
  LogEnd end;
  ASSERT_EQ(log_end("192.0.2.1:443", ':', end), LineFate::Used);
  EXPECT_EQ(end.port, 443);
  ASSERT_EQ(log_end("2001:db8::1/53", '/', end), LineFate::Used);
  EXPECT_EQ(end.address.text(), "2001:db8::1");
  ASSERT_EQ(log_end("2001:db8::1", ':', end), LineFate::Used);  // no port: all of it is the address
  EXPECT_FALSE(end.has_port);
  EXPECT_EQ(log_end("192.0.2.1:65536", ':', end), LineFate::BadPort);
  EXPECT_EQ(log_end("192.0.2.1:", ':', end), LineFate::BadPort);
  EXPECT_EQ(log_end("host:443", ':', end), LineFate::BadAddress);
  EXPECT_EQ(log_end("", ':', end), LineFate::BadAddress);
}

TEST(LogWords, KnowProtocolsByNameAndNumberAndBothIcmps) {
  EXPECT_EQ(log_protocol("TCP", false), 6);
  EXPECT_EQ(log_protocol("17", false), 17);
  EXPECT_EQ(log_protocol("icmp", false), 1);
  EXPECT_EQ(log_protocol("icmp", true), 58);
  EXPECT_EQ(log_protocol("ICMPv6", true), 58);
  EXPECT_EQ(log_protocol("256", false), std::nullopt);
  EXPECT_EQ(log_protocol("", false), std::nullopt);
}

TEST(LogWords, ExchangeEndsWithAllThatIsTheirs) {
  FlowRecord r;
  set_ends(r, 6, {*IpAddress::parse("192.0.2.1"), 1, true},
           {*IpAddress::parse("192.0.2.2"), 2, true});
  r.bytes_out = 60;
  r.packets_out = 1;
  r.initiator_mac = MacAddress::parse("00:00:5e:00:53:01");
  exchange_ends(r);
  EXPECT_EQ(r.initiator.text(), "192.0.2.2");
  EXPECT_EQ(r.responder_port, 1);
  EXPECT_EQ(r.bytes_in, 60U);
  EXPECT_EQ(r.packets_out, 0U);
  EXPECT_EQ(r.responder_mac->text(), "00:00:5e:00:53:01");
}

TEST(LogWords, FindWordsInEitherCase) {
  EXPECT_TRUE(has_word("[UFW Block]", "block"));
  EXPECT_FALSE(has_word("bloc", "block"));
  EXPECT_FALSE(has_word("", "block"));
}

}  // namespace
}  // namespace hamon
