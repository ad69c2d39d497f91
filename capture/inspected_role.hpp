#pragma once

#include "capture/flow_entry.hpp"
#include "capture/protocol_hint.hpp"

namespace hamon {

/// Takes the direction from payload that `end` sent, where nothing stronger told it.
inline void set_role(FlowEntry& entry, unsigned end, PayloadRole role) {
  if (role == PayloadRole::Unknown || entry.basis >= DirectionBasis::Payload) {
    return;
  }
  entry.initiator = (role == PayloadRole::Client ? end : 1 - end) & 1U;
  entry.basis = DirectionBasis::Payload;
}

}  // namespace hamon
