#include "text_log_text.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

// FortiGate: Fortinet, "FortiOS Log Message Reference", 39947, 39948, 37138. OpenVPN: reference
// manual, --status, and the messages of its multi-client server. Ivanti Connect Secure: user access
// log. Names and addresses are our own.

namespace hamon {
namespace {

using testing_text_log::read_in_tokyo;
using testing_text_log::ReadLog;

Timestamp at(std::int64_t seconds) {
  return Timestamp::from_seconds(1'780'963'200 + seconds);  // 2026-06-09T00:00:00Z
}

/// `pool address public address first last` of each binding, times in seconds of the day.
std::vector<std::string> told(const ReadLog& log) {
  std::vector<std::string> out;
  for (const Binding& b : log.bindings) {
    EXPECT_EQ(b.kind, BindingKind::VpnClient);
    out.push_back(b.address.text() + " " + b.name + " " +
                  std::to_string((b.first - at(0)).ns / 1'000'000'000) + " " +
                  std::to_string((b.last - at(0)).ns / 1'000'000'000));
  }
  return out;
}

std::uint64_t unused(const ReadLog& log, std::string_view reason) {
  for (const auto& [word, count] : log.report.unused) {
    if (word == reason) {
      return count;
    }
  }
  return 0;
}

using testing::ElementsAre;

TEST(VpnLogs, BindThePoolAddressOfAFortigateToThePublicOneUntilTheTunnelGoesDown) {
  const std::string head =
      "date=2026-06-09 time=09:00:10 tz=\"+0900\" logid=\"0101039947\" type=\"event\" "
      "subtype=\"vpn\" vd=\"root\" action=\"tunnel-up\" tunneltype=\"ssl-tunnel\" "
      "tunnelid=12345 remip=203.0.113.5 tunnelip=10.212.134.200 user=\"maint\"\n";
  const auto log = read_in_tokyo(
      head +
      "date=2026-06-09 time=09:10:10 tz=\"+0900\" logid=\"0101039948\" type=\"event\" "
      "subtype=\"vpn\" vd=\"root\" action=\"tunnel-down\" tunneltype=\"ssl-tunnel\" "
      "tunnelid=12345 remip=203.0.113.5 tunnelip=(null) user=\"maint\" duration=600\n");
  EXPECT_THAT(told(log), ElementsAre("10.212.134.200 203.0.113.5 10 610"));
  EXPECT_TRUE(log.flows.empty());
  EXPECT_EQ(log.report.used, 2U);
}

TEST(VpnLogs, BindTheAddressThatAFortigateAssignsToADialInClientBesideItsTunnel) {
  const auto log = read_in_tokyo(
      "date=2026-06-09 time=09:00:10 tz=\"+0900\" logid=\"0101037138\" type=\"event\" "
      "subtype=\"vpn\" vd=\"root\" action=\"tunnel-up\" tunneltype=\"ipsec\" tunnelid=7 "
      "remip=203.0.113.5 locip=198.51.100.1 remport=500 locport=500 assignip=10.10.10.1\n");
  EXPECT_THAT(told(log), ElementsAre("10.10.10.1 203.0.113.5 10 10"));
  EXPECT_EQ(log.flows.size(), 1U);
}

TEST(VpnLogs, BindWhatOpenvpnLearnsUntilTheClientGoes) {
  const auto log = read_in_tokyo(
      "2026-06-09 09:00:10 taro yamada/203.0.113.5:40000 MULTI: Learn: 10.8.0.6 -> taro "
      "yamada/203.0.113.5:40000\n"
      "2026-06-09 09:00:10 taro yamada/203.0.113.5:40000 MULTI: Learn: 10.8.9.0/24 -> taro "
      "yamada/203.0.113.5:40000\n"
      "2026-06-09 09:30:10 taro yamada/203.0.113.5:40000 MULTI: Learn: 10.8.0.6 -> taro "
      "yamada/203.0.113.5:40000\n"
      "2026-06-09 09:40:10 taro yamada/203.0.113.5:40000 SIGTERM[soft,remote-exit] received, "
      "client-instance exiting\n"
      "2026-06-09 09:50:10 203.0.113.9:40001 peer info: IV_VER=2.6.6\n");
  EXPECT_THAT(told(log), ElementsAre("10.8.0.6 203.0.113.5 10 2410"));
  EXPECT_EQ(log.report.kind, "openvpn");
  for (const Binding& b : log.bindings) {
    EXPECT_EQ(b.name.find("taro"), std::string::npos);
  }
}

TEST(VpnLogs, ReadTheOldTimesOfOpenvpnAndSyslogsOwn) {
  const auto log = read_in_tokyo(
      "Tue Jun  9 09:00:10 2026 us=340080 c1/203.0.113.5:1194 MULTI: Learn: 10.8.0.6 -> "
      "c1/203.0.113.5:1194\n"
      "Jun  9 09:00:20 gw openvpn[811]: c2/2001:db8::5 MULTI: Learn: fd00:8::7 -> "
      "c2/2001:db8::5\n");
  EXPECT_THAT(told(log), ElementsAre("10.8.0.6 203.0.113.5 10 20", "fd00:8::7 2001:db8::5 20 20"));
}

TEST(VpnLogs, ReadAllThreeVersionsOfOpenvpnsStatusFile) {
  const auto one = read_in_tokyo(
      "OpenVPN CLIENT LIST\nUpdated,Tue Jun  9 09:10:00 2026\n"
      "Common Name,Real Address,Bytes Received,Bytes Sent,Connected Since\n"
      "c1,203.0.113.5:40000,1,2,Tue Jun  9 09:00:10 2026\n"
      "ROUTING TABLE\nVirtual Address,Common Name,Real Address,Last Ref\n"
      "10.8.0.6,c1,203.0.113.5:40000,Tue Jun  9 09:05:10 2026\n"
      "GLOBAL STATS\nMax bcast/mcast queue length,0\nEND\n");
  EXPECT_THAT(told(one), ElementsAre("10.8.0.6 203.0.113.5 310 600"));
  const std::string two =
      "TITLE,OpenVPN 2.6.3 x86_64-pc-linux-gnu\nTIME,2026-06-09 09:10:00,1780963800\n"
      "HEADER,CLIENT_LIST,Common Name,Real Address,Virtual Address,Virtual IPv6 Address,Bytes "
      "Received,Bytes Sent,Connected Since,Connected Since (time_t),Username,Client ID,Peer "
      "ID,Data Channel Cipher\n"
      "CLIENT_LIST,c1,203.0.113.5:40000,10.8.0.6,,1,2,2026-06-09 09:00:10,1780963210,UNDEF,0,0,A\n"
      "HEADER,ROUTING_TABLE,Virtual Address,Common Name,Real Address,Last Ref,Last Ref (time_t)\n"
      "ROUTING_TABLE,10.8.0.6,c1,203.0.113.5:40000,2026-06-09 09:05:10,1780963510\n"
      "GLOBAL_STATS,Max bcast/mcast queue length,0\nEND\n";
  std::string three = two;
  std::ranges::replace(three, ',', '\t');
  EXPECT_THAT(told(read_in_tokyo(two)), ElementsAre("10.8.0.6 203.0.113.5 10 600"));
  EXPECT_THAT(told(read_in_tokyo(three)), ElementsAre("10.8.0.6 203.0.113.5 10 600"));
}

TEST(VpnLogs, BindTheSessionsOfConnectSecure) {
  const auto log = read_in_tokyo(
      "2026-06-09 09:00:10 - ive - [203.0.113.5] Root::maint(Users)[Vendor] - VPN Tunneling: "
      "Session started for user with IPv4 address 10.9.0.5, hostname LAPTOP\n"
      "2026-06-09 09:20:10 - ive - [203.0.113.5] Root::maint(Users)[Vendor] - VPN Tunneling: "
      "Session ended for user with IPv4 address 10.9.0.5\n"
      "Jun  9 09:30:10 ive PulseSecure: id=firewall time=\"2026-06-09 09:30:10\" pri=6 "
      "fw=10.0.0.1 vpn=ive user=maint src=203.0.113.9 msg=\"NWC23508: Network Connect: Session "
      "started for user with IP 10.9.0.6, hostname B\"\n");
  EXPECT_THAT(told(log),
              ElementsAre("10.9.0.5 203.0.113.5 10 1210", "10.9.0.6 203.0.113.9 1810 1810"));
}

TEST(VpnLogs, LetNoOtherLinePass) {
  const auto log = read_in_tokyo(
      "2026-06-09 09:00:10 x/203.0.113.5:1 MULTI: Learn: 10.8.0.6 -> nobody\n"
      "2026-06-09 09:00:10 VPN Tunneling: Session started for user with IPv4 address ten\n"
      "2026-06-09 09:00:10 MULTI: Learned nothing\n"
      "2026-06-09 09:00:10 HEADER,CLIENT_LIST,Common Name\n");
  EXPECT_TRUE(log.bindings.empty());
  EXPECT_EQ(unused(log, "bad_address"), 2U);
  EXPECT_EQ(unused(log, "log_not_read"), 2U);
}

}  // namespace
}  // namespace hamon
