#include "capture/quic_initial.hpp"

#include "capture/tls_client_hello.hpp"

#include "unit/capture/hex_bytes.hpp"
#include "unit/capture/quic_packets.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace made;

std::string name_in(const QuicClientHello& hello) {
  const Bytes message = hello.message();
  return message.size() < 4 ? std::string()
                            : std::string(TlsClientHello::parse(message.subspan(4)).server_name);
}

TEST(QuicHello, IsOpenedInVersionOne) {
  QuicClientHello hello;
  ASSERT_TRUE(looks_like_quic_initial(from_hex(kVersion1)));
  ASSERT_TRUE(hello.add(from_hex(kVersion1)));
  EXPECT_TRUE(hello.complete());
  EXPECT_EQ(hello.message().size(), 0xF1U);
  EXPECT_EQ(name_in(hello), "example.com");
}

TEST(QuicHello, IsOpenedInVersionTwo) {
  QuicClientHello hello;
  ASSERT_TRUE(hello.add(from_hex(kVersion2)));
  EXPECT_TRUE(hello.complete());
  EXPECT_EQ(name_in(hello), "example.com");
}

TEST(QuicHello, IsPutTogetherFromPiecesOfSeveralDatagramsInAnyOrder) {
  QuicClientHello hello;
  ASSERT_TRUE(hello.add(from_hex(kDraft29First)));
  EXPECT_FALSE(hello.complete());
  EXPECT_EQ(hello.message().size(), 30U);
  ASSERT_TRUE(hello.add(from_hex(kDraft29Second)));
  EXPECT_TRUE(hello.complete());
  EXPECT_EQ(name_in(hello), "example.com");
}

TEST(QuicHello, OneChangedBitIsNotOpened) {
  for (const std::size_t at : {0U, 20U, 500U, 1199U}) {
    std::vector<std::uint8_t> changed = from_hex(kVersion1);
    changed[at] ^= 1;
    QuicClientHello hello;
    EXPECT_FALSE(hello.add(changed)) << at;
    EXPECT_TRUE(hello.message().empty());
  }
}

TEST(QuicHello, OtherDatagramsHoldNone) {
  QuicClientHello hello;
  EXPECT_FALSE(hello.add({}));
  std::vector<std::uint8_t> other = from_hex(kVersion1);
  other[4] = 9;  // a version that is not known
  EXPECT_FALSE(looks_like_quic_initial(other));
  EXPECT_FALSE(hello.add(other));
  const std::vector<std::uint8_t> whole = from_hex(kVersion1);
  for (std::size_t n = 0; n < whole.size(); ++n) {
    EXPECT_FALSE(hello.add(Bytes(whole).first(n))) << n;
  }
}

}  // namespace
}  // namespace hamon
