#include "capture/mirror_check.hpp"

#include "base/flow_record.hpp"
#include "capture/ip_header.hpp"
#include "capture/link_layer.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace hamon {
namespace {

constexpr std::size_t kMostStations = 4096;
constexpr std::size_t kMostTalks = 65536;
constexpr std::size_t kMostOffsets = 256;
constexpr std::size_t kRecent = 1U << 15U;  // frames among which a copy is sought
constexpr std::size_t kMostAddresses = 8;
constexpr std::size_t kFewAddresses = 4;  // that one machine sends from
constexpr Duration kCopyWithin = Duration::milliseconds(5);
constexpr Duration kClockTolerance = Duration::seconds(2);
// No clock of a machine that runs this program is right and shows an earlier time.
constexpr Timestamp kProgramMade = Timestamp::from_seconds(1'767'225'600);  // 2026-01-01

std::uint64_t hash_of(const std::uint8_t* bytes, std::size_t n) {
  return std::hash<std::string_view>{}({reinterpret_cast<const char*>(bytes), n});
}

/// Hash of a packet but for what routers and mirror ports change: TTL, DSCP, checksum.
std::uint64_t lasting_hash(const IpHeader& ip, Bytes packet) {
  constexpr std::size_t kMost = 256;
  std::array<std::uint8_t, kMost> copy{};
  const std::size_t n = std::min({packet.size(), kMost, std::size_t{ip.total_bytes}});
  std::copy_n(packet.begin(), n, copy.begin());
  if (ip.v6) {
    copy[0] &= 0xF0U;
    copy[1] &= 0x0FU;
    copy[7] = 0;
  } else {
    copy[1] = 0;
    copy[8] = 0;
    copy[10] = 0;
    copy[11] = 0;
  }
  return hash_of(copy.data(), n);
}

std::uint32_t transport_header(const IpHeader& ip, Bytes transport) {
  switch (ip.protocol) {
    case protocol::kTcp:
      return transport.size() >= 13 ? (transport[12] >> 4U) * 4U : 20U;
    case protocol::kUdp:
      return 8;
    default:
      return 0;
  }
}

std::uint64_t end_hash(const IpHeader& ip, const std::uint8_t* address, const std::uint8_t* port) {
  std::array<std::uint8_t, 18> end{};
  std::copy_n(address, ip.v6 ? 16 : 4, end.begin());
  end[16] = port[0];
  end[17] = port[1];
  return hash_of(end.data(), end.size());
}

IpAddress address_at(const IpHeader& ip, const std::uint8_t* bytes) {
  const auto* raw = reinterpret_cast<const std::byte*>(bytes);
  return ip.v6 ? IpAddress::v6(std::span<const std::byte, 16>(raw, 16))
               : IpAddress::v4(std::span<const std::byte, 4>(raw, 4));
}

MacAddress mac_at(const std::uint8_t* bytes) {
  MacAddress mac;
  std::copy_n(bytes, mac.bytes.size(), mac.bytes.begin());
  return mac;
}

}  // namespace

MirrorCheck::MirrorCheck(std::optional<MacAddress> own) : own_(own), recent_(kRecent) {}

void MirrorCheck::add(const CaptureFrame& frame) {
  ++counts_.frames;
  const Interval now{frame.time, frame.time};
  counts_.window = counts_.window ? Interval{std::min(counts_.window->begin, now.begin),
                                             std::max(counts_.window->end, now.end)}
                                  : now;
  const LinkHeader link = LinkHeader::parse(frame.link_type, frame.captured);
  if (link.vlan != 0) {
    ++counts_.tagged;
    vlans_.insert(link.vlan);
  }
  if (link.source_mac != nullptr && link.target_mac != nullptr) {
    add_macs(link.source_mac, link.target_mac);
  }
  const Bytes rest =
      frame.captured.subspan(std::min<std::size_t>(link.bytes, frame.captured.size()));
  if (link.network == NetworkKind::Arp) {
    add_arp(rest);
  } else if (link.network == NetworkKind::Ip && frame.wire_bytes >= link.bytes) {
    add_ip(rest, frame.wire_bytes - link.bytes, frame, link.source_mac);
  }
}

void MirrorCheck::add_macs(const std::uint8_t* source, const std::uint8_t* target) {
  if ((target[0] & 1U) != 0) {
    ++counts_.group;
    return;
  }
  ++unicast_;
  const std::array<MacAddress, 2> ends = {mac_at(source), mac_at(target)};
  if (own_ && ends[0] != *own_ && ends[1] != *own_) {
    ++counts_.foreign;
  }
  for (const MacAddress& mac : ends) {
    if (const auto known = stations_.find(mac); known != stations_.end()) {
      ++known->second.frames;
    } else if (stations_.size() < kMostStations) {
      stations_[mac].frames = 1;
    }
  }
}

void MirrorCheck::add_arp(Bytes message) {  // RFC 826, for IPv4 over Ethernet
  constexpr std::size_t kBytes = 28;
  if (message.size() >= kBytes && load_u16(message.data() + 2) == 0x0800 && message[5] == 4) {
    const std::uint32_t sender = load_u32(message.data() + 14);
    if (sender != 0 && arp_subnets_.size() < kMostStations) {
      arp_subnets_.insert(sender >> 8U);
    }
  }
}

void MirrorCheck::add_ip(Bytes packet, std::uint32_t wire_bytes, const CaptureFrame& frame,
                         const std::uint8_t* source_mac) {
  IpHeader ip;
  if (ip.parse(packet, wire_bytes) != UnusedReason::Used) {
    return;
  }
  if (source_mac != nullptr) {
    const auto station = stations_.find(mac_at(source_mac));
    if (station != stations_.end() && station->second.addresses.size() < kMostAddresses) {
      station->second.addresses.insert(address_at(ip, ip.source));
    }
  }
  if (!ip.transport_captured || ip.later_fragment) {
    return;
  }
  const Bytes transport = packet.subspan(ip.header_bytes);
  const std::uint32_t header = transport_header(ip, transport);
  const bool has_payload = ip.total_bytes > ip.header_bytes + header;
  if (has_payload || (!ip.v6 && ip.fragment_id != 0)) {
    note_copy(lasting_hash(ip, packet), frame.time);
  }
  if (transport.size() < 4) {
    return;
  }
  if (ip.protocol == protocol::kTcp) {
    const std::uint64_t source = end_hash(ip, ip.source, transport.data());
    const std::uint64_t target = end_hash(ip, ip.target, transport.data() + 2);
    add_talk(std::min(source, target), std::max(source, target), source < target);
  } else if (ip.protocol == protocol::kUdp && load_u16(transport.data()) == 123 &&
             transport.size() > header) {
    add_time_answer(transport.subspan(header), frame.time);
  }
}

void MirrorCheck::add_talk(std::uint64_t lower, std::uint64_t higher, bool from_lower) {
  const std::uint64_t key = lower * 0x9E3779B97F4A7C15U ^ higher;
  auto talk = talks_.find(key);
  if (talk == talks_.end()) {
    if (talks_.size() >= kMostTalks) {
      return;
    }
    talk = talks_.emplace(key, Talk{}).first;
  }
  ++talk->second.segments;
  talk->second.sides = static_cast<std::uint8_t>(talk->second.sides | (from_lower ? 1U : 2U));
}

// RFC 5905, section 7.3: mode 4 is a server's answer, the transmit timestamp stands at byte 40.
void MirrorCheck::add_time_answer(Bytes payload, Timestamp time) {
  constexpr std::size_t kBytes = 48;
  constexpr std::int64_t kFrom1900To1970 = 2'208'988'800;
  constexpr std::uint8_t kServer = 4;
  if (payload.size() < kBytes || (payload[0] & 7U) != kServer || payload[1] == 0 ||
      payload[1] > 15 || offsets_.size() >= kMostOffsets) {
    return;
  }
  std::int64_t seconds = std::int64_t{load_u32(payload.data() + 40)} - kFrom1900To1970;
  if (seconds < 0) {
    seconds += std::int64_t{1} << 32U;  // the era that begins in 2036
  }
  const std::uint64_t fraction =
      (std::uint64_t{load_u32(payload.data() + 44)} * 1'000'000'000) >> 32U;
  const Timestamp said =
      Timestamp::from_seconds(seconds) + Duration{static_cast<std::int64_t>(fraction)};
  offsets_.push_back((time - said).ns);
}

void MirrorCheck::note_copy(std::uint64_t hash, Timestamp time) {
  ++counts_.eligible;
  Copy& slot = recent_[hash % kRecent];
  if (slot.hash == hash && time - slot.time <= kCopyWithin && slot.time - time <= kCopyWithin) {
    ++counts_.copies;
    slot.hash = 0;  // a third one is a copy of the next pair
    return;
  }
  slot = {hash, time};
}

// A MAC that takes part in every unicast frame and sends from one machine's addresses only. Of two
// such ends the one that sends from fewer addresses; a router has many behind it.
std::optional<MacAddress> MirrorCheck::betrayed_own() const {
  constexpr std::uint64_t kEnough = 50;
  std::optional<MacAddress> own;
  std::size_t fewest = kFewAddresses + 1;
  for (const auto& [mac, station] : stations_) {
    const std::size_t addresses = station.addresses.size();
    if (unicast_ >= kEnough && station.frames == unicast_ && addresses > 0 && addresses < fewest) {
      own = mac;
      fewest = addresses;
    }
  }
  return own;
}

MirrorReport MirrorCheck::report(Timestamp now) const {
  MirrorReport out = counts_;
  out.vlans = vlans_.size();
  out.arp_subnets = arp_subnets_.size();
  out.own_mac = own_ ? own_ : betrayed_own();
  if (!own_) {
    out.foreign = out.own_mac ? 0 : unicast_;
  }
  for (const auto& [key, talk] : talks_) {
    constexpr std::uint32_t kSegments = 3;
    constexpr std::uint8_t kBoth = 3;
    if (talk.segments >= kSegments) {
      ++out.conversations;
      out.one_sided += talk.sides == kBoth ? 0U : 1U;
    }
  }
  out.time_answers = offsets_.size();
  if (!offsets_.empty()) {
    std::vector<std::int64_t> sorted = offsets_;
    std::ranges::sort(sorted);
    out.clock_offset = Duration{sorted[sorted.size() / 2]};
  }
  judge(out, now);
  return out;
}

void MirrorCheck::judge(MirrorReport& r, Timestamp now) const {
  const auto found = [&r](MirrorProblem problem) { r.problems.push_back(problem); };
  constexpr std::uint64_t kFrames = 20;
  constexpr std::uint64_t kConversations = 10;
  constexpr std::uint64_t kEligible = 100;
  if (r.frames == 0) {
    found(MirrorProblem::Silent);
  }
  // A frame in a thousand may be flooded by a switch that has forgotten where its target is.
  if (r.frames >= kFrames && r.own_mac && r.foreign * 1000 <= r.frames) {
    found(MirrorProblem::OnlyOwn);
  } else if (r.frames >= kFrames && unicast_ == 0 && r.group == r.frames) {
    found(MirrorProblem::OnlyOwn);
  }
  if (r.conversations >= kConversations && r.one_sided * 10 >= r.conversations * 8) {
    found(MirrorProblem::OneDirection);
  }
  if (r.arp_subnets >= 2 && r.tagged == 0) {
    found(MirrorProblem::UntaggedSubnets);
  }
  if (r.eligible >= kEligible && r.copies * 20 >= r.eligible) {
    found(MirrorProblem::Twice);
  }
  if (now < kProgramMade) {
    found(MirrorProblem::ClockBehind);
  }
  if (r.time_answers > 0 &&
      (r.clock_offset > kClockTolerance || r.clock_offset < Duration{-kClockTolerance.ns})) {
    found(MirrorProblem::ClockDiffers);
  }
  if (r.window && r.window->end > now + Duration::seconds(86'400)) {
    found(MirrorProblem::FutureTimes);
  }
}

}  // namespace hamon
