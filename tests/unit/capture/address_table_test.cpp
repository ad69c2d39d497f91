#include "capture/address_table.hpp"

#include "line_text.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using testing_lines::at;
using testing_lines::ReadLog;

ReadLog read_table(const std::string& text, std::size_t block = 4096) {
  const TimeZone tokyo = TimeZone::named("Asia/Tokyo").value_or(TimeZone::utc());
  return testing_lines::read_with(make_address_table_source, text, &tokyo, block);
}

bool looks(std::string_view text) {
  return looks_like_address_table(std::as_bytes(std::span(text)));
}

/// `kind address mac name` of each binding.
std::vector<std::string> told(const ReadLog& log) {
  std::vector<std::string> out;
  for (const Binding& b : log.bindings) {
    out.push_back(std::string(name_of(b.kind)) + " " + b.address.text() + " " +
                  (b.mac ? b.mac->text() : "-") + " " + (b.name.empty() ? "-" : b.name));
  }
  return out;
}

using testing::ElementsAre;

// Columns of Microsoft's class DhcpServerv4Lease, as PowerShell exports them.
const std::string kLeaseHeader =
    "#TYPE Microsoft.Management.Infrastructure.CimInstance#DhcpServerv4Lease\r\n"
    "\"IPAddress\",\"ScopeId\",\"AddressState\",\"ClientId\",\"ClientType\",\"Description\","
    "\"HostName"
    "\",\"LeaseExpiryTime\"\r\n";

TEST(AddressTable, ReadsLeasesThatWindowsExportsByTheNamesOfTheirColumns) {
  const auto log = read_table(
      kLeaseHeader +
      "\"10.1.2.7\",\"10.1.2.0\",\"Active\",\"00-00-5e-00-53-07\",\"Dhcp\",,\"WS-7.minato."
      "example\","
      "\"2026/06/17 9:00:00\"\r\n"
      "\"10.1.2.8\",\"10.1.2.0\",\"InactiveReservation\",\"00-00-5e-00-53-08\",\"Dhcp\",,\"WS-8\","
      "\r\n"
      "\"10.1.2.9\",\"10.1.2.0\",\"ActiveReservation\",\"00-00-5e-00-53-09\",\"Dhcp\",,,\r\n"
      "\"ten\",\"10.1.2.0\",\"Active\",\"00-00-5e-00-53-09\",\"Dhcp\",,,\r\n");
  EXPECT_THAT(told(log), ElementsAre("dhcp 10.1.2.7 00:00:5e:00:53:07 ws-7.minato.example",
                                     "dhcp 10.1.2.9 00:00:5e:00:53:09 -"));
  EXPECT_EQ(log.report.kind, "dhcp-leases");
  EXPECT_EQ(log.report.used, 2U);
  EXPECT_EQ(log.unused("nothing_to_keep"), 1U);
  EXPECT_EQ(log.unused("bad_address"), 1U);
  EXPECT_FALSE(log.report.window.has_value()) << "nothing was watched";
}

TEST(AddressTable, ReadsNetshByShapeWhateverTheLanguage) {
  const auto log = read_table(
      "\xEF\xBB\xBF現在のスコープ コンテキストを 10.1.2.0 に変更しました。\r\n\r\n"
      "IP アドレス        - サブネット マスク - 一意の ID            - リースの有効期限   -種類\r\n"
      "===================================================================\r\n"
      "10.1.2.7        - 255.255.255.0  - 00-00-5e-00-53-07   -2026/06/10 9:00:00    -D  -  "
      "WS-7\r\n"
      "10.1.2.8        - 255.255.255.0  - 00-00-5e-00-53-08   -NEVER EXPIRES         -U\r\n"
      "\r\nクライアントの数 (バージョン 4): 2\r\n");
  EXPECT_THAT(told(log), ElementsAre("dhcp 10.1.2.7 00:00:5e:00:53:07 ws-7",
                                     "dhcp 10.1.2.8 00:00:5e:00:53:08 -"));
}

// dhcpd.leases(5); its times are UTC, the weekday in front counts from Sunday.
TEST(AddressTable, ReadsIscLeasesWithTheirOwnTimes) {
  const auto log = read_table(
      "# The format of this file is documented in the dhcpd.leases(5) manual page.\n"
      "lease 10.1.2.7 {\n  starts 2 2026/06/09 00:00:10;\n  ends 2 2026/06/09 12:00:10;\n"
      "  cltt 2 2026/06/09 06:00:10;\n  binding state active;\n"
      "  hardware ethernet 00:00:5e:00:53:07;\n  uid \"\\001\\000\\000^\\000S\\007\";\n"
      "  client-hostname \"WS-7\";\n}\n"
      "lease 10.1.2.8 {\n  starts epoch 1780963220; # Tue Jun 09 00:00:20 2026\n"
      "  hardware ethernet 00:00:5e:00:53:08;\n}\n"
      "lease 10.1.2.9 {\n  starts 2 2026/06/09 00:00:10;\n  binding state abandoned;\n"
      "  hardware ethernet 00:00:5e:00:53:09;\n}\n"
      "lease 10.1.2.10 {\n  hardware ethernet 00:00:5e:00:53:0a;\n");
  EXPECT_THAT(told(log), ElementsAre("dhcp 10.1.2.7 00:00:5e:00:53:07 ws-7",
                                     "dhcp 10.1.2.8 00:00:5e:00:53:08 -"));
  EXPECT_EQ(log.bindings[0].first, at(10));
  EXPECT_EQ(log.bindings[0].last, at(21'610));
  EXPECT_EQ(log.bindings[1].first, at(20));
  EXPECT_TRUE(log.diagnostics.empty()) << "every lease says when it was";
}

TEST(AddressTable, ReadsTheLeasesOfAYamahaRouterInItsOwnEncoding) {
  const std::string text =
      "DHCPスコープ番号: 1\n"
      "      ネットワークアドレス: 192.168.100.0\n"
      "        割り当て中アドレス: 192.168.100.2\n"
      "  (タイプ) クライアントID: (01) 00 00 5e 00 53 07\n"
      "                ホスト名: WS-7\n"
      "            リース残時間: 2日 23時間 59分 30秒\n"
      "        割り当て中アドレス: 192.168.100.3\n"
      "  (タイプ) クライアントID: (01) 00 00 5e 00 53 08\n"
      "      スコープの全アドレス数: 190\n";
  const auto log = read_table(text);
  EXPECT_THAT(told(log), ElementsAre("dhcp 192.168.100.2 00:00:5e:00:53:07 ws-7",
                                     "dhcp 192.168.100.3 00:00:5e:00:53:08 -"));
  EXPECT_EQ(log.bindings[0].client_id, "0100005e005307");
  EXPECT_EQ(log.report.used, 2U);
}

TEST(AddressTable, CountsALeaseThatIsTheLastLineOfItsFile) {
  const auto log = read_table(
      "DHCP Scope number: 1\n"
      "      Allocated address: 192.168.100.2\n"
      "      (type) Client ID: (01) 00 00 5e 00 53 07\n");
  EXPECT_THAT(told(log), ElementsAre("dhcp 192.168.100.2 00:00:5e:00:53:07 -"));
  EXPECT_EQ(log.report.used, 1U);
  EXPECT_EQ(log.report.records, 1U);
}

TEST(AddressTable, ReadsArpTablesOfCiscoBetweenPrompts) {
  const auto log = read_table(
      "core-sw#show ip arp\r\n"
      "Protocol  Address          Age (min)  Hardware Addr   Type   Interface\r\n"
      "Internet  10.1.2.1                -   0000.5e00.5301  ARPA   Vlan10\r\n"
      "Internet  10.1.2.7                5   0000.5e00.5307  ARPA   Vlan10\r\n"
      "Internet  10.1.2.9                0   Incomplete      ARPA\r\n"
      "core-sw#show clock\r\n");
  EXPECT_THAT(told(log),
              ElementsAre("arp 10.1.2.1 00:00:5e:00:53:01 -", "arp 10.1.2.7 00:00:5e:00:53:07 -"));
  EXPECT_EQ(log.unused("nothing_to_keep"), 1U);
  EXPECT_EQ(log.report.kind, "arp-table");
  ASSERT_EQ(log.diagnostics.size(), 1U) << "that the file's date stands in";
}

TEST(AddressTable, TakesTheTimeThatAnAlaxalaSwitchWritesAboveItsTable) {
  const auto log = read_table(
      "> show ip arp\n"
      "Date 2026/06/09 09:00:10 JST\n"
      "Total: 2 entries\n"
      " IP Address       Linklayer Address  Netif      Expire     Type\n"
      " 10.1.2.7         0000.5e00.5307     VLAN0010   3h55m56s   arpa\n"
      " 10.1.2.8         incomplete         VLAN0010   -          arpa\n");
  EXPECT_THAT(told(log), ElementsAre("arp 10.1.2.7 00:00:5e:00:53:07 -"));
  EXPECT_EQ(log.bindings[0].first, at(10));
  EXPECT_TRUE(log.diagnostics.empty());
}

TEST(AddressTable, SaysThatAMacTableTellsNoAddresses) {
  const auto log = read_table(
      "          Mac Address Table\n-------------------------------------------\n\n"
      "Vlan    Mac Address       Type        Ports\n"
      "----    -----------       --------    -----\n"
      "  10    0000.5e00.5307    DYNAMIC     Gi1/0/7\n"
      "Total Mac Addresses for this criterion: 1\n");
  EXPECT_TRUE(log.bindings.empty());
  EXPECT_EQ(log.unused("nothing_to_keep"), 1U);
  EXPECT_EQ(log.report.kind, "mac-table");
  EXPECT_EQ(log.diagnostics.size(), 1U);
}

TEST(AddressTable, ReadsAMasterFileWithRelativeNamesAndLinesThatGoOn) {
  const auto log = read_table(
      "$ORIGIN minato.example.\n$TTL 1h\n"
      "@       IN SOA dc1 hostmaster ( 2026060901 ; serial\n        3h 1h 1w 1h )\n"
      "        IN NS dc1\n"
      "dc1     IN A 10.1.1.1\n        IN AAAA 2001:db8::1\n"
      "pacs1   3600 A 10.1.3.5 ; the archive\n"
      "www     IN CNAME dc1\n*.lab   IN A 10.1.4.4\nfull.example.net. A 192.0.2.9\n"
      "$INCLUDE /etc/passwd\nbad A ten\n");
  EXPECT_THAT(told(log), ElementsAre("dns-answer 10.1.1.1 - dc1.minato.example",
                                     "dns-answer 2001:db8::1 - dc1.minato.example",
                                     "dns-answer 10.1.3.5 - pacs1.minato.example",
                                     "dns-answer 192.0.2.9 - full.example.net"));
  EXPECT_EQ(log.report.kind, "dns-zone");
  EXPECT_EQ(log.unused("bad_address"), 1U);
}

TEST(AddressTable, ReadsWhatDnscmdExportsAndReverseZones) {
  const auto log = read_table(
      ";\r\n;  Database file minato.example.dns for minato.example zone.\r\n;      Zone version:  "
      "42\r\n;\r\n\r\n@                       IN  SOA dc1.minato.example. "
      "hostmaster.minato.example. "
      "(\r\n                        42           ; serial number\r\n                        900 ) "
      "; "
      "ttl\r\nws-7                    [AGE:3714921]\t1200\tA\t10.1.2.7\r\n");
  EXPECT_THAT(told(log), ElementsAre("dns-answer 10.1.2.7 - ws-7.minato.example"));
  const auto reverse = read_table(
      "$ORIGIN 2.1.10.in-addr.arpa.\n@ IN SOA a. b. ( 1 )\n7 IN PTR ws-7.minato.example.\n"
      "$ORIGIN 8.b.d.0.1.0.0.2.ip6.arpa.\n"
      "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 PTR dc1.minato.example.\n");
  EXPECT_THAT(told(reverse), ElementsAre("dns-answer 10.1.2.7 - ws-7.minato.example",
                                         "dns-answer 2001:db8::1 - dc1.minato.example"));
}

TEST(AddressTable, CountsHostileLinesAndReadsTheOthers) {
  const std::string good = "Internet  10.1.2.7  5  0000.5e00.5307  ARPA  Vlan10\n";
  const auto log =
      read_table("Protocol  Address          Age (min)  Hardware Addr   Type   Interface\n" + good +
                 std::string(10 << 20, 'A') + "\n" + std::string("\0\xFF\xFE\0\n", 5) + good +
                 "Internet  ten  5  0000.5e00.5307  ARPA\nInternet  10.1.2.8  5  what\n" + good);
  EXPECT_EQ(log.bindings.size(), 3U);
  EXPECT_EQ(log.unused("too_long"), 1U);
  EXPECT_EQ(log.unused("bad_address"), 2U);
  EXPECT_TRUE(log.report.damaged);
}

TEST(AddressTable, IsRecognisedByTheHeadsOfItsTablesAlone) {
  EXPECT_TRUE(looks(kLeaseHeader));
  EXPECT_TRUE(looks("lease 10.1.2.7 {\n"));
  EXPECT_TRUE(looks("\n\nsw1# show ip arp\nProtocol  Address  Age (min)  Hardware Addr  Type\n"));
  EXPECT_TRUE(looks("$TTL 3600\n"));
  EXPECT_FALSE(looks("lease of 10.1.2.7 {\n"));
  EXPECT_FALSE(looks("lease 10.1.2.7\n")) << "cut";
  EXPECT_FALSE(looks("Protocol Address Port\n"));
  EXPECT_FALSE(looks("IPAddress,Name\n10.1.2.7,ws-7\n")) << "a ledger";
  EXPECT_FALSE(looks("10.1.2.7 - - [09/Jun/2026:10:00:00 +0900] \"GET / HTTP/1.1\" 200 5\n"));
  EXPECT_FALSE(looks("Date 2026/06/09 10:00:00\n"));
  EXPECT_FALSE(looks("the SOA is out of date\n"));
  EXPECT_FALSE(looks(""));
}

}  // namespace
}  // namespace hamon
