#include "capture/socket_table.hpp"

#include "capture/socket_line.hpp"

#include "unit/capture/line_source_text.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace testing_line_source;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

ReadLog read(const std::string& text, const ReadOptions& options = taken_at_ten()) {
  return read_with(make_socket_table_source, text, options);
}

bool looks(const std::string& text) {
  return looks_like_socket_table(std::as_bytes(std::span(text)));
}

const std::string kSs =
    "Netid State  Recv-Q Send-Q Local Address:Port   Peer Address:Port Process\n"
    "udp   UNCONN 0      0      192.0.2.20%eth0:68         0.0.0.0:*     "
    "users:((\"dhclient\",pid=399,fd=12))\n"
    "udp   ESTAB  0      0          192.0.2.20:41000    192.0.2.53:53    \n"
    "tcp   LISTEN 0      128           0.0.0.0:2222        0.0.0.0:*     "
    "users:((\"sshd\",pid=812,fd=3))\n"
    "tcp   LISTEN 0      128              [::]:445            [::]:*     \n"
    "tcp   LISTEN 0      128     127.0.0.53%lo:53          0.0.0.0:*     \n"
    "tcp   ESTAB  0      36         192.0.2.20:2222     192.0.2.10:50000 "
    "users:((\"sshd\",pid=990,fd=4),(\"sshd\",pid=985,fd=4))\n"
    "tcp   ESTAB  0      0          192.0.2.20:40000    192.0.2.30:1521  "
    "users:((\"app\",pid=7,fd=9))\n"
    "tcp   ESTAB  0      0           127.0.0.1:40001     127.0.0.1:5432  \n"
    "tcp   SYN-SENT 0    1          192.0.2.20:40002    192.0.2.31:22    \n"
    "tcp   TIME-WAIT 0   0   [::ffff:192.0.2.20]:445 [::ffff:192.0.2.11]:50001 \n"
    "tcp   ESTAB  0      0   [2001:db8::20]%eth0:50002 [2001:db8::30]:50003 \n";

TEST(SocketTable, TellsByListeningSocketsWhichEndServes) {
  const auto log = read(kSs);
  EXPECT_THAT(all_said(log),
              UnorderedElementsAre("192.0.2.20:41000 > 192.0.2.53:53 udp one_way",
                                   "192.0.2.10:50000 > 192.0.2.20:2222 tcp established",
                                   "192.0.2.20:40000 > 192.0.2.30:1521 tcp established",
                                   "192.0.2.20:40002 > 192.0.2.31:22 tcp attempted",
                                   "192.0.2.11:50001 > 192.0.2.20:445 tcp established",
                                   "2001:db8::20:50002 > 2001:db8::30:50003 tcp established"));
  for (const FlowRecord& r : log.flows) {
    EXPECT_EQ(is_observed(r.direction), r.protocol == protocol::kTcp) << said(r);
    EXPECT_EQ(r.start, kTen);
    EXPECT_EQ(r.end, kTen);
    EXPECT_FALSE(r.saw_syn);
  }
  EXPECT_EQ(log.unused("listening"), 4U);
  EXPECT_EQ(log.unused("loopback"), 1U);
  EXPECT_EQ(log.report.kind, "sockets");
  EXPECT_EQ(log.report.format_note, "host 192.0.2.20 2001:db8::20");
  EXPECT_FALSE(log.report.damaged);
}

TEST(SocketTable, TakesAServerProgramsNameForTheServiceAndNoOther) {
  const auto log = read(kSs);
  for (const FlowRecord& r : log.flows) {
    EXPECT_EQ(r.service, r.responder_port == 2222 ? "ssh" : "") << said(r);
  }
  // A client of the same name serves nothing.
  const auto client = read(
      "tcp ESTAB 0 0 192.0.2.20:40000 192.0.2.30:8022 users:((\"sshd\",pid=1,fd=1))\n"
      "tcp LISTEN 0 0 0.0.0.0:22 0.0.0.0:*\n");
  EXPECT_EQ(client.flows.at(0).service, "");
}

TEST(SocketTable, InfersByPortsWhereNothingListens) {
  const auto log = read(
      "State Recv-Q Send-Q Local Address:Port Peer Address:Port\n"
      "ESTAB 0 0 192.0.2.20:22 192.0.2.10:50000\n"
      "ESTAB 0 0 192.0.2.20:50001 192.0.2.10:3389\n"
      "ESTAB 0 0 192.0.2.20:50002 192.0.2.10:40001\n");
  EXPECT_THAT(all_said(log),
              UnorderedElementsAre("192.0.2.10:50000 > 192.0.2.20:22 tcp established",
                                   "192.0.2.20:50001 > 192.0.2.10:3389 tcp established",
                                   "192.0.2.20:50002 > 192.0.2.10:40001 tcp established"));
  for (const FlowRecord& r : log.flows) {
    EXPECT_FALSE(is_observed(r.direction));
  }
}

TEST(SocketTable, TakesATableWithoutNetidForUdpsWhereNothingListens) {
  const auto log = read(
      "State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"
      "UNCONN 0      0      0.0.0.0:68         0.0.0.0:*\n"
      "ESTAB  0      0      192.0.2.20:41000   192.0.2.53:53\n");
  EXPECT_THAT(all_said(log), ElementsAre("192.0.2.20:41000 > 192.0.2.53:53 udp one_way"));
}

TEST(SocketTable, ReadsSsWithAFilterOfStates) {
  const auto log = read(
      "Recv-Q Send-Q  Local Address:Port   Peer Address:Port  Process\n"
      "0      0       192.0.2.10:56692   192.0.2.21:443   users:((\"brave\",pid=1,fd=2))\n"
      "\t cubic wscale:7,7 rto:204 rtt:0.5/0.2\n");
  EXPECT_THAT(all_said(log), ElementsAre("192.0.2.10:56692 > 192.0.2.21:443 tcp established"));
  EXPECT_EQ(log.report.records, 1U);
}

TEST(SocketTable, ReadsSsAsItWroteBefore2018) {
  const auto log = read(
      "State      Recv-Q Send-Q Local Address:Port               Peer Address:Port\n"
      "LISTEN     0      128         *:22                       *:*\n"
      "LISTEN     0      128        :::80                      :::*\n"
      "ESTAB      0      0      192.0.2.20:22                 192.0.2.10:50000\n"
      "ESTAB      0      0      ::ffff:192.0.2.20:80          ::ffff:192.0.2.10:50001\n");
  EXPECT_THAT(all_said(log),
              UnorderedElementsAre("192.0.2.10:50000 > 192.0.2.20:22 tcp established",
                                   "192.0.2.10:50001 > 192.0.2.20:80 tcp established"));
}

const std::string kWindowsRows =
    "  TCP         0.0.0.0:135            0.0.0.0:0              LISTENING       1288\r\n"
    "  TCP         0.0.0.0:445            0.0.0.0:0              LISTENING       4\r\n"
    "  TCP         127.0.0.1:49670        127.0.0.1:49671        ESTABLISHED     3976\r\n"
    "  TCP         192.0.2.7:139          0.0.0.0:0              LISTENING       4\r\n"
    "  TCP         192.0.2.7:445          192.0.2.12:51000       ESTABLISHED     4\r\n"
    "  TCP         192.0.2.7:55679        198.51.100.223:443     CLOSE_WAIT      3976\r\n"
    "  TCP         192.0.2.7:55680        192.0.2.13:3389        TIME_WAIT       0\r\n"
    "  TCP         192.0.2.7:55681        192.0.2.14:445         SYN_SENT        4\r\n"
    "  TCP         [::]:135               [::]:0                 LISTENING       1288\r\n"
    "  TCP         [fe80::1%12]:55682     [fe80::2%12]:445       ESTABLISHED     4\r\n"
    "  UDP         0.0.0.0:123            *:*                                    1234\r\n"
    "  UDP         [fe80::1%12]:1900      *:*                                    3400\r\n";

const std::string kWindowsEnglish =
    "\r\nActive Connections\r\n\r\n"
    "  Proto  Local Address          Foreign Address        State           PID\r\n";
const std::string kWindowsJapanese =
    "\r\nアクティブな接続\r\n\r\n"
    "  プロトコル  ローカル アドレス          外部アドレス           状態            PID\r\n";
// The same two lines in CP932.
const std::string kWindowsCp932 =
    "\r\n\x83\x41\x83\x4e\x83\x65\x83\x42\x83\x75\x82\xc8\x90\xda\x91\xb1\r\n\r\n"
    "  \x83\x76\x83\x8d\x83\x67\x83\x52\x83\x8b  \x83\x8d\x81\x5b\x83\x4a\x83\x8b "
    "\x83\x41\x83\x68\x83\x8c\x83\x58  \x8a\x4f\x95\x94\x83\x41\x83\x68\x83\x8c\x83\x58  "
    "\x8f\xf3\x91\xd4  PID\r\n";

TEST(SocketTable, ReadsNetstatOfWindowsInEveryLanguageAndEncoding) {
  const auto english = read(kWindowsEnglish + kWindowsRows);
  EXPECT_THAT(all_said(english),
              UnorderedElementsAre("192.0.2.12:51000 > 192.0.2.7:445 tcp established",
                                   "192.0.2.7:55679 > 198.51.100.223:443 tcp established",
                                   "192.0.2.7:55680 > 192.0.2.13:3389 tcp established",
                                   "192.0.2.7:55681 > 192.0.2.14:445 tcp attempted",
                                   "fe80::1:55682 > fe80::2:445 tcp established"));
  EXPECT_EQ(english.unused("listening"), 6U);
  EXPECT_EQ(english.unused("loopback"), 1U);
  EXPECT_EQ(english.report.records, 12U);
  for (const std::string& header : {kWindowsJapanese, kWindowsCp932, std::string()}) {
    const auto other = read(header + kWindowsRows);
    EXPECT_EQ(all_said(other), all_said(english)) << header;
    EXPECT_EQ(other.report.records, 12U) << header;
  }
}

TEST(SocketTable, SkipsTheOwnersThatNetstatBWritesBetween) {
  const auto log = read(kWindowsEnglish +
                        "  TCP    192.0.2.7:445          192.0.2.12:51000       ESTABLISHED\r\n"
                        " Can not obtain ownership information\r\n"
                        "  TCP    192.0.2.7:55679        198.51.100.223:443     ESTABLISHED\r\n"
                        " [app64.exe]\r\n");
  EXPECT_EQ(log.flows.size(), 2U);
  EXPECT_EQ(log.report.records, 2U);
}

TEST(SocketTable, ReadsNetstatOfLinux) {
  const auto log = read(
      "Active Internet connections (servers and established)\n"
      "Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program "
      "name\n"
      "tcp        0      0 0.0.0.0:22              0.0.0.0:*               LISTEN      812/sshd\n"
      "tcp6       0      0 :::3306                 :::*                    LISTEN      901/mysqld\n"
      "tcp        0     36 192.0.2.20:22           192.0.2.10:50000        ESTABLISHED "
      "990/sshd: alice [pr\n"
      "tcp6       0      0 2001:db8::20:3306       2001:db8::10:50001      ESTABLISHED 901/mysqld\n"
      "udp        0      0 0.0.0.0:68              0.0.0.0:*                           "
      "399/dhclient\n"
      "Active UNIX domain sockets (servers and established)\n"
      "Proto RefCnt Flags       Type       State         I-Node   PID/Program name    Path\n"
      "unix  2      [ ]         DGRAM                    12345    1/init              /run/x\n");
  ASSERT_EQ(log.flows.size(), 2U);
  EXPECT_THAT(all_said(log),
              UnorderedElementsAre("192.0.2.10:50000 > 192.0.2.20:22 tcp established",
                                   "2001:db8::10:50001 > 2001:db8::20:3306 tcp established"));
  EXPECT_EQ(log.unused("nothing_to_keep"), 1U);
  EXPECT_EQ(log.unused("listening"), 3U);
  for (const FlowRecord& r : log.flows) {
    EXPECT_EQ(r.service, r.responder_port == 22 ? "ssh" : "mysql");
  }
}

TEST(SocketTable, ReadsNetstatOfBsdAndMacOs) {
  const auto log = read(
      "Active Internet connections (including servers)\n"
      "Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)\n"
      "tcp4       0      0  192.0.2.2.55679        198.51.100.223.443     ESTABLISHED\n"
      "tcp6       0      0  2001:db8::2.55680      2001:db8::3.22         ESTABLISHED\n"
      "tcp46      0      0  *.5900                 *.*                    LISTEN\n"
      "udp4       0      0  *.5353                 *.*\n");
  EXPECT_THAT(all_said(log),
              UnorderedElementsAre("192.0.2.2:55679 > 198.51.100.223:443 tcp established",
                                   "2001:db8::2:55680 > 2001:db8::3:22 tcp established"));
  EXPECT_EQ(log.unused("listening"), 2U);
}

TEST(SocketTable, IsOneRecordInTablesThatFollowOneAnotherAndTakesTheirDates) {
  const std::string header = "State Recv-Q Send-Q Local Address:Port Peer Address:Port\n";
  const std::string row = "ESTAB 0 0 192.0.2.20:50001 192.0.2.10:3389\n";
  const auto log =
      read("2026/06/09 10:00:00.12\r\n" + header + row + "2026年  6月  9日 火曜日 10:01:00 JST\n" +
               header + row + "Tue Jun  9 10:02:00 AM JST 2026\n" + header +
               "2026-06-09T10:03:00+09:00\n" + header + row,
           in_tokyo());
  ASSERT_EQ(log.flows.size(), 1U);  // an empty table is none: nothing shows that it was taken
  EXPECT_EQ(utc(log.flows[0].start), "2026-06-09T01:00:00.12Z");
  EXPECT_EQ(utc(log.flows[0].end), "2026-06-09T01:03:00Z");
  EXPECT_EQ(log.report.records, 3U);
}

TEST(SocketTable, IsTwoRecordsWhereATableBetweenLacksIt) {
  const std::string row = "tcp ESTAB 0 0 192.0.2.20:50001 192.0.2.10:3389\n";
  const auto log =
      read("2026-06-09T10:00:00Z\n" + row + "2026-06-09T10:01:00Z\ntcp LISTEN 0 5 *:22 *:*\n" +
               "2026-06-09T10:02:00Z\n" + row,
           {});
  EXPECT_EQ(log.flows.size(), 2U);
}

TEST(SocketTable, RefusesToInventATime) {
  const auto log = read(kSs, in_tokyo());
  EXPECT_THAT(log.flows, IsEmpty());
  EXPECT_EQ(log.unused("no_time"), 6U);
}

TEST(SocketTable, AsksForNumbers) {
  const auto log = read(
      "  Proto  Local Address          Foreign Address        State\r\n"
      "  TCP    PC5:55679              server.example:https   ESTABLISHED\r\n"
      "  TCP    192.0.2.7:55679        192.0.2.8:https        ESTABLISHED\r\n");
  EXPECT_THAT(log.flows, IsEmpty());
  EXPECT_EQ(log.unused("bad_address"), 1U);
  EXPECT_EQ(log.unused("bad_port"), 1U);
  EXPECT_TRUE(log.tells("names in place of numbers"));
}

TEST(SocketTable, ReadsOnBehindHostileLines) {
  const std::string row = "tcp ESTAB 0 0 192.0.2.20:50001 192.0.2.10:3389";
  const auto log = read("\xEF\xBB\xBF" + row + "\r\n" + std::string(10'000'000, '1') + "\n" +
                        std::string("tcp\0 1", 6) + "\n\xFF\xFE 17\n" + row + " \n");
  EXPECT_EQ(log.flows.size(), 1U);
  EXPECT_EQ(log.report.used, 2U);
  EXPECT_EQ(log.unused("too_long"), 1U);
  EXPECT_EQ(log.unused("not_text"), 1U);
  EXPECT_EQ(log.unused("log_not_read"), 1U);
  EXPECT_TRUE(log.report.damaged);
}

TEST(SocketTable, ReadsTheSameWhateverTheBlocks) {
  for (const std::size_t block : {std::size_t{1}, std::size_t{7}}) {
    EXPECT_EQ(read_with(make_socket_table_source, kSs, taken_at_ten(), block).flows,
              read(kSs).flows);
  }
}

TEST(SocketTable, IsKnownByItsHeaderOrItsLines) {
  EXPECT_TRUE(looks(kSs));
  EXPECT_TRUE(looks(kWindowsCp932));
  EXPECT_TRUE(looks(kWindowsJapanese));
  EXPECT_TRUE(looks("Windows IP Configuration\r\n\r\n" + kWindowsRows));
  EXPECT_TRUE(looks("ESTAB 0 0 192.0.2.20:50001 192.0.2.10:3389\n"));
  EXPECT_FALSE(looks("ESTAB 0 0 192.0.2.20:50001\n"));
  EXPECT_FALSE(looks("0 0 192.0.2.20:50001 192.0.2.10:3389\n"));
  EXPECT_FALSE(looks("PP[01][out][101] TCP 192.0.2.10:50000 > 198.51.100.1:443\n"));
  EXPECT_FALSE(looks("TCP 192.0.2.10:50000 > 198.51.100.1:443\n"));
  EXPECT_FALSE(looks("tcp 192.0.2.10 192.0.2.11 ESTABLISHED\n"));
  EXPECT_FALSE(looks("The local address of each PC is in the ledger\n"));
}

TEST(SocketEnd, ReadsEveryNotation) {
  const auto end = [](std::string_view text) {
    SocketEnd e;
    if (SocketEnd::parse(text, e) != LineFate::Used) {
      return std::string("no");
    }
    return (e.address ? e.address->text() : "*") + " " + (e.port ? std::to_string(*e.port) : "*");
  };
  EXPECT_EQ(end("192.0.2.1:22"), "192.0.2.1 22");
  EXPECT_EQ(end("192.0.2.1.22"), "192.0.2.1 22");
  EXPECT_EQ(end("192.0.2.1%eth0.100:68"), "192.0.2.1 68");
  EXPECT_EQ(end("[2001:db8::1]:22"), "2001:db8::1 22");
  EXPECT_EQ(end("[fe80::1]%eth0:22"), "fe80::1 22");
  EXPECT_EQ(end("[fe80::1%12]:22"), "fe80::1 22");
  EXPECT_EQ(end("fe80::1%lo0.22"), "fe80::1 22");
  EXPECT_EQ(end("2001:db8::1:22"), "2001:db8::1 22");
  EXPECT_EQ(end("::ffff:192.0.2.1:22"), "192.0.2.1 22");
  EXPECT_EQ(end("[::]:*"), "* *");
  EXPECT_EQ(end(":::22"), "* 22");
  EXPECT_EQ(end("0.0.0.0:0"), "* 0");
  EXPECT_EQ(end("*.*"), "* *");
  EXPECT_EQ(end("192.0.2.1:https"), "no");
  EXPECT_EQ(end("192.0.2.1:70000"), "no");
  EXPECT_EQ(end("192.0.2.1"), "no");
  EXPECT_EQ(end(""), "no");
}

}  // namespace
}  // namespace hamon
