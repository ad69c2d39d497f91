#include "unit/capture/zeek_text.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace testing_zeek;

const std::string kEnds = "ts uid id.orig_h id.orig_p id.resp_h id.resp_p ";

using Unused = std::vector<std::pair<std::string, std::uint64_t>>;

TEST(ZeekHttp, TakesTheHostAndNeverPathsProgramsOrUsers) {
  const std::string head =
      header("http", kEnds + "trans_depth method host uri referrer user_agent username");
  const auto log = read_log(
      head +
      row("1.5 C1 10.0.0.1 50000 10.0.0.2 80 1 GET PACS.example:8080 "
          "/patient/42 - curl alice") +
      row("1.6 C2 10.0.0.1 50001 10.0.0.3 3128 1 CONNECT update.example:443 "
          "update.example:443 - - -") +
      row("1.7 C3 10.0.0.1 50002 10.0.0.3 3128 1 GET www.example http://www.example/ - - -") +
      row("1.8 C4 10.0.0.1 50003 10.0.0.4 80 1 GET 10.0.0.4 / - - -") +
      row("1.9 C5 10.0.0.1 50004 10.0.0.4 80 1 GET [2001:db8::1]:80 / - - -"));
  EXPECT_EQ(log.report.kind, "zeek-http");
  EXPECT_TRUE(log.flows.empty());  // conn.log holds them
  ASSERT_EQ(log.bindings.size(), 1U);
  EXPECT_EQ(log.bindings[0].kind, BindingKind::ServerName);
  EXPECT_EQ(log.bindings[0].address.text(), "10.0.0.2");
  EXPECT_EQ(log.bindings[0].name, "pacs.example");
  EXPECT_EQ(log.report.unused, (Unused{{"nothing_to_keep", 4}}));
}

TEST(ZeekRdp, IsAConversationAndTheClientsNameButNeverTheCookie) {
  const auto log =
      read_log(header("rdp", kEnds + "cookie result security_protocol client_build client_name") +
               row("1.5 C1 10.0.0.1 50000 10.0.0.2 3390 alice encrypted HYBRID RDP_10.0 IJI-PC05"));
  EXPECT_EQ(log.report.kind, "zeek-rdp");
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.flows[0].initiator.text(), "10.0.0.1");
  EXPECT_EQ(log.flows[0].responder_port, 3390);
  EXPECT_EQ(log.flows[0].service, "rdp");
  EXPECT_EQ(log.flows[0].service_basis, ServiceBasis::Sensor);
  EXPECT_EQ(log.flows[0].state, FlowState::Established);
  EXPECT_EQ(log.flows[0].packets_out, 0U);
  EXPECT_FALSE(log.flows[0].payload_known);
  EXPECT_EQ(log.flows[0].first, 7U);
  ASSERT_EQ(log.bindings.size(), 1U);
  EXPECT_EQ(log.bindings[0].name, "iji-pc05");
  EXPECT_EQ(log.bindings[0].address.text(), "10.0.0.1");
}

TEST(ZeekSsh, IsAConversation) {
  const auto log =
      read_log(header("ssh", kEnds + "version auth_success direction client server kex_alg") +
               row("1.5 C1 10.0.0.1 50000 10.0.0.2 2222 2 T - SSH-2.0-OpenSSH_9.2 "
                   "SSH-2.0-dropbear curve25519"));
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.flows[0].service, "ssh");
  EXPECT_TRUE(log.bindings.empty());
}

TEST(ZeekSmbMapping, TakesTheServersNameAndNeverTheShare) {
  const std::string head =
      header("smb_mapping", kEnds + "path service native_file_system share_type");
  const auto log =
      read_log(head + row("1.5 C1 10.0.0.1 50000 10.0.0.2 445 \\\\FS1\\Patients - - DISK") +
               row("2.5 C1 10.0.0.1 50000 10.0.0.2 445 \\\\\\\\10.0.0.2\\\\IPC$ - - PIPE") +
               row("3.5 C1 10.0.0.1 50000 10.0.0.2 445 \\x5c\\x5cfs1.example\\x5cp - - DISK") +
               row("3.6 C1 10.0.0.1 50000 10.0.0.2 445 share - - DISK"));
  ASSERT_EQ(log.flows.size(), 1U);  // one connection
  EXPECT_EQ(log.flows[0].service, "smb");
  EXPECT_EQ(log.flows[0].start.ns, 1'500'000'000);
  EXPECT_EQ(log.flows[0].end.ns, 3'600'000'000);
  EXPECT_EQ(log.flows[0].first, 7U);
  EXPECT_EQ(log.flows[0].last, 10U);
  ASSERT_EQ(log.bindings.size(), 2U);
  EXPECT_EQ(log.bindings[0].name, "fs1");
  EXPECT_EQ(log.bindings[1].name, "fs1.example");
  EXPECT_EQ(log.report.used, 4U);
}

TEST(ZeekDceRpc, NamesWmiByItsInterfacesAsThePacketDecoderDoes) {
  const std::string head = header("dce_rpc", kEnds + "rtt named_pipe endpoint operation");
  const auto log = read_log(
      head + row("1.5 C1 10.0.0.1 50000 10.0.0.2 49677 0.001 49677 drsuapi DRSUnbind") +
      row("2.5 C2 10.0.0.1 50001 10.0.0.3 49700 0.001 49700 IRemUnknown2 RemQueryInterface") +
      row("2.6 C2 10.0.0.1 50001 10.0.0.3 49700 0.001 49700 IWbemServices ExecMethod") +
      row("2.7 C2 10.0.0.1 50001 10.0.0.3 49700 0.001 49700 IRemUnknown2 RemRelease") +
      row("3.5 C3 10.0.0.1 50002 10.0.0.4 445 0.001 \\\\pipe\\\\svcctl svcctl CreateServiceW"));
  ASSERT_EQ(log.flows.size(), 3U);
  EXPECT_EQ(log.flows[0].service, "dce-rpc");
  EXPECT_EQ(log.flows[1].service, "wmi");
  EXPECT_EQ(log.flows[1].end.ns, 2'700'000'000);
  EXPECT_EQ(log.flows[2].service, "smb");
}

TEST(ZeekJson, TellsTheKindByKeysWhereNoPathIsWritten) {
  const auto kind = [](const std::string& keys) {
    return read_log(R"({"ts":1.5,"uid":"C1","id.orig_h":"10.0.0.1","id.orig_p":50000,)"
                    R"("id.resp_h":"10.0.0.2","id.resp_p":49677,)" +
                    keys + "}\n")
        .report.kind;
  };
  EXPECT_EQ(kind(R"("security_protocol":"HYBRID","client_name":"PC1")"), "zeek-rdp-json");
  EXPECT_EQ(kind(R"("kex_alg":"curve25519")"), "zeek-ssh-json");
  EXPECT_EQ(kind(R"("path":"\\\\FS1\\p","share_type":"DISK")"), "zeek-smb-mapping-json");
  EXPECT_EQ(kind(R"("endpoint":"epmapper","operation":"ept_map")"), "zeek-dce-rpc-json");
  EXPECT_EQ(kind(R"("method":"GET","host":"a.example","uri":"/")"), "zeek-http-json");
  EXPECT_EQ(kind(R"("proto":"tcp")"), "zeek-conn-json");
  EXPECT_EQ(kind(R"("method":"INVITE","uri":"sip:pbx.example")"), "zeek-other-json");
}

TEST(ZeekInventories, HoldNoConversationAndNoName) {
  const auto log = read_log(header("known_hosts", "ts host") + row("1.5 10.0.0.1") +
                            header("known_services", "ts host port_num port_proto service") +
                            row("1.5 10.0.0.1 22 tcp SSH") +
                            header("software", "ts host host_p software_type name") +
                            row("1.5 10.0.0.1 22 SSH::SERVER OpenSSH"));
  EXPECT_EQ(log.report.kind, "zeek");
  EXPECT_TRUE(log.flows.empty() && log.bindings.empty());
  EXPECT_EQ(log.report.unused, (Unused{{"nothing_to_keep", 3}}));
  EXPECT_FALSE(log.report.damaged);
}

TEST(ZeekServices, CountEachWayInWhichALineIsBad) {
  const auto reason = [](const std::string& values) {
    const auto log = read_log(header("ssh", kEnds + "version") + row(values));
    return log.flows.empty() && log.report.unused.size() == 1 ? log.report.unused[0].first : "?";
  };
  EXPECT_EQ(reason("x C1 10.0.0.1 50000 10.0.0.2 22 2"), "bad_time");
  EXPECT_EQ(reason("2026-06-09T10:00:00 C1 10.0.0.1 50000 10.0.0.2 22 2"), "time_without_zone");
  EXPECT_EQ(reason("1.5 C1 10.0.0 50000 10.0.0.2 22 2"), "bad_address");
  EXPECT_EQ(reason("1.5 C1 10.0.0.1 70000 10.0.0.2 22 2"), "bad_port");
  EXPECT_EQ(reason("1.5 C1 10.0.0.1 50000 10.0.0.2 22"), "wrong_columns");
}

TEST(ZeekTimes, AreReadAsUtcWhereNothingIsKeptAndThatIsSaid) {
  ReadOptions options;
  options.assume_utc = true;
  const std::string text = header("conn", kEnds + "proto") +
                           row("2026-06-09T10:00:00 C1 10.0.0.1 50000 10.0.0.2 22 tcp");
  const ReadLog log = testing_log::read_with(make_zeek_source, text, options);
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.flows[0].start, Timestamp::from_seconds(1'780'999'200));  // 10:00 UTC
  ASSERT_EQ(log.diagnostics.size(), 1U);
  EXPECT_EQ(log.diagnostics[0].severity, Severity::Note);
}

}  // namespace
}  // namespace hamon
