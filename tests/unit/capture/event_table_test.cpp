#include "capture/event_table.hpp"

#include "base/host_stand_in.hpp"
#include "capture/event_message.hpp"

#include "line_text.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Columns and messages as Event Viewer and PowerShell 5.1 write them (Microsoft, "4624(S): An
// account was successfully logged on"; the Japanese text of Windows Server 2008 and later).

namespace hamon {
namespace {

using testing_lines::at;
using testing_lines::ReadLog;

ReadLog read_table(const std::string& text, std::size_t block = 4096) {
  const TimeZone tokyo = TimeZone::named("Asia/Tokyo").value_or(TimeZone::utc());
  return testing_lines::read_with(make_event_table_source, text, &tokyo, block);
}

bool looks(std::string_view text) {
  return looks_like_event_table(std::as_bytes(std::span(text)));
}

std::string wide(std::string_view ascii_or_utf8) {
  std::string out = "\xFF\xFE";
  std::u16string units;
  for (std::size_t i = 0; i < ascii_or_utf8.size();) {
    const auto c = static_cast<unsigned char>(ascii_or_utf8[i]);
    const auto tail = [&](std::size_t n) {
      return static_cast<unsigned>(static_cast<unsigned char>(ascii_or_utf8[i + n]) & 0x3FU);
    };
    if (c < 0x80) {
      units.push_back(static_cast<char16_t>(c));
      i += 1;
    } else if (c < 0xE0) {
      units.push_back(static_cast<char16_t>((c & 0x1FU) << 6U | tail(1)));
      i += 2;
    } else {
      units.push_back(static_cast<char16_t>((c & 0x0FU) << 12U | tail(1) << 6U | tail(2)));
      i += 3;
    }
  }
  for (const char16_t unit : units) {
    out.push_back(static_cast<char>(unit & 0xFF));
    out.push_back(static_cast<char>(unit >> 8));
  }
  return out;
}

std::string message(std::string_view type, std::string_view address,
                    std::string_view workstation = "-", std::string_view id = "0x3E9A1") {
  return "An account was successfully logged on.\n\nSubject:\n\tSecurity ID:\t\tSYSTEM\n\tAccount "
         "Name:\t\tEMR-DB1$\n\tAccount Domain:\t\tMINATO\n\tLogon ID:\t\t0x3E7\n\nLogon "
         "Information:\n\tLogon Type:\t\t" +
         std::string(type) +
         "\n\tRestricted Admin Mode:\t-\n\nNew Logon:\n\tSecurity ID:\t\tMINATO\\maint\n\tAccount "
         "Name:\t\tmaint\n\tLogon ID:\t\t" +
         std::string(id) +
         "\n\tLinked Logon ID:\t\t0x9\n\nNetwork Information:\n\tWorkstation Name:\t" +
         std::string(workstation) + "\n\tSource Network Address:\t" + std::string(address) +
         "\n\tSource Port:\t\t0\n\nThis event is generated when a logon session is created.";
}

const std::string kViewer = "Keywords,Date and Time,Source,Event ID,Task Category\r\n";
const std::string kViewerRow =
    "Audit Success,6/9/2026 9:00:10 AM,Microsoft-Windows-Security-Auditing,4624,Logon,\"";

TEST(EventTable, ReadsWhatEventViewerSavesAndTakesTheMachineFromItsSystemAccount) {
  const auto log = read_table(kViewer + kViewerRow + message("10", "10.1.2.7") + "\"\r\n");
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.flows[0].initiator.text(), "10.1.2.7");
  EXPECT_EQ(log.flows[0].responder, stand_in_address("emr-db1"));
  EXPECT_EQ(log.flows[0].service, "rdp");
  EXPECT_EQ(log.flows[0].start, at(10));
  EXPECT_EQ(log.flows[0].first, 2U);
  EXPECT_GT(log.flows[0].last, 20U) << "the message has as many lines";
  EXPECT_EQ(log.report.kind, "windows-events");
  EXPECT_EQ(log.report.records, 1U);
  EXPECT_FALSE(log.report.damaged);
}

TEST(EventTable, JoinsLogoffAndLogonThoughTheNewestComesFirst) {
  const auto log = read_table(
      kViewer +
      "Audit Success,6/9/2026 9:05:00 AM,Microsoft-Windows-Security-Auditing,4634,Logoff,\"An "
      "account was logged off.\n\nSubject:\n\tSecurity ID:\t\tMINATO\\maint\n\tAccount "
      "Name:\t\tmaint\n\tLogon ID:\t\t0x3E9A1\n\nLogon Type:\t\t\t10\"\n" +
      kViewerRow + message("10", "10.1.2.7") + "\"\n");
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.flows[0].start, at(10));
  EXPECT_EQ(log.flows[0].end, at(300));
}

const std::string kJapanese =
    "キーワード,日付と時刻,ソース,イベント ID,タスクのカテゴリ\n"
    "成功の監査,2026/06/09 9:00:10,Microsoft Windows security auditing.,4624,ログオン,\"アカウント"
    "が正常にログオンしました。\n\nサブジェクト:\n\tセキュリティ ID:\t\tSYSTEM\n\tアカウント "
    "名:\t\t-\n\tアカウント名:\t\tEMR-DB1$\n\nログオン "
    "タイプ:\t\t\t10\n\n新しいログオン:\n\tログオン "
    "ID:\t\t0x3E9A1\n\nネットワーク情報:\n\tワークステーション名:\tEMR-DB1\n\tソース ネットワーク "
    "アドレス:\t10.1.2.7\n\tソース ポート:\t\t50123\n\"\n";

TEST(EventTable, ReadsJapaneseInUtf8WithMarkInUtf16AndInCp932) {
  std::string cp932 =
      "\x83\x4C\x81\x5B\x83\x8F\x81\x5B\x83\x68,"              // キーワード
      "\x93\xFA\x95\x74\x82\xC6\x8E\x9E\x8D\x8F,"              // 日付と時刻
      "\x83\x5C\x81\x5B\x83\x58,"                              // ソース
      "\x83\x43\x83\x78\x83\x93\x83\x67 ID,Task,Computer\r\n"  // イベント ID
      "x,2026/06/09 9:00:10,Microsoft Windows security auditing.,4624,x,EMR-DB1,\""
      "\x83\x8D\x83\x4F\x83\x49\x83\x93 \x83\x5E\x83\x43\x83\x76:\t10\n"
      "\x83\x5C\x81\x5B\x83\x58 \x83\x6C\x83\x62\x83\x67\x83\x8F\x81\x5B\x83\x4E "
      "\x83\x41\x83\x68\x83\x8C\x83\x58:\t10.1.2.7\"\r\n";
  for (const std::string& text : {"\xEF\xBB\xBF" + kJapanese, wide(kJapanese), cp932}) {
    EXPECT_TRUE(looks(text));
    const auto log = read_table(text);
    ASSERT_EQ(log.flows.size(), 1U);
    EXPECT_EQ(log.flows[0].initiator.text(), "10.1.2.7");
    EXPECT_EQ(log.flows[0].responder, stand_in_address("EMR-DB1"));
    EXPECT_EQ(log.flows[0].start, at(10));
    EXPECT_FALSE(log.report.damaged);
  }
}

const std::string kShell =
    "#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\r\n"
    "\"Message\",\"Id\",\"Version\",\"ProviderName\",\"LogName\",\"MachineName\","
    "\"TimeCreated\"\r\n";

TEST(EventTable, ReadsWhatPowerShellExportsByTheNamesOfItsColumns) {
  const auto log = read_table(
      kShell + "\"" + message("3", "10.1.2.7", "WS-7") +
      "\",\"4624\",\"2\",\"Microsoft-Windows-Security-Auditing\",\"Security\",\"FS1.minato.example"
      "\",\"2026/06/09 9:00:10\"\r\n"
      "\"Remote Desktop Services: User authentication succeeded:\n\nUser: maint\nDomain: "
      "MINATO\nSource Network Address: 10.1.2.8\",\"1149\",\"0\",\"Microsoft-Windows-"
      "TerminalServices-RemoteConnectionManager\",\"x\",\"FS1.minato.example\",\"2026/06/09 "
      "9:00:11\"\r\n");
  ASSERT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(log.flows[0].initiator.text(), "10.1.2.8");
  EXPECT_EQ(log.flows[0].service, "rdp");
  EXPECT_EQ(log.flows[1].initiator.text(), "10.1.2.7");
  EXPECT_EQ(log.flows[1].responder, stand_in_address("fs1"));
  EXPECT_THAT(log.bindings, testing::Contains(testing::Field(&Binding::name, "ws-7")));
}

TEST(EventTable, SaysWhenAnExportHasLostItsJapaneseText) {
  const auto log =
      read_table(kShell +
                 "\"??????????????????\n\n???? ???:\t\t10\n??? ?????? ????:\t10.1.2.7\",\"4624\","
                 "\"2\",\"Microsoft-Windows-Security-Auditing\",\"Security\",\"FS1\",\"2026/06/09 "
                 "9:00:10\"\n");
  EXPECT_TRUE(log.flows.empty());
  EXPECT_EQ(log.unused("lost_text"), 1U);
  EXPECT_TRUE(log.report.damaged);
}

TEST(EventTable, CountsEventsOfAMachineThatNothingNames) {
  const auto log =
      read_table(kViewer +
                 "x,2026/06/09 9:00:10,Microsoft-Windows-Security-Auditing,4624,Logon,\"Logon "
                 "Type:\t10\nSource Network Address:\t10.1.2.7\"\n");
  EXPECT_TRUE(log.flows.empty());
  EXPECT_EQ(log.unused("no_host"), 1U);
  EXPECT_EQ(log.report.records, 1U);
}

TEST(EventTable, CountsHostileLinesAndReadsTheOthers) {
  const std::string good =
      "\"Logon Type: 10\nSource Network Address: 10.1.2.7\",4624,2,Microsoft-"
      "Windows-Security-Auditing,Security,FS1,2026/06/09 9:00:10\n";
  const auto log =
      read_table(kShell + good + std::string(10 << 20, 'A') + "\n" + good +
                 "\"x\",4624,2,Microsoft-Windows-Security-Auditing,S,FS1,yesterday\n" +
                 std::string("\0\xFF,1\n", 5) + "\"x\",no,2,a,b,c,d\n" + good + "\"open");
  EXPECT_EQ(log.flows.size(), 3U);
  EXPECT_EQ(log.unused("too_long"), 1U);
  EXPECT_EQ(log.unused("bad_time"), 1U);
  EXPECT_EQ(log.unused("wrong_columns"), 1U);
  EXPECT_EQ(log.unused("bad_number"), 1U);
  EXPECT_EQ(log.unused("cut_off"), 1U);
  EXPECT_TRUE(log.report.damaged);
}

TEST(EventTable, IsRecognisedByColumnsOfEventsAlone) {
  EXPECT_TRUE(looks(kViewer));
  EXPECT_TRUE(looks(kShell));
  EXPECT_TRUE(looks("Level\tDate and Time\tSource\tEvent ID\tTask Category\n"));
  EXPECT_FALSE(looks("Level,Date and Time,Source,Task Category\n")) << "no event id";
  EXPECT_FALSE(looks("id,time,source,target\n"));
  EXPECT_FALSE(looks("StartTime,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State\n"));
  EXPECT_FALSE(looks("Keywords,Date and")) << "cut";
  EXPECT_FALSE(looks(""));
}

TEST(EventMessage, ReadsTimesAsWindowsShowsThem) {
  const auto civil = [](std::string_view text) {
    const auto time = displayed_time(text);
    return time ? std::vector<int>{time->civil.year, time->civil.month, time->civil.day,
                                   time->civil.hour, time->civil.minute}
                : std::vector<int>{};
  };
  using Numbers = std::vector<int>;
  EXPECT_EQ(civil("2026/06/09 9:05:01"), (Numbers{2026, 6, 9, 9, 5}));
  EXPECT_EQ(civil("2026/06/09 午後 9:05:01"), (Numbers{2026, 6, 9, 21, 5}));
  EXPECT_EQ(civil("6/9/2026 12:05:01 AM"), (Numbers{2026, 6, 9, 0, 5}));
  EXPECT_EQ(civil("6/9/2026 12:05:01 PM"), (Numbers{2026, 6, 9, 12, 5}));
  EXPECT_EQ(civil("09/06/2026 21:05:01"), (Numbers{2026, 6, 9, 21, 5})) << "day first";
  EXPECT_EQ(civil("6/29/2026 21:05:01"), (Numbers{2026, 6, 29, 21, 5}));
  EXPECT_EQ(civil("31/31/2026 21:05:01"), Numbers{});
  EXPECT_EQ(civil("noon"), Numbers{});
}

}  // namespace
}  // namespace hamon
