#include "unit/capture/hint_openings.hpp"

namespace hamon {
namespace {

using namespace made;

// RFC 7296, section 3.1: cookies, next payload, version, exchange, flags, message, length.
Data ike(unsigned version, unsigned exchange, unsigned flags, bool answered = false) {
  return u64(7) + u64(answered ? 9 : 0) + u8(33) + u8(version) + u8(exchange) + u8(flags) + u32(0) +
         u32(28);
}

TEST(VpnHint, KnowsIpsecOnItsPorts) {
  const Data esp = u32(0xC0FFEE01) + u32(1) + zeros(40);
  expect_openings(recognise_udp, {
                                     {"ipsec", kClient, ike(0x20, 34, 0x08), 500},
                                     {"ipsec", kServer, ike(0x20, 34, 0x20, true), 500},
                                     {"ipsec", kClient, ike(0x10, 2, 0), 500},
                                     {"ipsec", kEither, ike(0x10, 4, 0, true), 500},
                                     {"ipsec", kClient, u32(0) + ike(0x20, 35, 0x08), 4500},
                                     {"ipsec", kEither, esp, 4500},
                                     {"ipsec", kEither, u8(0xFF), 4500},
                                 });
  expect_nothing(recognise_udp, {{"elsewhere", ike(0x20, 34, 0x08)},
                                 {"no cookie", zeros(8) + ike(0x20, 34, 8).substr(8), 500},
                                 {"version 3", ike(0x30, 34, 0x08), 500},
                                 {"an exchange of version 1", ike(0x20, 2, 0x08), 500},
                                 {"a reserved SPI", u32(9) + u32(1) + zeros(40), 4500},
                                 {"ESP elsewhere", esp}});
}

TEST(VpnHint, KnowsTunnelsOfPointToPoint) {
  // RFC 2661, section 3.1: T, L and S; version 2; length 12
  const Data control = hex("C802 000C 0000 0000 0000 0000");
  const Data start = u16(12) + u16(1) + u32(0x1A2B3C4D) + u16(1) + u16(0);
  const Data reply = u16(12) + u16(1) + u32(0x1A2B3C4D) + u16(2) + u16(0);
  expect_openings(recognise_udp, {{"l2tp", kEither, control, 1701},
                                  {"l2tp", kEither, hex("0002 0001 0002 FF03"), 1701}});
  expect_openings(recognise_tcp, {{"pptp", kClient, start}, {"pptp", kServer, reply}});
  expect_nothing(recognise_udp, {{"elsewhere", control},
                                 {"reserved bits", hex("3402 0001 0002 FF03"), 1701},
                                 {"version 1", hex("C801 000C 0000 0000 0000 0000"), 1701}});
  expect_nothing(recognise_tcp,
                 {{"another cookie", u16(12) + u16(1) + u32(0x1A2B3C4E) + u16(1) + u16(0)}});
}

TEST(VpnHint, KnowsOpenvpnWithAndWithoutItsHmac) {
  const Data session = u64(0x1122334455667788);
  const Data replay = u32(1) + u32(1'700'000'000);
  const Data client = u8(7 << 3) + session;
  const Data server = u8(8 << 3) + session;
  const Data none = u8(0) + u32(0);                    // no acknowledgement, message 0
  const Data one = u8(1) + u32(0) + session + u32(0);  // of message 0
  const std::vector<Opening> openings = {
      {"openvpn", kClient, client + none},
      {"openvpn", kServer, server + one},
      {"openvpn", kClient, client + Data(20, 'h') + replay + none},
      {"openvpn", kServer, server + Data(64, 'h') + replay + one},
      {"openvpn", kClient, client + replay + Data(32, 't') + Data(5, 'c')},  // tls-crypt
      {"openvpn", kClient, u8(10 << 3) + session + replay + Data(300, 'w')},
  };
  expect_openings(recognise_udp, openings);
  std::vector<Opening> streams;
  for (const Opening& opening : openings) {
    streams.push_back({opening.service, opening.role,
                       u16(static_cast<unsigned>(opening.payload.size())) + opening.payload});
  }
  expect_openings(recognise_tcp, streams);
  expect_nothing(recognise_udp,
                 {{"a later message", client + u8(0) + u32(3)},
                  {"key 1", u8((7 << 3) | 1) + session + none},
                  {"no session", u8(7 << 3) + zeros(8) + none},
                  {"a time long ago", client + Data(20, 'h') + u32(1) + u32(100) + none},
                  {"data", u8(6 << 3) + session + none}});
}

TEST(VpnHint, KnowsWireguardByItsSizes) {
  expect_openings(recognise_udp,
                  {
                      {"wireguard", kClient, little32(1) + Data(144, 'x')},
                      {"wireguard", kServer, little32(2) + Data(88, 'x')},
                      {"wireguard", kEither,
                       little32(4) + Data(4, 'x') + little32(5) + zeros(4) + Data(16, 'x'), 51820},
                  });
  expect_nothing(recognise_udp, {{"a byte more", little32(1) + Data(145, 'x')},
                                 {"reserved bytes", hex("01000100") + Data(144, 'x')},
                                 {"data elsewhere", little32(4) + zeros(44)}});
}

TEST(VpnHint, KnowsMeshesAndSoftether) {
  const Data disco = "TS\xF0\x9F\x92\xAC" + Data(56, 'k');
  const Data hello = Data(8, 'i') + Data(5, 'd') + Data(5, 's') + u8(0) + Data(8, 'm') + u8(1) +
                     u8(11) + Data(40, 'x');
  const Data pack = u32(3) + u32(7) + "opcode" + u32(2) + u32(1) + u32(9) + "get_token";
  expect_openings(recognise_udp, {
                                     {"tailscale", kEither, disco},
                                     {"zerotier", kClient, hello, 9993},
                                     {"softether", kServer, "IP=192.0.2.1,PORT=51381"},
                                     {"softether", kClient, pack},
                                 });
  expect_openings(recognise_tcp, {{"tinc", kEither, "0 gateway 17.7\n"},
                                  {"tinc", kEither, "0 gateway 17\n"},
                                  {"softether", kClient, "VPNCONNECT"}});
  Data encrypted = hello;
  encrypted[18] = 0x08;
  expect_nothing(recognise_udp, {{"another magic", "TS\xF0\x9F\x92\xAD" + Data(56, 'k')},
                                 {"elsewhere", hello},
                                 {"encrypted", encrypted, 9993},
                                 {"another first name", u32(3) + u32(7) + "opcodf" + zeros(20)},
                                 {"no port", "IP=192.0.2.1"}});
  expect_nothing(recognise_tcp, {{"version 18", "0 gateway 18\n"}, {"no name", "0  17\n"}});
}

}  // namespace
}  // namespace hamon
