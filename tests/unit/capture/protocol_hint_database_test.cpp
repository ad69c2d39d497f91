#include "unit/capture/hint_openings.hpp"

namespace hamon {
namespace {

using namespace made;

TEST(DatabaseHint, KnowsMssqlAndItsBrowser) {
  // [MS-TDS] 2.2.6.5: VERSION at offset 26, six bytes long
  const auto prelogin = [](unsigned type) {
    return u8(type) + u8(1) + u16(14) + u32(0) + u8(0) + u16(26) + u16(6) + u8(1);
  };
  const Data login = hex("1001 002C 0000 0100") + little32(36) + hex("04000074") + zeros(28);
  expect_openings(recognise_tcp, {
                                     {"mssql", kClient, prelogin(0x12)},
                                     {"mssql", kServer, prelogin(0x04)},
                                     {"mssql", kClient, login},
                                 });
  expect_openings(recognise_udp, {
                                     {"mssql", kClient, u8(2), 1434},
                                     {"mssql", kClient, u8(4) + "SQL" + u8(0), 1434},
                                     {"mssql", kServer, u8(5) + little16(3) + "abc", 1434},
                                 });
  Data other = prelogin(0x12);
  other[8] = 1;  // ENCRYPTION first
  expect_nothing(recognise_tcp, {{"another token first", other}});
  expect_nothing(recognise_udp,
                 {{"elsewhere", u8(2)}, {"a wrong length", u8(5) + little16(4) + "abc", 1434}});
}

TEST(DatabaseHint, KnowsOracleNet) {
  // length, checksum, type, flags, checksum; version 315, compatible 300; the data of 12 bytes at
  // 34
  const auto packet = [](unsigned type, const Data& body) {
    return u16(static_cast<unsigned>(8 + body.size())) + u16(0) + u8(type) + u8(0) + u16(0) + body;
  };
  const Data connect =
      packet(1, u16(315) + u16(300) + zeros(12) + u16(12) + u16(34) + zeros(6) + "(DESCRIPTION");
  expect_openings(recognise_tcp, {
                                     {"oracle", kClient, connect},
                                     {"oracle", kServer, packet(2, u16(315) + zeros(22))},
                                     {"oracle", kServer,
                                      packet(4, "\x22" + zeros(3) + "(DESCRIPTION=(ERR=12514))")},
                                     {"oracle", kServer, packet(11, "")},
                                 });
  expect_nothing(
      recognise_tcp,
      {{"version 100",
        packet(1, u16(100) + u16(90) + zeros(12) + u16(12) + u16(34) + zeros(6) + "(DESCRIPTION")},
       {"data elsewhere",
        packet(1, u16(315) + u16(300) + zeros(12) + u16(13) + u16(34) + zeros(6) + "(DESCRIPTION")},
       {"a longer resend", packet(11, "x")}});
}

TEST(DatabaseHint, KnowsPostgresql) {
  const Data startup = u32(20) + u32(0x00030000) + raw("user\0me\0\0\0\0\0");
  ASSERT_EQ(startup.size(), 20U);
  const Data error = "E" + u32(12) + "SFATAL" + zeros(2);
  expect_openings(recognise_tcp,
                  {
                      {"postgresql", kClient, u32(8) + u32(80877103)},
                      {"postgresql", kClient, u32(8) + u32(80877104)},
                      {"postgresql", kClient, startup},
                      {"postgresql", kServer, "R" + u32(8) + u32(0)},
                      {"postgresql", kServer, "R" + u32(12) + u32(5) + "salt"},
                      {"postgresql", kServer, "R" + u32(23) + u32(10) + "SCRAM-SHA-256" + zeros(2)},
                      {"postgresql", kServer, error},
                  });
  expect_nothing(recognise_tcp,
                 {{"version 2", u32(20) + u32(0x00020000) + raw("user\0me\0\0\0\0\0")},
                  {"an unknown method", "R" + u32(8) + u32(99)},
                  {"a single letter", "S"}});
}

TEST(DatabaseHint, KnowsMysqlMongodbAndRedis) {
  const Data greeting = hex("0A000000 0A") + raw("8.0.3\0xyz");
  const Data full = hex("0C000000 FF 1004") + "Too many!";
  const auto mongo = [](unsigned answers, unsigned opcode, const Data& body) {
    return little32(16 + body.size()) + little32(7) + little32(answers) + little32(opcode) + body;
  };
  const Data query = u32(0) + raw("admin.$cmd\0") + u32(0) + hex("FFFFFFFF") + little32(5) + u8(0);
  const Data message = u32(0) + u8(0) + little32(16) + zeros(12);
  const Data reply = u32(0x08000000) + zeros(12) + little32(1) + little32(5) + u8(0);
  expect_openings(recognise_tcp, {
                                     {"mysql", kServer, greeting},
                                     {"mysql", kServer, full},
                                     {"mongodb", kClient, mongo(0, 2004, query)},
                                     {"mongodb", kClient, mongo(0, 2013, message)},
                                     {"mongodb", kServer, mongo(3, 2013, message)},
                                     {"mongodb", kServer, mongo(3, 1, reply)},
                                     {"redis", kClient, "*1\r\n$4\r\nPING\r\n"},
                                     {"redis", kServer, "+PONG\r\n"},
                                 });
  expect_nothing(recognise_tcp, {{"a wrong length", hex("0B000000 0A") + raw("8.0.3\0xyz")},
                                 {"protocol 9", hex("0A000000 09") + raw("8.0.3\0xyz")},
                                 {"an unknown opcode", mongo(0, 2014, message)},
                                 {"a collection without database",
                                  mongo(0, 2004, u32(0) + raw("admin\0") + zeros(9))},
                                 {"an answer of others", "+OK\r\n"},
                                 {"an array of numbers", "*1\r\n:4\r\n"}});
}

}  // namespace
}  // namespace hamon
