#pragma once

#include "base/mirror_report.hpp"
#include "capture/capture_frame.hpp"

#include <map>
#include <set>
#include <unordered_map>
#include <vector>

namespace hamon {

/// Looks at frames for what betrays a mirror port that is set up wrongly, or a wrong clock. Bounded
/// in memory whatever comes; meant for the first minute of a capture.
class MirrorCheck {
 public:
  /// `own`: the listening interface's address; without it, as of a file, the frames may betray it.
  explicit MirrorCheck(std::optional<MacAddress> own = {});

  void add(const CaptureFrame& frame);
  /// What was seen so far, and what is wrong at the time `now` of this machine's clock.
  [[nodiscard]] MirrorReport report(Timestamp now) const;

 private:
  struct Station {  // a MAC in unicast frames
    std::uint64_t frames = 0;
    std::set<IpAddress> addresses;  // that it sent from, the first few
  };
  struct Talk {
    std::uint32_t segments = 0;
    std::uint8_t sides = 0;  // bit 0: from the lower end, bit 1: from the higher
  };
  struct Copy {
    std::uint64_t hash = 0;
    Timestamp time;
  };

  void add_macs(const std::uint8_t* source, const std::uint8_t* target);
  void add_ip(Bytes packet, std::uint32_t wire_bytes, const CaptureFrame& frame,
              const std::uint8_t* source_mac);
  void add_arp(Bytes message);
  void add_talk(std::uint64_t lower, std::uint64_t higher, bool from_lower);
  void add_time_answer(Bytes payload, Timestamp time);
  void note_copy(std::uint64_t hash, Timestamp time);
  [[nodiscard]] std::optional<MacAddress> betrayed_own() const;
  void judge(MirrorReport& report, Timestamp now) const;

  std::optional<MacAddress> own_;
  MirrorReport counts_;
  std::uint64_t unicast_ = 0;
  std::map<MacAddress, Station> stations_;
  std::set<std::uint16_t> vlans_;
  std::set<std::uint32_t> arp_subnets_;  // first three bytes
  std::unordered_map<std::uint64_t, Talk> talks_;
  std::vector<Copy> recent_;
  std::vector<std::int64_t> offsets_;  // ns
};

}  // namespace hamon
