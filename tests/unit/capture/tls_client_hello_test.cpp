#include "capture/tls_client_hello.hpp"

#include "capture/cryptography.hpp"

#include "unit/capture/certificate_bytes.hpp"
#include "unit/capture/hex_bytes.hpp"
#include "unit/capture/made_capture.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace made;
using testing::ElementsAre;

Data u24(std::size_t v) {
  return u8(static_cast<unsigned>(v >> 16)) + u16(static_cast<unsigned>(v & 0xFFFF));
}
Data text_of(const std::vector<std::uint8_t>& bytes) {
  return {bytes.begin(), bytes.end()};
}
Data record(const Data& content, unsigned type = 22) {
  return u8(type) + u16(0x0303) + u16(static_cast<unsigned>(content.size())) + content;
}
Data message(unsigned type, const Data& body) {
  return u8(type) + u24(body.size()) + body;
}
Data extension(unsigned type, const Data& value) {
  return u16(type) + u16(static_cast<unsigned>(value.size())) + value;
}
Data hello_body(std::string_view server, std::string_view protocol, const Data& cookie = {}) {
  const Data name = u8(0) + u16(static_cast<unsigned>(server.size())) + Data(server);
  const Data word = u8(static_cast<unsigned>(protocol.size())) + Data(protocol);
  const Data extensions = extension(0x2A2A, Data(300, 'g')) +
                          extension(0, u16(static_cast<unsigned>(name.size())) + name) +
                          extension(16, u16(static_cast<unsigned>(word.size())) + word);
  return u16(0x0303) + Data(32, 'r') + u8(0) + cookie + u16(2) + u16(0x1301) + u8(1) + u8(0) +
         u16(static_cast<unsigned>(extensions.size())) + extensions;
}
Data server_hello() {
  return message(2, u16(0x0303) + Data(32, 'r') + u8(0) + u16(0xC02F) + u8(0));
}
Data certificate() {
  const Data leaf = text_of(from_hex(kCertificate));
  const Data chain = u24(leaf.size()) + leaf + u24(9) + "an issuer";
  return message(11, u24(chain.size()) + chain);
}

TEST(TlsOpening, OfAClientTellsNameAndProtocol) {
  const TlsOpening opening =
      TlsOpening::read(view(record(message(1, hello_body("pacs.example.org", "h2")))));
  EXPECT_FALSE(opening.complete);  // a certificate of its own may follow
  EXPECT_EQ(opening.from_client, true);
  EXPECT_EQ(opening.server_name, "pacs.example.org");
  EXPECT_EQ(opening.first_protocol, "h2");
}

TEST(TlsOpening, IsReadAcrossRecordsOfAnySize) {
  const Data whole = message(1, hello_body("pacs.example.org", "h2"));
  for (const std::size_t size : {1U, 3U, 100U, 400U}) {
    Data stream;
    for (std::size_t at = 0; at < whole.size(); at += size) {
      stream += record(whole.substr(at, size));
    }
    EXPECT_EQ(TlsOpening::read(view(stream)).server_name, "pacs.example.org") << size;
  }
}

TEST(TlsOpening, ThatWasCutWaitsForMore) {
  const Data stream = record(message(1, hello_body("pacs.example.org", "h2")));
  for (std::size_t n = 0; n < stream.size(); ++n) {
    EXPECT_FALSE(TlsOpening::read(view(stream.substr(0, n))).complete) << n;
  }
}

TEST(TlsOpening, OfAServerShowsItsOwnCertificate) {
  const Data stream = record(server_hello()) + record(certificate());
  const TlsOpening opening = TlsOpening::read(view(stream));
  EXPECT_TRUE(opening.complete);
  EXPECT_EQ(opening.from_client, false);
  EXPECT_EQ(opening.certificate, from_hex(kCertificate));
}

TEST(TlsOpening, EndsWhereEncryptionBegins) {
  const TlsOpening opening =
      TlsOpening::read(view(record(server_hello()) + record(u8(1), 20) + record(certificate())));
  EXPECT_TRUE(opening.complete);
  EXPECT_TRUE(opening.certificate.empty());
}

TEST(TlsOpening, ACertificateWithoutAHelloIsNotRead) {
  const Data stream = record(certificate());
  EXPECT_TRUE(TlsOpening::read(view(stream)).certificate.empty());
}

TEST(Certificate, TellsTheNamesThatItIsFor) {
  const auto names = certificate_names(from_hex(kCertificate));
  ASSERT_TRUE(names);
  EXPECT_EQ(names->common_name, "PACS.example.org");
  EXPECT_THAT(names->dns_names, ElementsAre("pacs.example.org", "*.img.example.org"));
}

TEST(Certificate, OfOtherBytesTellsNothing) {
  const std::vector<std::uint8_t> whole = from_hex(kCertificate);
  for (std::size_t n = 0; n < whole.size(); ++n) {
    EXPECT_FALSE(certificate_names(Bytes(whole).first(n))) << n;
  }
}

// RFC 6347, sections 4.1 and 4.2.2.
TEST(DtlsHello, TellsTheName) {
  const Data body = hello_body("vpn.example.org", "x", u8(4) + "cook");
  const Data handshake = u8(1) + u24(body.size()) + u16(0) + u24(0) + u24(body.size()) + body;
  const Data datagram =
      u8(22) + u16(0xFEFD) + u64(0) + u16(static_cast<unsigned>(handshake.size())) + handshake;
  const auto hello = dtls_client_hello(view(datagram));
  ASSERT_TRUE(hello);
  EXPECT_EQ(hello->server_name, "vpn.example.org");
  Data near = datagram;
  near[13] = 2;  // a ServerHello
  EXPECT_FALSE(dtls_client_hello(view(near)));
  for (std::size_t n = 0; n < datagram.size(); ++n) {
    static_cast<void>(dtls_client_hello(view(datagram.substr(0, n))));
  }
}

// RFC 5869, appendix A.1, for the extraction; FIPS 197, appendix C.1, for the cipher.
TEST(Cryptography, AgreesWithTheExamplesOfItsStandards) {
  const Secret secret = hkdf_extract(from_hex("000102030405060708090a0b0c"),
                                     from_hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"));
  EXPECT_EQ(std::vector(secret.begin(), secret.end()),
            from_hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"));
  const auto block = aes128_block(from_hex("000102030405060708090a0b0c0d0e0f"),
                                  from_hex("00112233445566778899aabbccddeeff"));
  EXPECT_EQ(std::vector(block.begin(), block.end()), from_hex("69c4e0d86a7b0430d8cdb78070b4c55a"));
}

}  // namespace
}  // namespace hamon
