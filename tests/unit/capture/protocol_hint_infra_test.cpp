#include "unit/capture/hint_openings.hpp"

namespace hamon {
namespace {

using namespace made;

// RFC 1035, section 4.1: one question for "a", type A, class IN.
Data question(unsigned flags = 0x0100) {
  return u16(7) + u16(flags) + u16(1) + zeros(6) + u8(1) + "a" + u8(0) + u16(1) + u16(1);
}

TEST(InfraHint, KnowsNamesOnTheirPorts) {
  expect_openings(recognise_udp, {
                                     {"dns", kClient, question(), 53},
                                     {"dns", kServer, question(0x8180), 53},
                                     {"mdns", kClient, question(0), 5353},
                                     {"llmnr", kClient, question(0), 5355},
                                 });
  expect_openings(recognise_tcp, {{"dns", kClient, u16(19) + question()}});
  Data two = question();
  two[5] = 2;
  expect_nothing(recognise_udp, {{"two questions", two, 53}, {"elsewhere", question()}});
  expect_nothing(recognise_tcp, {{"a wrong length", u16(20) + question()}});
}

TEST(InfraHint, KnowsDhcpOfBothVersions) {
  const auto dhcp = [](unsigned code) { return u8(code) + zeros(235) + u32(0x63825363); };
  // RFC 8415, 21.2: a client identifier of ten bytes
  const auto dhcpv6 = [](unsigned type) {
    return u8(type) + zeros(3) + u16(1) + u16(10) + zeros(10);
  };
  expect_openings(recognise_udp,
                  {
                      {"dhcp", kClient, dhcp(1), 67},
                      {"dhcp", kServer, dhcp(2), 68},
                      {"dhcpv6", kClient, dhcpv6(1), 547},
                      {"dhcpv6", kServer, dhcpv6(2), 546},
                      {"dhcpv6", kClient, u8(12) + zeros(33) + u16(9) + u16(4) + zeros(4), 547},
                  });
  expect_nothing(recognise_udp, {{"code 3", dhcp(3), 67},
                                 {"an option that is too long",
                                  u8(1) + zeros(3) + u16(1) + u16(11) + zeros(10), 547},
                                 {"elsewhere", dhcpv6(1)}});
}

TEST(InfraHint, KnowsClocksAndManagement) {
  const auto snmp = [](unsigned pdu) {
    return hex("3029 020101 0406") + "public" + u8(pdu) + hex("1C") + zeros(28);
  };
  expect_openings(recognise_udp, {
                                     {"ntp", kClient, hex("23") + zeros(47), 123},
                                     {"ntp", kServer, hex("24") + zeros(47), 123},
                                     {"snmp", kClient, snmp(0xA0), 161},
                                     {"snmp", kServer, snmp(0xA2), 161},
                                     {"snmp", kClient, snmp(0xA7), 162},
                                 });
  expect_nothing(recognise_udp, {{"version 7", hex("3B") + zeros(47), 123},
                                 {"too short", hex("23") + zeros(46), 123},
                                 {"elsewhere", snmp(0xA0)},
                                 {"version 9", hex("3029 020109 0406") + zeros(20), 161}});
}

TEST(InfraHint, KnowsSyslog) {
  expect_openings(recognise_udp, {{"syslog", kClient, "<13>anything", 514}});
  expect_openings(recognise_tcp, {
                                     {"syslog", kClient, "<34>1 2026-06-09T10:00:00Z a b - - -"},
                                     {"syslog", kClient, "<34>Jun  9 10:00:00 a b: c\n"},
                                     {"syslog", kClient, "83 <34>1 2026-06-09T10:00:00Z a b - - -"},
                                 });
  expect_nothing(recognise_udp, {{"a priority that is none", "<192>x", 514},
                                 {"elsewhere", "<13>anything"},
                                 {"no number", "<1x>y", 514}});
  expect_nothing(recognise_tcp, {{"no header", "<13>anything"}, {"a tag", "<b>1 2"}});
}

TEST(InfraHint, KnowsAuthenticationOfDevices) {
  const auto radius = [](unsigned code) { return u8(code) + u8(7) + u16(20) + zeros(16); };
  const Data tacacs = hex("C0 01 01 00 12345678 00000004") + zeros(4);
  expect_openings(recognise_udp, {{"radius", kClient, radius(1), 1812},
                                  {"radius", kServer, radius(2), 1812},
                                  {"radius", kClient, radius(4), 1813}});
  expect_openings(recognise_tcp, {{"tacacs", kClient, tacacs}});
  // RFC 6733, 5.3.1: CER is command 257, of application 0
  expect_openings(recognise_tcp,
                  {{"diameter", kClient, hex("01 000014 80 000101 00000000") + zeros(8)},
                   {"diameter", kServer, hex("01 000014 00 000101 00000000") + zeros(8)}});
  expect_nothing(recognise_udp, {{"code 9", radius(9), 1812}, {"elsewhere", radius(1)}});
  expect_nothing(recognise_tcp,
                 {{"type 4", hex("C0 04 01 00 12345678 00000004") + zeros(4)},
                  {"a wrong length", tacacs + u8(0)},
                  {"an unknown command", hex("01 000014 80 000001 00000000") + zeros(8)}});
}

TEST(InfraHint, KnowsTransfersAndExports) {
  const Data nine = u16(9) + u16(1) + zeros(16) + u16(0) + u16(8) + zeros(4);
  const Data ipfix = u16(10) + u16(24) + zeros(12) + u16(2) + u16(8) + zeros(4);
  expect_openings(recognise_udp, {
                                     {"tftp", kClient, u16(1) + raw("a.bin\0octet\0"), 69},
                                     {"netflow", kClient, u16(5) + u16(1) + zeros(20 + 48)},
                                     {"netflow", kClient, nine, 2055},
                                     {"ipfix", kClient, ipfix},
                                     {"sflow", kClient, u32(5) + u32(1) + zeros(20), 6343},
                                 });
  expect_openings(recognise_tcp, {{"bgp", kEither, Data(16, '\xFF') + u16(19) + u8(4)}});
  expect_nothing(recognise_udp, {{"a mode that is none", u16(1) + raw("a.bin\0mail2\0"), 69},
                                 {"a wrong count", u16(5) + u16(2) + zeros(20 + 48)},
                                 {"version 9 elsewhere", nine},
                                 {"a wrong length", u16(10) + u16(25) + zeros(20)},
                                 {"sFlow 4", u32(4) + u32(1) + zeros(20), 6343}});
  expect_nothing(recognise_tcp, {{"type 6", Data(16, '\xFF') + u16(19) + u8(6)}});
}

}  // namespace
}  // namespace hamon
