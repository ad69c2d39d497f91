#include "capture/eve_source.hpp"

#include "line_text.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using testing_lines::at;
using testing_lines::ReadLog;

ReadLog read_eve(const std::string& text) {
  return testing_lines::read_with(make_eve_source, text);
}

std::string ends(const std::string& proto = "TCP", int port = 445) {
  return R"("src_ip":"192.0.2.7","src_port":50000,"dest_ip":"192.0.2.9","dest_port":)" +
         std::to_string(port) + R"(,"proto":")" + proto + R"(")";
}

std::string flow(const std::string& more, const std::string& id = "17",
                 const std::string& proto = "TCP") {
  return R"({"timestamp":"2026-06-09T09:01:00.000000+0900","flow_id":)" + id +
         R"(,"event_type":"flow",)" + ends(proto) + "," + more + "}\n";
}

std::string counts(const std::string& numbers) {
  return R"("flow":{)" + numbers +
         R"(,"start":"2026-06-09T09:00:00.500000+0900","end":"2026-06-09T09:00:02.000000+0900"})";
}

const std::string kTalk =
    counts(R"("pkts_toserver":10,"pkts_toclient":8,"bytes_toserver":3000,"bytes_toclient":2000)");

TEST(EveSource, ReadsAFlowWithBothDirectionsTimesWithoutColonAndTheServiceWord) {
  const auto log = read_eve(flow(R"("app_proto":"smb","vlan":[20,7],)" + kTalk +
                                 R"(,"tcp":{"tcp_flags_ts":"1b","tcp_flags_tc":"1b"})"));
  ASSERT_EQ(log.flows.size(), 1U);
  const FlowRecord& r = log.flows[0];
  EXPECT_EQ(r.initiator.text(), "192.0.2.7");
  EXPECT_EQ(r.responder_port, 445);
  EXPECT_EQ(r.start, at(0) + Duration::milliseconds(500));
  EXPECT_EQ(r.end, at(2));
  EXPECT_EQ(r.bytes_out, 3000U);
  EXPECT_EQ(r.bytes_in, 2000U);
  EXPECT_EQ(r.packets_in, 8U);
  EXPECT_TRUE(r.bytes_with_link_layer);
  EXPECT_EQ(r.state, FlowState::Established);
  EXPECT_EQ(r.direction, DirectionBasis::Sensor);
  EXPECT_EQ(r.service, "smb");
  EXPECT_EQ(r.service_basis, ServiceBasis::Sensor);
  EXPECT_EQ(r.vlan, 20);
  EXPECT_EQ(log.report.kind, "suricata-eve");
  EXPECT_TRUE(log.diagnostics.empty());
}

TEST(EveSource, ReadsKeysAndValuesWithEscapesAndOfAnyLengthLikeOthers) {
  // RFC 8259, 7: \u0073 is `s`, \/ is `/`; keys of 15, 16, 17 and 40 bytes are unknown here.
  const auto log = read_eve(flow(
      R"("app\u005fproto":"\u0073mb","aaaaaaaaaaaaaaa":1,"aaaaaaaaaaaaaaaa":{"b":[2]},)"
      R"("aaaaaaaaaaaaaaaaa":"\"","aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa":null,"vlan":20,)" +
      kTalk + R"(,"tcp":{"syn":true,"tcp_flags_ts":"1\u0062","tcp_flags_tc":"1b"})"));
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.flows[0].service, "smb");
  EXPECT_EQ(log.flows[0].vlan, 20);
  EXPECT_EQ(log.flows[0].state, FlowState::Established);
}

TEST(EveSource, ReadsOnBehindAnObjectThatToldAllAlready) {
  const std::string talk =
      R"("flow":{"pkts_toserver":10,"pkts_toclient":8,"bytes_toserver":3000,"bytes_toclient":2000,)"
      R"("start":"2026-06-09T09:00:00+0900","end":"2026-06-09T09:00:02+0900","age":2,"x":{"y":[1]},)"
      R"("state":"closed"})";
  const auto log = read_eve(flow(talk + R"(,"vlan":20)"));
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.flows[0].vlan, 20);
  EXPECT_EQ(log.flows[0].bytes_in, 2000U);
  const auto cut = read_eve(flow(talk.substr(0, talk.size() - 1) + R"(,"vlan":20)"));
  EXPECT_TRUE(cut.flows.empty());
  EXPECT_TRUE(cut.report.damaged);
}

TEST(EveSource, TellsAnAttemptFromARefusal) {
  const auto log = read_eve(
      flow(
          counts(R"("pkts_toserver":2,"pkts_toclient":0,"bytes_toserver":148,"bytes_toclient":0)") +
              R"(,"tcp":{"tcp_flags_ts":"02","tcp_flags_tc":"00"})",
          "1") +
      flow(counts(
               R"("pkts_toserver":2,"pkts_toclient":2,"bytes_toserver":120,"bytes_toclient":120)") +
               R"(,"tcp":{"tcp_flags_ts":"02","tcp_flags_tc":"14"})",
           "2"));
  ASSERT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(log.flows[0].state, FlowState::Attempted);
  EXPECT_EQ(log.flows[1].state, FlowState::Rejected);
}

TEST(EveSource, CountsAHandshakeOfFramesAsNoPayload) {
  // Three SYN and ACK of 74 bytes are an Ethernet header and 60 bytes of headers each.
  const auto log = read_eve(flow(
      counts(R"("pkts_toserver":3,"pkts_toclient":3,"bytes_toserver":222,"bytes_toclient":222)")));
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_FALSE(has_payload_both_ways(log.flows[0]));
}

TEST(EveSource, CountsAFlowThatIsWrittenTwiceOnce) {
  const std::string once = flow(kTalk);
  const auto log = read_eve(once + once);
  EXPECT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.unused("repeated"), 1U);
  EXPECT_EQ(log.report.records, 2U);
}

TEST(EveSource, ReadsNetflowEventsAsTwoDirectionsAndNotBesideTheFlow) {
  const std::string up =
      R"({"timestamp":"2026-06-09T00:01:00Z","flow_id":5,"event_type":"netflow",)" + ends() +
      R"(,"netflow":{"pkts":4,"bytes":900,"start":"2026-06-09T00:00:00Z","end":"2026-06-09T00:00:01Z"}})"
      "\n";
  const std::string down =
      R"({"timestamp":"2026-06-09T00:01:00Z","flow_id":5,"event_type":"netflow","src_ip":"192.0.2.9","src_port":445,"dest_ip":"192.0.2.7","dest_port":50000,"proto":"TCP","netflow":{"pkts":5,"bytes":1900,"start":"2026-06-09T00:00:00Z","end":"2026-06-09T00:00:01Z"}})"
      "\n";
  const auto halves = read_eve(up + down);
  ASSERT_EQ(halves.flows.size(), 2U);
  EXPECT_EQ(halves.flows[0].bytes_out, 900U);
  EXPECT_EQ(halves.flows[1].initiator.text(), "192.0.2.7");
  EXPECT_EQ(halves.flows[1].bytes_in, 1900U);

  const std::string whole =
      R"({"timestamp":"2026-06-09T00:01:00Z","flow_id":5,"event_type":"flow",)" + ends() +
      R"(,"flow":{"pkts_toserver":4,"pkts_toclient":5,"bytes_toserver":900,"bytes_toclient":1900,"start":"2026-06-09T00:00:00Z","end":"2026-06-09T00:00:01Z"}})"
      "\n";
  EXPECT_EQ(read_eve(whole + up + down).flows.size(), 1U);
}

TEST(EveSource, TakesNamesFromDnsTlsDhcpAndNtlmAndNeverAUser) {
  const std::string head = R"({"timestamp":"2026-06-09T00:00:00Z","event_type":)";
  const auto log = read_eve(
      head + R"("dns",)" + ends("UDP", 53) +
      R"(,"dns":{"version":2,"type":"answer","rrname":"PACS.minato.example","answers":[{"rrname":"x","rrtype":"CNAME","rdata":"y"},{"rrname":"y","rrtype":"A","rdata":"192.0.2.30"}]}})"
      "\n" +
      head + R"("tls",)" + ends("TCP", 443) +
      R"(,"tls":{"sni":"emr.minato.example","subject":"O=x, CN=emr.minato.example"}})"
      "\n" +
      head + R"("dhcp",)" + ends("UDP", 67) +
      R"(,"dhcp":{"type":"request","client_mac":"00:00:5e:00:53:01","hostname":"LIS-AN2","dhcp_type":"request"}})"
      "\n" +
      head + R"("dhcp",)" + ends("UDP", 67) +
      R"(,"dhcp":{"type":"reply","client_mac":"00:00:5e:00:53:01","assigned_ip":"192.0.2.40","dhcp_type":"ack"}})"
      "\n" +
      head + R"("smb",)" + ends() +
      R"(,"smb":{"ntlmssp":{"domain":"MINATO","user":"tanaka","host":"WS1"},"filename":"a\\b"}})"
      "\n" +
      head + R"("krb5",)" + ends("TCP", 88) +
      R"(,"krb5":{"cname":"tanaka","sname":"krbtgt/MINATO"}})"
      "\n");
  std::vector<std::string> said;
  for (const Binding& b : log.bindings) {
    said.push_back(std::string(name_of(b.kind)) + " " + b.address.text() + " " + b.name);
  }
  EXPECT_THAT(said, ::testing::ElementsAre("dns-answer 192.0.2.30 pacs.minato.example",
                                           "server-name 192.0.2.9 emr.minato.example",
                                           "certificate 192.0.2.9 emr.minato.example",
                                           "dhcp 192.0.2.40 lis-an2", "host-name 192.0.2.7 ws1"));
  EXPECT_EQ(log.bindings[3].mac, MacAddress::parse("00:00:5e:00:53:01"));
}

TEST(EveSource, AddsUpTheDropsOfEachRunOfSuricata) {
  const auto stats = [](const std::string& drops) {
    return R"({"timestamp":"2026-06-09T00:00:00Z","event_type":"stats","stats":{"uptime":3,"capture":{"kernel_packets":9,"kernel_drops":)" +
           drops + "}}}\n";
  };
  EXPECT_EQ(read_eve(stats("3") + stats("10") + stats("2")).report.drops, 12U);
  EXPECT_EQ(read_eve(flow(kTalk)).report.drops, std::nullopt);
}

TEST(EveSource, CountsWhatItCannotReadByReasonWithItsPlace) {
  const auto log =
      read_eve(flow(kTalk) + "{\"timestamp\":\n" + R"({"timestamp":"x","event_type":"flow",)" +
               ends() + "}\n" + R"({"timestamp":"2026-06-09T00:00:00","event_type":"flow",)" +
               ends() + "}\n" + R"({"event_type":"alert","x":"\xFF"})" + "\n" +
               std::string("\0{", 2) + "\n" + flow(kTalk, "9").substr(0, 200));
  EXPECT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.unused("bad_json"), 2U);
  EXPECT_EQ(log.unused("bad_time"), 1U);
  EXPECT_EQ(log.unused("time_without_zone"), 1U);
  EXPECT_EQ(log.unused("nothing_to_keep"), 1U);
  EXPECT_EQ(log.unused("cut_off"), 1U);
  EXPECT_EQ(log.report.records, 7U);
  EXPECT_TRUE(log.report.damaged);
  EXPECT_EQ(log.diagnostics.front().place, Place::line(3));
}

TEST(EveSource, GoesOnAfterALineOfTenMegabytes) {
  const auto log = read_eve(R"({"event_type":"alert","x":")" + std::string(10'000'000, 'a') +
                            "\"}\n" + flow(kTalk));
  EXPECT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.unused("too_long"), 1U);
}

TEST(EveSource, LeavesOthersEventTypesToOthers) {
  const std::string text =
      R"({"timestamp":"1747213078","event_type":"Conference Member Departed"})";
  EXPECT_FALSE(looks_like_eve(std::as_bytes(std::span(text))));
}

TEST(EveSource, IsRecognisedByItsFirstLine) {
  const auto looks = [](std::string_view text) {
    return looks_like_eve(std::as_bytes(std::span(text)));
  };
  EXPECT_TRUE(looks(flow(kTalk)));
  EXPECT_TRUE(looks("\xEF\xBB\xBF" + flow(kTalk)));
  EXPECT_FALSE(looks(R"({"ts":1.5,"id.orig_h":"192.0.2.1","event_type":"x"})"));
  EXPECT_FALSE(looks(R"({"timest)"));
  EXPECT_FALSE(looks("event_type timestamp"));
}

}  // namespace
}  // namespace hamon
