#include "unit/capture/hint_openings.hpp"

namespace hamon {
namespace {

using namespace made;

TEST(ControlHint, KnowsControllersOverTcp) {
  const Data job = hex("0300 0019 02F080 32 01 0000 0400 0008 0000 F0 00 0001 0001 01E0");
  const Data answer = hex("0300 001B 02F080 32 03 0000 0400 0008 0000 0000 F0 00 0001 0001 00F0");
  // CIP volume 2, 2-4.4: command, length 4, session, status, context, options, version 1, flags
  const Data session = hex("6500 0400 00000000 00000000") + zeros(8) + u32(0) + hex("0100 0000");
  const Data hello = "HELF" + little32(32) + zeros(24);
  expect_openings(recognise_tcp,
                  {
                      {"s7comm", kClient, job},
                      {"s7comm", kServer, answer},
                      {"modbus", kEither, hex("0001 0000 0006 01 03 0000 000A"), 502},
                      {"enip", kClient, session},
                      {"opcua", kClient, hello},
                      {"iec104", kClient, hex("68 04 07 00 0000")},
                      {"iec104", kServer, hex("68 04 0B 00 0000")},
                      // IEEE 1815, 9.2.4: reset of the link, from the master
                      {"dnp3", kClient, hex("0564 05 C0 0100 0000 0C3C")},
                  });
  expect_nothing(recognise_tcp, {{"modbus elsewhere", hex("0001 0000 0006 01 03 0000 000A")},
                                 {"another protocol", hex("0001 0001 0006 01 03 0000 000A"), 502},
                                 {"another mark", hex("0300 0011 02F080 33 01") + zeros(8)},
                                 {"session of version 2", session.substr(0, 24) + hex("0200 0000")},
                                 {"a wrong length", "HELF" + little32(33) + zeros(24)},
                                 {"an unknown function", hex("68 04 01 00 0000")},
                                 {"another start", hex("0565 05 C0 0100 0000 0C3C")}});
}

TEST(ControlHint, KnowsControllersOverUdp) {
  expect_openings(recognise_udp,
                  {
                      {"bacnet", kEither, hex("81 0B 000C 01 20 FFFF 00 FF 10 08"), 47808},
                      {"coap", kClient, hex("40 01 1234"), 5683},
                      {"coap", kServer, hex("60 45 1234"), 5683},
                  });
  expect_nothing(recognise_udp,
                 {{"a wrong length", hex("81 0B 000D 01 20 FFFF 00 FF 10 08"), 47808},
                  {"a token of nine", hex("49 01 1234") + zeros(9), 5683},
                  {"version 2", hex("80 01 1234"), 5683}});
}

}  // namespace
}  // namespace hamon
