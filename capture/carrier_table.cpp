#include "capture/carrier_table.hpp"

#include "base/flow_record.hpp"
#include "capture/idle_limit.hpp"

#include <algorithm>

namespace hamon {
namespace {

/// The id that the record of this conversation will have.
std::uint64_t record_of(const FlowKey& key, const CarrierTable::Place& place, TunnelKind kind,
                        std::uint64_t first) {
  FlowRecord record;
  record.initiator = key.address(0);
  record.responder = key.address(1);
  record.initiator_port = key.low_port;
  record.responder_port = key.high_port;
  record.has_ports = key.has_ports();
  record.protocol = key.protocol;
  record.first = first;
  record.tunnel = name_of(kind);
  record.carrier = place.record;
  return flow_id(record);
}

}  // namespace

CarrierTable::Place CarrierTable::add(const FlowKey& outer, const Place& outer_place,
                                      TunnelKind outer_kind, TunnelKind kind, Timestamp time,
                                      std::uint64_t number) {
  const Duration idle = idle_limit(outer.protocol);
  auto known = conversations_.find(outer);
  if (known == conversations_.end()) {
    if (conversations_.size() >= most_) {  // a new id, where the record's own goes on
      conversations_.clear();
    }
    known = conversations_
                .emplace(outer, Conversation{time, time,
                                             record_of(outer, outer_place, outer_kind, number)})
                .first;
  }
  Conversation& c = known->second;
  if (time > c.last + idle || time < c.start - idle) {
    c = {time, time, record_of(outer, outer_place, outer_kind, number)};
  }
  c.start = std::min(c.start, time);
  c.last = std::max(c.last, time);
  return {number_of(outer, kind), c.record};
}

std::uint16_t CarrierTable::number_of(FlowKey addresses, TunnelKind kind) {
  constexpr std::uint16_t kShared = UINT16_MAX;
  addresses.low_port = static_cast<std::uint16_t>(kind);
  addresses.high_port = 0;
  addresses.protocol = 0;
  addresses.flags &= FlowKey::kV6;
  const auto next = static_cast<std::uint16_t>(numbers_.size() + 1);
  if (const auto known = numbers_.find(addresses); known != numbers_.end()) {
    return known->second;
  }
  if (numbers_.size() + 1 >= kShared) {
    ++crowded_;
    return kShared;
  }
  numbers_.emplace(addresses, next);
  return next;
}

}  // namespace hamon
