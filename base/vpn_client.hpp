#pragma once

#include "base/flow_record.hpp"

namespace hamon {

/// A kind of binding beside those of `BindingKind`: a VPN gateway gave `address`, one of its pool,
/// to the client at the public address `name`, from `first` to `last`.
inline constexpr BindingKind kVpnClient{10};

}  // namespace hamon
