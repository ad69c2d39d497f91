#include "samples/sample_payloads.hpp"

#include "base/result.hpp"
#include "samples/sample_bytes.hpp"

#include <fmt/format.h>

namespace hamon {
namespace {

using wire::bytes_of;
using wire::little16;
using wire::little32;
using wire::u16;
using wire::u32;
using wire::u8;
using wire::zeros;

using Messages = std::vector<SampleMessage>;

std::uint64_t seed_of(const SampleTalk& talk) {
  return static_cast<std::uint64_t>(talk.start) * 31 + talk.initiator_port;
}

// RFC 1035, sections 3.1, 4.1.
std::string dns_name(std::string_view name) {
  std::string out;
  while (!name.empty()) {
    const auto dot = name.find('.');
    const auto label = name.substr(0, dot);
    out += u8(label.size()) + std::string(label);
    name = dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
  }
  return out + zeros(1);
}

Messages dns(const SampleTalk& talk) {
  constexpr unsigned kTypeA = 1;
  const std::string question = dns_name(talk.name) + u16(kTypeA) + u16(1);
  const std::string ident = u16(talk.initiator_port);
  const std::string asked = ident + u16(0x0100) + u16(1) + zeros(6) + question;
  const auto answer = IpAddress::parse(talk.answer);
  if (!answer) {  // no such name
    return {{0, asked}, {1, ident + u16(0x8583) + u16(1) + zeros(6) + question}};
  }
  const std::string address = bytes_of(*answer);
  return {{0, asked},
          {1, ident + u16(0x8580) + u16(1) + u16(1) + zeros(4) + question + u16(0xC00C) +
                  u16(kTypeA) + u16(1) + u32(3600) + u16(address.size()) + address}};
}

// RFC 2131, section 2; RFC 2132 for the options. A lease renewed at the server that gave it.
std::string dhcp_message(const SampleTalk& talk, bool reply) {
  const std::string client = bytes_of(talk.initiator);
  std::string out = u8(reply ? 2 : 1) + u8(1) + u8(6) + u8(0) + u32(seed_of(talk)) + zeros(4) +
                    client + (reply ? client : zeros(4)) + zeros(8) +
                    bytes_of(talk.initiator_card) + zeros(10 + 64 + 128) + u32(0x63825363);
  if (reply) {
    out += u8(53) + u8(1) + u8(5) + u8(54) + u8(4) + bytes_of(talk.responder) + u8(51) + u8(4) +
           u32(691'200);
  } else {
    out += u8(53) + u8(1) + u8(3) + u8(61) + u8(7) + u8(1) + bytes_of(talk.initiator_card) +
           u8(12) + u8(talk.name.size()) + talk.name;
  }
  out += u8(255);
  constexpr std::size_t kShortest = 300;  // RFC 1542, section 2.1
  return out.size() < kShortest ? out + zeros(kShortest - out.size()) : out;
}

// RFC 5905, section 7.3: client and server of version 4.
Messages ntp(const SampleTalk& talk) {
  return {{0, u8(0x23) + zeros(39) + filler(seed_of(talk), 8)},
          {1, u8(0x24) + u8(2) + u8(6) + u8(0xEC) + zeros(12) + filler(seed_of(talk) + 1, 32)}};
}

// RFC 3416 in the frame of RFC 1901: sysUpTime asked and answered.
Messages snmp(const SampleTalk& talk) {
  const std::string head = std::string("\x02\x01\x01\x04\x08", 5) + "hospital";
  const std::string ident = std::string("\x02\x02", 2) + u16(talk.initiator_port & 0x7FFF);
  const std::string oid("\x06\x08\x2b\x06\x01\x02\x01\x01\x03\x00", 10);
  const auto message = [&](char kind, const std::string& value) {
    const std::string pair = oid + value;
    const std::string list = u8(0x30) + u8(pair.size()) + pair;
    const std::string body =
        ident + std::string("\x02\x01\x00\x02\x01\x00", 6) + u8(0x30) + u8(list.size()) + list;
    const std::string pdu = u8(static_cast<unsigned char>(kind)) + u8(body.size()) + body;
    return u8(0x30) + u8(head.size() + pdu.size()) + head + pdu;
  };
  return {{0, message('\xA0', std::string("\x05\x00", 2))},
          {1, message('\xA2', std::string("\x43\x04", 2) + u32(seed_of(talk) & 0x3FFFFFFF))}};
}

// RFC 7296, sections 3.1 and 3.12, behind the marker of RFC 3948: IKE_SA_INIT with one payload.
Messages ike(const SampleTalk& talk) {
  constexpr unsigned kVendorId = 43;
  const std::string initiator = filler(seed_of(talk), 8);
  const auto message = [&](const std::string& responder, unsigned flags, std::size_t rest) {
    return zeros(4) + initiator + responder + u8(kVendorId) + u8(0x20) + u8(34) + u8(flags) +
           zeros(4) + u32(28 + rest) + zeros(2) + u16(rest) +
           filler(seed_of(talk) + flags, rest - 4);
  };
  return {{0, message(zeros(8), 0x08, 320)}, {1, message(filler(seed_of(talk) + 5, 8), 0x20, 288)}};
}

// RFC 8446, section 4.1; RFC 6066, section 3: the server's name stands first.
Messages tls(const SampleTalk& talk) {
  const std::uint64_t seed = seed_of(talk);
  const auto record = [](unsigned kind, const std::string& body) {
    return u8(kind) + u16(0x0303) + u16(body.size()) + body;
  };
  const auto extension = [](unsigned number, const std::string& body) {
    return u16(number) + u16(body.size()) + body;
  };
  const auto handshake = [](unsigned kind, const std::string& body) {
    return u8(kind) + u8(0) + u16(body.size()) + body;
  };
  const std::string key = u16(0x001D) + u16(32) + filler(seed + 1, 32);
  const std::string name = u16(talk.name.size() + 3) + u8(0) + u16(talk.name.size()) + talk.name;
  const std::string offers = extension(0, name) + extension(43, u8(2) + u16(0x0304)) +
                             extension(10, u16(2) + u16(0x001D)) +
                             extension(13, u16(2) + u16(0x0804)) +
                             extension(51, u16(key.size()) + key);
  const std::string hello = u16(0x0303) + filler(seed + 2, 32) + u8(0) + u16(2) + u16(0x1301) +
                            u16(0x0100) + u16(offers.size()) + offers;
  const std::string choices = extension(43, u16(0x0304)) + extension(51, key);
  const std::string answer = u16(0x0303) + filler(seed + 3, 32) + u8(0) + u16(0x1301) + u8(0) +
                             u16(choices.size()) + choices;
  return {{0, record(22, handshake(1, hello))}, {1, record(22, handshake(2, answer))}};
}

// [MS-SMB2] 2.2.1.2, 2.2.3, 2.2.4 over direct TCP (2.1): dialect 3.0.2.
Messages smb(const SampleTalk& talk) {
  const auto header = [](unsigned flags) {
    return std::string("\xFESMB") + little16(64) + zeros(8) + little16(1) + little32(flags) +
           zeros(44);
  };
  const std::string ask = header(0) + little16(36) + little16(1) + little16(1) + zeros(6) +
                          filler(seed_of(talk), 16) + zeros(8) + little16(0x0302);
  const std::string answer = header(1) + little16(65) + little16(1) + little16(0x0302) + zeros(2) +
                             filler(seed_of(talk) + 1, 16) + little32(1) + little32(65'536) +
                             little32(65'536) + little32(65'536) + zeros(16) + little16(128) +
                             zeros(6) + zeros(1);
  return {{0, u32(ask.size()) + ask}, {1, u32(answer.size()) + answer}};
}

// [MS-RDPBCGR] 2.2.1.1, 2.2.1.2.
Messages rdp(const SampleTalk&) {
  return {{0, std::string("\x03\x00\x00\x13\x0E\xE0\x00\x00\x00\x00\x00\x01\x00\x08\x00\x03\x00"
                          "\x00\x00",
                          19)},
          {1, std::string("\x03\x00\x00\x13\x0E\xD0\x00\x00\x12\x34\x00\x02\x00\x08\x00\x02\x00"
                          "\x00\x00",
                          19)}};
}

// DICOM PS3.8, 9.3.2 and 9.3.3: application context, one presentation context, user information.
Messages dicom(const SampleTalk&) {
  const auto item = [](unsigned kind, const std::string& body) {
    return u8(kind) + u8(0) + u16(body.size()) + body;
  };
  const std::string context = item(0x10, "1.2.840.10008.3.1.1.1");
  const std::string user = item(0x50, item(0x51, u32(16'384)));
  const auto associate = [&](unsigned kind, const std::string& presentation) {
    const std::string body = u16(1) + zeros(2) + "PACS            " + "MODALITY        " +
                             zeros(32) + context + presentation + user;
    return u8(kind) + u8(0) + u32(body.size()) + body;
  };
  const std::string syntax = item(0x40, "1.2.840.10008.1.2");
  return {
      {0, associate(1, item(0x20, u8(1) + zeros(3) + item(0x30, "1.2.840.10008.1.1") + syntax))},
      {1, associate(2, item(0x21, u8(1) + zeros(3) + syntax))}};
}

// HL7 v2.5, chapter 2, in MLLP: names of systems, nobody's data.
Messages hl7(const SampleTalk& talk) {
  const std::string ident = fmt::format("{}", talk.initiator_port);
  return {{0, "\x0BMSH|^~\\&|ORDER|SHIRASE|SYSTEM|SHIRASE|20260514000000||ORU^R01|" + ident +
                  "|P|2.5\r\x1C\r"},
          {1, "\x0BMSH|^~\\&|SYSTEM|SHIRASE|ORDER|SHIRASE|20260514000000||ACK|" + ident +
                  "|P|2.5\rMSA|AA|" + ident + "\r\x1C\r"}};
}

Messages http(const SampleTalk& talk, std::string_view request) {
  return {{0, fmt::format("{} HTTP/1.1\r\nHost: {}\r\n\r\n", request, talk.name)},
          {1, "HTTP/1.1 200 OK\r\n\r\n"}};
}

// RFC 4511, section 4.2: an anonymous bind.
Messages ldap() {
  return {{0, std::string("\x30\x0C\x02\x01\x01\x60\x07\x02\x01\x03\x04\x00\x80\x00", 14)},
          {1, std::string("\x30\x0C\x02\x01\x01\x61\x07\x0A\x01\x00\x04\x00\x04\x00", 14)}};
}

Messages line_protocol(const SampleTalk& talk) {
  if (talk.service == "ssh") {  // RFC 4253, section 4.2
    return {{0, "SSH-2.0-client\r\n"}, {1, "SSH-2.0-server\r\n"}};
  }
  if (talk.service == "vnc") {  // RFC 6143, section 7.1.1
    return {{1, "RFB 003.008\n"}, {0, "RFB 003.008\n"}};
  }
  if (talk.service == "browser") {  // [MC-SQLR] 2.2.2: which instances are there
    return {{0, "\x02"}};
  }
  if (talk.service == "wsus") {
    return http(talk, "POST /ClientWebService/client.asmx");
  }
  if (talk.service == "winrm") {
    return http(talk, "POST /wsman");
  }
  if (talk.service == "receipt") {
    return http(talk, "GET /api");
  }
  if (talk.service == "http-proxy") {
    return http(talk, "CONNECT www.example:443");
  }
  return {};
}

}  // namespace

std::string filler(std::uint64_t seed, std::size_t length) {
  std::string out(length, '\0');
  std::uint64_t state = seed * 2 + 1;
  for (char& c : out) {
    state = state * 6'364'136'223'846'793'005ULL + 1'442'695'040'888'963'407ULL;  // Knuth's MMIX
    c = static_cast<char>(static_cast<unsigned char>(state >> 56U));
  }
  if (!out.empty()) {
    out[0] = '\xA5';
  }
  return out;
}

std::vector<SampleMessage> opening_of(const SampleTalk& talk) {
  if (sample_service(talk.service).tls) {
    return tls(talk);
  }
  if (talk.service == "dhcp") {
    return {{0, dhcp_message(talk, false)}, {1, dhcp_message(talk, true)}};
  }
  struct Maker {
    std::string_view service;
    Messages (*make)(const SampleTalk&);
  };
  constexpr Maker kMakers[] = {{"dns", dns}, {"ntp", ntp}, {"snmp", snmp},   {"ipsec", ike},
                               {"smb", smb}, {"rdp", rdp}, {"dicom", dicom}, {"hl7", hl7}};
  for (const Maker& maker : kMakers) {
    if (maker.service == talk.service) {
      return maker.make(talk);
    }
  }
  return talk.service == "ldap" ? ldap() : line_protocol(talk);
}

}  // namespace hamon
