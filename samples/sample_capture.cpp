#include "samples/sample_capture.hpp"

#include "samples/hospital_tables.hpp"
#include "samples/sample_bytes.hpp"
#include "samples/sample_frames.hpp"
#include "samples/segment_noise.hpp"
#include "samples/talk_plan.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace hamon {
namespace {

using wire::little16;
using wire::little32;

/// Neighbours ask for each other's card once, just before they talk for the first time.
void introduce(const SampleTalk& talk, std::set<std::pair<IpAddress, IpAddress>>& known,
               std::vector<SampleFrame>& frames) {
  if (!talk.initiator.is_v4() || talk.course != TalkCourse::Whole ||
      !in_one_segment(talk.initiator.text(), talk.responder.text()) ||
      !known.emplace(talk.initiator, talk.responder).second) {
    return;
  }
  constexpr std::int64_t kBefore = 900;
  constexpr std::int64_t kAnswered = 250;
  frames.push_back({talk.start - kBefore,
                    arp_question(talk.initiator_card, talk.initiator, talk.responder), false});
  frames.push_back(
      {talk.start - kBefore + kAnswered,
       arp_answer(talk.responder_card, talk.responder, talk.initiator_card, talk.initiator),
       false});
}

}  // namespace

std::vector<SampleFrame> sample_frames(std::span<const SampleTalk> talks) {
  std::vector<SampleFrame> frames = segment_noise(talks);
  std::set<std::pair<IpAddress, IpAddress>> known;
  std::map<IpAddress, std::uint16_t> idents;
  for (const SampleTalk& talk : talks) {
    introduce(talk, known, frames);
    for (const PlannedPacket& packet : plan_of(talk).packets) {
      const std::uint16_t ident = ++idents[packet.side == 0 ? talk.initiator : talk.responder];
      frames.push_back({packet.time, frame_of(talk, packet, ident), packet.is_data});
    }
  }
  std::ranges::stable_sort(frames, {}, &SampleFrame::time);
  return frames;
}

std::string sample_capture(std::span<const SampleTalk> talks) {
  constexpr std::uint32_t kMagic = 0xA1B2C3D4;
  constexpr std::uint32_t kEthernet = 1;
  constexpr std::uint32_t kLongestFrame = 1'514;
  constexpr std::int64_t kMicros = 1'000'000;
  std::string out = little32(kMagic) + little16(2) + little16(4) + little32(0) + little32(0) +
                    little32(kLongestFrame) + little32(kEthernet);
  for (const SampleFrame& frame : sample_frames(talks)) {
    const std::size_t kept =
        frame.is_data ? std::min(frame.bytes.size(), kKeptOfData) : frame.bytes.size();
    out += little32(static_cast<std::uint64_t>(frame.time / kMicros)) +
           little32(static_cast<std::uint64_t>(frame.time % kMicros)) + little32(kept) +
           little32(frame.bytes.size());
    out.append(frame.bytes, 0, kept);
  }
  return out;
}

}  // namespace hamon
