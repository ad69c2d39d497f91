#include "cli/collected_ports.hpp"

namespace hamon {

Result<std::vector<OpenPort>> open_ports(const CollectedPorts& ports, std::size_t buffer_bytes) {
  std::vector<OpenPort> out;
  const auto open = [&](const std::vector<std::string>& texts, CollectedKind kind) {
    for (const std::string& text : texts) {
      const auto endpoint = UdpEndpoint::parse(text);
      if (!endpoint) {
        return Result<void>(tl::unexpected(endpoint.error()));
      }
      auto port = UdpPort::open(*endpoint, buffer_bytes);
      if (!port) {
        return Result<void>(tl::unexpected(port.error()));
      }
      out.push_back({kind, std::move(*port)});
    }
    return Result<void>();
  };
  for (const auto& [texts, kind] : {std::pair(&ports.netflow, CollectedKind::Netflow),
                                    std::pair(&ports.ipfix, CollectedKind::Ipfix),
                                    std::pair(&ports.sflow, CollectedKind::Sflow),
                                    std::pair(&ports.syslog, CollectedKind::Syslog)}) {
    if (auto opened = open(*texts, kind); !opened) {
      return tl::unexpected(opened.error());
    }
  }
  return out;
}

}  // namespace hamon
