#include "capture/netbios_message.hpp"

#include "unit/capture/hex_bytes.hpp"
#include "unit/capture/made_capture.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using namespace made;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// RFC 1001, section 14.1: each half of a byte as a letter from A on.
Data encoded(std::string name, unsigned kind) {
  name.resize(15, ' ');
  name.push_back(static_cast<char>(kind));
  Data out = u8(32);
  for (const char c : name) {
    const auto byte = static_cast<std::uint8_t>(c);
    out += u8('A' + (byte >> 4U)) + u8('A' + (byte & 15U));
  }
  return out + u8(0);
}

Data head(unsigned flags, unsigned questions, unsigned answers, unsigned additional) {
  return u16(7) + u16(flags) + u16(questions) + u16(answers) + u16(0) + u16(additional);
}

Data name_record(const Data& owner, unsigned flags, const char* where) {
  return owner + u16(0x20) + u16(1) + u32(300'000) + u16(6) + u16(flags) + address(where);
}

Data registration(const char* name, unsigned kind, unsigned flags = 0) {
  return head(0x2910, 1, 0, 1) + encoded(name, kind) + u16(0x20) + u16(1) +
         name_record(u16(0xC00C), flags, "192.0.2.7");
}

TEST(NetbiosNames, TheExampleOfTheStandardIsReadBack) {
  // RFC 1001, section 14.1, gives it for "FRED" filled up with blanks.
  EXPECT_EQ(encoded("FRED", 0x20).substr(1, 32), "EGFCEFEECACACACACACACACACACACACA");
  const Data question = head(0x0110, 1, 0, 0) + encoded("FRED", 0x20) + u16(0x20) + u16(1);
  EXPECT_THAT(NetbiosMessage::name_service(view(question))->asked, ElementsAre("fred"));
}

TEST(NetbiosNames, ARegistrationTellsNameAndAddress) {
  const auto message = NetbiosMessage::name_service(view(registration("WS-1", 0)));
  ASSERT_TRUE(message);
  ASSERT_THAT(message->hosts, SizeIs(1));
  EXPECT_EQ(message->hosts[0].name, "ws-1");
  EXPECT_EQ(message->hosts[0].address, ip("192.0.2.7"));
  EXPECT_FALSE(message->response);
}

TEST(NetbiosNames, NamesOfUsersAndGroupsAreLeftOut) {
  for (const Data& said : {registration("TANAKA", 3), registration("WARD", 0, 0x8000)}) {
    const auto message = NetbiosMessage::name_service(view(said));
    ASSERT_TRUE(message);
    EXPECT_THAT(message->hosts, IsEmpty());
    EXPECT_THAT(message->asked, IsEmpty());
  }
}

TEST(NetbiosNames, AReleaseAndARefusalBindNothing) {
  Data release = registration("WS-1", 0);
  release.replace(2, 2, u16(0x3010));  // opcode 6
  EXPECT_THAT(NetbiosMessage::name_service(view(release))->hosts, IsEmpty());
  const Data refused =
      head(0xAD86, 0, 1, 0) + name_record(encoded("WS-1", 0), 0, "192.0.2.7");  // ACT_ERR
  EXPECT_THAT(NetbiosMessage::name_service(view(refused))->hosts, IsEmpty());
}

TEST(NetbiosNames, AnAnswerTellsWhereANameIs) {
  const Data answer = head(0x8500, 0, 1, 0) + name_record(encoded("PACS", 0x20), 0, "192.0.2.9");
  const auto message = NetbiosMessage::name_service(view(answer));
  ASSERT_TRUE(message);
  EXPECT_TRUE(message->response);
  ASSERT_THAT(message->hosts, SizeIs(1));
  EXPECT_EQ(message->hosts[0].name, "pacs");
}

TEST(NetbiosNames, AStatusNamesTheComputerAndNotItsUser) {
  const auto entry = [](std::string name, unsigned kind, unsigned flags) {
    name.resize(15, ' ');
    return name + u8(kind) + u16(flags);
  };
  const Data names = u8(3) + entry("WS-1", 0, 0x0400) + entry("TANAKA", 3, 0x0400) +
                     entry("WARD", 0, 0x8400) + Data(46, '\0');
  const Data status = head(0x8400, 0, 1, 0) + encoded("*", 0) + u16(0x21) + u16(1) + u32(0) +
                      u16(static_cast<unsigned>(names.size())) + names;
  const auto message = NetbiosMessage::name_service(view(status));
  ASSERT_TRUE(message);
  EXPECT_THAT(message->own, ElementsAre("ws-1"));
}

TEST(NetbiosNames, ADatagramNamesItsSenderAndAHostAnnouncementItsHost) {
  // [MS-CIFS] 2.2.4.33.1: 17 words; the data follow the name of the mailslot.
  const Data mailslot("\\MAILSLOT\\BROWSE\0", 17);
  const unsigned data_at = 32 + 1 + 34 + 2 + 17;
  const Data little_offset = reversed(u16(data_at));
  const Data words = Data(24, '\0') + little_offset + Data(8, '\0');
  Data host = "LAB-SRV";
  host.resize(16, '\0');
  const Data announcement = u8(1) + u8(0) + u32(0) + host + "\x0A\x00" + "Dr Tanaka's server";
  const Data smb =
      "\xFFSMB\x25" + Data(27, '\0') + u8(17) + words + u16(0) + mailslot + announcement;
  const Data message = u8(0x11) + u8(2) + u16(1) + address("192.0.2.7") + u16(138) + u16(0) +
                       u16(0) + encoded("LAB-SRV", 0) + encoded("WARD", 0x1D) + smb;
  const auto read = NetbiosMessage::datagram(view(message));
  ASSERT_TRUE(read);
  EXPECT_THAT(read->own, ElementsAre("lab-srv", "lab-srv"));
}

TEST(NetbiosNames, ASessionRequestNamesBothEnds) {
  const Data request = u32(0x81000044) + encoded("FILES", 0x20) + encoded("WS-1", 0);
  const auto message = NetbiosMessage::session_request(view(request));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->called, "files");
  EXPECT_THAT(message->own, ElementsAre("ws-1"));
  const Data any = u32(0x81000044) + encoded("*SMBSERVER", 0x20) + encoded("WS-1", 0);
  EXPECT_EQ(NetbiosMessage::session_request(view(any))->called, std::nullopt);
}

TEST(NetbiosNames, OtherBytesAreNone) {
  Data near = registration("WS-1", 0);
  near[12] = 31;  // a name of another length
  EXPECT_FALSE(NetbiosMessage::name_service(view(near)));
  EXPECT_FALSE(NetbiosMessage::datagram(view(Data(40, '\x10'))));
  EXPECT_FALSE(NetbiosMessage::session_request(view(u32(0x81000044) + Data(68, 'x'))));
}

TEST(NetbiosNames, SurviveACutAtEveryByte) {
  const Data whole = registration("WS-1", 0);
  for (std::size_t n = 0; n < whole.size(); ++n) {
    const auto message = NetbiosMessage::name_service(view(whole.substr(0, n)));
    EXPECT_TRUE(!message || message->hosts.empty()) << n;
  }
}

}  // namespace
}  // namespace hamon
