#include "samples/segment_noise.hpp"

#include "base/flow_record.hpp"
#include "samples/hospital_tables.hpp"
#include "samples/sample_bytes.hpp"
#include "samples/sample_frames.hpp"
#include "samples/sample_payloads.hpp"
#include "samples/talk_plan.hpp"

namespace hamon {
namespace {

constexpr MacAddress kEverybody{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kMorning = (kSampleBegin + 8 * 3'600) * kSecond;  // Thursday 08:00
constexpr std::uint16_t kWardTag = 21;
constexpr std::uint16_t kIdent = 0xF000;  // out of the way of the conversations' own

IpAddress address(std::string_view text) {
  return *IpAddress::parse(text);
}

/// One datagram from a ward's PC to everybody or to a group.
SampleFrame spread_word(int second, std::string_view who, const MacAddress& card,
                        std::string_view to, std::uint16_t port, const std::string& payload) {
  const std::string_view from = sample_address_of(who);
  return {kMorning + second * kSecond,
          udp_frame({sample_card(from), card, address(from), address(to), kWardTag}, port, port,
                    payload, static_cast<std::uint16_t>(kIdent + second)),
          false};
}

/// A PC that has no address yet (RFC 2131, section 3.1).
SampleFrame discover() {
  const MacAddress card = sample_card(sample_address_of("ward4-pc2"));
  const std::string host = "WARD4-PC2";
  std::string message = wire::u8(1) + wire::u8(1) + wire::u8(6) + wire::zeros(1) +
                        wire::u32(0x5A110001) + wire::zeros(20) + wire::bytes_of(card) +
                        wire::zeros(202) + wire::u32(0x63825363) + wire::u8(53) + wire::u8(1) +
                        wire::u8(1) + wire::u8(12) + wire::u8(host.size()) + host + wire::u8(255);
  message += wire::zeros(300 - message.size());
  return {kMorning,
          udp_frame({card, kEverybody, IpAddress(), address("255.255.255.255"), kWardTag}, 68, 67,
                    message, kIdent),
          false};
}

/// RFC 4861, section 4.4: the eligibility terminal tells where it is.
SampleFrame advertisement() {
  const IpAddress own = address(sample_address::kEligibility6);
  const MacAddress card = sample_card(sample_address::kEligibility6);
  const std::string message = wire::u8(136) + wire::zeros(3) + wire::u32(0x20000000) +
                              wire::bytes_of(own) + wire::u8(2) + wire::u8(1) +
                              wire::bytes_of(card);
  return {kMorning + 30 * kSecond,
          icmp_frame({card, MacAddress{{0x33, 0x33, 0, 0, 0, 1}}, own, address("ff02::1")}, message,
                     kIdent),
          false};
}

/// RFC 4795: a name that no name server knows, asked of the whole segment.
std::string local_name_question() {
  return wire::u16(7) + wire::zeros(2) + wire::u16(1) + wire::zeros(6) + wire::u8(4) + "wpad" +
         wire::zeros(1) + wire::u16(1) + wire::u16(1);
}

}  // namespace

std::vector<SampleFrame> segment_noise(std::span<const SampleTalk> talks) {
  const MacAddress group{{0x01, 0x00, 0x5e, 0x00, 0x00, 0xfc}};
  std::vector<SampleFrame> frames{
      discover(), advertisement(),
      spread_word(2, "ward2-pc2", kEverybody, "10.77.21.255", 138, filler(138, 200)),
      spread_word(4, "ward2-pc2", group, "224.0.0.252", 5355, local_name_question())};
  const IpAddress asking = address(sample_address_of("ward2-pc1"));
  for (int n = 0; n < 3; ++n) {
    frames.push_back({kMorning + (40 + n) * kSecond,
                      arp_question(sample_card(asking.text()), asking, address("10.77.21.99")),
                      false});
  }
  for (const SampleTalk& talk : talks) {
    if (talk.protocol == protocol::kUdp && talk.course == TalkCourse::Refused) {
      constexpr std::int64_t kAnswered = 400;
      const std::string probe = frame_of(talk, plan_of(talk).packets.front(), kIdent);
      frames.push_back({talk.start + kAnswered, port_unreachable(talk, probe, kIdent), false});
    }
  }
  return frames;
}

}  // namespace hamon
