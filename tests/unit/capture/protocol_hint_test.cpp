#include "capture/protocol_hint.hpp"

#include "unit/capture/made_capture.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

using made::Data;
using made::u16;
using made::u32;
using made::u8;

Bytes bytes_of(const Data& data) {
  return {reinterpret_cast<const std::uint8_t*>(data.data()), data.size()};
}

struct Opening {
  std::string_view service;
  PayloadRole role;
  Data payload;
};

constexpr auto kClient = PayloadRole::Client;
constexpr auto kServer = PayloadRole::Server;
constexpr auto kEither = PayloadRole::Unknown;

Data zeros(std::size_t n) {
  return Data(n, '\0');
}

std::vector<Opening> tcp_openings() {
  const Data dicom = u16(0x0100) + u32(205) + u16(1) + zeros(66) + u8(0x10) + zeros(3);
  const Data prelogin = u16(0x1201) + u16(14) + u32(0) + u8(0) + u16(26) + u16(6) + u8(1);
  const Data rdp = u16(0x0300) + u16(19) + u8(14) + u8(0xE0) + zeros(5) + u8(1) + u8(0) + u8(8) +
                   u8(0) + u32(0x0B000000);
  return {
      {"http", kClient, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"http", kServer, "HTTP/1.0 404 Not Found\r\n\r\n"},
      {"ssh", kEither, "SSH-2.0-x\r\n"},
      {"smb", kClient, u32(64) + "\xFFSMB" + zeros(60)},
      {"smb", kServer, u32(64) + "\xFESMB" + zeros(12) + u8(1) + zeros(47)},
      {"rdp", kClient, rdp},
      {"dicom", kClient, dicom},
      {"hl7", kEither, "\x0BMSH|^~\\&|"},
      {"vnc", kEither, "RFB 003.008\n"},
      {"mssql", kClient, prelogin},
      {"postgresql", kClient, u32(8) + u32(80877103)},
      {"mysql", kServer,
       Data("\x0A\0\0\0\x0A"
            "8.0.3\0xyz",
            14)},
      {"ldap", kClient, Data("\x30\x0C\x02\x01\x01\x60\x07\x02\x01\x03\x04\0\x80\0", 14)},
      {"smtp", kServer, "220 mail.example ESMTP\r\n"},
      {"ftp", kServer, "220 FTP ready\r\n"},
      {"telnet", kEither, "\xFF\xFD\x18\xFF\xFD\x20"},
      {"rsync", kEither, "@RSYNCD: 31.0\n"},
      {"sip", kClient, "OPTIONS sip:x@example SIP/2.0\r\n"},
      {"mqtt", kClient, Data("\x10\x0C\0\4MQTT\4\2\0\x3C\0\0", 14)},
  };
}

TEST(ProtocolHint, KnowsTrueOpenings) {
  for (const Opening& opening : tcp_openings()) {
    const ProtocolHint hint = recognise_tcp(bytes_of(opening.payload));
    EXPECT_EQ(hint.service, opening.service);
    EXPECT_EQ(hint.role, opening.role) << opening.service;
  }
}

TEST(ProtocolHint, NearMissesAreNotRecognised) {
  const std::vector<Data> misses = {
      Data(),
      "GET / please",
      "SSH-3.0-x",
      u32(64) + "\xFFSMC" + zeros(60),
      u16(0x0300) + u16(11) + u8(6) + u8(0xE0) + zeros(5),  // X.224 alone: S7, H.323 use it as well
      u16(0x0100) + u32(205) + u16(1) + zeros(66) + u8(0x20),
      "MSH|^~\\&|",
      "220 hello\r\n",
      zeros(200),
  };
  for (const Data& miss : misses) {
    EXPECT_EQ(recognise_tcp(bytes_of(miss)).service, "") << miss;
  }
}

TEST(ProtocolHint, SurvivesEveryCutOfAnOpening) {
  for (const Opening& opening : tcp_openings()) {
    for (std::size_t n = 0; n < opening.payload.size(); ++n) {
      const Data cut = opening.payload.substr(0, n);
      const std::string_view service = recognise_tcp(bytes_of(cut)).service;
      EXPECT_TRUE(service.empty() || service == opening.service) << opening.service << n;
      static_cast<void>(recognise_udp(bytes_of(cut), 1, 2));
    }
  }
}

TEST(ProtocolHint, KnowsDatagrams) {
  const Data stun = u16(0x0001) + u16(0) + u32(0x2112A442) + zeros(12);
  EXPECT_EQ(recognise_udp(bytes_of(stun), 1, 2).service, "stun");
  const Data wireguard = u32(0x01000000) + zeros(144);
  EXPECT_EQ(recognise_udp(bytes_of(wireguard), 1, 2).service, "wireguard");
  EXPECT_EQ(recognise_udp(bytes_of(wireguard + u8(0)), 1, 2).service, "");
  const Data ike = zeros(16) + u8(33) + u8(0x20) + u8(34) + u8(8) + u32(0) + u32(28);
  EXPECT_EQ(recognise_udp(bytes_of(ike), 500, 500).service, "");  // a cookie of zeros: NAT marker
  const Data real = u32(7) + ike.substr(4);
  EXPECT_EQ(recognise_udp(bytes_of(real), 500, 500).service, "ipsec");
  EXPECT_EQ(recognise_udp(bytes_of(real), 50000, 50001).service, "");
}

TEST(HttpHost, IsTheFieldOrTheAuthorityOfConnect) {
  const auto host = [](const Data& request) { return std::string(http_host(bytes_of(request))); };
  EXPECT_EQ(host("GET / HTTP/1.1\r\nX: y\r\nHost:  a.example:81\r\n\r\n"), "a.example");
  EXPECT_EQ(host("CONNECT b.example:443 HTTP/1.1\r\n\r\n"), "b.example");
  EXPECT_EQ(host("GET / HTTP/1.0\r\n\r\nHost: body.example\r\n"), "");
  EXPECT_EQ(host("GET / HTTP/1.1\r\nHost: cut.exam"), "");
  EXPECT_EQ(host(""), "");
}

}  // namespace
}  // namespace hamon
