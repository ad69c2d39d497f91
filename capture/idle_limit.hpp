#pragma once

#include "base/flow_record.hpp"

namespace hamon {

/// How long a conversation of this protocol may be silent.
[[nodiscard]] constexpr Duration idle_limit(std::uint8_t protocol) {
  return protocol == protocol::kTcp ? Duration::minutes(5) : Duration::minutes(1);
}

}  // namespace hamon
