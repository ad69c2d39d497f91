#include "unit/capture/hint_openings.hpp"

namespace hamon {
namespace {

using namespace made;

// RFC 5531, section 9: transaction, call, version 2, program, its version, procedure, no
// credentials.
Data call(unsigned program, unsigned version = 3, unsigned rpc = 2) {
  return u32(0x77001234) + u32(0) + u32(rpc) + u32(program) + u32(version) + u32(0) + zeros(16);
}

TEST(StorageHint, KnowsRemoteProcedureCallsByProgram) {
  expect_openings(recognise_udp, {
                                     {"portmapper", kClient, call(100000, 2), 111},
                                     {"nfs", kClient, call(100003), 2049},
                                     {"nfs", kClient, call(100005)},
                                     {"sunrpc", kClient, call(100007)},
                                 });
  expect_openings(recognise_tcp, {{"nfs", kClient, u32(0x80000028) + call(100003)}});
  expect_nothing(recognise_udp, {{"version 3 of the calls", call(100003, 3, 3)},
                                 {"a program of users", call(0x20000001)},
                                 {"a version that is none", call(100003, 99)}});
  expect_nothing(recognise_tcp, {{"without its record mark", call(100003)}});
}

TEST(StorageHint, KnowsNdmpByWhatTheServerNotifies) {
  const Data notify =
      u32(1) + u32(0x60000000) + u32(0) + u32(0x502) + u32(0) + u32(0) + u32(0) + u32(4) + u32(0);
  expect_openings(recognise_tcp, {{"ndmp", kServer, u32(0x80000024) + notify}});
  Data other = notify;
  other[15] = 3;
  expect_nothing(recognise_tcp, {{"another message", u32(0x80000024) + other}});
}

TEST(StorageHint, KnowsIscsiLoginsAndRsync) {
  const Data login = hex("43 87 0000 00 00002A") + zeros(40);
  const Data answer = hex("23 87 0000 00 00001A") + zeros(40);
  expect_openings(recognise_tcp,
                  {
                      {"iscsi", kClient, login + raw("InitiatorName=iqn.2001-04.com.example:a\0")},
                      {"iscsi", kServer, answer + raw("TargetPortalGroupTag=1\0")},
                      {"rsync", kEither, "@RSYNCD: 31.0\n"},
                  });
  expect_nothing(recognise_tcp, {{"without the key", login + raw("SessionType=Normal\0")},
                                 {"with a further header",
                                  hex("43 87 0000 01") + zeros(43) + "InitiatorName=iqn.a"},
                                 {"no version", "@RSYNCD: x"}});
}

TEST(StorageHint, KnowsPrinters) {
  expect_openings(recognise_tcp, {
                                     {"print", kClient, "\x1B%-12345X@PJL\r\n"},
                                     {"print", kClient, "\x02lp\n", 515},
                                 });
  expect_nothing(recognise_tcp, {{"another escape", "\x1B%-12346X@PJL\r\n"},
                                 {"elsewhere", "\x02lp\n"},
                                 {"no queue", "\x02\n\n", 515},
                                 {"an unknown command", "\x06lp\n", 515}});
}

}  // namespace
}  // namespace hamon
