#pragma once

#include "capture/flow_entry.hpp"
#include "capture/protocol_hint.hpp"

namespace hamon {

/// Takes the direction from payload that `end` sent, where nothing stronger told it.
inline void set_role(FlowEntry& entry, unsigned end, PayloadRole role) {
  if (role == PayloadRole::Unknown || entry.basis >= DirectionBasis::Payload) {
    return;
  }
  entry.initiator = static_cast<std::uint8_t>(role == PayloadRole::Client ? end : 1 - end);
  entry.basis = DirectionBasis::Payload;
}

}  // namespace hamon
