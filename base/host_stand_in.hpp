#pragma once

#include "base/address.hpp"

#include <string_view>

namespace hamon {

/// The address under which a record keeps a machine that its source knows by name alone (the log of
/// a Windows machine names the machine and never says where it is). It is made of the name's first
/// label, whatever its case, and lies in 100::/64, from which nothing is ever sent (RFC 6666). The
/// graph gives it to the system that has the name.
[[nodiscard]] IpAddress stand_in_address(std::string_view host_name);

[[nodiscard]] bool is_stand_in(const IpAddress& address);

}  // namespace hamon
