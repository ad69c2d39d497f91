#include "unit/capture/zeek_text.hpp"
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace testing_zeek;

const std::string kFields = "ts id.orig_h id.orig_p id.resp_h id.resp_p proto";
const std::string kRow = row("1.5 10.0.0.1 50000 10.0.0.2 443 tcp");

TEST(ZeekLog, ReadsAHeaderWithoutRowsAsAnEmptyLog) {
  const auto log = read_log(header("conn", kFields) + "#close\t2026-06-11-00-00-00\n");
  EXPECT_EQ(log.report.kind, "zeek-conn");
  EXPECT_EQ(log.report.records, 0U);
  EXPECT_EQ(log.report.window, std::nullopt);
  EXPECT_FALSE(log.report.damaged);
}

TEST(ZeekLog, ReadsTheSameWhateverTheBlocks) {
  const std::string text = header("conn", kFields) + kRow + kRow;
  const auto whole = read_log(text);
  for (const std::size_t block : {std::size_t{1}, std::size_t{3}, std::size_t{64}}) {
    EXPECT_EQ(read_log(text, nullptr, block).flows, whole.flows) << block;
  }
}

TEST(ZeekLog, TakesCrLfByteOrderMarkLeadingTabAndAMissingLastLineEnd) {
  std::string text = "\xEF\xBB\xBF\t" + header("conn", kFields) + kRow;
  for (std::size_t i = 0; (i = text.find('\n', i)) != std::string::npos; i += 2) {
    text.replace(i, 1, "\r\n");
  }
  text.resize(text.size() - 2);
  const auto log = read_log(text);
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.flows[0].protocol, protocol::kTcp);
  EXPECT_FALSE(log.report.damaged);
}

TEST(ZeekLog, FollowsAHeaderThatChangesInTheMiddle) {
  const auto log = read_log(header("conn", kFields) + kRow +
                            header("conn", "proto id.resp_p id.resp_h id.orig_p id.orig_h ts") +
                            row("udp 53 10.0.0.9 50001 10.0.0.8 2.5"));
  ASSERT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(log.flows[1].initiator.text(), "10.0.0.8");
  EXPECT_EQ(log.flows[1].responder_port, 53);
  EXPECT_EQ(log.report.kind, "zeek-conn");
}

TEST(ZeekLog, KeepsNothingOfALineBeforeWhereTheHeaderHasFewerColumnsOrTheNextIsJson) {
  const std::string fields = "ts id.orig_h id.orig_p id.resp_h id.resp_p proto";
  const auto log = read_log(
      header("conn", fields + " vlan service") + row("1.5 10.0.0.1 50000 10.0.0.2 22 tcp 7 ssh") +
      R"({"_path":"conn","ts":2.5,"id.orig_h":"10.0.0.1","id.orig_p":50001,"id.resp_h":"10.0.0.2",)" +
      R"("id.resp_p":22,"proto":"tcp"})" + "\n" + row("3.5 10.0.0.1 50002 10.0.0.2 22 tcp - ssh") +
      header("conn", fields) + row("4.5 10.0.0.1 50003 10.0.0.2 22 tcp"));
  ASSERT_EQ(log.flows.size(), 4U);
  EXPECT_EQ(log.flows[0].vlan, 7);
  for (const std::size_t later : {1U, 2U, 3U}) {
    EXPECT_EQ(log.flows[later].vlan, std::nullopt) << later;
  }
  EXPECT_EQ(log.flows[2].service, "ssh");
  EXPECT_EQ(log.flows[3].service, "");
}

TEST(ZeekLog, ReadsRowsOfEveryLengthAroundTheBytesThatAreLookedAtTogether) {
  // 64 bytes are looked at together: the last separator stands before, at and behind each such end.
  for (std::size_t length = 1; length <= 150; ++length) {
    const std::string name(length, 'x');
    const auto log =
        read_log(header("conn", "uid ts id.orig_h id.orig_p id.resp_h id.resp_p proto") +
                 row(name + " 1.5 10.0.0.1 50000 10.0.0.2 22 tcp"));
    ASSERT_EQ(log.flows.size(), 1U) << length;
    EXPECT_EQ(log.flows[0].responder_port, 22) << length;
    EXPECT_EQ(log.flows[0].initiator.text(), "10.0.0.1") << length;
  }
}

TEST(ZeekLog, TakesSeparatorAndUnsetFieldFromTheHeader) {
  const auto log = read_log(
      "#separator \\x7c\n#unset_field|NULL\n#empty_field|\n#path|conn\n"
      "#fields|ts|id.orig_h|id.orig_p|id.resp_h|id.resp_p|proto|service|duration\n"
      "1.5|10.0.0.1|50000|10.0.0.2|443|tcp|NULL|NULL\n");
  ASSERT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.flows[0].service, "");
  EXPECT_EQ(log.flows[0].end, log.flows[0].start);
}

TEST(ZeekLog, SaysThatTheLastLineIsCutOff) {
  const auto log = read_log(header("conn", kFields) + kRow + "1.5\t10.0.0.1\t500");
  EXPECT_EQ(log.flows.size(), 1U);
  ASSERT_EQ(log.diagnostics.size(), 1U);
  EXPECT_EQ(log.diagnostics[0].place, Place::line(8));
  EXPECT_EQ(log.report.unused.front().first, "cut_off");
  EXPECT_TRUE(log.report.damaged);
}

TEST(ZeekLog, CountsLinesBeforeAnyHeaderAndLinesOfZeroBytes) {
  const auto log = read_log(kRow + header("conn", kFields) + kRow + std::string(64, '\0') + "\n");
  EXPECT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.report.records, 3U);
  EXPECT_EQ(log.report.used, 1U);
}

TEST(ZeekLog, ReadsOnBehindALineOfTenMegabytes) {
  const auto log = read_log(header("conn", kFields) + std::string(10'000'000, 'x') + "\n" + kRow);
  EXPECT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.report.unused.front().first, "too_long");
  EXPECT_EQ(log.diagnostics.front().place, Place::line(7));
}

TEST(ZeekLog, TakesIsoTimesAndAsksForAZoneWhereNoneIsWritten) {
  const TimeZone tokyo = *TimeZone::named("Asia/Tokyo");
  const std::string rest = "\t10.0.0.1\t50000\t10.0.0.2\t443\ttcp\n";
  const std::string text =
      header("conn", kFields) + "2026-06-09T00:00:00.5Z" + rest + "2026-06-09T09:00:00" + rest;
  const auto without = read_log(text);
  ASSERT_EQ(without.flows.size(), 1U);
  EXPECT_EQ(without.flows[0].start.ns, 1'780'963'200'500'000'000);
  EXPECT_EQ(without.report.unused.front().first, "time_without_zone");
  const auto with = read_log(text, &tokyo);
  ASSERT_EQ(with.flows.size(), 2U);
  EXPECT_EQ(with.flows[1].start.ns, 1'780'963'200'000'000'000);  // 09:00 in Tokyo is 00:00 UTC
}

TEST(ZeekLog, CountsALogThatIsNotReadAndSaysSoOnce) {
  const auto log = read_log(header("weird", "ts name") + row("1.5 bad_tcp") + row("1.6 bad_tcp"));
  EXPECT_EQ(log.report.kind, "zeek-weird");
  EXPECT_EQ(log.report.unused,
            (std::vector<std::pair<std::string, std::uint64_t>>{{"log_not_read", 2}}));
  EXPECT_FALSE(log.report.damaged);
  ASSERT_EQ(log.diagnostics.size(), 1U);
  EXPECT_EQ(log.diagnostics[0].severity, Severity::Note);
}

TEST(ZeekDhcp, BindsTheLeasedAddressToMacAndName) {
  const auto log =
      read_log(header("dhcp",
                      "ts uids client_addr server_addr mac host_name client_fqdn requested_addr "
                      "assigned_addr msg_types") +
               row("1.5 C1 - 10.0.0.1 02:00:ac:10:01:8e LIS-AN2 - 10.0.0.9 10.0.0.8 REQUEST,ACK"));
  EXPECT_EQ(log.report.kind, "zeek-dhcp");
  ASSERT_EQ(log.bindings.size(), 1U);
  const Binding& b = log.bindings[0];
  EXPECT_EQ(b.kind, BindingKind::Dhcp);
  EXPECT_EQ(b.address.text(), "10.0.0.8");
  EXPECT_EQ(b.mac->text(), "02:00:ac:10:01:8e");
  EXPECT_EQ(b.name, "lis-an2");
  EXPECT_EQ(b.first.ns, 1'500'000'000);
  EXPECT_EQ(b.first_record, 7U);
}

TEST(ZeekDhcp, TakesAnInformsOwnAddressAndARequestedOneOnlyWithAnAck) {
  const auto log =
      read_log(header("dhcp", "ts client_addr mac host_name client_fqdn requested_addr msg_types") +
               row("1.5 10.0.0.5 02:00:00:00:00:05 - PC5.example.local. - INFORM,ACK") +
               row("1.5 - 02:00:00:00:00:06 PC6 - 10.0.0.6 REQUEST,ACK") +
               row("1.5 - 02:00:00:00:00:07 PC7 - 10.0.0.7 REQUEST,NAK") +
               row("1.5 0.0.0.0 02:00:00:00:00:08 PC8 - 10.0.0.8 DISCOVER"));
  ASSERT_EQ(log.bindings.size(), 2U);
  EXPECT_EQ(log.bindings[0].address.text(), "10.0.0.5");
  EXPECT_EQ(log.bindings[0].name, "pc5.example.local");
  EXPECT_EQ(log.bindings[1].address.text(), "10.0.0.6");
  EXPECT_EQ(log.report.unused,
            (std::vector<std::pair<std::string, std::uint64_t>>{{"nothing_to_keep", 2}}));
}

TEST(ZeekNtlm, TakesNamesOfMachinesAndNeverOfUsers) {
  const auto log =
      read_log(header("ntlm",
                      "ts uid id.orig_h id.orig_p id.resp_h id.resp_p username hostname domainname "
                      "server_nb_computer_name server_dns_computer_name success") +
               row("1.5 C1 10.0.0.1 50000 10.0.0.2 445 yamada OPD-PC01 HIS AD1 ad1.his.example T"));
  ASSERT_EQ(log.bindings.size(), 3U);
  EXPECT_EQ(log.bindings[0].address.text(), "10.0.0.1");
  EXPECT_EQ(log.bindings[0].name, "opd-pc01");
  EXPECT_EQ(log.bindings[1].address.text(), "10.0.0.2");
  EXPECT_EQ(log.bindings[1].name, "ad1");
  EXPECT_EQ(log.bindings[2].name, "ad1.his.example");
  for (const Binding& b : log.bindings) {
    EXPECT_EQ(b.kind, BindingKind::HostName);
    EXPECT_EQ(b.name.find("yamada"), std::string::npos);
  }
}

TEST(ZeekDns, BindsEveryAnsweredAddressToTheNameAsked) {
  const auto log = read_log(
      header("dns",
             "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto query qtype_name answers") +
      row("1.5 C1 10.0.0.1 50000 10.0.0.2 53 udp WWW.Example.org A "
          "cdn.example.org,192.0.2.7,2001:db8::7") +
      row("1.5 C1 10.0.0.1 50000 10.0.0.2 53 udp none.example.org A -"));
  ASSERT_EQ(log.bindings.size(), 2U);
  EXPECT_EQ(log.bindings[0].kind, BindingKind::DnsAnswer);
  EXPECT_EQ(log.bindings[0].name, "www.example.org");
  EXPECT_EQ(log.bindings[0].address.text(), "192.0.2.7");
  EXPECT_EQ(log.bindings[1].address.text(), "2001:db8::7");
  EXPECT_EQ(log.report.used, 1U);
}

TEST(ZeekSsl, BindsTheNameAskedForToTheResponder) {
  const auto log =
      read_log(header("ssl", "ts id.orig_h id.orig_p id.resp_h id.resp_p server_name") +
               row("1.5 10.0.0.1 50000 192.0.2.7 443 update.example.com"));
  ASSERT_EQ(log.bindings.size(), 1U);
  EXPECT_EQ(log.bindings[0].kind, BindingKind::ServerName);
  EXPECT_EQ(log.bindings[0].address.text(), "192.0.2.7");
  EXPECT_EQ(log.bindings[0].name, "update.example.com");
}

TEST(ZeekRecognition, KnowsTsvAndJsonByContentAlone) {
  const auto looks = [](const std::string& text) {
    return looks_like_zeek(std::as_bytes(std::span(text)));
  };
  EXPECT_TRUE(looks(header("conn", kFields)));
  EXPECT_TRUE(looks("\xEF\xBB\xBF\t#separator \\x09\n"));
  EXPECT_TRUE(looks(R"({"ts":1.5,"uid":"C1","id.orig_h":"10.0.0.1"})"));
  EXPECT_TRUE(looks(R"({"_path":"dhcp","ts":1.5})"));
  EXPECT_FALSE(looks(R"({"timestamp":"x","event_type":"flow","uid":1,"ts":1})"));
  EXPECT_FALSE(looks("# a comment\n"));
  EXPECT_FALSE(looks("{}"));
  EXPECT_FALSE(looks(""));
}

}  // namespace
}  // namespace hamon
