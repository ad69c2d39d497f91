#include "capture/dns_message.hpp"

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

Data labels(std::string_view name) {
  Data out;
  while (!name.empty()) {
    const auto dot = std::min(name.find('.'), name.size());
    out += u8(static_cast<unsigned>(dot)) + Data(name.substr(0, dot));
    name.remove_prefix(std::min(dot + 1, name.size()));
  }
  return out + u8(0);
}
Data record(std::string_view owner, unsigned type, const Data& data) {
  return labels(owner) + u16(type) + u16(1) + u32(60) + u16(static_cast<unsigned>(data.size())) +
         data;
}
Data message(unsigned flags, std::string_view question, const std::vector<Data>& answers,
             const std::vector<Data>& additional = {}) {
  Data out = u16(1) + u16(flags) + u16(question.empty() ? 0 : 1) +
             u16(static_cast<unsigned>(answers.size())) + u16(0) +
             u16(static_cast<unsigned>(additional.size()));
  out += question.empty() ? Data() : labels(question) + u16(1) + u16(1);
  for (const auto* records : {&answers, &additional}) {
    for (const Data& one : *records) {
      out += one;
    }
  }
  return out;
}

TEST(DnsMessages, AnAddressAnswersTheQuestionByWayOfAliasesOnly) {
  const auto read =
      DnsMessage::parse(view(message(0x8180, "www.example.org",
                                     {record("www.example.org", 5, labels("Host.example.net")),
                                      record("host.example.net", 1, address("192.0.2.1")),
                                      record("other.example.net", 1, address("192.0.2.2"))})));
  ASSERT_TRUE(read);
  EXPECT_THAT(read->addresses, ElementsAre(ip("192.0.2.1")));
  EXPECT_THAT(read->hosts, SizeIs(2));
}

TEST(DnsMessages, APointerRecordNamesTheAddressOfItsOwner) {
  const auto read = DnsMessage::parse(
      view(message(0x8180, "7.2.0.192.in-addr.arpa",
                   {record("7.2.0.192.IN-ADDR.arpa", 12, labels("PACS.example.org"))})));
  ASSERT_TRUE(read);
  ASSERT_THAT(read->reverse, SizeIs(1));
  EXPECT_EQ(read->reverse[0].address, ip("192.0.2.7"));
  EXPECT_EQ(read->reverse[0].name, "pacs.example.org");
}

TEST(DnsMessages, AServiceRecordNamesItsHostAndTheAddressMayFollow) {
  const auto read = DnsMessage::parse(view(message(
      0x8400, "",
      {record("Tanaka._ipp._tcp.local", 33, u16(0) + u16(0) + u16(631) + labels("Printer.local"))},
      {record("printer.local", 1, address("192.0.2.9"))})));
  ASSERT_TRUE(read);
  EXPECT_THAT(read->targets, ElementsAre("printer.local"));
  ASSERT_THAT(read->hosts, SizeIs(1));
  EXPECT_EQ(read->hosts[0].name, "printer.local");
  EXPECT_THAT(read->names, IsEmpty());
}

TEST(ReverseNames, StandForAddresses) {
  EXPECT_EQ(address_of_reverse_name("7.2.0.192.in-addr.arpa"), ip("192.0.2.7"));
  // RFC 3596, section 2.5.
  EXPECT_EQ(address_of_reverse_name(
                "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa"),
            ip("4321:0:1:2:3:4:567:89ab"));
  for (const char* name : {"in-addr.arpa", ".in-addr.arpa", "2.0.192.in-addr.arpa",
                           "300.2.0.192.in-addr.arpa", "a.b.ip6.arpa", "7.2.0.192.example"}) {
    EXPECT_EQ(address_of_reverse_name(name), std::nullopt) << name;
  }
}

TEST(DnsMessages, SurviveACutAtEveryByte) {
  const Data whole =
      message(0x8180, "www.example.org",
              {record("www.example.org", 33, u16(0) + u16(0) + u16(1) + labels("a.b"))});
  for (std::size_t n = 0; n < whole.size(); ++n) {
    const auto read = DnsMessage::parse(view(whole.substr(0, n)));
    EXPECT_TRUE(!read || read->targets.empty()) << n;
  }
}

}  // namespace
}  // namespace hamon
