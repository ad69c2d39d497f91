#include "unit/capture/hint_openings.hpp"

namespace hamon {
namespace {

using namespace made;

TEST(WindowsHint, KnowsSmbOfEveryVersion) {
  // [MS-CIFS] 2.2.3.1: flags at 9 of the header; [MS-SMB2] 2.2.1.2: flags at 16.
  const Data smb2 = u32(64) + "\xFESMB" + zeros(12);
  expect_openings(recognise_tcp,
                  {
                      {"smb", kClient, u32(64) + "\xFFSMB" + zeros(60)},
                      {"smb", kServer, u32(64) + "\xFFSMB" + zeros(5) + u8(0x88) + zeros(54)},
                      {"smb", kClient, smb2 + zeros(48)},
                      {"smb", kServer, smb2 + u8(1) + zeros(47)},
                      {"smb", kEither, u32(64) + "\xFDSMB" + zeros(60)},
                      {"smb", kEither, u32(64) + "\xFCSMB" + zeros(60)},
                  });
  expect_nothing(recognise_tcp, {{"another mark", u32(64) + "\xFFSMC" + zeros(60)},
                                 {"without its length", "\xFFSMB" + zeros(60)}});
}

/// RFC 1001, section 14.1: HOST in sixteen characters, two letters each: H is 48, so EI.
Data encoded_name() {
  return u8(0x20) + "EIEPFDFECACACACACACACACACACACACA" + u8(0);
}

TEST(WindowsHint, KnowsNetbiosSessionsNamesAndDatagrams) {
  expect_openings(recognise_tcp,
                  {
                      {"smb", kClient, u32(0x81000044) + encoded_name() + encoded_name()},
                      {"smb", kServer, u32(0x82000000)},
                      {"smb", kServer, u32(0x83000001) + u8(0x82)},
                  });
  const Data query = hex("1234 0110 0001 0000 0000 0000") + encoded_name() + hex("0020 0001");
  const Data answer = hex("1234 8500 0000 0001 0000 0000") + encoded_name() + hex("0020 0001");
  const Data datagram = hex("11 0A 1234 C0000201 008A 00BB 0000") + encoded_name();
  expect_openings(recognise_udp, {
                                     {"netbios", kClient, query, 137},
                                     {"netbios", kServer, answer, 137},
                                     {"netbios", kEither, datagram, 138},
                                 });
  expect_nothing(recognise_tcp, {{"a keepalive", u32(0x85000000)},
                                 {"an error without its code", u32(0x83000001)}});
  expect_nothing(recognise_udp, {{"a name of DNS",
                                  hex("1234 0110 0001 0000 0000 0000 03") + "abc" + zeros(40), 137},
                                 {"elsewhere", datagram, 40000}});
}

// C706, section 12.6.4.3: header of 16 bytes, sizes, group, one context with a UUID and a transfer
// syntax of 20 bytes.
Data bind(unsigned type, const Data& uuid) {
  return hex("05 00") + u8(type) + hex("03 10000000 4800 0000 01000000") +
         hex("D016 D016 00000000 01 000000 0000 01 00") + uuid + u32(0) + zeros(20);
}

TEST(WindowsHint, KnowsRemoteProcedureCallsAndWmi) {
  // srvsvc, 4B324FC8-1670-01D3-1278-5A47BF6EE188; IWbemServices,
  // 9556DC99-828C-11CF-A37E-00AA003240C7
  const Data srvsvc = hex("C84F324B 7016 D301 1278 5A47BF6EE188");
  const Data wbem = hex("99DC5695 8C82 CF11 A37E 00AA003240C7");
  expect_openings(recognise_tcp, {
                                     {"dce-rpc", kClient, bind(11, srvsvc)},
                                     {"dce-rpc", kClient, bind(14, srvsvc)},
                                     {"dce-rpc", kServer, bind(12, srvsvc)},
                                 });
  EXPECT_EQ(recognise_tcp(bytes_of(bind(11, wbem))).service, "wmi");
  EXPECT_EQ(recognise_tcp(bytes_of(bind(14, wbem))).service, "wmi");
  // a second context says it too; what is cut away says nothing
  Data two = bind(11, srvsvc) + hex("0100 01 00") + wbem + u32(0) + zeros(20);
  two[24] = 2;
  EXPECT_EQ(recognise_tcp(bytes_of(two)).service, "wmi");
  EXPECT_EQ(recognise_tcp(bytes_of(two.substr(0, 80))).service, "dce-rpc");
  const Data request = hex("05 00 00 03 10000000 1800 0000 02000000 0000 0000 0000 0000");
  expect_openings(recognise_tcp, {{"dce-rpc", kClient, request}});
  expect_nothing(recognise_tcp,
                 {{"a request of another length", request + u8(0)},
                  {"version 6", u8(6) + bind(11, srvsvc).substr(1)},
                  {"an unknown representation", hex("0500 0B03 20000000") + zeros(64)}});
}

TEST(WindowsHint, KnowsKerberosAndLdap) {
  // RFC 4120, 5.4.1: AS-REQ is [APPLICATION 10] of a sequence whose first is [1] INTEGER 5; 5.9.1:
  // an error is [APPLICATION 30] that begins with [0].
  const Data request = hex("6A0B 3009 A103 020105 A202 0000");
  const Data error = hex("7E0B 3009 A003 020105 A102 0000");
  expect_openings(recognise_udp, {
                                     {"kerberos", kClient, request, 88},
                                     {"kerberos", kServer, error, 88},
                                 });
  expect_openings(recognise_tcp, {
                                     {"kerberos", kClient, u32(13) + request},
                                     {"kerberos", kServer, u32(13) + error},
                                 });
  // RFC 4511, 4.2: message 1, bind of version 3, anonymous; 4.2.2: success
  const Data bind_request = hex("300C 020101 6007 020103 0400 8000");
  const Data bind_answer = hex("300C 020101 6107 0A0100 0400 0400");
  const Data start_tls = hex("3009 020101 7704 80020000");
  expect_openings(recognise_tcp, {
                                     {"ldap", kClient, bind_request},
                                     {"ldap", kServer, bind_answer},
                                     {"ldap", kClient, start_tls},
                                 });
  expect_openings(recognise_udp,
                  {{"ldap", kClient, hex("300C 020101 6307 0400 0A0100 0A01"), 389}});
  expect_nothing(recognise_tcp, {{"Kerberos 4", u32(13) + hex("6A0B 3009 A103 020104 A202 0000")},
                                 {"another sequence", hex("300C 020101 0407 020103 0400 8000")}});
}

}  // namespace
}  // namespace hamon
