#include "capture/flow_table.hpp"
#include "capture/payload_inspector.hpp"

#include "unit/capture/certificate_bytes.hpp"
#include "unit/capture/hex_bytes.hpp"
#include "unit/capture/made_capture.hpp"
#include "unit/capture/quic_packets.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Names and bindings of whole captures; what one message says is tested with its reader.

namespace hamon {
namespace {

using namespace made;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// `kind address name` of each binding.
std::vector<std::string> said(const std::vector<Binding>& bindings) {
  std::vector<std::string> out;
  for (const Binding& b : bindings) {
    out.push_back(std::string(name_of(b.kind)) + " " + b.address.text() + " " + b.name);
  }
  return out;
}
std::string fact(BindingKind kind, const char* address, const char* name) {
  return std::string(name_of(kind)) + " " + address + " " + name;
}

Data text_of(const std::vector<std::uint8_t>& bytes) {
  return {bytes.begin(), bytes.end()};
}
Data u24(std::size_t v) {
  return u8(static_cast<unsigned>(v >> 16)) + u16(static_cast<unsigned>(v & 0xFFFF));
}
Data labels(std::string_view name) {
  Data out;
  while (!name.empty()) {
    const auto dot = std::min(name.find('.'), name.size());
    out += u8(static_cast<unsigned>(dot)) + Data(name.substr(0, dot));
    name.remove_prefix(std::min(dot + 1, name.size()));
  }
  return out + u8(0);
}

/// A TCP conversation from A:40000 to `port` of B.
class Talk {
 public:
  explicit Talk(unsigned port, unsigned from = 40000) : port_(port), from_(from) {}

  Talk& a(const Data& payload) { return a_at(a_, payload); }
  Talk& a_at(std::uint64_t sequence, const Data& payload) {
    file_.at(time_++,
             ethernet(0x0800, ipv4(kA, kB, 6, tcp(from_, port_, kAck, sequence, b_, payload))));
    a_ = sequence + payload.size();
    return *this;
  }
  Talk& b(const Data& payload) {
    file_.at(time_++, ethernet(0x0800, ipv4(kB, kA, 6, tcp(port_, from_, kAck, b_, a_, payload))));
    b_ += payload.size();
    return *this;
  }
  Talk& to(unsigned port, unsigned from) {
    port_ = port;
    from_ = from;
    return *this;
  }
  [[nodiscard]] Reading read() const { return made::read(file_); }
  [[nodiscard]] std::uint64_t next() const { return a_; }

 private:
  Pcap file_;
  unsigned port_;
  unsigned from_;
  std::int64_t time_ = 0;
  std::uint64_t a_ = 1001;
  std::uint64_t b_ = 5001;
};

Data extension(unsigned type, const Data& value) {
  return u16(type) + u16(static_cast<unsigned>(value.size())) + value;
}
Data client_hello(std::string_view server, const Data& protocols = {}) {
  const Data name = u8(0) + u16(static_cast<unsigned>(server.size())) + Data(server);
  const Data extensions = extension(0x2A2A, Data(600, 'g')) +
                          extension(0, u16(static_cast<unsigned>(name.size())) + name) + protocols;
  const Data body = u16(0x0303) + Data(32, 'r') + u8(0) + u16(2) + u16(0x1301) + u8(1) + u8(0) +
                    u16(static_cast<unsigned>(extensions.size())) + extensions;
  return u8(22) + u16(0x0301) + u16(static_cast<unsigned>(body.size() + 4)) + u8(1) +
         u24(body.size()) + body;
}
Data handshake(const Data& messages) {
  return u8(22) + u16(0x0303) + u16(static_cast<unsigned>(messages.size())) + messages;
}
Data certificate_message(std::string_view certificate) {
  const Data leaf = text_of(from_hex(certificate));
  const Data chain = u24(leaf.size()) + leaf;
  return u8(11) + u24(chain.size() + 3) + u24(chain.size()) + chain;
}
Data server_flight() {
  const Data hello = u16(0x0303) + Data(32, 'r') + u8(0) + u16(0xC02F) + u8(0);
  return handshake(u8(2) + u24(hello.size()) + hello + certificate_message(kCertificate));
}

TEST(TlsNames, AreReadFromAHelloInSeveralSegments) {
  const Data hello = client_hello("pacs.example.org");
  const Reading reading =
      Talk(443).a(hello.substr(0, 300)).a(hello.substr(300, 200)).a(hello.substr(500)).read();
  EXPECT_THAT(reading.records.at(0).names, ElementsAre("pacs.example.org"));
  EXPECT_THAT(said(reading.bindings),
              ElementsAre(fact(BindingKind::ServerName, kB, "pacs.example.org")));
}

TEST(TlsNames, SegmentsThatComeAgainOrEarlyDoNotDisturb) {
  const Data hello = client_hello("pacs.example.org");
  Talk talk(443);
  talk.a_at(1001, hello.substr(0, 300)).a_at(1001, hello.substr(0, 300));
  talk.a_at(1501, hello.substr(500));                                     // too early
  talk.a_at(1201, hello.substr(200, 300)).a_at(1501, hello.substr(500));  // overlaps; again
  EXPECT_THAT(talk.read().records.at(0).names, ElementsAre("pacs.example.org"));
}

TEST(TlsNames, OfACertificateBindTheServer) {
  const Data flight = server_flight();
  const Reading reading = Talk(443)
                              .a(client_hello("www.example.org"))
                              .b(flight.substr(0, 200))
                              .b(flight.substr(200))
                              .read();
  EXPECT_THAT(reading.records.at(0).names,
              ElementsAre("*.img.example.org", "pacs.example.org", "www.example.org"));
  EXPECT_THAT(said(reading.bindings),
              UnorderedElementsAre(fact(BindingKind::ServerName, kB, "www.example.org"),
                                   fact(BindingKind::Certificate, kB, "pacs.example.org")));
  EXPECT_THAT(reading.bindings, Each(Field(&Binding::count, 1U)));  // CN and SAN say the same
}

TEST(TlsNames, AClientsCertificateTellsAProductAndNothingElse) {
  const auto with = [](std::string_view certificate) {
    return Talk(80)
        .a(client_hello("10.0.0.1"))
        .b(server_flight())
        .a(handshake(certificate_message(certificate)))
        .read();
  };
  const Reading product = with(kProductCertificate);
  EXPECT_EQ(product.records.at(0).service, "anydesk");
  EXPECT_EQ(product.records.at(0).service_basis, ServiceBasis::Name);
  // A person's certificate names a person: the client is bound to nothing.
  const Reading person = with(kCertificate);
  EXPECT_THAT(said(person.bindings),
              ElementsAre(fact(BindingKind::Certificate, kB, "pacs.example.org")));
  EXPECT_THAT(person.bindings, Each(Field(&Binding::count, 1U)));
}

TEST(TlsNames, BehindAProxyAreNotThoseOfTheProxy) {
  const Reading reading = Talk(3128)
                              .a("CONNECT far.example:443 HTTP/1.1\r\nHost: far.example\r\n\r\n")
                              .b("HTTP/1.1 200 OK\r\n\r\n")
                              .a(client_hello("far.example"))
                              .b(server_flight())
                              .read();
  EXPECT_THAT(reading.records.at(0).names, Contains("far.example"));
  EXPECT_THAT(reading.bindings, IsEmpty());
}

TEST(TlsNames, AProtocolCanNameAProduct) {
  const Data word = "anydesk/6.2.0/windows";
  const Data list = u8(static_cast<unsigned>(word.size())) + word;
  const Data protocols = extension(16, u16(static_cast<unsigned>(list.size())) + list);
  EXPECT_EQ(Talk(443).a(client_hello("x.example", protocols)).read().records.at(0).service,
            "anydesk");
}

TEST(TlsNames, ANameOfAProductsServersTellsTheProduct) {
  const Reading reading = Talk(443).a(client_hello("relay-1.net.anydesk.com")).read();
  EXPECT_EQ(reading.records.at(0).service, "anydesk");
  EXPECT_EQ(reading.records.at(0).service_basis, ServiceBasis::Name);
  const Reading proxied = Talk(3128)
                              .a("CONNECT x.net.anydesk.com:443 HTTP/1.1\r\nHost: x\r\n\r\n")
                              .a(client_hello("x.net.anydesk.com"))
                              .read();
  EXPECT_EQ(proxied.records.at(0).service_basis, ServiceBasis::Payload);
  const Reading page = Talk(443).a(client_hello("www.anydesk.com")).read();
  EXPECT_EQ(page.records.at(0).service, "https");  // somebody reads about it
  const Reading near = Talk(443).a(client_hello("net.anydesk.com.example")).read();
  EXPECT_EQ(near.records.at(0).service, "https");
}

TEST(QuicNames, AreReadFromAHelloInSeveralDatagrams) {
  Pcap file;
  file.at(0, datagram(kA, 50000, kB, 443, text_of(from_hex(kDraft29First))));
  file.at(1, datagram(kA, 50000, kB, 443, text_of(from_hex(kDraft29Second))));
  const Reading reading = read(file);
  EXPECT_EQ(reading.records.at(0).service, "quic");
  EXPECT_THAT(reading.records.at(0).names, ElementsAre("example.com"));
  EXPECT_THAT(said(reading.bindings),
              ElementsAre(fact(BindingKind::ServerName, kB, "example.com")));
}

TEST(TlsNames, AreReadFromRdpOverUdp) {
  // [MS-RDPEUDP] 2.2.2: acknowledged number, window, flags DATA and ACK, ack vector, numbers.
  const Data head = u32(1) + u16(64) + u16(0x000C) + u16(0) + u16(0) + u32(2) + u32(2);
  const Data hello = client_hello("ts-1.ward.example");
  EXPECT_THAT(only_record(Pcap().at(0, datagram(kA, 50000, kB, 3389, head + hello))).names,
              ElementsAre("ts-1.ward.example"));
  EXPECT_THAT(only_record(Pcap().at(0, datagram(kA, 50000, kB, 3390, head + hello))).names,
              IsEmpty());
}

// [MS-NLMP] 4.2.4.3, in SMB2 session setups.
TEST(NtlmNames, BindServerAndWorkstation) {
  const Data challenge =
      "NTLMSSP" + text_of(from_hex("00 02000000 0c000c00 38000000 33828ae2 0123456789abcdef"
                                   "0000000000000000 24002400 44000000 060070170000000f"
                                   "530065007200760065007200"
                                   "02000c0044006f006d00610069006e00"
                                   "01000c005300650072007600650072000000 0000"));
  const Data answer =
      "NTLMSSP" + text_of(from_hex("00 03000000 180018006c000000 5400540084000000 0c000c0048000000"
                                   "0800080054000000 100010005c000000 10001000d8000000 358288e2"
                                   "0501280a0000000f 44006f006d00610069006e00 5500730065007200"
                                   "43004f004d0050005500540045005200"));
  const auto smb = [](bool response, const Data& blob) {
    const Data header = "\xFESMB" + Data(12, '\0') + u8(response ? 1 : 0) + Data(47, '\0');
    return u32(header.size() + blob.size()) + header + blob;
  };
  const Reading reading =
      Talk(445).a(smb(false, "")).b(smb(true, challenge)).a(smb(false, answer)).read();
  EXPECT_THAT(reading.records.at(0).names, ElementsAre("computer", "server"));
  EXPECT_THAT(said(reading.bindings),
              UnorderedElementsAre(fact(BindingKind::HostName, kB, "server"),
                                   fact(BindingKind::HostName, kA, "computer")));
}

Data dns(unsigned flags, const Data& question, const Data& records, unsigned answers,
         unsigned authority = 0) {
  return u16(1) + u16(flags) + u16(question.empty() ? 0 : 1) + u16(answers) + u16(authority) +
         u16(0) + question + records;
}
Data record(std::string_view owner, unsigned type, const Data& data) {
  return labels(owner) + u16(type) + u16(1) + u32(60) + u16(static_cast<unsigned>(data.size())) +
         data;
}

TEST(MulticastDns, BindsWhatASystemCallsItself) {
  Pcap file;
  const Data answer =
      dns(0x8400, {},
          record("Printer-7.local", 1, address(kA)) +
              record("Tanaka._ipp._tcp.local", 33, Data(6, '\0') + labels("srv.local")),
          2);
  file.at(0, datagram(kA, 5353, "224.0.0.251", 5353, answer));
  EXPECT_THAT(said(read(file).bindings),
              UnorderedElementsAre(fact(BindingKind::HostName, kA, "printer-7.local"),
                                   fact(BindingKind::HostName, kA, "srv.local")));
}

TEST(DnsNames, OfAReverseAnswerAndOfAnUpdateAreBound) {
  const Data question = labels("7.2.0.192.in-addr.arpa") + u16(12) + u16(1);
  const Data zone = labels("ward.example") + u16(6) + u16(1);
  Pcap file;
  file.at(0, datagram(kB, 53, kA, 5000,
                      dns(0x8180, question,
                          record("7.2.0.192.in-addr.arpa", 12, labels("pacs.example")), 1)));
  file.at(1, datagram(kA, 5001, kB, 53,  // RFC 2136: opcode 5, one record to add
                      dns(0x2800, zone, record("ws-1.ward.example", 1, address(kA)), 0, 1)));
  EXPECT_THAT(said(read(file).bindings),
              UnorderedElementsAre(fact(BindingKind::DnsAnswer, "192.0.2.7", "pacs.example"),
                                   fact(BindingKind::HostName, kA, "ws-1.ward.example")));
}

TEST(DnsNames, OfSeveralMessagesInOneSegmentAreRead) {
  const auto question = [](std::string_view name) {
    const Data message = dns(0x0100, labels(name) + u16(1) + u16(1), {}, 0);
    return u16(static_cast<unsigned>(message.size())) + message;
  };
  const Reading reading =
      Talk(53).a(question("a.example")).a(question("b.example") + question("c.example")).read();
  EXPECT_THAT(reading.records.at(0).names, ElementsAre("a.example", "b.example", "c.example"));
}

TEST(NetbiosNames, OfARegistrationBindTheSender) {
  const Data name = u8(32) + "FHFDCNDBCACACACACACACACACACACAAA" + u8(0);  // WS-1, kind 0
  const Data message = u16(7) + u16(0x2910) + u16(1) + u16(0) + u16(0) + u16(1) + name + u16(0x20) +
                       u16(1) + u16(0xC00C) + u16(0x20) + u16(1) + u32(0) + u16(6) + u16(0) +
                       address(kA);
  const Reading reading = read(Pcap().at(0, datagram(kA, 137, "192.0.2.255", 137, message)));
  EXPECT_EQ(reading.records.at(0).service, "netbios");
  EXPECT_THAT(said(reading.bindings), ElementsAre(fact(BindingKind::HostName, kA, "ws-1")));
}

TEST(Dhcp, NamesTheRouter) {
  const Data ack = u8(2) + u8(1) + u8(6) + u8(0) + u32(9) + u32(0) + u32(0) + address(kA) + u32(0) +
                   u32(0) + mac(kMacA) + Data(202, '\0') + u32(0x63825363) + u8(53) + u8(1) +
                   u8(5) + u8(3) + u8(4) + address("192.0.2.1") + u8(255);
  EXPECT_THAT(said(read(Pcap().at(0, datagram(kB, 67, kA, 68, ack))).bindings),
              Contains(fact(BindingKind::Router, "192.0.2.1", "")));
}

TEST(Dhcp6, JoinsWhatAClientAsksToWhatItIsGiven) {
  const auto option = [](unsigned code, const Data& value) {
    return u16(code) + u16(static_cast<unsigned>(value.size())) + value;
  };
  const Data id = option(1, u16(3) + u16(1) + mac(kMacA));
  const Data ask = u8(3) + u24(0x123456) + id + option(39, u8(0) + labels("ws-7"));
  const Data give = u8(7) + u24(0x123456) + id +
                    option(3, Data(12, '\0') + option(5, address("2001:db8::7") + u32(9) + u32(9)));
  Pcap file;
  file.at(0, ethernet(0x86DD, ipv6("fe80::a", "ff02::1:2", 17, udp(546, 547, ask)), kMacA));
  file.at(1, ethernet(0x86DD, ipv6("fe80::b", "fe80::a", 17, udp(547, 546, give)), kMacB));
  const Reading reading = read(file);
  ASSERT_EQ(reading.bindings.size(), 1U);
  const Binding& binding = reading.bindings[0];
  EXPECT_EQ(binding.kind, BindingKind::Dhcp);
  EXPECT_EQ(binding.address, ip("2001:db8::7"));
  EXPECT_EQ(binding.name, "ws-7");
  EXPECT_EQ(binding.mac, MacAddress::parse(kMacA));
  EXPECT_EQ(binding.client_id, "0003000100005e00530a");
}

Data association(unsigned kind, std::string called, std::string calling) {
  called.resize(16, ' ');
  calling.resize(16, ' ');
  return u8(kind) + u8(0) + u32(200) + u16(1) + u16(0) + called + calling + Data(32, '\0') +
         u8(0x10) + Data(20, 'x');
}

TEST(DicomTitles, BindBothEndsOnceTheAssociationIsAccepted) {
  const Reading reading =
      Talk(104).a(association(1, "PACS_Main", "CT1")).b(association(2, "PACS_Main", "CT1")).read();
  EXPECT_THAT(reading.records.at(0).names, ElementsAre("ct1", "pacs_main"));
  EXPECT_THAT(said(reading.bindings),
              UnorderedElementsAre(fact(BindingKind::AeTitle, kA, "CT1"),
                                   fact(BindingKind::AeTitle, kB, "PACS_Main")));
}

TEST(DicomTitles, ARefusedTitleIsNotTheServers) {
  const Reading reading = Talk(104)
                              .a(association(1, "WRONG", "CT1"))
                              .b(u8(3) + u8(0) + u32(4) + u8(0) + u8(1) + u8(1) + u8(7))
                              .read();
  EXPECT_THAT(said(reading.bindings), ElementsAre(fact(BindingKind::AeTitle, kA, "CT1")));
}

TEST(Hl7Applications, BindSenderAndReceiver) {
  const Reading reading =
      Talk(2575)
          .a("\x0BMSH|^~\\&|LAB|HOSP|EMR|WARD7|20260609||ADT^A01|5|P|2.5\rPID|1\r\x1C\r")
          .read();
  EXPECT_THAT(reading.records.at(0).names, ElementsAre("adt^a01", "emr/ward7", "lab/hosp"));
  EXPECT_THAT(said(reading.bindings),
              UnorderedElementsAre(fact(BindingKind::Hl7Application, kA, "LAB/HOSP"),
                                   fact(BindingKind::Hl7Application, kB, "EMR/WARD7")));
}

TEST(AnnouncedPorts, OfFtpGiveTheirConversationsAName) {
  const Reading reading = Talk(21)
                              .b("220 FTP server\r\n")
                              .b("227 Entering Passive Mode (198,51,100,20,195,80)\r\n")
                              .to(195 * 256 + 80, 40001)
                              .b("patient list")
                              .read();
  ASSERT_EQ(reading.records.size(), 2U);
  EXPECT_THAT((std::vector{reading.records[0].service, reading.records[1].service}),
              UnorderedElementsAre("ftp", "ftp-data"));
}

TEST(AnnouncedPorts, OfTheEndpointMapperGiveTheirConversationsAName) {
  const Data bind = Data("\x05\0\x0B\x03\x10\0\0\0", 8) + Data(64, '\0');
  const Data answer = Data("\x05\0\x02\x03\x10\0\0\0", 8) + Data(60, '\0') +
                      Data("\x01\0\x07\x02\0", 5) + u16(49664) + Data("\x01\0\x09\x04\0", 5) +
                      address(kB);
  const Reading reading = Talk(135).a(bind).b(answer).to(49664, 40001).a(Data(30, '\x7F')).read();
  ASSERT_EQ(reading.records.size(), 2U);
  EXPECT_EQ(reading.records[0].service, "dce-rpc");
  EXPECT_EQ(reading.records[1].service, "dce-rpc");
}

// ---- what the lead of a shard hands over by itself

PacketSummary on_link(const Data& payload) {
  static constexpr std::array<std::uint8_t, 6> kFrom = {0, 0, 0x5E, 0, 0x53, 0x0A};
  PacketSummary packet;
  packet.time = at(0);
  packet.number = 1;
  packet.payload = view(payload);
  packet.source_mac = kFrom.data();
  return packet;
}

TEST(LinkNeighbours, AreBoundWithTheirMac) {
  const Data lldp = u16((1 << 9) | 4) + u8(7) + "sw1" + u16((5 << 9) | 4) + "SW-1" +
                    u16((8 << 9) | 12) + u8(5) + u8(1) + address("192.0.2.2") + u8(2) + u32(1) +
                    u8(0) + u16(0);
  const Data cdp = u8(2) + u8(180) + u16(0) + u16(1) + u16(10) + "core-1";
  PayloadInspector inspector;
  inspector.lldp(on_link(lldp));
  inspector.cdp(on_link(cdp));
  const std::vector<Binding> bindings = inspector.bindings().take();
  EXPECT_THAT(said(bindings),
              UnorderedElementsAre(fact(BindingKind::Neighbour, "192.0.2.2", "sw-1"),
                                   fact(BindingKind::Neighbour, "0.0.0.0", "core-1")));
  EXPECT_EQ(bindings[0].mac, MacAddress::parse(kMacA));
}

TEST(RouterAdvertisement, BindsTheRouter) {
  // RFC 4861, section 4.2, from its ninth byte: two timers, then the source's MAC.
  const Data rest = u32(0) + u32(0) + u8(1) + u8(1) + mac(kMacB);
  PacketSummary packet = on_link(rest);
  packet.key.protocol = protocol::kIcmp6;
  packet.key.flags = FlowKey::kV6 | FlowKey::kHighEndAsks;
  packet.key.addresses = {0xFE80'0000'0000'0000, 1, 0xFE80'0000'0000'0000, 2};
  packet.key.low_port = 133;
  packet.side = 0;
  FlowEntry entry;
  entry.key = packet.key;
  entry.looks_left = {1, 1};
  PayloadInspector inspector;
  inspector.look(packet, entry);
  EXPECT_THAT(said(inspector.bindings().take()),
              UnorderedElementsAre(fact(BindingKind::Arp, "fe80::1", ""),
                                   fact(BindingKind::Router, "fe80::1", "")));
}

TEST(Inspector, KeepsNothingOfUsersPathsAndPatients) {
  constexpr std::string_view kSecret = "TANAKA";
  Talk talk(2575);
  talk.a("\x0BMSH|^~\\&|LAB|HOSP|EMR|W|20260609||ORU^R01|TANAKA|P|2.5\rPID|1||TANAKA^ICHIRO\r");
  talk.to(80, 40001).a(
      "GET /patients/TANAKA?u=TANAKA HTTP/1.1\r\nHost: emr\r\nCookie: TANAKA\r\n\r\n");
  talk.to(21, 40002).b("220 FTP\r\n").a("USER TANAKA\r\n").a("RETR TANAKA.pdf\r\n");
  talk.to(3389, 40003)
      .a(u16(0x0300) + u16(41) + u8(36) + u8(0xE0) + u32(0) + u8(0) +
         "Cookie: mstshash=TANAKA\r\n\r\n");
  const Data user = reversed(u16(12)) + reversed(u16(12)) + reversed(u32(72));
  const Data none = Data(8, '\0');
  talk.to(445, 40004)
      .a(u32(0xA0) + "\xFESMB" + Data(60, '\0') + Data("NTLMSSP\0", 8) + reversed(u32(3)) + none +
         none + none + user + none + none + reversed(u32(1)) + Data(8, '\0') +
         Data("T\0A\0N\0A\0K\0A\0", 12));
  const Reading reading = talk.read();
  EXPECT_EQ(reading.records.size(), 5U);
  for (const FlowRecord& record : reading.records) {
    for (const std::string& name : record.names) {
      EXPECT_EQ(name.find("tanaka"), std::string::npos) << name;
    }
  }
  for (const Binding& binding : reading.bindings) {
    EXPECT_EQ(binding.name.find("tanaka"), std::string::npos) << binding.name;
    EXPECT_EQ(binding.name.find(kSecret), std::string::npos) << binding.name;
  }
}

TEST(Inspector, HoldsNoMoreThanItsLimits) {
  PayloadInspector::Limits limits;
  limits.bindings = 2;
  PayloadInspector inspector(limits);
  for (int i = 0; i < 5; ++i) {
    const Data cdp = u8(2) + u8(180) + u16(0) + u16(1) + u16(6) + "s" + std::to_string(i);
    inspector.cdp(on_link(cdp));
  }
  EXPECT_EQ(inspector.bindings().refused(), 3U);
  EXPECT_EQ(inspector.bindings().take().size(), 2U);
}

TEST(Names, OfConversationsThatEndedMakeRoomForLaterOnes) {
  // A name and what it costs take some 100 bytes: 64 KiB hold fewer than 700.
  PayloadInspector::Limits limits;
  limits.name_bytes = 64 << 10;
  PayloadInspector inspector(limits);
  Reading sink;
  EntryIndex index;
  FlowTable table(sink, inspector, index, FlowTable::Limits{1000, 1000});
  for (unsigned i = 0; i < 5000; ++i) {
    const Data query = u16(i) + u16(0x0100) + u16(1) + u32(0) + u16(0) + u8(8) +
                       ("host" + std::to_string(1000 + i % 9000)) + u8(7) + "example" + u8(0) +
                       u16(1) + u16(1);
    PacketSummary packet;
    packet.kind = PacketKind::Flow;
    packet.key.addresses = {0, 1, 0, 2};
    packet.key.low_port = static_cast<std::uint16_t>(10'000 + i % 50);
    packet.key.high_port = 53;
    packet.key.protocol = protocol::kUdp;
    packet.hash = packet.key.hash();
    packet.number = i + 1;
    packet.time = at(i * 10);  // each port rests for 500 s: its conversation has ended
    packet.payload = view(query);
    packet.payload_bytes = static_cast<std::uint32_t>(query.size());
    table.add(packet);
  }
  table.finish(index.open_by_shard()[0]);
  EXPECT_EQ(inspector.refused(), 0U);
  ASSERT_EQ(sink.records.size(), 5000U);
  for (const FlowRecord& record : sink.records) {
    EXPECT_EQ(record.names.size(), 1U);
  }
}

}  // namespace
}  // namespace hamon
