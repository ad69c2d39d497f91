#include "capture/payload_inspector.hpp"

#include "unit/capture/made_capture.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace made;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Data name_labels(std::string_view name) {
  Data out;
  while (!name.empty()) {
    const auto dot = std::min(name.find('.'), name.size());
    out += u8(static_cast<unsigned>(dot)) + Data(name.substr(0, dot));
    name.remove_prefix(std::min(dot + 1, name.size()));
  }
  return out + u8(0);
}

Data dns_query(std::string_view name) {
  return u16(1) + u16(0x0100) + u16(1) + u16(0) + u32(0) + name_labels(name) + u16(1) + u16(1);
}

// An answer by way of an alias; names of records point back to the question at byte 12.
Data dns_answer(std::string_view name, const char* v4) {
  const Data question = name_labels(name) + u16(1) + u16(1);
  const unsigned alias_at = static_cast<unsigned>(12 + question.size() + 12);
  const Data alias = name_labels("host.example.net");
  return u16(1) + u16(0x8180) + u16(1) + u16(2) + u32(0) + question + u16(0xC00C) + u16(5) +
         u16(1) + u32(60) + u16(static_cast<unsigned>(alias.size())) + alias +
         u16(0xC000 | alias_at) + u16(1) + u16(1) + u32(60) + u16(4) + address(v4);
}

Data client_hello(std::string_view server) {
  const Data list = u8(0) + u16(static_cast<unsigned>(server.size())) + Data(server);
  const Data extension = u16(0) + u16(static_cast<unsigned>(list.size() + 2)) +
                         u16(static_cast<unsigned>(list.size())) + list;
  const Data extensions = u16(0x0017) + u16(0) + extension;
  const Data body = u16(0x0303) + Data(32, 'r') + u8(0) + u16(2) + u16(0x1301) + u8(1) + u8(0) +
                    u16(static_cast<unsigned>(extensions.size())) + extensions;
  return u8(22) + u16(0x0301) + u16(static_cast<unsigned>(body.size() + 4)) + u8(1) + u8(0) +
         u16(static_cast<unsigned>(body.size())) + body;
}

Data dhcp(unsigned code, unsigned type, const char* client, const char* assigned,
          const Data& options) {
  return u8(code) + u8(1) + u8(6) + u8(0) + u32(0x1234) + u32(0) + address(client) +
         address(assigned) + u32(0) + u32(0) + mac(kMacA) + Data(10 + 64 + 128, '\0') +
         u32(0x63825363) + u8(53) + u8(1) + u8(type) + options + u8(255);
}

Pcap to_server(unsigned port, const Data& payload) {
  const Data segment = tcp(40000, port, kAck, 1001, 5001, payload);
  return Pcap().at(0, ethernet(0x0800, ipv4(kA, kB, 6, segment)));
}

TEST(DnsNames, OfQuestionsAndAnswersStandInTheRecordInLowerCase) {
  Pcap file;
  file.at(0, datagram(kA, 5000, kB, 53, dns_query("PACS.Example.org")));
  file.at(1, datagram(kB, 53, kA, 5000, dns_answer("PACS.Example.org", "203.0.113.7")));
  const Reading reading = read(file);
  ASSERT_THAT(reading.records, SizeIs(1));
  EXPECT_THAT(reading.records[0].names, ElementsAre("host.example.net", "pacs.example.org"));
  EXPECT_EQ(reading.records[0].service, "dns");
  EXPECT_EQ(reading.records[0].service_basis, ServiceBasis::Payload);
}

TEST(DnsNames, AnAnswerBindsItsAddressToTheNameAskedFor) {
  Pcap file;
  const Data answer = dns_answer("pacs.example.org", "203.0.113.7");
  file.at(0, datagram(kB, 53, kA, 5000, answer)).at(9, datagram(kB, 53, kA, 5001, answer));
  const Reading reading = read(file);
  ASSERT_THAT(reading.bindings, SizeIs(1));
  const Binding& binding = reading.bindings[0];
  EXPECT_EQ(binding.kind, BindingKind::DnsAnswer);
  EXPECT_EQ(binding.address, ip("203.0.113.7"));
  EXPECT_EQ(binding.name, "pacs.example.org");
  EXPECT_EQ(binding.first, at(0));
  EXPECT_EQ(binding.last, at(9));
  EXPECT_EQ(binding.count, 2U);
  EXPECT_EQ(binding.first_record, 1U);
}

TEST(DnsNames, APointerThatLeadsToItselfIsNoName) {
  const Data loop = u16(1) + u16(0x0100) + u16(1) + u16(0) + u32(0) + u16(0xC00C) + u32(0x10001);
  const FlowRecord record = only_record(Pcap().at(0, datagram(kA, 5000, kB, 53, loop)));
  EXPECT_THAT(record.names, IsEmpty());
  EXPECT_THAT(record.service, IsEmpty());
}

TEST(DnsNames, AreReadFromTcpToo) {
  const Data query = dns_query("pacs.example.org");
  const FlowRecord record =
      only_record(to_server(53, u16(static_cast<unsigned>(query.size())) + query));
  EXPECT_EQ(record.service, "dns");
  EXPECT_THAT(record.names, ElementsAre("pacs.example.org"));
}

TEST(DnsNames, SurviveACutAtEveryByte) {
  const Data answer = dns_answer("pacs.example.org", "203.0.113.7");
  for (std::size_t n = 0; n <= answer.size(); ++n) {
    EXPECT_THAT(read(Pcap().at(0, datagram(kB, 53, kA, 5000, answer.substr(0, n)))).records,
                SizeIs(1));
  }
}

TEST(TlsName, IsReadFromTheClientHelloAndBindsTheServer) {
  const Reading reading = read(to_server(443, client_hello("Portal.Example.org")));
  ASSERT_THAT(reading.records, SizeIs(1));
  EXPECT_EQ(reading.records[0].service, "https");  // TLS on a port that has a name takes that
  EXPECT_THAT(reading.records[0].names, ElementsAre("portal.example.org"));
  ASSERT_THAT(reading.bindings, SizeIs(1));
  EXPECT_EQ(reading.bindings[0].kind, BindingKind::ServerName);
  EXPECT_EQ(reading.bindings[0].address, ip(kB));
}

TEST(TlsName, OnAPortWithoutNameTheServiceIsTls) {
  EXPECT_EQ(only_record(to_server(50443, client_hello("x.example"))).service, "tls");
}

TEST(TlsName, FollowsAProtocolThatTurnsToTls) {
  const Data ask = u32(8) + u32(80877103);  // PostgreSQL, SSLRequest
  Pcap file = to_server(5432, ask);
  file.at(1, ethernet(0x0800,
                      ipv4(kA, kB, 6,
                           tcp(40000, 5432, kAck, 1009, 5002, client_hello("db.example.org")))));
  const FlowRecord record = only_record(file);
  EXPECT_EQ(record.service, "postgresql");
  EXPECT_THAT(record.names, ElementsAre("db.example.org"));
}

TEST(TlsName, SurvivesACutAtEveryByte) {
  const Data hello = client_hello("portal.example.org");
  for (std::size_t n = 0; n < hello.size(); ++n) {
    EXPECT_THAT(only_record(to_server(443, hello.substr(0, n))).names, IsEmpty()) << n;
  }
}

TEST(HttpHost, IsReadAndThePathIsNot) {
  const FlowRecord record = only_record(to_server(
      80, "GET /patients/12345?name=x HTTP/1.1\r\nAccept: */*\r\nhost: EMR.example:80\r\n\r\n"));
  EXPECT_EQ(record.service, "http");
  EXPECT_THAT(record.names, ElementsAre("emr.example"));
}

TEST(HttpHost, AnAddressIsNoNameOfTheServer) {
  EXPECT_THAT(read(to_server(80, "GET / HTTP/1.1\r\nHost: 192.0.2.1\r\n\r\n")).bindings, IsEmpty());
}

TEST(PayloadRole, TellsTheInitiatorWhereTheOpeningWasNotSeen) {
  // The banner comes from the server; both ports are high.
  const Data banner = tcp(50001, 50000, kAck, 1, 1, "HTTP/1.1 200 OK\r\n\r\n");
  const FlowRecord record = only_record(Pcap().at(0, ethernet(0x0800, ipv4(kB, kA, 6, banner))));
  EXPECT_EQ(record.initiator, ip(kA));
  EXPECT_EQ(record.direction, DirectionBasis::Payload);
}

TEST(Dhcp, BindsAddressMacNameAndClientId) {
  const Data said = u8(12) + u8(7) + "LIS-AN2" + u8(61) + u8(3) + u8(1) + u8(0xAB) + u8(0xCD);
  Pcap file;
  file.at(0,
          datagram("0.0.0.0", 68, "255.255.255.255", 67, dhcp(1, 3, "0.0.0.0", "0.0.0.0", said)));
  file.at(1, datagram(kB, 67, kA, 68, dhcp(2, 5, "0.0.0.0", kA, {})));
  const Reading reading = read(file);
  ASSERT_THAT(reading.bindings, SizeIs(1));
  EXPECT_EQ(reading.bindings[0].kind, BindingKind::Dhcp);
  EXPECT_EQ(reading.bindings[0].address, ip(kA));
  EXPECT_EQ(reading.bindings[0].mac, MacAddress::parse(kMacA));
  EXPECT_EQ(reading.bindings[0].name, "lis-an2");
  EXPECT_EQ(reading.bindings[0].client_id, "01abcd");
  ASSERT_THAT(reading.records, SizeIs(2));
  EXPECT_THAT(reading.records[0].names, ElementsAre("lis-an2"));
  EXPECT_EQ(reading.records[1].initiator, ip(kA));  // the server's reply is no opening
}

TEST(Arp, BindsTheSenderAndEachStayAtAnotherMac) {
  const auto arp = [](const char* who, const char* mac_text) {
    return ethernet(0x0806, u16(1) + u16(0x0800) + u8(6) + u8(4) + u16(2) + mac(mac_text) +
                                address(who) + mac(kMacB) + address(kB));
  };
  Pcap file;
  file.at(0, arp(kA, kMacA)).at(1, arp(kA, kMacA)).at(2, arp(kA, kMacB)).at(3, arp(kA, kMacA));
  file.at(4, arp("0.0.0.0", kMacA));  // a probe (RFC 5227) claims no address
  const Reading reading = read(file);
  ASSERT_THAT(reading.bindings, SizeIs(3));
  EXPECT_EQ(reading.bindings[0].last, at(1));
  EXPECT_EQ(reading.bindings[0].count, 2U);
  EXPECT_EQ(reading.bindings[1].mac, MacAddress::parse(kMacB));
  EXPECT_EQ(reading.bindings[2].first, at(3));
  EXPECT_EQ(reading.unused("arp"), 5U);
}

TEST(NeighbourDiscovery, BindsWhoAsksAndWhoAnswers) {
  const Data target = address("fe80::2");
  const Data ask = icmp(135, 0, u32(0) + target + u8(1) + u8(1) + mac(kMacA));
  const Data answer = icmp(136, 0, u32(0x60000000) + target + u8(2) + u8(1) + mac(kMacB));
  Pcap file;
  file.at(0, ethernet(0x86DD, ipv6("fe80::1", "fe80::2", 58, ask)));
  file.at(1, ethernet(0x86DD, ipv6("fe80::2", "fe80::1", 58, answer)));
  const Reading reading = read(file);
  ASSERT_THAT(reading.bindings, SizeIs(2));
  EXPECT_EQ(reading.bindings[0].address, ip("fe80::1"));
  EXPECT_EQ(reading.bindings[0].mac, MacAddress::parse(kMacA));
  EXPECT_EQ(reading.bindings[1].address, ip("fe80::2"));
  EXPECT_EQ(reading.bindings[1].mac, MacAddress::parse(kMacB));
}

TEST(NamePool, RefusesWhatGoesBeyondItsBound) {
  NamePool pool(200);
  EXPECT_TRUE(pool.add("a.example"));
  EXPECT_TRUE(pool.add("b.example"));
  EXPECT_EQ(pool.add("a.example"), 0U);
  EXPECT_EQ(pool.add("c.example"), std::nullopt);  // 3 x (9 + 80) > 200
  EXPECT_EQ(pool.refused(), 1U);
}

}  // namespace
}  // namespace hamon
