#include "capture/conntrack_log.hpp"

#include "unit/capture/line_source_text.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace testing_line_source;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

ReadLog read(const std::string& text, const ReadOptions& options = taken_at_ten()) {
  return read_with(make_conntrack_source, text, options);
}

bool looks(const std::string& text) {
  return looks_like_conntrack(std::as_bytes(std::span(text)));
}

const std::string kSsh =
    "tcp      6 431999 ESTABLISHED src=192.0.2.10 dst=192.0.2.20 sport=50000 dport=22 "
    "src=192.0.2.20 dst=192.0.2.10 sport=22 dport=50000 [ASSURED] mark=0 use=1\n";
const std::string kEnds =
    "src=192.0.2.10 dst=192.0.2.20 sport=50000 dport=22 src=192.0.2.20 dst=192.0.2.10 sport=22 "
    "dport=50000";

TEST(ConntrackTable, TakesAnEntryAtTheTimeThatIsGiven) {
  const auto log = read(kSsh);
  ASSERT_EQ(log.flows.size(), 1U);
  const FlowRecord& r = log.flows[0];
  EXPECT_EQ(said(r), "192.0.2.10:50000 > 192.0.2.20:22 tcp established");
  EXPECT_EQ(r.start, kTen);
  EXPECT_EQ(r.end, kTen);
  EXPECT_EQ(r.direction, DirectionBasis::Sensor);
  EXPECT_FALSE(r.saw_syn);
  EXPECT_FALSE(r.payload_known);
  EXPECT_EQ(log.report.kind, "conntrack");
  EXPECT_FALSE(log.report.damaged);
}

TEST(ConntrackTable, RefusesToInventATime) {
  const auto log = read(kSsh, in_tokyo());
  EXPECT_THAT(log.flows, IsEmpty());
  EXPECT_EQ(log.unused("no_time"), 1U);
  ASSERT_FALSE(log.diagnostics.empty());
  EXPECT_NE(log.diagnostics[0].hint.id.find("--at"), std::string_view::npos);
}

TEST(ConntrackTable, SaysThatItHasNoTimeWhereNothingIsKept) {
  ReadOptions options;
  options.assume_utc = true;
  const auto log = read(kSsh, options);
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.flows[0].start, Timestamp{});
  EXPECT_TRUE(log.tells("do not say when they were taken"));
  EXPECT_TRUE(log.report.damaged);
}

TEST(ConntrackTable, TakesTheDateThatStandsBeforeIt) {
  EXPECT_EQ(read("Tue Jun  9 10:00:00 JST 2026\n" + kSsh, {}).flows.at(0).start, kTen);
  EXPECT_EQ(read("2026-06-09T10:00:00+09:00\n" + kSsh, {}).flows.at(0).start, kTen);
  EXPECT_EQ(read("Tue Jun  9 10:00:00 2026\n" + kSsh, in_tokyo()).flows.at(0).start, kTen);
}

TEST(ConntrackTable, CountsBackFromItsAge) {
  // Seen at 10:00:00 and 3600 s old: it began at 09:00:00.
  const auto log = read("ipv4     2 tcp      6 431999 ESTABLISHED " + kEnds +
                        " [ASSURED] mark=0 zone=0 delta-time=3600 use=2\n");
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(utc(log.flows[0].start), "2026-06-09T00:00:00Z");
  EXPECT_EQ(log.flows[0].end, kTen);
}

TEST(ConntrackTable, KnowsItsTimeFromStartAndAge) {
  const auto log = read("tcp 6 431999 ESTABLISHED " + kEnds +
                            " [ASSURED] mark=0 delta-time=60 [start=Tue Jun  9 09:59:00 2026] "
                            "use=1\n",
                        in_tokyo());
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(utc(log.flows[0].start), "2026-06-09T00:59:00Z");
  EXPECT_EQ(log.flows[0].end, kTen);
}

TEST(ConntrackTable, TakesCountsOfBothDirections) {
  const auto log = read(
      "tcp      6 431999 ESTABLISHED src=192.0.2.10 dst=192.0.2.20 sport=50000 dport=22 packets=7 "
      "bytes=1234 src=192.0.2.20 dst=192.0.2.10 sport=22 dport=50000 packets=5 bytes=999 [ASSURED] "
      "mark=0 secctx=system_u:object_r:unlabeled_t:s0 use=1 id=77\n");
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.flows[0].packets_out, 7U);
  EXPECT_EQ(log.flows[0].bytes_out, 1234U);
  EXPECT_EQ(log.flows[0].packets_in, 5U);
  EXPECT_EQ(log.flows[0].bytes_in, 999U);
}

TEST(ConntrackTable, JudgesStatesOfTcp) {
  const auto state = [](const std::string& before, const std::string& flag) {
    return read("tcp 6 60 " + before +
                " src=192.0.2.10 dst=192.0.2.20 sport=50000 dport=22 packets=1 bytes=60 " + flag +
                "src=192.0.2.20 dst=192.0.2.10 sport=22 dport=50000 packets=0 bytes=0 use=1\n")
        .flows.at(0)
        .state;
  };
  EXPECT_EQ(state("SYN_SENT", "[UNREPLIED] "), FlowState::Attempted);
  EXPECT_EQ(state("SYN_RECV", ""), FlowState::Attempted);  // answered, not yet taken
  EXPECT_EQ(state("TIME_WAIT", ""), FlowState::Established);
  EXPECT_EQ(state("CLOSE", "[UNREPLIED] "), FlowState::Attempted);
  EXPECT_EQ(state("CLOSE", ""), FlowState::Rejected);
}

TEST(ConntrackTable, ReadsOtherProtocols) {
  const auto log = read(
      "udp      17 29 src=192.0.2.10 dst=192.0.2.53 sport=40000 dport=53 [UNREPLIED] "
      "src=192.0.2.53 "
      "dst=192.0.2.10 sport=53 dport=40000 mark=0 use=1\n"
      "icmp     1 29 src=192.0.2.10 dst=192.0.2.20 type=8 code=0 id=4711 src=192.0.2.20 "
      "dst=192.0.2.10 type=0 code=0 id=4711 mark=0 use=1\n"
      "icmpv6   58 29 src=2001:db8::1 dst=2001:db8::2 type=128 code=0 id=1 src=2001:db8::2 "
      "dst=2001:db8::1 type=129 code=0 id=1 use=1\n"
      "gre      47 179 src=192.0.2.10 dst=192.0.2.20 srckey=0x0 dstkey=0x0 [UNREPLIED] "
      "src=192.0.2.20 dst=192.0.2.10 srckey=0x0 dstkey=0x0 use=1\n"
      "unknown  50 599 src=192.0.2.10 dst=192.0.2.20 src=192.0.2.20 dst=192.0.2.10 use=1\n");
  EXPECT_THAT(all_said(log),
              ::testing::UnorderedElementsAre("192.0.2.10:40000 > 192.0.2.53:53 udp attempted",
                                              "192.0.2.10:8 > 192.0.2.20:0 icmp established",
                                              "2001:db8::1:128 > 2001:db8::2:0 icmp6 established",
                                              "192.0.2.10 > 192.0.2.20 ip/47 one_way",
                                              "192.0.2.10 > 192.0.2.20 ip/50 established"));
  EXPECT_EQ(log.report.format_note, "");  // the identifier of ICMP is no translation
}

TEST(ConntrackTable, KeepsTheInitiatorsSideOfATranslationAndTellsIt) {
  const auto log = read(
      "tcp 6 100 ESTABLISHED src=10.0.0.5 dst=203.0.113.9 sport=50000 dport=443 src=203.0.113.9 "
      "dst=198.51.100.1 sport=443 dport=50000 [ASSURED] use=1\n"
      "tcp 6 100 ESTABLISHED src=203.0.113.7 dst=198.51.100.1 sport=1025 dport=443 src=10.0.0.80 "
      "dst=203.0.113.7 sport=8443 dport=1025 [ASSURED] use=1\n");
  EXPECT_THAT(all_said(log), ElementsAre("10.0.0.5:50000 > 203.0.113.9:443 tcp established",
                                         "203.0.113.7:1025 > 198.51.100.1:443 tcp established"));
  EXPECT_EQ(log.report.format_note, "translated 2");
  EXPECT_TRUE(log.tells("translated"));
  ASSERT_TRUE(log.flows[0].translation && log.flows[1].translation);
  const auto ip = [](const char* text) { return *IpAddress::parse(text); };
  EXPECT_EQ(log.flows[0].translation->back,
            (Ends{ip("198.51.100.1"), ip("203.0.113.9"), 50000, 443}));
  EXPECT_EQ(log.flows[1].translation->back, (Ends{ip("203.0.113.7"), ip("10.0.0.80"), 1025, 8443}));
}

TEST(ConntrackTable, IsOneRecordInTablesThatFollowOneAnother) {
  const auto entry = [](int packets) {
    return "tcp 6 100 ESTABLISHED src=192.0.2.10 dst=192.0.2.20 sport=50000 dport=22 packets=" +
           std::to_string(packets) +
           " bytes=100 src=192.0.2.20 dst=192.0.2.10 sport=22 dport=50000 packets=1 bytes=100 "
           "[ASSURED] use=1\n";
  };
  const auto log =
      read("2026-06-09T10:00:00+09:00\n" + entry(3) + "2026-06-09T10:01:00+09:00\n" + entry(9) +
           "conntrack v1.4.7 (conntrack-tools): 1 flow entries have been shown.\n" +
           "2026-06-09T10:02:00+09:00\n" + entry(2));
  // Counts that fall back are those of another connection.
  ASSERT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(log.flows[0].packets_out, 9U);  // cumulative: never 3 + 9
  EXPECT_EQ(log.flows[0].start, kTen);
  EXPECT_EQ(log.flows[0].end, kTen + Duration::minutes(1));
  EXPECT_EQ(log.flows[0].first, 2U);
  EXPECT_EQ(log.flows[0].last, 4U);
  EXPECT_EQ(log.flows[1].packets_out, 2U);
  EXPECT_EQ(log.report.used, 3U);
}

TEST(ConntrackTable, LeavesConnectionsWithinTheMachineOut) {
  const auto log = read(
      "tcp 6 100 ESTABLISHED src=127.0.0.1 dst=127.0.0.1 sport=50000 dport=5432 src=127.0.0.1 "
      "dst=127.0.0.1 sport=5432 dport=50000 [ASSURED] use=1\n");
  EXPECT_THAT(log.flows, IsEmpty());
  EXPECT_EQ(log.unused("loopback"), 1U);
  EXPECT_FALSE(log.report.damaged);
}

std::string event(const std::string& stamp, const std::string& what, const std::string& rest) {
  return "[" + stamp + "]\t" + what + " tcp      6 " + rest + "\n";
}

TEST(ConntrackEvents, AreOneRecordAConnection) {
  const auto log = read(
      event("1780966800.500000", "    [NEW]",
            "120 SYN_SENT src=192.0.2.10 dst=192.0.2.20 sport=50000 "
            "dport=22 [UNREPLIED] src=192.0.2.20 dst=192.0.2.10 "
            "sport=22 dport=50000") +
          event("1780966801.1234  ", " [UPDATE]", "60 SYN_RECV " + kEnds) +
          event("1780966802.0     ", " [UPDATE]", "432000 ESTABLISHED " + kEnds + " [ASSURED]") +
          event("1780966810.0     ", " [UPDATE]", "120 FIN_WAIT " + kEnds + " [ASSURED]") +
          event("1780966811.0     ", " [UPDATE]", "120 TIME_WAIT " + kEnds + " [ASSURED]") +
          event("1780966931.0     ", "[DESTROY]",
                "src=192.0.2.10 dst=192.0.2.20 sport=50000 dport=22 packets=12 bytes=2000 "
                "src=192.0.2.20 dst=192.0.2.10 sport=22 dport=50000 packets=10 bytes=3000 "
                "[ASSURED]"),
      {});
  ASSERT_EQ(log.flows.size(), 1U);
  const FlowRecord& r = log.flows[0];
  EXPECT_EQ(said(r), "192.0.2.10:50000 > 192.0.2.20:22 tcp established");
  EXPECT_EQ(r.start.ns, 1'780'966'800'500'000'000);
  // Forgotten 120 s after its last packet: 1780966931 - 120.
  EXPECT_EQ(r.end, Timestamp::from_seconds(1'780'966'811));
  EXPECT_TRUE(r.saw_syn);
  EXPECT_EQ(r.packets_out, 12U);
  EXPECT_EQ(r.bytes_in, 3000U);
  EXPECT_EQ(r.first, 1U);
  EXPECT_EQ(r.last, 6U);
  EXPECT_EQ(log.report.used, 6U);
}

TEST(ConntrackEvents, ReadMicrosecondsThatArePaddedBehind) {
  // `[%-8ld.%-6ld]`: 1234 microseconds, not .1234 seconds.
  const auto log = read(event("1780966800.1234  ", "[NEW]", "120 SYN_SENT " + kEnds), {});
  EXPECT_EQ(log.flows.at(0).start.ns, 1'780'966'800'001'234'000);
}

TEST(ConntrackEvents, TellARefusalByTheAnswerToAnUnansweredConnection) {
  // A reset at once: the kernel drops the entry before it counts as replied.
  const auto log = read(
      event("1780966800.0", "[NEW]", "120 SYN_SENT [x]") +
          event("1780966800.0", "[NEW]",
                "120 SYN_SENT src=192.0.2.10 dst=192.0.2.20 sport=50000 dport=22 [UNREPLIED] "
                "src=192.0.2.20 dst=192.0.2.10 sport=22 dport=50000") +
          event("1780966800.100000", "[DESTROY]",
                "src=192.0.2.10 dst=192.0.2.20 sport=50000 dport=22 packets=1 bytes=60 [UNREPLIED] "
                "src=192.0.2.20 dst=192.0.2.10 sport=22 dport=50000 packets=1 bytes=40"),
      {});
  EXPECT_THAT(all_said(log), ElementsAre("192.0.2.10:50000 > 192.0.2.20:22 tcp rejected"));
  EXPECT_EQ(log.unused("log_not_read"), 1U);
}

TEST(ConntrackEvents, TellConnectionsWithTheSamePortsApartByTheirIds) {
  const auto log = read(event("1780966800.0", "[NEW]", "120 SYN_SENT " + kEnds + " id=1") +
                            event("1780966801.0", "[NEW]", "120 SYN_SENT " + kEnds + " id=2") +
                            event("1780966803.0", "[DESTROY]", kEnds + " [ASSURED] id=1"),
                        {});
  ASSERT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(log.flows[0].start, kTen);
  EXPECT_EQ(log.flows[0].state, FlowState::Established);
  EXPECT_EQ(log.flows[1].state, FlowState::Attempted);
  EXPECT_EQ(log.report.format_note, "still open 1");
}

TEST(ConntrackEvents, TakeAConnectionThatWasUnderWayForOneWhoseDirectionIsInferred) {
  const auto log =
      read(event("1780966800.0", "[NEW]", "432000 ESTABLISHED " + kEnds + " [ASSURED]"), {});
  EXPECT_EQ(log.flows.at(0).direction, DirectionBasis::FirstPacket);
  EXPECT_FALSE(log.flows.at(0).saw_syn);
}

TEST(ConntrackEvents, SayThatEventsWereLost) {
  const auto log = read("WARNING: We have hit ENOBUFS! We are losing events.\n" + kSsh);
  EXPECT_TRUE(log.tells("ENOBUFS"));
  EXPECT_EQ(log.report.format_note, "times events were lost 1");
}

TEST(Conntrack, CountsEachWayInWhichALineIsBad) {
  const auto reason = [](const std::string& line) {
    const auto log = read(line + "\n");
    return log.flows.empty() && log.report.unused.size() == 1 ? log.report.unused[0].first : "?";
  };
  const std::string reply = " src=192.0.2.2 dst=192.0.2.1 sport=2 dport=1";
  EXPECT_EQ(reason("tcp 6 src=192.0.2 dst=192.0.2.2 sport=1 dport=2" + reply), "bad_address");
  EXPECT_EQ(reason("tcp 6 src=192.0.2.1 dst=192.0.2.2 sport=70000 dport=2" + reply), "bad_port");
  EXPECT_EQ(reason("tcp 6 src=192.0.2.1 dst=192.0.2.2" + reply), "bad_port");
  EXPECT_EQ(reason("tcp 256 src=192.0.2.1 dst=192.0.2.2 sport=1 dport=2" + reply), "bad_protocol");
  EXPECT_EQ(reason("tcp 6 src=192.0.2.1 dst=192.0.2.2 sport=1 dport=2 packets=x" + reply),
            "bad_number");
  EXPECT_EQ(reason("tcp 6 src=192.0.2.1 dst=192.0.2.2 sport=1 dport=2"), "log_not_read");
  EXPECT_EQ(reason(std::string("tcp 6 \0 src=192.0.2.1 dst=192.0.2.2", 34) + reply), "not_text");
}

TEST(Conntrack, ReadsOnBehindHostileLines) {
  const auto log = read("\xEF\xBB\xBF" + kSsh.substr(0, kSsh.size() - 1) + "\r\n" +
                        std::string(10'000'000, 's') + "\n\xFF\xFE\x83\x76 5\n" + kSsh);
  EXPECT_EQ(log.flows.size(), 1U);  // the same entry twice in one table
  EXPECT_EQ(log.report.used, 2U);
  EXPECT_EQ(log.unused("too_long"), 1U);
  EXPECT_EQ(log.unused("log_not_read"), 1U);
  EXPECT_TRUE(log.report.damaged);
}

TEST(Conntrack, ReadsTheSameWhateverTheBlocks) {
  const std::string text = "2026-06-09T10:00:00+09:00\r\n" + kSsh + kSsh;
  for (const std::size_t block : {std::size_t{1}, std::size_t{7}}) {
    EXPECT_EQ(read_with(make_conntrack_source, text, {}, block).flows, read(text, {}).flows);
  }
}

TEST(Conntrack, IsKnownByItsLines) {
  EXPECT_TRUE(looks(kSsh));
  EXPECT_TRUE(looks("Tue Jun  9 10:00:00 JST 2026\nipv4     2 " + kSsh));
  EXPECT_TRUE(looks(event("1780966800.1     ", "    [NEW]", "120 SYN_SENT " + kEnds)));
  EXPECT_FALSE(looks(kSsh.substr(0, 80)));  // one direction only
  EXPECT_FALSE(looks("date=2026-06-09 srcip=192.0.2.1 src=192.0.2.1 dst=192.0.2.2 src=a dst=b\n"));
  EXPECT_FALSE(looks("IN=eth0 OUT= SRC=192.0.2.1 DST=192.0.2.2 PROTO=TCP SPT=1 DPT=2\n"));
  EXPECT_FALSE(looks("GET /tcp 6 300 src=192.0.2.1 dst=192.0.2.2 src=192.0.2.2 dst=192.0.2.1\n"));
}

}  // namespace
}  // namespace hamon
