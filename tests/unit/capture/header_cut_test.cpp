#include "capture/header_cut.hpp"

#include <algorithm>

#include "unit/capture/made_capture.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

using made::Data;

std::size_t headers_of(const Data& bytes, std::size_t captured = SIZE_MAX) {
  CaptureFrame f;
  f.captured =
      Bytes(reinterpret_cast<const std::uint8_t*>(bytes.data()), std::min(bytes.size(), captured));
  f.wire_bytes = static_cast<std::uint32_t>(bytes.size());
  f.link_type = 1;
  return header_bytes(f);
}

TEST(HeaderCut, EndsAfterTheTransportHeader) {
  const auto in_ipv4 = [](unsigned protocol, const Data& transport) {
    return headers_of(
        made::ethernet(0x0800, made::ipv4("192.0.2.1", "192.0.2.2", protocol, transport)));
  };
  EXPECT_EQ(in_ipv4(6, made::tcp(1, 2, made::kAck, 1, 1, "secret")), 14U + 20 + 20);
  EXPECT_EQ(in_ipv4(17, made::udp(1, 2, "secret")), 14U + 20 + 8);
  EXPECT_EQ(in_ipv4(1, made::icmp(8, 0) + "secret"), 14U + 20 + 8);
  EXPECT_EQ(in_ipv4(50, "secret of an unknown protocol"), 14U + 20);
  EXPECT_EQ(headers_of(made::ethernet(
                0x86DD, made::ipv6("2001:db8::1", "2001:db8::2", 17, made::udp(1, 2, "secret")))),
            14U + 40 + 8);
}

TEST(HeaderCut, KeepsNothingOfIcmpInAnIpVersionThatIsNotItsOwn) {
  EXPECT_EQ(headers_of(made::ethernet(
                0x86DD, made::ipv6("2001:db8::1", "2001:db8::2", 1, "secret of no ICMP"))),
            14U + 40);
  EXPECT_EQ(headers_of(made::ethernet(
                0x0800, made::ipv4("192.0.2.1", "192.0.2.2", 58, "secret of no ICMP"))),
            14U + 20);
}

TEST(HeaderCut, KeepsNeitherPaddingNorLaterFragmentsNorOtherProtocols) {
  const Data bare =
      made::ethernet(0x0800, made::ipv4("192.0.2.1", "192.0.2.2", 17, made::udp(1, 2, "")));
  EXPECT_EQ(headers_of(bare + "padding from memory"), bare.size());
  EXPECT_EQ(headers_of(made::ethernet(0x0800, made::ipv4("192.0.2.1", "192.0.2.2", 17,
                                                         "secret of a later fragment", 1, 185))),
            14U + 20);
  EXPECT_EQ(headers_of(made::ethernet(0x88CC, "names of people and rooms")), 14U);
  EXPECT_EQ(headers_of(made::ethernet(
                0x0806, made::u16(1) + made::u16(0x0800) + Data(24, '\0') + "padding from memory")),
            14U + 28);
}

TEST(HeaderCut, NeverReachesBeyondWhatWasCaptured) {
  const Data frame = made::ethernet(
      0x0800, made::ipv4("192.0.2.1", "192.0.2.2", 6, made::tcp(1, 2, made::kAck, 1, 1, "secret")));
  for (std::size_t captured = 0; captured <= frame.size(); ++captured) {
    EXPECT_LE(headers_of(frame, captured), std::min<std::size_t>(captured, 54));
  }
}

}  // namespace
}  // namespace hamon
