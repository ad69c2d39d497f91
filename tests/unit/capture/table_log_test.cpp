#include "capture/table_log.hpp"

#include "capture/table_row.hpp"

#include "line_text.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using testing_lines::at;
using testing_lines::ReadLog;

ReadLog read_table(const std::string& text) {
  const TimeZone tokyo = TimeZone::named("Asia/Tokyo").value_or(TimeZone::utc());
  return testing_lines::read_with(make_table_log_source, text, &tokyo);
}

bool looks(std::string_view text) {
  return looks_like_table_log(std::as_bytes(std::span(text)));
}

const std::string kNfdump16 = "ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt\n";

TEST(TableLog, ReadsNfdump16InLocalTimeAndLeavesTheSummaryOut) {
  const auto log = read_table(
      kNfdump16 +
      "2026-06-09 09:00:10,2026-06-09 09:00:12,2.000,192.0.2.7,192.0.2.9,50000,445,TCP,...AP.SF,"
      "0,0,10,3000,0,0\r\n"
      "Summary\nflows,bytes,packets,avg_bps,avg_pps,avg_bpp\n1,3000,10,12000,5,300\n");
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.flows[0].start, at(10));
  EXPECT_EQ(log.flows[0].end, at(12));
  EXPECT_EQ(log.flows[0].responder_port, 445);
  EXPECT_EQ(log.flows[0].bytes_out, 3000U);
  EXPECT_EQ(log.flows[0].state, FlowState::Established);
  EXPECT_EQ(log.report.kind, "nfdump-csv");
  EXPECT_EQ(log.report.records, 1U);
  EXPECT_TRUE(log.diagnostics.empty());
}

TEST(TableLog, CountsWhatStandsBehindASummary) {
  const auto log = read_table(kNfdump16 +
                              "Summary\nflows,bytes,packets,avg_bps,avg_pps,avg_bpp\n0,0,0,0,0,0\n"
                              "what is this\n\xFF\xFE\n");
  EXPECT_EQ(log.report.records, 2U);
  EXPECT_EQ(log.report.used, 0U);
}

TEST(TableLog, ReadsNfdump17ByItsOtherNamesAndAHeaderThatChangesInMidFile) {
  const auto log = read_table(
      "firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows\n"
      "2026-06-09 09:00:00.500,1.500,UDP,192.0.2.9,53,192.0.2.7,50000,2,300,1\n" +
      kNfdump16 +
      "2026-06-09 09:00:10,2026-06-09 09:00:12,2.000,2001:db8::7,2001:db8::9,0,128.0,ICMP6,"
      "........,0,0,1,64,0,0\n");
  ASSERT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(log.flows[0].initiator.text(), "192.0.2.7") << "only its source holds a service port";
  EXPECT_EQ(log.flows[0].bytes_in, 300U);
  EXPECT_EQ(log.flows[0].end, at(2));
  EXPECT_EQ(log.flows[1].protocol, protocol::kIcmp6);
  EXPECT_EQ(log.flows[1].initiator_port, 128);
}

TEST(TableLog, ReadsWhoOpenedAndBothDirectionsOfArgus) {
  const std::string header =
      "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,TotPkts,TotBytes,SrcBytes,"
      "SrcPkts\n";
  const auto log = read_table(
      header +
      "2026/06/09 09:00:00.000000,2.5,tcp,192.0.2.7,50000,   ->,192.0.2.9,445,FSPA_FSPA,10,5000,"
      "2000,6\n"
      "2026/06/09 09:00:00.000000,0,tcp,192.0.2.9,445,   <-,192.0.2.7,50000,S_RA,2,134,70,1\n"
      "2026/06/09 09:00:00.000000,0,arp,192.0.2.7,,  who,192.0.2.9,,CON,2,84,42,1\n");
  ASSERT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(log.flows[0].bytes_in, 3000U);
  EXPECT_EQ(log.flows[0].packets_in, 4U);
  EXPECT_EQ(log.flows[0].end, at(2) + Duration::milliseconds(500));
  EXPECT_EQ(log.flows[0].state, FlowState::Established);
  EXPECT_TRUE(log.flows[0].bytes_with_link_layer);
  EXPECT_EQ(log.flows[1].initiator.text(), "192.0.2.7");
  EXPECT_EQ(log.unused("nothing_to_keep"), 1U);
}

TEST(TableLog, ReadsSilkTablesWithTheirPadding) {
  const auto log = testing_lines::read_with(
      make_table_log_source,
      "            sIP|            dIP|sPort|dPort|pro|packets|bytes|   flags|"
      "                  sTime|duration|                  eTime|sensor|\n"
      "      192.0.2.7|      192.0.2.9|50000|   80|  6|      5|  900| S PA   |"
      "2026/06/09T00:00:01.000|   1.000|2026/06/09T00:00:02.000|    S0|\n");
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.flows[0].start, at(1));
  EXPECT_EQ(log.flows[0].responder_port, 80);
  EXPECT_EQ(log.report.kind, "silk-rwcut");
}

TEST(TableLog, ReadsAwsFlowLogsWithAndWithoutHeaderAndTellsWhatWasSkipped) {
  const std::string start = std::to_string(at(0).ns / 1'000'000'000);
  const std::string end = std::to_string(at(60).ns / 1'000'000'000);
  const std::string eni = "2 123456789010 eni-1 ";
  const auto log = read_table(
      eni + "192.0.2.7 192.0.2.9 50000 22 6 20 4249 " + start + " " + end + " ACCEPT OK\n" + eni +
      "192.0.2.7 192.0.2.9 50001 3389 6 1 40 " + start + " " + end + " REJECT OK\n" + eni +
      "- - - - - - - " + start + " " + end + " - NODATA\n" + eni + "- - - - - - - " + start + " " +
      end + " - SKIPDATA\n" + "srcaddr dstaddr start end protocol\n192.0.2.1 192.0.2.2 " + start +
      " " + end + " 47\n");
  ASSERT_EQ(log.flows.size(), 3U);
  EXPECT_EQ(log.flows[0].end, at(60));
  EXPECT_EQ(log.flows[1].state, FlowState::Rejected);
  EXPECT_EQ(log.flows[2].protocol, 47);
  EXPECT_EQ(log.unused("no_data"), 1U);
  EXPECT_EQ(log.unused("skipped_data"), 1U);
  EXPECT_EQ(log.report.limits,
            (std::vector<SourceLimit>{{"not_kept", Interval{at(0), at(60)}, 0}}));
  ASSERT_EQ(log.diagnostics.size(), 1U);
  EXPECT_EQ(log.diagnostics[0].place, Place::line(4));
}

TEST(TableLog, CountsBadLinesByReason) {
  const std::string good =
      "2026-06-09 09:00:10,2026-06-09 09:00:12,2,192.0.2.7,192.0.2.9,1,445,TCP,.,0,0,1,60,0,0\n";
  const auto changed = [&good](const std::string& from, const std::string& to) {
    std::string line = good;
    return line.replace(line.find(from), from.size(), to);
  };
  const auto log = read_table(kNfdump16 + good + changed("192.0.2.7", "ws1") +
                              changed("2026-06-09 09:00:10", "x") + changed(",445,", ",70000,") +
                              changed("TCP", "QUX") + changed(",60,", ",-60,") + "1,2,3\n" +
                              std::string("9\0\xFF,\n", 5) + good.substr(0, 30));
  EXPECT_EQ(log.flows.size(), 1U);
  for (const char* reason : {"bad_address", "bad_time", "bad_port", "bad_protocol", "bad_number"}) {
    EXPECT_EQ(log.unused(reason), 1U) << reason;
  }
  EXPECT_EQ(log.unused("wrong_columns"), 2U);
  EXPECT_EQ(log.unused("cut_off"), 1U);
}

TEST(TableLog, CountsLinesBeforeAnyHeaderAlsoWhereTheyAreJson) {
  const auto log = read_table("{\"a\":1}\n1,2,3\n" + kNfdump16);
  EXPECT_EQ(log.unused("no_header"), 2U);
}

TEST(TableLog, RefusesLocalTimesWithoutAZone) {
  const auto log = testing_lines::read_with(
      make_table_log_source,
      kNfdump16 +
          "2026-06-09 09:00:10,2026-06-09 09:00:12,2,192.0.2.7,192.0.2.9,1,2,TCP,.,0,0,1,60,0,0\n");
  EXPECT_EQ(log.unused("time_without_zone"), 1U);
}

TEST(TableLog, IsRecognisedByTheNamesOfItsColumns) {
  EXPECT_TRUE(looks(kNfdump16));
  EXPECT_TRUE(looks("\xEF\xBB\xBF" + kNfdump16));
  EXPECT_TRUE(looks("2 1 eni-1 - - - - - - - 1 2 - NODATA\n"));
  EXPECT_FALSE(looks("name,ip,mac,department,role,vendor\n"));
  EXPECT_FALSE(looks("ts,te,td,sa\n"));
  EXPECT_FALSE(looks("3 1 eni-1 - - - - - - - 1 2 - NODATA\n"));
  EXPECT_FALSE(looks(""));
}

TEST(TableCount, ReadsWhatNfdumpShortensAndShippersMakeFractionsOf) {
  EXPECT_EQ(table_count("17"), 17U);
  EXPECT_EQ(table_count("412.0"), 412U);
  EXPECT_EQ(table_count("1.2 M"), 1'200'000U);
  EXPECT_EQ(table_count("1.5"), std::nullopt);
  EXPECT_EQ(table_count("-1"), std::nullopt);
}

}  // namespace
}  // namespace hamon
