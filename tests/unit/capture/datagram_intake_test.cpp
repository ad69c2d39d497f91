#include "capture/datagram_intake.hpp"

#include "base/source_facts.hpp"
#include "capture/exporter_watch.hpp"

#include "unit/capture/made_export.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

class Kept : public FlowSink {
 public:
  void flow(FlowRecord&& record) override { records.push_back(std::move(record)); }
  void binding(Binding&& binding) override { bindings.push_back(std::move(binding)); }
  std::vector<FlowRecord> records;
  std::vector<Binding> bindings;
};

/// An intake, and datagrams that come to it a second apart.
struct Received {
  explicit Received(Timestamp begin) : now(begin) {}
  Kept kept;
  std::unique_ptr<DatagramIntake> intake;
  Timestamp now;
  std::uint64_t number = 0;

  void add(std::string_view text, const char* sender = "192.0.2.1") {
    now = now + Duration::seconds(1);
    intake->datagram(
        {{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, made::ip(sender), now},
        ++number);
  }
  [[nodiscard]] SourceReport report() const {
    SourceReport out;
    intake->describe(out);
    return out;
  }
};

using Unused = std::vector<std::pair<std::string, std::uint64_t>>;

constexpr std::string_view kInspect =
    "[INSPECT] PP[01][out][101] TCP 192.168.100.5:51000 > 203.0.113.7:443 (2026/06/09 10:00:00)";

struct Syslog : Received {
  explicit Syslog(const TimeZone* zone) : Received(Timestamp::from_seconds(1'780'966'805)) {
    intake = make_syslog_intake(kept, zone);  // 2026-06-09T01:00:05Z, 10:00:05 in Tokyo
  }
};

const TimeZone& tokyo() {
  static const TimeZone zone = *TimeZone::named("Asia/Tokyo");
  return zone;
}

std::string fortigate(std::string_view logid, std::string_view action, int session) {
  return "<189>date=2026-06-09 time=10:00:05 devname=\"fw1\" eventtime=1780966805000000000 "
         "tz=\"+0900\" logid=\"" +
         std::string(logid) +
         "\" type=\"traffic\" subtype=\"forward\" level=\"notice\" vd=\"root\" "
         "srcip=192.168.10.21 srcport=50123 dstip=203.0.113.80 dstport=443 sessionid=" +
         std::to_string(session) + " proto=6 action=\"" + std::string(action) +
         "\" policyid=3 duration=5 sentbyte=1500 rcvdbyte=9000 sentpkt=10 rcvdpkt=12";
}

TEST(SyslogIntake, NamesTheSenderOfEachConversation) {
  Syslog syslog(&tokyo());
  syslog.add(fortigate("0000000013", "close", 1), "192.0.2.1");
  syslog.add(fortigate("0000000013", "close", 1), "2001:db8::7");
  ASSERT_EQ(syslog.kept.records.size(), 2U);
  EXPECT_EQ(syslog.kept.records[0].exporter, made::ip("192.0.2.1"));
  EXPECT_EQ(syslog.kept.records[1].exporter, made::ip("2001:db8::7"));
  EXPECT_EQ(syslog.kept.records[1].first, 2U);
}

TEST(SyslogIntake, ALineWithoutTimeHasThatOfItsArrival) {
  Syslog syslog(nullptr);
  syslog.add("<134>Rejected at IN(2000) filter: TCP 192.0.2.9:4000 > 192.168.100.1:22");
  syslog.add("<134>PP[01] Rejected at IN(2000) filter: TCP 192.0.2.9:4000 > 192.168.100.1:22");
  ASSERT_FALSE(syslog.kept.records.empty());
  EXPECT_EQ(syslog.kept.records.back().start, syslog.now);
  EXPECT_EQ(syslog.report().damaged, false);
}

TEST(SyslogIntake, ATimeWithoutOffsetIsOfTheZoneOrWhereNoneIsKnownThatOfArrival) {
  const std::string line = "<134>Jun  9 10:00:04 rtx " + std::string(kInspect);
  Syslog in_tokyo(&tokyo());
  in_tokyo.add(line);
  Syslog nowhere(nullptr);
  nowhere.add(line);
  ASSERT_EQ(in_tokyo.kept.records.size(), 1U);
  EXPECT_EQ(in_tokyo.kept.records[0].end, Timestamp::from_seconds(1'780'966'804));
  for (const FlowRecord& record : nowhere.kept.records) {
    EXPECT_EQ(record.end, nowhere.now);
  }
}

TEST(SyslogIntake, WhatHasBegunIsReportedAsOpenAndEndsWithItsEnd) {
  Syslog syslog(&tokyo());
  syslog.add(fortigate("0000000015", "start", 7));
  EXPECT_TRUE(syslog.kept.records.empty());
  Kept open;
  syslog.intake->report_open(open);
  ASSERT_EQ(open.records.size(), 1U);
  EXPECT_EQ(open.records[0].exporter, made::ip("192.0.2.1"));
  syslog.add(fortigate("0000000013", "close", 7));
  ASSERT_EQ(syslog.kept.records.size(), 1U);
  EXPECT_EQ(flow_id(syslog.kept.records[0]), flow_id(open.records[0]));
  Kept later;
  syslog.intake->report_open(later);
  EXPECT_TRUE(later.records.empty());
}

TEST(SyslogIntake, SessionsOfTwoSendersWithOneNumberAreTwo) {
  Syslog syslog(&tokyo());
  syslog.add(fortigate("0000000015", "start", 7), "192.0.2.1");
  syslog.add(fortigate("0000000013", "close", 7), "192.0.2.2");
  syslog.intake->finish();
  EXPECT_EQ(syslog.kept.records.size(), 2U);
}

TEST(SyslogIntake, EveryDatagramIsCountedWhateverItHolds) {
  Syslog syslog(&tokyo());
  syslog.add(fortigate("0000000013", "close", 1) + "\r\n");
  syslog.add("<13>Jun  9 10:00:00 host sshd: Connection closed");
  syslog.add(std::string_view("<13>Jun  9 10:00:00 \x01\x02\x00", 22));
  syslog.add("");
  const SourceReport report = syslog.report();
  EXPECT_EQ(report.records, 4U);
  EXPECT_EQ(report.used, 1U);
  EXPECT_EQ(find_fact(report.format_note, "datagrams")->number, 4U);
}

TEST(SyslogIntake, ADeviceThatOnlyTellsOfRefusalsIsNoted) {
  Syslog syslog(&tokyo());
  for (int i = 0; i < 10; ++i) {
    syslog.add(fortigate("0000000013", "deny", i));
  }
  EXPECT_EQ(find_fact(syslog.report().format_note, "only denied")->number, 10U);
  syslog.add(fortigate("0000000013", "close", 11));
  EXPECT_FALSE(find_fact(syslog.report().format_note, "only denied"));
}

TEST(SyslogIntake, AClockInAnotherZoneIsNoted) {
  Syslog syslog(&tokyo());
  syslog.add("<134>Jun  9 01:00:05 rtx " + std::string(kInspect));  // it writes UTC: 9 h behind
  const auto behind = find_fact(syslog.report().format_note, "clock behind");
  ASSERT_TRUE(behind);
  EXPECT_EQ(behind->number, 9U * 3600 + 1);
  EXPECT_EQ(behind->place, "192.0.2.1");
}

TEST(SyslogIntake, MoreSendersThanItHoldsPushOutTheOneSilentLongestAndLoseNothing) {
  Syslog syslog(&tokyo());
  for (int i = 0; i < 1'100; ++i) {
    syslog.add(fortigate("0000000015", "start", i),
               ("10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250 + 1)).c_str());
  }
  EXPECT_EQ(syslog.kept.records.size(), 1'100U - 1'024U);
  syslog.intake->finish();
  EXPECT_EQ(syslog.kept.records.size(), 1'100U);
}

struct Exports : Received {
  Exports() : Received(Timestamp::from_seconds(made::kBegin + 9)) {
    intake = make_export_intake(kept);  // the first comes when it was sent, to the second
  }
};

TEST(ExportIntake, NamesTheSenderAsExporter) {
  Exports exports;
  exports.add(made::v5({{}}));
  ASSERT_EQ(exports.kept.records.size(), 1U);
  EXPECT_EQ(exports.kept.records[0].exporter, made::ip("192.0.2.1"));
  EXPECT_EQ(exports.report().format_note, "datagrams 1, exporters 1");
}

TEST(ExportIntake, LostFlowsAreDropsAndUnknownVersionsAreCounted) {
  Exports exports;
  exports.add(made::v5({{}}, 1));
  exports.add(made::v5({{}}, 12));  // 2 to 11 never came
  exports.add(made::u16(77) + made::u16(1) + made::Data(20, '\0'));
  const SourceReport report = exports.report();
  EXPECT_EQ(report.drops, 10U);
  EXPECT_EQ(find_fact(report.format_note, "lost")->number, 10U);
  EXPECT_EQ(find_fact(report.format_note, "other version")->number, 1U);
}

TEST(ExportIntake, DataWhoseTemplateHasNotComeYetIsCountedUntilItComes) {
  Exports exports;
  const made::Data data = made::set(300, made::Data(64, '\1'));
  exports.add(made::v9(data, 1));
  EXPECT_EQ(exports.report().unused, (Unused{{"export_no_template", 1}}));
  exports.add(made::v9(made::set(0, made::form(300, made::usual())), 2));
  EXPECT_TRUE(exports.report().unused.empty());
}

TEST(ExportIntake, AnExportersWrongClockIsNoted) {
  Exports exports;
  exports.now = exports.now - Duration::seconds(3600);
  exports.add(made::v5({{}}));
  const auto ahead = find_fact(exports.report().format_note, "clock ahead");
  ASSERT_TRUE(ahead);
  EXPECT_EQ(ahead->number, 3600U);
}

TEST(ExporterWatch, ADatagramThatWasLateOnItsWaySaysNothingOfTheClock) {
  ExporterWatch watch;
  const IpAddress exporter = made::ip("192.0.2.1");
  for (int i = 0; i < 8; ++i) {
    watch.heard(exporter, Timestamp::from_seconds(100), Timestamp::from_seconds(100));
  }
  watch.heard(exporter, Timestamp::from_seconds(100), Timestamp::from_seconds(500));
  EXPECT_EQ(watch.worst_clock()->second, Duration{});
}

TEST(SourceFacts, AreFoundByTheirWholeWord) {
  const std::string_view note =
      "running; down 2 times, 14 s: x, lost 12, lost here 3, clock ahead 7 at 192.0.2.1";
  EXPECT_EQ(find_fact(note, "lost")->number, 12U);
  EXPECT_EQ(find_fact(note, "lost here")->number, 3U);
  EXPECT_EQ(find_fact(note, "clock ahead")->place, "192.0.2.1");
  EXPECT_FALSE(find_fact(note, "ahead"));
  EXPECT_FALSE(find_fact(note, "running"));
  EXPECT_FALSE(find_fact("", "lost"));
  EXPECT_FALSE(find_fact("lost x, lost , lost", "lost"));
}

}  // namespace
}  // namespace hamon
