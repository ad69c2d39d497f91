#include "unit/capture/text_log_text.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace testing_text_log;

/// A line of the firewall `fw` at so many seconds past 10:00 in its own time.
std::string at(const std::string& second, const std::string& message) {
  return "<166>Jun 09 2026 10:00:" + second + " fw : %ASA-6-" + message + "\n";
}

const std::string kEnds =
    "for outside:198.51.100.1/22 to NP Identity Ifc:192.0.2.10/53496 duration 0:00:30 bytes ";

TEST(AsaLog, JoinsBeginningAndEndByConnectionAndTakesTheSecondEndOfAnOutboundOneForItsInitiator) {
  const auto log =
      read_in_tokyo(at("00",
                       "302013: Built outbound TCP connection 9 for outside:198.51.100.1/22 "
                       "(198.51.100.1/22) to inside:192.0.2.10/53496 (203.0.113.1/53496)") +
                    at("30",
                       "302014: Teardown TCP connection 9 for outside:198.51.100.1/22 to "
                       "inside:192.0.2.10/53496 duration 0:00:30 bytes 4666 TCP FINs"));
  ASSERT_EQ(log.flows.size(), 1U);
  const FlowRecord& r = log.flows[0];
  EXPECT_EQ(said(r), "192.0.2.10:53496 > 198.51.100.1:22 tcp established");
  EXPECT_EQ(utc(r.start), "2026-06-09T01:00:00Z");
  EXPECT_EQ(utc(r.end), "2026-06-09T01:00:30Z");
  EXPECT_EQ(r.bytes_out, 4666U);  // both directions, as the firewall counts
  EXPECT_FALSE(r.payload_known);
  EXPECT_EQ(r.direction, DirectionBasis::Sensor);
  EXPECT_EQ(r.first, 1U);
  EXPECT_EQ(r.last, 2U);
  EXPECT_EQ(log.report.format_note, "translated 1");
  EXPECT_EQ(log.report.kind, "cisco-asa");
  ASSERT_TRUE(r.translation);
  EXPECT_EQ(r.translation->front, r.ends());
  EXPECT_EQ(r.translation->back,
            (Ends{*IpAddress::parse("203.0.113.1"), r.responder, 53496, r.responder_port}));
}

TEST(AsaLog, ATranslationThatIsGivenAnewHoldsAlsoWhenNoMoreAreKept) {
  const auto mapped = [](const std::string& own, const std::string& other) {
    return at("01",
              "305011: Built dynamic TCP translation from inside:" + own + " to outside:" + other);
  };
  std::string text;
  for (int i = 0; i < 65536; ++i) {  // as many as are kept
    text += mapped("10." + std::to_string(i / 256) + ".0.1/" + std::to_string(i % 256 + 1),
                   "203.0.113.1/1024");
  }
  const auto log = read_in_tokyo(
      text + mapped("10.0.0.1/1", "203.0.113.2/2048") +
      at("02",
         "106100: access-list A permitted tcp inside/10.0.0.1(1) -> outside/198.51.100.1(22) "
         "hit-cnt 1 first hit"));
  ASSERT_EQ(log.flows.size(), 1U);
  ASSERT_TRUE(log.flows[0].translation);
  EXPECT_EQ(log.flows[0].translation->back,
            (Ends{*IpAddress::parse("203.0.113.2"), *IpAddress::parse("198.51.100.1"), 2048, 22}));
}

TEST(AsaLog, NamesAServerByItsOwnAddressAndKeepsTheOneThatItsClientsUse) {
  const auto log =
      read_in_tokyo(at("00",
                       "302013: Built inbound TCP connection 1 for outside:198.51.100.1/62197 "
                       "(198.51.100.1/62197) to inside:192.0.2.10/8443 (203.0.113.1/443)"));
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(said(log.flows[0]), "198.51.100.1:62197 > 192.0.2.10:8443 tcp one_way");
  ASSERT_TRUE(log.flows[0].translation);
  EXPECT_EQ(log.flows[0].translation->back, log.flows[0].ends());
  EXPECT_EQ(log.flows[0].translation->front, (Ends{*IpAddress::parse("198.51.100.1"),
                                                   *IpAddress::parse("203.0.113.1"), 62197, 443}));
}

TEST(AsaLog, AMessageOfATranslationHoldsForWhatIsPermittedUntilItIsTakenDown) {
  const std::string permitted =
      "106100: access-list A permitted tcp inside/192.0.2.10(50000) -> outside/198.51.100.1(22) "
      "hit-cnt 1 first hit";
  const auto log =
      read_in_tokyo(at("00", permitted) +
                    at("01",
                       "305011: Built dynamic TCP translation from inside:192.0.2.10/50000 to "
                       "outside:203.0.113.1/1024") +
                    at("02", permitted) +
                    at("03",
                       "305012: Teardown dynamic TCP translation from inside:192.0.2.10/50000 to "
                       "outside:203.0.113.1/1024 duration 0:00:02") +
                    at("04", permitted));
  ASSERT_EQ(log.flows.size(), 3U);
  EXPECT_FALSE(log.flows[0].translation);
  ASSERT_TRUE(log.flows[1].translation);
  EXPECT_EQ(log.flows[1].translation->back,
            (Ends{*IpAddress::parse("203.0.113.1"), *IpAddress::parse("198.51.100.1"), 1024, 22}));
  EXPECT_FALSE(log.flows[2].translation);
}

TEST(AsaLog, TakesTheFirstEndOfAnInboundConnectionForItsInitiatorAndNoUser) {
  const auto log = read_in_tokyo(
      at("00",
         "302013: Built inbound TCP connection 1 for outside:198.51.100.1/62197 "
         "(198.51.100.1/62197)(EXAMPLE\\some.body@example.org) to inside:192.0.2.10/88 "
         "(192.0.2.10/88)"));
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(said(log.flows[0]), "198.51.100.1:62197 > 192.0.2.10:88 tcp one_way");
  EXPECT_EQ(log.report.format_note, "still open 1");
}

TEST(AsaLog, InfersTheDirectionOfAnEndWithoutBeginning) {
  const auto log = read_in_tokyo(at("30", "302014: Teardown TCP connection 8 " + kEnds + "2436"));
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(said(log.flows[0]), "192.0.2.10:53496 > 198.51.100.1:22 tcp established");
  EXPECT_EQ(log.flows[0].direction, DirectionBasis::ServicePort);
  EXPECT_EQ(utc(log.flows[0].start), "2026-06-09T01:00:00Z");  // 30 seconds before
}

TEST(AsaLog, TellsByTheReasonWhetherAConnectionCameAbout) {
  const auto state = [](const std::string& end) {
    return read_in_tokyo(at("30", "302014: Teardown TCP connection 8 " + kEnds + end))
        .flows.at(0)
        .state;
  };
  EXPECT_EQ(state("0 SYN Timeout"), FlowState::Attempted);
  EXPECT_EQ(state("0 TCP Reset-O"), FlowState::Rejected);
  EXPECT_EQ(state("968 TCP Reset-O"), FlowState::Established);
  EXPECT_EQ(state("0 TCP FINs"), FlowState::Established);
}

TEST(AsaLog, ReadsIcmpWithForeignAndLocalEnds) {
  const auto log =
      read_in_tokyo(at("00",
                       "302020: Built inbound ICMP connection for faddr 198.51.100.1/1(A\\b) gaddr "
                       "203.0.113.1/0 laddr 192.0.2.10/0 (USER) type 8 code 0") +
                    at("02",
                       "302021: Teardown ICMP connection for faddr 198.51.100.1/1(A\\b) gaddr "
                       "203.0.113.1/0 laddr 192.0.2.10/0 (USER) type 8 code 0") +
                    at("03",
                       "302020: Built outbound ICMP connection for faddr 198.51.100.2/0 gaddr "
                       "203.0.113.1/1 laddr 192.0.2.10/1"));
  ASSERT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(said(log.flows[0]), "198.51.100.1:8 > 192.0.2.10:0 icmp one_way");
  EXPECT_EQ(utc(log.flows[0].end), "2026-06-09T01:00:02Z");
  EXPECT_EQ(said(log.flows[1]), "192.0.2.10 > 198.51.100.2 icmp one_way");
}

TEST(AsaLog, ReadsDenials) {
  const std::pair<std::string, std::string> kLines[] = {
      {"106001: Inbound TCP connection denied from 192.0.2.1/1 to 192.0.2.2/2 flags SYN  on "
       "interface LAN",
       "192.0.2.1:1 > 192.0.2.2:2 tcp rejected"},
      {"106006: Deny inbound UDP from 192.0.2.1/1 to 192.0.2.2/2 on interface inside",
       "192.0.2.1:1 > 192.0.2.2:2 udp rejected"},
      {"106014: Deny inbound icmp src fw:192.0.2.1 dst fw:192.0.2.2(type 8, code 0)",
       "192.0.2.1:8 > 192.0.2.2:0 icmp rejected"},
      {"106015: Deny TCP (no connection) from 192.0.2.1/1 to 192.0.2.2/2 flags RST  on interface x",
       "192.0.2.1:1 > 192.0.2.2:2 tcp rejected"},
      {"106023: Deny udp src inside:2001:db8::1/1 dst outside:2001:db8::2/2 by access-group \"x\" "
       "[0x0, 0x0]",
       "2001:db8::1:1 > 2001:db8::2:2 udp rejected"},
      {"106023: Deny protocol 47 src a:192.0.2.1 dst b:192.0.2.2 by access-group \"x\" [0x0, 0x0]",
       "192.0.2.1 > 192.0.2.2 ip/47 rejected"}};
  for (const auto& [line, expected] : kLines) {
    const auto log = read_in_tokyo(at("00", line));
    ASSERT_EQ(log.flows.size(), 1U) << line;
    EXPECT_EQ(said(log.flows[0]), expected);
  }
}

TEST(AsaLog, ReadsHitsOfAccessLists) {
  const auto log =
      read_in_tokyo(at("00",
                       "106100: access-list acl permitted udp inside/192.0.2.10(42592) -> "
                       "outside/198.51.100.2(161) hit-cnt 3 300-second interval [0xa, 0x0]") +
                    at("01",
                       "106100: access-list acl denied tcp inside/192.0.2.10(1)(A\\b) -> "
                       "outside/198.51.100.2(2)(A\\c) hit-cnt 1 first hit"));
  ASSERT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(said(log.flows[0]), "192.0.2.10:42592 > 198.51.100.2:161 udp one_way");
  EXPECT_EQ(log.flows[0].packets_out, 3U);
  EXPECT_EQ(said(log.flows[1]), "192.0.2.10:1 > 198.51.100.2:2 tcp rejected");
}

TEST(AsaLog, ReadsFirepowersConnectionEventsOnce) {
  const std::string event =
      "InstanceID: 5, FirstPacketSecond: 2026-06-09T01:00:09Z, ConnectionID: 1, "
      "AccessControlRuleAction: Allow, SrcIP: 192.0.2.3, DstIP: 192.0.2.1, SrcPort: 50158, "
      "DstPort: "
      "443, Protocol: tcp, ";
  const auto log = read_without_zone(
      "%FTD-1-430002: " + event +
      "InitiatorPackets: 2, ResponderPackets: 1, InitiatorBytes: 128, ResponderBytes: 66\n"
      "%FTD-1-430003: " +
      event +
      "ConnectionDuration: 4, InitiatorPackets: 10, ResponderPackets: 13, InitiatorBytes: 967, "
      "ResponderBytes: 5018\n");
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(said(log.flows[0]), "192.0.2.3:50158 > 192.0.2.1:443 tcp established");
  EXPECT_EQ(log.flows[0].bytes_in, 5018U);
  EXPECT_EQ(utc(log.flows[0].end), "2026-06-09T01:00:13Z");
}

TEST(AsaLog, ReadsTheClassOfAMessageBeforeItsSeverity) {
  const auto log = read_in_tokyo(
      "Jun 09 2026 10:00:00 fw : %FTD-session-6-106015: Deny TCP (no connection) from 192.0.2.1/1 "
      "to "
      "192.0.2.2/2 flags RST on interface x\n");
  EXPECT_EQ(log.flows.size(), 1U);
}

TEST(AsaLog, CountsTranslationsAndWhatIsNoConversation) {
  const auto log =
      read_in_tokyo(at("00",
                       "305011: Built dynamic TCP translation from inside:192.0.2.10/1 to "
                       "outside:203.0.113.1/2") +
                    at("01", "111010: User 'x', running 'CLI' from IP 0.0.0.0, executed 'dir'"));
  EXPECT_EQ(log.flows.size(), 0U);
  EXPECT_EQ(log.report.format_note, "translated 1");
  EXPECT_EQ(log.report.unused, (ReadLog::Unused{{"nothing_to_keep", 2}}));
}

TEST(AsaLog, CountsEachWayInWhichALineIsBad) {
  const auto reason = [](const std::string& line) { return only_reason(at("00", line)); };
  EXPECT_EQ(reason("302013: Built outbound TCP connection 9 for outside:host/22"), "bad_address");
  EXPECT_EQ(reason("302013: Built outbound TCP connection 9 for outside:192.0.2.1/99999 (x) to a"),
            "bad_port");
  EXPECT_EQ(reason("302013: Built outbound XXX connection 9 for outside:192.0.2.1/1 to b"),
            "bad_protocol");
  EXPECT_EQ(reason("302014: Teardown TCP connection 9 for a:192.0.2.1/1 to b:192.0.2.2/2 duration "
                   "0:30 bytes 1"),
            "bad_number");
  EXPECT_EQ(reason("106023: Deny tcp src a:192.0.2.1/1 dst b:www.example.com/23"), "bad_address");
  EXPECT_EQ(only_reason("%ASA-6-106015: Deny TCP (no connection) from 192.0.2.1/1 to 192.0.2.2/2"),
            "no_time");
}

}  // namespace
}  // namespace hamon
