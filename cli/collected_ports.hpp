#pragma once

#include "capture/collected_source.hpp"
#include "cli/options.hpp"

#include <vector>

namespace hamon {

/// A port that is open, and what is awaited there.
struct OpenPort {
  CollectedKind kind = CollectedKind::Netflow;
  UdpPort port;
};

/// Opens every port that options name, in the order netflow, ipfix, sflow, syslog. Errors: one is
/// written wrongly or cannot be opened.
[[nodiscard]] Result<std::vector<OpenPort>> open_ports(const CollectedPorts& ports,
                                                       std::size_t buffer_bytes);

}  // namespace hamon
