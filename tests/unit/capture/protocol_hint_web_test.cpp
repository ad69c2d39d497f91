#include "unit/capture/hint_openings.hpp"

namespace hamon {
namespace {

using namespace made;

Data request(const Data& line, const Data& fields = "") {
  return line + " HTTP/1.1\r\nHost: a.example\r\n" + fields + "\r\n";
}

TEST(WebHint, KnowsHttpAndWhatItCarries) {
  expect_openings(recognise_tcp, {
                                     {"http", kClient, request("GET /")},
                                     {"http", kServer, "HTTP/1.0 404 Not Found\r\n\r\n"},
                                     {"http", kClient, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
                                 });
  const auto service = [](const Data& data) { return Data(recognise_tcp(bytes_of(data)).service); };
  EXPECT_EQ(service(request("CONNECT b.example:443")), "http-proxy");
  EXPECT_EQ(service(request("GET http://b.example/x")), "http-proxy");
  EXPECT_EQ(service(request("POST /wsman?PSVersion=5.1")), "winrm");
  EXPECT_EQ(service(request("GET /wsman")), "http");  // it is posted to
  EXPECT_EQ(service(request("POST /wsmanual")), "http");
  EXPECT_EQ(service(request("POST /ipp/print", "Content-Type: application/ipp\r\n")), "print");
  EXPECT_EQ(service("HTTP/1.1 200 OK\r\ncontent-type: application/ipp\r\n\r\n"), "print");
  EXPECT_EQ(service(request("POST /x", "User-Agent: NetSupport Manager/1.3\r\n")), "netsupport");
}

TEST(WebHint, KnowsFhirByItsBaseOrContentType) {
  const auto service = [](const Data& data) { return Data(recognise_tcp(bytes_of(data)).service); };
  EXPECT_EQ(service(request("GET /fhir/Patient?_id=1")), "fhir");
  EXPECT_EQ(service(request("GET /api/FHIR/R4/Patient")), "fhir");
  EXPECT_EQ(service(request("GET /fhirworks/x")), "http");
  EXPECT_EQ(service(request("GET /a/b/c/fhir/x")), "http");
  EXPECT_EQ(service(request("GET /r4/Patient", "Accept: application/fhir+json\r\n")), "fhir");
  EXPECT_EQ(service("HTTP/1.1 200 OK\r\nContent-Type: application/fhir+xml\r\n\r\n"), "fhir");
  // behind the blank line it is content
  EXPECT_EQ(service(request("GET /r4", "\r\nAccept: application/fhir+json\r\n")), "http");
  EXPECT_EQ(service(request("GET /studies", "Accept: application/dicom+json\r\n")), "dicomweb");
}

TEST(WebHint, KnowsTunnelsThatBeginAsHttp) {
  expect_openings(recognise_tcp,
                  {{"sstp", kClient, "SSTP_DUPLEX_POST /sra_{x}/ HTTP/1.1\r\nHost: a\r\n\r\n"}});
  EXPECT_EQ(recognise_tcp(bytes_of(request("POST /vpnsvc/connect.cgi"))).service, "softether");
  EXPECT_EQ(recognise_tcp(bytes_of(request("GET /vpnsvc/connect.cgi"))).service, "http");
}

// RFC 8446, section 5.1: content 22, version 3.1, lengths; then a hello of 34 bytes at least.
Data tls_hello(unsigned type) {
  return hex("16 0301 002A") + u8(type) + hex("000026 0303") + zeros(36);
}

TEST(WebHint, KnowsTlsAndDtls) {
  // RFC 5246, E.2: length 9 + 3 + 0 + 16, version 3.1, one cipher suite, a challenge
  const Data old = u16(0x8000 + 28) + hex("01 0301 0003 0000 0010 00002F") + zeros(16);
  expect_openings(recognise_tcp, {
                                     {"tls", kClient, tls_hello(1)},
                                     {"tls", kServer, tls_hello(2)},
                                     {"tls", kClient, old},
                                 });
  const auto dtls = [](unsigned type) {
    return hex("16 FEFF 0000 000000000000 0030") + u8(type) + hex("000024 0000 000000 000024") +
           zeros(36);
  };
  expect_openings(recognise_udp, {
                                     {"dtls", kClient, dtls(1)},
                                     {"dtls", kServer, dtls(2)},
                                     {"dtls", kServer, dtls(3)},
                                 });
  expect_nothing(recognise_tcp,
                 {{"an alert", hex("15 0301 0002 0228")}, {"no hello", tls_hello(11)}});
  expect_nothing(recognise_udp, {{"application data", hex("17 FEFD") + zeros(40)},
                                 {"a later epoch", hex("16 FEFD 0001") + zeros(40)},
                                 {"no hello", dtls(20)}});
}

TEST(WebHint, KnowsQuicOfSeveralVersions) {
  const auto initial = [](std::uint64_t version, std::size_t size = 1200) {
    return u8(0xC3) + u32(version) + u8(8) + zeros(size - 6);
  };
  for (const std::uint64_t version :
       {0x00000001ULL, 0x6B3343CFULL, 0xFF00001DULL, 0x51303436ULL, 0x51303530ULL, 0xFACEB002ULL}) {
    EXPECT_EQ(recognise_udp(bytes_of(initial(version)), 1, 2).service, "quic") << version;
  }
  // draft 22 is the first that has this form
  expect_nothing(recognise_udp, {{"an unknown version", initial(0x12345678)},
                                 {"too short", initial(1, 1199)},
                                 {"no fixed bit", u8(0x83) + u32(1) + u8(8) + zeros(1194)}});
  expect_openings(
      recognise_udp,
      {{"quic", kClient, u8(0x0D) + zeros(8) + "Q043" + zeros(30)},
       // RFC 9000, 17.2.1: an id of eight bytes and an empty one, two versions
       {"quic", kServer, u8(0x80) + u32(0) + u8(8) + zeros(8) + u8(0) + u32(0x6B3343CF) + u32(1)}});
  expect_nothing(recognise_udp,
                 {{"Q043 without its flag", u8(0x01) + zeros(8) + "Q043" + zeros(30)}});
}

TEST(WebHint, KnowsCallsAndStreams) {
  const Data stun = u16(0x0001) + u16(0) + u32(0x2112A442) + zeros(12);
  expect_openings(recognise_tcp, {
                                     {"sip", kClient, "OPTIONS sip:x@example SIP/2.0\r\n"},
                                     {"sip", kServer, "SIP/2.0 200 OK\r\n"},
                                     {"rtsp", kClient, "OPTIONS rtsp://a.example/ RTSP/1.0\r\n"},
                                     {"rtsp", kServer, "RTSP/1.0 200 OK\r\n"},
                                     {"stun", kClient, stun},
                                 });
  expect_openings(recognise_udp, {
                                     {"sip", kClient, "INVITE sip:x@example SIP/2.0\r\n"},
                                     {"sip", kServer, "SIP/2.0 200 OK\r\n"},
                                     {"stun", kClient, stun},
                                     {"stun", kServer, u16(0x0101) + stun.substr(2)},
                                     {"ssdp", kClient, "M-SEARCH * HTTP/1.1\r\n\r\n"},
                                     {"ssdp", kEither, "NOTIFY * HTTP/1.1\r\n\r\n"},
                                 });
  expect_nothing(recognise_udp, {{"a wrong cookie", u16(1) + u16(0) + u32(0x2112A443) + zeros(12)},
                                 {"a wrong length", u16(1) + u16(4) + stun.substr(4)},
                                 {"SIP/3.0", "INVITE sip:x@example SIP/3.0\r\n"}});
}

TEST(WebHint, KnowsWsDiscoveryAndSocks) {
  expect_openings(
      recognise_udp,
      {{"ws-discovery", kEither,
        "<?xml version=\"1.0\"?><s:E xmlns:d=\"http://schemas.xmlsoap.org/ws/2005/04/discovery\">",
        3702}});
  expect_nothing(recognise_udp, {{"other XML", "<?xml version=\"1.0\"?><a/>", 3702}});
  const Data host = "host.example";
  expect_openings(recognise_tcp, {
                                     {"socks", kClient, hex("050100"), 1080},
                                     {"socks", kClient, hex("05010001 C0000201 0050")},
                                     {"socks", kClient, hex("05010003") + u8(12) + host + u16(80)},
                                     {"socks", kClient, hex("0401 0050 C0000201 00"), 1080},
                                 });
  expect_nothing(recognise_tcp,
                 {{"a greeting elsewhere", hex("050100")},
                  {"a longer one", hex("05010001 C0000201 005000")},
                  {"a name with blanks", hex("05010003") + u8(12) + "host example" + u16(80)},
                  {"SOCKS 4 elsewhere", hex("0401 0050 C0000201 00")}});
}

TEST(WebHint, KnowsBittorrent) {
  expect_openings(recognise_tcp, {{"bittorrent", kEither,
                                   "\x13"
                                   "BitTorrent protocol"}});
  expect_openings(recognise_udp, {{"bittorrent", kEither, "d1:ad2:id20:abcdefghij"}});
  expect_nothing(recognise_udp, {{"another dictionary", "d1:xd2:id20:abcdefghij"}});
}

TEST(WebHint, NearMissesAreNotRecognised) {
  expect_nothing(recognise_tcp, {{"nothing", ""},
                                 {"no version", "GET / please"},
                                 {"no method", "GETS / HTTP/1.1\r\n"},
                                 {"another verb", "SSTP_DUPLEX_GET / \r\n"},
                                 {"zeros", zeros(200)}});
}

TEST(WebHint, TellsWhatMayHaveAHost) {
  for (const auto* name : {"http", "http-proxy", "fhir", "dicomweb", "winrm", "print"}) {
    EXPECT_TRUE(travels_in_http(name)) << name;
  }
  for (const auto* name : {"", "tls", "dicom", "ssh"}) {
    EXPECT_FALSE(travels_in_http(name)) << name;
  }
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
