#include "capture/mirror_check.hpp"

#include "unit/capture/made_capture.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hamon {
namespace {

using made::Data;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Timestamp kNow = Timestamp::from_seconds(1'780'000'000);

/// Frames a millisecond apart, as a check sees them.
class Wire {
 public:
  explicit Wire(std::optional<MacAddress> own = {}) : check_(own) {}
  Wire& frame(const Data& bytes, Duration later = Duration::milliseconds(1)) {
    time_ = time_ + later;
    CaptureFrame f;
    f.captured = Bytes(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    f.wire_bytes = static_cast<std::uint32_t>(bytes.size());
    f.link_type = 1;
    f.time = time_;
    check_.add(f);
    return *this;
  }
  [[nodiscard]] MirrorReport report(Timestamp now = kNow + Duration::seconds(60)) const {
    return check_.report(now);
  }

 private:
  MirrorCheck check_;
  Timestamp time_ = kNow;
};

/// `n` conversations of four segments between hosts of their own; both sides, or one.
void talks(Wire& wire, unsigned n, bool both = true, unsigned copies = 1) {
  unsigned id = 1;
  for (unsigned i = 0; i < n; ++i) {
    const std::string client = "192.0.2." + std::to_string(i + 1);
    const std::string mac = fmt::format("00:00:5e:00:53:{:02x}", i + 1);
    for (unsigned segment = 0; segment < 4; ++segment) {
      const bool back = both && segment % 2 == 1;
      const Data forth = made::ipv4(client.c_str(), "192.0.2.200", 6,
                                    made::tcp(40000 + i, 445, made::kAck, segment), ++id);
      const Data answer = made::ipv4("192.0.2.200", client.c_str(), 6,
                                     made::tcp(445, 40000 + i, made::kAck, segment), ++id);
      const Data frame = back ? made::ethernet(0x0800, answer, "00:00:5e:00:53:f0", mac.c_str())
                              : made::ethernet(0x0800, forth, mac.c_str(), "00:00:5e:00:53:f0");
      for (unsigned c = 0; c < copies; ++c) {
        wire.frame(frame);
      }
    }
  }
}

TEST(MirrorCheck, FindsNothingWrongWithWhatAMirrorPortShouldShow) {
  Wire wire(MacAddress::parse("00:00:5e:00:53:ff"));
  talks(wire, 40);
  const MirrorReport report = wire.report();
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_EQ(report.frames, 160U);
  EXPECT_EQ(report.foreign, 160U);
  EXPECT_EQ(report.conversations, 40U);
}

TEST(MirrorCheck, SaysThatNothingArrives) {
  EXPECT_THAT(Wire().report().problems, ElementsAre(MirrorProblem::Silent));
}

TEST(MirrorCheck, KnowsAPortThatShowsOnlyTheListenersOwnTraffic) {
  Wire wire(MacAddress::parse("00:00:5e:00:53:f0"));
  talks(wire, 40);
  EXPECT_THAT(wire.report().problems, ElementsAre(MirrorProblem::OnlyOwn));
}

TEST(MirrorCheck, KnowsItAlsoFromAFileInWhichOneMachineTakesPartInEverything) {
  Wire wire;
  talks(wire, 40);
  const MirrorReport report = wire.report();
  EXPECT_THAT(report.problems, ElementsAre(MirrorProblem::OnlyOwn));
  EXPECT_EQ(report.own_mac, MacAddress::parse("00:00:5e:00:53:f0"));
}

TEST(MirrorCheck, TakesARouterWithManyBehindItForNoListener) {
  Wire wire;
  for (unsigned i = 0; i < 100; ++i) {  // two routers on one cable, many hosts beyond each
    const std::string inside = "10.0.0." + std::to_string(i + 1);
    const std::string outside = "198.51.100." + std::to_string(i + 1);
    wire.frame(made::ethernet(
        0x0800, made::ipv4(inside.c_str(), outside.c_str(), 17, made::udp(5000, 443, "x"), i + 1)));
    wire.frame(made::ethernet(
        0x0800, made::ipv4(outside.c_str(), inside.c_str(), 17, made::udp(443, 5000, "y"), i + 1),
        made::kMacB, made::kMacA));
  }
  EXPECT_THAT(wire.report().problems, IsEmpty());
}

TEST(MirrorCheck, KnowsAPortWithNothingButBroadcast) {
  Wire wire;
  for (unsigned i = 0; i < 30; ++i) {
    wire.frame(made::ethernet(
        0x0800, made::ipv4("192.0.2.1", "192.0.2.255", 17, made::udp(138, 138, "x"), i + 1),
        made::kMacA, "ff:ff:ff:ff:ff:ff"));
  }
  EXPECT_THAT(wire.report().problems, ElementsAre(MirrorProblem::OnlyOwn));
}

TEST(MirrorCheck, KnowsAMirrorOfOneDirection) {
  Wire wire(MacAddress::parse("00:00:5e:00:53:ff"));
  talks(wire, 40, false);
  const MirrorReport report = wire.report();
  EXPECT_THAT(report.problems, ElementsAre(MirrorProblem::OneDirection));
  EXPECT_EQ(report.one_sided, 40U);
}

TEST(MirrorCheck, KnowsAMirrorThatShowsEachFrameTwice) {
  Wire wire(MacAddress::parse("00:00:5e:00:53:ff"));
  talks(wire, 40, true, 2);
  const MirrorReport report = wire.report();
  EXPECT_THAT(report.problems, ElementsAre(MirrorProblem::Twice));
  EXPECT_EQ(report.copies, 160U);
}

TEST(MirrorCheck, TakesARetransmissionAfterFiveMillisecondsForNoCopy) {
  Wire wire(MacAddress::parse("00:00:5e:00:53:ff"));
  const Data frame = made::ethernet(
      0x0800,
      made::ipv4("192.0.2.1", "192.0.2.2", 6, made::tcp(40000, 445, made::kAck, 1, 1, "x")));
  for (int i = 0; i < 200; ++i) {
    wire.frame(frame, Duration::milliseconds(6));
  }
  EXPECT_EQ(wire.report().copies, 0U);
}

Data arp_of(const char* sender) {  // RFC 826: a request
  return made::ethernet(0x0806,
                        made::u16(1) + made::u16(0x0800) + made::u8(6) + made::u8(4) +
                            made::u16(1) + made::mac(made::kMacA) + made::address(sender) +
                            Data(6, '\0') + made::address("192.0.2.1"),
                        made::kMacA, "ff:ff:ff:ff:ff:ff");
}

TEST(MirrorCheck, AsksWhyHostsOfSeveralSubnetsShowNoTag) {
  Wire wire;
  wire.frame(arp_of("10.1.1.7")).frame(arp_of("10.1.2.7"));
  EXPECT_THAT(wire.report().problems, Contains(MirrorProblem::UntaggedSubnets));
  wire.frame(made::mac("ff:ff:ff:ff:ff:ff") + made::mac(made::kMacA) + made::u16(0x8100) +
             made::u16(20) + arp_of("10.1.3.7").substr(12));
  EXPECT_THAT(wire.report().problems, IsEmpty());
  EXPECT_EQ(wire.report().vlans, 1U);
}

// RFC 5905: the transmit timestamp counts seconds since 1900.
Data time_answer(Timestamp time) {
  const auto since_1900 = static_cast<std::uint64_t>(time.ns / 1'000'000'000 + 2'208'988'800);
  return made::ethernet(0x0800, made::ipv4("192.0.2.123", "192.0.2.7", 17,
                                           made::udp(123, 123,
                                                     made::u8(0x24) + made::u8(2) + Data(38, '\0') +
                                                         made::u32(since_1900) + made::u32(0))));
}

TEST(MirrorCheck, ComparesTheClockWithWhatTimeServersAnswer) {
  Wire right;
  right.frame(time_answer(kNow));
  EXPECT_THAT(right.report().problems, IsEmpty());
  Wire behind;  // the frame comes a millisecond after kNow, the server says two minutes later
  behind.frame(time_answer(kNow + Duration::minutes(2)));
  EXPECT_THAT(behind.report().problems, ElementsAre(MirrorProblem::ClockDiffers));
  EXPECT_EQ(behind.report().clock_offset, Duration::milliseconds(-119'999));
}

TEST(MirrorCheck, KnowsClocksThatCannotBeRight) {
  Wire wire;
  wire.frame(arp_of("10.1.1.7"));
  EXPECT_THAT(wire.report(Timestamp::from_seconds(1'000'000'000)).problems,
              ElementsAre(MirrorProblem::ClockBehind, MirrorProblem::FutureTimes));
}

}  // namespace
}  // namespace hamon
