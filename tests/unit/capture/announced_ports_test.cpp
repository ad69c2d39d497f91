#include "capture/announced_ports.hpp"

#include "unit/capture/hex_bytes.hpp"
#include "unit/capture/made_capture.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace made;
using testing::ElementsAre;
using testing::IsEmpty;

// C706, appendix L: a tower of five floors with TCP and IP, as [MS-RPCE] 2.2.1.2.4 has it.
Data tower(unsigned port) {
  const Data tcp_floor = Data("\x01\0\x07\x02\0", 5) + u16(port);
  const Data ip_floor = Data("\x01\0\x09\x04\0", 5) + address("192.0.2.9");
  return Data("\x05\0", 2) + Data(60, 'u') + tcp_floor + ip_floor;
}

FlowKey between(std::uint32_t low, std::uint32_t high, std::uint16_t low_port,
                std::uint16_t high_port) {
  FlowKey key;
  key.addresses = {0, low, 0, high};
  key.low_port = low_port;
  key.high_port = high_port;
  return key;
}

TEST(EndpointMapper, TellsThePortsOfItsTowers) {
  EXPECT_THAT(endpoint_mapper_ports(view(tower(49664) + tower(49670) + tower(49664))),
              ElementsAre(49664, 49670));
  EXPECT_THAT(endpoint_mapper_ports(view(tower(49664).substr(0, 70))), IsEmpty());
  EXPECT_THAT(endpoint_mapper_ports(view(Data("\x01\0\x07\x02\0\xC2\0", 7) + "not IP at all")),
              IsEmpty());
}

TEST(FtpPort, IsReadFromAnswersAndCommands) {
  // RFC 959, section 5.4: p1 * 256 + p2. RFC 2428, sections 2 and 3.
  const auto port = [](std::string_view line) { return ftp_port(view(line))->port; };
  EXPECT_EQ(port("227 Entering Passive Mode (192,0,2,9,195,80)\r\n"), 195 * 256 + 80);
  EXPECT_EQ(port("227 =192,0,2,9,4,1\r\n"), 1025);
  EXPECT_EQ(port("229 Entering Extended Passive Mode (|||6446|)\r\n"), 6446);
  EXPECT_EQ(port("PORT 192,0,2,9,4,1\r\n"), 1025);
  EXPECT_EQ(port("EPRT |2|2001:db8::9|5282|\r\n"), 5282);
  EXPECT_TRUE(ftp_port(view("227 (192,0,2,9,4,1)\r\n"))->of_server);
  EXPECT_FALSE(ftp_port(view("PORT 192,0,2,9,4,1\r\n"))->of_server);
}

TEST(FtpPort, OfOtherLinesIsNone) {
  for (const char* line :
       {"", "227 ", "227 (192,0,2,9,4)", "227 (192,0,2,9,4,256)", "229 (||)", "229 (|||65536|)",
        "EPRT ", "EPRT |1|192.0.2.9|", "PORT 192,0,2,9,0,0", "RETR tanaka.pdf"}) {
    EXPECT_FALSE(ftp_port(view(line))) << line;
  }
}

TEST(AnnouncedPort, IsKnownBetweenTheSameTwoOnly) {
  AnnouncedPorts ports;
  ports.add(between(1, 2, 50000, 135), {"dce-rpc", 1}, 49664, at(0));
  EXPECT_EQ(ports.find(between(1, 2, 50001, 49664), at(9)).service, "dce-rpc");
  EXPECT_EQ(ports.find(between(1, 3, 50001, 49664), at(9)).service, "");
  EXPECT_EQ(ports.find(between(1, 2, 49664, 50001), at(9)).service, "");  // of the other end
}

TEST(AnnouncedPort, OfFtpIsForgottenAfterAWhile) {
  AnnouncedPorts ports;
  ports.add(between(1, 2, 50000, 21), {"ftp-data", 1}, 1025, at(0));
  EXPECT_EQ(ports.find(between(1, 2, 50001, 1025), at(300)).service, "ftp-data");
  EXPECT_EQ(ports.find(between(1, 2, 50001, 1025), at(301)).service, "");
}

TEST(AnnouncedPort, TheOldestGivesWay) {
  AnnouncedPorts ports(2);
  for (const std::uint16_t port : {std::uint16_t{1}, std::uint16_t{2}, std::uint16_t{3}}) {
    ports.add(between(1, 2, 50000, 135), {"dce-rpc", 1}, port, at(0));
  }
  EXPECT_EQ(ports.find(between(1, 2, 50001, 1), at(1)).service, "");
  EXPECT_EQ(ports.find(between(1, 2, 50001, 2), at(1)).service, "dce-rpc");
  EXPECT_EQ(ports.find(between(1, 2, 50001, 3), at(1)).service, "dce-rpc");
}

}  // namespace
}  // namespace hamon
