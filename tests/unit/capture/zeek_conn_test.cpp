#include "capture/zeek_conn.hpp"

#include "unit/capture/zeek_text.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace testing_zeek;

const std::string kWhole = row(
    "1780930800.123456 C1 10.10.1.21 65145 10.10.1.23 1433 tcp - 3600.000001 3885600 29142760 SF - "
    "- 0 ShADadFf 2860 4000000 21431 30000000 -");

std::string conn(const std::string& rows) {
  return header("conn", kConnFields) + rows;
}

/// A record of packets and bytes that a state is judged by.
FlowRecord seen(std::uint8_t protocol, std::uint64_t packets_out, std::uint64_t packets_in) {
  FlowRecord record;
  record.protocol = protocol;
  record.packets_out = packets_out;
  record.packets_in = packets_in;
  return record;
}

FlowState state(std::string_view word, std::string_view history, std::uint64_t out = 3,
                std::uint64_t in = 3, std::uint8_t protocol = protocol::kTcp) {
  return zeek_state(word, ZeekHistory(history), seen(protocol, out, in));
}

FlowRecord only(const std::string& text) {
  const auto log = read_log(text);
  EXPECT_EQ(log.flows.size(), 1U);
  return log.flows.empty() ? FlowRecord{} : log.flows.front();
}

FlowRecord with(const std::string& protocol, const std::string& ports, const std::string& history,
                const std::string& word = "SF", const std::string& service = "-") {
  const auto blank = ports.find(' ');
  return only(conn(row("1.5 C1 10.0.0.1 " + ports.substr(0, blank) + " 10.0.0.2 " +
                       ports.substr(blank + 1) + " " + protocol + " " + service + " 1.0 10 20 " +
                       word + " - - 0 " + history + " 2 100 2 120 -")));
}

TEST(ZeekConn, ReadsEveryFieldOfARow) {
  const FlowRecord r = only(conn(kWhole));
  EXPECT_EQ(r.start.ns, 1'780'930'800'123'456'000);
  EXPECT_EQ(r.end.ns, 1'780'934'400'123'457'000);  // 3600.000001 s later
  EXPECT_EQ(r.initiator.text(), "10.10.1.21");
  EXPECT_EQ(r.responder.text(), "10.10.1.23");
  EXPECT_EQ(r.initiator_port, 65145);
  EXPECT_EQ(r.responder_port, 1433);
  EXPECT_EQ(r.protocol, protocol::kTcp);
  EXPECT_EQ(r.state, FlowState::Established);
  EXPECT_EQ(r.direction, DirectionBasis::Syn);
  EXPECT_TRUE(r.saw_syn);
  EXPECT_TRUE(r.payload_known);
  EXPECT_EQ(r.payload_out, 3885600U);
  EXPECT_EQ(r.payload_in, 29142760U);
  EXPECT_EQ(r.packets_out, 2860U);
  EXPECT_EQ(r.bytes_out, 4000000U);
  EXPECT_EQ(r.packets_in, 21431U);
  EXPECT_EQ(r.bytes_in, 30000000U);
  EXPECT_EQ(r.history, "ShADadFf");
  EXPECT_EQ(r.service, "");
  EXPECT_EQ(r.service_basis, ServiceBasis::None);
  EXPECT_EQ(r.tunnel, "");
  EXPECT_EQ(r.first, 7U);  // six lines of header
  EXPECT_EQ(r.last, 7U);
}

TEST(ZeekConn, FindsColumnsByNameNeverByPosition) {
  const FlowRecord r = only(header("conn",
                                   "resp_pkts unheard_of id.resp_p id.resp_h proto id.orig_p "
                                   "id.orig_h ts orig_l2_addr vlan") +
                            row("7 x 443 2001:db8::2 tcp 50000 2001:db8::1 2.000000 "
                                "02:00:0a:0a:01:15 12"));
  EXPECT_EQ(r.initiator.text(), "2001:db8::1");
  EXPECT_EQ(r.responder.text(), "2001:db8::2");
  EXPECT_EQ(r.responder_port, 443);
  EXPECT_EQ(r.packets_in, 7U);
  EXPECT_EQ(r.start.ns, 2'000'000'000);
  EXPECT_EQ(r.end, r.start);
  ASSERT_TRUE(r.initiator_mac);
  EXPECT_EQ(r.initiator_mac->text(), "02:00:0a:0a:01:15");
  EXPECT_FALSE(r.responder_mac);
  EXPECT_EQ(r.vlan, 12);
}

TEST(ZeekConn, TranslatesConnStates) {
  // design, section 2
  for (const char* word : {"S1", "S2", "S3", "SF", "RSTO", "RSTR"}) {
    EXPECT_EQ(state(word, "ShADad"), FlowState::Established) << word;
  }
  for (const char* word : {"S0", "SH", "RSTOS0"}) {
    EXPECT_EQ(state(word, "S", 1, 0), FlowState::Attempted) << word;
  }
  EXPECT_EQ(state("REJ", "Sr", 1, 1), FlowState::Rejected);
}

TEST(ZeekConn, JudgesOtherTcpStatesByTheirHistory) {
  EXPECT_EQ(state("OTH", "DadA"), FlowState::Established);         // begun before the log
  EXPECT_EQ(state("OTH", "D", 3, 0), FlowState::Established);      // data carries an ACK
  EXPECT_EQ(state("OTH", "SAD", 3, 0), FlowState::Established);    // one side alone was captured
  EXPECT_EQ(state("OTH", "Aa"), FlowState::Established);           // keep-alives
  EXPECT_EQ(state("SHR", "^hadf", 0, 4), FlowState::Established);  // responder's side alone
  EXPECT_EQ(state("RSTRH", "^hr", 0, 2), FlowState::Attempted);    // SYN-ACK, then reset
  EXPECT_EQ(state("OTH", "Sh", 1, 1), FlowState::Attempted);       // no final ACK
  EXPECT_EQ(state("OTH", "SD", 2, 0), FlowState::Attempted);       // data in the SYN
  EXPECT_EQ(state("OTH", "Sr", 1, 1), FlowState::Rejected);
  EXPECT_EQ(state("OTH", "R", 1, 0), FlowState::OneWay);
  EXPECT_EQ(state("OTH", "A", 1, 0), FlowState::OneWay);
  EXPECT_EQ(state("OTH", "", 2, 2), FlowState::Established);
  EXPECT_EQ(state("OTH", "", 2, 0), FlowState::OneWay);
}

TEST(ZeekConn, JudgesUdpAndOtherProtocolsByWhoSent) {
  using protocol::kUdp;
  EXPECT_EQ(state("SF", "Dd", 1, 1, kUdp), FlowState::Established);
  EXPECT_EQ(state("S0", "D", 1, 0, kUdp), FlowState::Attempted);
  EXPECT_EQ(state("SHR", "d", 0, 1, kUdp), FlowState::OneWay);
  EXPECT_EQ(state("OTH", "", 1, 1, 47), FlowState::Established);
  EXPECT_EQ(state("OTH", "", 1, 0, 47), FlowState::OneWay);
}

TEST(ZeekConn, JudgesIcmpByRequestAndAnswer) {
  FlowRecord echo = seen(protocol::kIcmp, 4, 4);
  echo.initiator_port = 8;
  EXPECT_EQ(zeek_state("OTH", ZeekHistory(""), echo), FlowState::Established);
  echo.packets_in = 0;
  EXPECT_EQ(zeek_state("OTH", ZeekHistory(""), echo), FlowState::Attempted);
  FlowRecord unreachable = seen(protocol::kIcmp, 1, 0);
  unreachable.initiator_port = 3;
  EXPECT_EQ(zeek_state("OTH", ZeekHistory(""), unreachable), FlowState::OneWay);
}

TEST(ZeekConn, SaysWhatTheDirectionRestsOn) {
  EXPECT_EQ(with("tcp", "50000 443", "ShADad").direction, DirectionBasis::Syn);
  EXPECT_EQ(with("tcp", "50000 443", "hADad").direction, DirectionBasis::SynAck);
  EXPECT_EQ(with("tcp", "50000 443", "^hADad").direction, DirectionBasis::SynAck);
  EXPECT_EQ(with("tcp", "50000 443", "DadA", "OTH").direction, DirectionBasis::Sensor);
  EXPECT_EQ(with("tcp", "50000 443", "^dDaA", "OTH").direction, DirectionBasis::ServicePort);
  EXPECT_EQ(with("udp", "50000 53", "Dd").direction, DirectionBasis::Sensor);
  EXPECT_EQ(with("udp", "50000 53", "^d", "SHR").direction, DirectionBasis::ServicePort);
  EXPECT_FALSE(is_observed(with("tcp", "50000 443", "^dDaA", "OTH").direction));
}

TEST(ZeekConn, SeesANewConnectionOnlyWhereTheOriginatorsSynIs) {
  EXPECT_TRUE(with("tcp", "50000 443", "ShADad").saw_syn);
  EXPECT_FALSE(with("tcp", "50000 443", "DadA", "OTH").saw_syn);
  EXPECT_FALSE(with("udp", "50000 53", "Dd").saw_syn);
}

TEST(ZeekHistoryLetters, BelongToTheOtherEndBeforeTheFlip) {
  const ZeekHistory history("D^dA");  // the first D came from what is the responder now
  EXPECT_TRUE(history.flipped());
  EXPECT_TRUE(history.resp('d'));
  EXPECT_TRUE(history.orig('a'));
  EXPECT_FALSE(history.orig('d'));
}

TEST(ZeekConn, TranslatesServicesAndLeavesOutViolatedOnes) {
  EXPECT_EQ(with("tcp", "50000 445", "ShADad", "SF", "gssapi,ntlm,smb").service, "smb");
  EXPECT_EQ(with("tcp", "50000 8443", "ShADad", "SF", "ssl").service, "tls");
  EXPECT_EQ(with("tcp", "50000 443", "ShADad", "SF", "ssl").service, "https");
  EXPECT_EQ(with("tcp", "50000 9999", "ShADad", "SF", "-ssl").service, "");
  EXPECT_EQ(with("tcp", "50000 9999", "ShADad", "SF", "ssh").service_basis, ServiceBasis::Sensor);
  EXPECT_EQ(with("tcp", "50000 9999", "ShADad", "SF", "-ssl").service_basis, ServiceBasis::None);
}

TEST(ZeekConn, GivesIcmpTypeAndCode) {
  const FlowRecord echo = with("icmp", "8 0", "-", "OTH");
  EXPECT_EQ(echo.protocol, protocol::kIcmp);
  EXPECT_TRUE(echo.has_ports);
  EXPECT_EQ(echo.initiator_port, 8);
  EXPECT_EQ(echo.responder_port, 0);
  // Zeek writes the answer's type (14) where the code belongs, which is 0 (RFC 792).
  EXPECT_EQ(with("icmp", "13 14", "-", "OTH").responder_port, 0);
  EXPECT_EQ(with("icmp", "3 13", "-", "OTH").responder_port, 13);
  const FlowRecord v6 = only(
      conn(row("1.5 C1 2001:db8::1 128 2001:db8::2 129 icmp - 1.0 10 10 OTH - - 0 - 1 58 1 58 -")));
  EXPECT_EQ(v6.protocol, protocol::kIcmp6);
  EXPECT_EQ(v6.responder_port, 0);
}

TEST(ZeekConn, ReadsProtocolsWithoutPortsByNumber) {
  const auto log = read_log(
      header("conn", std::string(kConnFields) + " ip_proto") +
      row("1.5 C1 10.0.0.1 0 10.0.0.2 0 unknown_transport - 1.0 0 0 OTH - - 0 - 1 58 1 58 - 47") +
      row("1.5 C1 10.0.0.1 0 10.0.0.2 0 unknown_transport - 1.0 0 0 OTH - - 0 - 1 58 1 58 - -"));
  ASSERT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(log.flows[0].protocol, 47);
  EXPECT_FALSE(log.flows[0].has_ports);
  EXPECT_EQ(log.flows[1].protocol, 255);  // IANA: reserved
}

TEST(ZeekConn, TakesUnsetDurationAndBytesForASingleInstant) {
  // Zeek leaves duration and bytes of a single packet unset.
  const FlowRecord syn =
      only(conn(row("1.5 C1 10.0.0.1 50000 10.0.0.2 22 tcp - - - - S0 - - 0 S 1 60 0 0 -")));
  EXPECT_EQ(syn.end, syn.start);
  EXPECT_EQ(syn.state, FlowState::Attempted);
  EXPECT_TRUE(syn.payload_known);  // no D: no data
  EXPECT_EQ(syn.payload_out, 0U);
  const FlowRecord datagram =
      only(conn(row("1.5 C1 10.0.0.1 50000 10.0.0.2 514 udp - - - - S0 - - 0 D 1 328 0 0 -")));
  EXPECT_FALSE(datagram.payload_known);
  EXPECT_EQ(datagram.bytes_out, 328U);
}

TEST(ZeekConn, MarksWhatRanInATunnel) {
  EXPECT_EQ(only(conn(row("1.5 C1 10.0.0.1 1 10.0.0.2 2 udp - - - - S0 - - 0 D 1 328 0 0 CHhAvV")))
                .tunnel,
            "tunnel");
  EXPECT_EQ(only(conn(row("1.5 C1 10.0.0.1 1 10.0.0.2 2 udp - - - - S0 - - 0 D 1 328 0 0 (empty)")))
                .tunnel,
            "");
}

TEST(ZeekConn, CountsBadLinesByReasonAndTellsOfTheFirst) {
  const auto log = read_log(
      conn(kWhole + row("never C1 10.0.0.1 1 10.0.0.2 2 udp - - - - S0 - - 0 D 1 328 0 0 -") +
           row("1.5 C1 10.0.0.256 1 10.0.0.2 2 udp - - - - S0 - - 0 D 1 328 0 0 -") +
           row("1.5 C1 10.0.0.1 65536 10.0.0.2 2 udp - - - - S0 - - 0 D 1 328 0 0 -") +
           row("1.5 C1 10.0.0.1 1 10.0.0.2 2 carrier - - - - S0 - - 0 D 1 328 0 0 -") +
           row("1.5 C1 10.0.0.1 1 10.0.0.2 2 udp - -1 - - S0 - - 0 D 1 328 0 0 -") +
           row("1.5 C1 10.0.0.1 1 10.0.0.2 2 udp - - - - S0 - - 0 D 1x 328 0 0 -") +
           row("1.5 C1 10.0.0.1") + row("1.6 C1 10.0.0.1") + kWhole));
  EXPECT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(log.report.records, 10U);
  EXPECT_EQ(log.report.used, 2U);
  using Counts = std::vector<std::pair<std::string, std::uint64_t>>;
  EXPECT_EQ(log.report.unused, (Counts{{"bad_address", 1},
                                       {"bad_number", 2},
                                       {"bad_port", 1},
                                       {"bad_protocol", 1},
                                       {"bad_time", 1},
                                       {"wrong_columns", 2}}));
  EXPECT_TRUE(log.report.damaged);
  ASSERT_EQ(log.diagnostics.size(), 6U);
  EXPECT_EQ(log.diagnostics.front().place, Place::line(14));  // wrong columns, after 7 good and bad
  EXPECT_EQ(log.diagnostics.front().file, "x.log");
  EXPECT_FALSE(log.diagnostics.front().hint.empty());
}

TEST(ZeekConn, WidensItsWindowOverAllRecords) {
  const auto log =
      read_log(conn(row("9.5 C1 10.0.0.1 1 10.0.0.2 2 udp - - - - S0 - - 0 D 1 328 0 0 -") +
                    row("1.5 C1 10.0.0.1 1 10.0.0.2 2 udp - 20.0 1 0 S0 - - 0 D 1 328 0 0 -")));
  EXPECT_EQ(log.report.window, (Interval{{1'500'000'000}, {21'500'000'000}}));
}

}  // namespace
}  // namespace hamon
