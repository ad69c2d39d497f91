#include "capture/zeek_json.hpp"

#include "unit/capture/zeek_text.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace testing_zeek;

const std::string kConn =
    R"({"ts":1780930800.123456,"uid":"C1","id.orig_h":"10.10.1.21","id.orig_p":65145,)"
    R"("id.resp_h":"10.10.1.23","id.resp_p":1433,"proto":"tcp","duration":3600.000001,)"
    R"("orig_bytes":3885600,"resp_bytes":29142760,"conn_state":"SF","missed_bytes":0,)"
    R"("history":"ShADadFf","orig_pkts":2860,"orig_ip_bytes":4000000,"resp_pkts":21431,)"
    R"("resp_ip_bytes":30000000})"
    "\n";
const std::string kTsv = row(
    "1780930800.123456 C1 10.10.1.21 65145 10.10.1.23 1433 tcp - 3600.000001 3885600 29142760 SF - "
    "- 0 ShADadFf 2860 4000000 21431 30000000 -");

TEST(ZeekJson, GivesTheRecordThatTsvGives) {
  const auto json = read_log(kConn);
  auto tsv = read_log(header("conn", kConnFields) + kTsv);
  ASSERT_EQ(json.flows.size(), 1U);
  tsv.flows[0].first = tsv.flows[0].last = 1;  // JSON has no header
  EXPECT_EQ(json.flows, tsv.flows);
  EXPECT_EQ(json.report.kind, "zeek-conn-json");
}

TEST(ZeekJson, ReadsTimesOfEveryWriter) {
  const auto time = [](const std::string& ts) {
    const auto log = read_log(R"({"_path":"conn","ts":)" + ts +
                              R"(,"id.orig_h":"10.0.0.1","id.resp_h":"10.0.0.2","proto":"udp"})");
    return log.flows.empty() ? std::int64_t{-1} : log.flows[0].start.ns;
  };
  EXPECT_EQ(time("1780930800.123456"), 1'780'930'800'123'456'000);
  EXPECT_EQ(time("1780930800.0"), 1'780'930'800'000'000'000);
  EXPECT_EQ(time("1.7809308e9"), 1'780'930'800'000'000'000);
  EXPECT_EQ(time("\"2026-06-08T15:00:00.123456Z\""), 1'780'930'800'123'456'000);
  EXPECT_EQ(time("1780930800123.456"), 1'780'930'800'123'456'000);
  EXPECT_EQ(time("true"), -1);
  EXPECT_EQ(time("null"), -1);
}

TEST(ZeekJson, TellsKindsByKeysWherePathIsMissing) {
  const auto log = read_log(
      R"({"ts":1.5,"uids":["C1"],"client_addr":"10.0.0.5","mac":"02:00:00:00:00:05",)"
      R"("host_name":"PC5","msg_types":["INFORM","ACK"]})"
      "\n"
      R"({"ts":1.5,"uid":"C2","id.orig_h":"10.0.0.1","id.resp_h":"10.0.0.2","hostname":"PC1"})"
      "\n"
      R"({"ts":1.5,"uid":"C3","id.orig_h":"10.0.0.1","id.resp_h":"10.0.0.2","proto":"udp",)"
      R"("query":"www.example.org","answers":["cdn.example.org","192.0.2.7"],"TTLs":[1.0,2.0]})"
      "\n"
      R"({"ts":1.5,"uid":"C4","id.orig_h":"10.0.0.1","id.resp_h":"192.0.2.7","server_name":"a.b"})"
      "\n");
  ASSERT_EQ(log.bindings.size(), 4U);
  EXPECT_EQ(log.bindings[0].kind, BindingKind::Dhcp);
  EXPECT_EQ(log.bindings[1].kind, BindingKind::HostName);
  EXPECT_EQ(log.bindings[2].kind, BindingKind::DnsAnswer);
  EXPECT_EQ(log.bindings[2].address.text(), "192.0.2.7");
  EXPECT_EQ(log.bindings[3].kind, BindingKind::ServerName);
  EXPECT_EQ(log.report.kind, "zeek");  // several kinds in one file
}

TEST(ZeekJson, TakesNestedEnds) {
  const auto log =
      read_log(R"({"ts":1.5,"id":{"orig_h":"10.0.0.1","orig_p":1,"resp_h":"10.0.0.2","resp_p":2},)"
               R"("proto":"tcp","conn_state":"SF"})");
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.flows[0].responder.text(), "10.0.0.2");
  EXPECT_EQ(log.flows[0].responder_port, 2);
}

TEST(ZeekJson, CountsLinesThatAreNoObjectAndGoesOn) {
  const auto log = read_log("{\"ts\":\n" + kConn + "[1,2]\n{}}\nnull\n" + kConn);
  EXPECT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(log.report.records, 6U);
  EXPECT_TRUE(log.report.damaged);
}

TEST(ZeekJson, KeepsARecordWhoseOtherTextIsNoUtf8) {
  std::string line = kConn;
  line.replace(line.find("C1"), 2, "\x8e\xf3");
  EXPECT_EQ(read_log(line).flows.size(), 1U);
}

TEST(ZeekJson, SaysThatTheLastLineIsCutOff) {
  const auto log = read_log(kConn + kConn.substr(0, 80));
  EXPECT_EQ(log.flows.size(), 1U);
  ASSERT_EQ(log.diagnostics.size(), 1U);
  EXPECT_EQ(log.diagnostics[0].place, Place::line(2));
}

TEST(ZeekJson, FollowsKeysInAnotherOrder) {
  const auto log = read_log(
      kConn +
      R"({"proto":"udp","id.resp_h":"10.0.0.4","conn_state":"S0","id.orig_h":"10.0.0.3","ts":3})"
      "\n" +
      kConn);
  ASSERT_EQ(log.flows.size(), 3U);
  EXPECT_EQ(log.flows[1].initiator.text(), "10.0.0.3");
  EXPECT_EQ(log.flows[1].packets_out, 0U);
  EXPECT_EQ(log.flows[2].initiator.text(), "10.10.1.21");
}

}  // namespace
}  // namespace hamon
