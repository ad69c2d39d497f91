#include "samples/talk_plan.hpp"

#include "base/flow_record.hpp"
#include "samples/sample_bytes.hpp"
#include "samples/sample_payloads.hpp"

#include <algorithm>

namespace hamon {
namespace {

using tcp_flag::kAck;
using tcp_flag::kFin;
using tcp_flag::kPsh;
using tcp_flag::kRst;
using tcp_flag::kSyn;

constexpr std::int64_t kStep = 400;  // between packets of one exchange
constexpr std::int64_t kQuietTcp = 240 * std::int64_t{1'000'000};
constexpr std::int64_t kQuietUdp = 50 * std::int64_t{1'000'000};
constexpr std::size_t kKeptData = 2;     // data packets each way behind the opening
constexpr std::size_t kEspPacket = 132;  // bytes of a small packet in a tunnel
constexpr std::size_t kLargeEspPacket = 1'392;

std::size_t side_index(int side) {
  return side == 0 ? 0 : 1;
}

std::size_t ip_header(const SampleTalk& talk) {
  return talk.initiator.is_v4() ? 20 : 40;
}

/// Lays out one TCP conversation: first who sends what when, then the sequence numbers.
class TcpPlanner {
 public:
  explicit TcpPlanner(const SampleTalk& talk)
      : talk_(talk), head_(ip_header(talk) + 20), segment_(1'500 - head_) {}

  TalkPlan run() {
    if (talk_.course == TalkCourse::Unanswered) {
      put(talk_.start, 0, kSyn);
    } else if (talk_.course == TalkCourse::Refused) {
      put(talk_.start, 0, kSyn);
      put(talk_.end, 1, kRst | kAck);
    } else {
      whole();
    }
    number();
    return std::move(plan_);
  }

 private:
  void whole() {
    put(talk_.start, 0, kSyn);
    put(talk_.start + kStep, 1, kSyn | kAck);
    put(talk_.start + 2 * kStep, 0, kAck);
    std::int64_t time = talk_.start + 3 * kStep;
    std::array<std::uint64_t, 2> said{};
    for (SampleMessage& message : opening_of(talk_)) {
      said[side_index(message.side)] += message.bytes.size();
      put(time, message.side, kPsh | kAck, std::move(message.bytes));
      time += kStep;
    }
    const std::int64_t closing = talk_.end - 2 * kStep;
    data(0, talk_.out > said[0] ? talk_.out - said[0] : 0, time, closing);
    data(1, talk_.in > said[1] ? talk_.in - said[1] : 0, time + kStep, closing);
    std::ranges::stable_sort(plan_.packets, {}, &PlannedPacket::time);
    keep_alive(closing);
    put(closing, 0, kFin | kAck);
    put(closing + kStep, 1, kFin | kAck);
    put(talk_.end, 0, kAck);
  }

  void data(int side, std::uint64_t bytes, std::int64_t from, std::int64_t to) {
    const std::uint64_t packets = (bytes + segment_ - 1) / segment_;
    const auto kept = std::min<std::uint64_t>(packets, kKeptData);
    for (std::uint64_t k = 0; k < kept; ++k) {
      const auto size = std::min<std::uint64_t>(segment_, bytes);
      const auto place = static_cast<std::int64_t>(k + 1) * (to - from);
      put(from + place / static_cast<std::int64_t>(kept + 1), side, kPsh | kAck,
          content(side, k, static_cast<std::size_t>(size)));
      plan_.packets.back().is_data = true;
      bytes -= size;
    }
    const std::size_t s = side_index(side);
    unsent_[s] = bytes;
    plan_.left_out[s] = packets - kept;
    plan_.payload[s] += bytes;
    plan_.all_packets[s] += packets - kept;
    plan_.all_ip_bytes[s] += bytes + (packets - kept) * head_;
  }

  [[nodiscard]] std::string content(int side, std::uint64_t number, std::size_t size) const {
    const auto seed =
        static_cast<std::uint64_t>(talk_.start) * 7 + number * 2 + static_cast<std::uint64_t>(side);
    constexpr std::size_t kRecordHead = 5;
    if (sample_service(talk_.service).tls && size > kRecordHead) {  // RFC 8446, section 5.2
      return wire::u8(23) + wire::u16(0x0303) + wire::u16(size - kRecordHead) +
             filler(seed, size - kRecordHead);
    }
    constexpr std::size_t kLength = 4;
    if (talk_.service == "ssh" && size > kLength) {  // RFC 4253, section 6
      return wire::u32(size - kLength) + filler(seed, size - kLength);
    }
    return filler(seed, size);
  }

  /// A question for life and its answer (RFC 9293, section 3.8.4) wherever nothing else is said.
  void keep_alive(std::int64_t until) {
    std::vector<std::int64_t> times;
    std::int64_t last = talk_.start;
    for (std::size_t i = 0; i <= plan_.packets.size(); ++i) {
      const std::int64_t next = i < plan_.packets.size() ? plan_.packets[i].time : until;
      for (; next - last > kQuietTcp; last += kQuietTcp) {
        times.push_back(last + kQuietTcp);
      }
      last = std::max(last, next);
    }
    for (const std::int64_t time : times) {
      put(time, 0, kAck, {});
      plan_.packets.back().sequence = 1;  // marks it: one below the next in sequence
      put(time + kStep, 1, kAck);
    }
    std::ranges::stable_sort(plan_.packets, {}, &PlannedPacket::time);
  }

  void put(std::int64_t time, int side, int flags, std::string payload = {}) {
    const std::size_t s = side_index(side);
    plan_.payload[s] += payload.size();
    ++plan_.all_packets[s];
    plan_.all_ip_bytes[s] += head_ + ((flags & kSyn) != 0 ? kSynOptions : 0) + payload.size();
    plan_.packets.push_back(
        {time, side, static_cast<std::uint8_t>(flags), 0, 0, std::move(payload), false});
  }

  void number() {
    std::array<std::uint32_t, 2> next{talk_.initiator_port * 7'919U,
                                      talk_.initiator_port * 104'729U};
    for (PlannedPacket& packet : plan_.packets) {
      const std::size_t s = side_index(packet.side);
      if ((packet.flags & kFin) != 0) {
        next[s] += static_cast<std::uint32_t>(unsent_[s] & 0xFFFF'FFFFU);
      }
      packet.sequence = next[s] - packet.sequence;
      packet.acknowledged = (packet.flags & kAck) != 0 ? next[1 - s] : 0;
      next[s] += static_cast<std::uint32_t>(packet.payload.size()) +
                 ((packet.flags & (kSyn | kFin)) != 0 ? 1U : 0U);
    }
  }

  const SampleTalk& talk_;
  std::size_t head_;
  std::size_t segment_;
  std::array<std::uint64_t, 2> unsent_{};
  TalkPlan plan_;
};

class UdpPlanner {
 public:
  explicit UdpPlanner(const SampleTalk& talk) : talk_(talk), head_(ip_header(talk) + 8) {}

  TalkPlan run() {
    std::vector<SampleMessage> opening = opening_of(talk_);
    if (talk_.course != TalkCourse::Whole) {
      opening.resize(1);
    }
    const bool tunnel = talk_.service == "ipsec";
    for (SampleMessage& message : opening) {
      const std::int64_t answer = tunnel ? talk_.start + kStep : talk_.end;
      put(message.side == 0 ? talk_.start : answer, message.side, std::move(message.bytes));
    }
    if (tunnel) {
      carry();
    }
    return std::move(plan_);
  }

 private:
  void carry() {
    for (std::int64_t time = talk_.start + kQuietUdp; time < talk_.end - kQuietUdp / 2;
         time += kQuietUdp) {
      exchange(time, time + kStep);
    }
    exchange(talk_.end - kStep, talk_.end);
    for (const int side : {0, 1}) {
      const std::size_t s = side_index(side);
      const std::uint64_t wanted = side == 0 ? talk_.out : talk_.in;
      const std::uint64_t bytes = wanted > plan_.payload[s] ? wanted - plan_.payload[s] : 0;
      plan_.left_out[s] = (bytes + kLargeEspPacket - 1) / kLargeEspPacket;
      plan_.payload[s] += bytes;
      plan_.all_packets[s] += plan_.left_out[s];
      plan_.all_ip_bytes[s] += bytes + plan_.left_out[s] * head_;
    }
  }

  void exchange(std::int64_t ask, std::int64_t answer) {
    put(ask, 0, filler(static_cast<std::uint64_t>(ask), kEspPacket));
    put(answer, 1, filler(static_cast<std::uint64_t>(answer), kEspPacket));
  }

  void put(std::int64_t time, int side, std::string payload) {
    const std::size_t s = side_index(side);
    plan_.payload[s] += payload.size();
    ++plan_.all_packets[s];
    plan_.all_ip_bytes[s] += head_ + payload.size();
    plan_.packets.push_back({time, side, 0, 0, 0, std::move(payload), false});
  }

  const SampleTalk& talk_;
  std::size_t head_;
  TalkPlan plan_;
};

/// Echo requests a second apart, each answered (RFC 792).
TalkPlan echoes(const SampleTalk& talk) {
  constexpr std::int64_t kSecond = 1'000'000;
  constexpr std::size_t kHeaders = 20 + 4;
  TalkPlan plan;
  unsigned number = 1;
  for (std::int64_t time = talk.start; time + kStep <= talk.end; time += kSecond) {
    const std::string body = wire::u16(1) + wire::u16(number++) + std::string(32, 'w');
    for (const int side : {0, 1}) {
      const std::size_t s = side_index(side);
      plan.payload[s] += body.size() - 4;  // without identifier and sequence number
      ++plan.all_packets[s];
      plan.all_ip_bytes[s] += kHeaders + body.size();
      plan.packets.push_back({time + side * kStep, side, 0, 0, 0, body, false});
    }
  }
  return plan;
}

}  // namespace

TalkPlan plan_of(const SampleTalk& talk) {
  if (talk.protocol == protocol::kIcmp) {
    return echoes(talk);
  }
  return talk.protocol == protocol::kTcp ? TcpPlanner(talk).run() : UdpPlanner(talk).run();
}

}  // namespace hamon
