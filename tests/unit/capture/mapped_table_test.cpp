#include "base/text_encoding.hpp"
#include "capture/mapped_source.hpp"

#include "mapped_text.hpp"
#include "support/made_workbook.hpp"
#include <gmock/gmock.h>

namespace hamon {
namespace {

using testing_lines::at;
using testing_mapped::mapping_of;
using testing_mapped::read_mapped;

const std::string kMapping = R"(
name: firewall-export
zone: UTC
fields:
  start: {column: 日時, format: "%Y/%m/%d %H:%M:%S"}
  duration: {column: 秒数}
  source: 送信元IP
  source_port: 送信元ポート
  target: 宛先IP
  target_port: 宛先ポート
  protocol: プロトコル
  bytes_out: 送信バイト
  bytes_in: 受信バイト
  state: {column: 動作, established: [許可], rejected: [拒否, 遮断], skip: [情報]}
  opened_by: {value: source}
)";
const std::string kHeader =
    "日時,秒数,送信元IP,送信元ポート,宛先IP,宛先ポート,プロトコル,送信バイト,受信バイト,動作\n";

std::string row(const std::string& action = "許可") {
  return "2026/6/9 0:00:10,2.5,192.0.2.7,50000,198.51.100.9,443,TCP,\"1,200\",3400," + action +
         "\n";
}

TEST(MappedTable, ReadsWhatTheMappingNames) {
  const auto log = read_mapped(kMapping, kHeader + row() + row("遮断") + row("情報"));
  ASSERT_EQ(log.flows.size(), 2U);
  const FlowRecord& flow = log.flows[0];
  EXPECT_EQ(flow.start, at(10));
  EXPECT_EQ(flow.end, at(12) + Duration::milliseconds(500));
  EXPECT_EQ(flow.initiator.text(), "192.0.2.7");
  EXPECT_EQ(flow.initiator_port, 50000);
  EXPECT_EQ(flow.responder_port, 443);
  EXPECT_EQ(flow.protocol, protocol::kTcp);
  EXPECT_EQ(flow.bytes_out, 1'200U);
  EXPECT_EQ(flow.bytes_in, 3'400U);
  EXPECT_EQ(flow.state, FlowState::Established);
  EXPECT_EQ(flow.direction, DirectionBasis::Sensor);
  EXPECT_EQ(flow.first, 2U);
  EXPECT_EQ(log.flows[1].state, FlowState::Rejected);
  EXPECT_EQ(log.unused("nothing_to_keep"), 1U);
  EXPECT_EQ(log.report.kind, "csv");
  EXPECT_EQ(log.report.format_note, "mapping firewall-export");
  EXPECT_FALSE(log.report.damaged);
  EXPECT_TRUE(log.diagnostics.empty());
}

TEST(MappedTable, ReadsCp932AndUtf16AndAnotherOrderOfColumnsWithTitlesAbove) {
  const std::string text =
      "通信ログ\n出力日,2026/06/10\n動作;宛先IP;送信元IP;プロトコル;日時\n"
      "許可;198.51.100.9;192.0.2.7;UDP;2026/06/09 00:00:10\n";
  std::string wide = "\xFF\xFE";
  for (const char32_t c : code_points(text)) {
    wide.push_back(static_cast<char>(c & 0xFFU));
    wide.push_back(static_cast<char>(c >> 8U));
  }
  // iconv -f UTF-8 -t CP932 of the words above.
  const std::string cp932 =
      "\x93\xAE\x8D\xEC;\x88\xB6\x90\xE6IP;\x91\x97\x90M\x8C\xB3IP;"
      "\x83v\x83\x8D\x83g\x83R\x83\x8B;\x93\xFA\x8E\x9E\r\n"
      "\x8B\x96\x89\xC2;198.51.100.9;192.0.2.7;UDP;2026/06/09 00:00:10\r\n";
  for (const std::string& bytes : {text, "\xEF\xBB\xBF" + text, wide, cp932}) {
    const auto log = read_mapped(kMapping, bytes, nullptr, 3);
    ASSERT_EQ(log.flows.size(), 1U);
    EXPECT_EQ(log.flows[0].start, at(10));
    EXPECT_EQ(log.flows[0].protocol, protocol::kUdp);
    EXPECT_EQ(log.flows[0].state, FlowState::Established);
  }
}

TEST(MappedTable, TellsOfAColumnThatIsNotThereWithTheNearest) {
  const auto log = read_mapped(kMapping,
                               "日時,送信元ＩＰ,宛先 IP,プロトコル,動作,受信バイト数\n"
                               "2026/06/09 00:00:10,192.0.2.7,192.0.2.9,6,許可,5\n");
  ASSERT_EQ(log.flows.size(), 1U) << "widths and blanks in names make no difference";
  ASSERT_EQ(log.diagnostics.size(), 5U);
  EXPECT_THAT(log.diagnostics[4].what.args, testing::ElementsAre("受信バイト", "13"));
  EXPECT_THAT(log.diagnostics[4].hint.args, testing::ElementsAre("受信バイト数"));
}

TEST(MappedTable, WithoutTheColumnsOfItsEndsItReadsNothingAndSaysWhatItFound) {
  const auto log = read_mapped(kMapping, "time,src,dst\n1,2,3\n");
  EXPECT_TRUE(log.flows.empty());
  EXPECT_EQ(log.unused("no_header"), 2U);
  EXPECT_TRUE(log.report.damaged);
  ASSERT_FALSE(log.diagnostics.empty());
  EXPECT_THAT(log.diagnostics[0].hint.args, testing::ElementsAre("time, src, dst"));
}

TEST(MappedTable, CountsRowsThatCannotBeUsedByReason) {
  const auto log = read_mapped(
      kMapping, kHeader + "2026/13/09 00:00:10,1,192.0.2.7,1,192.0.2.9,2,TCP,1,1,許可\n" +
                    "2026/06/09 00:00:10,1,host7,1,192.0.2.9,2,TCP,1,1,許可\n" +
                    "2026/06/09 00:00:10,1,192.0.2.7,70000,192.0.2.9,2,TCP,1,1,許可\n" +
                    "2026/06/09 00:00:10,1,192.0.2.7,1,192.0.2.9,2,XYZ,1,1,許可\n" +
                    "2026/06/09 00:00:10,1,192.0.2.7,1,192.0.2.9,2,TCP,many,1,許可\n" +
                    "2026/06/09 00:00:10,1,192.0.2.7,1,192.0.2.9,2,TCP,1,1,拒絶\n" +
                    "2026/06/09 00:00:10,1,192.0.2.7\n" + row());
  EXPECT_EQ(log.flows.size(), 1U);
  for (const char* reason : {"bad_time", "bad_address", "bad_port", "bad_protocol", "bad_number",
                             "unknown_word", "wrong_columns"}) {
    EXPECT_EQ(log.unused(reason), 1U) << reason;
  }
  EXPECT_EQ(log.report.records, 8U);
  const auto word = std::ranges::find_if(log.diagnostics, [](const Diagnostic& d) {
    return d.what.id == "the mapping does not say what `{}` means in `{}`";
  });
  ASSERT_NE(word, log.diagnostics.end());
  EXPECT_THAT(word->what.args, testing::ElementsAre("拒絶", "state"));
  EXPECT_EQ(word->place, Place::line(7));
}

TEST(MappedTable, HostileLinesAreCountedAndTheRestIsRead) {
  const auto log = read_mapped(
      kMapping, kHeader + row() + std::string(10'000'000, 'x') + "\n" + std::string("a\0b,c\n", 6) +
                    "\xFF\xFE\xFD,x\n" + "\r\n\n" + "宛先IP,送信元IP,日時,プロトコル\n" +
                    "192.0.2.9,192.0.2.8,2026/06/09 00:00:11,6\n" + "\"open," + row());
  EXPECT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(log.flows[1].initiator.text(), "192.0.2.8") << "by the header that came in mid-file";
  EXPECT_EQ(log.unused("too_long"), 1U);
  EXPECT_EQ(log.unused("not_text"), 2U);
  EXPECT_TRUE(log.report.damaged);
}

TEST(MappedTable, AQuotedCellMayHoldLinesDelimitersAndQuotes) {
  const std::string mapping = R"(
zone: UTC
fields: {start: T, source: S, target: D, protocol: {value: tcp}, source_name: N}
)";
  const auto log = read_mapped(
      mapping,
      "N,T,S,D\n\"pc1\n, the \"\"old\"\" one\",2026-06-09 00:00:01,192.0.2.1,192.0.2.2\n"
      "pc2,2026-06-09 00:00:02,192.0.2.1,192.0.2.2\n"
      "\"never closed,2026-06-09 00:00:03,192.0.2.1,192.0.2.2\n"
      "pc4,2026-06-09 00:00:04,192.0.2.1,192.0.2.2\n");
  ASSERT_EQ(log.flows.size(), 4U);
  EXPECT_EQ(log.flows[0].first, 2U);
  EXPECT_EQ(log.flows[1].first, 4U);
  EXPECT_EQ(log.flows[3].start, at(4));
  ASSERT_EQ(log.bindings.size(), 2U);
  EXPECT_EQ(log.bindings[0].name, "pc2");
  EXPECT_EQ(log.bindings[0].kind, BindingKind::HostName);
}

TEST(MappedTable, AddressesMayCarryTheirPorts) {
  const std::string mapping =
      "fields: {start: {column: T, unit: ms}, source: S, target: D, protocol: {value: tcp}}\n";
  const auto log = read_mapped(mapping,
                               "T,S,D\n1780963201500,2001:db8::7,[2001:db8::1]:443\n"
                               "1780963202000,192.0.2.1:50000,192.0.2.2:https\n"
                               "1780963202000,192.0.2.1:50000,2001:db8::1\n");
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.flows[0].start, at(1) + Duration::milliseconds(500));
  EXPECT_EQ(log.flows[0].responder.text(), "2001:db8::1");
  EXPECT_EQ(log.flows[0].responder_port, 443);
  EXPECT_EQ(log.unused("bad_port"), 1U);
  EXPECT_EQ(log.unused("bad_address"), 1U) << "of two versions of IP";
}

TEST(MappedTable, ReadsConversationsOfWiresharkWithTimesFromTheCapturesBegin) {
  // Columns as Wireshark 4.0 writes them (Statistics, Conversations, Copy as CSV).
  const std::string mapping = R"(
name: wireshark-tcp
counts: frames
fields:
  start: {column: Rel Start, unit: s, since: 2026-06-09T09:00:00+09:00}
  duration: Duration
  source: Address A
  source_port: Port A
  target: Address B
  target_port: Port B
  packets_out: Packets A → B
  bytes_out: Bytes A → B
  packets_in: Packets B → A
  bytes_in: Bytes B → A
  protocol: {value: tcp}
)";
  const auto log = read_mapped(
      mapping,
      "\"Address A\",\"Port A\",\"Address B\",\"Port B\",\"Packets\",\"Bytes\",\"Stream ID\","
      "\"Packets A → B\",\"Bytes A → B\",\"Packets B → A\",\"Bytes B → A\",\"Rel Start\","
      "\"Duration\",\"Bits/s A → B\",\"Bits/s B → A\"\n"
      "\"192.0.2.7\",\"50000\",\"192.0.2.9\",\"104\",\"20\",\"9000\",\"0\",\"12\",\"8000\",\"8\","
      "\"1000\",\"1.250000\",\"2.5000\",\"1\",\"1\"\n");
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.flows[0].start, at(1) + Duration::milliseconds(250));
  EXPECT_EQ(log.flows[0].end, at(3) + Duration::milliseconds(750));
  EXPECT_EQ(log.flows[0].packets_in, 8U);
  EXPECT_TRUE(log.flows[0].bytes_with_link_layer);
  EXPECT_EQ(log.flows[0].state, FlowState::Established);
}

TEST(MappedTable, WithoutCountsAndStatesNothingShowsAnAnswer) {
  const std::string fields =
      "zone: UTC\nfields:\n  start: T\n  source: S\n  target: D\n  protocol: {value: tcp}\n";
  const std::string text = "T,S,D,B\n2026/06/09 00:00:01,192.0.2.1,192.0.2.2,5000\n";
  EXPECT_EQ(read_mapped(fields, text).flows.at(0).state, FlowState::OneWay);
  EXPECT_EQ(read_mapped(fields + "  bytes: B\nboth_ways: yes\n", text).flows.at(0).state,
            FlowState::OneWay)
      << "the sum of both directions";
  EXPECT_EQ(read_mapped(fields + "  state: {value: established}\n", text).flows.at(0).state,
            FlowState::Established);
}

TEST(MappedTable, ATimeWithoutZoneIsCounted) {
  const auto log = read_mapped("fields: {start: T, source: S, target: D, protocol: {value: tcp}}\n",
                               "T,S,D\n2026/06/09 00:00:01,192.0.2.1,192.0.2.2\n");
  EXPECT_EQ(log.unused("time_without_zone"), 1U);
}

TEST(MappedTable, ColumnsByNumberNeedNoHeader) {
  const auto log = read_mapped(
      "zone: Asia/Tokyo\ntable: {header: no, delimiter: blank, skip: 1}\n"
      "fields: {start: [1, 2], source: 3, target: 4, protocol: 5, exporter: {value: "
      "192.0.2.254}}\n",
      "written by hand\n2026-06-09  09:00:01 192.0.2.1 192.0.2.2  tcp\n");
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.flows[0].start, at(1));
  ASSERT_TRUE(log.flows[0].exporter);
  EXPECT_EQ(log.flows[0].exporter->text(), "192.0.2.254");
}

TEST(MappedTable, ReadsASheetOfAWorkbookWithItsSerialNumbers) {
  using testing_workbook::made_row;
  const std::string mapping =
      "name: export\nzone: UTC\ntable: {sheet: 通信}\n"
      "fields: {start: [日付, 時刻], source: S, target: D, target_port: P, protocol: {value: "
      "tcp}}\n";
  const std::string rows = made_row(1, {"通信ログ"}) + made_row(3, {"日付", "時刻", "S", "D", "P"});
  // 2026-06-09 is 46182 days after 1899-12-30 and 44720 after 1904-01-01; 0.125 is 03:00.
  for (const auto& [serial, from_1904] : {std::pair{"#46182", false}, std::pair{"#44720", true}}) {
    const auto log = read_mapped(
        mapping,
        testing_workbook::made_workbook(
            {{"表紙", made_row(1, {"x"})},
             {"通信", rows + made_row(4, {serial, "#0.125", "192.0.2.7", "192.0.2.9", "#443"}) +
                          made_row(5, {"2026/6/9", "3:00:01", "192.0.2.7", "192.0.2.9", "443"})}},
            "", from_1904));
    ASSERT_EQ(log.flows.size(), 2U);
    EXPECT_EQ(log.flows[0].start, at(10'800));
    EXPECT_EQ(log.flows[0].responder_port, 443);
    EXPECT_EQ(log.flows[0].first, 4U) << "the number of its row";
    EXPECT_EQ(log.flows[1].start, at(10'801)) << "a time as text";
    EXPECT_EQ(log.report.kind, "xlsx");
    EXPECT_EQ(log.report.format_note, "mapping export");
  }
}

TEST(MappedTable, ACutWorkbookIsDamageAndNothingElse) {
  const std::string whole = testing_workbook::made_workbook({{"a", ""}});
  const auto log = read_mapped(kMapping, whole.substr(0, whole.size() / 2));
  EXPECT_TRUE(log.report.damaged);
  EXPECT_TRUE(log.flows.empty());
  EXPECT_EQ(log.diagnostics.size(), 1U);
}

TEST(MappedTable, IsRecognisedByTheColumnsOfItsEnds) {
  const auto mapping = mapping_of(kMapping);
  const std::string mine = "題\n" + kHeader;
  const std::string other = "time,src,dst\n";
  EXPECT_TRUE(looks_like_mapped(std::as_bytes(std::span(mine)), *mapping));
  EXPECT_FALSE(looks_like_mapped(std::as_bytes(std::span(other)), *mapping));
  EXPECT_FALSE(looks_like_mapped({}, *mapping));
}

}  // namespace
}  // namespace hamon
