#include "capture/flow_table.hpp"

#include "capture/flow_record_builder.hpp"

#include <algorithm>

namespace hamon {
namespace {

constexpr std::int64_t kSliceNs = Activity::kSlice.ns;

std::int64_t slice_of(Timestamp t) {
  return t.ns / kSliceNs - (t.ns % kSliceNs < 0 ? 1 : 0);
}

std::int64_t due_second(const FlowEntry& e) {
  return TimerWheel::second_of(e.last + idle_limit(e.key.protocol)) + 1;
}

bool is_opening(const PacketSummary& packet) {
  return (packet.tcp_flags & (tcp_flag::kSyn | tcp_flag::kAck | tcp_flag::kRst)) == tcp_flag::kSyn;
}

bool is_closed(const FlowEntry& e) {
  return e.has_letter(0, FlowEntry::kR) || e.has_letter(1, FlowEntry::kR) ||
         (e.has_letter(0, FlowEntry::kF) && e.has_letter(1, FlowEntry::kF));
}

void note_letter(FlowEntry& e, unsigned end, FlowEntry::Letter letter) {
  const unsigned bit = end * FlowEntry::kLetters + letter;
  if (((unsigned{e.letters} >> bit) & 1U) == 0) {
    const auto before = static_cast<unsigned>(__builtin_popcount(e.letters));
    e.letters = static_cast<std::uint16_t>(e.letters | (1U << bit));
    e.history |= static_cast<std::uint64_t>(bit + 1) << (4 * before);
  }
}

// The later packets of a conversation can add nothing here but a letter that is new.
void note_tcp_letters(FlowEntry& e, const PacketSummary& p) {
  const std::uint8_t flags = p.tcp_flags;
  if ((flags & tcp_flag::kSyn) != 0) {
    note_letter(e, p.side, (flags & tcp_flag::kAck) != 0 ? FlowEntry::kH : FlowEntry::kS);
    return;
  }
  if (p.payload_bytes > 0 && (flags & tcp_flag::kRst) == 0) {
    note_letter(e, p.side, FlowEntry::kD);
  } else if ((flags & (tcp_flag::kAck | tcp_flag::kFin | tcp_flag::kRst)) == tcp_flag::kAck) {
    note_letter(e, p.side, FlowEntry::kA);
  }
  if ((flags & tcp_flag::kFin) != 0) {
    note_letter(e, p.side, FlowEntry::kF);
  }
  if ((flags & tcp_flag::kRst) != 0) {
    note_letter(e, p.side, FlowEntry::kR);
  }
}

void copy_mac(const std::uint8_t* from, MacAddress& to) {
  std::copy_n(from, to.bytes.size(), to.bytes.begin());
}

}  // namespace

FlowTable::FlowTable(FlowSink& sink, PayloadInspector& inspector, EntryIndex& index, Limits limits)
    : index_(index), inspector_(inspector), sink_(sink), limits_(limits) {}

std::uint32_t FlowTable::create(const PacketSummary& packet) {
  if (live_ >= limits_.live) {
    make_room();
  }
  const std::uint32_t number = index_.create(packet);
  ++live_;
  FlowEntry& e = entry(number);
  begin(e, packet);
  if (!is_opening(packet)) {
    recall(e, packet.hash);
  }
  if (!wheel_.started()) {
    wheel_.start(TimerWheel::second_of(packet.time));
  }
  wheel_.add(due_second(e), number, e.next);
  return number;
}

// ---- packets

void FlowTable::add(const PacketSummary& packet) {
  if (packet.kind == PacketKind::IcmpError) {
    if (const std::uint32_t number = index_.find(packet); number != kNone) {
      entry(number).set(FlowEntry::kRefused);
    }
    return;
  }
  add_one(packet);
  oldest_ = std::min(oldest_, packet.time);
  if (++since_turn_ >= kTurnAfter) {
    end_idle(oldest_);
    oldest_ = Timestamp::max();
    since_turn_ = 0;
  }
}

void FlowTable::add_one(const PacketSummary& packet) {
  std::uint32_t number = index_.find(packet);
  if (number == kNone) {
    number = create(packet);
  } else {
    FlowEntry& e = entry(number);
    const Duration limit = idle_limit(packet.key.protocol);
    // The start lies in a cache line that only a packet from the past needs.
    if (packet.time > e.last + limit || (packet.time < e.last && packet.time < e.start - limit)) {
      restart(e, packet, !is_opening(packet));
    } else if (is_opening(packet) && opens_anew(e, packet)) {
      restart(e, packet, false);
    }
  }
  count(entry(number), packet);
}

void FlowTable::begin(FlowEntry& e, const PacketSummary& packet) {
  const FlowKey key = e.key;
  const std::uint32_t next = e.next;
  e = FlowEntry{};
  e.key = key;
  e.next = next;
  e.start = packet.time;
  e.last = packet.time;
  e.first_number = packet.number;
  e.vlan = packet.vlan;
  e.slice_end = Timestamp{(slice_of(packet.time) + 1) * kSliceNs};
  e.initiator = packet.side & 1U;
  e.shard = packet.shard & 0x7FU;
  if (packet.side == 1) {
    e.set(FlowEntry::kHighFirst);
  }
  if (packet.tunnel != TunnelKind::None) {
    FlowExtra& extra = inspector_.make_extra(e);
    extra.carrier_record = packet.carrier_record;
    extra.tunnel = packet.tunnel;
  }
  const bool icmp = key.protocol == protocol::kIcmp || key.protocol == protocol::kIcmp6;
  if (icmp && key.has_ports()) {  // the type says who asks
    e.initiator = (key.flags & FlowKey::kHighEndAsks) != 0 ? 1 : 0;
    e.basis = DirectionBasis::Payload;
  }
  constexpr std::uint16_t kRouterSolicitation = 133;
  constexpr std::uint16_t kNeighbourSolicitation = 135;
  if (key.protocol == protocol::kTcp || key.protocol == protocol::kUdp) {
    e.looks_left = {PayloadInspector::kLooks, PayloadInspector::kLooks};
  } else if (key.protocol == protocol::kIcmp6 &&
             (key.low_port == kRouterSolicitation || key.low_port == kNeighbourSolicitation)) {
    e.looks_left = {PayloadInspector::kAlways, PayloadInspector::kAlways};
  }
}

void FlowTable::count(FlowEntry& e, const PacketSummary& packet) {
  const unsigned side = packet.side;
  if (packet.time >= e.slice_end) {
    change_slice(e, packet);
  }
  ++e.packets[side];
  e.bytes[side] += packet.ip_bytes;
  e.payload[side] += packet.payload_bytes;
  e.last_number = packet.number;
  if (packet.time >= e.last) {
    e.last = packet.time;
  } else if (packet.time < e.start) {
    e.start = packet.time;
  }
  if (packet.tcp_flags != 0) {
    count_tcp(e, packet);
  } else if (packet.payload_bytes > 0 && !e.has_letter(side, FlowEntry::kD) &&
             e.key.protocol != protocol::kTcp) {
    note_letter(e, side, FlowEntry::kD);
  }
  if (!e.has(FlowEntry::kOwnMac, side) && packet.source_mac != nullptr) {
    note_macs(e, packet);
  }
  if (e.looks_left[side] != 0 && !packet.payload.empty()) {
    inspector_.look(packet, e);
  }
}

void FlowTable::count_tcp(FlowEntry& e, const PacketSummary& packet) {
  const unsigned side = packet.side;
  const unsigned other = 1 - side;
  const std::uint8_t flags = packet.tcp_flags;
  note_tcp_letters(e, packet);
  if (!e.has(FlowEntry::kSequenceKnown, side)) {
    e.set(FlowEntry::kSequenceKnown, side);
    e.sequence[side] = packet.sequence - ((flags & tcp_flag::kSyn) != 0 ? 0U : 1U);
  }
  if ((flags & tcp_flag::kSyn) != 0) {
    const bool answer = (flags & tcp_flag::kAck) != 0;
    const auto basis = answer ? DirectionBasis::SynAck : DirectionBasis::Syn;
    const unsigned opener = answer ? other : side;
    if (answer) {
      e.set(FlowEntry::kSynAck, side);
    }
    // Observed is never flipped: of two that open towards each other the first stays.
    if (e.basis < DirectionBasis::Sensor || (e.basis < basis && e.initiator == opener)) {
      e.initiator = opener & 1U;
      e.basis = basis;
    }
  } else if ((flags & (tcp_flag::kAck | tcp_flag::kRst)) == tcp_flag::kAck) {
    if (e.has(FlowEntry::kSynAck, other)) {
      e.set(FlowEntry::kHandshake);
    }
    if (packet.payload_bytes > 0 && !e.has(FlowEntry::kAckedData)) {
      note_acked_data(e, packet);
    }
  }
}

// Segments with payload and ACK show that the other end answers even if it is not captured: after
// their own SYN, which acknowledges nothing, or once what they acknowledge moves on. A single one
// shows nothing.
void FlowTable::note_acked_data(FlowEntry& e, const PacketSummary& packet) {
  const unsigned other = 1U - packet.side;
  if (e.has_letter(packet.side, FlowEntry::kS)) {
    e.set(FlowEntry::kAckedData);
  } else if (e.has(FlowEntry::kSequenceKnown, other)) {
    return;  // captured itself: what it sent decides
  } else if (!e.has(FlowEntry::kAckNoted)) {
    e.set(FlowEntry::kAckNoted);
    e.sequence[other] = packet.acknowledged;
  } else if (e.sequence[other] != packet.acknowledged) {
    e.set(FlowEntry::kAckedData);
  }
}

void FlowTable::note_macs(FlowEntry& e, const PacketSummary& packet) {
  const unsigned side = packet.side;
  const unsigned other = 1 - side;
  copy_mac(packet.source_mac, e.mac[side]);
  e.ttl[side] = packet.ttl;
  e.set(FlowEntry::kOwnMac, side);
  if (packet.target_mac != nullptr && (packet.target_mac[0] & 1) == 0 &&
      !e.has(FlowEntry::kOwnMac, other) && !e.has(FlowEntry::kOtherMac, other)) {
    copy_mac(packet.target_mac, e.mac[other]);
    e.set(FlowEntry::kOtherMac, other);
  }
}

void FlowTable::change_slice(FlowEntry& e, const PacketSummary& packet) {
  FlowExtra& extra = inspector_.make_extra(e);
  FlowExtra::Slice done;
  done.slice = static_cast<std::uint32_t>(std::max<std::int64_t>(e.slice_end.ns / kSliceNs - 1, 0));
  for (unsigned end = 0; end < 2; ++end) {
    done.bytes[end] = e.bytes[end] - extra.bytes_before[end];
    extra.bytes_before[end] = e.bytes[end];
  }
  extra.slices.push_back(done);
  e.slice_end = Timestamp{(slice_of(packet.time) + 1) * kSliceNs};
}

// A SYN on addresses and ports in use: another sequence number than the connection under way had.
bool FlowTable::opens_anew(const FlowEntry& e, const PacketSummary& packet) {
  return e.has(FlowEntry::kSequenceKnown, packet.side) ? e.sequence[packet.side] != packet.sequence
                                                       : e.took_part(1U - packet.side);
}

void FlowTable::restart(FlowEntry& e, const PacketSummary& packet, bool resumed) {
  const bool keeps = resumed && !is_closed(e);
  const std::uint8_t initiator = e.initiator;
  const DirectionBasis basis = e.basis;
  emit(e);
  begin(e, packet);
  if (keeps) {
    e.initiator = initiator & 1U;
    e.basis = basis;
  }
}

void FlowTable::emit(FlowEntry& e) {
  sink_.flow(build_record(e, inspector_.extra(e), inspector_.names()));
  inspector_.release(e);
}

// ---- ends

void FlowTable::end_entry(std::uint32_t number) {
  FlowEntry& e = entry(number);
  remember(e);
  emit(e);
  index_.erase(number);
  --live_;
}

void FlowTable::end_idle(Timestamp now) {
  const std::int64_t target = TimerWheel::second_of(now);
  if (!wheel_.started()) {
    return;
  }
  for (std::int64_t turns = 0; wheel_.second() < target && turns < TimerWheel::kSeconds; ++turns) {
    std::uint32_t next = kNone;
    for (std::uint32_t number = wheel_.turn(); number != kNone; number = next) {
      FlowEntry& e = entry(number);
      next = e.next;
      const std::int64_t due = due_second(e);
      due <= target ? end_entry(number) : wheel_.add(due, number, e.next);
    }
  }
  wheel_.jump(target);
}

// Turns the wheel ahead of time, so that those due first go first; should none be due within a
// whole turn, whatever the next list holds goes.
void FlowTable::make_room() {
  for (std::int64_t turns = 0; live_ >= limits_.live; ++turns) {
    std::uint32_t next = kNone;
    for (std::uint32_t number = wheel_.turn(); number != kNone; number = next) {
      FlowEntry& e = entry(number);
      next = e.next;
      const std::int64_t due = due_second(e);
      if (due <= wheel_.second() || turns > TimerWheel::kSeconds) {
        ++evicted_;
        end_entry(number);
      } else {
        wheel_.add(due, number, e.next);
      }
    }
  }
}

void FlowTable::finish(std::span<const std::uint32_t> open) {
  for (const std::uint32_t number : open) {
    emit(entry(number));
    index_.erase(number);
  }
  live_ = 0;
  wheel_ = TimerWheel{};
}

void FlowTable::copy_open(std::span<const std::uint32_t> open, FlowSink& sink) {
  for (const std::uint32_t number : open) {
    FlowEntry& e = entry(number);
    sink.flow(build_record(e, inspector_.extra(e), inspector_.names()));
  }
}

// ---- initiators of ended conversations

void FlowTable::remember(const FlowEntry& e) {
  const bool numbered =
      e.key.has_ports() && (e.key.protocol == protocol::kTcp || e.key.protocol == protocol::kUdp);
  if (!numbered || is_closed(e)) {
    return;
  }
  if (recent_.size() >= limits_.remembered) {
    older_ = std::move(recent_);
    recent_.clear();
  }
  recent_[e.key.hash()] =
      static_cast<std::uint8_t>(static_cast<unsigned>(e.basis) << 1U | e.initiator);
}

void FlowTable::recall(FlowEntry& e, std::uint64_t hash) {
  if (e.key.protocol != protocol::kTcp && e.key.protocol != protocol::kUdp) {
    return;
  }
  auto known = recent_.find(hash);
  if (known == recent_.end()) {
    known = older_.find(hash);
    if (known == older_.end()) {
      return;
    }
  }
  e.initiator = known->second & 1U;
  e.basis = static_cast<DirectionBasis>(known->second >> 1U);
}

}  // namespace hamon
