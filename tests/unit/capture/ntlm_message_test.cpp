#include "capture/ntlm_message.hpp"

#include "unit/capture/hex_bytes.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

using made::from_hex;
using made::view;

// [MS-NLMP] 4.2.4.3: "Server" in the domain "Domain".
constexpr std::string_view kChallenge =
    "4e544c4d53535000 02000000 0c000c00 38000000 33828ae2 0123456789abcdef 0000000000000000"
    "24002400 44000000 060070170000000f 530065007200760065007200"
    "02000c0044006f006d00610069006e0001000c005300650072007600650072000000 0000";
// The same section, without the responses at its end: user "User", workstation "COMPUTER".
constexpr std::string_view kAuthenticate =
    "4e544c4d53535000 03000000 180018006c000000 5400540084000000 0c000c0048000000 0800080054000000"
    "100010005c000000 10001000d8000000 358288e2 0501280a0000000f"
    "44006f006d00610069006e00 5500730065007200 43004f004d0050005500540045005200";

TEST(Ntlm, AChallengeNamesTheServer) {
  const auto message = NtlmMessage::find(from_hex(kChallenge));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->kind, NtlmMessage::Kind::Challenge);
  EXPECT_EQ(message->computer, "server");
  EXPECT_EQ(message->dns_name, "");
}

TEST(Ntlm, AnAuthenticateNamesTheWorkstationAndNotTheUser) {
  const auto message = NtlmMessage::find(from_hex(kAuthenticate));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->kind, NtlmMessage::Kind::Authenticate);
  EXPECT_EQ(message->computer, "computer");
  EXPECT_EQ(message->dns_name, "");
}

TEST(Ntlm, IsFoundBehindOtherBytesAndInBase64) {
  std::vector<std::uint8_t> behind(100, 'x');
  const std::vector<std::uint8_t> challenge = from_hex(kChallenge);
  behind.insert(behind.end(), challenge.begin(), challenge.end());
  EXPECT_EQ(NtlmMessage::find(behind)->computer, "server");
  // `xxd -r -p | base64 -w0` of the message above.
  const auto in_http = NtlmMessage::find(view(
      "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM "
      "TlRMTVNTUAACAAAADAAMADgAAAAzgoriASNFZ4mrze8AAAAAAAAAACQAJABEAAAABgBwFwAAAA9TAGUAcgB2AGUA"
      "cgACAAwARABvAG0AYQBpAG4AAQAMAFMAZQByAHYAZQByAAAAAAA=\r\n\r\n"));
  ASSERT_TRUE(in_http);
  EXPECT_EQ(in_http->computer, "server");
}

TEST(Ntlm, ANegotiateAndOtherBytesAreNone) {
  std::vector<std::uint8_t> negotiate = from_hex(kChallenge);
  negotiate[8] = 1;
  EXPECT_FALSE(NtlmMessage::find(negotiate));
  EXPECT_FALSE(NtlmMessage::find(view("NTLMSSP without its end")));
  EXPECT_FALSE(NtlmMessage::find({}));
}

TEST(Ntlm, FieldsThatPointOutsideAreEmpty) {
  std::vector<std::uint8_t> bad = from_hex(kAuthenticate);
  bad[48] = 0xFF;  // offset of the workstation
  bad[51] = 0xFF;
  EXPECT_EQ(NtlmMessage::find(bad)->computer, "");
  const std::vector<std::uint8_t> whole = from_hex(kAuthenticate);
  for (std::size_t n = 0; n < whole.size(); ++n) {
    const auto message = NtlmMessage::find(Bytes(whole).first(n));
    EXPECT_TRUE(!message || message->computer.empty()) << n;
  }
}

}  // namespace
}  // namespace hamon
