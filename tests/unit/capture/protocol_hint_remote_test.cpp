#include "unit/capture/hint_openings.hpp"

namespace hamon {
namespace {

using namespace made;

TEST(RemoteHint, KnowsShellsAndScreens) {
  const Data rdp = hex("0300 0013 0E E0 0000 0000 00 01 00 0800 0B000000");
  const Data confirm = hex("0300 0013 0E D0 0000 1234 00 02 00 0800 02000000");
  const Data cookie = hex("0300 002A 25 E0 0000 0000 00") + "Cookie: mstshash=someone\r\n";
  expect_openings(recognise_tcp,
                  {
                      {"ssh", kEither, "SSH-2.0-x\r\n"},
                      {"rdp", kClient, rdp},
                      {"rdp", kServer, confirm},
                      {"vnc", kEither, "RFB 003.008\n"},
                      {"telnet", kEither, "\xFF\xFD\x18\xFF\xFD\x20"},
                      {"telnet", kEither, raw("\xFF\xFD\x18")},
                      {"spice", kEither, "REDQ" + little32(2) + little32(2) + little32(100)},
                  });
  EXPECT_EQ(recognise_tcp(bytes_of(cookie + zeros(5))).service, "rdp");
  expect_nothing(recognise_tcp,
                 {{"SSH 3", "SSH-3.0-x"},
                  {"X.224 alone", hex("0300 000B 06 E0 0000 0000 00")},
                  {"S7's request", hex("0300 0016 11 E0 0000 0001 00 C1020100 C2020102 C0010A")},
                  {"no line", "RFB 003.008 "},
                  {"an unknown option", raw("\xFF\xFD\x90")},
                  {"a picture", raw("\xFF\xD8\xFF\xE0\0\x10")}});
}

TEST(RemoteHint, KnowsRdpOverUdp) {
  // [MS-RDPEUDP] 2.2.2.1: no acknowledgement, window, SYN; 2.2.2.5: sequence number, two MTUs
  const auto syn = [](std::uint64_t ack, unsigned flags, unsigned mtu) {
    return u32(ack) + u16(64) + u16(flags) + u32(0x12345678) + u16(mtu) + u16(mtu) + zeros(1216);
  };
  EXPECT_EQ(recognise_udp(bytes_of(syn(0xFFFFFFFF, 1, 1232)), 40001, 3389).role, kClient);
  EXPECT_EQ(recognise_udp(bytes_of(syn(1, 5, 1232)), 3389, 40001).role, kServer);
  expect_nothing(recognise_udp, {{"an MTU that is too large", syn(0xFFFFFFFF, 1, 1500), 3389},
                                 {"no SYN", syn(0xFFFFFFFF, 4, 1232), 3389},
                                 {"elsewhere", syn(0xFFFFFFFF, 1, 1232)}});
}

TEST(RemoteHint, KnowsTheOldShellsOnTheirPorts) {
  expect_openings(recognise_tcp, {
                                     {"rsh", kClient, raw("1022\0"), 514},
                                     {"rexec", kClient, raw("1022\0me\0"), 512},
                                     {"rlogin", kClient, raw("\0me\0you\0xterm/38400\0"), 513},
                                 });
  expect_nothing(recognise_tcp, {{"elsewhere", raw("1022\0")},
                                 {"no number", raw("10x2\0"), 514},
                                 {"no speed", raw("\0me\0you\0xterm\0"), 513}});
}

TEST(RemoteHint, KnowsX11AndItsDisplayManager) {
  expect_openings(recognise_tcp, {
                                     {"x11", kClient, hex("6C00 0B00 0000 0000 0000 0000")},
                                     {"x11", kClient, hex("4200 000B 0000 0012 0010 0000")},
                                 });
  expect_openings(recognise_udp, {{"xdmcp", kClient, hex("0001 0002 0001 00"), 177},
                                  {"xdmcp", kServer, hex("0001 0005 0002 0000"), 177}});
  expect_nothing(recognise_tcp, {{"version 10", hex("6C00 0A00 0000 0000 0000 0000")}});
  expect_nothing(recognise_udp, {{"elsewhere", hex("0001 0002 0001 00")},
                                 {"a wrong length", hex("0001 0002 0002 00"), 177}});
}

TEST(RemoteHint, KnowsTeamviewer) {
  const Data message = hex("1724 0A 2000") + zeros(32);
  expect_openings(recognise_tcp, {{"teamviewer", kEither, message},
                                  {"teamviewer", kEither, hex("1130 3600 04000000") + zeros(20)}});
  // one message whose end is in the next segment
  EXPECT_EQ(recognise_tcp(bytes_of(hex("1724 3C 2907") + zeros(99)), 1, 5938).service,
            "teamviewer");
  expect_openings(recognise_udp, {{"teamviewer", kEither, zeros(11) + hex("1724 0A20")}});
  expect_nothing(recognise_tcp, {{"another length", hex("1724 0A 2100") + zeros(32)},
                                 {"another mark", hex("1725 0A 2000") + zeros(32)}});
  expect_nothing(recognise_udp, {{"another mark", zeros(11) + hex("1725 0A20")}});
}

TEST(RemoteHint, KnowsFurtherProductsByTheirMarks) {
  const Data answer = hex("01000000 25000002 12080200 000A") + zeros(32);
  expect_openings(recognise_tcp, {
                                     {"radmin", kClient, hex("01000000 01000000 0808")},
                                     {"radmin", kServer, answer},
                                     {"citrix", kEither, raw("\x7F\x7FICA\0")},
                                     {"citrix", kEither,
                                      "\x1A"
                                      "CGP/01"},
                                     {"nomachine", kClient, "NXSH-8.10.1\n"},
                                     {"nomachine", kServer, "NXD-8.10.1\n"},
                                 });
  // RegisterPeer (6): id (1) of nine digits, serial (2) 0
  expect_openings(recognise_udp,
                  {{"rustdesk", kClient, hex("320D 0A09") + "123456789" + hex("1000"), 21116},
                   {"pcanywhere", kClient, "NQ", 5632}});
  expect_nothing(recognise_tcp, {{"a byte more", hex("01000000 01000000 080800")},
                                 {"another mark", raw("\x7F\x7FICB\0")},
                                 {"no version", "NXSH-"}});
  expect_nothing(recognise_udp,
                 {{"elsewhere", hex("320D 0A09") + "123456789" + hex("1000")},
                  {"a wrong length", hex("320E 0A09") + "123456789" + hex("1000"), 21116},
                  {"three letters", "NQX", 5632}});
}

}  // namespace
}  // namespace hamon
