#include "unit/capture/text_log_text.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace testing_text_log;

/// A line in the order of fields of PAN-OS; packets as sent, received.
std::string traffic(const std::string& subtype, const std::string& app, const std::string& ports,
                    const std::string& action, const std::string& bytes, const std::string& packets,
                    const std::string& end = "") {
  return "1,2026/06/09 10:00:20,0072,TRAFFIC," + subtype +
         ",1,2026/06/09 10:00:20,192.0.2.10,198.51.100.1,203.0.113.1,198.51.100.1,rule,user,,"
         "" +
         app + ",vsys1,T,U,e1,e2,L,2026/06/09 10:00:20,8720,1," + ports + ",11637,443,0x40,tcp," +
         action + "," + bytes + ",9,2026/06/09 10:00:00,16,\"a,b\",0,1,0x0,JP,US,0," + packets +
         end + "\n";
}

TEST(PaloaltoLog, ReadsTheEndOfASessionByTheKnownOrderOfFields) {
  const auto log =
      read_in_tokyo("<190>Jun 09 10:00:20 PA " + traffic("end", "ms-rdp", "50000,3389", "allow",
                                                         "2346,1974,372", "6,3", ",tcp-fin"));
  ASSERT_EQ(log.flows.size(), 1U);
  const FlowRecord& r = log.flows[0];
  EXPECT_EQ(said(r), "192.0.2.10:50000 > 198.51.100.1:3389 tcp established");
  EXPECT_EQ(utc(r.start), "2026-06-09T01:00:00Z");
  EXPECT_EQ(utc(r.end), "2026-06-09T01:00:16Z");
  EXPECT_EQ(r.bytes_out, 1974U);
  EXPECT_EQ(r.bytes_in, 372U);
  EXPECT_EQ(r.packets_out, 6U);
  EXPECT_EQ(r.packets_in, 3U);
  EXPECT_TRUE(r.bytes_with_link_layer);
  EXPECT_EQ(r.service, "rdp");
  EXPECT_EQ(r.service_basis, ServiceBasis::Sensor);
  EXPECT_EQ(r.names.size(), 0U);
  EXPECT_EQ(log.report.kind, "paloalto");
  EXPECT_EQ(log.report.format_note, "translated 1");
}

TEST(PaloaltoLog, JoinsBeginningAndEndOfASession) {
  const auto log =
      read_in_tokyo(traffic("start", "ssl", "50000,443", "allow", "100,100,0", "1,0") +
                    traffic("end", "ssl", "50000,443", "allow", "2346,1974,372", "6,3") +
                    traffic("start", "ssl", "50001,443", "allow", "100,100,0", "1,0"));
  ASSERT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(log.flows[0].first, 1U);
  EXPECT_EQ(log.flows[0].last, 2U);
  EXPECT_EQ(said(log.flows[1]), "192.0.2.10:50001 > 198.51.100.1:443 tcp one_way");
}

TEST(PaloaltoLog, TellsStatesBySubtypeActionAndAnswer) {
  const auto state = [](const std::string& subtype, const std::string& action,
                        const std::string& packets, const std::string& end = "") {
    return read_in_tokyo(traffic(subtype, "x", "1,2", action,
                                 packets == "1,0" ? "60,60,0" : "0,60,60", packets, end))
        .flows.at(0)
        .state;
  };
  EXPECT_EQ(state("drop", "deny", "1,0"), FlowState::Rejected);
  EXPECT_EQ(state("end", "reset-both", "1,1"), FlowState::Rejected);
  EXPECT_EQ(state("end", "allow", "1,0", ",aged-out"), FlowState::Attempted);
  EXPECT_EQ(state("end", "allow", "1,1", ",tcp-rst-from-server"), FlowState::Rejected);
  EXPECT_EQ(state("end", "allow", "5,5", ",tcp-rst-from-server"), FlowState::Established);
}

TEST(PaloaltoLog, TakesTheOffsetOfTheClockFromTheTimeThatNewerVersionsAppend) {
  const auto log = read_without_zone(traffic("end", "ssl", "50000,443", "allow", "2346,1974,372",
                                             "6,3", ",tcp-fin,,2026-06-09T10:00:20.123+09:00"));
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(utc(log.flows[0].start), "2026-06-09T01:00:00Z");
}

TEST(PaloaltoLog, ReadsATableByItsHeader) {
  const auto log = read_in_tokyo(
      "Domain,Receive Time,Serial #,Type,Threat/Content Type,Source address,Destination "
      "address,Session ID,IP Protocol,Source Port,Destination Port,Action,Bytes Sent,Bytes "
      "Received,Start Time,Elapsed Time (sec)\n"
      "1,2026/06/09 10:00:20,1,TRAFFIC,end,192.0.2.10,198.51.100.1,1,tcp,50001,445,allow,66,77,"
      "2026/06/09 10:00:00,4\n");
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(said(log.flows[0]), "192.0.2.10:50001 > 198.51.100.1:445 tcp established");
  EXPECT_EQ(utc(log.flows[0].end), "2026-06-09T01:00:04Z");
}

TEST(PaloaltoLog, CountsEachWayInWhichALineIsBad) {
  const auto reason = [](const std::string& from, const std::string& to) {
    std::string line = traffic("end", "ssl", "50000,443", "allow", "2346,1974,372", "6,3");
    line.replace(line.find(from), from.size(), to);
    line.pop_back();
    return only_reason(line);
  };
  EXPECT_EQ(reason("192.0.2.10", "xx.xx"), "bad_address");
  EXPECT_EQ(reason("50000", "130000"), "bad_port");
  EXPECT_EQ(reason(",tcp,", ",abc,"), "bad_protocol");
  EXPECT_EQ(reason("1974", "-"), "bad_number");
  EXPECT_EQ(reason("2026/06/09 10:00:00", "9/6/26 10:00"), "bad_time");
  EXPECT_EQ(only_reason("1,2026/06/09 10:00:20,0072,TRAFFIC,end,1,x"), "wrong_columns");
}

}  // namespace
}  // namespace hamon
