#pragma once

#include "base/address.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace hamon {

/// What can be wrong with what a mirror port delivers, or with the clock that stamps it.
enum class MirrorProblem : std::uint8_t {
  Silent,           ///< not a single frame
  OnlyOwn,          ///< own traffic, broadcast and multicast: no mirror
  OneDirection,     ///< of most TCP conversations only one side
  UntaggedSubnets,  ///< hosts of several subnets, and no VLAN tag
  Twice,            ///< a good part of the frames came twice
  ClockBehind,      ///< the clock shows a time before this program was made
  ClockDiffers,     ///< answers of time servers say another time
  FutureTimes,      ///< packets from later than now
};

/// What the frames of an interface or a capture show of how they were captured.
struct MirrorReport {
  std::uint64_t frames = 0;
  std::uint64_t group = 0;              ///< to broadcast or multicast
  std::uint64_t foreign = 0;            ///< unicast between others
  std::optional<MacAddress> own_mac;    ///< of the listener: known, or betrayed by the frames
  std::uint64_t tagged = 0;             ///< with a VLAN number
  std::uint64_t arp_subnets = 0;        ///< /24 whose hosts ask by ARP
  std::uint64_t vlans = 0;              ///< different VLAN numbers
  std::uint64_t conversations = 0;      ///< TCP, of at least three segments
  std::uint64_t one_sided = 0;          ///< of these, seen from one side alone
  std::uint64_t eligible = 0;           ///< frames of which copies can be told
  std::uint64_t copies = 0;             ///< seen before, at most 5 ms ago
  std::uint64_t time_answers = 0;       ///< of time servers (NTP)
  Duration clock_offset{};              ///< capture's clock less that of the answers, their median
  std::optional<Interval> window;       ///< first and last time
  std::vector<MirrorProblem> problems;  ///< in the order above
};

}  // namespace hamon
