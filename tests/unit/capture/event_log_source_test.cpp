#include "capture/event_log_source.hpp"

#include "base/host_stand_in.hpp"

#include "line_text.hpp"
#include "made_event_log.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using made_event_log::Event;
using made_event_log::file_time;
using made_event_log::Maker;
using testing_lines::at;
using testing_lines::ReadLog;

constexpr const char* kSessions = "Microsoft-Windows-TerminalServices-LocalSessionManager";
constexpr const char* kConnections = "Microsoft-Windows-TerminalServices-RemoteConnectionManager";

ReadLog read_file(const std::string& file, std::size_t block = 4096) {
  return testing_lines::read_with(make_event_log_source, file, nullptr, block);
}

ReadLog read_events(const std::vector<Event>& events) {
  Maker maker;
  for (const Event& event : events) {
    maker.add(event);
  }
  return read_file(maker.file());
}

Event logon(std::uint64_t seconds, const char* type, const char* address, const char* port = "0",
            const char* workstation = "-") {
  Event event;
  event.file_time = file_time(seconds);
  event.data = {{"SubjectUserName", "EMR-DB1$"},  {"TargetUserName", "maint"}, {"LogonType", type},
                {"WorkstationName", workstation}, {"IpAddress", address},      {"IpPort", port}};
  return event;
}

Event session(std::uint64_t seconds, std::uint16_t id, const char* number, const char* address) {
  Event event;
  event.id = id;
  event.file_time = file_time(seconds);
  event.provider = kSessions;
  event.user_data = {{"User", "MINATO\\maint"}, {"SessionID", number}, {"Address", address}};
  return event;
}

TEST(EventLogSource, MakesAnRdpSessionOfARemoteInteractiveLogonUntilItsLogoff) {
  Event on = logon(10, "10", "10.1.2.7");
  on.logon_id = 0x3E9A1;
  Event off;
  off.id = 4634;
  off.file_time = file_time(70);
  off.data = {{"TargetUserName", "maint"}, {"LogonType", "10"}};
  off.logon_id = 0x3E9A1;
  const auto log = read_events({on, off});

  ASSERT_EQ(log.flows.size(), 1U);
  const FlowRecord& r = log.flows[0];
  EXPECT_EQ(r.initiator.text(), "10.1.2.7");
  EXPECT_EQ(r.responder, stand_in_address("emr-db1"));
  EXPECT_EQ(r.responder_port, 3389);
  EXPECT_EQ(r.service, "rdp");
  EXPECT_EQ(r.service_basis, ServiceBasis::Sensor);
  EXPECT_EQ(r.state, FlowState::Established);
  EXPECT_EQ(r.direction, DirectionBasis::Sensor);
  EXPECT_EQ(r.start, at(10));
  EXPECT_EQ(r.end, at(70));
  EXPECT_EQ(r.first, 1U);
  EXPECT_EQ(r.last, 2U);
  EXPECT_TRUE(has_payload_both_ways(r)) << "a logon that succeeded is an exchange";
  EXPECT_EQ(log.report.kind, "windows-evtx");
  EXPECT_EQ(log.report.records, 2U);
  EXPECT_EQ(log.report.used, 2U);
  EXPECT_FALSE(log.report.damaged);
}

TEST(EventLogSource, KeepsNamesOfMachinesAndNoneOfUsers) {
  const auto log = read_events({logon(10, "3", "10.1.2.7", "50123", "WS-7")});
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.flows[0].initiator_port, 50123);
  EXPECT_EQ(log.flows[0].responder_port, 445);
  EXPECT_EQ(log.flows[0].service, "")
      << "named by the port alone: other services log such logons too";
  EXPECT_THAT(log.flows[0].names, testing::ElementsAre("emr-db1.minato.example"));
  ASSERT_EQ(log.bindings.size(), 2U);
  for (const Binding& b : log.bindings) {
    EXPECT_EQ(b.kind, BindingKind::HostName);
    EXPECT_EQ(b.address.text() == "10.1.2.7" ? "ws-7" : "emr-db1.minato.example", b.name);
  }
}

TEST(EventLogSource, TakesUnlockingFromAnAddressForARemoteSessionAndLocalLogonsForNone) {
  const auto log =
      read_events({logon(10, "7", "10.1.2.7"), logon(11, "7", "-"), logon(12, "2", "127.0.0.1"),
                   logon(13, "10", "::1"), logon(14, "5", "-"), logon(15, "3", "::ffff:10.1.2.8"),
                   logon(16, "3", "fe80::7%12")});
  ASSERT_EQ(log.flows.size(), 3U);
  EXPECT_EQ(log.flows[0].initiator.text(), "10.1.2.7");
  EXPECT_EQ(log.flows[0].service, "rdp");
  EXPECT_EQ(log.flows[1].initiator.text(), "10.1.2.8");
  EXPECT_EQ(log.flows[2].initiator.text(), "fe80::7");
  EXPECT_EQ(log.unused("nothing_to_keep"), 4U);
}

TEST(EventLogSource, ReadsSessionsOfTerminalServicesFromLogonToDisconnection) {
  Event authenticated;
  authenticated.id = 1149;
  authenticated.file_time = file_time(5);
  authenticated.provider = kConnections;
  authenticated.user_data = {{"Param1", "maint"}, {"Param2", "MINATO"}, {"Param3", "10.1.2.7"}};
  const auto log =
      read_events({authenticated, session(6, 21, "2", "10.1.2.7"), session(7, 22, "2", "10.1.2.7"),
                   session(30, 24, "2", "10.1.2.7"), session(40, 25, "2", "10.1.2.9"),
                   session(50, 23, "2", ""), session(60, 21, "1", "LOCAL")});
  ASSERT_EQ(log.flows.size(), 3U);
  EXPECT_EQ(log.flows[0].start, at(5));
  EXPECT_EQ(log.flows[0].initiator.text(), "10.1.2.7");
  EXPECT_EQ(log.flows[1].start, at(6));
  EXPECT_EQ(log.flows[1].end, at(30));
  EXPECT_EQ(log.flows[2].initiator.text(), "10.1.2.9");
  EXPECT_EQ(log.flows[2].start, at(40));
  EXPECT_EQ(log.flows[2].end, at(50));
  EXPECT_EQ(log.report.used, 5U);
}

TEST(EventLogSource, TakesAShareAccessForSmbAndCredentialsForAnAttempt) {
  Event share;
  share.id = 5140;
  share.file_time = file_time(20);
  share.data = {{"ObjectType", "File"},
                {"IpAddress", "10.1.2.7"},
                {"IpPort", "50124"},
                {"ShareName", "\\\\*\\kanja"}};
  Event credentials;
  credentials.id = 4648;
  credentials.file_time = file_time(21);
  credentials.data = {
      {"TargetServerName", "PACS1"}, {"TargetInfo", "TERMSRV/PACS1"}, {"IpAddress", "-"}};
  Event local = credentials;
  local.data = {{"TargetServerName", "localhost"}, {"TargetInfo", "localhost"}};
  const auto log = read_events({share, credentials, local});
  ASSERT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(log.flows[0].service, "smb");
  EXPECT_EQ(log.flows[0].initiator_port, 50124);
  EXPECT_EQ(log.flows[1].initiator, stand_in_address("emr-db1"));
  EXPECT_EQ(log.flows[1].responder, stand_in_address("pacs1"));
  EXPECT_EQ(log.flows[1].service, "rdp");
  EXPECT_EQ(log.flows[1].state, FlowState::Attempted) << "that it answered, the event does not say";
  EXPECT_EQ(log.unused("nothing_to_keep"), 1U);
}

TEST(EventLogSource, SaysWhichMachinesItKnowsByNameAlone) {
  const auto log = read_events({logon(10, "10", "10.1.2.7")});
  ASSERT_EQ(log.diagnostics.size(), 1U);
  EXPECT_EQ(log.diagnostics[0].severity, Severity::Note);
  EXPECT_EQ(log.diagnostics[0].what.args, (std::vector<std::string>{"1", "emr-db1"}));
  EXPECT_EQ(log.report.format_note, "hosts by name 1");
}

TEST(EventLogSource, CountsEventsOfOtherLogs) {
  Event other = logon(10, "10", "10.1.2.7");
  other.provider = "Service Control Manager";
  const auto log = read_events({other});
  EXPECT_TRUE(log.flows.empty());
  EXPECT_EQ(log.unused("log_not_read"), 1U);
}

TEST(EventLogSource, GivesTheSameWhateverTheBlocks) {
  Maker maker;
  for (std::uint64_t i = 0; i < 40; ++i) {
    maker.add(logon(i, "10", "10.1.2.7"));
  }
  const auto whole = read_file(maker.file(), 1 << 20);
  const auto pieces = read_file(maker.file(), 7);
  EXPECT_EQ(whole.flows.size(), 40U);
  EXPECT_EQ(whole.flows, pieces.flows);
}

TEST(EventLogSource, GivesWhatIsReadableOfACutFile) {
  Maker maker;
  for (std::uint64_t i = 0; i < 40; ++i) {
    maker.add(logon(i, "10", "10.1.2.7"));
  }
  const auto log = read_file(maker.file().substr(0, 4096 + 8000));
  EXPECT_GT(log.flows.size(), 5U);
  EXPECT_LT(log.flows.size(), 40U);
  EXPECT_TRUE(log.report.damaged);
}

TEST(EventLogSource, ReportsADamagedChunkAndReadsTheNext) {
  Maker maker;
  maker.add(logon(10, "10", "10.1.2.7"));
  const std::string good = maker.file();
  const std::string chunk = good.substr(4096);
  std::string bad = chunk;
  bad[0] = 'X';
  const auto log = read_file(good.substr(0, 4096) + bad + std::string(65'536, '\0') + chunk);
  EXPECT_EQ(log.flows.size(), 1U);
  EXPECT_TRUE(log.report.damaged);
  ASSERT_FALSE(log.diagnostics.empty());
  EXPECT_EQ(log.diagnostics.back().place, Place::byte(4096));
}

TEST(EventLogSource, SurvivesAnyByteBeingAnother) {
  Maker maker;
  maker.add(logon(10, "10", "10.1.2.7"));
  const std::string file = maker.file();
  for (std::size_t i = 4096; i < 4096 + 2600; i += 5) {
    for (const char c : {'\0', '\x7F', '\xFF'}) {
      std::string other = file;
      other[i] = c;
      EXPECT_LE(read_file(other, 1 << 20).flows.size(), 1U);
    }
  }
}

TEST(EventLogSource, IsRecognisedByItsMark) {
  const auto looks = [](std::string_view text) {
    return looks_like_event_log(std::as_bytes(std::span(text)));
  };
  EXPECT_TRUE(looks(Maker().file()));
  EXPECT_FALSE(looks("ElfFilm"));
  EXPECT_FALSE(looks(std::string_view("ElfFile", 7)));
  EXPECT_FALSE(looks(std::string_view("ElfChnk\0", 8)));
}

}  // namespace
}  // namespace hamon
