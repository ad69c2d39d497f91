#include "base/service_catalogue.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace carry;
constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kUdp = 17;

// Expected values in this file are the rows of formats, section 6.

TEST(ServiceCatalogue, NamesThePortsOfTheTable) {
  EXPECT_EQ(service_at(kTcp, 3389), "rdp");
  EXPECT_EQ(service_at(kUdp, 3389), "rdp");
  EXPECT_EQ(service_at(kTcp, 5800), "vnc");
  EXPECT_EQ(service_at(kTcp, 5900), "vnc");
  EXPECT_EQ(service_at(kTcp, 5909), "vnc");
  EXPECT_EQ(service_at(kTcp, 5986), "winrm");
  EXPECT_EQ(service_at(kUdp, 5938), "teamviewer");
  EXPECT_EQ(service_at(kTcp, 7070), "anydesk");
  EXPECT_EQ(service_at(kTcp, 139), "smb");
  EXPECT_EQ(service_at(kTcp, 8531), "wsus");
  EXPECT_EQ(service_at(kUdp, 4500), "ipsec");
  EXPECT_EQ(service_at(50, 0), "ipsec");
  EXPECT_EQ(service_at(kTcp, 2762), "dicom");
  EXPECT_EQ(service_at(kTcp, 2575), "hl7");
  EXPECT_EQ(service_at(kTcp, 53), "dns");
  EXPECT_EQ(service_at(kUdp, 464), "kerberos");
  EXPECT_EQ(service_at(kTcp, 135), "dce-rpc");
}

TEST(ServiceCatalogue, NamesNothingBesideTheTable) {
  EXPECT_EQ(service_at(kTcp, 5910), "");
  EXPECT_EQ(service_at(kTcp, 5801), "");
  EXPECT_EQ(service_at(kUdp, 22), "");
  EXPECT_EQ(service_at(kTcp, 500), "");
  EXPECT_EQ(service_at(kTcp, 50), "");
  EXPECT_EQ(service_at(kTcp, 0), "");
  EXPECT_EQ(service_at(50, 22), "");
  EXPECT_EQ(service_at(1, 53), "");
}

TEST(ServiceCatalogue, FallsBackToTransportAndPort) {
  EXPECT_EQ(service_or_port(kTcp, 8443, true), "tcp/8443");
  EXPECT_EQ(service_or_port(kTcp, 445, true), "smb");
  EXPECT_EQ(service_or_port(kUdp, 445, true), "udp/445");
  EXPECT_EQ(service_or_port(47, 0, false), "ip/47");
  EXPECT_EQ(service_or_port(50, 0, false), "ipsec");
  EXPECT_EQ(service_or_port(1, 0, true), "icmp");
  EXPECT_EQ(service_or_port(58, 3, true), "icmp6");
  EXPECT_EQ(service_or_port(132, 3868, true), "sctp/3868");
}

TEST(ServiceCatalogue, GivesAFragmentWithoutPortsItsTransportOnly) {
  EXPECT_EQ(service_or_port(kTcp, 445, false), "tcp");
}

TEST(ServiceCatalogue, ClassesRemoteAdministrationToolsAndTunnels) {
  for (const auto* name : {"rdp", "ssh", "telnet", "vnc", "winrm", "wmi"}) {
    EXPECT_EQ(class_of(name), ServiceClass::RemoteAdmin) << name;
  }
  for (const auto* name : {"teamviewer", "anydesk", "splashtop"}) {
    EXPECT_EQ(class_of(name), ServiceClass::RemoteTool) << name;
  }
  for (const auto* name : {"ipsec", "openvpn", "wireguard", "l2tp", "pptp"}) {
    EXPECT_EQ(class_of(name), ServiceClass::Vpn) << name;
  }
  for (const auto* name : {"smb", "https", "tcp/8443", ""}) {
    EXPECT_EQ(class_of(name), ServiceClass::None) << name;
  }
  EXPECT_EQ(name_of(ServiceClass::RemoteAdmin), "remote-admin");
  EXPECT_EQ(name_of(ServiceClass::None), "");
}

TEST(ServiceCatalogue, CarriesWhatTheTableSays) {
  EXPECT_EQ(carry_of("rdp", Role::Client), (Carry{kStrong, kWeak}));
  EXPECT_EQ(carry_of("ssh", Role::Other), (Carry{kStrong, 0}));
  EXPECT_EQ(carry_of("wmi", Role::Client), (Carry{kStrong, 0}));
  EXPECT_EQ(carry_of("teamviewer", Role::Other), (Carry{kWeak, kStrong}));
  EXPECT_EQ(carry_of("wsus", Role::Deployment), (Carry{0, kStrong}));
  EXPECT_EQ(carry_of("dfsr", Role::DomainController), (Carry{kStrong, kStrong}));
  EXPECT_EQ(carry_of("mssql", Role::Database), (Carry{kWeak, 0}));
  EXPECT_EQ(carry_of("iscsi", Role::Nas), (Carry{kDamage, 0}));
  EXPECT_EQ(carry_of("ipsec", Role::Router), Carry{});
  EXPECT_EQ(carry_of("dicom", Role::Application), Carry{});
  EXPECT_EQ(carry_of("tcp/8443", Role::Application), Carry{});
}

TEST(ServiceCatalogue, LetsSmbCarryByTheRespondersRole) {
  EXPECT_EQ(carry_of("smb", Role::DomainController), (Carry{kWeak, kStrong}));
  EXPECT_EQ(carry_of("smb", Role::FileServer), (Carry{kDamage | kWeak, kWeak}));
  EXPECT_EQ(carry_of("smb", Role::Nas), (Carry{kDamage | kWeak, kWeak}));
  EXPECT_EQ(carry_of("smb", Role::Client), (Carry{kStrong | kDamage, kWeak}));
  EXPECT_EQ(carry_of("smb", Role::Backup), (Carry{kStrong | kDamage, kWeak}));
}

TEST(ServiceCatalogue, ListsEveryNameOnceAndSorted) {
  const auto names = all_service_names();
  EXPECT_TRUE(std::ranges::is_sorted(names));
  EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
  EXPECT_THAT(names, testing::IsSupersetOf({"dce-rpc", "hl7", "smb", "wmi", "wireguard"}));
  // formats, section 6, counted by hand: 1 + 5 + 3 + 1 + 1 + 1 + 5 + 4 + 5 + 3 + 3 + 5 + 3
  EXPECT_EQ(names.size(), 40U);
  EXPECT_TRUE(std::ranges::is_sorted(recognised_service_names()));
}

TEST(SensorWord, IsTranslatedIntoOurNames) {
  EXPECT_EQ(from_sensor_word("ssl", kTcp, 8443), "tls");
  EXPECT_EQ(from_sensor_word("krb_tcp", kTcp, 88), "kerberos");
  EXPECT_EQ(from_sensor_word("dce_rpc", kTcp, 49666), "dce-rpc");
  EXPECT_EQ(from_sensor_word("dcerpc", kTcp, 135), "dce-rpc");
  EXPECT_EQ(from_sensor_word("rfb", kTcp, 5901), "vnc");
  EXPECT_EQ(from_sensor_word("DNS", kUdp, 53), "dns");
  EXPECT_EQ(from_sensor_word("ftp-data", kTcp, 20), "ftp-data");
  EXPECT_EQ(from_sensor_word("spicy_tftp", kUdp, 69), "tftp");
}

TEST(SensorWord, TlsOnAPortOfTheTableTakesItsName) {
  EXPECT_EQ(from_sensor_word("ssl", kTcp, 443), "https");
  EXPECT_EQ(from_sensor_word("tls", kTcp, 3389), "rdp");
  EXPECT_EQ(from_sensor_word("tls", kTcp, 636), "ldap");
  EXPECT_EQ(from_sensor_word("tls", kTcp, 5938), "teamviewer");
}

TEST(SensorWord, HttpIsOnlyTheCarrierOnPortsOfServicesThatSpeakIt) {
  EXPECT_EQ(from_sensor_word("http", kTcp, 8530), "wsus");
  EXPECT_EQ(from_sensor_word("http", kTcp, 5985), "winrm");
  EXPECT_EQ(from_sensor_word("http", kTcp, 3128), "http-proxy");
  EXPECT_EQ(from_sensor_word("http", kTcp, 80), "http");
  EXPECT_EQ(from_sensor_word("http", kTcp, 8000), "http");
  EXPECT_EQ(from_sensor_word("http", kTcp, 22), "http");
}

TEST(SensorWord, OfAListTheOneThatSaysMostWhateverTheOrder) {
  EXPECT_EQ(from_sensor_word("gssapi,smb", kTcp, 445), "smb");
  EXPECT_EQ(from_sensor_word("smb,gssapi,ntlm,dce_rpc", kTcp, 445), "smb");
  EXPECT_EQ(from_sensor_word("dce_rpc,gssapi", kTcp, 49666), "dce-rpc");
  EXPECT_EQ(from_sensor_word("ssl,smtp", kTcp, 25), "smtp");
  EXPECT_EQ(from_sensor_word("smtp,ssl", kTcp, 25), "smtp");
  EXPECT_EQ(from_sensor_word("http,ssl", kTcp, 3128), "http-proxy");
}

TEST(SensorWord, AnAnalyzerThatGaveUpIsNoRecognition) {
  EXPECT_EQ(from_sensor_word("-ssl", kTcp, 8443), "");
  EXPECT_EQ(from_sensor_word("ssl,-ssl", kTcp, 8443), "tls");
  EXPECT_EQ(from_sensor_word("-ssl,http", kTcp, 8000), "http");
}

TEST(SensorWord, NamesNothingWhenNothingWasRecognised) {
  for (const auto* word :
       {"", "-", ",", "unknown", "failed", "gssapi", "ntlm,gssapi", "a b", "<x>"}) {
    EXPECT_EQ(from_sensor_word(word, kTcp, 445), "") << word;
  }
  EXPECT_EQ(from_sensor_word(std::string(5000, 'x'), kTcp, 1), "");
}

TEST(ServicePort, IsReadFromItsText) {
  EXPECT_EQ(parse_service_port("tcp/8443"), (ServicePort{6, 8443}));
  EXPECT_EQ(parse_service_port("udp/53"), (ServicePort{17, 53}));
  EXPECT_EQ(parse_service_port("ip/50"), (ServicePort{50, 0}));
  EXPECT_EQ(parse_service_port("tcp/65535"), (ServicePort{6, 65535}));
}

TEST(ServicePort, IsNothingForOtherText) {
  for (const auto* text : {"", "tcp", "tcp/", "/80", "tcp/0", "tcp/65536", "tcp/80x", "tcp/-1",
                           "ip/256", "TCP/80", "80", "tcp/ 80", "tcp/80-90"}) {
    EXPECT_EQ(parse_service_port(text), std::nullopt) << text;
  }
}

TEST(Role, IsReadByItsNameAndKnowsItsDefault) {
  const auto names = all_role_names();
  ASSERT_EQ(names.size(), 15U);
  for (const auto name : names) {
    const auto role = parse_role(name);
    ASSERT_TRUE(role.has_value()) << name;
    EXPECT_EQ(name_of(*role), name);
    const bool spared = name == "device" || name == "printer" || name == "router" ||
                        name == "nas" || name == "monitoring";
    EXPECT_EQ(susceptible_by_default(*role), !spared) << name;
  }
  EXPECT_EQ(parse_role("server"), std::nullopt);
  EXPECT_EQ(parse_role("jump-host"), Role::JumpHost);
}

TEST(DynamicPort, BeginsAt49152) {
  EXPECT_FALSE(is_dynamic_port(49151));
  EXPECT_TRUE(is_dynamic_port(49152));
  EXPECT_TRUE(is_dynamic_port(65535));
}

}  // namespace
}  // namespace hamon
